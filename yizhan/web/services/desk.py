"""咨询接待: the front desk notes who came, the back office serves; the queue of the day with its waiting times."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from yizhan.clients.models import Client
from yizhan.clients.queries.search import search
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.services.actions import (
    end_consultation,
    give_consultation,
    name_visitor,
    take_consultation,
)
from yizhan.services.models import Consultation
from yizhan.services.queries.consultations import VIEW, consultation_for, ended, queue
from yizhan.services.queries.due import workers_in_post
from yizhan.services.rules.alarms import span_words
from yizhan.services.rules.consultations import answer_rule, minutes_waited
from yizhan.stations.models import Station
from yizhan.web.door import ActorRequest, requires
from yizhan.web.nav import url_or_none
from yizhan.web.plain import PlainForm

TAKE, END = "services.take_consultation", "services.end_consultation"
WAYS = [(mode, label) for mode, label in Consultation.WAYS.items() if mode != "AT_HOME"]


class TakeForm(PlainForm):
    """What the front desk types while the person stands there."""

    consultation_id = forms.UUIDField(widget=forms.HiddenInput)
    station = forms.ChoiceField(label=gettext_lazy("社工站"))
    name = forms.CharField(
        label=gettext_lazy("谁来了"), required=False, max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": gettext_lazy("不愿说姓名的，空着")}),
    )  # fmt: skip
    client = forms.UUIDField(label=gettext_lazy("服务对象"), required=False)
    phone = forms.CharField(label=gettext_lazy("电话"), required=False, max_length=30)
    mode = forms.ChoiceField(
        label=gettext_lazy("怎么来的"), choices=WAYS, widget=forms.RadioSelect, initial="COME_IN"
    )
    about = forms.CharField(
        label=gettext_lazy("来问什么、办什么"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )
    urgency = forms.ChoiceField(
        label=gettext_lazy("急不急"), choices=Consultation.Urgency.choices, widget=forms.RadioSelect, initial="NORMAL"
    )  # fmt: skip
    worker = forms.UUIDField(label=gettext_lazy("交给谁办"), required=False, widget=forms.Select)
    answer = forms.CharField(
        label=gettext_lazy("当场答复的，写怎么答复"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    minutes = forms.IntegerField(
        label=gettext_lazy("用了多少分钟"), required=False, min_value=1, max_value=1440, initial=10
    )


class EndForm(PlainForm):
    """The result of one consultation."""

    result = forms.ChoiceField(
        label=gettext_lazy("结果"), choices=Consultation.Result.choices, widget=forms.RadioSelect
    )
    answer = forms.CharField(
        label=gettext_lazy("怎么答复、怎么办的"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    minutes = forms.IntegerField(label=gettext_lazy("用了多少分钟"), min_value=1, max_value=1440, initial=15)
    worker = forms.UUIDField(label=gettext_lazy("谁办的"), required=False, widget=forms.Select)


@dataclass(frozen=True)
class Waiting:
    """One in the queue, and for how long she has waited or been served."""

    one: Consultation
    minutes: int
    late: bool

    @property
    def words(self) -> str:
        """“25分钟”, “3天6小时”."""
        return span_words(self.minutes * 60)


@requires(VIEW)
def desk(request: ActorRequest) -> HttpResponse:
    on, now = localdate(), timezone.now()
    day = min(_day(request.GET.get("day", ""), on), on)
    stations = _stations(request, VIEW)
    wanted = next((one for one in stations if str(one.pk) == request.GET.get("station", "")), None)
    rows = queue(actor=request.actor, on=on, station_id=wanted.pk if wanted else None) if day == on else []
    waits = [_waiting(one, now, on) for one in rows]
    form = _take_form(request, on)
    facts = {
        "waiting": [each for each in waits if each.one.state == "WAITING"],
        "serving": [each for each in waits if each.one.state == "SERVING"],
        "ended": [
            _waiting(one, now, on)
            for one in ended(actor=request.actor, on=day, station_id=wanted.pk if wanted else None)
        ],
        "late": sum(each.late for each in waits),
        "longest": max(
            (each for each in waits if each.one.state == "WAITING"),
            key=lambda each: each.minutes,
            default=None,
        ),
        "form": form,
        "stations": stations if len(stations) > 1 else [],
        "wanted": wanted,
        "may_take": form is not None,
        "may_end": request.actor.may(END),
        "rule": answer_rule(region_code=stations[0].region_code, on=on) if stations else None,
        "on": on,
        "day": day,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1) if day < on else None,
    }
    return render(request, "services/desk.html", facts)


@requires(TAKE)
@require_POST
def desk_take(request: ActorRequest) -> HttpResponse:
    """Received; answered at once when an answer was typed along."""
    on, now = localdate(), timezone.now()
    form = _take_form(request, on, request.POST)
    assert form is not None
    refusal: Refused | None = None
    if form.is_valid():
        given = form.cleaned_data
        try:
            one = take_consultation(
                actor=request.actor, station_id=UUID(given["station"]), about=given["about"], mode=given["mode"],
                name=given["name"], phone=given["phone"], client_id=given["client"], urgency=given["urgency"],
                worker_id=given["worker"], on=on, at=now, consultation_id=given["consultation_id"],
            )  # fmt: skip
            if given["answer"].strip() and one.open:
                end_consultation(
                    actor=request.actor, consultation_id=one.pk, result="ANSWERED", answer=given["answer"],
                    minutes=given["minutes"] or 10, on=on, at=timezone.now(),
                )  # fmt: skip
                messages.success(request, _("已答复，记了一次咨询。"))
            elif one.state == "SERVING":
                messages.success(request, _("登记好了，已交给社工办理。"))
            else:
                messages.success(request, _("登记好了，在下面排队。"))
            return redirect("desk")
        except Refused as no:
            refusal = no
    return render(request, "services/desk_take.html", {"form": form, "refusal": refusal}, status=422)


@requires(TAKE)
def desk_people(request: ActorRequest) -> HttpResponse:
    """Who it may be, while the desk types a name, initials, the last four digits or a telephone."""
    text = request.GET.get("q", request.GET.get("name", "")).strip()[:40]
    found = search(actor=request.actor, text=text, limit=6, verb=TAKE) if len(text) > 1 else []
    one = request.GET.get("consultation", "")
    return render(
        request, "services/_desk_people.html", {"found": [each for each in found if each.active], "text": text, "one": one}
    )  # fmt: skip


@requires(VIEW)
def consultation_page(request: ActorRequest, consultation_id: UUID) -> HttpResponse:
    return _page(request, consultation_id)


def _page(
    request: ActorRequest, consultation_id: UUID, form: EndForm | None = None, refusal: Refused | None = None
) -> HttpResponse:
    one = consultation_for(actor=request.actor, consultation_id=consultation_id)
    on, now = localdate(), timezone.now()
    may = one.open and Consultation.objects.visible_to(request.actor, END).filter(pk=one.pk).exists()
    team = list(workers_in_post(station_ids=[one.station_id], on=on)) if may else []
    mine = next((each for each in team if str(each.user_id) == request.actor.id), None)
    if may and form is None:
        form = EndForm(initial={"worker": one.worker_id or (mine.pk if mine else "")})
    if form is not None:
        fields: Any = form.fields
        fields["worker"].widget.choices = [("", _("请选择")), *((each.pk, each.name) for each in team)]
    seen = (
        Client.objects.visible_to(request.actor, "clients.view").filter(pk=one.client_id).first()
        if one.client_id
        else None
    )
    alike = (
        [
            each
            for each in search(actor=request.actor, text=one.phone or one.name, limit=5, verb=TAKE)
            if each.active and each.station_id == one.station_id
        ]
        if may and not one.client_id and (one.name or one.phone)
        else []
    )
    facts = {
        "one": one,
        "seen": seen,
        "waited": _waiting(one, now, on),
        "form": form,
        "refusal": refusal,
        "may": may,
        "team": team,
        "mine": mine,
        "alike": alike,
        "on": on,
        "register": f"{url_or_none('client-register') or ''}?visitor={one.pk}"
        if may and request.actor.may("clients.register_client") and not one.client_id
        else "",
        "may_refer": bool(seen and seen.active and request.actor.may("services.refer")),
    }
    return render(request, "services/consultation.html", facts, status=422 if refusal else 200)


@requires("services.give_consultation")
@require_POST
def consultation_give(request: ActorRequest, consultation_id: UUID) -> HttpResponse:
    worker = _id(request.POST.get("worker", ""))
    if worker is None:
        raise Refused(_("请选择交给谁办。"), code="services.worker-missing")
    give_consultation(
        actor=request.actor, consultation_id=consultation_id, worker_id=worker, on=localdate(), at=timezone.now()
    )  # fmt: skip
    messages.success(request, _("已交给社工办理。"))
    return redirect("consultation", consultation_id=consultation_id)


@requires("services.name_visitor")
@require_POST
def consultation_name(request: ActorRequest, consultation_id: UUID) -> HttpResponse:
    client = _id(request.POST.get("client", ""))
    if client is None:
        raise Refused(_("请选择是名册里的哪一位。"), code="services.consultation-file")
    name_visitor(actor=request.actor, consultation_id=consultation_id, client_id=client)
    return redirect("consultation", consultation_id=consultation_id)


@requires(END)
@require_POST
def consultation_end(request: ActorRequest, consultation_id: UUID) -> HttpResponse:
    form = EndForm(request.POST)
    if not form.is_valid():
        return _page(request, consultation_id, form, Refused(_("请看一下标红的地方，内容都还在。")))
    given = form.cleaned_data
    try:
        one = end_consultation(
            actor=request.actor, consultation_id=consultation_id, result=given["result"], answer=given["answer"],
            minutes=given["minutes"], worker_id=given["worker"], on=localdate(), at=timezone.now(),
        )  # fmt: skip
    except Refused as no:
        return _page(request, consultation_id, form, no)
    messages.success(request, _("办结了：%(result)s。") % {"result": one.get_result_display()})
    if one.result == "REFERRAL" and request.actor.may("services.refer"):
        return redirect("referral-new", client_id=one.client_id)
    return redirect("desk")


# --- the steps ----------------------------------------------------------------------------------------------------------


def _waiting(one: Consultation, now: datetime, on: date) -> Waiting:
    until = one.ended_at or now if one.state == "ENDED" and not one.serving_at else one.serving_at or now
    return Waiting(
        one,
        minutes_waited(came_at=one.came_at, until=until),
        late=one.open and one.due_on is not None and one.due_on < on,
    )


def _stations(request: ActorRequest, verb: str) -> list[Station]:
    return list(
        Station.objects.visible_to(request.actor, verb).exclude(opened_on=None).order_by("region_code")[:100]
    )


def _take_form(request: ActorRequest, on: date, given: Any = None) -> TakeForm | None:
    """None for whoever only looks on."""
    if not request.actor.may(TAKE):
        return None
    stations = _stations(request, TAKE)
    if not stations:
        return None
    form = TakeForm(given, initial={"consultation_id": uuid7(), "station": stations[0].pk})
    fields: Any = form.fields
    fields["station"].choices = [(str(one.pk), one.title) for one in stations]
    if len(stations) == 1:
        fields["station"].widget = forms.HiddenInput()
    team = workers_in_post(station_ids=[one.pk for one in stations], on=on)
    fields["worker"].widget.choices = [("", _("先排队，等人来办")), *((one.pk, one.name) for one in team)]
    return form


def _id(word: str) -> UUID | None:
    try:
        return UUID(word)
    except ValueError:
        return None


def _day(word: str, on: date) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError:
        return on


urlpatterns = [
    path("services/desk/", desk, name="desk"),
    path("services/desk/take/", desk_take, name="desk-take"),
    path("services/desk/people/", desk_people, name="desk-people"),
    path("services/desk/<uuid:consultation_id>/", consultation_page, name="consultation"),
    path("services/desk/<uuid:consultation_id>/give/", consultation_give, name="consultation-give"),
    path("services/desk/<uuid:consultation_id>/name/", consultation_name, name="consultation-name"),
    path("services/desk/<uuid:consultation_id>/end/", consultation_end, name="consultation-end"),
]
