"""从哪来: a figure, its definition in one sentence, and the records behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yizhan.kernel.actor import Actor
from yizhan.kernel.metric import METRICS, OF_ONE_STATION, Metric
from yizhan.kernel.period import Period
from yizhan.privacy.scope import ScopedQuerySet
from yizhan.reports.queries.board import stations_in_sight
from yizhan.reports.queries.few import hides_few
from yizhan.reports.rules.cells import RATE, RATE_PARTS, STARS, WHY_STARS, hidden_in_line, is_about_people
from yizhan.reports.rules.reports import plain
from yizhan.services.models import ServiceRecord
from yizhan.services.queries.lists import item_names
from yizhan.stations.models import Station
from yizhan.web.door import ActorRequest, requires
from yizhan.web.reports.behind import Record, records_of, verb_for

SHOWN = 50
OF_ITEMS = frozenset({"services.items_done", "stations.service_list_items"})
MOST_STATIONS = 400
"""A county has a dozen, a city a few hundred; above that only kept totals are shown."""


@dataclass(frozen=True)
class Behind:
    """The records behind a figure. why_not: the reader's role sees totals only. next_at: where the next page begins."""

    rows: list[Record]
    more: bool
    why_not: str = ""
    next_at: int = 0


@requires("reports.view_totals")
def figure_page(request: ActorRequest, metric: str) -> HttpResponse:
    one = METRICS.get(metric)
    if one is None:
        raise Http404
    on = localdate()
    days = _days(request, on)
    period = days or month_of(request.GET.get("month", ""), on)
    stations = list(stations_in_sight(actor=request.actor)[:MOST_STATIONS])
    wanted = [station for station in stations if str(station.pk) == request.GET.get("station", "")]
    chosen = wanted or stations
    values = one(stations=[station.pk for station in chosen], period=_up_to(one, period, on))
    word = request.GET.get("at", "")
    first = int(word) if word.isdecimal() and len(word) < 7 else 0
    lines = [(station, values.get(station.pk)) for station in chosen]
    few, few_all = _few(
        one,
        request.actor,
        [station.pk for station in chosen],
        _up_to(one, period, on),
        [value for _station, value in lines],
    )
    facts = {
        "label": one.label,
        "unit": "" if one.unit in OF_ONE_STATION else one.unit,
        "says": one.says,
        "period": period,
        "station": wanted[0] if wanted else None,
        "lines": [
            (station, STARS if nth in few else shown(_named(one, station, value, on, alone=bool(wanted))), reverse("figure", args=[metric]))
            for nth, (station, value) in enumerate(lines)
        ],
        "total": "" if few_all else _total(one, values, [station.pk for station in chosen], _up_to(one, period, on)),
        "wordy": one.unit == "文" or (one.unit == "项" and bool(wanted)),
        "is_share": one.parts is not None and len(chosen) > 1 and not few_all and any(values.values()),
        "why_stars": WHY_STARS if few else "",
        "behind": behind(one, actor=request.actor, stations=[station.pk for station in chosen], period=_up_to(one, period, on), first=first),
        "first": first,
        "before": "" if days else f"{period.previous_month().first:%Y-%m}",
        "after": "" if days or period.next_month().first > on else f"{period.next_month().first:%Y-%m}",
        "span": urlencode({"from": days.first, "to": days.last} if days else {"month": f"{period.first:%Y-%m}"}),
    }  # fmt: skip
    return render(request, "reports/figure.html", facts)


def _few(
    one: Metric, actor: Actor, stations: Sequence[UUID], period: Period, values: Sequence[Any]
) -> tuple[frozenset[int], bool]:
    """Which lines, and whether the total, are too small to be shown to this reader (ADR 0137); a rate by its two parts."""
    if (
        one.unit in OF_ONE_STATION
        or not hides_few(actor)
        or not is_about_people(name=one.name, unit=one.unit)
    ):
        return frozenset(), False
    if one.name != RATE:
        return _hidden(values)
    parts = [METRICS[name](stations=stations, period=period) for name in RATE_PARTS]
    (met, _met), (due, _due) = (_hidden([part.get(station) for station in stations]) for part in parts)
    return met | due, _met or _due


def _hidden(values: Sequence[Any]) -> tuple[frozenset[int], bool]:
    whole = [None if value is None else Decimal(str(value)) for value in values]
    return hidden_in_line(whole, total=sum((value or Decimal(0) for value in whole), Decimal(0)))


def _days(request: ActorRequest, on: date) -> Period | None:
    """The days of the address (from, to), where a rule asks for other days than a month; up to today."""
    try:
        first, last = (date.fromisoformat(request.GET.get(word, "")) for word in ("from", "to"))
    except ValueError:
        return None
    return Period(first, min(last, on)) if first <= min(last, on) else None


def month_of(word: str, on: date) -> Period:
    """The month of the address (2026-11), else this month."""
    try:
        return Period.month_of(date.fromisoformat(f"{word}-01"))
    except ValueError:
        return Period.month_of(on)


def _up_to(one: Metric, period: Period, on: date) -> Period:
    return Period(period.first, max(period.first, min(period.last, on))) if one.stock else period


def _total(one: Metric, values: Mapping[UUID, Any], stations: Sequence[UUID], period: Period) -> str:
    """Of one station its figure; of several what they come to together, "" where that cannot be told or is no number."""
    if one.unit in OF_ONE_STATION:
        return ""
    if len(stations) == 1:
        return shown(values.get(stations[0]))
    told = one.over(stations=stations, period=period, values=values)
    return "" if told is None else shown(told)


def _named(one: Metric, station: Station, value: Any, on: date, *, alone: bool) -> Any:
    """Names side by side are only counted; of one station alone they are told, items of service by code and name."""
    if isinstance(value, frozenset) and value and not alone:
        return _("%(n)s 项") % {"n": len(value)}
    if one.name not in OF_ITEMS or not value:
        return value
    names = item_names(region_code=station.region_code, on=on)
    return frozenset(f"{code} {names.get(code, '')}".strip() for code in value)


def shown(value: Any) -> str:
    """A figure of any kind as text; of facts about each person only how many people, who are listed beside it."""
    if value is None:
        return "—"
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        return _("%(n)s 人") % {"n": len(value)}
    if isinstance(value, frozenset | set | tuple | list):
        return "、".join(sorted(map(str, value))) or "—"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    return str(value) if isinstance(value, str) else plain(_decimal(value))


def _decimal(value: Any) -> Any:
    return Decimal(str(value))


def behind(
    one: Metric, *, actor: Actor, stations: Sequence[UUID], period: Period, most: int = SHOWN, first: int = 0
) -> Behind:
    """The records of a figure that this reader may open, from the `first` on. Every figure has some (tests/reports/test_drills.py)."""
    assert one.drill is not None
    rows = one.drill(stations=stations, period=period)
    verb = verb_for(rows.model)
    if isinstance(rows, ScopedQuerySet):
        if not actor.may(verb):
            return Behind([], more=False, why_not=_("您的岗位只看合计，不看明细。"))
        rows = rows.visible_to(actor, verb)
    found = list(_joined(rows)[first : first + most + 1])
    more = len(found) > most
    return Behind(records_of(found[:most], actor), more=more, next_at=first + most if more else 0)


def _joined(rows: Any) -> Any:
    if rows.model is ServiceRecord:
        return rows.select_related("station", "worker").defer("note", "found", "follow_up_result")
    return (
        rows.select_related("station")
        if any(field.name == "station" for field in rows.model._meta.fields)
        else rows
    )
