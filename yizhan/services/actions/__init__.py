"""The verbs of the room; nothing else writes its tables."""

from yizhan.services.actions.mending import correct_service, finish_follow_up, void_service
from yizhan.services.actions.records import record_service
from yizhan.services.actions.tasks import close_days, refuse_task

__all__ = [
    "close_days",
    "correct_service",
    "finish_follow_up",
    "record_service",
    "refuse_task",
    "void_service",
]
