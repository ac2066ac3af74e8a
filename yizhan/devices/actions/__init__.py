"""The verbs of the room; nothing else writes its tables."""

from yizhan.devices.actions.commands import carry_out, drop_command, set_aside, take_command
from yizhan.devices.actions.differences import settle_difference
from yizhan.devices.actions.help import answer_call, call_for_help
from yizhan.devices.actions.phones import confirm_wiped, note_contact, register_device, report_lost

__all__ = [
    "answer_call",
    "call_for_help",
    "carry_out",
    "confirm_wiped",
    "drop_command",
    "note_contact",
    "register_device",
    "report_lost",
    "set_aside",
    "settle_difference",
    "take_command",
]
