"""A record is corrected, voided, or what it promised is done."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.kernel.errors import Refused
from yizhan.reports.queries.sheet import after_signing
from yizhan.services.actions import correct_service, finish_follow_up, void_service
from yizhan.services.queries.lists import item_choices
from yizhan.services.queries.records import mending_problem, record_for
from yizhan.services.queries.tasks import day_is_closed
from yizhan.services.rules.records import correction_problem
from yizhan.web.door import ActorRequest, requires
from yizhan.web.services.forms import CorrectForm


@requires("services.correct_service")
def service_correct(request: ActorRequest, service_id: UUID) -> HttpResponse:
    one = record_for(actor=request.actor, service_id=service_id, verb="services.correct_service")
    record, on = one.record, localdate()
    choices = item_choices(station_id=record.station_id, region_code=record.region_code, on=record.done_on)
    codes = set(record.items.values_list("item_code", flat=True))
    initial = {
        name: getattr(record, name)
        for name in ("done_on", "mode", "minutes", "title", "place", "participants_count", "satisfaction", "note", "found", "follow_up", "follow_up_on")
    }  # fmt: skip
    form = CorrectForm(
        request.POST if request.method == "POST" else None,
        initial=initial | {"met": "1" if record.met else "0", "participants_count": record.others_count},
    )
    refusal: Refused | None = None
    if request.method == "POST" and form.is_valid():
        codes = set(request.POST.getlist("item"))
        given: dict[str, Any] = dict(form.cleaned_data)
        # the form asks for the others only; volunteers named of a 志愿服务 stay as they are
        given["participants_count"] += record.participants_count - record.others_count
        cleared = bool(record.follow_up) and not given["follow_up"]
        not_asked = "satisfaction" in request.POST and given["satisfaction"] is None
        try:
            correct_service(
                actor=request.actor,
                service_id=record.pk,
                on=on,
                item_codes=sorted(codes),
                no_follow_up=cleared,
                not_asked=not_asked,
                seen_at=parse_datetime(request.POST.get("seen_at", "")),
                **given,
            )
        except Refused as no:
            refusal = no
        else:
            messages.success(request, _("改好了，原来的内容留在记录下面。"))
            return redirect("service", service_id=record.pk)
    closed = day_is_closed(station_id=record.station_id, day=record.done_on)
    problem = mending_problem(actor=request.actor, record=record) or correction_problem(
        voided=record.is_voided, closed=closed, reason="-", changed=True, done_on=record.done_on
    )
    facts = {
        "form": form, "one": one, "record": record, "refusal": refusal, "problem": problem.sentence if problem else "",
        "after_signing": after_signing(station_id=record.station_id, day=record.done_on),
        "choices": choices, "codes": codes, "seen_at": record.changed_at.isoformat(),
    }  # fmt: skip
    return render(request, "services/correct.html", facts, status=422 if request.method == "POST" else 200)


@requires("services.void_service")
@require_POST
def service_void(request: ActorRequest, service_id: UUID) -> HttpResponse:
    void_service(
        actor=request.actor,
        service_id=service_id,
        on=localdate(),
        at=timezone.now(),
        reason=request.POST.get("reason", ""),
    )
    messages.success(request, _("已作废，不再计数；记录和理由都留着。"))
    return redirect("service", service_id=service_id)


@requires("services.finish_follow_up")
@require_POST
def service_follow_up(request: ActorRequest, service_id: UUID) -> HttpResponse:
    finish_follow_up(
        actor=request.actor, service_id=service_id, on=localdate(), result=request.POST.get("result", "")
    )
    messages.success(request, _("跟进结果存好了。"))
    return redirect("service", service_id=service_id)
