"""The verbs of the room; nothing else writes its tables."""

from yizhan.services.actions.mending import correct_service, finish_follow_up, void_service
from yizhan.services.actions.programmes import (
    approve_programme,
    cancel_programme,
    fill_timetable,
    plan_programme,
    return_programme,
    submit_programme,
)
from yizhan.services.actions.programmes_end import (
    comment_programme_report,
    finish_programme,
    write_programme_report,
)
from yizhan.services.actions.programmes_people import record_opinion, sign_up, withdraw_participant
from yizhan.services.actions.programmes_sessions import (
    add_session,
    cancel_session,
    hold_session,
    move_session,
)
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
    "add_session",
    "answer_referral",
    "approve_programme",
    "cancel_programme",
    "cancel_session",
    "close_days",
    "comment_programme_report",
    "correct_service",
    "fill_timetable",
    "finish_follow_up",
    "finish_programme",
    "hold_session",
    "move_session",
    "plan_programme",
    "record_opinion",
    "record_service",
    "refer",
    "refuse_referral",
    "refuse_task",
    "return_programme",
    "sign_up",
    "submit_programme",
    "take_back_referral",
    "void_service",
    "withdraw_participant",
    "write_programme_report",
]
