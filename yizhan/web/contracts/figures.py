"""Figures of many stations over a service year: kept ones where there are, counted where there are not."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Sum
from django.utils.timezone import localdate

from yizhan.contracts.queries.indicators import Figures, live
from yizhan.contracts.rules.indicators import whole_months
from yizhan.kernel.metric import METRICS
from yizhan.kernel.period import Period
from yizhan.reports.models import StationMonth
from yizhan.reports.queries.rollups import rolled_metrics

ADDED_UP = frozenset({"人次", "次", "个", "节", "场", "件", "分钟", "小时", "元"})
"""Units whose months make the year; people seen in two months are one person, rates are not added."""


def read(metrics: Sequence[str], stations: Sequence[UUID], days: Period) -> Figures:
    """Sums of kept months for what adds up; one query a metric for the rest."""
    adding = [
        name
        for name in rolled_metrics()
        if name in metrics and not METRICS[name].stock and METRICS[name].unit in ADDED_UP
    ]
    found: dict[tuple[str, UUID], Decimal] = dict(
        live([name for name in metrics if name not in adding], stations, days)
    )
    months, odd = whole_months(days, on=localdate())
    missing = (
        _add_kept(found, adding, stations, months) if months else {name: list(stations) for name in adding}
    )
    for name, unkept in missing.items():
        found |= live([name], unkept, days)
    for part in odd if months else ():
        for name in adding:
            known = [station for station in stations if station not in missing.get(name, ())]
            for key, value in live([name], known, part).items():
                found[key] = found.get(key, Decimal(0)) + value
    return found


def _add_kept(
    found: dict[tuple[str, UUID], Decimal], adding: Sequence[str], stations: Sequence[UUID], months: Sequence[date]
) -> dict[str, list[UUID]]:  # fmt: skip
    """Put the sums of the kept months in; answers the stations of which a month is not kept."""
    if not adding:
        return {}
    rows = (
        StationMonth.objects.filter(metric__in=adding, station_id__in=stations, month__in=months)
        .values("metric", "station_id")
        .annotate(whole=Sum("value"), kept=Count("id"))
        .values_list("metric", "station_id", "whole", "kept")
    )
    complete = set()
    for name, station, whole, kept in rows:
        if kept == len(months):
            found[name, station] = whole
            complete.add((name, station))
    missing: dict[str, list[UUID]] = defaultdict(list)
    for name in adding:
        for station in stations:
            if (name, station) not in complete:
                missing[name].append(station)
    return missing
