"""The figures kept per station and month, and which of them are to be counted anew."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import TruncMonth

from yizhan.clients import metrics as _of_clients  # noqa: F401  # registers the figures the sheet names
from yizhan.clients.models import Client, ClientMove
from yizhan.kernel.metric import METRICS, Several
from yizhan.kernel.period import Period
from yizhan.privacy.often import asked_often, of_stations, together
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
    since = None if everything or mark is None else mark.seen_to - timedelta(minutes=SEEN_AGAIN_MINUTES)
    work = changed_since(since=since, on=on, stations=first_months)
    this_month = on.replace(day=1)
    if mark is not None and mark.day_on != on:
        for station, first in first_months().items():
            if first <= this_month:
                pairs = work.everything if mark.day_on < this_month else work.stocks
                pairs.setdefault(this_month, set()).add(station)
    return work


def months_to_refresh(*, on: date, everything: bool = False) -> list[date]:
    """The months some figure of which may have changed; reads only, so that no writer waits meanwhile."""
    return work_since(mark=Watermark.objects.filter(name=MARK).first(), on=on, everything=everything).months


def changed_since(
    *, since: datetime | None, on: date, stations: Callable[[Iterable[UUID] | None], Mapping[UUID, date]]
) -> Work:
    """The (station, month) pairs whose figures may differ from the kept ones; since None: all of them.

    stations  tells the first month of each of these stations that ever opened, of None: of all
    """
    this_month = on.replace(day=1)
    everything: Pairs = defaultdict(set)
    stocks: Pairs = defaultdict(set)
    of_clients: Pairs = defaultdict(set)
    of_staff: Pairs = defaultdict(set)
    if since is None:
        for station, first in stations(None).items():
            for month in months(first, this_month):
                everything[month].add(station)
        return Work(everything, stocks, of_clients, of_staff)
    services, days_left, refusals, cases = together(
        _services.about(since=since),
        _days_left.about(since=since),
        _refusals.about(since=since),
        _cases_moved.about(since=since),
    )
    files, files_left, posts, certificates = together(
        _files.about(since=since),
        _files_left.about(since=since),
        _posts.about(since=since),
        _certificates.about(since=since),
    )
    touched = {*services, *days_left, *refusals}
    moved = [({came, went}, day) for came, went, day in cases]
    of_files, of_people = {*files, *files_left}, {*posts, *certificates}
    known = stations(
        {station for station, _ in touched}.union(*(both for both, _ in moved), of_files, of_people)
    )
    for station, month in touched:
        if station not in known:
            continue
        everything[month].add(station)
        for later in months(month, this_month):
            stocks[later].add(station)
    for both, moved_on in moved:
        for later in months(moved_on, this_month):
            stocks[later] |= both & known.keys()
    for found, pairs in ((of_files, of_clients), (of_people, of_staff)):
        for station in found & known.keys():
            for month in months(known[station], this_month):
                pairs[month].add(station)
    return Work(everything, stocks, of_clients, of_staff)


# What is looked through every minute (ADR 0142): each a statement kept ready, four of them in one journey.


def _months_of(rows: QuerySet[Any], day: str) -> QuerySet[Any, Any]:
    months: QuerySet[Any, Any] = rows.order_by().annotate(month=TruncMonth(day))
    return months.values_list("station_id", "month").distinct()


def _stations_of(rows: QuerySet[Any], station: str = "station_id") -> QuerySet[Any, Any]:
    return rows.order_by().values_list(station, flat=True).distinct()


@asked_often
def _services(*, since: datetime) -> QuerySet[Any, Any]:
    return _months_of(ServiceRecord.objects.filter(changed_at__gte=since), "done_on")


@asked_often
def _days_left(*, since: datetime) -> QuerySet[Any, Any]:
    changes = ServiceChange.objects.filter(recorded_at__gte=since, former_done_on__isnull=False)
    return _months_of(changes, "former_done_on")


@asked_often
def _refusals(*, since: datetime) -> QuerySet[Any, Any]:
    return _months_of(TaskRefusal.objects.filter(changed_at__gte=since), "asked_on")


@asked_often
def _cases_moved(*, since: datetime) -> QuerySet[Any, Any]:
    moves = CaseMove.objects.filter(recorded_at__gte=since)
    return moves.values_list("from_station_id", "to_station_id", "moved_on")


@asked_often
def _files(*, since: datetime) -> QuerySet[Any, Any]:
    return _stations_of(Client.objects.filter(changed_at__gte=since))


@asked_often
def _files_left(*, since: datetime) -> QuerySet[Any, Any]:
    return _stations_of(ClientMove.objects.filter(recorded_at__gte=since), "from_station_id")


@asked_often
def _posts(*, since: datetime) -> QuerySet[Any, Any]:
    return _stations_of(PostChange.objects.filter(recorded_at__gte=since))


@asked_often
def _certificates(*, since: datetime) -> QuerySet[Any, Any]:
    return _stations_of(Certificate.objects.filter(recorded_at__gte=since))


def months(first: date, last: date) -> list[date]:
    """First days of the months from one to the other, both inside; empty when it is the wrong way round."""
    found, month = [], first.replace(day=1)
    while month <= last:
        found.append(month)
        month = Period.month_of(month).next_month().first
    return found


def first_months(stations: Iterable[UUID] | None = None) -> dict[UUID, date]:
    """The first month of these stations, of None: of all, that ever opened."""
    if stations is None:
        opened = list(Station.objects.exclude(opened_on=None).values_list("pk", "opened_on"))
    else:
        opened = [(station, day) for station, day, _ in _places(stations)]
    return {station: day.replace(day=1) for station, day in opened if day is not None}


def region_codes(stations: Iterable[UUID]) -> dict[UUID, str]:
    return {station: code for station, _, code in _places(stations)}


def _places(stations: Iterable[UUID]) -> list[tuple[UUID, date | None, str]]:
    asked = sorted(set(stations))
    return list(of_stations(_opened_and_lying, stations=asked)) if asked else []


@asked_often
def _opened_and_lying(*, stations: Sequence[UUID]) -> QuerySet[Any, Any]:
    return Station.objects.filter(pk__in=stations).values_list("pk", "opened_on", "region_code")


def figures_of(
    *, month: date, on: date, stations: Sequence[UUID], names: Sequence[str]
) -> dict[tuple[UUID, str], Decimal]:
    """The figures themselves, one query each (figures of one kind together) whatever the number of stations.

    Stocks of this month are those of today.
    """
    whole = Period.month_of(month)
    so_far = Period(whole.first, max(whole.first, min(whole.last, on)))
    found: dict[tuple[UUID, str], Decimal] = {}
    kinds: dict[tuple[Several, Period], list[str]] = defaultdict(list)
    told: dict[str, Mapping[UUID, Any]] = {}
    for name in names:
        one = METRICS[name]
        period = so_far if one.stock else whole
        if one.several is None:
            told[name] = one(stations=stations, period=period)
        else:
            kinds[one.several, period].append(name)
    for (several, period), which in kinds.items():
        told |= several(names=which, stations=stations, period=period)
    for name in names:
        for station in stations:
            found[station, name] = Decimal(told[name].get(station) or 0).quantize(Decimal("0.01"))
    return found


def seen_to() -> datetime | None:
    """Up to when changes are in the kept figures."""
    row = Watermark.objects.filter(name=MARK).first()
    return row.seen_to if row else None
