"""小组和活动: the list, one programme with everything on it, its week, and the decisions about it."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.clients.models import Client
from yizhan.kernel.calendar import holiday_name, known_year
from yizhan.kernel.period import Period
from yizhan.services.actions import (
    approve_programme,
    cancel_programme,
    finish_programme,
    return_programme,
    submit_programme,
)
from yizhan.services.models import Programme, Session
from yizhan.services.queries.programmes import (
    UNITS,
    Whole,
    in_month,
    opinions_of,
    programme_for,
    programmes,
    programmes_of_client,
    sessions_between,
)
from yizhan.services.rules.programmes import (
    REPORT_ROWS,
    SESSION_ROWS,
    deciding_problem,
    finishing_problem,
    over_budget,
)
from yizhan.services.rules.units import unit_rule
from yizhan.stations.models import Station
from yizhan.web.door import ActorRequest, requires
from yizhan.web.listing import Column, Filter, Listing, Sort
from yizhan.web.services import programmes_papers as papers
from yizhan.web.services import programmes_people as people
from yizhan.web.services import programmes_plan as planning
from yizhan.web.services import programmes_sessions as sessions

VIEW = "services.view"
SHOWN = 12
"""Sessions of the sheet on the page, newest; a class of a whole term has hundreds, the Word sheet has ten to a page."""
MARKS = {"PRESENT": "○", "ABSENT": "×", "LATE": "△"}
TONES = {
    "DRAFT": "idle", "SUBMITTED": "blue", "APPROVED": "good", "RUNNING": "good", "DONE": "idle", "CANCELLED": "idle",
}  # fmt: skip


@requires(VIEW)
def programme_list(request: ActorRequest) -> HttpResponse:
    stations = list(
        Station.objects.visible_to(request.actor, VIEW).exclude(opened_on=None).order_by("region_code")[:100]
    )
    rows = programmes(actor=request.actor)
    month = _month(request.GET.get("month", ""))
    if month:
        rows = in_month(rows, month)
    filters = [
        Filter("kind", _("类型"), Programme.Kind.choices, "kind"),
        Filter("state", _("状态"), Programme.State.choices, "state"),
        Filter("month", _("月份"), _months(localdate()), lambda found, _word: found),
    ]
    if len(stations) > 1:
        filters.insert(
            0, Filter("station", _("站点"), [(one.pk, one.short_name) for one in stations], "station_id")
        )
    listing: Listing[Programme] = Listing(
        request,
        rows,
        sorts=(
            Sort("new", _("开始日期，新的在前"), "-starts_on"),
            Sort("old", _("开始日期，早的在前"), "starts_on"),
        ),
        filters=filters,
        search=lambda found, words: found.filter(title__icontains=words),
        search_hint=_("名称"),
        size=30,
    )
    if listing.wants_export:
        return listing.export(_("小组和活动"), _columns())
    facts = {
        "listing": listing,
        "rows": [(one, TONES[one.state]) for one in listing.rows],
        "many": len(stations) > 1,
        "may_plan": request.actor.may("services.plan_programme"),
        "may_replace_forms": request.actor.may("services.upload_paper_form"),
        "kinds": Programme.Kind.choices,
    }
    return render(request, "services/programmes/list.html", facts)


@requires(VIEW)
def programme_page(request: ActorRequest, programme_id: UUID) -> HttpResponse:
    whole = programme_for(actor=request.actor, programme_id=programme_id)
    programme, actor, on = whole.programme, request.actor, localdate()
    bars, forms = opinions_of(programme)
    unit = UNITS.get(programme.kind)
    rule = unit_rule(unit, region_code=programme.region_code, on=on) if unit else None
    decide = actor.may("services.approve_programme") and programme.state == Programme.State.SUBMITTED
    four_eyes = deciding_problem(
        state=programme.state,
        submitted_by=programme.submitted_by,
        decides=actor.id,
        own=actor.may("services.approve_own_plan"),
    )
    open_ = sum(each.state == Session.State.PLANNED for each in whole.sessions)
    ending = finishing_problem(
        state=programme.state, planned=open_, held=len(whole.held), reported=whole.report is not None
    )
    report = whole.report
    over = [each for each in whole.sessions if each.state != Session.State.PLANNED]
    past = over[:-2] if len(whole.sessions) > SHOWN else []
    facts: dict[str, Any] = {
        "whole": whole,
        "programme": programme,
        "tone": TONES[programme.state],
        "matrix": [(row, [MARKS.get(mark, "") for mark in row.marks[-SHOWN:]]) for row in whole.matrix],
        "heads": list(zip(whole.held, whole.there, strict=True))[-SHOWN:],
        "earlier": max(0, len(whole.held) - SHOWN),
        "past": [(each, _written(each, whole)) for each in past],
        "shown": [(each, _written(each, whole)) for each in whole.sessions if each not in past],
        "rule": rule,
        "unit": unit,
        "bars": bars,
        "forms": forms,
        "rows": [(label, report.rows.get(key, ""), (report.opinions or {}).get(key, "")) for key, label in REPORT_ROWS.items()]
        if report
        else [],
        "row_keys": list(REPORT_ROWS.items()),
        "over": over_budget(budget_fen=programme.budget_fen, spent_fen=report.spent_fen if report else None),
        "today": on,
        "decide": decide,
        "four_eyes": four_eyes.sentence if decide and four_eyes else "",
        "may_edit": actor.may("services.plan_programme") and programme.state == Programme.State.DRAFT,
        "may_submit": actor.may("services.submit_programme") and programme.state == Programme.State.DRAFT,
        "may_hold": actor.may("services.hold_session"),
        "may_sign_up": actor.may("services.sign_up") and programme.is_open,
        "may_add": actor.may("services.add_session") and programme.state not in {"DONE", "CANCELLED"},
        "may_fill": actor.may("services.fill_timetable") and programme.state not in {"DONE", "CANCELLED"},
        "may_report": actor.may("services.write_programme_report") and programme.is_open,
        "may_comment": actor.may("services.comment_programme_report") and report is not None and report.written_by != actor.id,
        "to_report": actor.may("services.write_programme_report") and programme.is_open and report is None and bool(whole.held) and not open_,
        "may_finish": actor.may("services.finish_programme") and programme.is_open,
        "ending": ending.sentence if ending else "",
        "may_cancel": actor.may("services.cancel_programme") and programme.state not in {"DONE", "CANCELLED"},
        "may_opine": actor.may("services.record_opinion") and programme.approved_on is not None,
    }  # fmt: skip
    return render(request, "services/programmes/programme.html", facts)


@requires(VIEW)
def programme_week(request: ActorRequest) -> HttpResponse:
    """One week of sessions, day by day; holidays say so."""
    on = localdate()
    week = Period.week_of(_day(request.GET.get("week", ""), on))
    stations = list(
        Station.objects.visible_to(request.actor, VIEW).exclude(opened_on=None).order_by("region_code")[:100]
    )
    wanted = next((one for one in stations if str(one.pk) == request.GET.get("station", "")), None)
    found = list(
        sessions_between(
            actor=request.actor, first=week.first, last=week.last, station_id=wanted.pk if wanted else None
        )[:300]
    )
    facts = {
        "days": [
            (day, holiday_name(day), [each for each in found if each.planned_on == day]) for day in week
        ],
        "week": week,
        "before": week.first - timedelta(days=7),
        "after": week.first + timedelta(days=7),
        "today": on,
        "stations": stations if len(stations) > 1 else [],
        "wanted": wanted,
        "unknown_year": not known_year(week.last.year),
        "may_hold": request.actor.may("services.hold_session"),
    }
    return render(request, "services/programmes/week.html", facts)


@requires(VIEW)
def client_programmes(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """The panel of the client's page: where she takes part; empty when nowhere. Client.DoesNotExist becomes 404."""
    client = Client.objects.visible_to(request.actor, "clients.view").get(pk=client_id)
    rows = programmes_of_client(actor=request.actor, client_id=client.pk)[:10]
    return render(request, "services/programmes/_of_client.html", {"rows": rows})


