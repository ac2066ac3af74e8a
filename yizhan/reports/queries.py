"""Reads of reports, of the figures kept per month, and of what is due from whom."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from yizhan.clients import metrics as _of_clients  # noqa: F401  # registers the figures the sheet names
from yizhan.clients.models import Client, ClientMove
from yizhan.kernel.actor import Actor
from yizhan.kernel.calendar import workdays_left
from yizhan.kernel.metric import METRICS
from yizhan.kernel.period import Period
from yizhan.policy.book import NoRule, RuleInForce, rule_for, rules_in_force
from yizhan.policy.schema.sheets import ReportSheet
from yizhan.policy.schema.times import Frequency
from yizhan.policy.schema.words import spoken
from yizhan.privacy.scope import ScopedQuerySet
from yizhan.regions.queries import TileMap, tiles
from yizhan.reports.models import DutyDone, Report, ReportLine, SheetTemplate, StationMonth, Urge, Watermark
from yizhan.reports.rules import (
    CORRECTION_RULE,
    MONTHLY_RULE,
    NOT_FIGURES,
    OF_CLIENTS,
    REVIEWER_NAMES,
    REVIEWERS,
    ROLLED,
    SEEN_AGAIN_MINUTES,
    SHEET_RULE,
    STATION_WORDS,
    Line,
    Sheet,
    after_signing_sentence,
    plain,
    read_sheet,
    sheet_hash,
    sheet_of,
)
from yizhan.services import metrics as _of_services  # noqa: F401
from yizhan.services.models import ServiceChange, ServiceRecord, TaskRefusal
from yizhan.stations.models import Station
from yizhan.workforce import metrics as _of_workforce  # noqa: F401

VIEW = "reports.view"
TOTALS = "reports.view_totals"
MARK = "rollups"


# --- the sheet --------------------------------------------------------------------------------------------------------


@cache
def _standard() -> Sheet:
    return read_sheet((Path(__file__).parent / "data" / "monthly.yaml").read_text("utf-8"))


def monthly_sheet(*, region_code: str, on: date) -> Sheet:
    """What a monthly report consists of: the region's own sheet, else the product's standard one (docs/adr/0051)."""
    try:
        rule = rule_for(SHEET_RULE, region_code=region_code, on=on)
    except NoRule:
        return _standard()
    if not isinstance(rule, ReportSheet) or rule.pending:
        return _standard()
    return sheet_of(rule, counts={name for name, one in METRICS.items() if one.unit not in NOT_FIGURES})


def reviewers(*, region_code: str, period: Period) -> list[str]:
    """Roles that give their opinion between the head's signature and the county, in the order of the region's paper."""
    try:
        rule = rule_for(MONTHLY_RULE, region_code=region_code, on=period.last)
    except NoRule:
        return []
    if not isinstance(rule, Frequency) or rule.pending:
        return []
    return [REVIEWERS[word] for word in rule.reviewed_by]


def computed(
    lines: Iterable[Line | ReportLine], *, station_id: UUID, period: Period
) -> dict[str, Decimal | None]:
    """What the program counts for each line, by code; lines filled in by hand are left out. One query a line."""
    found: dict[str, Decimal | None] = {}
    for line in lines:
        if line.metric:
            value = METRICS[line.metric].of(station_id, period)
            found[line.code] = None if value is None else Decimal(value).quantize(Decimal("0.01"))
    return found


@dataclass(frozen=True)
class Due:
    """By when a report is due, and where that is written; day None: nobody has ruled."""

    day: date | None
    rule: str = ""
    clause: str = ""
    chip: str = ""


def report_due(*, region_code: str, period: Period) -> Due:
    """The last day for the monthly report of a period, by the paper in force at its end."""
    try:
        rule = rule_for(MONTHLY_RULE, region_code=region_code, on=period.last)
    except NoRule:
        return Due(None)
    if not isinstance(rule, Frequency) or rule.pending or rule.per != "月":
        return Due(None, rule.ref, rule.source, rule.chip)
    return Due(rule.due_day(period), rule.ref, rule.source, rule.chip)


# --- one report -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SheetLine:
    """One row of the page: this month's figure, last month's, and what was changed."""

    line: ReportLine
    last_month: str
    text: str
    computed: str


@dataclass(frozen=True)
class Section:
    name: str
    rows: list[SheetLine]


@dataclass(frozen=True)
class ReportPage:
    """A report with everything its page shows.

    intact  the frozen copy still gives the hash that was signed; True while nothing is frozen
    """

    report: Report
    sections: list[Section]
    changed: int
    counted: int
    intact: bool


def reports(*, actor: Actor, verb: str = VIEW) -> QuerySet[Report]:
    """Reports in sight, newest first."""
    return (
        Report.objects.visible_to(actor, verb)
        .select_related("station")
        .defer("frozen", "narrative")
        .order_by("-period_first_on", "station__region_code")
    )


def report_for(*, actor: Actor, report_id: UUID, verb: str = VIEW) -> Report:
    """Report.DoesNotExist: out of sight."""
    return Report.objects.visible_to(actor, verb).select_related("station").get(pk=report_id)


def report_page(*, report: Report) -> ReportPage:
    """The sheet beside last month's. The caller has found the report through `visible_to`."""
    lines = list(report.lines.all())
    before = _last_month(report, lines)
    sections: dict[str, list[SheetLine]] = {}
    for line in lines:
        sections.setdefault(line.section, []).append(
            SheetLine(line, plain(before.get(line.code)), plain(line.value), plain(line.computed))
        )
    return ReportPage(
        report=report,
        sections=[Section(name, rows) for name, rows in sections.items()],
        changed=sum(line.is_changed for line in lines),
        counted=sum(not line.by_hand for line in lines),
        intact=is_intact(report),
    )


