"""The sums of counties, for whoever sees whole counties: a province reads 120 rows a figure and not 2,000 (ADR 0138)."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet, Sum
from django.db.models.functions import Substr

from yizhan.kernel.actor import EVERYWHERE, Actor
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
    rows = StationMonth.objects.filter(month=month, metric__in=names)
    if counties is not None:
        rows = rows.filter(station_id__in=_stations_of(counties))
    return list(
        rows.order_by()
        .annotate(county=Substr("region_code", 1, DIGITS))
        .values_list("county", "month", "metric")
        .annotate(sum=Sum("value"), n=Count("pk"), oldest=Min("as_of"))
        .values_list("county", "month", "metric", "sum", "n", "oldest")
    )


def _stations_of(counties: Sequence[str]) -> list[UUID]:
    inside = reduce(or_, (Q(region_code__startswith=code) for code in counties), Q(pk__in=()))
    return list(Station.objects.filter(inside).values_list("pk", flat=True))