@requires("services.submit_programme")
@require_POST
def programme_submit(request: ActorRequest, programme_id: UUID) -> HttpResponse:
    submit_programme(actor=request.actor, programme_id=programme_id, on=localdate())
    messages.success(request, _("提交好了，等督导或站长审批。"))
    return redirect("programme", programme_id)


@requires("services.approve_programme")
@require_POST
def programme_approve(request: ActorRequest, programme_id: UUID) -> HttpResponse:
    note = request.POST.get("note", "")
    approve_programme(actor=request.actor, programme_id=programme_id, on=localdate(), opinion=note)
    messages.success(request, _("批准好了，可以报名、点名了。"))
    return redirect("programme", programme_id)


@requires("services.return_programme")
@require_POST
def programme_return(request: ActorRequest, programme_id: UUID) -> HttpResponse:
    return_programme(
        actor=request.actor, programme_id=programme_id, on=localdate(), reason=request.POST.get("note", "")
    )
    messages.success(request, _("退回好了，拟稿人会看到理由。"))
    return redirect("programme", programme_id)


@requires("services.cancel_programme")
@require_POST
def programme_cancel(request: ActorRequest, programme_id: UUID) -> HttpResponse:
    cancel_programme(
        actor=request.actor, programme_id=programme_id, on=localdate(), reason=request.POST.get("reason", "")
    )
    messages.success(request, _("取消好了；已经开过的照样计数。"))
    return redirect("programme", programme_id)


