"""How the report of an area and the tables of a county are signed, answered and told of."""

from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models.functions import Now

from yizhan.access.actions import send_notice
from yizhan.kernel.actor import Actor
from yizhan.reports.models import AnnualTables, AreaReport
from yizhan.reports.rules.reports import sheet_hash

Row = TypeVar("Row", AreaReport, AnnualTables)


def _saved(row: Row, actor: Actor, *fields: str) -> Row:
    row.filled_by_label = actor.label[:120]
    row.changed_at = Now()
    row.save(update_fields=[*fields, "filled_by_label", "changed_at"])
    return row


def _signed(row: Row, actor: Actor, *, on: date, frozen: dict[str, Any]) -> None:
    """On its way, with the sheet as signed; an earlier answer no longer counts."""
    row.state = row.State.SIGNED
    row.signed_on, row.first_signed_on = on, row.first_signed_on or on
    row.signed_by_label = actor.label[:120]
    row.answered_on, row.answered_by_label, row.answer = None, "", ""
    row.frozen, row.frozen_hash = frozen, sheet_hash(frozen)
    row.changed_at = Now()
    row.save()


def _answered(row: Row, actor: Actor, state: str, *, on: date, words: str) -> None:
    row.state = state
    row.answered_on, row.answered_by_label = on, actor.label[:120]
    row.answer = words.strip()[:400]
    row.changed_at = Now()
    row.save(update_fields=["state", "answered_on", "answered_by_label", "answer", "changed_at"])


def _tell_office(
    row: Row,
    actor: Actor,
    role: str,
    subject: str,
    *,
    because_of: str,
    at: datetime,
    address: str,
    clause: str = "",
) -> None:
    """Without an address nobody is told."""
    if not address:
        return
    send_notice(
        actor=actor.acting_for("access.send_notice", because_of=because_of),
        roles=frozenset({role}),
        region_code=row.region_code,
        station_id=None,
        subject=subject[:120],
        url=address,
        clause=clause,
        at=at,
    )
