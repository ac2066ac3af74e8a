"""The report of a county or a city to the office above: opened filled in, mended, signed, received, printed."""

from datetime import date
from pathlib import Path
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
from yizhan.papers.rules import docx
from yizhan.reports.actions import (
    accept_area_report,
    change_area_figure,
    open_area_report,
    refresh_area_report,
    return_area_report,
    sign_area_report,
    write_area_chapters,
)
from yizhan.reports.models import AreaLine, AreaReport
from yizhan.reports.queries.areas import (
    VIEW,
    area_facts,
    area_report,
    area_reports,
    areas_to_answer,
    frozen_area,
    signing_refusal,
    stale_lines,
)
from yizhan.reports.queries.duties import may_act, may_answer
from yizhan.web.door import ActorRequest, requires
from yizhan.web.files import DOCX, file_answer
from yizhan.web.listing import Column, Filter, Listing, Sort
from yizhan.web.reports.duties import OwnDue
from yizhan.web.reports.typed import as_typed, typed_line

TEMPLATE = Path(__file__).parents[2] / "reports" / "templates_docx" / "area.docx"
STATES = {"DRAFT": "warn", "SIGNED": "blue", "RETURNED": "bad", "ACCEPTED": "good"}


@requires(VIEW)
def area_list(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    listing: Listing[AreaReport] = Listing(
        request,
        area_reports(actor=actor).order_by(),
        sorts=(Sort("new", _("期间，新的在前"), "-period_first_on"),),
        filters=(Filter("state", _("状态"), AreaReport.State.choices, "state"),),
        search=lambda rows, words: rows.filter(title__icontains=words),
        search_hint=_("报告名称"),
        size=30,
    )
    if listing.wants_export:
        return listing.export(
            _("县、市报告"),
            (
                Column(_("报告"), "title"),
                Column(_("状态"), lambda row: str(row.get_state_display())),
                Column(_("应报"), "duty.due_on"),
                Column(_("首次报送"), "first_signed_on"),
                Column(_("接收"), lambda row: row.answered_on if row.state == "ACCEPTED" else None),
            ),
        )
    waiting = areas_to_answer(actor=actor)[:20] if actor.may("reports.accept_area_report") else []
    return render(request, "reports/areas.html", {"listing": listing, "states": STATES, "waiting": waiting})


@requires(VIEW)
def area_page(request: ActorRequest, report_id: UUID) -> HttpResponse:
    return _page(request, area_report(actor=request.actor, report_id=report_id))


def _page(
    request: ActorRequest, report: AreaReport, refusal: Refused | None = None, **more: Any
) -> HttpResponse:
    actor, on = request.actor, localdate()
    lines = list(report.lines.all())
    mine = report.is_open and actor.may("reports.sign_area_report") and may_act(
        actor=actor, duty=report.duty, verb="reports.sign_area_report"
    )  # fmt: skip
    stale = stale_lines(report=report, on=on) if mine else 0
    sections: dict[str, list[AreaLine]] = {}
    for line in lines:
        sections.setdefault(line.section, []).append(line)
    facts: dict[str, Any] = {
        "report": report,
        "sections": list(sections.items()),
        "mine": mine,
        "stale": stale,
        "sign_problem": signing_refusal(report=report, lines=lines, stale=stale) if mine else "",
        "may_answer": report.state == AreaReport.State.SIGNED
        and may_answer(actor=actor, duty=report.duty, verb="reports.accept_area_report"),
        "early": report.counted_to_on < report.period_last_on,
        "changed": sum(line.is_changed for line in lines),
        "edit": request.GET.get("edit", "") if mine else "",
        "tone": STATES[report.state],
        "refusal": refusal,
        **more,
    }
    return render(request, "reports/area.html", facts, status=422 if refusal else 200)


@requires("reports.open_area_report")
@require_POST
def area_open(request: ActorRequest, duty_id: UUID) -> HttpResponse:
    report = open_area_report(actor=request.actor, duty_id=duty_id, on=localdate())
    return redirect("area-report", report.pk)


@requires("reports.refresh_area_report")
@require_POST
def area_refresh(request: ActorRequest, report_id: UUID) -> HttpResponse:
    refresh_area_report(actor=request.actor, report_id=report_id, on=localdate())
    messages.success(request, _("已按最新记录重新取数；您改过的数保留。"))
    return redirect("area-report", report_id)


@requires("reports.change_area_figure")
@require_POST
def area_figure(request: ActorRequest, report_id: UUID) -> HttpResponse:
    given = request.POST
    try:
        change_area_figure(actor=request.actor, report_id=report_id, **typed_line(given))
    except Refused as no:
        report = area_report(actor=request.actor, report_id=report_id)
        return _page(request, report, no, edit=given.get("code", ""), typed=as_typed(given))
    return redirect("area-report", report_id)


@requires("reports.write_area_chapters")
@require_POST
def area_chapters(request: ActorRequest, report_id: UUID) -> HttpResponse:
    report = area_report(actor=request.actor, report_id=report_id)
    given = {each["title"]: request.POST.get(f"chapter-{n}", "") for n, each in enumerate(report.chapters)}
    write_area_chapters(actor=request.actor, report_id=report_id, chapters=given)
    messages.success(request, _("存好了。"))
    return redirect("area-report", report_id)


@requires("reports.sign_area_report")
@require_POST
def area_sign(request: ActorRequest, report_id: UUID) -> HttpResponse:
    try:
        report = sign_area_report(
            actor=request.actor,
            report_id=report_id,
            on=localdate(),
            at=timezone.now(),
            address=_address(report_id),
        )
    except Refused as no:
        return _page(request, area_report(actor=request.actor, report_id=report_id), no)
    said = _("已签发，送%(who)s。") if report.duty.to_whom else _("已签发。")
    messages.success(request, said % {"who": report.duty.to_whom} if report.duty.to_whom else said)
    return redirect("area-report", report_id)


@requires("reports.accept_area_report")
@require_POST
def area_accept(request: ActorRequest, report_id: UUID) -> HttpResponse:
    accept_area_report(
        actor=request.actor,
        report_id=report_id,
        on=localdate(),
        at=timezone.now(),
        opinion=request.POST.get("opinion", ""),
        address=_address(report_id),
    )
    messages.success(request, _("已接收。"))
    return redirect("area-report", report_id)


@requires("reports.return_area_report")
@require_POST
def area_return(request: ActorRequest, report_id: UUID) -> HttpResponse:
    try:
        return_area_report(
            actor=request.actor,
            report_id=report_id,
            on=localdate(),
            at=timezone.now(),
            reason=request.POST.get("opinion", ""),
            address=_address(report_id),
        )
    except Refused as no:
        return _page(request, area_report(actor=request.actor, report_id=report_id), no)
    messages.success(request, _("已退回，报送单位会看到您的理由。"))
    return redirect("area-report", report_id)


@requires(VIEW)
def area_docx(request: ActorRequest, report_id: UUID) -> HttpResponse:
    """As signed; while it is open, as it stands, marked as a draft."""
    report = area_report(actor=request.actor, report_id=report_id)
    if report.is_open or report.frozen is None:
        facts = area_facts(frozen_area(report, signed_by="", on=None), digest="")
    else:
        facts = area_facts(dict(report.frozen), digest=report.frozen_hash)
    return file_answer(docx(TEMPLATE, facts), f"{report.title}.docx", DOCX)


def _address(report_id: UUID) -> str:
    return reverse("area-report", args=[report_id])


def areas_due(*, actor: Actor, on: date) -> list[OwnDue]:
    """For the home of the office above: reports of areas that wait for it."""
    if not actor.may("reports.accept_area_report"):
        return []
    waiting = list(areas_to_answer(actor=actor)[:30])
    if not waiting:
        return []
    first = waiting[0]
    return [
        OwnDue(on, _("接收下级报告 %(n)s 份") % {"n": len(waiting)}, first.title, _address(first.pk), _("去接收"), first.duty.chip, first.duty.rule)
    ]  # fmt: skip
