"""The monthly report: filled in by itself, signed by the head, read by the county."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.metric import METRICS
from yizhan.kernel.period import Period
from yizhan.reports.actions import (
    accept_report,
    change_figure,
    endorse_report,
    open_report,
    refresh_report,
    return_report,
    sign_report,
    write_narrative,
)
from yizhan.reports.models import Report
from yizhan.reports.queries.board import stations_in_sight
from yizhan.reports.queries.sheet import (
    changed_after_signing,
    report_due,
    report_for,
    report_page,
    reports,
    reports_to_accept,
    reports_to_review,
    stale_lines,
)
from yizhan.reports.rules.reports import REVIEWER_NAMES, signing_problem
from yizhan.services.models import ServiceRecord
from yizhan.web.door import ActorRequest, requires
from yizhan.web.listing import Column, Filter, Listing, Sort
from yizhan.web.reports.figures import month_of
from yizhan.web.reports.report_chain import chain_of
from yizhan.web.reports.typed import as_typed, typed_line

VIEW = "reports.view"
MOST_MOVED = 20
STATES = {"DRAFT": "warn", "REVIEW": "blue", "SIGNED": "blue", "RETURNED": "bad", "ACCEPTED": "good"}


@requires(VIEW)
def report_list(request: ActorRequest) -> HttpResponse:
    on = localdate()
    stations = list(stations_in_sight(actor=request.actor, verb=VIEW))
    listing: Listing[Report] = Listing(
        request,
        reports(actor=request.actor).order_by(),
        sorts=(
            Sort("new", _("月份，新的在前"), "-period_first_on"),
            Sort("signed", _("报送先后"), "-first_signed_on"),
        ),
        filters=(
            Filter("state", _("状态"), Report.State.choices, "state"),
            Filter("station", _("站点"), [(one.pk, one.short_name) for one in stations], "station_id"),
            Filter("late", _("时限"), (("1", _("只看迟报")),), _late),
        ),
        size=30,
    )
    if listing.wants_export:
        return listing.export(_("月报台账"), _columns())
    facts = {
        "listing": listing,
        "states": STATES,
        "to_open": _to_open(request, stations, on) if request.actor.may("reports.open_report") else [],
        "may_total": request.actor.may("reports.view_totals"),
        "may_form": request.actor.may("reports.upload_template"),
        "may_annual": request.actor.may("reports.view_annual_tables"),
        "may_areas": request.actor.may("reports.view_area_report"),
    }
    return render(request, "reports/list.html", facts)


def _late(rows: Any, _word: str) -> Any:
    from django.db.models import F

    return rows.filter(due_on__lt=F("first_signed_on"))


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("月份"), lambda row: row.period.label),
        Column(_("站点"), "station.title"),
        Column(_("状态"), lambda row: str(row.get_state_display())),
        Column(_("应报"), "due_on"),
        Column(_("首次报送"), "first_signed_on"),
        Column(_("接收"), "accepted_on"),
        Column(_("迟报"), lambda row: _("是") if row.was_late else _("否")),
    )


def _to_open(request: ActorRequest, stations: list[Any], on: date) -> list[dict[str, Any]]:
    """The reports of this month and the last that nobody has begun."""
    found = []
    months = [Period.month_of(on), Period.month_of(on).previous_month()]
    begun = set(
        reports(actor=request.actor)
        .filter(period_first_on__in=[each.first for each in months])
        .values_list("station_id", "period_first_on")
    )
    for station in stations[:30]:
        for period in months:
            if (
                (station.pk, period.first) in begun
                or not station.opened_on
                or station.opened_on > period.last
            ):
                continue
            due = report_due(region_code=station.region_code, period=period)
            found.append(
                {"station": station, "period": period, "due": due, "month": period.first.isoformat()}
            )
    return found


@requires(VIEW)
def report_page_view(request: ActorRequest, report_id: UUID) -> HttpResponse:
    report = report_for(actor=request.actor, report_id=report_id)
    return _page(request, report)


def _page(request: ActorRequest, report: Report, refusal: Refused | None = None, **more: Any) -> HttpResponse:
    page = report_page(report=report)
    steps = list(report.steps.all())
    actor, on = request.actor, localdate()
    moved = _moved(report, actor)
    chip = report_due(region_code=report.region_code, period=report.period).chip or report.clause
    stale = stale_lines(report=report) if report.state != Report.State.ACCEPTED else 0
    may_edit = report.is_open and actor.may("reports.change_figure")
    may_judge = report.state == Report.State.SIGNED and actor.may("reports.accept_report")
    may_endorse = report.awaiting in actor.roles_over(
        "reports.endorse_report", region_code=report.region_code, station_id=report.station_id
    )
    queue = (
        reports_to_accept(actor=actor)
        if may_judge
        else reports_to_review(actor=actor)
        if may_endorse
        else None
    )
    waiting = [] if queue is None else [one for one in queue[:50] if one.pk != report.pk]
    missing = [row.line.label for section in page.sections for row in section.rows if row.line.lacks_source]
    facts: dict[str, Any] = {
        "report": report,
        "page": page,
        "steps": steps,
        "chain": chain_of(report, steps, chip=chip, actor_may_sign=actor.may("reports.sign_report"), may_judge=may_judge, may_endorse=may_endorse),
        "returned": next((step for step in reversed(steps) if step.what == "RETURNED"), None) if report.state == "RETURNED" else None,
        "stale": stale,
        "may_edit": may_edit,
        "may_sign": report.is_open and actor.may("reports.sign_report"),
        "sign_problem": signing_problem(is_open=report.is_open, narrative=report.narrative, stale=stale, missing_sources=missing) or "",
        "may_judge": may_judge,
        "may_endorse": may_endorse,
        "whose_turn": REVIEWER_NAMES.get(report.awaiting, ""),
        "next_reader": REVIEWER_NAMES.get(report.reviewers[0], "") if report.reviewers else _("县民政局"),
        "moved": moved[: MOST_MOVED],
        "moved_count": len(moved),
        "waiting": waiting,
        "refusal": refusal,
        "states": STATES,
        "chip": chip,
        "today": on,
        "edit": request.GET.get("edit", "") if may_edit else "",
        "says": {name: METRICS[name].says for name in (row.line.metric for section in page.sections for row in section.rows) if name},
        **more,
    }  # fmt: skip
    return render(request, "reports/report.html", facts, status=422 if refusal else 200)


@dataclass(frozen=True)
class Moved:
    """A record that was added, corrected or voided after the head signed."""

    record: ServiceRecord
    what: str
    by: str


def _moved(report: Report, actor: Actor) -> list[Moved]:
    """Records the signed sheet no longer agrees with, for whoever may read records."""
    if not actor.may("services.view"):
        return []
    rows = changed_after_signing(report=report).visible_to(actor, "services.view").prefetch_related("changes")
    found = []
    for record in rows[: MOST_MOVED * 4]:
        if record.voided_at is not None:
            what, by = _("作废"), record.voided_by_label
        elif report.signed_at is not None and record.recorded_at >= report.signed_at:
            what, by = _("补记"), record.recorded_by_label
        else:
            last = max(record.changes.all(), key=lambda each: each.recorded_at, default=None)
            what, by = _("更正"), last.changed_by_label if last else ""
        found.append(Moved(record, what, by))
    return found


@requires(VIEW)
def report_of(request: ActorRequest, station_id: UUID, month: str) -> HttpResponse:
    """Where a notice leads: the report of that station and month; while nobody has begun it, the list with its button."""
    period = month_of(month, localdate())
    found = reports(actor=request.actor).filter(station_id=station_id, period_first_on=period.first).first()
    if found is None:
        return redirect("reports")
    return redirect("report", report_id=found.pk)


@requires("reports.open_report")
@require_POST
def report_open(request: ActorRequest) -> HttpResponse:
    try:
        station, month = (
            UUID(request.POST.get("station", "")),
            date.fromisoformat(request.POST.get("month", "")),
        )
    except ValueError:
        raise Refused(_("请选择站点和月份。"), code="reports.month-missing") from None
    report = open_report(
        actor=request.actor, station_id=station, month=month, on=localdate(), at=timezone.now()
    )
    return redirect("report", report_id=report.pk)


@requires("reports.refresh_report")
@require_POST
def report_refresh(request: ActorRequest, report_id: UUID) -> HttpResponse:
    refresh_report(actor=request.actor, report_id=report_id, on=localdate(), at=timezone.now())
    messages.success(request, _("已按最新记录重新取数；您改过的数保留。"))
    return redirect("report", report_id=report_id)


@requires("reports.change_figure")
@require_POST
def report_figure(request: ActorRequest, report_id: UUID) -> HttpResponse:
    given = request.POST
    try:
        change_figure(actor=request.actor, report_id=report_id, **typed_line(given), at=timezone.now())
    except Refused as no:
        report = report_for(actor=request.actor, report_id=report_id)
        return _page(request, report, no, edit=given.get("code", ""), typed=as_typed(given))
    return redirect("report", report_id=report_id)


@requires("reports.write_narrative")
@require_POST
def report_narrative(request: ActorRequest, report_id: UUID) -> HttpResponse:
    write_narrative(actor=request.actor, report_id=report_id, narrative=request.POST.get("narrative", ""))
    messages.success(request, _("存好了。"))
    return redirect("report", report_id=report_id)


@requires("reports.sign_report")
@require_POST
def report_sign(request: ActorRequest, report_id: UUID) -> HttpResponse:
    report = sign_report(
        actor=request.actor,
        report_id=report_id,
        on=localdate(),
        at=timezone.now(),
        address=reverse("report", args=[report_id]),
    )
    messages.success(
        request,
        _("已签发，送%(who)s。") % {"who": REVIEWER_NAMES.get(report.awaiting, _("县民政局"))}
        + (_("比规定时间晚了。") if report.was_late else ""),
    )
    return redirect("report", report_id=report_id)


@requires("reports.endorse_report")
@require_POST
def report_endorse(request: ActorRequest, report_id: UUID) -> HttpResponse:
    try:
        endorsed = endorse_report(
            actor=request.actor,
            report_id=report_id,
            on=localdate(),
            at=timezone.now(),
            opinion=request.POST.get("opinion", ""),
            address=reverse("report", args=[report_id]),
        )
    except Refused as no:
        return _page(request, report_for(actor=request.actor, report_id=report_id), no)
    following = reports_to_review(actor=request.actor).first()
    said = _("%(station)s的月报已签署意见，送%(who)s。") % {
        "station": endorsed.station.short_name,
        "who": REVIEWER_NAMES.get(endorsed.awaiting, _("县民政局")),
    }
    messages.success(request, said + (_("下面是下一份。") if following else ""))
    return redirect("report", report_id=following.pk if following else report_id)


@requires("reports.return_report")
@require_POST
def report_return(request: ActorRequest, report_id: UUID) -> HttpResponse:
    try:
        return_report(
            actor=request.actor,
            report_id=report_id,
            on=localdate(),
            at=timezone.now(),
            reason=request.POST.get("opinion", ""),
            address=reverse("report", args=[report_id]),
        )
    except Refused as no:
        return _page(request, report_for(actor=request.actor, report_id=report_id), no)
    messages.success(request, _("已退回，站点会看到您的理由。"))
    return redirect("report", report_id=report_id)


@requires("reports.accept_report")
@require_POST
def report_accept(request: ActorRequest, report_id: UUID) -> HttpResponse:
    accepted = accept_report(
        actor=request.actor,
        report_id=report_id,
        on=localdate(),
        at=timezone.now(),
        opinion=request.POST.get("opinion", ""),
        address=reverse("report", args=[report_id]),
    )
    following = reports_to_accept(actor=request.actor).first()
    said = _("%(station)s的月报已接收、归档。") % {"station": accepted.station.short_name}
    messages.success(request, said + (_("下面是下一份。") if following else ""))
    return redirect("report", report_id=following.pk if following else report_id)