def is_intact(report: Report) -> bool:
    """Whether the frozen copy still is what was signed."""
    return report.frozen is None or sheet_hash(report.frozen) == report.frozen_hash


def _last_month(report: Report, lines: Sequence[ReportLine]) -> dict[str, Decimal | None]:
    """The whole of last month as it is counted now; what only people know, from last month's report."""
    first = report.period.previous_month().first
    not_kept = [line for line in lines if line.metric and line.metric not in ROLLED]
    counted = computed(not_kept, station_id=report.station_id, period=report.period.previous_month())
    kept = dict(
        StationMonth.objects.filter(station_id=report.station_id, month=first).values_list("metric", "value")
    )
    by_hand = ReportLine.objects.filter(
        report__station_id=report.station_id, report__period_first_on=first, metric=""
    ).values_list("code", "value")
    return {**counted, **kept, **dict(by_hand)}


def stale_lines(*, report: Report) -> int:
    """How many figures the records would give differently by now, over the same days."""
    lines = list(report.lines.all())
    now = computed(lines, station_id=report.station_id, period=report.counted)
    return sum(line.metric != "" and now[line.code] != line.computed for line in lines)


# --- after signing ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AfterSigning:
    """A day whose figures stand in a signed report: what somebody must know who changes a record of it."""

    report: Report
    says: str
    rule: str = ""
    clause: str = ""


def after_signing(*, station_id: UUID, day: date) -> AfterSigning | None:
    """None while no signed report counts that day. The caller has found the record through `visible_to`."""
    report = (
        Report.objects.filter(
            station_id=station_id,
            period_first_on__lte=day,
            counted_to_on__gte=day,
            state__in=(Report.State.REVIEW, Report.State.SIGNED, Report.State.ACCEPTED),
        )
        .defer("frozen", "narrative")
        .first()
    )
    if report is None or report.signed_on is None:
        return None
    told = source = name = chip = ""
    try:
        rule = rule_for(CORRECTION_RULE, region_code=report.region_code, on=day)
    except NoRule:
        pass
    else:
        told, source, name, chip = rule.says, rule.source, rule.id, rule.chip
    says = after_signing_sentence(
        month=report.period.label,
        signed=f"{report.signed_on:%m-%d}",
        accepted=report.state == Report.State.ACCEPTED,
        with_whom=REVIEWER_NAMES.get(report.awaiting, "县民政局"),
        told=told,
        source=source,
    )
    return AfterSigning(report, says, name, chip)


