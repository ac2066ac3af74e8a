"""The one table of what a phone may send: verb -> (what it tells, what it needs, how it is carried out)."""

from yizhan.devices.actions.verbs.clients import CLIENT_VERBS
from yizhan.devices.actions.verbs.forms import FORM_VERBS
from yizhan.devices.actions.verbs.help import HELP_VERBS
from yizhan.devices.actions.verbs.services import ATTACH, SERVICE_VERBS
from yizhan.devices.actions.work import Verb

PHONE_VERBS: dict[str, Verb] = {**SERVICE_VERBS, **CLIENT_VERBS, **FORM_VERBS, **HELP_VERBS}
"""What a phone may send. Whatever is not here is refused with a sentence and kept by the phone."""

__all__ = ["ATTACH", "PHONE_VERBS"]
