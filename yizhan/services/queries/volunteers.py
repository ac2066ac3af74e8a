"""Volunteers as pages read them; their hours, read from the records that name them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet, Sum

from yizhan.kernel.actor import Actor
from yizhan.kernel.identity import normal_phone
from yizhan.kernel.period import Period
from yizhan.privacy.fields import digest
from yizhan.privacy.masking import PersonalText
from yizhan.privacy.queries import unmasked_until
from yizhan.services.models import ServiceRecord, ServiceVolunteer, VolunteerProof
from yizhan.workforce.models import Volunteer
from yizhan.workforce.models.volunteers import NAME, NATIONAL, PHONE

SEE = "workforce.view_volunteers"
NOT_SERVICE = ("TRAINING", "SUPERVISION")
"""Kinds at which a volunteer learns; they are told beside her hours, not among them."""


def volunteers_found(*, actor: Actor, text: str = "", gone: bool = False) -> QuerySet[Volunteer]:
    """Volunteers in sight by the first letters of the name, the whole name, telephone or national number, or the team."""
    rows = Volunteer.objects.visible_to(actor, SEE).select_related("station")
    rows = rows.filter(ended_on__isnull=not gone)
    words = text.strip()
    if words and words.isascii() and words.isalpha() and words.islower():
        return rows.filter(name_initials__startswith=words)
    if words:
        return rows.filter(
            Q(name_digest=digest(words, purpose=NAME))
            | Q(phone_digest=digest(normal_phone(words), purpose=PHONE))
            | Q(national_digest=digest(words.upper(), purpose=NATIONAL))
            | Q(team__contains=words)
            | Q(skills__contains=words)
        )
    return rows


def volunteers_to_name(*, station_id: UUID, on: date) -> QuerySet[Volunteer]:
    """Who may be named on a record of that day at a station."""
    return Volunteer.objects.filter(
        Q(ended_on=None) | Q(ended_on__gte=on), station_id=station_id, registered_on__lte=on
    ).order_by("name_initials", "id")


def volunteer_in_sight(*, actor: Actor, volunteer_id: UUID, verb: str = SEE) -> Volunteer:
    return Volunteer.objects.visible_to(actor, verb).select_related("station").get(pk=volunteer_id)


@dataclass(frozen=True)
class Hours:
    """What a volunteer gave.

    minutes  of services; learning apart
    """

    times: int = 0
    minutes: int = 0
    learnt: int = 0
    last_on: date | None = None


def hours_of(*, volunteer_ids: Sequence[UUID], period: Period | None = None) -> dict[UUID, Hours]:
    """The ledger of several volunteers, in one question; voided records never count."""
    rows = ServiceVolunteer.objects.filter(volunteer_id__in=volunteer_ids, service__voided_at=None)
    if period is not None:
        rows = rows.filter(service__done_on__gte=period.first, service__done_on__lte=period.last)
    learning = Q(service__kind__in=NOT_SERVICE)
    found = rows.order_by().values("volunteer_id").annotate(
        times=Count("id", filter=~learning),
        minutes=Sum("service__minutes", filter=~learning),
        learnt=Sum("service__minutes", filter=learning),
        last_on=Max("service__done_on"),
    )  # fmt: skip
    return {
        row["volunteer_id"]: Hours(row["times"], row["minutes"] or 0, row["learnt"] or 0, row["last_on"])
        for row in found
    }


def ledger_of(*, volunteer_id: UUID, period: Period | None = None) -> QuerySet[ServiceRecord]:
    """The records that name a volunteer, newest first. The caller found her through `visible_to`."""
    rows = ServiceRecord.objects.filter(volunteers__volunteer_id=volunteer_id, voided_at=None)
    if period is not None:
        rows = rows.filter(done_on__gte=period.first, done_on__lte=period.last)
    return rows.order_by("-done_on", "-id")


def proof_lines(*, volunteer_id: UUID, period: Period) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What a proof over these days would list: services, and apart from them trainings; oldest first, nobody served named."""
    services: list[dict[str, Any]] = []
    trainings: list[dict[str, Any]] = []
    for row in ledger_of(volunteer_id=volunteer_id, period=period).reverse():
        what = str(row.get_kind_display())
        # the title of casework is the number of a case, which is nobody else's business
        if row.title and row.kind not in ("CASEWORK", "ASSESSMENT", "REFERRAL"):
            what = f"{what}：{row.title}"
        line = {"on": row.done_on.isoformat(), "what": what, "place": row.place, "minutes": row.minutes}
        (trainings if row.kind in NOT_SERVICE else services).append(line)
    return services, trainings


def proofs_of(*, actor: Actor, volunteer_id: UUID) -> QuerySet[VolunteerProof]:
    return (
        VolunteerProof.objects.visible_to(actor, SEE)
        .filter(volunteer_id=volunteer_id)
        .order_by("-proof_year", "-proof_number")
    )


@dataclass(frozen=True)
class Particulars:
    """What only whoever asked sees in full."""

    phone: PersonalText
    address: PersonalText
    national_number: PersonalText
    until_at: datetime | None


def particulars_of(*, actor: Actor, volunteer: Volunteer, at: datetime) -> Particulars:
    until = unmasked_until(actor=actor, subject="volunteer", subject_id=volunteer.pk, at=at)
    masked = until is None
    return Particulars(
        PersonalText(volunteer.phone, "phone", masked),
        PersonalText(volunteer.address, "address", masked),
        PersonalText(volunteer.national_number, "id", masked),
        until,
    )
