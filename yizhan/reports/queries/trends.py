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
from yizhan.reports.queries.counties import county_figures
from yizhan.reports.queries.few import hides_few
from yizhan.reports.queries.sheet import TOTALS
from yizhan.reports.queries.wall import own_codes
from yizhan.reports.rules.cells import RATE, RATE_PARTS, hidden_in_line, is_about_people, small
from yizhan.reports.rules.trends import FIGURES, Ranked, middle, months_back, ranked
from yizhan.stations.models import Station


@dataclass(frozen=True)
class Trend:
    """One figure over twelve months. now, before, year_ago: None where nobody counted; median: of the places.

    few  months, and keys of places, whose figure is not shown to this reader (ADR 0137): those stand as None
    """

    metric: Metric
    months: list[tuple[date, Decimal | None]]
    year_before: list[Decimal | None]
    now: Decimal | None
    before: Decimal | None
    year_ago: Decimal | None
    median: Decimal | None
    places: list[Ranked]
    few: frozenset[date | str] = frozenset()


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
    wanted = [*(name for name in FIGURES if name != RATE and name in METRICS), *RATE_PARTS]
    months = months_back(period.first, 24)
    stations = StationMonth.objects.visible_to(actor, verb)
    if code:
        stations = stations.filter(region_code__startswith=code)
    wide = county_figures(actor=actor, verb=verb, code=code)
    rows: Any = stations if wide is None else wide
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
    here: dict[str, dict[str, Decimal]] = defaultdict(dict)
    width = 6 if code else 2
    split: Any = (
        stations.annotate(place=F("station_id"))
        if by_station
        else rows.annotate(place=Substr("region_code" if wide is None else "county_code", 1, width))
    )
    split = split.filter(metric__in=wanted, month=period.first).order_by()
    for name, place, value in split.values_list("metric", "place").annotate(sum=Sum("value")):
        here[name][str(place)] = value
    places = sorted({place for values in here.values() for place in values})
    return Trends(
        region=region,
        period=period,
        trends=[
            _trend(METRICS[name], over, here, months, few=hides_few(actor))
            for name in FIGURES
            if name in METRICS
        ],
        names=_names(places, on, by_station=by_station),
        by_station=by_station,
        as_of=as_of,
    )


def _trend(
    one: Metric,
    over: dict[tuple[str, date], Decimal],
    here: dict[str, dict[str, Decimal]],
    months: list[date],
    *,
    few: bool,
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
    unseen = _few(one, over, here, months) if few else frozenset[date | str]()
    line = [None if month in unseen else value for month, value in zip(months, line, strict=True)]
    return Trend(
        metric=one,
        months=list(zip(months[12:], line[12:], strict=True)),
        year_before=line[:12],
        now=line[-1],
        before=line[-2],
        year_ago=line[11],
        median=None if unseen else middle(list(values.values())),
        places=ranked({place: value for place, value in values.items() if place not in unseen}),
        few=unseen,
    )


def _few(
    one: Metric,
    over: dict[tuple[str, date], Decimal],
    here: dict[str, dict[str, Decimal]],
    months: list[date],
) -> frozenset[date | str]:
    """Months of the whole and places of the month that are too small to be shown, by either part of a rate."""
    if not is_about_people(name=one.name, unit=one.unit):
        return frozenset()
    found: set[date | str] = set()
    for name in RATE_PARTS if one.name == RATE else (one.name,):
        places = sorted(here.get(name, {}))
        values = [here[name][place] for place in places]
        hidden, whole = hidden_in_line(values, total=sum(values, Decimal(0)))
        found |= {places[n] for n in hidden}
        found |= {month for month in months if small(over.get((name, month)))}
        if whole:
            found.add(months[-1])
    return frozenset(found)


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
