"""Assessments and needs: of one file, and who is to be assessed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from yizhan.clients.models import Assessment, Client, ClientClass, Need
from yizhan.clients.queries.find import class_codes
from yizhan.clients.rules.scales import classes_for, scale_in_force, scales_in_force, unsuited
from yizhan.kernel.actor import Actor
from yizhan.policy.schema.scales import Scale
from yizhan.stations.models import Station

MOST_VERSIONS = 40


@dataclass(frozen=True)
class Form:
    """A scale of the region beside one person: `why_not` is the sentence of a grey button, "" when it may be used."""

    scale: Scale
    why_not: str


@dataclass(frozen=True)
class Course:
    """One person on one scale: what holds now, and what came before, oldest first."""

    scale: str
    title: str
    now: Assessment | None
    standing: list[Assessment]
    others: list[Assessment]
    overdue_days: int


def forms_for(*, client: Client, on: date) -> list[Form]:
    """The scales of the client's region, those for her first; [] where the region has none."""
    classes = class_codes(client.pk)
    forms = [
        Form(scale, unsuited(scale, classes=classes, born_on=client.born_on, on=on) or "")
        for scale in scales_in_force(region_code=client.region_code, on=on)
    ]
    return sorted(forms, key=lambda each: bool(each.why_not))


def courses_of(*, client: Client, on: date) -> list[Course]:
    """All assessments of a file, by scale; the one that is due first comes first."""
    found: dict[str, list[Assessment]] = {}
    rows = Assessment.objects.filter(client=client).order_by("-assessed_on", "-id")[:MOST_VERSIONS]
    for row in rows:
        found.setdefault(row.scale, []).append(row)
    courses = []
    for scale, assessments in found.items():
        now = next((each for each in assessments if each.newest), None)
        courses.append(
            Course(
                scale=scale,
                title=(now or assessments[0]).title,
                now=now,
                standing=[each for each in reversed(assessments) if each.stands],
                others=[each for each in assessments if not each.stands],
                overdue_days=overdue_days(now, on) if now and client.active else 0,
            )
        )
    return sorted(courses, key=lambda each: (each.now and each.now.next_due_on) or date.max)


def overdue_days(assessment: Assessment, on: date) -> int:
    return max(0, (on - assessment.next_due_on).days) if assessment.next_due_on else 0


def needs_of(*, client: Client) -> list[Need]:
    """Open ones first, the oldest first; then those that are met or withdrawn, the latest first."""
    rows = list(Need.objects.filter(client=client).order_by("found_on", "id")[:200])
    closed = sorted((each for each in rows if each.closed_on), key=lambda each: each.state_on, reverse=True)
    return [*(each for each in rows if each.open), *closed]


def due_again(*, actor: Actor) -> QuerySet[Assessment]:
    """The newest assessment of everybody on file who is to be assessed again some day."""
    return Assessment.objects.visible_to(actor, "clients.view").filter(
        newest=True, next_due_on__isnull=False, client__status=Client.Status.ACTIVE
    )


@dataclass(frozen=True)
class ScaleAt:
    """A scale and the station regions where it is the one in force."""

    scale: Scale
    regions: list[str]


def scales_in_sight(*, actor: Actor, on: date) -> list[ScaleAt]:
    """The scales in force at the stations an actor sees, each once, in order of title."""
    regions = (
        Station.objects.visible_to(actor, "clients.view")
        .order_by("region_code")
        .values_list("region_code", flat=True)
        .distinct()[:400]
    )
    found: dict[str, ScaleAt] = {}
    for region in regions:
        for scale in scales_in_force(region_code=region, on=on):
            found.setdefault(scale.ref, ScaleAt(scale, [])).regions.append(region)
    return sorted(found.values(), key=lambda each: each.scale.name)


def never_assessed(*, actor: Actor, scales: Sequence[ScaleAt], on: date) -> QuerySet[Client]:
    """People on file for whom one of these scales is meant and who were never assessed by it."""
    files = Client.objects.visible_to(actor, "clients.view").active()
    wanted = [_lacks(each, on) for each in scales]
    return files.filter(reduce(or_, wanted)) if wanted else files.none()


def _lacks(each: ScaleAt, on: date) -> Q:
    scale = each.scale
    found = Q(station__region_code__in=each.regions)
    if scale.from_age is not None:
        found &= Q(born_on__lte=_years_before(on, int(scale.from_age)))
    if scale.below_age is not None:
        found &= Q(born_on__gt=_years_before(on, int(scale.below_age)))
    if scale.for_whom:
        said = ClientClass.objects.filter(client=OuterRef("pk"), until_on=None, code__in=classes_for(scale))
        found &= Q(Exists(said))
    done = Assessment.objects.filter(client=OuterRef("pk"), scale=scale.id, newest=True)
    return found & ~Q(Exists(done))


def _years_before(on: date, years: int) -> date:
    try:
        return on.replace(year=on.year - years)
    except ValueError:  # 29 February
        return on.replace(year=on.year - years, day=28)


def scale_of(assessment: Assessment) -> Scale | None:
    """The paper it was assessed by, as it stood that day; None when the region has it no longer."""
    return scale_in_force(assessment.scale, region_code=assessment.region_code, on=assessment.assessed_on)


def first_due(
    *, actor: Actor, by: date, most: int, station_ids: Sequence[UUID] | None = None
) -> list[Assessment]:
    """The earliest of them, with their files."""
    rows = due_again(actor=actor).filter(next_due_on__lte=by).select_related("client")
    if station_ids is not None:
        rows = rows.filter(station_id__in=station_ids)
    return list(rows.order_by("next_due_on", "id")[:most])
