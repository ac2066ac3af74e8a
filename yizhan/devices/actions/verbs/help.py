"""A call for help told by a phone."""

from typing import cast
from uuid import UUID

from yizhan.devices.actions.help import call_for_help
from yizhan.devices.actions.work import Outcome, Verb, Work
from yizhan.devices.rules import bodies


def _call_for_help(work: Work) -> Outcome:
    body = cast(bodies.CallForHelp, work.sent.body)
    call_for_help(
        actor=work.actor,
        user_id=work.behalf_of or UUID(work.actor.id),
        made_at=min(work.sent.made_at, work.at),
        at=work.at,
        **body.model_dump(),
    )
    return Outcome("help", None)


HELP_VERBS: dict[str, Verb] = {"devices.call_for_help": Verb(bodies.CallForHelp, _call_for_help)}
