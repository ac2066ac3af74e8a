"""An assessment is also a delivered service: told once, written down as both."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models.functions import Now

from yizhan.clients import actions as clients
from yizhan.clients.models import Assessment
from yizhan.clients.queries.find import client_for
from yizhan.kernel.actor import Actor
from yizhan.kernel.ids import uuid7
from yizhan.privacy.action import action
from yizhan.services.actions.mending import _clients_of, _plan_next_visits
from yizhan.services.actions.records import record_service
from yizhan.services.models import ServiceChange, ServiceRecord
from yizhan.services.rules.records import counts_as_visit

ASSESS, VOID = "services.record_assessment", "services.void_assessment"
CORRECT = "services.correct_assessment"


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
        note=_result(made),
        worker_id=worker_id,
        late_reason=late_reason,
        service_id=made.service_id,
    )
    return made


@action(CORRECT, facts=("assessment_id", "on"), subject="assessment_id")
def correct_assessment(
    *,
    actor: Actor,
    assessment_id: UUID,
    answers: Mapping[str, str],
    special: Collection[str] = (),
    note: str = "",
    reason: str,
    on: date,
    corrected_id: UUID | None = None,
) -> Assessment:
    """Answer an assessment again (`clients.correct_assessment`); the service it was tells the new result, and the old one
    stays among its changes. What was written into its note besides is left as it is.

    Refused                  what `clients.correct_assessment` refuses
    Assessment.DoesNotExist  out of sight
    """
    made = clients.correct_assessment(
        actor=actor.acting_for("clients.correct_assessment", because_of=CORRECT),
        assessment_id=assessment_id,
        answers=answers,
        special=special,
        note=note,
        reason=reason,
        on=on,
        corrected_id=corrected_id,
    )
    if made.service_id is None or made.replaces is None:  # told without a service
        return made
    record = ServiceRecord.objects.filter(pk=made.service_id, voided_at=None).select_for_update().first()
    if record is None:
        return made
    before, was = record.note, _result(made.replaces)
    after = before.replace(was, _result(made))
    if after != before:
        ServiceChange.objects.create(
            service=record,
            station_id=record.station_id,
            region_code=record.region_code,
            before={"note": before},  # type: ignore[misc]  # the field keeps JSON
            after={"note": after},
            reason=f"评估更正：{made.correction_reason}"[:200],
            changed_by=actor.id,
            changed_by_label=actor.label[:120],
        )
        record.note, record.changed_at = after, Now()
        record.save(update_fields=["note", "changed_at"])
    return made


def _result(made: Assessment) -> str:
    return f"{made.title}：{made.total}分，{made.band}"


@action(VOID, facts=("assessment_id", "on"), subject="assessment_id")
def void_assessment(*, actor: Actor, assessment_id: UUID, reason: str, on: date, at: datetime) -> Assessment:
    """Void an assessment (`clients.void_assessment`) with the grade it gave and the service it was.

    Refused                  what `clients.void_assessment` refuses
    Assessment.DoesNotExist  out of sight
    """
    made = clients.void_assessment(
        actor=actor.acting_for("clients.void_assessment", because_of=VOID),
        assessment_id=assessment_id,
        reason=reason,
        on=on,
    )
    if made.service_id is None:  # told without a service
        return made
    record = ServiceRecord.objects.filter(pk=made.service_id, voided_at=None).select_for_update().first()
    if record is None:
        return made
    record.voided_at, record.voided_by_label = at, actor.label[:120]
    record.void_reason, record.changed_at = f"评估作废：{made.void_reason}"[:200], Now()
    record.save(update_fields=["voided_at", "void_reason", "voided_by_label", "changed_at"])
    if counts_as_visit(record.kind, record.mode, met=record.met):
        _plan_next_visits(actor, _clients_of(record), on=on, because_of=VOID)
    return made
