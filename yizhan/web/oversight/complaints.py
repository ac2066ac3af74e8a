"""投诉: the list, one complaint on one page, and its steps."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.access.models import Organisation
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.kernel.period import Period
from yizhan.oversight.actions import (
    answer_complaint,
    ask_account,
    ask_complainant,
    decline_complaint,
    note_complaint,
    open_complaint,
    receive_complaint,
    reopen_complaint,
    take_up_complaint,
)
from yizhan.oversight.models import Complaint
from yizhan.oversight.queries.complaints import complaints, steps_of, tally
from yizhan.oversight.queries.findings import opened_from
from yizhan.oversight.rules.complaints import PROCESS, TAKE_UP, term_of
from yizhan.oversight.rules.findings import OPEN as OPEN_FINDING
from yizhan.stations.models import Station
from yizhan.web.door import ActorRequest, requires
from yizhan.web.listing import Between, Column, Filter, Listing, Sort
from yizhan.web.oversight.forms import Answer, AskAccount, NewComplaint
from yizhan.web.stations.forms import attempt
from yizhan.workforce.models import Worker

VIEW, OPEN, RECEIVE = "oversight.view_complaints", "oversight.open_complaint", "oversight.receive_complaint"


@requires(VIEW)
def complaint_list(request: ActorRequest) -> HttpResponse:
    on = localdate()
    listing: Listing[Complaint] = Listing(
        request,
        complaints(actor=request.actor),
        sorts=(
            Sort("new", _("新收到的在前"), "-received_on"),
            Sort("due", _("快到期的在前"), "due_on"),
        ),
        filters=(
            Filter("state", _("进展"), Complaint.State.choices, "state"),
            Filter("about", _("投诉的是"), Complaint.About.choices, "about"),
            Filter(
                "late",
                _("时限"),
                (("1", _("已超期没答复")),),
                lambda rows, _word: rows.filter(state__in=["RECEIVED", "HANDLING"], due_on__lt=on),
            ),
            Between("received", _("收到日期"), "received_on"),
        ),
        search=lambda rows, words: (
            rows.filter(number__icontains=words) | rows.filter(station__short_name__icontains=words)
        ),
        search_hint=_("编号、站点"),
        size=30,
    )
    if listing.wants_export:
        return listing.export(
            _("投诉台账"),
            (
                Column(_("编号"), "number", "text"),
                Column(_("收到日期"), "received_on"),
                Column(_("方式"), lambda row: str(row.get_way_display())),
                Column(_("投诉的是"), lambda row: str(row.get_about_display())),
                Column(_("站点"), "station.short_name"),
                Column(_("被投诉单位"), "about_organisation.name"),
                Column(_("进展"), lambda row: str(row.get_state_display())),
                Column(_("办理期限"), "due_on"),
                Column(_("答复日期"), "answered_on"),
                Column(_("超期天数"), "days_late"),
                Column(_("查实结果"), lambda row: str(row.get_finding_display())),
                Column(_("回访"), lambda row: str(row.get_satisfaction_display())),
            ),
        )
    year = Period.year_of(on)
    facts = {
        "listing": listing,
        "on": on,
        "tally": tally(actor=request.actor, first=year.first, last=year.last, on=on),
        "year": on.year,
        "may_receive": request.actor.may(RECEIVE),
    }
    return render(request, "oversight/complaints.html", facts)


@requires(RECEIVE)
def complaint_new(request: ActorRequest) -> HttpResponse:
    actor, on = request.actor, localdate()
    stations = list(Station.objects.visible_to(actor, RECEIVE).order_by("region_code", "id")[:300])
    workers = Worker.objects.visible_to(actor, RECEIVE).filter(ended_on=None).select_related("station")
    agencies = Organisation.objects.visible_to(actor, RECEIVE).filter(kind="AGENCY", closed_on=None)
    form = NewComplaint(
        request.POST or None,
        initial={
            "complaint_id": uuid7(),
            "received_on": on,
            "about": request.GET.get("about", "STATION"),
            "station_id": request.GET.get("station", ""),
        },
        stations=[(str(each.pk), each.title) for each in stations],
        workers=[
            (str(each.pk), f"{each.station.short_name} {each.name}（{each.get_post_display()}）")
            for each in workers.order_by("station__region_code", "id")[:400]
        ],
        agencies=[(str(each.pk), each.name) for each in agencies.order_by("name")[:200]],
    )
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        region = next((grant.region for grant in actor.grants_for(RECEIVE) if grant.stations is None), "")
        for key in ("station_id", "worker_id", "organisation_id"):
            given[key] = UUID(given[key]) if given[key] else None
        made = attempt(
            form,
            lambda: receive_complaint(actor=actor, region_code=region, on=on, at=timezone.now(), **given),
        )
        if made is not None:
            messages.success(request, _("登记好了，编号 %(number)s。") % {"number": made.number})
            return redirect("complaint", made.pk)
    facts = {
        "form": form,
        "term": term_of(region_code=stations[0].region_code, received_on=on) if stations else None,
    }
    return render(
        request, "oversight/complaint_new.html", facts, status=422 if form.is_bound and form.errors else 200
    )


@requires(OPEN)
def complaint_page(request: ActorRequest, complaint_id: UUID) -> HttpResponse:
    return _page(request, complaint_id)


def _page(
    request: ActorRequest,
    complaint_id: UUID,
    refusal: Refused | None = None,
    given: dict[str, Any] | None = None,
    asked: dict[str, Any] | None = None,
) -> HttpResponse:
    actor, on = request.actor, localdate()
    complaint = open_complaint(actor=actor, complaint_id=complaint_id)
    mine = complaint.handler == actor.id
    may_take = complaint.state == "RECEIVED" and actor.may(TAKE_UP)
    may_take_over = complaint.state in ("HANDLING", "ANSWERED") and not mine and actor.may(TAKE_UP)
    facts = {
        "complaint": complaint,
        "steps": steps_of(complaint),
        "refusal": refusal,
        "on": on,
        "mine": mine,
        "may_take": may_take,
        "may_take_over": may_take_over,
        "steps_open": PROCESS.verbs_from(complaint.state) if mine else frozenset(),
        "who": mine or may_take,
        "satisfactions": [
            (value, label)
            for value, label in Complaint.Satisfaction.choices
            if (value == "-") == complaint.anonymous
        ],
        "answer": Answer(given or None, initial={"finding": ""}),
        "account": AskAccount(asked or None, initial={"answer_by_on": on}),
        "asked": bool(asked),
        "handling": complaint.state == "HANDLING" and mine,
        "answered": complaint.state == "ANSWERED" and mine,
        "to_mend": list(opened_from(actor=actor, source_ids=[complaint.pk])),
        "may_open_finding": complaint.finding in ("UPHELD", "PARTLY") and actor.may(OPEN_FINDING),
    }
    return render(request, "oversight/complaint.html", facts, status=422 if refusal else 200)


@requires(OPEN)
@require_POST
def complaint_step(request: ActorRequest, complaint_id: UUID, step: str) -> HttpResponse:
    """One step; a refusal comes back on the page of the complaint with what was typed."""
    do = STEPS.get(step)
    if do is None:
        raise Http404
    try:
        said = do(request, complaint_id, localdate())
    except Refused as no:
        typed = request.POST.dict()
        return _page(
            request,
            complaint_id,
            no,
            typed if step == "answer" else None,
            typed if step == "hear" else None,
        )
    messages.success(request, said)
    return redirect("complaint", complaint_id)


def _take_up(request: ActorRequest, complaint_id: UUID, on: date) -> str:
    take_up_complaint(actor=request.actor, complaint_id=complaint_id, on=on)
    return _("已受理，由您办理。")


def _decline(request: ActorRequest, complaint_id: UUID, on: date) -> str:
    decline_complaint(
        actor=request.actor, complaint_id=complaint_id, because=request.POST.get("because", ""), on=on
    )
    return _("已登记不予受理。")


def _note(request: ActorRequest, complaint_id: UUID, on: date) -> str:
    note_complaint(actor=request.actor, complaint_id=complaint_id, text=request.POST.get("text", ""), on=on)
    return _("记好了。")


def _hear(request: ActorRequest, complaint_id: UUID, on: date) -> str:
    form = AskAccount(request.POST)
    if not form.is_valid():
        raise Refused(_("请写明要对方说明什么、最迟哪天。"), code="oversight.unsaid")
    ask_account(actor=request.actor, complaint_id=complaint_id, on=on, at=timezone.now(), **form.cleaned_data)
    return _("已请对方说明情况。")


def _answer(request: ActorRequest, complaint_id: UUID, on: date) -> str:
    answer_complaint(
        actor=request.actor,
        complaint_id=complaint_id,
        finding=request.POST.get("finding", ""),
        answer=request.POST.get("answer", ""),
        measures=request.POST.get("measures", ""),
        on=on,
    )
    return _("答复登记好了，接着回访。")


def _ask(request: ActorRequest, complaint_id: UUID, on: date) -> str:
    ask_complainant(
        actor=request.actor,
        complaint_id=complaint_id,
        satisfaction=request.POST.get("satisfaction", ""),
        text=request.POST.get("text", ""),
        on=on,
    )
    return _("已办结。")


def _reopen(request: ActorRequest, complaint_id: UUID, on: date) -> str:
    reopen_complaint(
        actor=request.actor, complaint_id=complaint_id, because=request.POST.get("because", ""), on=on
    )
    return _("重新办理，原来的答复留着。")


STEPS: dict[str, Callable[[ActorRequest, UUID, date], str]] = {
    "take-up": _take_up,
    "decline": _decline,
    "note": _note,
    "hear": _hear,
    "answer": _answer,
    "ask": _ask,
    "reopen": _reopen,
}
