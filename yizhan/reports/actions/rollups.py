"""Kept figures brought up to date."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Model, QuerySet
from django.db.models.functions import Now

from yizhan.kernel.actor import Actor
from yizhan.kernel.metric import METRICS
from yizhan.privacy.action import action
from yizhan.privacy.often import asked_often
from yizhan.privacy.put import put_over
from yizhan.reports.models import CountyMonth, StationMonth, Watermark
from yizhan.reports.queries.counties import DIGITS, sums
from yizhan.reports.queries.rollups import (
    MARK,
    figures_of,
    is_of_clients,
    is_of_staff,
    region_codes,
    rolled_metrics,
    work_since,
)

ROLL = "reports.refresh_rollups"
FEW_ROWS = 100
"""Up to so many rows are sent in one statement that is kept ready: a station's month, its county's sums."""


@action(ROLL, facts=("on", "month"))
def refresh_rollups(
    *, actor: Actor, on: date, at: datetime, everything: bool = False, month: date | None = None
) -> int:
    """Bring the kept figures up to date: only the months whose records changed since the watermark.

    everything  count all months of all stations anew; the kept figures can always be rebuilt from the records
    month       this month alone, and the watermark stays: the embedded database lets one writer in at a time, so a job
                goes month by month, each in a short transaction, and calls `settle_rollups` at the end
    returns     how many figures were counted
    """
    mark = next(iter(_marked(name=MARK)), None)
    if month is None:
        # the mark is set before the changes are read: what is written meanwhile is seen next time
        _set_mark(at if mark is None else Now(), on=on)
    work = work_since(mark=mark, on=on, everything=everything)
    anew = mark is None or mark.day_on != on or everything
    names = rolled_metrics()
    stocks = [name for name in names if METRICS[name].stock]
    files = [name for name in names if is_of_clients(name)]
    staff = [name for name in names if is_of_staff(name)]
    counted = 0
    for one in work.months if month is None else [month]:
        whole = work.everything.get(one, set())
        parts = (
            (whole, names),
            (work.stocks.get(one, set()) - whole, stocks),
            (work.of_clients.get(one, set()) - whole, files),
            (work.of_staff.get(one, set()) - whole, staff),
        )
        regions = region_codes(set().union(*(stations for stations, _which in parts)))
        for stations, which in parts:
            counted += _keep(one, {station: regions[station] for station in stations}, which, on=on, at=at)
        _add_up(one, None if anew else regions.values(), names)
    if month is None and anew:
        _add_up_the_first_time(names)
    return counted


@asked_often
def _marked(*, name: str) -> "QuerySet[Watermark, Watermark]":
    return Watermark.objects.select_for_update().filter(name=name)


@action("reports.settle_rollups", facts=("on",))
def settle_rollups(*, actor: Actor, on: date, seen_to: datetime) -> None:
    """All months were refreshed: the watermark moves to the instant at which their changes began to be read."""
    _set_mark(seen_to, on=on)
    _add_up_the_first_time(rolled_metrics())


def _set_mark(seen_to: datetime | Now, *, on: date) -> None:
    if not Watermark.objects.filter(name=MARK).update(seen_to=seen_to, day_on=on):
        Watermark.objects.create(name=MARK, seen_to=seen_to, day_on=on)


def _keep(month: date, regions: Mapping[UUID, str], names: list[str], *, on: date, at: datetime) -> int:
    wanted = sorted(regions)
    if not wanted or not names:
        return 0
    rows = [
        StationMonth(
            station_id=station, region_code=regions[station], month=month, metric=name, value=value, as_of=at
        )
        for (station, name), value in figures_of(month=month, on=on, stations=wanted, names=names).items()
    ]
    _over(rows, key=("station_id", "month", "metric"), facts=("value", "as_of", "region_code"))
    return len(rows)


def _over(rows: Sequence[Model], *, key: tuple[str, ...], facts: tuple[str, ...]) -> None:
    """Write them down, over what stood there; a few by a statement kept ready."""
    if len(rows) <= FEW_ROWS:
        if rows:
            put_over(*rows, key=key, facts=facts)
        return
    model = type(rows[0])
    model._default_manager.bulk_create(
        rows, batch_size=500, update_conflicts=True, unique_fields=list(key), update_fields=list(facts)
    )


def _add_up(month: date, regions: Iterable[str] | None, names: list[str]) -> None:
    """The sums of the counties in which these divisions lie; None: of all, and a county that is no more leaves none."""
    if regions is None:
        CountyMonth.objects.filter(month=month).delete()
        _write(sums(month=month, counties=None, names=names))
    elif counties := sorted({code[:DIGITS] for code in regions}):
        _write(sums(month=month, counties=counties, names=names))


def _add_up_the_first_time(names: list[str]) -> None:
    """Where nothing was ever added up, all months are."""
    if not CountyMonth.objects.exists():
        for month in list(StationMonth.objects.order_by().values_list("month", flat=True).distinct()):
            _write(sums(month=month, counties=None, names=names))


def _write(rows: list[tuple[str, date, str, Decimal, int, datetime]]) -> None:
    found = [
        CountyMonth(county_code=county, month=month, metric=name, value=value, stations=n, as_of=oldest)
        for county, month, name, value, n, oldest in rows
    ]
    _over(found, key=("county_code", "month", "metric"), facts=("value", "stations", "as_of"))
