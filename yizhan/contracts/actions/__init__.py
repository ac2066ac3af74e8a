"""What may be done in the purchase of service, by noun."""

from yizhan.contracts.actions.papers import attach_paper, withdraw_paper
from yizhan.contracts.actions.projects import close_project, open_project

__all__ = ["attach_paper", "close_project", "open_project", "withdraw_paper"]
