"""全县一览: the stations side by side."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.kernel.actor import Actor
from yizhan.oversight.queries import checkups, unmet_rules
from yizhan.papers.rules import Heading, Table, xlsx
from yizhan.policy.schema.kinds import AnyRule
from yizhan.reports.actions import urge
from yizhan.reports.models import Urge
from yizhan.reports.queries.board import Board, StationRow, board, stations_in_sight
from yizhan.reports.rules.cells import WHY_STARS
from yizhan.reports.rules.reports import urging_problem
from yizhan.stations.models import Station
from yizhan.web.door import ActorRequest, requires
from yizhan.web.files import XLSX, file_answer
from yizhan.web.reports.figures import MOST_STATIONS, month_of
from yizhan.web.reports.report import STATES
from yizhan.web.templatetags.figures import Chart, Series

TOTALS = "reports.view_totals"
MOST_CHECKED = 60
"""A county has a dozen stations; a city is checked county by county."""

QUARTERS = ((75, 1), (50, 2), (25, 3))
"""The map's scale where no paper asks for a rate: the deeper the blue the higher, and no verdict in it; below the last: 4."""


@requires(TOTALS)
def county_page(request: ActorRequest) -> HttpResponse:
    on = localdate()
    period = month_of(request.GET.get("month", ""), on)
    seen = board(actor=request.actor, period=period, on=on, map_code=_map_code(request))
    order = request.GET.get("sort", "")
    facts = {
        "board": seen,
        "rows": _sorted(seen.rows, order),
        "order": order,
        "accepted": seen.by_state("ACCEPTED"),
        "signed": seen.by_state("SIGNED"),
        "tiles": tiles_of(seen),
        "columns": seen.map.columns if seen.map else 4,
        "states": STATES,
        "trend": trend_chart(seen),
        "month": f"{period.first:%Y-%m}",
        "before": f"{period.previous_month().first:%Y-%m}",
        "after": "" if period.next_month().first > on else f"{period.next_month().first:%Y-%m}",
        "worst": worst_of(seen),
        "today": on,
        "urging": urging_of(seen, request.actor, on),
        **board_rights(request.actor),
    }
    return render(request, "reports/county.html", facts)


@dataclass(frozen=True)
class Urging:
    """The stations to ask for their report. problem: why the button is grey."""

    rows: list[StationRow]
    last: Urge | None
    problem: str


def urging_of(seen: Board, actor: Actor, on: date) -> Urging | None:
    """None for whoever does not urge, for a month to come, and where nobody served yet."""
    if not actor.may("reports.urge") or seen.period.first > on:
        return None
    rows = [
        row
        for row in seen.rows
        if row.is_missing and row.station.opened_on and row.station.opened_on <= seen.period.last
    ]
    if not rows:
        return None
    urged = [row.urged for row in rows if row.urged is not None]
    today = sum(one.urged_on == on for one in urged)
    problem = urging_problem(missing=len(rows), urged_today=today) or ""
    return Urging(rows, max(urged, key=lambda one: one.urged_at, default=None), problem)


def board_rights(actor: Actor) -> dict[str, bool]:
    """What of the board opens for this person; the rest are figures without a link."""
    return {
        "may_judge": actor.may("reports.accept_report"),
        "may_list": actor.may("clients.view"),
        "may_read": actor.may("reports.view"),
        "may_see_gaps": actor.may("stations.view"),
    }


@requires(TOTALS, "stations.view")
def county_gaps(request: ActorRequest) -> HttpResponse:
    """What is missing at which station, and where that is written. Fetched after the board, so that the board is quick;
    it brings along how many rules each station breaks, for the board's column."""
    on = localdate()
    stations = list(stations_in_sight(actor=request.actor)[:MOST_CHECKED])
    missing: dict[tuple[str, str], Gap] = {}
    checked = checkups(stations=stations, on=on)
    for each in checked:
        for row in each.rows:
            if row.state == "unmet":
                gap = missing.setdefault((row.rule.document.pack_id, row.rule.id), Gap(row.rule, []))
                gap.stations.append((each.station, reverse("station-checkup", args=[each.station.pk])))
    gaps = sorted(missing.values(), key=lambda gap: (-len(gap.stations), gap.rule.id))
    unmet = unmet_rules(checked)
    facts = {
        "gaps": gaps, "checked": len(stations), "today": on, "unmet": list(unmet.items()), "unmet_all": sum(unmet.values()),
    }  # fmt: skip
    return render(request, "reports/_gaps_told.html" if request.htmx else "reports/gaps.html", facts)


@dataclass(frozen=True)
class Gap:
    """A rule some stations do not meet."""

    rule: AnyRule
    stations: list[tuple[Station, str]]


def trend_chart(seen: Board) -> Chart:
    return Chart(
        kind="line",
        labels=[f"{month.month}月" for month, _served in seen.trend],
        series=[Series(_("服务人次"), [served for _month, served in seen.trend])],
        unit=_("人次"),
        area=True,
        axis=False,
    )


