"""领导小组和专班: the list with what the papers ask for, and one on its page with its seats and meetings."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.oversight.actions import (
    end_task_force,
    form_task_force,
    record_meeting,
    release_member,
    seat_member,
)
from yizhan.oversight.models import TaskForce, TaskForceMember
from yizhan.oversight.queries.mandates import region_of_office
from yizhan.oversight.queries.task_forces import meetings_of, members_of, one_task_force, task_forces
from yizhan.oversight.rules.task_forces import FORM, LONGEST, MEET, SEAT, VIEW, rules_of, says_of
from yizhan.web.door import ActorRequest, requires
from yizhan.web.oversight.mandate_new import day_sent
from yizhan.web.plain import PlainForm
from yizhan.web.stations.forms import Choices, attempt, day


class NewTaskForce(PlainForm):
    task_force_id = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(label=gettext_lazy("名称"), max_length=80)
    kind = forms.ChoiceField(
        label=gettext_lazy("哪一种"), choices=TaskForce.Kind.choices, widget=forms.RadioSelect
    )
    rule_id = forms.ChoiceField(
        label=gettext_lazy("按哪条成立"),
        required=False,
        help_text=gettext_lazy("文件列了组成人员的，会按职务列好，再填姓名。"),
    )
    office_name = forms.CharField(label=gettext_lazy("办公室设在"), max_length=80, required=False)
    formed_on = day(gettext_lazy("成立日期"))

    def __init__(self, *args: Any, rules: Choices, **given: Any) -> None:
        super().__init__(*args, **given)
        fields: Any = self.fields
        fields["rule_id"].choices = [("", _("文件没有规定，自行成立")), *rules]


@requires(VIEW)
def task_force_list(request: ActorRequest) -> HttpResponse:
    """Those there are, and the form for another one; a posted form sets it up."""
    actor, on = request.actor, localdate()
    may_form = actor.may(FORM)
    region = region_of_office(actor, FORM if may_form else VIEW)
    rules = rules_of(region_code=region, on=on) if region else []
    form = NewTaskForce(
        request.POST if request.method == "POST" and may_form else None,
        initial={"task_force_id": uuid7(), "kind": TaskForce.Kind.GROUP, "formed_on": on},
        rules=[(rule.id, f"{rule.chip} {rule.says[:30]}") for rule in rules],
    )
    if form.is_bound and form.is_valid():
        given: dict[str, Any] = dict(form.cleaned_data)
        made = attempt(form, lambda: form_task_force(actor=actor, on=on, **given))
        if made is not None:
            messages.success(request, _("成立好了，接着填成员姓名。"))
            return redirect("task-force", made.pk)
    facts = {
        "rows": task_forces(actor=actor).order_by("ended_on", "-formed_on", "id")[:100],
        "rules": [(rule, says_of(rule)) for rule in rules],
        "form": form,
        "may_form": may_form,
        "on": on,
    }
    return render(request, "oversight/task_forces.html", facts, status=422 if form.errors else 200)


@requires(VIEW)
def task_force_page(request: ActorRequest, task_force_id: UUID) -> HttpResponse:
    return _page(request, task_force_id)


def _page(
    request: ActorRequest, task_force_id: UUID, refusal: Refused | None = None, step: str = ""
) -> HttpResponse:
    actor, on = request.actor, localdate()
    force = one_task_force(actor=actor, task_force_id=task_force_id)
    members = members_of(force)
    now = [row for row in members if row.to_on is None or row.to_on > on]
    standing = force.ended_on is None
    facts = {
        "force": force,
        "members": now,
        "gone": [row for row in members if row not in now],
        "unnamed": sum(not row.name for row in now),
        "meetings": meetings_of(force, members),
        "meeting_id": uuid7(),
        "seats": TaskForceMember.Seat.choices,
        "may_seat": standing and actor.may(SEAT),
        "may_meet": standing and actor.may(MEET),
        "longest": LONGEST,
        "refusal": refusal,
        "typed": request.POST.dict() if refusal else {},
        "came": request.POST.getlist("attended") if refusal else [],
        "step": step,
        "on": on,
    }
    return render(request, "oversight/task_force.html", facts, status=422 if refusal else 200)


@requires(VIEW)
@require_POST
def task_force_step(request: ActorRequest, task_force_id: UUID, step: str) -> HttpResponse:
    """One step; a refusal comes back on the page with what was typed."""
    do = STEPS.get(step)
    if do is None:
        raise Http404
    try:
        said = do(request, task_force_id, localdate())
    except Refused as no:
        return _page(request, task_force_id, no, step)
    messages.success(request, said)
    return redirect("task-force", task_force_id)


def _id(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None


def _seat(request: ActorRequest, task_force_id: UUID, on: date) -> str:
    seat_member(
        actor=request.actor,
        task_force_id=task_force_id,
        member_id=_id(request.POST.get("member", "")),
        seat=request.POST.get("seat", ""),
        post=request.POST.get("post", ""),
        name=request.POST.get("name", ""),
        from_on=day_sent(request, "from_on") or on,
        on=on,
    )
    return _("成员登记好了。")


def _release(request: ActorRequest, task_force_id: UUID, on: date) -> str:
    member_id = _id(request.POST.get("member", ""))
    force = one_task_force(actor=request.actor, task_force_id=task_force_id)
    if member_id is None or member_id not in {row.pk for row in members_of(force)}:
        raise Http404
    release_member(actor=request.actor, member_id=member_id, to_on=day_sent(request, "to_on") or on, on=on)
    return _("已登记离任，到过的会还看得到。")


def _meet(request: ActorRequest, task_force_id: UUID, on: date) -> str:
    held_on = day_sent(request, "held_on")
    if held_on is None:
        raise Refused(_("请选开会的日期。"), code="oversight.meeting")
    record_meeting(
        actor=request.actor,
        task_force_id=task_force_id,
        held_on=held_on,
        topic=request.POST.get("topic", ""),
        place=request.POST.get("place", ""),
        attended=[key for value in request.POST.getlist("attended") if (key := _id(value))],
        others=request.POST.get("others", ""),
        minutes=request.POST.get("minutes", ""),
        meeting_id=_id(request.POST.get("meeting_id", "")),
        on=on,
    )
    return _("会议纪要登记好了。")


def _end(request: ActorRequest, task_force_id: UUID, on: date) -> str:
    end_task_force(
        actor=request.actor, task_force_id=task_force_id, ended_on=day_sent(request, "ended_on") or on, on=on
    )
    return _("已撤销，仍可查阅。")


STEPS: dict[str, Callable[[ActorRequest, UUID, date], str]] = {
    "seat": _seat,
    "release": _release,
    "meet": _meet,
    "end": _end,
}
