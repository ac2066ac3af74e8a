"""The stations of a territory side by side, and the totals above them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from django.db.models import Count, Min, QuerySet, Sum

from yizhan.clients.models import Client
from yizhan.kernel.actor import Actor
from yizhan.kernel.period import Period
from yizhan.policy.book import rules_in_force
from yizhan.policy.schema.measures import AtLeast
from yizhan.regions.queries import TileMap, tiles
from yizhan.reports.models import Report, StationMonth, Urge
from yizhan.reports.queries.few import hides_few
from yizhan.reports.queries.rollups import figures_of
from yizhan.reports.queries.sheet import TOTALS, Due, report_due
from yizhan.reports.rules.cells import WHY_STARS, hidden_in_line
from yizhan.reports.rules.reports import (
    behind,
)
from yizhan.stations.models import Station

VISIT_RATE = "services.visit_rate"


@dataclass(frozen=True)
class StationRow:
    """One station among the others. report None: not started; rate None: nobody is due.

    urged      when the station was last asked for its report of the month
    rate_rule  the rate the paper of its region asks for; None: no paper does
    month_over whether the month can be judged: nobody is behind before it is over
    few        figures not shown to this reader (ADR 0137): served, rate, overdue
    """

    station: Station
    served: int
    rate: Decimal | None
    due: int
    met: int
    overdue: int
    overdue_since: date | None
    report: Report | None
    report_due: Due
    late: bool
    urged: Urge | None = None
    rate_rule: AtLeast | None = None
    month_over: bool = True
    few: frozenset[str] = frozenset()

    @property
    def is_behind(self) -> bool:
        return self.month_over and behind(self.rate, self.rate_rule)

    @property
    def is_reached(self) -> bool:
        """The rate the paper asks for; also while the month still runs."""
        return self.rate is not None and self.rate_rule is not None and not behind(self.rate, self.rate_rule)

    @property
    def is_missing(self) -> bool:
        """Whether its report has not reached the county."""
        return self.report is None or self.report.is_open or self.report.state == Report.State.REVIEW

    @property
    def short(self) -> int:
        return self.due - self.met


@dataclass(frozen=True)
class Board:
    """The stations of the actor's territory side by side for one month.

    as_of         when the oldest of the kept figures was counted; None: nothing kept yet
    live          how many stations had no kept figures for the month and were counted this moment
    served_before the whole of last month; None while that is not kept yet
    trend         (month, served) of the last eight months
    """

    period: Period
    rows: list[StationRow]
    as_of: datetime | None
    served: int
    served_before: int | None
    due: int
    met: int
    overdue: int
    trend: list[tuple[date, int]]
    map: TileMap | None = field(default=None)
    live: int = 0
    month_over: bool = True
    few: frozenset[str] = frozenset()

    why_stars: ClassVar[str] = WHY_STARS

    @property
    def hides(self) -> bool:
        return bool(self.few) or any(row.few for row in self.rows)

    @property
    def rate(self) -> Decimal | None:
        return percent(self.met, self.due)

    @property
    def rate_rule(self) -> AtLeast | None:
        """The rule all the stations share; None where they have none, or several."""
        first = self.rows[0].rate_rule if self.rows else None
        return first if all(row.rate_rule == first for row in self.rows) else None

    @property
    def is_ruled(self) -> bool:
        """Whether the paper of any of them asks for a rate."""
        return any(row.rate_rule is not None for row in self.rows)

    @property
    def is_behind(self) -> bool:
        return self.month_over and behind(self.rate, self.rate_rule)

    def by_state(self, state: str) -> int:
        return sum(1 for row in self.rows if row.report is not None and row.report.state == state)

    @property
    def missing(self) -> int:
        """Stations whose report has not reached the county."""
        return sum(1 for row in self.rows if row.is_missing)

    @property
    def late(self) -> int:
        return sum(1 for row in self.rows if row.late)


def percent(part: int, whole: int) -> Decimal | None:
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1")) if whole else None


def visit_rate_rule(*, region_code: str, on: date) -> AtLeast | None:
    """The rate of visits a region's paper asks for that day, of every station alike. None: no paper does, or its value is lost."""
    for each in rules_in_force(region_code=region_code, on=on):
        rule = each.rule
        if isinstance(rule, AtLeast) and rule.measure == VISIT_RATE and not rule.pending and not rule.when:
            return rule
    return None


def stations_in_sight(*, actor: Actor, verb: str = TOTALS) -> QuerySet[Station]:
    """Stations that serve or served, in the order of their codes."""
    return (
        Station.objects.visible_to(actor, verb)
        .exclude(opened_on=None)
        .exclude(status="CLOSED")
        .order_by("region_code", "id")
    )


