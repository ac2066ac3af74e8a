"""One duty on one page: what the paper says, what each unit did of it, the proof, and the next step of whoever looks."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.kernel.errors import Refused
from yizhan.oversight.actions import (
    accept_part,
    attach_mandate_file,
    finish_part,
    move_mandate,
    report_part,
    return_part,
    withdraw_mandate,
    withdraw_mandate_file,
)
from yizhan.oversight.models import Mandate, MandatePart, MandateStep
from yizhan.oversight.queries.mandates import (
    files_of,
    items_covered,
    items_told,
    nobody_named,
    one_mandate,
    own_part,
    read_file,
    steps_of,
    with_account,
)
from yizhan.oversight.rules.mandates import (
    ACCEPT,
    ATTACH,
    LEAD,
    TAKE_OFF,
    TO_DO,
    VIEW,
    VIEW_OWN,
    WITHDRAW,
    finishing_problem,
)
from yizhan.policy.schema.words import spoken
from yizhan.stations.rules import FILE_LIMIT_BYTES
from yizhan.web.door import ActorRequest, requires, requires_any
from yizhan.web.files import filed_answer
from yizhan.web.oversight.mandate_new import day_sent
from yizhan.web.oversight.mandates import TONES
from yizhan.web.oversight.oversee_forms import Evidence


@requires_any(VIEW, VIEW_OWN)
def mandate_page(request: ActorRequest, mandate_id: UUID) -> HttpResponse:
    return _page(request, mandate_id)


def _page(
    request: ActorRequest, mandate_id: UUID, refusal: Refused | None = None, step: str = ""
) -> HttpResponse:
    actor, on = request.actor, localdate()
    mandate = one_mandate(actor=actor, mandate_id=mandate_id)
    steps, files = steps_of(mandate), files_of(mandate)
    own = own_part(actor=actor, mandate=mandate)
    reporting = own is not None and mandate.state == "OPEN" and own.state in TO_DO
    giver = mandate.office_id == actor.organisation_id
    parts = list(mandate.parts.all())
    reached = with_account([part.organisation_id for part in parts])
    facts = {
        "mandate": mandate,
        "steps": [each for each in steps if not each.item],
        "items": items_told(mandate, steps),
        "parts": [(part, TONES[part.state], part.organisation_id in reached) for part in parts],
        "waiting": [
            (part, _last_words(steps, part))
            for part in parts
            if giver and part.state == "HANDED" and part.organisation_id != actor.organisation_id
        ],
        "nobody": spoken(nobody_named(mandate)),
        "own": own,
        "reporting": reporting,
        "may_finish": reporting,
        "why_not_finish": _why_not(mandate, own, files_count=sum(f.part_id == own.pk for f in files))
        if reporting and own
        else "",
        "giver": giver and mandate.state == "OPEN" and actor.may(WITHDRAW),
        "may_accept": giver and actor.may(ACCEPT),
        "accepted": [
            part
            for part in parts
            if giver
            and part.state == "ACCEPTED"
            and part.organisation_id != mandate.office_id
            and (part.part == LEAD or mandate.state == "OPEN")
        ],
        "files": files,
        "evidence": Evidence(),
        "may_attach": reporting and actor.may(ATTACH),
        "actor_id": actor.id,
        "refusal": refusal,
        "typed": request.POST.dict() if refusal else {},
        "step": step,
        "on": on,
    }
    return render(request, "oversight/mandate.html", facts, status=422 if refusal else 200)


def _why_not(mandate: Mandate, own: MandatePart, *, files_count: int) -> str:
    """Why the button to finish is grey; what one writes beside it is asked for when it is sent."""
    return (
        finishing_problem(
            part=own.part, items=mandate.items, told=items_covered(own), evidence="-", files=files_count
        )
        or ""
        if own.part == LEAD
        else ""
    )


def _last_words(steps: list[MandateStep], part: MandatePart) -> str:
    return next(
        (step.text for step in reversed(steps) if step.part_id == part.pk and step.kind == "FINISHED"), ""
    )


@requires_any(VIEW, VIEW_OWN)
@require_POST
def mandate_step(request: ActorRequest, mandate_id: UUID, step: str) -> HttpResponse:
    """One step; a refusal comes back on the page with what was typed."""
    do = STEPS.get(step)
    if do is None:
        raise Http404
    try:
        said = do(request, one_mandate(actor=request.actor, mandate_id=mandate_id), localdate())
    except Refused as no:
        return _page(request, mandate_id, no, step)
    messages.success(request, said)
    return redirect("mandate", mandate_id)


def _words(request: ActorRequest) -> str:
    return request.POST.get("text", "")


def _part(request: ActorRequest, mandate: Mandate) -> UUID:
    """The part of the form; one of another duty is out of reach."""
    for part in mandate.parts.all():
        if str(part.pk) == request.POST.get("part", ""):
            return part.pk
    raise Http404


def _tell(request: ActorRequest, mandate: Mandate, on: date) -> str:
    report_part(
        actor=request.actor,
        part_id=_part(request, mandate),
        text=_words(request),
        item=request.POST.get("item", ""),
        on=on,
    )
    return _("办理情况记好了。")


def _finish(request: ActorRequest, mandate: Mandate, on: date) -> str:
    part = finish_part(
        actor=request.actor,
        part_id=_part(request, mandate),
        text=_words(request),
        evidence=request.POST.get("evidence", ""),
        on=on,
        at=timezone.now(),
    )
    return _("本单位的部分已办结。") if part.state == "ACCEPTED" else _("报好了，等交办的单位确认。")


def _accept(request: ActorRequest, mandate: Mandate, on: date) -> str:
    accept_part(
        actor=request.actor,
        part_id=_part(request, mandate),
        text=_words(request),
        on=on,
        at=timezone.now(),
    )
    return _("已确认办结，对方会收到通知。")


def _return(request: ActorRequest, mandate: Mandate, on: date) -> str:
    return_part(
        actor=request.actor,
        part_id=_part(request, mandate),
        because=_words(request),
        on=on,
        at=timezone.now(),
    )
    return _("已退回，对方会收到通知。")


def _move(request: ActorRequest, mandate: Mandate, on: date) -> str:
    until = day_sent(request, "until_on")
    if until is None:
        raise Refused(_("请选新的期限。"), code="oversight.mandate-due")
    move_mandate(
        actor=request.actor,
        mandate_id=mandate.pk,
        until_on=until,
        because=_words(request),
        on=on,
        at=timezone.now(),
    )
    return _("期限改好了，没办完的单位会收到通知。")


def _withdraw(request: ActorRequest, mandate: Mandate, on: date) -> str:
    withdraw_mandate(
        actor=request.actor, mandate_id=mandate.pk, because=_words(request), on=on, at=timezone.now()
    )
    return _("已撤回，仍留底；可以重新交办。")


STEPS: dict[str, Callable[[ActorRequest, Mandate, date], str]] = {
    "tell": _tell,
    "finish": _finish,
    "accept": _accept,
    "return": _return,
    "move": _move,
    "withdraw": _withdraw,
}


@requires(VIEW_OWN, ATTACH)
@require_POST
def mandate_file_new(request: ActorRequest, mandate_id: UUID) -> HttpResponse:
    """A refusal is told above the page."""
    mandate = one_mandate(actor=request.actor, mandate_id=mandate_id)
    upload = request.FILES.get("file")
    try:
        if upload is None:
            raise Refused(_("请先选文件，再上传。"), code="oversight.file-wrong")
        done = attach_mandate_file(
            actor=request.actor,
            part_id=_part(request, mandate),
            title=request.POST.get("title", ""),
            file_name=upload.name or "",
            content=upload.read(FILE_LIMIT_BYTES + 1),
            on=localdate(),
        )
    except Refused as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("“%(title)s”存好了。") % {"title": done.title})
    return redirect("mandate", mandate_id)


@requires_any(VIEW, VIEW_OWN)
def mandate_file(request: ActorRequest, file_id: UUID) -> HttpResponse:
    file, content = read_file(actor=request.actor, file_id=file_id)
    return filed_answer(content, file.file_name)


@requires(VIEW_OWN, TAKE_OFF)
@require_POST
def mandate_file_withdraw(request: ActorRequest, file_id: UUID) -> HttpResponse:
    try:
        file = withdraw_mandate_file(actor=request.actor, file_id=file_id, on=localdate())
    except Refused as no:
        messages.error(request, str(no))
        return redirect("mandates")
    messages.success(request, _("“%(title)s”已撤下，仍留底。") % {"title": file.title})
    return redirect("mandate", file.mandate_id)
