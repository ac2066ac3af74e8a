"""The answer to an officer's question: measures by place and time, from the kept figures, else counted within limits."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, Min, QuerySet, Sum
from django.db.models.functions import Substr

from yizhan.kernel.actor import Actor
from yizhan.kernel.metric import METRICS, Metric
from yizhan.kernel.period import Period
from yizhan.regions.models import Region
from yizhan.regions.queries import children, may_reach, region_on
from yizhan.reports.models import StationMonth
from yizhan.reports.queries.board import percent
from yizhan.reports.queries.counties import DIGITS, county_figures
from yizhan.reports.queries.few import hides_few
from yizhan.reports.queries.rollups import rolled_metrics
from yizhan.reports.queries.sheet import TOTALS
from yizhan.reports.queries.wall import own_codes
from yizhan.reports.rules.ask import (
    MOST_CELLS,
    MOST_LIVE_STATIONS,
    MOST_ROWS,
    Question,
    Row,
    columns_of,
    may_be_asked,
    problems,
    with_totals,
)
from yizhan.reports.rules.cells import RATE, RATE_PARTS, hidden_cells, is_about_people
from yizhan.stations.models import Station


@dataclass(frozen=True)
class Place:
    """One row: a division, a station, a way of running. code: where it lies, for narrowing the question; "" where it has none."""

    label: str
    key: str
    code: str = ""
    station_id: UUID | None = None


@dataclass(frozen=True)
class Table:
    """One measure's answer. cells by row and column, totals last where there are several; None: nobody has counted."""

    metric: Metric
    cells: list[Row]
    hidden: frozenset[tuple[int, int]]
    has_row_total: bool
    has_column_total: bool
    summed_people: bool

    def shown(self, row: int, column: int) -> Decimal | None:
        return None if (row, column) in self.hidden else self.cells[row][column]


@dataclass(frozen=True)
class Answer:
    """as_of: when the oldest of the kept figures was counted; live: measures that were counted just now."""

    question: Question
    rows: list[Place]
    columns: list[tuple[str, Period]]
    tables: list[Table]
    as_of: datetime | None
    live: tuple[str, ...]
    problems: tuple[str, ...] = ()

    @property
    def hides(self) -> bool:
        return any(table.hidden for table in self.tables)


def measures() -> list[Metric]:
    """What may be asked for, kept figures first."""
    rolled = set(rolled_metrics())
    found = [one for one in METRICS.values() if may_be_asked(name=one.name, unit=one.unit)]
    return sorted(found, key=lambda one: (one.name not in rolled, one.name.split(".")[0], one.label))


def answer(*, actor: Actor, question: Question, on: date, verb: str = TOTALS) -> Answer:
    """The table or tables, or the sentences why there are none. The actor's reach decides over every row."""
    wrong = problems(question, known=[one.name for one in measures()], today=on)
    if not any(question.code.startswith(own) for own in own_codes(actor=actor, verb=verb)):
        wrong.append("所选地区不在您的范围内，请重新选。")
    if wrong:
        return _nothing(question, wrong)
    columns = columns_of(question)
    rolled = {*rolled_metrics(), RATE}
    live = tuple(name for name in question.measures if name not in rolled)
    one_by_one = bool(live) or question.by in ("station", "mode") or len(question.code) >= 9
    stations = _stations(actor, question, verb) if one_by_one else []
    codes = {one.region_code for one in stations} or _codes(actor, question, verb)
    rows = _rows(stations, codes, question, on)
    if not rows:
        wrong.append("所选地区和时间里没有社工站。")
    if len(rows) > MOST_ROWS:
        wrong.append(f"会有 {len(rows)} 行，最多 {MOST_ROWS} 行；请先选到市或县。")
    if len(rows) * len(columns) > MOST_CELLS:
        wrong.append(f"表太大，最多 {MOST_CELLS} 格；请缩短时间或选小一点的地区。")
    if live and len(stations) > MOST_LIVE_STATIONS:
        wrong.append(f"“{METRICS[live[0]].label}”要现数，最多 {MOST_LIVE_STATIONS} 个站；请先选到县。")
    if wrong:
        return _nothing(question, wrong)
    kept, as_of = _kept(actor, question, rows, columns, verb)
    suppress = hides_few(actor)
    tables = []
    for name in question.measures:
        one = METRICS[name]
        if name == RATE:
            parts = [
                _table(METRICS[part], kept, rows, columns, stations, on, suppress=suppress)
                for part in RATE_PARTS
            ]
            tables.append(_rate(one, *parts))
        else:
            tables.append(
                _table(one, kept, rows, columns, stations, on, suppress=suppress, live=name in live)
            )
    return Answer(question, rows, columns, tables, as_of, live)