def changed_after_signing(*, report: Report) -> ScopedQuerySet[ServiceRecord]:
    """Records of the counted days that were corrected, voided or added after the head signed, the latest first.

    What was added and voided again, both after signing, changed nothing and is left out.
    """
    since = report.signed_at
    if since is None or report.is_open:
        return ServiceRecord.objects.none()
    days = (report.period_first_on, report.counted_to_on)
    mended = ServiceChange.objects.filter(station_id=report.station_id, recorded_at__gte=since)
    moved = list(mended.filter(former_done_on__range=days).values_list("service_id", flat=True))
    later = (
        Q(recorded_at__gte=since)
        | Q(voided_at__isnull=False, changed_at__gte=since)
        | Q(pk__in=mended.values("service_id"))
    )
    return (
        ServiceRecord.objects.filter(station_id=report.station_id)
        .filter(Q(pk__in=moved) | (Q(done_on__range=days) & later))
        .exclude(recorded_at__gte=since, voided_at__isnull=False)
        .order_by("-changed_at", "-id")
    )


# --- the county's own form --------------------------------------------------------------------------------------------


def form_in_use(*, region_code: str, month: date) -> SheetTemplate | None:
    """The Word form a report of that month is printed on: the narrowest office's, the newest; None: the standard one."""
    codes = [region_code[:digits] for digits in (2, 4, 6, 9, 12) if len(region_code) >= digits]
    found = (
        SheetTemplate.objects.filter(region_code__in=codes, from_month__lte=month)
        .order_by("-from_month", "-version")
        .defer("content")
    )
    newest = max(found, key=lambda one: len(one.region_code), default=None)
    return None if newest is None or newest.is_standard else newest


def forms(*, actor: Actor, verb: str = "reports.upload_template") -> QuerySet[SheetTemplate]:
    """Every version the office uploaded, the newest first, without the bytes."""
    return SheetTemplate.objects.visible_to(actor, verb).defer("content").order_by("region_code", "-version")


def form_for(*, actor: Actor, template_id: UUID, verb: str = "reports.upload_template") -> SheetTemplate:
    """SheetTemplate.DoesNotExist: out of sight."""
    return SheetTemplate.objects.visible_to(actor, verb).get(pk=template_id)


def frozen_sheet(report: Report, *, signed_by: str, on: date) -> dict[str, Any]:
    """What is signed: every figure as shown, the words, who filled in and who signed."""
    return {
        "station": report.station.title,
        "region_code": report.region_code,
        "sheet": report.sheet_name,
        "period": [report.period_first_on.isoformat(), report.period_last_on.isoformat()],
        "counted_to": report.counted_to_on.isoformat(),
        "clause": report.clause,
        "lines": [
            {
                "code": line.code,
                "section": line.section,
                "label": line.label,
                "unit": line.unit,
                "computed": None if line.computed is None else str(line.computed),
                "value": None if line.value is None else str(line.value),
                "reason": line.reason,
                "source": line.source,
            }
            for line in report.lines.all()
        ],
        "narrative": report.narrative,
        "filled_by": report.filled_by_label,
        "signed_by": signed_by,
        "signed_on": on.isoformat(),
    }


# --- kept figures -----------------------------------------------------------------------------------------------------


def rolled_metrics() -> list[str]:
    return [name for name in ROLLED if name in METRICS]


def is_of_clients(name: str) -> bool:
    return name.startswith("clients.") or name in OF_CLIENTS


Pairs = dict[date, set[UUID]]


@dataclass(frozen=True)
class Work:
    """What has to be counted again: by month, the stations for all figures, for stocks, and for those about files."""

    everything: Pairs
    stocks: Pairs
    of_clients: Pairs

    @property
    def months(self) -> list[date]:
        return sorted({*self.everything, *self.stocks, *self.of_clients})


