"""到期日历: what the papers ask of whom by when, over months and as lists, and what came of each."""

from calendar import Calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yizhan.contracts.queries.projects import one_project
from yizhan.kernel.actor import EVERYWHERE, Actor
from yizhan.kernel.calendar import holiday_name, known_year
from yizhan.kernel.period import Period
from yizhan.regions.queries import regions_on
from yizhan.reports.models import Duty
from yizhan.reports.queries.duties import (
    DUTIES,
    OPEN,
    Same,
    by_day,
    by_place,
    duties,
    in_view,
    own_open,
    sums,
    to_answer,
)
from yizhan.reports.rules.duties import BACK_DAYS
from yizhan.web.door import ActorRequest, requires
from yizhan.web.listing import Column, Filter, Listing, Sort
from yizhan.web.reports.figures import month_of
from yizhan.web.templatetags.yizhan import Choice

NOTE = "reports.note_duty_done"
STATES = {"OPEN": "idle", "LATE": "bad", "DONE": "good", "RETURNED": "bad", "EXCUSED": "idle"}
MOST_PER_DAY = 3


@dataclass(frozen=True)
class Day:
    """One square of the month."""

    on: date
    inside: bool
    holiday: str
    rows: list[Same]
    more: int


@requires(DUTIES)
def duty_page(request: ActorRequest) -> HttpResponse:
    actor, on = request.actor, localdate()
    month = month_of(request.GET.get("month", ""), on)
    view = request.GET.get("view", "")
    place = _place(request.GET.get("place", ""))
    whole = Period(on - timedelta(days=BACK_DAYS), on + timedelta(days=7))
    everything = _in_place(duties(actor=actor, span=whole), place)
    rows = _in_place(duties(actor=actor, span=month), place)
    count = sums(rows=everything, on=on)
    shown = in_view(rows=everything, view=view, on=on) if view in ("over", "today", "week") else rows
    listing = _listing(request, shown, on)
    if listing.wants_export:
        return listing.export(_("到期事项"), _columns(on))
    digits = _digits(actor, place)
    facts: dict[str, Any] = {
        "month": month,
        "before": f"{month.previous_month().first:%Y-%m}",
        "after": f"{month.next_month().first:%Y-%m}",
        "here": f"{month.first:%Y-%m}",
        "view": view,
        "count": count,
        "place": place,
        "place_name": _names([place], on).get(place, place) if place else "",
        "today": on,
        "unknown_year": view in ("", "places") and not known_year(month.last.year),
        "may_areas": actor.may("reports.view_area_report"),
        "choices": [
            Choice("", _("按月")),
            Choice("over", _("已逾期"), count.over),
            Choice("today", _("今天"), count.today),
            Choice("week", _("本周"), count.week),
            *([Choice("places", _("按地方"))] if digits else []),
        ],
        "listing": listing,
        "rows": named(listing.rows, on),
        "states": STATES,
    }
    if view == "places" and digits:
        places = by_place(rows=rows, digits=digits, on=on)
        names = _names([each.code for each in places], on)
        facts["places"] = [(each, names.get(each.code, each.code)) for each in places]
    elif not view:
        facts["weeks"] = _weeks(month, by_day(rows=rows, on=on))
    return render(request, "reports/duties.html", facts)


def _listing(request: ActorRequest, rows: QuerySet[Duty], on: date) -> Listing[Duty]:
    def by_state(found: QuerySet[Duty], value: str) -> QuerySet[Duty]:
        match value:
            case "open":
                return found.filter(state__in=OPEN)
            case "late":
                return found.filter(state="DONE", late_days__gt=0) | found.filter(
                    state__in=OPEN, due_on__lt=on
                )
            case _:
                return found.filter(state=value)

    return Listing(
        request,
        rows.order_by(),
        sorts=(Sort("due", _("截止日，早的在前"), "due_on"),),
        filters=(
            Filter(
                "state",
                _("办理"),
                (("open", _("没办完")), ("DONE", _("已办")), ("late", _("迟了的")), ("EXCUSED", _("免办"))),
                by_state,
            ),
            Filter("who", _("谁办"), Duty.Level.choices, "owed_by"),
        ),
        search=lambda found, words: (
            found.filter(what__icontains=words) | found.filter(station__short_name__icontains=words)
        ),
        search_hint=_("事项、社工站"),
        size=30,
    )


def _columns(on: date) -> tuple[Column, ...]:
    return (
        Column(_("截止"), "due_on"),
        Column(_("事项"), "what"),
        Column(_("谁办"), lambda row: row.station.short_name if row.station else row.who),
        Column(_("区划代码"), "region_code", "text"),
        Column(_("报给"), "to_whom"),
        Column(_("办理"), lambda row: said(row, on)),
        Column(_("办结"), "done_on"),
        Column(_("迟几天"), "late_days"),
        Column(_("接收"), "received_on"),
        Column(_("依据"), "clause"),
    )


