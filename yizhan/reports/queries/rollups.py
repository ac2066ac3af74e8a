"""The figures kept per station and month, and which of them are to be counted anew."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models.functions import TruncMonth

from yizhan.clients import metrics as _of_clients  # noqa: F401  # registers the figures the sheet names
from yizhan.clients.models import Client, ClientMove
from yizhan.kernel.metric import METRICS, Several
from yizhan.kernel.period import Period
from yizhan.reports.models import Watermark
from yizhan.reports.rules.reports import (
    OF_CLIENTS,
    ROLLED,
    SEEN_AGAIN_MINUTES,
)
from yizhan.services import metrics as _of_services  # noqa: F401
from yizhan.services.models import CaseMove, ServiceChange, ServiceRecord, TaskRefusal
from yizhan.stations.models import Station
from yizhan.workforce import metrics as _of_workforce  # noqa: F401
from yizhan.workforce.models import Certificate, PostChange

MARK = "rollups"
Pairs = dict[date, set[UUID]]


def rolled_metrics() -> list[str]:
    return [name for name in ROLLED if name in METRICS]


def is_of_staff(name: str) -> bool:
    return name.startswith("workforce.")


def is_of_clients(name: str) -> bool:
    return name.startswith("clients.") or name in OF_CLIENTS


@dataclass(frozen=True)
class Work:
    """What has to be counted again: by month, the stations for all figures, for stocks, for those about files, about staff."""

    everything: Pairs
    stocks: Pairs
    of_clients: Pairs
    of_staff: Pairs

    @property
    def months(self) -> list[date]:
        return sorted({*self.everything, *self.stocks, *self.of_clients, *self.of_staff})


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
    of_staff: Pairs = defaultdict(set)
    if since is None:
        for station, first in stations.items():
            for month in months(first, this_month):
                everything[month].add(station)
        return Work(everything, stocks, of_clients, of_staff)
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
    for *both, moved_on in CaseMove.objects.filter(recorded_at__gte=since).values_list(
        "from_station_id", "to_station_id", "moved_on"
    ):
        for later in months(moved_on, this_month):
            stocks[later] |= {station for station in both if station in stations}
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
    staff: set[UUID] = set()
    for changed in (
        PostChange.objects.filter(recorded_at__gte=since),
        Certificate.objects.filter(recorded_at__gte=since),
    ):
        staff |= set(changed.order_by().values_list("station_id", flat=True).distinct())
    for station in staff & stations.keys():
        for month in months(stations[station], this_month):
            of_staff[month].add(station)
    return Work(everything, stocks, of_clients, of_staff)


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
    """The figures themselves, one query each (figures of one kind together) whatever the number of stations.

    Stocks of this month are those of today.
    """
    whole = Period.month_of(month)
    so_far = Period(whole.first, max(whole.first, min(whole.last, on)))
    found: dict[tuple[UUID, str], Decimal] = {}
    kinds: dict[Several, list[str]] = defaultdict(list)
    told: dict[str, Mapping[UUID, Any]] = {}
    for name in names:
        one = METRICS[name]
        if one.several is None or one.stock:
            told[name] = one(stations=stations, period=so_far if one.stock else whole)
        else:
            kinds[one.several].append(name)
    for several, which in kinds.items():
        told |= several(names=which, stations=stations, period=whole)
    for name in names:
        for station in stations:
            found[station, name] = Decimal(told[name].get(station) or 0).quantize(Decimal("0.01"))
    return found


def seen_to() -> datetime | None:
    """Up to when changes are in the kept figures."""
    row = Watermark.objects.filter(name=MARK).first()
    return row.seen_to if row else None