def work_since(*, mark: Watermark | None, on: date, everything: bool = False) -> Work:
    """What changed since the watermark, and what a new day or month brings; without a mark, all of it."""
    stations = first_months()
    since = None if everything or mark is None else mark.seen_to - timedelta(minutes=SEEN_AGAIN_MINUTES)
    work = changed_since(since=since, on=on, stations=stations)
    this_month = on.replace(day=1)
    if mark is not None and mark.day_on != on:
        for station, first in stations.items():
            if first <= this_month:
                pairs = work.everything if mark.day_on < this_month else work.stocks
                pairs.setdefault(this_month, set()).add(station)
    return work


def months_to_refresh(*, on: date, everything: bool = False) -> list[date]:
    """The months some figure of which may have changed; reads only, so that no writer waits meanwhile."""
    return work_since(mark=Watermark.objects.filter(name=MARK).first(), on=on, everything=everything).months


def changed_since(*, since: datetime | None, on: date, stations: Mapping[UUID, date]) -> Work:
    """The (station, month) pairs whose figures may differ from the kept ones; since None: all of them.

    stations  first month of each station that ever opened
    """
    this_month = on.replace(day=1)
    everything: Pairs = defaultdict(set)
    stocks: Pairs = defaultdict(set)
    of_clients: Pairs = defaultdict(set)
    if since is None:
        for station, first in stations.items():
            for month in months(first, this_month):
                everything[month].add(station)
        return Work(everything, stocks, of_clients)
    touched: set[tuple[UUID, date]] = set()
    for rows, day in (
        (ServiceRecord.objects.filter(changed_at__gte=since), "done_on"),
        (
            ServiceChange.objects.filter(recorded_at__gte=since, former_done_on__isnull=False),
            "former_done_on",
        ),
        (TaskRefusal.objects.filter(changed_at__gte=since), "asked_on"),
    ):
        touched |= set(
            rows.order_by().annotate(month=TruncMonth(day)).values_list("station_id", "month").distinct()
        )
    for station, month in touched:
        if station not in stations:
            continue
        everything[month].add(station)
        for later in months(month, this_month):
            stocks[later].add(station)
    files = set(
        Client.objects.filter(changed_at__gte=since)
        .order_by()
        .values_list("station_id", flat=True)
        .distinct()
    )
    files |= set(ClientMove.objects.filter(recorded_at__gte=since).values_list("from_station_id", flat=True))
    for station in files & stations.keys():
        for month in months(stations[station], this_month):
            of_clients[month].add(station)
    return Work(everything, stocks, of_clients)


def months(first: date, last: date) -> list[date]:
    """First days of the months from one to the other, both inside; empty when it is the wrong way round."""
    found, month = [], first.replace(day=1)
    while month <= last:
        found.append(month)
        month = Period.month_of(month).next_month().first
    return found


def first_months() -> dict[UUID, date]:
    """The first month of every station that ever opened; earlier where something was recorded before (imports)."""
    opened = dict(Station.objects.exclude(opened_on=None).values_list("pk", "opened_on"))
    return {station: day.replace(day=1) for station, day in opened.items() if day is not None}


def region_codes(stations: Iterable[UUID]) -> dict[UUID, str]:
    return dict(Station.objects.filter(pk__in=set(stations)).values_list("pk", "region_code"))


def figures_of(
    *, month: date, on: date, stations: Sequence[UUID], names: Sequence[str]
) -> dict[tuple[UUID, str], Decimal]:
    """The figures themselves, one query each whatever the number of stations. Stocks of this month are those of today."""
    whole = Period.month_of(month)
    so_far = Period(whole.first, max(whole.first, min(whole.last, on)))
    found: dict[tuple[UUID, str], Decimal] = {}
    for name in names:
        one = METRICS[name]
        values = one(stations=stations, period=so_far if one.stock else whole)
        for station in stations:
            found[station, name] = Decimal(values.get(station) or 0).quantize(Decimal("0.01"))
    return found


