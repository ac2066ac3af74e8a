"""Proofs of the hours volunteers gave, issued from the records and never typed."""

from datetime import date
from uuid import UUID

from django.db.models import Max
from django.db.models.functions import Now

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.kernel.period import Period
from yizhan.privacy.action import action
from yizhan.services.models import VolunteerProof
from yizhan.services.queries.volunteers import proof_lines
from yizhan.stations.models import Station
from yizhan.workforce.models import Volunteer

ISSUE, VOID = "services.issue_volunteer_proof", "services.void_volunteer_proof"


@action(ISSUE, facts=("volunteer_id", "first_on", "last_on", "on", "proof_id"), subject="volunteer_id")
def issue_volunteer_proof(
    *,
    actor: Actor,
    volunteer_id: UUID,
    first_on: date,
    last_on: date,
    on: date,
    honours: str = "",
    proof_id: UUID | None = None,
) -> VolunteerProof:
    """Prove what the records say a volunteer gave between two days (志愿服务记录证明): who records is who proves.

    proof_id  made where it is issued: told again it is the same proof

    Refused                 no hours are on record in these days; the days contradict one another or are to come
    Volunteer.DoesNotExist  out of sight
    Source                  《志愿服务记录与证明出具办法（试行）》（民政部令第67号）
    """
    volunteer = Volunteer.objects.visible_to(actor, ISSUE).get(pk=volunteer_id)
    if proof_id is not None and (
        same := VolunteerProof.objects.filter(pk=proof_id, volunteer=volunteer).first()
    ):
        return same
    if not first_on <= last_on <= on:
        raise Refused("起止日期不对：从先到后，不晚于今天。", code="services.proof-days")
    services, trainings = proof_lines(volunteer_id=volunteer.pk, period=Period(first_on, last_on))
    if not services:
        raise Refused(
            "这段时间没有点到这位志愿者的服务记录，没有时长可以证明。请先在服务记录里点名，或换一段时间。",
            code="services.proof-without-hours",
            clause="民政部令第67号",
        )
    # numbers are given one after another: whoever issues a proof at the station waits here
    station = Station.objects.select_for_update(of=("self",)).get(pk=volunteer.station_id)
    last = VolunteerProof.objects.filter(station=station, proof_year=on.year).aggregate(
        last=Max("proof_number")
    )
    proof = VolunteerProof(  # type: ignore[misc]  # two fields keep JSON
        id=proof_id or uuid7(),
        station=station,
        region_code=station.region_code,
        volunteer=volunteer,
        proof_year=on.year,
        proof_number=(last["last"] or 0) + 1,
        first_on=first_on,
        last_on=last_on,
        minutes=sum(line["minutes"] for line in services),
        lines=services,
        trainings=trainings,
        honours=honours.strip()[:500],
        issued_on=on,
        issued_by=actor.id,
        issued_by_label=actor.label[:120],
    )
    proof.save(force_insert=True)
    return proof


@action(VOID, facts=("proof_id", "on"), subject="proof_id")
def void_volunteer_proof(*, actor: Actor, proof_id: UUID, on: date, reason: str) -> VolunteerProof:
    """A proof was issued wrongly; its number is never given again.

    Refused                      without a reason; a second time
    VolunteerProof.DoesNotExist  out of sight
    """
    proof = VolunteerProof.objects.visible_to(actor, VOID).select_for_update().get(pk=proof_id)
    if proof.voided_on is not None:
        raise Refused("这份证明已经作废了。", code="services.voided")
    if not reason.strip():
        raise Refused("请写明为什么作废。", code="services.reason-missing")
    proof.voided_on, proof.void_reason, proof.changed_at = on, reason.strip()[:200], Now()
    proof.save(update_fields=["voided_on", "void_reason", "changed_at"])
    return proof
