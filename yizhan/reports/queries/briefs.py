"""What fills a weekly report, a monthly bulletin or the papers of a quarterly meeting: read from what is recorded already."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Sum

from yizhan.kernel.actor import EVERYWHERE, Actor
from yizhan.kernel.metric import METRICS
from yizhan.kernel.period import Period
from yizhan.oversight.queries.complaints import VIEW as COMPLAINTS
from yizhan.oversight.queries.complaints import tally
from yizhan.oversight.queries.warnings import VIEW as WARNINGS
from yizhan.oversight.queries.warnings import totals as warning_totals
from yizhan.policy.book import rules_in_force
from yizhan.regions.queries import regions_on
from yizhan.reports.models import Duty, StationMonth
from yizhan.reports.queries.board import percent, stations_in_sight
from yizhan.reports.queries.duties import DUTIES
from yizhan.reports.queries.duties_ahead import DIRECTLY_BELOW
from yizhan.reports.queries.sheet import TOTALS
from yizhan.reports.rules.briefs import (
    OF_RULES,
    Brief,
    Figure,
    Place,
    Undone,
    opening,
    period_before,
    ranked,
    to_settle,
)
from yizhan.reports.rules.reports import plain
from yizhan.stations.models import OpeningStep, Station

FLOWS = (
    "services.services", "services.visits", "services.casework_opened", "services.group_sessions",
    "services.activities", "services.consultations", "services.referrals",
)  # fmt: skip
STOCKS = ("clients.files", "workforce.resident_workers")
DUE, MET = "services.visit_due", "services.visit_met"
UNDONE_SHOWN = 40
WATCHED = (("findings", "整改事项"),)
"""Kinds of open matters counted by figures of 监督评估 named oversight.<kind>_open and oversight.<kind>_overdue."""
PARTS = ("总体", "步骤", "各地", "未办", "监督")
"""Parts of the Word form in their order; an empty one is not printed."""


def brief(*, actor: Actor, kind: str, period: Period, on: date) -> Brief:
    """Of everything in this person's sight. A dozen queries, whatever the number of stations.

    period  a week, month or quarter as `period_of` gives it; what lies after `on` is not counted
    """
    stations = list(stations_in_sight(actor=actor).values_list("pk", "region_code", "short_name", "status"))
    planned = Station.objects.visible_to(actor, TOTALS).filter(status=Station.Status.PLANNED).count()
    ids = [pk for pk, *_rest in stations]
    until = max(period.first, min(period.last, on))
    now = _figures(actor, ids, kind, Period(period.first, until))
    before = _figures(actor, ids, kind, period_before(kind, period))
    area, code = area_of(actor=actor, on=on)
    names, place_of = _places(stations, code, on)
    waiting = _undone_by_place(actor, period, on, place_of, code)
    undone, more = _undone(actor, period, on)
    places, middle = ranked(_lines(names, place_of, ids, now, waiting))
    running = until < period.last
    figures = [
        Figure(METRICS[name].label, METRICS[name].unit, _sum(now, name), _sum(before, name), running)
        for name in (*STOCKS, *FLOWS)
    ]
    return Brief(
        kind=kind,
        area=area,
        period=period,
        counted_to_on=until,
        clauses=_clauses(code, kind, until),
        stations=len(ids) + planned,
        figures=(*figures, Figure("探访率", "%", _rate(now.values()), _rate(before.values()), running)),
        places=places,
        middle=middle,
        undone=undone,
        undone_more=more,
        steps=_steps(actor, Period(period.first, until)),
        watch=_watch(actor, ids, until),
    )


def area_of(*, actor: Actor, on: date) -> tuple[str, str]:
    """(name, code) of the narrowest division that holds all this person may see totals of; ("", "") for several provinces."""
    codes = {"" if grant.region == EVERYWHERE else grant.region for grant in actor.grants_for(TOTALS)}
    code = min(codes, key=len) if codes else ""
    while code and not all(each.startswith(code) for each in codes):
        code = code[: {12: 9, 9: 6, 6: 4, 4: 2}.get(len(code), 0)]
    if not code:
        return "", ""
    found = regions_on(codes=[code], on=on)
    return (found[code].name if code in found else code), code


def _figures(actor: Actor, ids: Sequence[UUID], kind: str, period: Period) -> dict[UUID, dict[str, Decimal]]:
    """Flows of the span and stocks of its last day, a station; months and quarters from the kept figures."""
    found: dict[UUID, dict[str, Decimal]] = defaultdict(dict)
    live = set(STOCKS)
    if kind == "week":
        live |= set(FLOWS)
    else:
        _add_kept(found, actor, FLOWS, period.first, period.last)
    for name in sorted(live):
        one = METRICS[name]
        asked = Period.of_day(period.last) if one.stock else period
        for station, value in one(stations=ids, period=asked).items():
            found[station][name] = Decimal(value or 0)
    month = period.last.replace(day=1)
    _add_kept(found, actor, (DUE, MET), month if kind == "week" else period.first, period.last)
    return {station: found.get(station, {}) for station in ids}


def _add_kept(
    found: dict[UUID, dict[str, Decimal]], actor: Actor, names: Sequence[str], first: date, last: date
) -> None:
    rows = (
        StationMonth.objects.visible_to(actor, TOTALS)
        .filter(month__range=(first, last), metric__in=names)
        .order_by()
        .values_list("station_id", "metric")
        .annotate(sum=Sum("value"))
    )
    for station, name, value in rows:
        found[station][name] = value


def _sum(figures: Mapping[UUID, Mapping[str, Decimal]], name: str) -> Decimal:
    return sum((those.get(name, Decimal(0)) for those in figures.values()), Decimal(0))


def _rate(rows: Any) -> Decimal | None:
    rows = list(rows)
    return percent(
        int(sum(those.get(MET, 0) for those in rows)), int(sum(those.get(DUE, 0) for those in rows))
    )


def _places(
    stations: Sequence[tuple[UUID, str, str, str]], code: str, on: date
) -> tuple[dict[str, str], dict[UUID, str]]:
    """Names of the places side by side, in the order of their codes, and the place of each station.

    A province has its cities and the counties directly below it, a city its counties, a county or township its stations.
    """
    digits = {2: 4, 4: 6}.get(len(code), 0)
    if not digits:
        return {str(pk): name for pk, _code, name, _s in stations}, {pk: str(pk) for pk, *_rest in stations}
    place_of = {pk: _below(region, digits) for pk, region, *_rest in stations}
    names = regions_on(codes=sorted(set(place_of.values())), on=on)
    return {
        each: names[each].name if each in names else each for each in sorted(set(place_of.values()))
    }, place_of


def _below(region: str, digits: int) -> str:
    """The division of so many digits; a county that no city stands above stands for itself."""
    return region[:6] if digits == 4 and region[2:4] == DIRECTLY_BELOW else region[:digits]


def _lines(
    names: Mapping[str, str],
    place_of: Mapping[UUID, str],
    ids: Sequence[UUID],
    figures: Mapping[UUID, Mapping[str, Decimal]],
    waiting: Mapping[str, int],
) -> list[Place]:
    by_place: dict[str, list[UUID]] = defaultdict(list)
    for station in ids:
        by_place[place_of[station]].append(station)
    found = []
    for place, name in names.items():
        those = {station: figures[station] for station in by_place[place]}
        found.append(
            Place(
                name=name,
                stations=len(those),
                services=int(_sum(those, "services.services")),
                visits=int(_sum(those, "services.visits")),
                rate=_rate(those.values()),
                cases=int(_sum(those, "services.casework_opened")),
                waiting=waiting.get(place, 0),
            )
        )
    return found


def _late(period: Period, on: date) -> Q:
    last = min(period.last, on)
    return Q(due_on__range=(period.first, last)) & (
        Q(late_days__gt=0) | Q(state__in=("OPEN", "LATE", "RETURNED"), due_on__lt=on)
    )


def _undone_by_place(
    actor: Actor, period: Period, on: date, place_of: Mapping[UUID, str], code: str
) -> dict[str, int]:
    if not actor.may(DUTIES):
        return {}
    digits = {2: 4, 4: 6}.get(len(code), 0)
    found: dict[str, int] = defaultdict(int)
    rows = (
        Duty.objects.visible_to(actor, DUTIES)
        .filter(_late(period, on))
        .order_by()
        .values_list("station_id", "region_code")
        .annotate(number=Count("id"))
    )
    for station, region, number in rows:
        found[_below(region, digits) if digits else place_of.get(station, "")] += number
    return found


def _undone(actor: Actor, period: Period, on: date) -> tuple[tuple[Undone, ...], int]:
    """The earliest first, and how many there are beyond those listed."""
    if not actor.may(DUTIES):
        return (), 0
    rows = Duty.objects.visible_to(actor, DUTIES).filter(_late(period, on))
    shown = list(rows.select_related("station").order_by("due_on", "region_code", "id")[:UNDONE_SHOWN])
    names = regions_on(codes=sorted({row.region_code for row in shown if row.station is None}), on=on)
    listed = tuple(
        Undone(
            who=row.station.short_name
            if row.station
            else f"{names[row.region_code].name if row.region_code in names else ''}{row.who}",
            what=row.what,
            due_on=row.due_on,
            days=row.late_days or (on - row.due_on).days,
            clause=row.clause,
        )
        for row in shown
    )
    return listed, max(0, rows.count() - len(shown))


def _steps(actor: Actor, period: Period) -> tuple[tuple[str, int, int], ...]:
    rows = Station.objects.visible_to(actor, TOTALS).exclude(status=Station.Status.CLOSED)
    done: dict[str, tuple[int, int]] = {
        step: (whole, lately)
        for step, whole, lately in OpeningStep.objects.filter(
            station__in=rows.order_by().values("pk"), done_on__lte=period.last
        )
        .order_by()
        .values_list("step")
        .annotate(whole=Count("pk"), lately=Count("pk", filter=Q(done_on__gte=period.first)))
    }
    return tuple((str(label), *done.get(step, (0, 0))) for step, label in OpeningStep.Step.choices)


def _watch(actor: Actor, ids: Sequence[UUID], on: date) -> tuple[tuple[str, int, int], ...]:
    """Open matters of 监督评估; what this person may not see, or nobody counts, is left out."""
    found = []
    day = Period.of_day(on)
    if actor.may(WARNINGS):
        raised = warning_totals(actor=actor, on=on)
        found.append(("风险预警", raised.open, raised.over))
    for name, label in WATCHED:
        still, overdue = METRICS.get(f"oversight.{name}_open"), METRICS.get(f"oversight.{name}_overdue")
        if still is not None and overdue is not None:
            found.append(
                (
                    label,
                    int(sum(still(stations=ids, period=day).values())),
                    int(sum(overdue(stations=ids, period=day).values())),
                )
            )
    if actor.may(COMPLAINTS):
        told = tally(actor=actor, first=date(on.year - 1, 1, 1), last=on, on=on)
        found.append(("投诉", told.open, told.overdue))
    return tuple(found)


def _clauses(code: str, kind: str, on: date) -> tuple[str, ...]:
    """Where the region's paper asks for such a brief; empty where it does not."""
    if not code:
        return ()
    return tuple(
        each.rule.source
        for each in rules_in_force(region_code=code, on=on)
        if OF_RULES.get(each.rule.id) == kind
    )


