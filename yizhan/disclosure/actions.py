"""A room above hands over what it approved; it is frozen for the public, and may be taken off with a reason."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from yizhan.disclosure.models import Snapshot
from yizhan.disclosure.rules import PublicLine, hidden, publishing_problem, withdrawing_problem
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.action import action

PUBLISH, WITHDRAW = "disclosure.publish", "disclosure.withdraw"


@action(PUBLISH, facts=("kind", "subject_id", "region_code", "snapshot_id", "on"), subject="subject_id")
def publish(
    *,
    actor: Actor,
    kind: str,
    subject_id: UUID,
    region_code: str,
    of: str,
    title: str,
    first_on: date,
    last_on: date,
    lines: Sequence[PublicLine],
    on: date,
    notes: Sequence[str] = (),
    data: Mapping[str, Any] | None = None,
    snapshot_id: UUID | None = None,
) -> Snapshot:
    """Freeze what was approved, as it is told to the public from today.

    data  the same in the shape of a public standard, to be taken away as it is; no person in it

    Refused  not one's own region, nothing to tell, the same row is public already
    """
    if not any(grant.reaches_region(region_code) for grant in actor.grants_for(PUBLISH)):
        raise Refused("这里不在您的辖区，不能公开。", code="disclosure.elsewhere")
    standing = Snapshot.objects.public().filter(kind=kind, subject_id=subject_id).exists()
    if problem := publishing_problem(title=title, lines=lines, standing=standing):
        raise Refused(problem, code="disclosure.publishing")
    told, count = hidden(lines)
    return Snapshot.objects.create(
        id=snapshot_id or uuid7(),
        kind=kind,
        subject_id=subject_id,
        region_code=region_code,
        of=of[:80],
        title=title.strip()[:120],
        first_on=first_on,
        last_on=last_on,
        body={"lines": told, "notes": list(notes), **({"data": data} if data else {})},
        hidden=count,
        approved_by=actor.label[:120],
        approved_on=on,
    )


@action(WITHDRAW, facts=("snapshot_id", "on"), subject="snapshot_id")
def withdraw(*, actor: Actor, snapshot_id: UUID, because: str, on: date) -> Snapshot:
    """Take it off the public page; it stays on file as it was told. Refused: off already, no reason."""
    found = Snapshot.objects.visible_to(actor, WITHDRAW).select_for_update().get(pk=snapshot_id)
    if problem := withdrawing_problem(withdrawn=found.withdrawn_on is not None, because=because):
        raise Refused(problem, code="disclosure.withdrawing")
    found.withdrawn_on, found.withdrawn_because = on, because.strip()[:200]
    found.withdrawn_by = actor.label[:120]
    found.save(update_fields=["withdrawn_on", "withdrawn_because", "withdrawn_by"])
    return found
