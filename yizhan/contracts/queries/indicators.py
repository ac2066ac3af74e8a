"""How far an agreement is, indicator by indicator and station by station."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from yizhan.contracts.models import Agreement, Indicator, IndicatorNote, IndicatorShare
from yizhan.contracts.queries.agreements import indicators_of
from yizhan.contracts.rules.indicators import (
    RATE,
    Judged,
    Progress,
    bands_rule,
    counted_to,
    expected,
    judged,
    together,
)
from yizhan.kernel.actor import Actor
from yizhan.kernel.metric import METRICS
from yizhan.kernel.period import Period
from yizhan.policy.schema.money import Bands

Figures = Mapping[tuple[str, UUID], Decimal]
"""(metric, station) -> figure of the service year so far."""
Reader = Callable[[Sequence[str], Sequence[UUID], Period], Figures]
"""Metrics, stations, days -> figures: the window reads kept ones where there are, and counts the others."""


@dataclass(frozen=True)
class StationProgress:
    """One station's share of an indicator. note: the paper that shows it, where nothing counts it."""

    share: IndicatorShare
    progress: Progress
    judged: Judged | None
    note: IndicatorNote | None = None


@dataclass(frozen=True)
class IndicatorProgress:
    """One indicator of an agreement with its stations.

    rate  of a share in percent the stations that reach it are counted, since shares do not add up
    """

    indicator: Indicator
    stations: list[StationProgress]
    progress: Progress
    judged: Judged | None
    rate: bool

    @property
    def unit(self) -> str:
        return "站达标" if self.rate else self.indicator.unit

    @property
    def furthest_behind(self) -> list[StationProgress]:
        """Stations behind their plan, the furthest first; of a rate those below it."""
        behind = [
            each
            for each in self.stations
            if each.progress.expected and (each.progress.kept is None or each.progress.kept < 100)
        ]
        return sorted(behind, key=lambda each: each.progress.kept or Decimal(0))


@dataclass(frozen=True)
class Board:
    """All indicators of an agreement on a day.

    day_percent  of the service year that has passed, for the line in the bars
    rule         the region's bands; None where nobody has ruled: only figures
    """

    agreement: Agreement
    rows: list[IndicatorProgress]
    day_percent: Decimal
    days: Period | None
    rule: Bands | None

    @property
    def worst(self) -> IndicatorProgress | None:
        """The indicator furthest behind its plan, where the region judges and it is behind."""
        behind = [row for row in self.rows if row.judged is not None and row.judged.tone != "good"]
        return min(behind, key=lambda row: row.progress.kept or Decimal(0)) if behind else None


def live(metrics: Sequence[str], stations: Sequence[UUID], days: Period) -> Figures:
    """Count every figure now: one query a metric for all stations."""
    found: dict[tuple[str, UUID], Decimal] = {}
    for name in metrics:
        one = METRICS.get(name)
        if one is None:
            continue
        period = Period.of_day(days.last) if one.stock else days
        for station, value in one(stations=stations, period=period).items():
            if value is not None:
                found[name, station] = Decimal(value)
    return found


def board(*, actor: Actor, agreement: Agreement, on: date, read: Reader = live) -> Board:
    """The state of every indicator; the number of queries does not grow with stations or services."""
    last = min(agreement.last_on, agreement.ended_on) if agreement.ended_on else agreement.last_on
    year = Period(agreement.first_on, agreement.last_on)
    today = min(on, last)
    days = counted_to(year, today)
    indicators = indicators_of(actor=actor, agreement=agreement)
    stations = sorted({share.station_id for one in indicators for share in one.shares.all()})
    metrics = sorted({one.metric for one in indicators if one.metric})
    figures: dict[tuple[str, UUID], Decimal] = {}
    owed = _days_of(agreement)
    for span in sorted({owed.get(one, year) for one in stations}):
        inside = [one for one in stations if owed.get(one, year) == span]
        so_far = counted_to(span, today)
        if so_far and metrics:
            figures |= read(metrics, inside, so_far)
    notes = _notes([one.pk for one in indicators if not one.metric], today)
    rule = bands_rule(region_code=agreement.region_code, on=max(year.first, today))
    rows = [_row(one, figures, notes, year, owed, today, rule) for one in indicators]
    passed = Decimal(0) if days is None else (Decimal(days.days) * 100 / year.days).quantize(Decimal("0.1"))
    return Board(agreement, rows, passed, days, rule)


def _row(
    one: Indicator,
    figures: Figures,
    notes: Mapping[tuple[UUID, UUID], IndicatorNote],
    year: Period,
    owed: Mapping[UUID, Period],
    on: date,
    rule: Bands | None,
) -> IndicatorProgress:
    rate = one.unit == RATE
    stations = []
    for share in sorted(one.shares.all(), key=lambda each: each.station.region_code):
        note = notes.get((one.pk, share.station_id))
        days = owed.get(share.station_id, year)
        actual: Decimal | None
        if not one.metric:
            actual = note.value if note else None
        elif rate:
            actual = figures.get((one.metric, share.station_id))
        else:
            actual = figures.get((one.metric, share.station_id), Decimal(0)) if days.first <= on else None
        due = expected(target=share.target, months=share.months, year=days, on=on, rate=rate)
        progress = Progress(share.target, due, actual)
        stations.append(StationProgress(share, progress, judged(rule, progress), note))
    whole = together([each.progress for each in stations], rate=rate)
    return IndicatorProgress(one, stations, whole, judged(rule, whole), rate)


def _days_of(agreement: Agreement) -> dict[UUID, Period]:
    """Of stations that joined or left by a variation: the days they are in the agreement for."""
    moved = [row for row in agreement.stations.all() if row.from_on or row.to_on]
    for row in moved:
        row.agreement = agreement
    return {row.station_id: row.days for row in moved}


def _notes(indicators: Sequence[UUID], on: date) -> dict[tuple[UUID, UUID], IndicatorNote]:
    """The newest figure shown by a paper, by indicator and station."""
    if not indicators:
        return {}
    rows = IndicatorNote.objects.filter(indicator_id__in=indicators, counted_to_on__lte=on)
    ordered = rows.select_related("paper").order_by("counted_to_on", "id")
    return {(note.indicator_id, note.station_id): note for note in ordered}
