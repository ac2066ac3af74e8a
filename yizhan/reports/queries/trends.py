"""A territory's figures over the months, against last month and last year, and its places around the median."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, Min, Sum
from django.db.models.functions import Substr

from yizhan.kernel.actor import Actor
from yizhan.kernel.metric import METRICS, Metric
from yizhan.kernel.period import Period
from yizhan.regions.models import Region
from yizhan.regions.queries import region_on, regions_on
from yizhan.reports.models import StationMonth
from yizhan.reports.queries.board import percent
from yizhan.reports.queries.sheet import TOTALS
from yizhan.reports.queries.wall import own_codes
from yizhan.reports.rules.ask import RATE, RATE_PARTS
from yizhan.reports.rules.trends import FIGURES, Ranked, middle, months_back, ranked
from yizhan.stations.models import Station


@dataclass(frozen=True)
class Trend:
    """One figure over twelve months. now, before, year_ago: None where nobody counted; median: of the places."""

    metric: Metric
    months: list[tuple[date, Decimal | None]]
    year_before: list[Decimal | None]
    now: Decimal | None
    before: Decimal | None
    year_ago: Decimal | None
    median: Decimal | None
    places: list[Ranked]


@dataclass(frozen=True)
class Trends:
    """by_station: the places are stations; otherwise counties. names: of the places, by key."""

    region: Region | None
    period: Period
    trends: list[Trend]
    names: dict[str, str]
    by_station: bool
    as_of: datetime | None


def trends(*, actor: Actor, code: str, period: Period, on: date, verb: str = TOTALS) -> Trends:
    """Read from the kept figures alone: four queries whatever lies below. Region.DoesNotExist: out of sight."""
    if not any(code.startswith(own) for own in own_codes(actor=actor, verb=verb)):
        raise Region.DoesNotExist
    region = region_on(code=code, on=on) if code else None
    rows = StationMonth.objects.visible_to(actor, verb)
    if code:
        rows = rows.filter(region_code__startswith=code)
    wanted = [*(name for name in FIGURES if name != RATE and name in METRICS), *RATE_PARTS]
    months = months_back(period.first, 24)
    over: dict[tuple[str, date], Decimal] = {}
    as_of: datetime | None = None
    found = (
        rows.filter(metric__in=wanted, month__in=months)
        .order_by()
        .values_list("metric", "month")
        .annotate(sum=Sum("value"), at=Min("as_of"))
    )
    for name, month, value, at in found:
        over[name, month] = value
        if month == period.first:
            as_of = at if as_of is None else min(as_of, at)
    by_station = len(code) >= 6
    key: Any = F("station_id") if by_station else Substr("region_code", 1, 6 if code else 2)
    here: dict[str, dict[str, Decimal]] = defaultdict(dict)
    split = rows.filter(metric__in=wanted, month=period.first).order_by().annotate(place=key)
    for name, place, value in split.values_list("metric", "place").annotate(sum=Sum("value")):
        here[name][str(place)] = value
    places = sorted({place for values in here.values() for place in values})
    return Trends(
        region=region,
        period=period,
        trends=[_trend(METRICS[name], over, here, months) for name in FIGURES if name in METRICS],
        names=_names(places, on, by_station=by_station),
        by_station=by_station,
        as_of=as_of,
    )


def _trend(
    one: Metric,
    over: dict[tuple[str, date], Decimal],
    here: dict[str, dict[str, Decimal]],
    months: list[date],
) -> Trend:
    line = [_of(one.name, over, month) for month in months]
    if one.name == RATE:
        met, due = (here.get(part, {}) for part in RATE_PARTS)
        values = {
            place: rate
            for place, asked in due.items()
            if (rate := percent(int(met.get(place, 0)), int(asked))) is not None
        }
    else:
        values = here.get(one.name, {})
    return Trend(
        metric=one,
        months=list(zip(months[12:], line[12:], strict=True)),
        year_before=line[:12],
        now=line[-1],
        before=line[-2],
        year_ago=line[11],
        median=middle(list(values.values())),
        places=ranked(values),
    )


def _of(name: str, over: dict[tuple[str, date], Decimal], month: date) -> Decimal | None:
    if name != RATE:
        return over.get((name, month))
    met, due = (over.get((part, month)) for part in RATE_PARTS)
    return None if met is None or due is None else percent(int(met), int(due))


def _names(places: list[str], on: date, *, by_station: bool) -> dict[str, str]:
    if by_station:
        return {
            str(pk): name
            for pk, name in Station.objects.filter(pk__in=places).values_list("pk", "short_name")
        }
    return {code: region.short_name for code, region in regions_on(codes=places, on=on).items()}
