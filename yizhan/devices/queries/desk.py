"""What a phone sent and nobody carried out, in the words of the screen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from yizhan.access.roles import VERB_LABELS
from yizhan.clients.models import Client
from yizhan.clients.queries.file import name_for
from yizhan.devices.models import Command
from yizhan.devices.queries.commands import undecided
from yizhan.devices.queries.differences import words
from yizhan.devices.rules.bodies import FIELD_LABELS
from yizhan.kernel.actor import Actor

MOST = 100


@dataclass(frozen=True)
class Kept:
    """One command to be decided. lines: (label, value) of what was told; empty for whoever decides nothing."""

    command: Command
    what: str
    people: str
    lines: tuple[tuple[str, str], ...]


def kept(*, actor: Actor) -> list[Kept]:
    """The oldest hundred; people out of sight are counted, not named."""
    rows = list(undecided(actor=actor)[:MOST])
    decides = actor.may("devices.carry_out")
    wanted = {one for row in rows for one in _client_ids(row)}
    files = {
        file.pk: name_for(actor, file)
        for file in Client.objects.visible_to(actor, "clients.view").filter(pk__in=wanted)
    }
    return [
        Kept(
            row,
            VERB_LABELS.get(row.verb, row.verb).split("（")[0],
            _people(row, files),
            _lines(row.told["body"]) if decides else (),
        )
        for row in rows
    ]


def _client_ids(row: Command) -> list[UUID]:
    body = row.told["body"]
    told = body.get("client_ids")
    found = []
    for one in [*(told if isinstance(told, list) else []), body.get("client_id")]:
        try:
            found.append(UUID(str(one)))
        except ValueError:
            continue
    return found


def _people(row: Command, files: Mapping[UUID, str]) -> str:
    ids = _client_ids(row)
    named = [files[one] for one in ids if one in files]
    rest = len(ids) - len(named)
    where = "档案还没发到" if row.code == "devices.row-missing" else "不在您范围内"
    return "、".join([*named, *([f"{where}的{rest}人"] if rest else [])])


def _lines(body: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Everything with a label, the changes of a change included; telephone and address masked."""
    changes = body.get("changes")
    told = {**body, **(changes if isinstance(changes, dict) else {})}
    return tuple(
        (FIELD_LABELS[name], words(name, value))
        for name, value in told.items()
        if name in FIELD_LABELS and value not in ("", None, [])
    )
