"""The verbs of staff: enrol, correct, move, leave, certify, file."""

from yizhan.workforce.actions.filings import accept_filing, file_staff, return_filing
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
    "enrol_worker",
    "file_staff",
    "link_account",
    "return_filing",
    "unmask_worker",
    "update_worker",
]
