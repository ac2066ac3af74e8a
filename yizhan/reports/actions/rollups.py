"""Kept figures brought up to date."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models.functions import Now

from yizhan.kernel.actor import Actor
from yizhan.kernel.metric import METRICS
from yizhan.privacy.action import action
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
    mark = Watermark.objects.select_for_update().filter(name=MARK).first()
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
        for stations, which in parts:
            counted += _keep(one, stations, which, on=on, at=at)
        touched = sorted(set().union(*(stations for stations, _which in parts)))
        _add_up(one, None if anew else touched, names)
    if month is None:
        _add_up_the_first_time(names)
    return counted


@action("reports.settle_rollups", facts=("on",))
def settle_rollups(*, actor: Actor, on: date, seen_to: datetime) -> None:
    """All months were refreshed: the watermark moves to the instant at which their changes began to be read."""
    _set_mark(seen_to, on=on)
    _add_up_the_first_time(rolled_metrics())


def _set_mark(seen_to: datetime | Now, *, on: date) -> None:
    if not Watermark.objects.filter(name=MARK).update(seen_to=seen_to, day_on=on):
        Watermark.objects.create(name=MARK, seen_to=seen_to, day_on=on)


def _keep(month: date, stations: Iterable[UUID], names: list[str], *, on: date, at: datetime) -> int:
    wanted = sorted(stations)
    if not wanted or not names:
        return 0
    regions = region_codes(wanted)
    rows = [
        StationMonth(
            station_id=station, region_code=regions[station], month=month, metric=name, value=value, as_of=at
        )
        for (station, name), value in figures_of(month=month, on=on, stations=wanted, names=names).items()
    ]
    StationMonth.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["station", "month", "metric"],
        update_fields=["value", "as_of", "region_code"],
    )
    return len(rows)


def _add_up(month: date, stations: list[UUID] | None, names: list[str]) -> None:
    """The sums of the counties in which these stations lie; None: of all, and a county that is no more leaves none."""
    if stations is None:
        CountyMonth.objects.filter(month=month).delete()
        _write(sums(month=month, counties=None, names=names))
    elif stations:
        counties = sorted({code[:DIGITS] for code in region_codes(stations).values()})
        _write(sums(month=month, counties=counties, names=names))


def _add_up_the_first_time(names: list[str]) -> None:
    """Where nothing was ever added up, all months are."""
    if not CountyMonth.objects.exists():
        for month in list(StationMonth.objects.order_by().values_list("month", flat=True).distinct()):
            _write(sums(month=month, counties=None, names=names))


def _write(rows: list[tuple[str, date, str, Decimal, int, datetime]]) -> None:
    CountyMonth.objects.bulk_create(
        (
            CountyMonth(county_code=county, month=month, metric=name, value=value, stations=n, as_of=oldest)
            for county, month, name, value, n, oldest in rows
        ),
        batch_size=500,
        update_conflicts=True,
        unique_fields=["county_code", "month", "metric"],
        update_fields=["value", "stations", "as_of"],
    )
