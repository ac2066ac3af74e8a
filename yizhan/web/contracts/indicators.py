"""协议指标: the panel of the project page, station by station, what is owed, and what a paper shows."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yizhan.contracts.actions import note_indicator, plan_months, set_indicators
from yizhan.contracts.models import Agreement, Indicator, IndicatorShare
from yizhan.contracts.queries.agreements import agreements_of, lines_of, one_agreement
from yizhan.contracts.queries.indicators import Board, IndicatorProgress, board
from yizhan.contracts.queries.projects import one_project
from yizhan.contracts.rules.agreements import INDICATORS, ruled
from yizhan.contracts.rules.indicators import month_key, months_of, spread
from yizhan.kernel.actor import Actor
from yizhan.kernel.period import Period
from yizhan.papers.rules import Heading, Table, xlsx
from yizhan.policy.schema.measures import Required
from yizhan.stations.rules import FILE_LIMIT_BYTES
from yizhan.web.contracts.agreement_forms import BY_PAPER, IndicatorsForm, NoteForm
from yizhan.web.contracts.figures import read
from yizhan.web.door import ActorRequest, requires
from yizhan.web.files import XLSX, file_answer
from yizhan.web.stations.forms import attempt

VIEW = "contracts.view"


def boards_of(request_actor: Actor, agreements: Sequence[Agreement]) -> list[Board]:
    """The boards of the agreements that were signed."""
    on = localdate()
    return [
        board(actor=request_actor, agreement=one, on=on, read=read) for one in agreements if one.signed_on
    ]


@requires(VIEW)
def indicators_panel(request: ActorRequest, project_id: UUID) -> HttpResponse:
    project = one_project(actor=request.actor, project_id=project_id)
    agreements = list(agreements_of(actor=request.actor, project=project))
    facts = {
        "project": project,
        "boards": [(one, rows_of(one)) for one in boards_of(request.actor, agreements)],
        "drafts": [one for one in agreements if not one.signed_on],
        "may_set": request.actor.may("contracts.set_indicators") and project.closed_on is None,
        "may_draft": request.actor.may("contracts.draft_agreement"),
    }
    return render(request, "contracts/_indicators.html", facts)


def rows_of(of: Board) -> list[dict[str, Any]]:
    """Each indicator with the address of its records and the tone of its bar."""
    return [
        {"row": row, "url": _records(row, of.days), "tone": tone_of(row), "unit": row.unit} for row in of.rows
    ]


def tone_of(row: IndicatorProgress) -> str:
    tones = {"warn": "warn", "bad": "bad", "good": ""}
    return tones[row.judged.tone] if row.judged else ""


def _records(row: IndicatorProgress, days: Period | None, station: UUID | None = None) -> str:
    """Where the records of a figure are listed."""
    if not row.indicator.metric or days is None:
        return reverse("indicator", args=[row.indicator.pk])
    facts = {"from": days.first.isoformat(), "to": days.last.isoformat()}
    if station is not None:
        facts["station"] = str(station)
    return f"{reverse('figure', args=[row.indicator.metric])}?{urlencode(facts)}"


@requires(VIEW)
def agreement_progress(request: ActorRequest, agreement_id: UUID) -> HttpResponse:
    """All stations beside all indicators."""
    agreement = one_agreement(actor=request.actor, agreement_id=agreement_id)
    of = board(actor=request.actor, agreement=agreement, on=localdate(), read=read)
    if request.GET.get("export") == "xlsx":
        return _export(of)
    stations: dict[UUID, dict[str, Any]] = {}
    for row in of.rows:
        for each in row.stations:
            line = stations.setdefault(
                each.share.station_id, {"station": each.share.station, "cells": {}, "behind": 0}
            )
            line["cells"][row.indicator.pk] = {
                "each": each, "url": _records(row, of.days, each.share.station_id), "row": row,
            }  # fmt: skip
            line["behind"] += each.judged is not None and each.judged.tone != "good"
    lines = [
        {**line, "cells": [(row, line["cells"].get(row.indicator.pk)) for row in of.rows]}
        for line in stations.values()
    ]
    facts = {"one": agreement, "of": of, "lines": lines}
    return render(request, "contracts/progress.html", facts)


def _export(of: Board) -> HttpResponse:
    headings = [Heading(_("社工站")), Heading(_("指标")), Heading(_("单位"))]
    headings += [Heading(name, "number") for name in (_("全年"), _("按日应完成"), _("已完成"))]
    headings += [Heading(_("占应完成%"), "number"), Heading(_("判断"))]
    rows = [
        [
            each.share.station.title,
            row.indicator.name,
            row.indicator.unit,
            each.progress.target,
            each.progress.expected,
            each.progress.actual,
            each.progress.kept,
            each.judged.name if each.judged else "",
        ]
        for row in of.rows
        for each in row.stations
    ]
    lead = f"{of.agreement.project.name}，{of.days.label if of.days else _('还没开始')}"
    table = Table(_("协议指标进度"), headings, rows, lead=lead)
    return file_answer(xlsx(table), f"{of.agreement.project.name}指标进度.xlsx", XLSX)


@requires(VIEW)
def indicator_page(request: ActorRequest, indicator_id: UUID) -> HttpResponse:
    """One indicator with its stations; its month plan; a figure shown by a paper."""
    actor, on = request.actor, localdate()
    one = Indicator.objects.visible_to(actor, VIEW).select_related("agreement__project").get(pk=indicator_id)
    of = board(actor=actor, agreement=one.agreement, on=on, read=read)
    row = next(each for each in of.rows if each.indicator.pk == one.pk)
    form = NoteForm(
        request.POST or None, request.FILES or None, initial={"counted_to_on": min(on, one.agreement.last_on)}
    )
    fields: Any = form.fields
    fields["station_id"].choices = [
        (str(each.share.station_id), each.share.station.short_name) for each in row.stations
    ]
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = attempt(
            form,
            lambda: note_indicator(
                actor=actor,
                indicator_id=one.pk,
                station_id=UUID(given["station_id"]),
                value=given["value"],
                counted_to_on=given["counted_to_on"],
                on=on,
                file_name=given["file"].name,
                content=given["file"].read(FILE_LIMIT_BYTES + 1),
            ),
        )
        if done is not None:
            messages.success(request, _("登记好了。"))
            return redirect("indicator", one.pk)
    facts = {
        "one": one,
        "of": of,
        "row": row,
        "lines": [(each, _records(row, of.days, each.share.station_id)) for each in row.stations],
        "form": form,
        "may_note": not one.metric and one.agreement.signed_on and actor.may("contracts.note_indicator"),
        "may_plan": actor.may("contracts.plan_months") and not row.rate,
        "tone": tone_of(row),
    }  # fmt: skip
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "contracts/indicator.html", facts, status=status)


@requires(VIEW, "contracts.plan_months")
def share_months(request: ActorRequest, share_id: UUID) -> HttpResponse:
    """What of a station's share falls on each month: even by days, or typed."""
    share = (
        IndicatorShare.objects.visible_to(request.actor, VIEW)
        .select_related("indicator__agreement__project", "station")
        .get(pk=share_id)
    )
    agreement = share.indicator.agreement
    year = Period(agreement.first_on, agreement.last_on)
    even = spread(share.target, year)
    if request.method == "POST":
        months = {}
        if request.POST.get("how") != "even":
            months = {key: _number(request.POST.get(f"m_{key}", "")) for key in even}
        plan_months(actor=request.actor, share_id=share.pk, months=months)
        messages.success(request, _("每月计划存好了。"))
        return redirect("indicator", share.indicator_id)
    rows = [
        (month.label, month_key(month.first), share.months.get(month_key(month.first), f"{even[month_key(month.first)]:f}"))
        for month in months_of(year)
    ]  # fmt: skip
    return render(request, "contracts/months.html", {"share": share, "rows": rows, "one": share.indicator})


