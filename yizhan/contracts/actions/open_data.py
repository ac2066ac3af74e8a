"""A county hands its contracting data to the public, as they stand today; the former ones are taken off and say so."""

from datetime import date, datetime
from uuid import UUID

from yizhan.contracts.actions.ground import _stop
from yizhan.contracts.queries.ocds import projects_to_publish, published
from yizhan.contracts.rules.ocds import (
    SNAPSHOT,
    bundle,
    public_lines,
    public_notes,
    publishing_problem,
    subject_of,
)
from yizhan.disclosure.actions import publish, withdraw
from yizhan.disclosure.models import Snapshot
from yizhan.kernel.actor import Actor
from yizhan.privacy.action import action

PUBLISH = "contracts.publish_open_data"


@action(PUBLISH, facts=("region_code", "snapshot_id", "on"), subject="snapshot_id")
def publish_open_data(
    *, actor: Actor, region_code: str, snapshot_id: UUID, uri: str, prefix: str, at: datetime, on: date
) -> Snapshot:
    """Approve the projects of a county with their signed agreements and payments for the public.

    uri     where the public finds them
    prefix  of their numbers, as this installation is set

    Refused  nothing signed yet, a number that names a person in what was typed, another county
    """
    rows = projects_to_publish(actor=actor, verb=PUBLISH, region_code=region_code)
    told = [published(actor=actor, project=row) for row in rows]
    _stop(publishing_problem(told), "contracts.open-data")
    told = [one for one in told if one.agreements]
    former = (
        Snapshot.objects.visible_to(actor, "disclosure.withdraw")
        .filter(kind=SNAPSHOT, subject_id=subject_of(region_code), withdrawn_on=None)
        .first()
    )
    if former is not None:
        withdraw(
            actor=actor.acting_for("disclosure.withdraw", because_of=PUBLISH),
            snapshot_id=former.pk,
            because=f"由 {on:%Y-%m-%d} 公开的新数据替换",
            on=on,
        )
    office = told[-1].buyer.name
    return publish(
        actor=actor.acting_for("disclosure.publish", because_of=PUBLISH),
        kind=SNAPSHOT,
        subject_id=subject_of(region_code),
        region_code=region_code,
        of=office,
        title="购买服务项目数据",
        first_on=min(one.first_on for one in told),
        last_on=max(one.last_on for one in told),
        lines=public_lines(told),
        notes=public_notes(prefix=prefix, replaces_on=former.approved_on if former else None),
        data=bundle(told, at=at, uri=uri, publisher=office, prefix=prefix),
        snapshot_id=snapshot_id,
        on=on,
    )