def brief_facts(made: Brief, *, on: date) -> dict[str, Any]:
    """What fills the Word form. 号: the parts that are printed, numbered one after the other."""
    filled = {
        "标题": made.title,
        "期间": made.span,
        "截至": f"{made.counted_to_on}",
        "依据": "；".join(made.clauses) or "本地区的文件没有规定这份材料，供工作参考",
        "开头": opening(made),
        "总体": [
            {"名称": each.label, "单位": each.unit, "本期": plain(each.now), "上期": plain(each.before), "增减": each.change or "—"}
            for each in made.figures
        ],
        "步骤": [
            {"名称": name, "已完成": done, "应完成": made.stations, "本期": lately} for name, done, lately in made.steps
        ],
        "各地": [
            {
                "名称": each.name, "站": each.stations, "服务": each.services, "探访": each.visits,
                "率": plain(each.rate), "位次": each.place or "—", "个案": each.cases, "逾期": each.waiting,
            }
            for each in made.places
        ],
        "中位数": plain(made.middle),
        "未办": [
            {"谁": each.who, "事项": each.what, "应办": f"{each.due_on}", "迟": each.days, "依据": each.clause}
            for each in made.undone
        ],
        "未办另有": made.undone_more,
        "监督": [{"名称": what, "未了": still, "超期": late} for what, still, late in made.watch],
        "议题": list(to_settle(made)),
        "是调度": made.kind == "quarter",
        "制作日期": f"{on}",
    }  # fmt: skip
    printed = [name for name in PARTS if filled[name]] + (["议题", "议定"] if made.kind == "quarter" else [])
    return filled | {"号": dict(zip(printed, "一二三四五六七", strict=False))}