def said(row: Duty, on: date) -> str:
    return (
        str(Duty.State.LATE.label)
        if row.state == "OPEN" and row.is_over(on)
        else str(row.get_state_display())
    )


def _weeks(month: Period, found: dict[date, list[Same]]) -> list[list[Day]]:
    return [
        [
            Day(
                day,
                day in month,
                holiday_name(day),
                found.get(day, [])[:MOST_PER_DAY] if day in month else [],
                max(0, len(found.get(day, [])) - MOST_PER_DAY),
            )
            for day in week
        ]
        for week in Calendar().monthdatescalendar(month.first.year, month.first.month)
    ]


def _place(word: str) -> str:
    return word if word.isascii() and word.isdigit() and len(word) in (4, 6, 9) else ""


def _in_place(rows: QuerySet[Duty], place: str) -> QuerySet[Duty]:
    return rows.filter(region_code__startswith=place) if place else rows


def _digits(actor: Actor, place: str) -> int:
    """By what the rows are laid side by side: counties for a province or city, townships for a county; 0 below."""
    if place:
        return {4: 6, 6: 9}.get(len(place), 0)
    widest = min(
        (
            0 if grant.region == EVERYWHERE else len(grant.region)
            for grant in actor.grants_for(DUTIES)
            if grant.stations is None
        ),
        default=12,
    )
    return 6 if widest < 6 else 9 if widest == 6 else 0


def _names(codes: Sequence[str], on: date) -> dict[str, str]:
    return {code: region.name for code, region in regions_on(codes=sorted(set(codes)), on=on).items()}


def named(rows: Sequence[Duty], on: date) -> list[tuple[Duty, str]]:
    """Each row with who owes it: the station, or the office with the name of its division."""
    names = _names([row.region_code for row in rows if row.station is None], on)
    return [
        (
            row,
            row.station.short_name if row.station else f"{names.get(row.region_code, '')} {row.who}".strip(),
        )
        for row in rows
    ]


# --- on other pages -----------------------------------------------------------------------------------------------------


@requires("contracts.view")
def contract_duties(request: ActorRequest, project_id: UUID) -> HttpResponse:
    """The project's part of the calendar: what is due in its county in the service year."""
    on = localdate()
    project = one_project(actor=request.actor, project_id=project_id)
    rows = _in_place(duties(actor=request.actor, span=project.period), project.region_code)
    ahead = rows.filter(state__in=OPEN, due_on__gte=on)
    soon = by_day(rows=ahead.filter(due_on__lte=on + timedelta(days=60)), on=on)
    facts = {
        "count": sums(rows=rows, on=on),
        "soon": [same for day in sorted(soon) for same in soon[day]][:6],
        "done": rows.filter(state="DONE").count(),
        "late": rows.filter(state="DONE", late_days__gt=0).count(),
        "place": project.region_code,
    }
    return render(request, "reports/_contract_duties.html", facts)


@dataclass(frozen=True)
class OwnDue:
    """A line of somebody's home."""

    by: date
    what: str
    why: str
    url: str
    button: str
    clause: str
    rule_id: str


def own_due(*, actor: Actor, on: date, until: date, leave_out: frozenset[str]) -> list[OwnDue]:
    """What this person's office or stations owe by then; the same for several stations is one line.

    leave_out  rules that have lines of their own on her home
    """
    if not actor.may(NOTE):
        return []
    found: dict[tuple[str, date], list[Duty]] = {}
    for duty in own_open(actor=actor, until=until).exclude(rule_id__in=leave_out)[:200]:
        found.setdefault((duty.rule_id, duty.due_on), []).append(duty)
    lines = []
    for same in list(found.values())[:12]:
        first = same[0]
        back = [duty for duty in same if duty.state == "RETURNED"]
        names = "、".join(duty.station.short_name for duty in same[:4] if duty.station)
        why = _("已退回：%(why)s") % {"why": back[0].reason} if back else names or first.says
        what = f"{first.part}{first.what}" if first.part and not first.part.isdigit() else first.what
        if len(same) == 1:
            url = reverse("duty", args=[first.pk])
        else:
            url = f"{reverse('duties')}?month={first.due_on:%Y-%m}&state=open"
            what = _("%(what)s（%(n)s 个站）") % {"what": what, "n": len(same)}
        lines.append(OwnDue(first.due_on, what, why, url, _("去办"), first.chip, first.rule))
    if waiting := list(to_answer(actor=actor)[:30]):
        first = waiting[0]
        lines.append(
            OwnDue(on, _("下级报来 %(n)s 项，待接收") % {"n": len(waiting)}, first.what, reverse("duty", args=[first.pk]), _("去接收"), first.chip, first.rule)
        )  # fmt: skip
    return lines
