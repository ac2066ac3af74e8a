"""One look at many stations: every rule of warning of every region, one query a figure or matter for all of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from django.db.models import Max
from django.db.models.functions import Left

from yizhan.access.models import Organisation
from yizhan.kernel.metric import METRICS
from yizhan.kernel.period import Period
from yizhan.oversight.models import WarningLook
from yizhan.oversight.queries.warnings_matters import MATTERS, Seen
from yizhan.oversight.queries.warnings_quality import QUESTIONS
from yizhan.policy.book import rules_in_force, shelf
from yizhan.policy.schema.warnings import WarningRule
from yizhan.stations.models import Station

PROVINCE_DIGITS, COUNTY_DIGITS = 2, 6
Key = TypeVar("Key", UUID, str)


@dataclass(frozen=True)
class Place:
    """A station, as far as a warning needs to know it."""

    id: UUID
    region_code: str
    operator_id: UUID | None
    has_agency: bool


@dataclass(frozen=True)
class Sighting:
    """A figure or matter that reached the threshold of a rule. place: None for an agreement or a complaint."""

    rule: WarningRule
    subject: str
    subject_id: UUID
    region_code: str
    figure: Decimal
    period: Period
    place: Place | None = None
    organisation_id: UUID | None = None
    key: str = ""
    detail: str = ""
    evidence: tuple[tuple[str, UUID], ...] = ()


@dataclass
class Look:
    """What a look found.

    since      records changed from then on were looked at for questions
    rules      ids of the rules that were held against anything at all
    questions  question's rule id -> workers whose records had changed and were looked at again; others stay as they were
    """

    region_code: str
    on: date
    since: datetime
    stations: int = 0
    rules: set[str] = field(default_factory=set)
    questions: dict[str, set[UUID]] = field(default_factory=dict)
    found: list[Sighting] = field(default_factory=list)


def look(*, region_code: str, on: date, since: datetime) -> Look:
    """Every station below a region that is open, every agreement in force, every complaint unanswered.

    since  records changed from then on are looked at for questions; what did not change was looked at before
    """
    places = _places(region_code)
    told = Look(region_code, on, since, len(places))
    counties = sorted({place.region_code[:COUNTY_DIGITS] for place in places.values()})
    by_station = _ruled({place.id: place.region_code for place in places.values()}, on)
    by_county = _ruled({county: county for county in counties}, on)
    for rule, stations in by_station:
        if rule.per in ("协议", "投诉"):
            continue
        told.rules.add(rule.id)
        if rule.is_question:
            looked, seen = QUESTIONS[str(rule.matter)](stations=stations, on=on, since=since, rule=rule)
            told.questions.setdefault(rule.id, set()).update(looked)
            told.found += _sightings(rule, seen, places, on)
        elif rule.matter is not None:
            told.found += _sightings(rule, MATTERS[rule.matter](stations=stations, on=on), places, on)
        elif rule.measure in METRICS:
            told.found += _measured(rule, stations, places, on)
    for rule, regions in by_county:
        if rule.per in ("协议", "投诉"):
            told.rules.add(rule.id)
            told.found += _sightings(rule, MATTERS[str(rule.matter)](stations=regions, on=on), places, on)
    return told


def provinces_to_look_at(*, at: datetime, overlap: timedelta) -> list[tuple[str, datetime]]:
    """Codes of the provinces with an open station, each with the instant from which on its records changed unseen."""
    codes = (
        Station.objects.filter(status=Station.Status.OPEN)
        .order_by()
        .annotate(province=Left("region_code", PROVINCE_DIGITS))
        .values_list("province", flat=True)
        .distinct()
    )
    last = dict(
        WarningLook.objects.order_by()
        .values("region_code")
        .annotate(last=Max("looked_at"))
        .values_list("region_code", "last")
    )
    return [(code, min(last.get(code, at), at) - overlap) for code in sorted(set(codes))]


def changed_since(*, region_code: str, at: datetime, overlap: timedelta) -> datetime:
    """From when on records are looked at again for one county: since the last look at its province."""
    seen = WarningLook.objects.filter(region_code=region_code[:PROVINCE_DIGITS]).aggregate(
        last=Max("looked_at")
    )
    return min(seen["last"] or at, at) - overlap


def warning_rules(*, region_code: str, on: date) -> list[WarningRule]:
    """In force there and with a threshold, in order of id."""
    return [
        each.rule
        for each in rules_in_force(region_code=region_code, on=on)
        if isinstance(each.rule, WarningRule) and not each.rule.pending
    ]


def _places(region_code: str) -> dict[UUID, Place]:
    rows = Station.objects.filter(region_code__startswith=region_code, status=Station.Status.OPEN)
    found = rows.order_by("region_code", "id").values_list(
        "pk", "region_code", "operator_id", "operator__kind"
    )
    return {
        pk: Place(pk, code, operator, kind == Organisation.Kind.AGENCY) for pk, code, operator, kind in found
    }


def _ruled(codes: Mapping[Key, str], on: date) -> list[tuple[WarningRule, list[Key]]]:
    """Each rule with all it holds for. The papers of a place are read once for all places under the same papers."""
    packs = [pack for pack in shelf() if pack.in_force(on)]
    known: dict[tuple[str, ...], list[WarningRule]] = {}
    found: dict[str, tuple[WarningRule, list[Key]]] = {}
    for key, code in codes.items():
        papers = tuple(pack.id for pack in packs if code.startswith(pack.region))
        if papers not in known:
            known[papers] = warning_rules(region_code=code, on=on)
        for rule in known[papers]:
            found.setdefault(rule.ref, (rule, []))[1].append(key)
    return list(found.values())


def _measured(
    rule: WarningRule, stations: Sequence[UUID], places: Mapping[UUID, Place], on: date
) -> list[Sighting]:
    one, period = METRICS[str(rule.measure)], rule.span(on)
    figures = one(stations=stations, period=period)
    found = []
    for station in stations:
        value = figures.get(station, 0)
        if value is None or isinstance(value, (str, date, list, frozenset)):
            continue  # nothing known of it: never read as zero
        figure = Decimal(value)
        if rule.warns(figure):
            place = places[station]
            found.append(
                Sighting(
                    rule, "STATION", station, place.region_code, figure, period, place, place.operator_id
                )
            )
    return found


def _sightings(
    rule: WarningRule, seen: Iterable[Seen], places: Mapping[UUID, Place], on: date
) -> list[Sighting]:
    found = []
    for each in seen:
        if not rule.warns(each.figure):
            continue
        place = places.get(each.station_id) if each.station_id else None
        found.append(
            Sighting(
                rule,
                each.subject,
                each.subject_id,
                place.region_code if place else each.region_code,
                each.figure,
                Period.of_day(on),
                place,
                each.organisation_id or (place.operator_id if place else None),
                each.key,
                each.detail,
                each.evidence,
            )
        )
    return found
