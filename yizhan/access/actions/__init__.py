"""The verbs of the room; nothing else writes its tables."""

from yizhan.access.actions.accounts import (
    Opened,
    close_account,
    drop_second_factor,
    open_account,
    reset_password,
    unlock_account,
)
from yizhan.access.actions.channels import (
    Target,
    claim_messages,
    note_message,
    open_channel,
    open_office_channel,
    queue_messages,
    stop_channel,
    test_channel,
)
from yizhan.access.actions.door import change_own_password, note_second_factor, sign_in
from yizhan.access.actions.notices import Reminder, read_all_notices, read_notice, remind, send_notice
from yizhan.access.actions.organisations import (
    close_organisation,
    end_custody,
    register_organisation,
    start_custody,
)
from yizhan.access.actions.programs import MadePassword, make_app_password, revoke_app_password
from yizhan.access.actions.roles import grant_role, revoke_role

__all__ = [
    "MadePassword",
    "Opened",
    "Reminder",
    "Target",
    "change_own_password",
    "claim_messages",
    "close_account",
    "close_organisation",
    "drop_second_factor",
    "end_custody",
    "grant_role",
    "make_app_password",
    "note_message",
    "note_second_factor",
    "open_account",
    "open_channel",
    "open_office_channel",
    "queue_messages",
    "read_all_notices",
    "read_notice",
    "register_organisation",
    "remind",
    "reset_password",
    "revoke_app_password",
    "revoke_role",
    "send_notice",
    "sign_in",
    "start_custody",
    "stop_channel",
    "test_channel",
    "unlock_account",
]
