"""How the records behind each figure add up to it. Every metric is here or is simply how many records there are."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from yizhan.kernel.identity import age_on
from yizhan.kernel.metric import METRICS
from yizhan.kernel.period import Period
from yizhan.oversight.models import Survey
from yizhan.oversight.queries.satisfaction import results
from yizhan.services.metrics.counting import percent
from yizhan.services.models import ServiceClient, ServiceItem, ServiceVolunteer, TrainingAttendance
from yizhan.stations.models import EQUIPMENT_WORDS, Station

Rows = list[Any]
Adds = Callable[[Rows, UUID, Period], Any]
"""The records of one station and the period -> the figure."""


def total(column: str) -> Adds:
    return lambda rows, _station, _period: sum((getattr(row, column) or 0) for row in rows)


def of(add: Callable[[Rows], Any]) -> Adds:
    return lambda rows, _station, _period: add(rows)


def share(good: Callable[[Any], bool]) -> Adds:
    return of(lambda rows: percent(sum(map(good, rows)), len(rows)) if rows else None)


def names(say: Callable[[Any], str]) -> Adds:
    return of(lambda rows: frozenset(map(say, rows)))


def latest(say: Callable[[Any], date | None]) -> Adds:
    return of(lambda rows: max((day for day in map(say, rows) if day), default=None))


def only(column: str) -> Adds:
    return of(lambda rows: getattr(rows[0], column) if rows else None)


def people(rows: Rows) -> int:
    """Named people and the others who took part."""
    return sum(row.clients_count + row.participants_count for row in rows)


def volunteers(row: Any) -> int:
    return int(row.participants_count if row.kind == "VOLUNTEER" else row.volunteers_count)


def reached(rows: Rows, what: str, **narrower: str) -> int:
    """How many different ones those visits reached."""
    there = ServiceClient.objects.filter(service__in=[row.pk for row in rows], **narrower)
    if what == "client_id":
        return len(set(there.values_list("client_id", flat=True)))
    told = there.values_list("done_on", "client__household_id", "client_id")
    return len({(day, home or client) for day, home, client in told})  # type: ignore[truthy-bool]  # its stub forgets that a home may be none


def hours(minutes: int) -> Decimal:
    return (Decimal(minutes) / 60).quantize(Decimal("0.1"), ROUND_HALF_UP)


def studied(rows: Rows) -> Decimal:
    there = TrainingAttendance.objects.filter(training__service__in=[row.pk for row in rows])
    return hours(sum(there.values_list("minutes", flat=True)))


def filed(rows: Rows, _station: UUID, period: Period) -> date | None:
    both = [(row.filed_county_on or date.max, row.filed_township_on or date.max) for row in rows]
    return max((max(days) for days in both if max(days) <= period.last), default=None)


def surveyed(group: str, say: Callable[[int, int], Any]) -> Adds:
    """Out of the results as the page of a survey shows them: what is hidden there is no part of the figure."""

    def add(rows: Rows, station: UUID, _period: Period) -> Any:
        lines = [
            row.line
            for survey in rows
            for result in results(survey=survey)
            if result.group == group
            for row in result.rows
            if row.station is not None and row.station.pk == station and row.line.shown
        ]
        answered = sum(line.answered for line in lines)
        return say(sum(line.satisfied for line in lines), answered) if answered else None

    return add


def answered(rows: Rows, _station: UUID, period: Period) -> Decimal | None:
    met = [row.answered_on is not None and row.answered_on <= period.last for row in rows]
    return percent(sum(met), len(met)) if met else None


def missing(rows: Rows, station: UUID, period: Period) -> int:
    here = METRICS["workforce.resident_workers"].of(station, Period.of_day(period.last))
    return max(0, sum(row.headcount for row in rows) - int(here))


def persons(rows: Rows) -> frozenset[UUID]:
    return frozenset(row.pk for row in rows)


ADDS: Mapping[str, Adds] = {
    **dict.fromkeys(
        ("services.services", "services.group_participants", "services.activity_participants", "services.trained_people"), of(people)
    ),
    **dict.fromkeys(
        ("services.visits", "services.visits_at_home", "services.phone_visits", "services.come_in_visits", "services.visits_in_vain", "services.assessments", "services.accompaniments"),
        total("clients_count"),
    ),
    **dict.fromkeys(("services.minutes", "services.supervision_minutes"), total("minutes")),
    "services.resource_value": of(lambda rows: Decimal(sum(row.value_fen for row in rows)) / 100),
    "services.volunteers": of(lambda rows: sum(map(volunteers, rows))),
    "services.volunteer_hours": of(lambda rows: hours(sum(volunteers(row) * row.minutes for row in rows))),
    "services.active_volunteers": of(
        lambda rows: len(set(ServiceVolunteer.objects.filter(service__in=[row.pk for row in rows]).values_list("volunteer_id", flat=True)))
    ),
    "services.casework_open": of(lambda rows: sum(1 if row.case_step == "OPENED" else -1 for row in rows)),
    "services.visited_clients": of(lambda rows: reached(rows, "client_id")),
    "services.visited_households": of(lambda rows: reached(rows, "household")),
    "services.high_risk_visited": of(lambda rows: reached(rows, "client_id", client__grade="HIGH")),
    "services.visit_rate": share(lambda row: bool(row.was_met)),
    "services.satisfaction": share(lambda row: row.satisfaction >= 4),
    "services.training_hours": of(studied),
    "services.items_done": of(
        lambda rows: frozenset(ServiceItem.objects.filter(service__in=[row.pk for row in rows]).values_list("item_code", flat=True))
    ),
    "clients.needs_answered": answered,
    "workforce.formally_employed": share(lambda row: row.employer == "AGENCY"),
    "workforce.max_age": lambda rows, _station, period: max((age_on(row.born_on, period.last) for row in rows), default=None),
    "workforce.eligibility": of(persons),
    "workforce.certificate_deadlines": of(persons),
    **dict.fromkeys(
        ("stations.rooms", "stations.systems", "stations.archives", "stations.disclosures", "stations.safety_documents"),
        names(lambda row: row.name),
    ),
    "stations.equipment": of(
        lambda rows: frozenset([row.name for row in rows] + [EQUIPMENT_WORDS[row.kind] for row in rows if row.kind in EQUIPMENT_WORDS])
    ),
    "stations.service_list_items": names(lambda row: row.item_code),
    "stations.service_list_filed": filed,
    "stations.sign_text": only("then"),
    "stations.signboard": of(lambda rows: frozenset(f"{word}：{value}" for row in rows for word, value in row.then.items())),
    "stations.floor_area": only("then"),
    "stations.opened_on": only("opened_on"),
    **dict.fromkeys(
        ("stations.step_site", "stations.step_agreement", "stations.step_staff", "stations.step_unveiled", "stations.step_operating"),
        latest(lambda row: row.done_on),
    ),
    "oversight.workers_missing": missing,
    "oversight.satisfaction_surveyed": surveyed("CLIENT", percent),
    "oversight.units_satisfaction": surveyed("UNIT", percent),
    "oversight.satisfaction_answers": surveyed("CLIENT", lambda _content, answered: answered),
}  # fmt: skip
"""How the records of a figure add up to it where it is not simply how many there are."""

COUNTED = ("人", "人次", "次", "件", "个", "节", "场", "项", "份", "篇", "户次")
"""Units of figures that may be counts of records; any other unit needs a line above."""


def of_station(row: Any) -> UUID | None:
    """Where a record belongs; None: a survey is of several stations."""
    if isinstance(row, Station):
        return row.pk
    if hasattr(row, "counted_at"):  # a case that moved with its file
        return row.counted_at
    return None if isinstance(row, Survey) else row.station_id


def figure(value: Any) -> Any:
    """Nothing is nothing, whether it is told as 0, as an empty set or not at all."""
    if isinstance(value, list):
        value = frozenset(fact["人员"] for fact in value)
    if isinstance(value, int | Decimal):
        return Decimal(value) or None
    return value or None


def complaints(
    name: str, stations: Sequence[UUID], period: Period, seen: set[str] | None = None
) -> list[str]:
    """What does not add up, station by station. seen: takes the name when there was something to add up."""
    one = METRICS[name]
    if one.drill is None:
        return [f"{name} opens no records"]
    if name not in ADDS and one.unit not in COUNTED:
        return [f"{name} ({one.unit}): nobody said how its records add up"]
    add = ADDS.get(name, of(len))
    values = one(stations=stations, period=period)
    rows = list(one.drill(stations=stations, period=period))
    wrong = []
    for station in stations:
        told = figure(values.get(station))
        mine = [row for row in rows if of_station(row) in (station, None)]
        found = figure(add(mine, station, period))
        if told is not None and seen is not None:
            seen.add(name)
        if told != found:
            wrong.append(f"{name} {period.label}: {told}, its {len(mine)} records give {found}")
    return wrong


def asked_alone(name: str, station: UUID, stations: Sequence[UUID], period: Period) -> list[str]:
    """Whether a station that is asked for alone has the figure it has among others, and no records of others."""
    one = METRICS[name]
    assert one.drill is not None
    alone, among = (
        figure(one(stations=asked, period=period).get(station)) for asked in ([station], stations)
    )
    foreign = [
        row for row in one.drill(stations=[station], period=period) if of_station(row) not in (station, None)
    ]
    return [
        *([f"{name} {period.label}: {alone} alone, {among} among others"] if alone != among else []),
        *([f"{name} {period.label}: {len(foreign)} records of other stations"] if foreign else []),
    ]


def taken_together(name: str, stations: Sequence[UUID], period: Period) -> list[str]:
    """Whether a share of several stations is what all their records give, divided last."""
    one = METRICS[name]
    assert one.drill is not None
    rows = list(one.drill(stations=stations, period=period))
    if one.parts is None or isinstance(next(iter(rows), None), Survey):  # what a survey shows is a station's
        return []
    told, found = one.over(stations=stations, period=period), ADDS[name](rows, stations[0], period)
    return [] if told == found else [f"{name} {period.label}: {told} together, the records give {found}"]


def counted_together(stations: Sequence[UUID], period: Period) -> list[str]:
    """Which figures are others when they are counted together with their kind (`Metric.several`) than one by one."""
    kinds: dict[Any, list[str]] = {}
    for name, one in METRICS.items():
        if one.several is not None:
            kinds.setdefault(one.several, []).append(name)
    wrong = []
    for several, names in kinds.items():
        told = several(names=names, stations=stations, period=period)
        for name in names:
            alone = METRICS[name](stations=stations, period=period)
            wrong += [
                f"{name} {period.label}: {alone.get(each)} alone, {told[name].get(each)} together with its kind"
                for each in stations
                if figure(alone.get(each)) != figure(told[name].get(each))
            ]
    return wrong
