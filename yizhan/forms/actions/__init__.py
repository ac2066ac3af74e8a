"""The verbs of the room; nothing else writes its tables."""

from yizhan.forms.actions.definitions import (
    Drafted,
    adopt_sample,
    draft_version,
    drop_draft,
    give_form,
    hand_to_station,
    publish_version,
    restore_form,
    retire_form,
    stop_giving,
    take_back_form,
)
from yizhan.forms.actions.submissions import (
    SentFile,
    correct_submission,
    hand_over_answers,
    link_subject,
    submit,
    void_submission,
)

__all__ = [
    "Drafted",
    "SentFile",
    "adopt_sample",
    "correct_submission",
    "draft_version",
    "drop_draft",
    "give_form",
    "hand_over_answers",
    "hand_to_station",
    "link_subject",
    "publish_version",
    "restore_form",
    "retire_form",
    "stop_giving",
    "submit",
    "take_back_form",
    "void_submission",
]
