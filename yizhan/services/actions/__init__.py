"""The verbs of the room; nothing else writes its tables."""

from yizhan.services.actions.mending import correct_service, finish_follow_up, void_service
from yizhan.services.actions.records import record_service
from yizhan.services.actions.referrals import (
    accept_referral,
    answer_referral,
    refer,
    refuse_referral,
    take_back_referral,
)
from yizhan.services.actions.tasks import close_days, refuse_task

__all__ = [
    "accept_referral",
    "answer_referral",
    "close_days",
    "correct_service",
    "finish_follow_up",
    "record_service",
    "refer",
    "refuse_referral",
    "refuse_task",
    "take_back_referral",
    "void_service",
]
