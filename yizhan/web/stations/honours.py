"""Titles of a station: given by the office that writes them down, and taken back."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.stations.actions import end_honour, give_honour
from yizhan.stations.models import Honour
from yizhan.stations.queries import station_in_sight
from yizhan.web.door import ActorRequest, requires
from yizhan.web.plain import PlainForm
from yizhan.web.stations.forms import attempt, day


class HonourForm(PlainForm):
    title = forms.CharField(
        label=gettext_lazy("称号"), max_length=40, help_text=gettext_lazy("例如示范社工站、五星级社工站。")
    )
    level = forms.ChoiceField(label=gettext_lazy("哪一级授予"), choices=Honour.Level.choices)
    document = forms.CharField(
        label=gettext_lazy("授予文件"), max_length=120, help_text=gettext_lazy("文件名称和文号。")
    )
    given_on = day(gettext_lazy("授予日期"))


class EndHonourForm(PlainForm):
    reason = forms.CharField(label=gettext_lazy("取消的原因"), max_length=200)


@requires("stations.give_honour")
def honour_new(request: ActorRequest, station_id: UUID) -> HttpResponse:
    station = station_in_sight(actor=request.actor, station_id=station_id, verb="stations.give_honour")
    on = localdate()
    own = next(
        (
            level
            for role, level in (("province", "PROVINCE"), ("city", "CITY"))
            if role in request.actor.roles
        ),
        "COUNTY",
    )
    form = HonourForm(request.POST or None, initial={"given_on": on, "level": own})
    if request.method == "POST" and form.is_valid():
        given = attempt(
            form, lambda: give_honour(actor=request.actor, station_id=station_id, on=on, **form.cleaned_data)
        )
        if given is not None:
            messages.success(request, _("称号登记好了，挂图上标为示范站。"))
            return redirect("station", station_id)
    facts = {
        "station": station,
        "form": form,
        "heading": _("登记称号"),
        "lead": _("只登记本级授予的称号，写明文件。"),
        "submit": True,
    }
    return render(request, "stations/form.html", facts, status=422 if form.is_bound and form.errors else 200)


@requires("stations.end_honour")
def honour_end(request: ActorRequest, honour_id: UUID) -> HttpResponse:
    honour = (
        Honour.objects.visible_to(request.actor, "stations.end_honour")
        .select_related("station")
        .get(pk=honour_id)
    )
    form = EndHonourForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ended = attempt(
            form,
            lambda: end_honour(actor=request.actor, honour_id=honour_id, on=localdate(), **form.cleaned_data),
        )
        if ended is not None:
            messages.success(request, _("称号已取消，记录保留。"))
            return redirect("station", honour.station_id)
    facts = {
        "station": honour.station,
        "form": form,
        "heading": _("取消称号"),
        "lead": str(honour),
        "submit": True,
    }
    return render(request, "stations/form.html", facts, status=422 if form.is_bound and form.errors else 200)
