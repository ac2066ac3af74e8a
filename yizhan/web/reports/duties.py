"""到期日历: what the papers ask of whom by when, over months and as lists, and what came of each."""

from calendar import Calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.contracts.queries.projects import one_project
from yizhan.kernel.actor import EVERYWHERE, Actor
from yizhan.kernel.calendar import holiday_name
from yizhan.kernel.errors import Refused
from yizhan.kernel.period import Period
from yizhan.regions.queries import regions_on
from yizhan.reports.actions import excuse_duty, note_duty_done, receive_duty, return_duty
from yizhan.reports.models import Duty
from yizhan.reports.queries.areas import report_of_duty, reportable
from yizhan.reports.queries.duties import (
    DUTIES,
    OPEN,
    Same,
    by_day,
    by_place,
    duties,
    duty_for,
    in_view,
    may_act,
    may_answer,
    own_open,
    sums,
    to_answer,
)
from yizhan.reports.queries.duties_ahead import can_be_seen, end_words_of
from yizhan.reports.rules.duties import BACK_DAYS
from yizhan.reports.rules.reports import MONTHLY_RULE
from yizhan.web.door import ActorRequest, requires
from yizhan.web.listing import Column, Filter, Listing, Sort
from yizhan.web.nav import url_or_none
from yizhan.web.reports.figures import month_of
from yizhan.web.templatetags.yizhan import Choice

NOTE = "reports.note_duty_done"
STATES = {"OPEN": "idle", "LATE": "bad", "DONE": "good", "RETURNED": "bad", "EXCUSED": "idle"}
PAGES = {
    "report": "report",
    "area_report": "area-report",
    "project": "contract",
    "upward_filing": "contract-filing",
    "service": "service",
}
"""The page of the row that shows a duty done; a kind without one leads nowhere."""

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
        "may_areas": actor.may("reports.view_area_report"),
        "choices": [
            Choice("", _("按月")),
            Choice("over", _("已逾期"), count.over),
            Choice("today", _("今天"), count.today),
            Choice("week", _("本周"), count.week),
            *([Choice("places", _("按地方"))] if digits else []),
        ],
        "listing": listing,
        "rows": _named(listing.rows, on),
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
        Column(_("办理"), lambda row: _said(row, on)),
        Column(_("办结"), "done_on"),
        Column(_("迟几天"), "late_days"),
        Column(_("接收"), "received_on"),
        Column(_("依据"), "clause"),
    )


def _said(row: Duty, on: date) -> str:
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


def _named(rows: Sequence[Duty], on: date) -> list[tuple[Duty, str]]:
    """Each row with who owes it: the station, or the office with the name of its division."""
    names = _names([row.region_code for row in rows if row.station is None], on)
    return [
        (
            row,
            row.station.short_name if row.station else f"{names.get(row.region_code, '')} {row.who}".strip(),
        )
        for row in rows
    ]


# --- one duty -----------------------------------------------------------------------------------------------------------


@requires(DUTIES)
def duty_view(request: ActorRequest, duty_id: UUID) -> HttpResponse:
    return _one(request, duty_for(actor=request.actor, duty_id=duty_id))


def _one(request: ActorRequest, duty: Duty, refusal: Refused | None = None) -> HttpResponse:
    actor, on = request.actor, localdate()
    seen = can_be_seen(duty, end_words=end_words_of(region=duty.region_code[:6], on=on))
    mine = actor.may(NOTE) and may_act(actor=actor, duty=duty, verb=NOTE)
    report = report_of_duty(duty=duty)
    facts = {
        "duty": duty,
        "who": _named([duty], on)[0][1],
        "said": _said(duty, on),
        "tone": "bad" if duty.is_over(on) else STATES[duty.state],
        "seen": seen,
        "mine": mine,
        "may_note": mine and not seen and duty.is_open and report is None,
        "may_answer": duty.state == "DONE"
        and duty.done_how == "TOLD"
        and duty.received_on is None
        and may_answer(actor=actor, duty=duty, verb="reports.receive_duty"),
        "may_excuse": duty.is_open
        and actor.may("reports.excuse_duty")
        and not may_act(actor=actor, duty=duty, verb="reports.excuse_duty"),
        "may_fill": duty.rule_id == MONTHLY_RULE
        and duty.is_open
        and duty.opens_on <= on
        and any(
            duty.station_id in (grant.stations or ()) for grant in actor.grants_for("reports.open_report")
        ),
        "may_report": mine
        and actor.may("reports.open_area_report")
        and report is None
        and reportable(duty=duty, on=on),
        "report": report if report is not None and actor.may("reports.view_area_report") else None,
        "link": _link(duty),
        "refusal": refusal,
        "today": on,
    }
    return render(request, "reports/duty.html", facts, status=422 if refusal else 200)


def _link(duty: Duty) -> str | None:
    if duty.fact_kind == "staff_filing" and duty.station_id:
        return reverse("station-staff", args=[duty.station_id]) + "#filing"
    name = PAGES.get(duty.fact_kind)
    return url_or_none(name, duty.fact_id) if name and duty.fact_id else None


@requires(NOTE)
@require_POST
def duty_done(request: ActorRequest, duty_id: UUID) -> HttpResponse:
    try:
        try:
            done_on = date.fromisoformat(request.POST.get("done_on", ""))
        except ValueError:
            raise Refused(_("请填写办结日期。"), code="reports.day-missing") from None
        note_duty_done(
            actor=request.actor,
            duty_id=duty_id,
            done_on=done_on,
            on=localdate(),
            note=request.POST.get("note", ""),
        )
    except Refused as no:
        return _one(request, duty_for(actor=request.actor, duty_id=duty_id), no)
    messages.success(request, _("登记好了。"))
    return redirect("duty", duty_id)


@requires("reports.receive_duty")
@require_POST
def duty_receive(request: ActorRequest, duty_id: UUID) -> HttpResponse:
    receive_duty(actor=request.actor, duty_id=duty_id, on=localdate())
    messages.success(request, _("已接收。"))
    return redirect("duty", duty_id)


@requires("reports.return_duty")
@require_POST
def duty_return(request: ActorRequest, duty_id: UUID) -> HttpResponse:
    try:
        return_duty(
            actor=request.actor, duty_id=duty_id, on=localdate(), reason=request.POST.get("reason", "")
        )
    except Refused as no:
        return _one(request, duty_for(actor=request.actor, duty_id=duty_id), no)
    messages.success(request, _("已退回，报送单位会看到您的理由。"))
    return redirect("duty", duty_id)


@requires("reports.excuse_duty")
@require_POST
def duty_excuse(request: ActorRequest, duty_id: UUID) -> HttpResponse:
    try:
        excuse_duty(
            actor=request.actor, duty_id=duty_id, on=localdate(), reason=request.POST.get("reason", "")
        )
    except Refused as no:
        return _one(request, duty_for(actor=request.actor, duty_id=duty_id), no)
    messages.success(request, _("这一次免办，理由已记下。"))
    return redirect("duty", duty_id)


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
