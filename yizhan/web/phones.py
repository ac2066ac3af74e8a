"""手机: what phone and station wrote differently, what was sent and not carried out, and the phones themselves."""

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.devices.actions import answer_call, carry_out, drop_command, report_lost, settle_difference
from yizhan.devices.actions.verbs import PHONE_VERBS
from yizhan.devices.queries.commands import DRAFT, kept_photo, undecided
from yizhan.devices.queries.desk import MOST, kept, one_kept
from yizhan.devices.queries.differences import pairs
from yizhan.devices.queries.halves import added_to, blanks
from yizhan.devices.queries.help import VIEW_CALLS, calls_told, open_calls
from yizhan.devices.queries.phones import devices
from yizhan.kernel.errors import Refused
from yizhan.privacy.files import Unreadable
from yizhan.services.rules.photos import picture_of
from yizhan.web.door import ActorRequest, requires

MOST_CALLS = 100


@requires("devices.view")
def phones_page(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    waiting = undecided(actor=actor).count()
    facts = {
        "pairs": pairs(actor=actor, verb="devices.view"),
        "kept": kept(actor=actor),
        "rest": max(0, waiting - MOST),
        "phones": devices(actor=actor)[:200],
        "may_settle": actor.may("devices.settle_difference"),
        "may_decide": actor.may("devices.carry_out"),
        "may_report": actor.may("devices.report_lost"),
        "mine": UUID(actor.id),
        "calls": open_calls(actor=actor) if actor.may(VIEW_CALLS) else None,
    }
    return render(request, "phones/page.html", facts)


@requires(VIEW_CALLS)
def help_page(request: ActorRequest) -> HttpResponse:
    """Calls for help, the open ones first."""
    found = calls_told(actor=request.actor, most=MOST_CALLS)
    facts = {
        "calls": found,
        "open": sum(1 for one, _station in found if one.answered_at is None),
        "may_answer": request.actor.may("devices.answer_call"),
        "most": MOST_CALLS if len(found) == MOST_CALLS else 0,
    }
    return render(request, "phones/help.html", facts)


@require_POST
@requires("devices.answer_call")
def help_answer(request: ActorRequest, call_id: UUID) -> HttpResponse:
    answer_call(actor=request.actor, call_id=call_id, answer=request.POST.get("answer", ""), at=now())
    messages.success(request, _("写好了，求助的人会在手机上看到。"))
    return redirect("help-calls")


@require_POST
@requires("devices.settle_difference")
def difference_choose(request: ActorRequest, difference_id: UUID) -> HttpResponse:
    settle_difference(
        actor=request.actor,
        difference_id=difference_id,
        choice=request.POST.get("choice", ""),
        shown=request.POST.get("shown", ""),
        on=localdate(),
        at=now(),
    )
    messages.success(request, _("定好了，另一个值也留着可查。"))
    return redirect("phones")


@require_POST
@requires("devices.carry_out")
def command_carry_out(request: ActorRequest, command_id: UUID) -> HttpResponse:
    row = carry_out(actor=request.actor, command_id=command_id, on=localdate(), at=now())
    messages.success(
        request,
        _("补记好了，有几处与站里写的不一样，请在上面选定。")
        if row.state == row.State.CONFLICT
        else _("补记好了，算在发来的人名下。"),
    )
    return redirect("phones")


@requires("devices.carry_out")
def command_complete(request: ActorRequest, command_id: UUID) -> HttpResponse:
    """A form that was handed in half filled: write what is missing, then it is carried out for whoever began it."""
    row = undecided(actor=request.actor, verb="devices.carry_out").filter(code=DRAFT).get(pk=command_id)
    if row.verb not in PHONE_VERBS:
        raise Http404
    fields, refusal = blanks(actor=request.actor, row=row, body=PHONE_VERBS[row.verb].body), None
    if request.method == "POST":
        given = {name: str(value) for name, value in request.POST.items()}
        try:
            added = added_to(fields=fields, given=given)
            carry_out(actor=request.actor, command_id=row.pk, on=localdate(), at=now(), added=added)
        except Refused as no:
            refusal = no
        else:
            messages.success(request, _("补全并补记好了，算在写草稿的人名下。"))
            return redirect("phones")
        fields = [replace(each, value=given.get(each.name, each.value)) for each in fields]
    facts = {"one": one_kept(actor=request.actor, row=row), "fields": fields, "refusal": refusal}
    return render(request, "phones/complete.html", facts, status=422 if refusal else 200)


@requires("devices.carry_out")
def command_photo(request: ActorRequest, command_id: UUID) -> HttpResponse:
    """A photo that was handed in and waits for a decision. Http404 also when its file is not what was put there."""
    row = undecided(actor=request.actor, verb="devices.carry_out").get(pk=command_id)
    try:
        found = picture_of(kept_photo(command_id=row.pk))
    except (Unreadable, FileNotFoundError):
        found = None
    if found is None:
        raise Http404
    return HttpResponse(
        found.content,
        content_type="image/jpeg",
        headers={
            "Cache-Control": "private, no-store",
            "Content-Disposition": "inline",
            "X-Content-Type-Options": "nosniff",
        },
    )


@require_POST
@requires("devices.drop_command")
def command_drop(request: ActorRequest, command_id: UUID) -> HttpResponse:
    drop_command(actor=request.actor, command_id=command_id, reason=request.POST.get("reason", ""), at=now())
    messages.success(request, _("已决定不记，内容和理由都留着。"))
    return redirect("phones")


@require_POST
@requires("devices.report_lost")
def phone_lost(request: ActorRequest, device_id: UUID) -> HttpResponse:
    report_lost(actor=request.actor, device_id=device_id, reason=request.POST.get("reason", ""), at=now())
    messages.success(
        request, _("已报丢失。手机一联网就会清除上面的资料；请同时到“账号与授权”重置这个账号的密码。")
    )
    return redirect("phones")


urlpatterns = [
    path("services/phones/help/", help_page, name="help-calls"),
    path("services/phones/help/<uuid:call_id>/answer/", help_answer, name="help-answer"),
    path("services/phones/", phones_page, name="phones"),
    path("services/phones/differences/<uuid:difference_id>/", difference_choose, name="difference-choose"),
    path(
        "services/phones/commands/<uuid:command_id>/carry-out/", command_carry_out, name="command-carry-out"
    ),
    path("services/phones/commands/<uuid:command_id>/complete/", command_complete, name="command-complete"),
    path("services/phones/commands/<uuid:command_id>/photo", command_photo, name="command-photo"),
    path("services/phones/commands/<uuid:command_id>/drop/", command_drop, name="command-drop"),
    path("services/phones/<uuid:device_id>/lost/", phone_lost, name="phone-lost"),
]
