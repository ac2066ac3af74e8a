"""The verbs of the room; nothing else writes its tables."""

from yizhan.access.actions.accounts import (
    Opened,
    change_own_password,
    close_account,
    close_organisation,
    drop_second_factor,
    end_custody,
    grant_role,
    note_second_factor,
    open_account,
    register_organisation,
    reset_password,
    revoke_role,
    sign_in,
    start_custody,
    unlock_account,
)
from yizhan.access.actions.notices import read_all_notices, read_notice, send_notice
from yizhan.access.actions.programs import MadePassword, make_app_password, revoke_app_password

__all__ = [
    "MadePassword",
    "Opened",
    "change_own_password",
    "close_account",
    "close_organisation",
    "drop_second_factor",
    "end_custody",
    "grant_role",
    "make_app_password",
    "note_second_factor",
    "open_account",
    "read_all_notices",
    "read_notice",
    "register_organisation",
    "reset_password",
    "revoke_app_password",
    "revoke_role",
    "send_notice",
    "sign_in",
    "start_custody",
    "unlock_account",
]