def board(*, actor: Actor, period: Period, on: date, map_code: str = "", verb: str = TOTALS) -> Board:
    """The county page. Seven queries and those of the map, however many services were ever recorded.

    A station without kept figures for the month (just opened, or the first minute of a new installation) is counted now:
    a page never says 0 because nobody has counted yet.
    """
    stations = list(stations_in_sight(actor=actor, verb=verb)[:400])
    ids = [station.pk for station in stations]
    kept: dict[UUID, dict[str, Decimal]] = defaultdict(dict)
    as_of: datetime | None = None
    wanted = ("services.services", "services.visit_due", "services.visit_met")
    for station_id, name, value, counted in StationMonth.objects.filter(
        station_id__in=ids, month=period.first, metric__in=wanted
    ).values_list("station_id", "metric", "value", "as_of"):
        kept[station_id][name] = value
        as_of = counted if as_of is None else min(as_of, counted)
    uncounted = [
        station.pk for station in stations
        if station.pk not in kept and station.opened_on is not None and station.opened_on <= period.last
    ]  # fmt: skip
    if uncounted and period.first <= on:
        for (station_id, name), value in figures_of(
            month=period.first, on=on, stations=uncounted, names=wanted
        ).items():
            kept[station_id][name] = value
    back = period
    for _ in range(7):
        back = back.previous_month()
    trend = [
        (row["month"], int(row["served"]))
        for row in StationMonth.objects.filter(
            station_id__in=ids, metric="services.services", month__gte=back.first, month__lte=period.first
        )
        .order_by("month")
        .values("month")
        .annotate(served=Sum("value"))
    ]
    overdue = overdue_by_station(stations=ids, on=on)
    sent = {
        report.station_id: report
        for report in Report.objects.filter(
            station_id__in=ids, kind=Report.Kind.MONTHLY, period_first_on=period.first
        ).defer("frozen", "narrative")
    }
    urged = last_urges(stations=ids, period=period)
    dues: dict[str, Due] = {}
    rates: dict[str, AtLeast | None] = {}
    rows = []
    for station in stations:
        if station.region_code not in rates:
            rates[station.region_code] = visit_rate_rule(
                region_code=station.region_code, on=min(on, period.last)
            )
        due = dues.setdefault(station.region_code, report_due(region_code=station.region_code, period=period))
        figures, report = kept[station.pk], sent.get(station.pk)
        people, met = int(figures.get(wanted[1], 0)), int(figures.get(wanted[2], 0))
        rows.append(
            StationRow(
                station=station,
                served=int(figures.get(wanted[0], 0)),
                rate=percent(met, people),
                due=people,
                met=met,
                overdue=overdue.get(station.pk, (0, None))[0],
                overdue_since=overdue.get(station.pk, (0, None))[1],
                report=report,
                report_due=due,
                late=_is_late(report, due, on),
                urged=urged.get(station.pk),
                rate_rule=rates[station.region_code],
                month_over=on >= period.last,
            )
        )
    before = dict(trend).get(period.previous_month().first)
    if before is None and not any(
        row.station.opened_on < period.first for row in rows if row.station.opened_on
    ):
        before = 0  # nobody served anybody yet: that 0 is true
    if uncounted:
        trend = [
            *(each for each in trend if each[0] != period.first),
            (period.first, sum(row.served for row in rows)),
        ]
    few = _hide_few(rows) if hides_few(actor) else frozenset()
    return Board(
        period=period,
        rows=rows,
        as_of=as_of,
        served=sum(row.served for row in rows),
        served_before=before,
        due=sum(row.due for row in rows),
        met=sum(row.met for row in rows),
        overdue=sum(row.overdue for row in rows),
        trend=trend,
        map=tiles(code=map_code, on=on) if map_code else None,
        live=len(uncounted),
        month_over=on >= period.last,
        few=few,
    )


def _hide_few(rows: list[StationRow]) -> frozenset[str]:
    """Marks in the rows what is too small to be shown; returns what of the total is."""
    lines = {
        "served": [row.served for row in rows],
        "due": [row.due for row in rows],
        "met": [row.met for row in rows],
        "overdue": [row.overdue for row in rows],
    }
    hidden = {name: hidden_in_line(values, total=sum(values)) for name, values in lines.items()}
    few = {
        "served": hidden["served"],
        "rate": (hidden["due"][0] | hidden["met"][0], hidden["due"][1] or hidden["met"][1]),
        "overdue": hidden["overdue"],
    }
    for nth, row in enumerate(rows):
        rows[nth] = replace(
            row, few=frozenset(name for name, (places, _total) in few.items() if nth in places)
        )
    return frozenset(name for name, (_places, total) in few.items() if total)


@dataclass(frozen=True)
class Missing:
    """A station whose report of the month has not reached the county. urged: when it was last asked."""

    station: Station
    report: Report | None
    due: Due
    urged: Urge | None


def missing_reports(*, actor: Actor, period: Period, verb: str) -> list[Missing]:
    """Every station in sight that served in the month and whose report the county does not have."""
    stations = [
        station
        for station in stations_in_sight(actor=actor, verb=verb)[:400]
        if station.opened_on is not None and station.opened_on <= period.last
    ]
    ids = [station.pk for station in stations]
    sent = {
        report.station_id: report
        for report in Report.objects.filter(station_id__in=ids, period_first_on=period.first).defer(
            "frozen", "narrative"
        )
    }
    urged = last_urges(stations=ids, period=period)
    found = []
    for station in stations:
        report = sent.get(station.pk)
        if report is None or report.is_open or report.state == Report.State.REVIEW:
            due = report_due(region_code=station.region_code, period=period)
            found.append(Missing(station, report, due, urged.get(station.pk)))
    return found


def last_urges(*, stations: Sequence[UUID], period: Period) -> dict[UUID, Urge]:
    """The latest urge of each station for the report of that month."""
    rows = Urge.objects.filter(station_id__in=stations, period_first_on=period.first).order_by("urged_at")
    return {row.station_id: row for row in rows}


def _is_late(report: Report | None, due: Due, on: date) -> bool:
    if due.day is None:
        return False
    if report is not None and report.first_signed_on is not None:
        return report.first_signed_on > due.day
    return on > due.day


def overdue_by_station(*, stations: Sequence[UUID], on: date) -> dict[UUID, tuple[int, date]]:
    """(open files whose visit is overdue today, the earliest day one was due); read live, the day alone changes it."""
    rows = (
        Client.objects.filter(station_id__in=stations, status="ACTIVE", next_visit_on__lt=on)
        .order_by()
        .values("station_id")
        .annotate(n=Count("id"), since=Min("next_visit_on"))
    )
    return {row["station_id"]: (row["n"], row["since"]) for row in rows}
