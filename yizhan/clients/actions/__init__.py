"""The verbs of the room; nothing else writes its tables."""

from yizhan.clients.actions.assessments import correct_assessment, record_assessment, void_assessment
from yizhan.clients.actions.duplicates import decide_duplicate
from yizhan.clients.actions.files import (
    assign_client,
    open_file,
    register_client,
    unmask_client,
    update_client,
)
from yizhan.clients.actions.files_moves import close_file, move_client, reopen_file
from yizhan.clients.actions.households import form_household, join_household, leave_household, name_head
from yizhan.clients.actions.imports import (
    apply_import,
    check_import,
    confirm_import,
    discard_import,
    map_import,
    start_import,
)
from yizhan.clients.actions.needs import change_need_state, note_need
from yizhan.clients.actions.restrictions import restrict_client, unrestrict_client
from yizhan.clients.actions.standing import (
    classify_client,
    end_guardianship,
    grade_client,
    name_guardian,
    record_consent,
    unclassify_client,
    withdraw_consent,
)
from yizhan.clients.actions.visits import note_event, note_visits, refresh_visit_plans

__all__ = [
    "apply_import",
    "assign_client",
    "change_need_state",
    "check_import",
    "classify_client",
    "close_file",
    "confirm_import",
    "correct_assessment",
    "decide_duplicate",
    "discard_import",
    "end_guardianship",
    "form_household",
    "grade_client",
    "join_household",
    "leave_household",
    "map_import",
    "move_client",
    "name_guardian",
    "name_head",
    "note_event",
    "note_need",
    "note_visits",
    "open_file",
    "record_assessment",
    "record_consent",
    "refresh_visit_plans",
    "register_client",
    "reopen_file",
    "restrict_client",
    "start_import",
    "unclassify_client",
    "unmask_client",
    "unrestrict_client",
    "update_client",
    "void_assessment",
    "withdraw_consent",
]