def _number(text: str) -> str:
    """The number as typed; what is none stays for the verb to refuse."""
    try:
        return f"{Decimal(text.strip() or '0'):f}"
    except InvalidOperation:
        return text.strip()[:20]


@requires(VIEW, "contracts.set_indicators")
def indicators_set(request: ActorRequest, agreement_id: UUID) -> HttpResponse:
    agreement = one_agreement(actor=request.actor, agreement_id=agreement_id)
    lines = lines_of(agreement)
    form = IndicatorsForm(
        request.POST or None, initial=_present(request.actor, agreement), agreement=agreement, lines=lines
    )
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: set_indicators(actor=request.actor, agreement_id=agreement.pk, lines=form.told()),
        )
        if done is not None:
            messages.success(request, _("指标存好了。各站的数按人数分，可在指标页按月排计划。"))
            return redirect("agreement", agreement.pk)
    rule = ruled(INDICATORS, region_code=agreement.region_code, on=agreement.first_on)
    facts = {
        "form": form, "one": agreement, "rule": rule if isinstance(rule, Required) else None,
        "heads": sum(line.headcount for line in lines),
    }  # fmt: skip
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "contracts/indicators_set.html", facts, status=status)


def _present(actor: Actor, agreement: Agreement) -> dict[str, Any]:
    found: dict[str, Any] = {}
    rows = Indicator.objects.visible_to(actor, VIEW).filter(agreement=agreement).prefetch_related("shares")
    for place, one in enumerate(rows.order_by("position")):
        shares = [share.target for share in one.shares.all()]
        total = shares[0] if one.unit == "%" and shares else sum(shares, Decimal(0))
        found |= {
            f"metric_{place}": one.metric or BY_PAPER,
            f"kind_{place}": one.kind,
            f"name_{place}": one.name,
            f"unit_{place}": one.unit,
            f"total_{place}": f"{total:f}".rstrip("0").rstrip("."),
        }
    return found
