"""One duty: what the paper says, who owes it, what came of it; told as done, received, sent back, excused."""

from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.kernel.errors import Refused
from yizhan.kernel.period import Period
from yizhan.oversight.queries.happened import CITY_SUPERVISES, counties_inspected
from yizhan.regions.queries import regions_on
from yizhan.reports.actions import excuse_duty, note_duty_done, receive_duty, return_duty
from yizhan.reports.models import Duty
from yizhan.reports.queries.areas import report_of_duty, reportable
from yizhan.reports.queries.duties import DUTIES, duty_for, may_act, may_answer
from yizhan.reports.queries.duties_seen import end_words_of, needs_no_telling
from yizhan.reports.queries.sheet import TOTALS
from yizhan.reports.rules.briefs import OF_RULES
from yizhan.reports.rules.reports import MONTHLY_RULE
from yizhan.web.door import ActorRequest, requires
from yizhan.web.nav import url_or_none
from yizhan.web.reports.duties import NOTE, STATES, named, said

PAGES = {
    "report": "report",
    "area_report": "area-report",
    "project": "contract",
    "upward_filing": "contract-filing",
    "service": "service",
    "work_report": "work-report",
    "inspection": "inspection",
}
"""The page of the row that shows a duty done; a kind without one leads nowhere."""


@requires(DUTIES)
def duty_view(request: ActorRequest, duty_id: UUID) -> HttpResponse:
    return _one(request, duty_for(actor=request.actor, duty_id=duty_id))


def _one(request: ActorRequest, duty: Duty, refusal: Refused | None = None) -> HttpResponse:
    actor, on = request.actor, localdate()
    seen = needs_no_telling(duty, end_words=end_words_of(region=duty.region_code[:6], on=on))
    mine = actor.may(NOTE) and may_act(actor=actor, duty=duty, verb=NOTE)
    report = report_of_duty(duty=duty)
    facts = {
        "duty": duty,
        "who": named([duty], on)[0][1],
        "said": said(duty, on),
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
        "counties": _counties(duty, on),
        "may_inspect": mine and actor.may("oversight.plan_inspection"),
        "brief": _brief_of(duty) if actor.may(TOTALS) else "",
        "link": _link(duty),
        "refusal": refusal,
        "today": on,
    }
    return render(request, "reports/duty.html", facts, status=422 if refusal else 200)


def _brief_of(duty: Duty) -> str:
    """The page that fills in what this duty asks for; empty for every other duty."""
    kind = OF_RULES.get(duty.rule_id)
    if kind is None or duty.period_first_on is None:
        return ""
    return f"{reverse('briefs')}?{urlencode({'kind': '' if kind == 'week' else kind, 'day': duty.period_first_on})}"


def _counties(duty: Duty, on: date) -> list[tuple[str, date | None, str]]:
    """For the city's supervision of its counties: each county, the day of the first visit of the quarter, its page."""
    if duty.rule_id != CITY_SUPERVISES or duty.period_first_on is None or duty.period_last_on is None:
        return []
    period = Period(duty.period_first_on, duty.period_last_on)
    known = counties_inspected(city=duty.region_code, period=period)
    names = regions_on(codes=list(known), on=on)
    return [
        (
            names[code].name if code in names else code,
            visit[0] if visit else None,
            reverse("inspection", args=[visit[1]]) if visit else "",
        )
        for code, visit in known.items()
    ]


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