def _nothing(question: Question, wrong: Sequence[str]) -> Answer:
    return Answer(question, [], [], [], None, (), tuple(wrong))


@dataclass(frozen=True)
class _Station:
    pk: UUID
    region_code: str
    mode: str
    label: str
    key: str = ""


def _open(actor: Actor, question: Question, verb: str) -> QuerySet[Station]:
    """Stations in sight that were open on some day asked about."""
    rows = (
        Station.objects.visible_to(actor, verb)
        .filter(opened_on__lte=question.last)
        .exclude(closed_on__lt=question.first)
    )
    return rows.filter(region_code__startswith=question.code) if question.code else rows


def _stations(actor: Actor, question: Question, verb: str) -> list[_Station]:
    rows = _open(actor, question, verb).order_by("region_code", "id")
    kinds = dict(Station.Kind.choices)
    return [
        _Station(pk, code, mode, f"{short}{kinds[kind]}")
        for pk, code, mode, short, kind in rows.values_list("pk", "region_code", "mode", "short_name", "kind")
    ]


def _codes(actor: Actor, question: Question, verb: str) -> set[str]:
    """Where there are stations, as far as the rows tell places apart."""
    place = Substr("region_code", 1, _width(question))
    return set(_open(actor, question, verb).order_by().values_list(place, flat=True).distinct())


def _rows(stations: Sequence[_Station], codes: Collection[str], question: Question, on: date) -> list[Place]:
    if not codes:
        return []
    if question.by == "none":
        return [Place("合计", "")]
    if question.by == "station":
        return [Place(one.label, str(one.pk), one.region_code, one.pk) for one in stations]
    if question.by == "mode":
        there = {one.mode for one in stations}
        return [Place(str(label), mode) for mode, label in Station.Mode.choices if mode in there]
    if len(question.code) >= 9:
        return [Place(one.label, str(one.pk), one.region_code, one.pk) for one in stations]
    return [
        Place(region.short_name, region.code, region.code)
        for region in children(code=question.code, on=on)[: MOST_ROWS + 1]
        if any(code.startswith(region.code) for code in codes)
    ]


def _width(question: Question) -> int:
    """How many digits of a station's place tell its row."""
    return 2 if not question.code else 9 if len(question.code) >= 6 else 6


Kept = dict[tuple[str, str, date], Decimal]


def _kept(
    actor: Actor,
    question: Question,
    places: Sequence[Place],
    columns: Sequence[tuple[str, Period]],
    verb: str,
) -> tuple[Kept, datetime | None]:
    """{(measure, row, month): value}, added up in the database: one query however many stations there are."""
    names = {*question.measures, *(RATE_PARTS if RATE in question.measures else ())} - {RATE}
    wide = (
        county_figures(actor=actor, verb=verb, code=question.code)
        if question.by in ("place", "none") and _width(question) <= DIGITS
        else None
    )
    rows: Any = StationMonth.objects.visible_to(actor, verb) if wide is None else wide
    if question.code and wide is None:
        rows = rows.filter(region_code__startswith=question.code)
    rows = rows.filter(metric__in=names, month__gte=columns[0][1].first, month__lte=columns[-1][1].last)
    finest = max((len(one.code) for one in places), default=0) or _width(question)
    key: Any = Substr("region_code" if wide is None else "county_code", 1, finest)
    if question.by == "station" or (question.by == "place" and len(question.code) >= 9):
        key = F("station_id")
    elif question.by == "mode":
        key = F("station__mode")
    kept: Kept = {}
    as_of: datetime | None = None
    found = (
        rows.order_by()
        .annotate(row=key)
        .values_list("metric", "row", "month")
        .annotate(sum=Sum("value"), at=Min("as_of"))
    )
    for metric, row, month, value, counted in found:
        kept[metric, str(row), month] = value
        as_of = counted if as_of is None else min(as_of, counted)
    return kept, as_of


