"""An assessment is also a delivered service: told once, written down as both."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from yizhan.clients import actions as clients
from yizhan.clients.models import Assessment
from yizhan.clients.queries.find import client_for
from yizhan.kernel.actor import Actor
from yizhan.kernel.ids import uuid7
from yizhan.privacy.action import action
from yizhan.services.actions.records import record_service
from yizhan.services.models import ServiceRecord

ASSESS = "services.record_assessment"


@action(ASSESS, facts=("client_id", "scale", "assessed_on"), subject="client_id")
def record_assessment(
    *,
    actor: Actor,
    client_id: UUID,
    scale: str,
    answers: Mapping[str, str],
    special: Collection[str] = (),
    assessed_on: date,
    on: date,
    minutes: int,
    mode: str,
    note: str = "",
    needs: Sequence[tuple[str, str]] = (),
    item_codes: Sequence[str] = (),
    worker_id: UUID | None = None,
    late_reason: str = "",
    assessment_id: UUID | None = None,
    service_id: UUID | None = None,
    grades: bool = True,
) -> Assessment:
    """Assess a client (`clients.record_assessment`) and write the service down: kind 评估, its result as the note.

    Refused  whatever either of the two refuses; then neither is stored
    Client.DoesNotExist  out of sight
    """
    client = client_for(actor=actor, verb=ASSESS, client_id=client_id)
    made = clients.record_assessment(
        actor=actor.acting_for("clients.record_assessment", because_of=ASSESS),
        client_id=client_id,
        scale=scale,
        answers=answers,
        special=special,
        assessed_on=assessed_on,
        on=on,
        note=note,
        needs=needs,
        service_id=service_id or uuid7(),
        assessment_id=assessment_id,
        grades=grades,
    )
    record_service(
        actor=actor.acting_for("services.record_service", because_of=ASSESS),
        station_id=client.station_id,
        kind=ServiceRecord.Kind.ASSESSMENT,
        done_on=assessed_on,
        on=on,
        minutes=minutes,
        mode=mode,
        client_ids=[client_id],
        item_codes=item_codes,
        note=f"{made.title}：{made.total}分，{made.band}",
        worker_id=worker_id,
        late_reason=late_reason,
        service_id=made.service_id,
    )
    return made
