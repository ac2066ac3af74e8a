"""The steps a paper sets by a fixed day (2021年4月15日前…), what became of each as far as the records show it.

They stay readable after their day. Nobody is late in the calendar of duties with what was due before the product was
used here; this page says which steps the records show as done in time, as late, and which nothing is known of.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from yizhan.kernel.actor import Actor
from yizhan.kernel.happened import LOOKS
from yizhan.kernel.metric import METRICS
from yizhan.kernel.period import Period
from yizhan.policy.book import rules_in_force
from yizhan.policy.schema.times import Deadline
from yizhan.reports.models import Duty
from yizhan.reports.queries import happened as _registers  # noqa: F401
from yizhan.reports.queries.duties import DUTIES
from yizhan.reports.rules.duties import is_once, owings
from yizhan.reports.rules.schedule import Step, done_by
from yizhan.stations.models import Station

LONG_BACK = 3_650
"""Days back that a step may have been done before its day."""
COUNTY_DIGITS = 6


@dataclass(frozen=True)
class ScheduleLine:
    """One step of a paper for one county. stations: of each its day, where the paper asks it of every station."""

    rule: Deadline
    what: str
    who: str
    step: Step
    stations: list[tuple[Station, Step]]


def counties_in_reach(*, actor: Actor) -> list[str]:
    """Counties of stations the actor sees, in the order of their codes; the calendar's door."""
    rows = Station.objects.visible_to(actor, DUTIES).exclude(status=Station.Status.CLOSED)
    return sorted({code[:COUNTY_DIGITS] for code in rows.values_list("region_code", flat=True)})


def schedule_of(*, actor: Actor, county: str, on: date) -> list[ScheduleLine]:
    """Every step with a day that the papers of a county set, the earliest first; one question a kind of fact."""
    stations = list(
        Station.objects.visible_to(actor, DUTIES)
        .filter(region_code__startswith=county)
        .exclude(status=Station.Status.CLOSED)
        .order_by("region_code", "id")
    )
    told = {
        row.rule: row.done_on
        for row in Duty.objects.filter(region_code=county, state="DONE", station=None).order_by("-done_on")
    }
    lines = []
    for held in rules_in_force(region_code=county, on=on):
        rule = held.rule
        if not isinstance(rule, Deadline) or not is_once(rule) or rule.by is None:
            continue
        each = _each_station(rule, stations, on)
        day = told.get(rule.ref) or _seen(rule, county, on)
        step = done_by(rule.by, [one.done_on for _station, one in each] if each else [day], on=on)
        owed = owings(rule)
        lines.append(ScheduleLine(rule, owed[0].what, "、".join(one.who for one in owed), step, each))
    return sorted(lines, key=lambda line: (line.step.by, line.rule.id))


def _each_station(rule: Deadline, stations: list[Station], on: date) -> list[tuple[Station, Step]]:
    """Where the paper measures it by a day of every station, that day."""
    one = METRICS.get(rule.measure or "")
    assert rule.by is not None
    if one is None or one.unit != "日":
        return []
    days = one(stations=[station.pk for station in stations], period=Period.of_day(on))
    return [(station, done_by(rule.by, [days.get(station.pk)], on=on)) for station in stations]


def _seen(rule: Deadline, county: str, on: date) -> date | None:
    """The first day on which the product saw it done."""
    assert rule.by is not None
    look = LOOKS.get(rule.end_event) or LOOKS.get(rule.id)
    if look is None:
        return None
    span = Period(date.fromordinal(rule.by.toordinal() - LONG_BACK), max(on, rule.by))
    return _first(
        fact.on for fact in look(region=county, span=span) if fact.region_code[:COUNTY_DIGITS] == county
    )


def _first(days: Iterable[date]) -> date | None:
    return min(days, default=None)
