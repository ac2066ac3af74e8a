"""What a phone sent and nobody carried out, in the words of the screen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from yizhan.access.roles import VERB_LABELS
from yizhan.clients.models import Client
from yizhan.clients.queries.file import name_for
from yizhan.devices.models import Command
from yizhan.devices.queries.commands import DRAFT, undecided
from yizhan.devices.queries.differences import words
from yizhan.devices.queries.halves import SUBMIT, about, answers_told
from yizhan.devices.rules.bodies import FIELD_LABELS
from yizhan.kernel.actor import Actor

MOST = 100
NOT_COMPLETED_HERE = frozenset({SUBMIT, "clients.update_client"})
"""A questionnaire is completed where it is asked; changed particulars are whole, however few they are."""


@dataclass(frozen=True)
class Kept:
    """One command to be decided.

    lines  (label, value) of what was told; empty for whoever decides nothing
    half   a form that was handed in half filled: it is completed on a page of its own
    form   the questionnaire it is of, to be filled in at the desk where that is the way to complete it
    """

    command: Command
    what: str
    people: str
    lines: tuple[tuple[str, str], ...]
    half: bool
    form: UUID | None = None


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
            _verb(row),
            "、".join(filter(None, [about(actor=actor, row=row), _people(row, files)])),
            (*_lines(row.told["body"]), *answers_told(row=row)) if decides else (),
            half=row.code == DRAFT and row.verb not in NOT_COMPLETED_HERE,
            form=_form(row),
        )
        for row in rows
    ]


def one_kept(*, actor: Actor, row: Command) -> Kept:
    """The same for one of them, which the actor decides."""
    files = {
        file.pk: name_for(actor, file)
        for file in Client.objects.visible_to(actor, "clients.view").filter(pk__in=_client_ids(row))
    }
    names = "、".join(filter(None, [about(actor=actor, row=row), _people(row, files)]))
    return Kept(row, _verb(row), names, (), half=True)


def _verb(row: Command) -> str:
    return VERB_LABELS.get(row.verb, row.verb).split("（")[0]


def _form(row: Command) -> UUID | None:
    """Only of a half-filled one: a whole one is carried out as it is."""
    try:
        return UUID(row.told["body"]["form_id"]) if row.code == DRAFT and row.verb == SUBMIT else None
    except (KeyError, ValueError, TypeError):
        return None


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