def seen_to() -> datetime | None:
    """Up to when changes are in the kept figures."""
    row = Watermark.objects.filter(name=MARK).first()
    return row.seen_to if row else None


# --- the county page --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class StationRow:
    """One station among the others. report None: not started; rate None: nobody is due.

    urged  when the station was last asked for its report of the month
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

    @property
    def rate(self) -> Decimal | None:
        return percent(self.met, self.due)

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
    rows = []
    for station in stations:
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
    )


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


@dataclass(frozen=True)
class Total:
    """The kept figures of a territory for one month, by metric; shares are not summed."""

    period: Period
    figures: dict[str, Decimal]
    stations: int
    as_of: datetime | None


def totals(*, actor: Actor, period: Period, region_code: str = "", verb: str = TOTALS) -> Total:
    """Sums over every station in sight, read from the kept figures: two queries for a county and for a province."""
    rows = StationMonth.objects.visible_to(actor, verb).filter(month=period.first)
    if region_code:
        rows = rows.filter(region_code__startswith=region_code)
    figures = {
        row["metric"]: row["sum"]
        for row in rows.exclude(metric="services.visit_rate")
        .order_by()
        .values("metric")
        .annotate(sum=Sum("value"))
    }
    told = rows.order_by().aggregate(stations=Count("station_id", distinct=True), as_of=Min("as_of"))
    if due := figures.get("services.visit_due"):
        figures["services.visit_rate"] = percent(
            int(figures.get("services.visit_met", 0)), int(due)
        ) or Decimal(0)
    return Total(period, figures, told["stations"], told["as_of"])


def regions_below(
    *, actor: Actor, period: Period, digits: int, verb: str = TOTALS
) -> list[tuple[str, dict[str, Decimal]]]:
    """Totals of each division of so many digits inside the actor's territory: cities of a province, counties of a city."""
    found: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    rows = (
        StationMonth.objects.visible_to(actor, verb)
        .filter(
            month=period.first, metric__in=("services.services", "services.visit_due", "services.visit_met")
        )
        .order_by()
        .values_list("region_code", "metric")
        .annotate(sum=Sum("value"))
    )
    for code, name, value in rows:
        found[code[:digits]][name] += value
    return sorted((code, dict(figures)) for code, figures in found.items())


# --- what is due from whom --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Owed:
    """One station's (or one office's) share in a duty.

    done_on   None: not done, or sent back and not sent again
    late      done late, or not done and over
    """

    station: Station | None
    region_code: str
    done_on: date | None
    late: bool
    returned: bool = False
    report: Report | None = None
    note: str = ""


@dataclass(frozen=True)
class Duty:
    """Something a paper asks for every period.

    left    working days to the last day; negative: calendar days over
    counted whether the program sees by itself that it was done; otherwise a person says so
    """

    rule: Frequency
    rule_key: str
    region_code: str
    period: Period
    due_on: date
    left: int
    who: str
    owed: list[Owed]
    counted: bool

    @property
    def to_whom(self) -> str:
        return spoken(self.rule.to_whom)

    @property
    def open(self) -> list[Owed]:
        return [each for each in self.owed if each.done_on is None]

    @property
    def late(self) -> int:
        return sum(each.late for each in self.owed)

    @property
    def done(self) -> int:
        return sum(each.done_on is not None for each in self.owed)


