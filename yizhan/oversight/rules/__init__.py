"""Facts in, an answer or the reason of a refusal out. Plain Python."""
