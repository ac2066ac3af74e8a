"""转介: sent and received, one referral, the form to send one, its Word form, and the panel on a client's file."""

from collections.abc import Callable
from datetime import date
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
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.papers.rules import docx
from yizhan.services.actions import (
    accept_referral,
    answer_referral,
    refer,
    refuse_referral,
    take_back_referral,
)
from yizhan.services.models import Referral, ServiceRecord
from yizhan.services.queries.cases import open_case_numbers
from yizhan.services.queries.due import workers_in_post
from yizhan.services.queries.paper_forms import template_for
from yizhan.services.queries.referrals import (
    HAND_OVER,
    RECEIVE,
    VIEW,
    departments_in,
    of_client,
    received,
    referral_for,
    sent,
    share_consent,
    sides,
    stations_near,
)
from yizhan.services.rules.referrals import PARTS, answer_rule, departments
from yizhan.stations.models import Station
from yizhan.web.door import ActorRequest, requires
from yizhan.web.files import DOCX, file_answer
from yizhan.web.listing import Between, Column, Filter, Listing, Sort
from yizhan.web.plain import PlainForm
from yizhan.web.services.forms import DayInput
from yizhan.web.templatetags.days import cn_date

REFER = "services.refer"
OTHER = "OTHER"
USUAL = ("sex_age", "village", "phone")


