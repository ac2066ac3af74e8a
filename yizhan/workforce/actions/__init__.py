"""The verbs of staff: enrol, correct, move, leave, certify, file; and of volunteers."""

from yizhan.workforce.actions.exams import note_exam
from yizhan.workforce.actions.filings import accept_filing, file_staff, return_filing
from yizhan.workforce.actions.volunteers import (
    end_volunteer,
    register_volunteer,
    unmask_volunteer,
    update_volunteer,
)
from yizhan.workforce.actions.workers import (
    add_certificate,
    change_post,
    end_employment,
    enrol_worker,
    link_account,
    unmask_worker,
    update_worker,
)

__all__ = [
    "accept_filing",
    "add_certificate",
    "change_post",
    "end_employment",
    "end_volunteer",
    "enrol_worker",
    "file_staff",
    "link_account",
    "note_exam",
    "register_volunteer",
    "return_filing",
    "unmask_volunteer",
    "unmask_worker",
    "update_volunteer",
    "update_worker",
]