def duties(*, actor: Actor, span: Period, on: date, verb: str = TOTALS) -> list[Duty]:
    """Everything the papers in force ask for again and again whose last day lies in the span, the earliest first.

    Visits to persons are not among them: those are on the list of who is due.
    """
    stations = list(stations_in_sight(actor=actor, verb=verb)[:400])
    counties: dict[str, list[Station]] = defaultdict(list)
    for station in stations:
        counties[station.region_code[:6]].append(station)
    found: list[Duty] = []
    earliest = span.first - timedelta(days=370)
    sent: dict[tuple[UUID, date], Report] = {
        (report.station_id, report.period_first_on): report
        for report in Report.objects.filter(
            station_id__in=[station.pk for station in stations], period_first_on__gte=earliest
        ).defer("frozen", "narrative")
    }
    told: dict[tuple[str, UUID | None, str, date], DutyDone] = {
        (row.region_code, row.station_id, row.rule, row.period_first_on): row
        for row in DutyDone.objects.visible_to(actor, verb).filter(period_first_on__gte=earliest)
    }
    for county, all_members in counties.items():
        for each, members in _held_where(all_members, on=on):
            rule = each.rule
            if not isinstance(rule, Frequency) or rule.pending or rule.is_visit or rule.per is None:
                continue
            of_stations = bool(STATION_WORDS.intersection(rule.by_whom))
            for period in rule.periods(Period(earliest, span.last)):
                due = rule.due_day(period)
                if due not in span or due < each.pack.since:
                    continue
                key = f"{each.pack.id}:{rule.id}"
                owners: list[Station | None] = [*members] if of_stations else [None]
                owed = [
                    _owed(rule, key, owner, county, period=period, due=due, on=on, sent=sent, told=told)
                    for owner in owners
                    if owner is None or (owner.opened_on is not None and owner.opened_on <= period.last)
                ]
                if owed:
                    found.append(
                        Duty(
                            rule=rule,
                            rule_key=key,
                            region_code=county,
                            period=period,
                            due_on=due,
                            left=workdays_left(on, due),
                            who=spoken(rule.by_whom),
                            owed=owed,
                            counted=rule.id == MONTHLY_RULE,
                        )
                    )
    return sorted(found, key=lambda duty: (duty.due_on, duty.rule.id, duty.region_code))


def _held_where(stations: Sequence[Station], *, on: date) -> list[tuple[RuleInForce, list[Station]]]:
    """Every rule in force at one of these stations, with the stations it holds at: a township may have ruled otherwise."""
    found: dict[tuple[str, str], tuple[RuleInForce, list[Station]]] = {}
    for station in stations:
        for each in rules_in_force(region_code=station.region_code, on=on):
            found.setdefault((each.pack.id, each.rule.id), (each, []))[1].append(station)
    return list(found.values())


def _owed(
    rule: Frequency,
    key: str,
    owner: Station | None,
    county: str,
    *,
    period: Period,
    due: date,
    on: date,
    sent: Mapping[tuple[UUID, date], Report],
    told: Mapping[tuple[str, UUID | None, str, date], DutyDone],
) -> Owed:
    region = owner.region_code if owner else county
    report = sent.get((owner.pk, period.first)) if owner and rule.id == MONTHLY_RULE else None
    said = told.get((region, owner.pk if owner else None, key, period.first))
    returned = report is not None and report.state == Report.State.RETURNED
    done = None if returned else report.first_signed_on if report else said.done_on if said else None
    return Owed(
        station=owner,
        region_code=region,
        done_on=done,
        late=(done or on) > due,
        returned=returned,
        report=report,
        note=said.note if said else "",
    )


def reports_to_accept(*, actor: Actor) -> QuerySet[Report]:
    """What waits for the county, the earliest sent first."""
    return (
        Report.objects.visible_to(actor, "reports.accept_report")
        .filter(state=Report.State.SIGNED)
        .select_related("station")
        .defer("frozen", "narrative")
        .order_by("signed_on", "id")
    )


def reports_to_review(*, actor: Actor) -> QuerySet[Report]:
    """What waits for this person's opinion on its way to the county, the earliest sent first."""
    verb = "reports.endorse_report"
    return (
        Report.objects.visible_to(actor, verb)
        .filter(state=Report.State.REVIEW, awaiting__in=[grant.role for grant in actor.grants_for(verb)])
        .select_related("station")
        .defer("frozen", "narrative")
        .order_by("signed_on", "id")
    )


def latest_month(*, actor: Actor) -> date | None:
    """The newest month that has kept figures in sight."""
    found: date | None = StationMonth.objects.visible_to(actor, TOTALS).aggregate(last=Max("month"))["last"]
    return found
