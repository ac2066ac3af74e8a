"""The verbs of the room; nothing else writes its tables."""

from yizhan.clients.actions.files import (
    assign_client,
    close_file,
    move_client,
    open_file,
    register_client,
    reopen_file,
    restrict_client,
    unmask_client,
    unrestrict_client,
    update_client,
)
from yizhan.clients.actions.households import form_household, join_household, leave_household
from yizhan.clients.actions.standing import (
    classify_client,
    end_guardianship,
    grade_client,
    name_guardian,
    record_consent,
    unclassify_client,
    withdraw_consent,
)
from yizhan.clients.actions.visits import note_visits, refresh_visit_plans

__all__ = [
    "assign_client",
    "classify_client",
    "close_file",
    "end_guardianship",
    "form_household",
    "grade_client",
    "join_household",
    "leave_household",
    "move_client",
    "name_guardian",
    "note_visits",
    "open_file",
    "record_consent",
    "refresh_visit_plans",
    "register_client",
    "reopen_file",
    "restrict_client",
    "unclassify_client",
    "unmask_client",
    "unrestrict_client",
    "update_client",
    "withdraw_consent",
]
