"""What may be done in the purchase of service, by noun."""

from yizhan.contracts.actions.entries import book, reverse_entry
from yizhan.contracts.actions.filings import accept_filing, file_upward, return_filing, take_back_filing
from yizhan.contracts.actions.papers import attach_paper, withdraw_paper
from yizhan.contracts.actions.projects import close_project, open_project

__all__ = [
    "accept_filing",
    "attach_paper",
    "book",
    "close_project",
    "file_upward",
    "open_project",
    "return_filing",
    "reverse_entry",
    "take_back_filing",
    "withdraw_paper",
]
