"""What a command must look like, what it was based on, and what a phone may carry. Plain Python."""
