"""The sums of counties, for whoever sees whole counties: a province reads 120 rows a figure and not 2,000 (ADR 0138)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Min, Q, QuerySet, Sum
from django.db.models.functions import Substr

from yizhan.kernel.actor import EVERYWHERE, Actor
from yizhan.privacy.often import FEW, asked_often
from yizhan.reports.models import CountyMonth, StationMonth
from yizhan.stations.models import Station

DIGITS = 6


def county_figures(*, actor: Actor, verb: str, code: str = "") -> QuerySet[CountyMonth] | None:
    """The sums below a division; None where the reader or the question is narrower than a county: then stations are read."""
    grants = actor.grants_for(verb)
    if not grants or len(code) > DIGITS:
        return None
    reach = Q(pk__in=())
    for grant in grants:
        if grant.stations is not None or (grant.region != EVERYWHERE and len(grant.region) > DIGITS):
            return None
        reach |= ~Q(pk__in=()) if grant.region == EVERYWHERE else Q(county_code__startswith=grant.region)
    return CountyMonth.objects.filter(reach, county_code__startswith=code)


def sums(
    *, month: date, counties: Sequence[str] | None, names: Sequence[str]
) -> list[tuple[str, date, str, Decimal, int, datetime]]:
    """(county, month, metric, sum, stations, oldest) out of the figures of the stations; None: of all counties."""
    if counties is not None and len(counties) <= FEW:
        return list(_sums(month=month, counties=list(counties), which=_Which(tuple(names))))
    rows = StationMonth.objects.filter(month=month, metric__in=names)
    return list(_added(rows if counties is None else rows.filter(station__in=_stations_of(counties))))


@dataclass(frozen=True)
class _Which:
    """The figures a statement adds up; they belong to its shape, not to its values."""

    names: tuple[str, ...]


@asked_often
def _sums(*, month: date, counties: Sequence[str], which: _Which) -> QuerySet[Any, Any]:
    return _added(
        StationMonth.objects.filter(station__in=_stations_of(counties), month=month, metric__in=which.names)
    )


def _added(rows: QuerySet[StationMonth]) -> QuerySet[Any, Any]:
    return (
        rows.order_by()
        .annotate(county=Substr("region_code", 1, DIGITS))
        .values_list("county", "month", "metric")
        .annotate(sum=Sum("value"), n=Count("pk"), oldest=Min("as_of"))
        .values_list("county", "month", "metric", "sum", "n", "oldest")
    )


def _stations_of(counties: Sequence[str]) -> QuerySet[Any, Any]:
    county = Substr("region_code", 1, DIGITS)
    return Station.objects.annotate(county=county).filter(county__in=counties).values("pk")