@requires("services.finish_programme")
@require_POST
def programme_finish(request: ActorRequest, programme_id: UUID) -> HttpResponse:
    finish_programme(actor=request.actor, programme_id=programme_id, on=localdate())
    messages.success(request, _("结束好了。"))
    return redirect("programme", programme_id)


def _written(session: Session, whole: Whole) -> list[tuple[str, str]]:
    """What was kept of a session besides its service record; closed while somebody's file is closed to the reader."""
    if not session.record or any(member.hidden for member in whole.members):
        return []
    return [(label, session.record[key]) for key, label in SESSION_ROWS.items() if key in session.record]


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("编号"), "code"),
        Column(_("名称"), "title"),
        Column(_("类型"), lambda row: str(row.get_kind_display())),
        Column(_("类别"), lambda row: str(row.get_category_display())),
        Column(_("状态"), lambda row: str(row.get_state_display())),
        Column(_("站点"), "station.short_name"),
        Column(_("社工"), "worker.name"),
        Column(_("开始"), "starts_on"),
        Column(_("结束"), "ends_on"),
        Column(_("节数"), "sessions_count"),
        Column(_("已开"), "held_count"),
        Column(_("报名（人）"), "people_count"),
        Column(_("预算（元）"), lambda row: row.budget_fen / 100),
    )


def _months(on: date) -> list[tuple[str, str]]:
    """This month, the next one and the eleven before."""
    month, found = Period.month_of(on).next_month(), []
    for _n in range(13):
        found.append((f"{month.first:%Y-%m}", month.label))
        month = month.previous_month()
    return found


def _month(word: str) -> Period | None:
    try:
        return Period.month_of(date.fromisoformat(f"{word}-01"))
    except ValueError:
        return None


def _day(word: str, on: date) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError:
        return on


_ONE = "services/programmes/<uuid:programme_id>/"
urlpatterns = [
    path("services/programmes/", programme_list, name="programmes"),
    path("services/programmes/week/", programme_week, name="programme-week"),
    path("services/programmes/new/", planning.programme_new, name="programme-new"),
    path(_ONE, programme_page, name="programme"),
    path(f"{_ONE}edit/", planning.programme_edit, name="programme-edit"),
    path(f"{_ONE}submit/", programme_submit, name="programme-submit"),
    path(f"{_ONE}approve/", programme_approve, name="programme-approve"),
    path(f"{_ONE}return/", programme_return, name="programme-return"),
    path(f"{_ONE}cancel/", programme_cancel, name="programme-cancel"),
    path(f"{_ONE}finish/", programme_finish, name="programme-finish"),
    path(f"{_ONE}timetable/", sessions.programme_timetable, name="programme-timetable"),
    path(f"{_ONE}sessions/", sessions.session_add, name="session-add"),
    path(f"{_ONE}people/", people.programme_people, name="programme-people"),
    path(f"{_ONE}opinions/", people.programme_opinions, name="programme-opinions"),
    path(f"{_ONE}report/", people.programme_report, name="programme-report"),
    path(f"{_ONE}report/comment/", people.programme_comment, name="programme-comment"),
    path(f"{_ONE}plan.docx", papers.plan_paper, name="programme-plan-docx"),
    path(f"{_ONE}sign-in.docx", papers.sign_in_paper, name="programme-sign-in-docx"),
    path(f"{_ONE}opinion.docx", papers.opinion_paper, name="programme-opinion-docx"),
    path(f"{_ONE}report.docx", papers.report_paper, name="programme-report-docx"),
    path("services/participants/<uuid:participant_id>/withdraw/", people.participant_withdraw, name="participant-withdraw"),
    path("services/sessions/<uuid:session_id>/", sessions.session_page, name="session"),
    path("services/sessions/<uuid:session_id>/move/", sessions.session_move, name="session-move"),
    path("services/sessions/<uuid:session_id>/cancel/", sessions.session_cancel, name="session-cancel"),
    path("clients/<uuid:client_id>/programmes/", client_programmes, name="client-programmes"),
]  # fmt: skip
