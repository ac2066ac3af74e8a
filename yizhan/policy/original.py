"""The text of a document as people read it: the sentences of its rules marked."""

import re
from collections.abc import Sequence

MOST_EXCERPT = 260


def marked(text: str, quotes: Sequence[str]) -> tuple[tuple[str, bool], ...]:
    """The text in pieces, each with whether it is one of the quotes; line breaks inside a quote do not matter."""
    patterns = [r"\s*".join(map(re.escape, "".join(quote.split()))) for quote in quotes if quote.split()]
    if not patterns:
        return ((text, False),)
    pieces = re.split(f"({'|'.join(sorted(patterns, key=len, reverse=True))})", text)
    return tuple((piece, place % 2 == 1) for place, piece in enumerate(pieces) if piece)


def excerpt(text: str, quote: str | None) -> tuple[tuple[str, bool], ...]:
    """The marked sentence with what stands around it, cut with …… where the passage is long."""
    pieces = marked(text, [quote] if quote else [])
    at = next((place for place, (_, is_quote) in enumerate(pieces) if is_quote), None)
    if at is None:
        return ((text if len(text) <= MOST_EXCERPT else f"{text[:MOST_EXCERPT]}……", False),)
    before = "".join(piece for piece, _ in pieces[:at])
    after = "".join(piece for piece, _ in pieces[at + 1 :])
    room = max(60, (MOST_EXCERPT - len(pieces[at][0])) // 2)
    head = before if len(before) <= room else f"……{before[-room:]}"
    tail = after if len(after) <= room else f"{after[:room]}……"
    return tuple(piece for piece in ((head, False), pieces[at], (tail, False)) if piece[0])
