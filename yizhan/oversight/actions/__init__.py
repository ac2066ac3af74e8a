"""What may be done in the oversight, by noun."""

from yizhan.oversight.actions.complaints import (
    answer_complaint,
    ask_account,
    ask_complainant,
    decline_complaint,
    give_account,
    note_complaint,
    open_complaint,
    receive_complaint,
    reopen_complaint,
    take_up_complaint,
)

__all__ = [
    "answer_complaint",
    "ask_account",
    "ask_complainant",
    "decline_complaint",
    "give_account",
    "note_complaint",
    "open_complaint",
    "receive_complaint",
    "reopen_complaint",
    "take_up_complaint",
]