def _map_code(request: ActorRequest) -> str:
    """The county whose townships are drawn, when the reader's territory is one county or a part of it."""
    codes = {grant.region[:6] for grant in request.actor.grants_for(TOTALS)}
    code = codes.pop() if len(codes) == 1 else ""
    return code if len(code) == 6 else ""


LEFT_FIRST = ("RETURNED", "DRAFT", "REVIEW", "SIGNED", "ACCEPTED")
"""States of a monthly report, those first that still want something of the station."""


def _sorted(rows: list[StationRow], order: str) -> list[StationRow]:
    keys: dict[str, Any] = {
        "served": lambda row: ("served" in row.few, -row.served),
        "rate": lambda row: (row.rate is None or "rate" in row.few, row.rate or 0),
        "overdue": lambda row: ("overdue" in row.few, -row.overdue),
        "report": lambda row: LEFT_FIRST.index(row.report.state) if row.report else -1,
    }
    return sorted(rows, key=keys[order]) if order in keys else rows


def _colour(row: StationRow) -> str:
    """Class of a tile: the region's verdict where it has one, else only how much."""
    if row.rate is None or "rate" in row.few:
        return ""
    if row.rate_rule is not None and (row.month_over or row.is_reached):
        return "met" if row.is_reached else "unmet"
    return f"quarter-{next((place for floor, place in QUARTERS if row.rate >= floor), 4)}"


def tiles_of(seen: Board) -> list[dict[str, Any]]:
    if seen.map is None:
        return []
    by_place = {row.station.region_code[:9]: row for row in seen.rows}
    found = []
    for tile in seen.map.tiles:
        row = by_place.get(tile.region.code)
        found.append({"tile": tile, "row": row, "colour": _colour(row) if row else ""})
    return found


def worst_of(seen: Board) -> list[StationRow]:
    """The stations where most of the overdue visits are; none when it is spread evenly."""
    late = sorted((row for row in seen.rows if row.overdue and not row.few), key=lambda row: -row.overdue)[:2]
    return late if late and sum(row.overdue for row in late) * 2 >= seen.overdue else []


@requires("reports.urge")
@require_POST
def county_urge(request: ActorRequest) -> HttpResponse:
    """One press for every station that has not handed in; each notice leads to that station's report."""
    on = localdate()
    period = month_of(request.POST.get("month", ""), on)
    stations = stations_in_sight(actor=request.actor, verb="reports.urge")[:MOST_STATIONS]
    addresses = {one.pk: reverse("report-of", args=[one.pk, f"{period.first:%Y-%m}"]) for one in stations}
    asked = urge(actor=request.actor, month=period.first, on=on, at=timezone.now(), addresses=addresses)
    said = _("已催 %(n)s 个站，发出 %(people)s 条通知。") % {
        "n": len(asked),
        "people": sum(one.told for one in asked),
    }
    messages.success(request, said)
    return redirect(f"{reverse('county')}?month={period.first:%Y-%m}")


def _figures(row: StationRow | Board) -> list[Any]:
    """Served, due, met, rate and overdue as an export has them; what is too small to be shown is left empty."""
    rate = [None] * 3 if "rate" in row.few else [row.due, row.met, row.rate]
    return [None if "served" in row.few else row.served, *rate, None if "overdue" in row.few else row.overdue]


@requires(TOTALS)
def county_export(request: ActorRequest) -> HttpResponse:
    on = localdate()
    period = month_of(request.GET.get("month", ""), on)
    seen = board(actor=request.actor, period=period, on=on)
    shown = [row.station for row in seen.rows][:MOST_CHECKED]
    unmet = unmet_rules(checkups(stations=shown, on=on)) if request.actor.may("stations.view") else None
    headings = [
        Heading(_("站点")), Heading(_("服务人次"), "number"), Heading(_("应探访（人）"), "number"),
        Heading(_("已见到（人）"), "number"), Heading(_("探访率（%）"), "number"), Heading(_("探访逾期（人）"), "number"),
        *([Heading(_("未达标（项）"), "number")] if unmet is not None else []),
        Heading(_("月报")), Heading(_("首次报送"), "date"), Heading(_("迟报")), Heading(_("最近催报"), "date"),
    ]  # fmt: skip
    rows: list[list[Any]] = [
        [
            row.station.title, *_figures(row),
            *([unmet.get(row.station.pk)] if unmet is not None else []),
            str(row.report.get_state_display()) if row.report else _("未开始"),
            row.report.first_signed_on if row.report else None, _("是") if row.late else _("否"),
            row.urged.urged_on if row.urged else None,
        ]
        for row in seen.rows
    ]  # fmt: skip
    rows.append(
        [
            _("合计"),
            *_figures(seen),
            *([sum(unmet.values())] if unmet is not None else []),
            "",
            None,
            seen.late,
            None,
        ]
    )
    as_of = timezone.localtime(seen.as_of).strftime("%Y-%m-%d %H:%M") if seen.as_of else "—"
    made = xlsx(
        Table(
            title=f"{period.label}各站情况",
            headings=headings,
            rows=rows,
            lead=_("截至 %(as_of)s") % {"as_of": as_of} + (f"。{WHY_STARS}" if seen.hides else ""),
        )
    )
    return file_answer(made, f"{period.label}各站情况.xlsx", XLSX)