class ReferralForm(PlainForm):
    """One referral as it is typed: the words of the form 个案转介表."""

    referral_id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=gettext_lazy("怎么转"), widget=forms.RadioSelect, initial="REFERRAL")
    to = forms.ChoiceField(label=gettext_lazy("转介给谁"))
    to_name = forms.CharField(
        label=gettext_lazy("其他单位的名称"), required=False, max_length=80,
        help_text=gettext_lazy("上面选了“其他单位”才填，例如：县人民医院。"),
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("为什么转介"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
    )
    situation = forms.CharField(
        label=gettext_lazy("目前情况"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )
    served = forms.CharField(
        label=gettext_lazy("处理过的问题、做过的服务和成效"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )
    others_serving = forms.CharField(label=gettext_lazy("现在还有谁在服务"), required=False, max_length=200)
    asked = forms.CharField(
        label=gettext_lazy("需要跟进什么、建议怎么做"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )
    parts = forms.MultipleChoiceField(
        label=gettext_lazy("除姓名外还告诉对方什么"),
        required=False,
        choices=list(PARTS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("只勾对方办事需要的；没有勾的，对方看不到。"),
    )
    ground = forms.ChoiceField(
        label=gettext_lazy("没有同意，依据什么转介"),
        required=False,
        choices=[("", gettext_lazy("请选择")), *Referral.Ground.choices],
    )
    ground_says = forms.CharField(label=gettext_lazy("具体情况"), required=False, max_length=500)
    sent_on = forms.DateField(label=gettext_lazy("哪天转介"), widget=DayInput())
    mode = forms.ChoiceField(label=gettext_lazy("怎么联系的"), choices=ServiceRecord.Mode.choices)
    minutes = forms.IntegerField(label=gettext_lazy("用了多少分钟"), min_value=1, max_value=1440, initial=15)
    worker = forms.UUIDField(label=gettext_lazy("经办社工"), required=False, widget=forms.Select)
    late_reason = forms.CharField(label=gettext_lazy("补记理由"), required=False, max_length=200)

    def told(self) -> dict[str, Any]:
        """The arguments of the verb."""
        given = dict(self.cleaned_data)
        to, worker = given.pop("to"), given.pop("worker")
        station, _colon, key = to.partition(":")
        if station == "station":
            given |= {"to_station_id": UUID(key), "to_name": ""}
        elif to != OTHER:
            given["to_name"] = to
        return given | {"worker_id": worker}


@requires(VIEW)
def referral_list(request: ActorRequest) -> HttpResponse:
    """Two lists: what came in, what went out. Whoever is to answer begins with what came in."""
    coming_in = received(actor=request.actor).exists()
    side = request.GET.get("side") or ("in" if coming_in and request.actor.may(RECEIVE) else "out")
    filters: list[Filter | Between] = [
        Filter("state", _("进展"), Referral.State.choices, "state"),
        Filter("kind", _("类型"), Referral.Kind.choices, "kind"),
        Filter(
            "late", _("期限"), (("1", _("只看逾期没答复的")),),
            lambda rows, _word: rows.filter(ended_on=None, due_on__lt=localdate()),
        ),
        Between("sent", _("日期"), "sent_on"),
    ]  # fmt: skip
    listing: Listing[Referral] = Listing(
        request,
        received(actor=request.actor) if side == "in" else sent(actor=request.actor),
        sorts=(Sort("new", _("日期，新的在前"), "-sent_on"), Sort("due", _("答复期限"), "due_on")),
        filters=filters,
        size=30,
    )
    if listing.wants_export:
        return listing.export(_("转介"), _columns())
    facts = {
        "listing": listing,
        "side": side,
        "may_refer": request.actor.may(REFER),
        "today": localdate(),
    }
    return render(request, "services/referrals.html", facts)


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("日期"), "sent_on"),
        Column(_("转出"), lambda row: row.from_station.title),
        Column(_("转给"), "to_name"),
        Column(_("类型"), lambda row: str(row.get_kind_display())),
        Column(_("服务对象"), "person"),
        Column(_("进展"), lambda row: str(row.get_state_display())),
        Column(_("应答复"), "due_on"),
        Column(_("答复日期"), "ended_on"),
    )


@requires(REFER)
def referral_new(request: ActorRequest, client_id: UUID) -> HttpResponse:
    client = Client.objects.visible_to(request.actor, REFER).select_related("station").get(pk=client_id)
    on = localdate()
    team = list(workers_in_post(station_ids=[client.station_id], on=on))
    mine = next((one for one in team if str(one.user_id) == request.actor.id), None)
    may_hand_over = Client.objects.visible_to(request.actor, HAND_OVER).filter(pk=client.pk).exists()
    form = ReferralForm(
        request.POST if request.method == "POST" else None,
        initial={
            "referral_id": uuid7(),
            "parts": list(USUAL),
            "sent_on": on,
            "mode": "OUTSIDE",
            "worker": mine.pk if mine else "",
        },
    )
    fields: Any = form.fields
    fields["kind"].choices = Referral.Kind.choices if may_hand_over else Referral.Kind.choices[:1]
    fields["to"].choices = _places(client.station, on)
    fields["worker"].widget.choices = [("", _("请选择")), *((one.pk, one.name) for one in team)]
    refusal: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            made = refer(actor=request.actor, client_id=client.pk, on=on, at=timezone.now(), **form.told())
        except Refused as no:
            refusal = no
        else:
            messages.success(request, _("已发出，等%(whom)s答复。") % {"whom": made.to_name})
            return redirect("referral", referral_id=made.pk)
    facts = {
        "form": form,
        "client": client,
        "refusal": refusal,
        "consent": share_consent(client_id=client.pk, on=on),
        "rule": answer_rule(region_code=client.station.region_code, on=on),
        "may_hand_over": may_hand_over,
        "open_cases": "、".join(open_case_numbers(client_id=client.pk)) if may_hand_over else "",
    }
    return render(
        request, "services/referral_new.html", facts, status=422 if request.method == "POST" else 200
    )


def _places(station: Station, on: date) -> list[Any]:
    """Stations of the same county, the departments of the paper and those registered here, and any other place."""
    stations = stations_near(station=station)
    rule = departments(region_code=station.region_code, on=on)
    names = list(
        dict.fromkeys([*(rule.words if rule else ()), *departments_in(region_code=station.region_code)])
    )
    groups: list[Any] = [("", _("请选择"))]
    if names:
        groups.append((_("部门和单位"), [(name, name) for name in names]))
    if stations:
        groups.append((_("其他社工站"), [(f"station:{one.pk}", one.title) for one in stations]))
    return [*groups, (OTHER, _("其他单位"))]


@requires(VIEW)
def referral_page(request: ActorRequest, referral_id: UUID) -> HttpResponse:
    seen = referral_for(actor=request.actor, referral_id=referral_id)
    one, actor = seen.referral, request.actor
    ours, theirs = sides(actor=actor, referral=one)
    answers = one.waits and (theirs or (ours and one.to_station_id is None))
    facts = {
        "seen": seen,
        "one": one,
        "today": localdate(),
        "outside": one.to_station_id is None,
        "may_accept": answers and one.state == "SENT",
        "may_refuse": answers,
        "may_answer": answers and one.kind == "REFERRAL",
        "open_cases": len(open_case_numbers(client_id=one.client_id))
        if answers and one.kind == "TRANSFER"
        else 0,
        "may_take_back": ours and one.state == "SENT",
    }
    return render(request, "services/referral.html", facts)


@requires(VIEW)
def client_referrals(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """The panel on the client's page; Client.DoesNotExist becomes 404."""
    client = Client.objects.visible_to(request.actor, VIEW).get(pk=client_id)
    facts = {
        "rows": of_client(actor=request.actor, client_id=client.pk),
        "client": client,
        "may_refer": client.active
        and Client.objects.visible_to(request.actor, REFER).filter(pk=client.pk).exists(),
        "today": localdate(),
    }
    return render(request, "services/_client_referrals.html", facts)


@requires(VIEW)
def referral_docx(request: ActorRequest, referral_id: UUID) -> HttpResponse:
    """个案转介表, filled in: what goes to a department on paper, with room for its answer."""
    seen = referral_for(actor=request.actor, referral_id=referral_id)
    one, none = seen.referral, "　"
    waits = one.state in {"SENT", "ACCEPTED"}
    facts = {
        "表名": _("个案转介表") if one.kind == "REFERRAL" else _("服务对象档案转移表"),
        "转出单位": one.from_station.name,
        "转给": one.to_name,
        "经办社工": one.worker.name,
        "转介日期": cn_date(one.sent_on),
        "服务对象": one.person,
        "档案号": seen.client.file_no if seen.client else none,
        "基本情况": "；".join(f"{label}：{words}" for label, words in seen.told) or none,
        "同意": _("已同意（%(day)s）") % {"day": cn_date(one.consent.given_on)}
        if one.consent
        else f"{one.get_ground_display()}：{one.ground_says}",
        "其他机构": one.others_serving or _("没有"),
        "原因": one.reason,
        "服务成效": one.served or none,
        "目前情况": one.situation,
        "建议": one.asked,
        "期限": f"{cn_date(one.due_on)}（{one.clause}）" if one.due_on else none,
        "接收结果": none if waits else str(one.get_state_display()),
        "答复内容": one.answer or none,
        "答复日期": cn_date(one.ended_on) if one.ended_on else none,
    }
    return file_answer(
        docx(template_for(kind="REFERRAL", region_code=one.from_station.region_code, on=localdate()), facts),
        f"{facts['表名']}.docx",
        DOCX,
    )


# --- what is done with one ----------------------------------------------------------------------------------------------


@requires(RECEIVE)
@require_POST
def referral_accept(request: ActorRequest, referral_id: UUID) -> HttpResponse:
    made = accept_referral(actor=request.actor, referral_id=referral_id, on=localdate(), at=timezone.now())
    if made.state == "TRANSFERRED":
        messages.success(request, _("档案已转到本站。"))
        return redirect("client-file", client_id=made.client_id)
    messages.success(request, _("已接收，办好以后在这里答复。"))
    return redirect("referral", referral_id=referral_id)


@requires("services.refuse_referral")
@require_POST
def referral_refuse(request: ActorRequest, referral_id: UUID) -> HttpResponse:
    return _done(
        request, referral_id, _("已退回。"),
        lambda: refuse_referral(
            actor=request.actor, referral_id=referral_id, reason=request.POST.get("reason", ""),
            on=localdate(), at=timezone.now(), refused_on=_day(request),
        ),
    )  # fmt: skip


@requires("services.answer_referral")
@require_POST
def referral_answer(request: ActorRequest, referral_id: UUID) -> HttpResponse:
    return _done(
        request, referral_id, _("答复登记好了。"),
        lambda: answer_referral(
            actor=request.actor, referral_id=referral_id, answer=request.POST.get("answer", ""),
            on=localdate(), at=timezone.now(), answered_on=_day(request),
        ),
    )  # fmt: skip


@requires("services.take_back_referral")
@require_POST
def referral_take_back(request: ActorRequest, referral_id: UUID) -> HttpResponse:
    return _done(
        request, referral_id, _("已撤回，不再计数。"),
        lambda: take_back_referral(
            actor=request.actor, referral_id=referral_id, reason=request.POST.get("reason", ""),
            on=localdate(), at=timezone.now(),
        ),
    )  # fmt: skip


def _done(request: ActorRequest, referral_id: UUID, said: str, do: Callable[[], Referral]) -> HttpResponse:
    do()
    messages.success(request, said)
    return redirect("referral", referral_id=referral_id)


def _day(request: ActorRequest) -> date | None:
    try:
        return date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        return None


urlpatterns = [
    path("services/referrals/", referral_list, name="referrals"),
    path("services/referrals/<uuid:referral_id>/", referral_page, name="referral"),
    path("services/referrals/<uuid:referral_id>/accept/", referral_accept, name="referral-accept"),
    path("services/referrals/<uuid:referral_id>/refuse/", referral_refuse, name="referral-refuse"),
    path("services/referrals/<uuid:referral_id>/answer/", referral_answer, name="referral-answer"),
    path("services/referrals/<uuid:referral_id>/take-back/", referral_take_back, name="referral-take-back"),
    path("services/referrals/<uuid:referral_id>/form.docx", referral_docx, name="referral-docx"),
    path("clients/<uuid:client_id>/refer/", referral_new, name="referral-new"),
    path("clients/<uuid:client_id>/referrals/", client_referrals, name="client-referrals"),
]
