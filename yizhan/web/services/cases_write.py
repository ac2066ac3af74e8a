"""What is written in a case: its sheets, contacts and conferences, and the pages of whoever approves them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.services.actions import (
    advise_case_contact,
    assign_case,
    decide_case_sheet,
    finish_case_task,
    hold_case_conference,
    judge_case_goal,
    read_case,
    record_case_contact,
    reopen_case,
    send_case_sheet,
    write_case_sheet,
)
from yizhan.services.models import CaseSheet
from yizhan.services.queries.cases import case_file, sheets_to_decide
from yizhan.services.queries.due import workers_in_post
from yizhan.services.rules.cases_forms import APPROVED_KINDS, FORMS, LABELS
from yizhan.web.door import ActorRequest, requires
from yizhan.web.services.cases import page_facts, referrals_of, sheet_of, told
from yizhan.web.services.cases_forms import (
    ConferenceForm,
    ContactForm,
    ReopenForm,
    SheetForm,
    goal_blocks,
    goals_told,
    goals_typed,
    padded,
    steps_typed,
)
from yizhan.web.services.helping import helping

CONTACT = "services.record_case_contact"


@requires("services.write_case_sheet")
def case_sheet(request: ActorRequest, case_id: UUID, kind: str) -> HttpResponse:
    """One form to be written; “存好并报批” sends it in the same breath, and says what it lacks."""
    kind = kind.upper()
    if kind not in FORMS:
        raise Http404
    case = read_case(actor=request.actor, case_id=case_id)
    on = localdate()
    file = case_file(actor=request.actor, case=case, on=on)
    picks = referrals_of(request.actor, case) if kind == "CLOSURE" else []
    newest = next(iter(file.sheets.get(kind, [])), None)
    before = newest.body if newest and not (kind == "REVIEW" and newest.is_final) else _known(file, kind)
    form = SheetForm(
        request.POST if request.method == "POST" else None, kind=kind, picks=picks, initial=before
    )
    typed = goals_typed(request.POST) if request.method == "POST" else None
    refusal: Refused | None = None
    if request.method == "POST" and form.is_valid():
        sends = "send" in request.POST and request.actor.may("services.send_case_sheet")
        try:
            write_case_sheet(
                actor=request.actor,
                case_id=case.pk,
                kind=kind,
                body=form.cleaned_data,
                on=on,
                goals=goals_told(typed or []),
            )
        except Refused as no:
            refusal = no
        else:
            if not sends:
                messages.success(
                    request, _("存好了，还没有报批。") if kind in APPROVED_KINDS else _("存好了。")
                )
                return redirect(reverse("case", args=[case.pk]) + f"#{kind.lower()}")
            try:
                send_case_sheet(actor=request.actor, case_id=case.pk, kind=kind, on=on, at=timezone.now())
            except Refused as no:
                refusal = no
            else:
                messages.success(
                    request, _("报上去了，等批阅。") if kind in APPROVED_KINDS else _("存档了。")
                )
                return redirect(reverse("case", args=[case.pk]) + f"#{kind.lower()}")
    sheet = sheet_of(request.actor, file, kind)
    facts = {
        "case": case,
        "name": file.name,
        "kind": kind,
        "label": LABELS[kind],
        "form": form,
        "refusal": refusal,
        "sheet": sheet,
        "approved": kind in APPROVED_KINDS,
        "goals": padded(typed) if typed is not None else goal_blocks(sheet.goals),
        "needs": file.needs,
        "picks": picks,
        "visits": file.visits if kind == "CLOSURE" else None,
        "plan_goals": file.goals.get(file.in_force["PLAN"].pk, []) if "PLAN" in file.in_force else [],
    }
    return render(request, "services/cases/sheet.html", facts, status=422 if refusal or form.errors else 200)


def _known(file: Any, kind: str) -> dict[str, str]:
    """What another sheet already says, so that it is not typed twice."""
    intake = file.in_force.get("INTAKE")
    if kind in {"REVIEW", "CLOSURE"} and intake is not None:
        return {"needs": intake.body.get("needs", "")}
    return {}


@requires(CONTACT)
def case_contact(request: ActorRequest, case_id: UUID) -> HttpResponse:
    case = read_case(actor=request.actor, case_id=case_id)
    on = localdate()
    file = case_file(actor=request.actor, case=case, on=on)
    team = list(workers_in_post(station_ids=[case.station_id], on=on))
    mine = next((one for one in team if str(one.user_id) == request.actor.id), None)
    last = file.contacts[-1] if file.contacts else None
    form = ContactForm(
        request.POST if request.method == "POST" else None,
        workers=[(str(one.pk), one.name) for one in team],
        initial={
            "contact_id": uuid7(),
            "mode": "AT_HOME",
            "minutes": 40,
            "done_on": on,
            "worker": (mine or case.worker).pk,
            "aim": last.next_plan if last else "",
        },
    )
    helped = helping(request, station_id=case.station_id, on=on)
    refusal: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            contact = record_case_contact(
                actor=request.actor, case_id=case.pk, on=on, volunteer_ids=helped.ticked, **form.told()
            )
        except Refused as no:
            refusal = no
        else:
            messages.success(request, _("第%(n)s次接触记好了。") % {"n": contact.number})
            return redirect(reverse("case", args=[case.pk]) + "#contacts")
    facts = {
        "case": case,
        "name": file.name,
        "form": form,
        "refusal": refusal,
        "last": last,
        "counting": file.counting,
        "number": len(file.contacts) + 1,
        **helped.facts,
    }
    return render(
        request, "services/cases/contact.html", facts, status=422 if refusal or form.errors else 200
    )


@requires("services.hold_case_conference")
def case_conference(request: ActorRequest, case_id: UUID) -> HttpResponse:
    case = read_case(actor=request.actor, case_id=case_id)
    on = localdate()
    form = ConferenceForm(
        request.POST if request.method == "POST" else None,
        initial={"conference_id": uuid7(), "held_on": on, "minutes": 60},
    )
    refusal: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            hold_case_conference(
                actor=request.actor,
                case_id=case.pk,
                on=on,
                steps=steps_typed(request.POST),
                **form.cleaned_data,
            )
        except Refused as no:
            refusal = no
        else:
            messages.success(request, _("会议记好了，商定的事到期会提醒。"))
            return redirect(reverse("case", args=[case.pk]) + "#conferences")
    facts = {
        "case": case,
        "form": form,
        "refusal": refusal,
        "steps": [
            (n, request.POST.get(f"step-{n}", ""), request.POST.get(f"step-{n}-who", ""), request.POST.get(f"step-{n}-due", ""))
            for n in range(4)
        ],
    }  # fmt: skip
    return render(
        request, "services/cases/conference.html", facts, status=422 if refusal or form.errors else 200
    )


# --- approval -----------------------------------------------------------------------------------------------------------


@requires("services.decide_case_sheet")
def case_decide(request: ActorRequest, sheet_id: UUID) -> HttpResponse:
    """One sheet to be approved or returned, beside what it replaces and what was said before."""
    sheet = CaseSheet.objects.visible_to(request.actor, "services.decide_case_sheet").get(pk=sheet_id)
    case = read_case(actor=request.actor, case_id=sheet.case_id)
    refusal: Refused | None = None
    opinion = request.POST.get("opinion", "")
    if request.method == "POST":
        try:
            decide_case_sheet(
                at=timezone.now(),
                actor=request.actor,
                sheet_id=sheet.pk,
                agreed=request.POST.get("agreed") == "yes",
                opinion=opinion,
                on=localdate(),
            )
        except Refused as no:
            refusal = no
        else:
            agreed = request.POST.get("agreed") == "yes"
            messages.success(request, _("已同意。") if agreed else _("已退回，社工会看到您的意见。"))
            following = sheets_to_decide(actor=request.actor, most=1)
            return redirect("case-decide", following[0].pk) if following else redirect("case", case.pk)
    file = case_file(actor=request.actor, case=case, on=localdate())
    drawn = sheet_of(request.actor, file, sheet.kind)
    waiting = sheets_to_decide(actor=request.actor)
    facts = {
        "case": case,
        "name": file.name,
        "file": file,
        "sheet": drawn,
        "version": sheet,
        "lines": told(sheet.kind, sheet.body),
        "goals": file.goals.get(sheet.pk, []),
        "old": next((lines for each, lines in drawn.older if each.is_final), None),
        "intake": told("INTAKE", file.in_force["INTAKE"].body) if "INTAKE" in file.in_force else [],
        "place": next((n for n, each in enumerate(waiting, 1) if each.pk == sheet.pk), 0),
        "count": len(waiting),
        "opinion": opinion,
        "refusal": refusal,
        "own": request.actor.id in {sheet.written_by, str(case.worker.user_id)}
        and not request.actor.may("services.decide_own_case"),
    }
    return render(request, "services/cases/decide.html", facts, status=422 if refusal else 200)


# --- one button each ----------------------------------------------------------------------------------------------------


@requires("services.send_case_sheet")
@require_POST
def case_send(request: ActorRequest, case_id: UUID, kind: str) -> HttpResponse:
    send_case_sheet(
        actor=request.actor, case_id=case_id, kind=kind.upper(), on=localdate(), at=timezone.now()
    )
    messages.success(request, _("报上去了，等批阅。") if kind.upper() in APPROVED_KINDS else _("存档了。"))
    return redirect(reverse("case", args=[case_id]) + f"#{kind.lower()}")


@requires("services.advise_case_contact")
@require_POST
def case_advise(request: ActorRequest, contact_id: UUID) -> HttpResponse:
    contact = advise_case_contact(
        actor=request.actor,
        contact_id=contact_id,
        advice=request.POST.get("advice", ""),
        on=localdate(),
    )
    messages.success(request, _("意见写好了。"))
    return redirect(reverse("case", args=[contact.case_id]) + "#contacts")


@requires("services.judge_case_goal")
@require_POST
def case_goal(request: ActorRequest, goal_id: UUID) -> HttpResponse:
    goal = judge_case_goal(
        actor=request.actor, goal_id=goal_id, result=request.POST.get("result", ""), on=localdate()
    )
    messages.success(request, _("记好了。"))
    return redirect(reverse("case", args=[goal.case_id]) + "#plan")


@requires("services.finish_case_task")
@require_POST
def case_task(request: ActorRequest, task_id: UUID) -> HttpResponse:
    task = finish_case_task(
        actor=request.actor, task_id=task_id, on=localdate(), result=request.POST.get("result", "")
    )
    messages.success(request, _("记好了。"))
    return redirect(reverse("case", args=[task.case_id]) + ("#plan" if task.goal_id else "#conferences"))


@requires("services.assign_case")
@require_POST
def case_assign(request: ActorRequest, case_id: UUID) -> HttpResponse:
    assign_case(
        actor=request.actor,
        case_id=case_id,
        on=localdate(),
        worker_id=_uuid(request.POST.get("worker", "")),
        supervisor_id=_uuid(request.POST.get("supervisor", "")),
    )
    messages.success(request, _("存好了。"))
    return redirect("case", case_id)


@requires("services.reopen_case")
@require_POST
def case_reopen(request: ActorRequest, case_id: UUID) -> HttpResponse:
    form = ReopenForm(request.POST)
    if form.is_valid():
        reopen_case(actor=request.actor, case_id=case_id, on=localdate(), **form.cleaned_data)
        messages.success(request, _("重新开启了，编号和以前的材料都在。"))
        return redirect("case", case_id)
    case = read_case(actor=request.actor, case_id=case_id)
    return render(
        request, "services/cases/page.html", page_facts(request, case) | {"reopen_form": form}, status=422
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
