"""宣传: the log of what was published, the form, taking one off again."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from yizhan.kernel.actor import EVERYWHERE, Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.services.actions import note_publicity, withdraw_publicity
from yizhan.services.models import PublicityItem
from yizhan.services.queries.due import workers_in_post
from yizhan.services.queries.publicity import counted, item_for, publicity
from yizhan.stations.models import Station
from yizhan.stations.rules import FILE_LIMIT_BYTES
from yizhan.web.door import ActorRequest, requires
from yizhan.web.listing import Between, Column, Filter, Listing, Sort
from yizhan.web.plain import PlainForm
from yizhan.web.services.by_station import station_filters
from yizhan.web.services.forms import DayInput

VIEW, NOTE, WITHDRAW = "services.view", "services.note_publicity", "services.withdraw_publicity"
OFFICE = "office:"
"""How the form says “the office of this region” where others name a station."""


class PublicityForm(PlainForm):
    """One line of the log as it is typed."""

    item_id = forms.UUIDField(widget=forms.HiddenInput)
    place = forms.ChoiceField(label=gettext_lazy("哪里的宣传"))
    kind = forms.ChoiceField(
        label=gettext_lazy("类型"),
        choices=PublicityItem.Kind.choices,
    )
    title = forms.CharField(label=gettext_lazy("标题"), max_length=120)
    channel = forms.ChoiceField(label=gettext_lazy("渠道"), choices=PublicityItem.Channel.choices)
    level = forms.ChoiceField(label=gettext_lazy("级别"), choices=PublicityItem.Level.choices)
    medium = forms.CharField(
        label=gettext_lazy("哪家媒体、哪个账号"), required=False, max_length=80,
        help_text=gettext_lazy("现场宣传写在什么地方。"),
    )  # fmt: skip
    published_on = forms.DateField(label=gettext_lazy("日期"), widget=DayInput())
    address = forms.CharField(label=gettext_lazy("链接"), required=False, max_length=300)
    people = forms.IntegerField(
        label=gettext_lazy("现场人数"), required=False, min_value=0, max_value=100_000,
        help_text=gettext_lazy("只有现场宣传、政策宣讲填；自动记一次政策宣传服务。"),
    )  # fmt: skip
    minutes = forms.IntegerField(
        label=gettext_lazy("时长（分钟）"), required=False, min_value=1, max_value=1440
    )
    worker = forms.UUIDField(label=gettext_lazy("经办社工"), required=False, widget=forms.Select)
    summary = forms.CharField(
        label=gettext_lazy("内容摘要"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    late_reason = forms.CharField(label=gettext_lazy("补记理由"), required=False, max_length=200)
    file = forms.FileField(
        label=gettext_lazy("原件"), required=False,
        help_text=gettext_lazy("登出来的文章、简报、照片：PDF、Word、Excel、JPG、PNG，不超过20 MB。"),
    )  # fmt: skip

    def told(self) -> dict[str, Any]:
        """The arguments of the verb."""
        given = dict(self.cleaned_data)
        place = given.pop("place")
        office = place.startswith(OFFICE)
        given["station_id"] = None if office else UUID(place)
        given["region_code"] = place.removeprefix(OFFICE) if office else ""
        given["people"], given["minutes"] = given["people"] or 0, given["minutes"] or 60
        given["worker_id"] = given.pop("worker")
        upload = given.pop("file")
        given["file_name"] = upload.name if upload else ""
        given["content"] = upload.read(FILE_LIMIT_BYTES + 1) if upload else b""
        return given


@requires(VIEW)
def publicity_list(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    listing: Listing[PublicityItem] = Listing(
        request,
        publicity(actor=actor),
        sorts=(Sort("new", _("日期，新的在前"), "-published_on"), Sort("place", _("站点"), "region_code")),
        filters=(
            *station_filters(actor, VIEW),
            Filter("kind", _("类型"), PublicityItem.Kind.choices, "kind"),
            Filter("channel", _("渠道"), PublicityItem.Channel.choices, "channel"),
            Filter("level", _("级别"), PublicityItem.Level.choices, "level"),
            Between("published", _("日期"), "published_on"),
        ),
        search=lambda rows, words: rows.filter(title__contains=words) | rows.filter(medium__contains=words),
        search_hint=_("标题、媒体"),
        size=30,
    )
    if listing.wants_export:
        return listing.export(_("宣传台账"), _columns())
    within = publicity(actor=actor, verb=WITHDRAW).filter(pk__in=[row.pk for row in listing.rows])
    facts = {
        "listing": listing,
        "may_note": actor.may(NOTE),
        "withdrawable": set(within.values_list("pk", flat=True)) if actor.may(WITHDRAW) else set(),
        "articles": counted(listing.matching.filter(kind="MEDIA")).order_by().count(),
        "may_see_offers": actor.may("resources.view"),
    }
    return render(request, "services/publicity/list.html", facts)


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("日期"), "published_on"),
        Column(_("站点"), lambda row: row.station.short_name if row.station else _("县里")),
        Column(_("类型"), lambda row: str(row.get_kind_display())),
        Column(_("标题"), "title"),
        Column(_("渠道"), lambda row: str(row.get_channel_display())),
        Column(_("级别"), lambda row: str(row.get_level_display())),
        Column(_("媒体"), "medium"),
        Column(_("链接"), "address"),
        Column(_("现场人数"), lambda row: row.service.participants_count if row.service else None),
        Column(_("撤下"), "withdrawn_because"),
    )


@requires(NOTE)
def publicity_new(request: ActorRequest) -> HttpResponse:
    actor, on = request.actor, localdate()
    stations = list(
        Station.objects.visible_to(actor, NOTE).exclude(opened_on=None).order_by("region_code", "id")[:60]
    )
    team = (
        list(workers_in_post(station_ids=[one.pk for one in stations[:1]], on=on))
        if len(stations) == 1
        else []
    )
    mine = next((one for one in team if str(one.user_id) == actor.id), None)
    talk = request.GET.get("kind") == PublicityItem.Kind.TALK
    form = PublicityForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        initial={
            "item_id": uuid7(),
            "kind": "TALK" if talk else "POST",
            "channel": "SPOT" if talk else "NETWORK",
            "level": "STATION",
            "published_on": on,
            "minutes": 60,
            "worker": mine.pk if mine else "",
        },
    )
    fields: Any = form.fields
    fields["place"].choices = [
        *offices(actor, NOTE),
        *((str(one.pk), one.title) for one in stations),
    ]
    fields["worker"].widget.choices = [("", _("请选择")), *((one.pk, one.name) for one in team)]
    refusal: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            made = note_publicity(actor=actor, on=on, **form.told())
        except Refused as no:
            refusal = no
        else:
            said = _("登记好了。") + (_("服务记录也记好了。") if made.service_id else "")
            messages.success(request, said)
            return redirect("publicity")
    facts = {"form": form, "refusal": refusal, "several": len(fields["place"].choices) > 1, "team": team}
    return render(
        request, "services/publicity/new.html", facts, status=422 if request.method == "POST" else 200
    )


def offices(actor: Actor, verb: str) -> list[tuple[str, str]]:
    """The actor's own office, where it stands for a county or a township, as a choice beside the stations."""
    found = {
        grant.region
        for grant in actor.grants_for(verb)
        if grant.stations is None and grant.region != EVERYWHERE and len(grant.region) in (6, 9)
    }
    return [(f"{OFFICE}{code}", _("本单位（不属于哪个站）")) for code in sorted(found)[:1]]


@requires(WITHDRAW)
@require_POST
def publicity_withdraw(request: ActorRequest, item_id: UUID) -> HttpResponse:
    withdraw_publicity(
        actor=request.actor, item_id=item_id, reason=request.POST.get("reason", ""), on=localdate()
    )
    messages.success(request, _("撤下了，不再计数。"))
    return redirect("publicity")


@requires(VIEW)
def publicity_file(request: ActorRequest, item_id: UUID) -> FileResponse:
    """The original as it was put there. Http404 without one."""
    item = item_for(actor=request.actor, item_id=item_id)
    if not item.file:
        raise Http404
    return FileResponse(item.file.open("rb"), as_attachment=True, filename=item.file_name)


urlpatterns = [
    path("services/publicity/", publicity_list, name="publicity"),
    path("services/publicity/new/", publicity_new, name="publicity-new"),
    path("services/publicity/<uuid:item_id>/file", publicity_file, name="publicity-file"),
    path("services/publicity/<uuid:item_id>/withdraw/", publicity_withdraw, name="publicity-withdraw"),
]
