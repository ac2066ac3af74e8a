"""The verbs of staff: enrol, correct, move, leave, certify, file, employ, pay, bar; and of volunteers."""

from yizhan.workforce.actions.bars import answer_sanction, decide_sanction, lift_sanction, tell_sanction
from yizhan.workforce.actions.commitments import record_commitment
from yizhan.workforce.actions.employment import (
    end_contract,
    end_insurance,
    file_staff_paper,
    record_contract,
    record_insurance,
    withdraw_staff_paper,
)
from yizhan.workforce.actions.exams import note_exam
from yizhan.workforce.actions.filings import accept_filing, file_staff, return_filing
from yizhan.workforce.actions.leaves import announce_leave, name_replacement, withdraw_leave
from yizhan.workforce.actions.pay import record_month, record_pay, set_grade, void_pay
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
    "announce_leave",
    "answer_sanction",
    "change_post",
    "decide_sanction",
    "end_contract",
    "end_employment",
    "end_insurance",
    "end_volunteer",
    "enrol_worker",
    "file_staff",
    "file_staff_paper",
    "lift_sanction",
    "link_account",
    "name_replacement",
    "note_exam",
    "record_commitment",
    "record_contract",
    "record_insurance",
    "record_month",
    "record_pay",
    "register_volunteer",
    "return_filing",
    "set_grade",
    "tell_sanction",
    "unmask_volunteer",
    "unmask_worker",
    "update_volunteer",
    "update_worker",
    "void_pay",
    "withdraw_leave",
    "withdraw_staff_paper",
]