def _table(
    one: Metric,
    kept: Kept,
    rows: Sequence[Place],
    columns: Sequence[tuple[str, Period]],
    stations: Sequence[_Station],
    on: date,
    *,
    suppress: bool,
    live: bool = False,
) -> Table:
    values = (
        _counted(one, rows, columns, stations, on)
        if live
        else _added(one, kept, rows, columns, on)
    )  # fmt: skip
    across, down = len(columns) > 1 and not one.stock, len(rows) > 1
    cells = with_totals(values, across=across, down=down)
    hidden: set[tuple[int, int]] = set()
    if suppress and is_about_people(name=one.name, unit=one.unit):
        flat = {(r, c): value or Decimal(0) for r, row in enumerate(cells) for c, value in enumerate(row)}
        hidden = hidden_cells(flat, rows=len(cells), columns=len(cells[0]), across=across, down=down)
    several = any(
        part.first.month != part.last.month or part.first.year != part.last.year for _label, part in columns
    )
    people = one.unit in ("人", "户") and not one.stock and (across or several)
    return Table(one, cells, frozenset(hidden), across, down, people)


def _rate(one: Metric, met: Table, due: Table) -> Table:
    """The rate of visits of every cell, from its two parts; hidden where either part is."""
    cells: list[Row] = [
        [
            percent(int(have), int(asked)) if have is not None and asked is not None else None
            for have, asked in zip(row, other, strict=True)
        ]
        for row, other in zip(met.cells, due.cells, strict=True)
    ]
    return Table(
        one, cells, met.hidden | due.hidden, met.has_row_total, met.has_column_total, summed_people=False
    )


def _added(
    one: Metric, kept: Kept, rows: Sequence[Place], columns: Sequence[tuple[str, Period]], on: date
) -> list[Row]:
    """Kept figures by row and column: flows over the months of a column, stocks of its last month that has begun."""
    places = {
        key: next((row.key for row in rows if key.startswith(row.key)), None)
        for key in {key for _metric, key, _month in kept}
    }
    found: dict[tuple[str, date], Decimal] = {}
    for (metric, key, month), value in kept.items():
        if metric == one.name and (where := places[key]) is not None:
            found[where, month] = found.get((where, month), Decimal(0)) + value
    table: list[Row] = []
    for row in rows:
        line: Row = []
        for _label, part in columns:
            months = _months(part, on)
            if one.stock:
                months = months[-1:]
            there = [found[row.key, month] for month in months if (row.key, month) in found]
            line.append(sum(there, Decimal(0)) if there else None)
        table.append(line)
    return table


def _months(part: Period, on: date) -> list[date]:
    found, month = [], part.first.replace(day=1)
    while month <= min(part.last, on):
        found.append(month)
        month = Period.month_of(month).next_month().first
    return found


def _counted(
    one: Metric,
    rows: Sequence[Place],
    columns: Sequence[tuple[str, Period]],
    stations: Sequence[_Station],
    on: date,
) -> list[Row]:
    """Counted from the records this moment, one query a column."""
    ids = [station.pk for station in stations]
    by_row = {
        row.key: [
            station.pk
            for station in stations
            if row.key in ("", str(station.pk), station.mode) or (row.code and row.station_id is None and station.region_code.startswith(row.code))
        ]
        for row in rows
    }  # fmt: skip
    lines: list[Row] = [[] for _row in rows]
    for _label, part in columns:
        values = one(stations=ids, period=Period(part.first, max(part.first, min(part.last, on))))
        for line, row in zip(lines, rows, strict=True):
            line.append(sum((Decimal(str(values.get(pk) or 0)) for pk in by_row[row.key]), Decimal(0)))
    return lines


def places_to_ask(*, actor: Actor, on: date, verb: str = TOTALS) -> list[Region | None]:
    """The divisions a question may be about: the reader's own and what lies directly below; None is the country."""
    found: list[Region | None] = []
    for own in own_codes(actor=actor, verb=verb):
        found.append(region_on(code=own, on=on) if own else None)
        if may_reach(actor=actor, verb=verb, code=own):
            found += [region for region in children(code=own, on=on)[:400] if len(region.code) <= 9]
    return found
