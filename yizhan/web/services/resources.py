"""资源: the ledger of offers, one offer with what was given of it, giving a part of it, exports of both."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.clients.models import Client
from yizhan.clients.queries.search import search
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.resources.actions import close_offer, link_offer, note_outcome, register_offer, update_offer
from yizhan.resources.models import Offer, OfferLink
from yizhan.resources.queries import (
    LINK,
    VIEW,
    links_of,
    offer_for,
    offers,
    programmes_to_name,
    rest_of,
    usable,
    with_rest,
)
from yizhan.services.queries.due import workers_in_post
from yizhan.stations.models import Station
from yizhan.web.door import ActorRequest, requires
from yizhan.web.listing import Between, Column, Filter, Listing, Sort
from yizhan.web.services.publicity import OFFICE, offices
from yizhan.web.services.resources_forms import LinkForm, OfferForm, in_yuan

REGISTER, UPDATE, CLOSE, NOTE = (
    "resources.register_offer",
    "resources.update_offer",
    "resources.close_offer",
    "resources.note_outcome",
)


@requires(VIEW)
def offer_list(request: ActorRequest) -> HttpResponse:
    actor, on = request.actor, localdate()
    listing: Listing[Offer] = Listing(
        request,
        offers(actor=actor),
        sorts=(
            Sort("new", _("新登记的在前"), "-recorded_at"),
            Sort("end", _("快到期的在前"), "ends_on"),
            Sort("name", _("名称"), "name"),
        ),
        filters=(
            Filter("kind", _("类别"), Offer.Kind.choices, "kind"),
            Filter("side", _("来自"), Offer.Side.choices, "side"),
            Filter(
                "state", _("状态"), (("usable", _("可以用的")), ("over", _("已过期、停用的"))),
                lambda rows, word: with_rest(usable(rows, on))
                if word == "usable"
                else rows.exclude(pk__in=usable(rows, on).order_by().values("pk")),
            ),
        ),
        search=lambda rows, words: rows.filter(name__contains=words) | rows.filter(provider__contains=words),
        search_hint=_("资源名称、提供方"),
        size=30,
    )  # fmt: skip
    if listing.wants_export:
        return listing.export(_("资源台账"), _offer_columns())
    facts = {
        "listing": listing,
        "rows": [(offer, rest_of(offer), _state(offer, on)) for offer in listing.rows],
        "today": on,
        "may_register": actor.may(REGISTER),
    }
    return render(request, "services/resources/list.html", facts)


def _state(offer: Offer, on: Any) -> tuple[str, str]:
    rest = rest_of(offer)
    if offer.closed_on is not None:
        return "idle", _("已停用")
    if offer.ends_on is not None and offer.ends_on < on:
        return "idle", _("已过期")
    if offer.starts_on > on:
        return "idle", _("还没开始")
    if rest.count == 0 or (offer.kind == Offer.Kind.MONEY and rest.value_fen == 0):
        return "warn", _("用完了")
    return "good", _("可以用")


def _offer_columns() -> tuple[Column, ...]:
    on = localdate()
    return (
        Column(_("资源名称"), "name"),
        Column(_("类别"), lambda row: str(row.get_kind_display())),
        Column(_("来自"), lambda row: str(row.get_side_display())),
        Column(_("提供方"), "provider"),
        Column(_("记在"), lambda row: row.station.short_name if row.station else _("县里")),
        Column(_("条件"), "conditions"),
        Column(_("数量"), "count"),
        Column(_("单位"), "unit"),
        Column(_("剩余数量"), lambda row: rest_of(row).count),
        Column(_("金额或折价（元）"), lambda row: in_yuan(row.value_fen), "money"),
        Column(_("剩余（元）"), lambda row: in_yuan(rest_of(row).value_fen), "money"),
        Column(_("从"), "starts_on"),
        Column(_("有效期到"), "ends_on"),
        Column(_("状态"), lambda row: _state(row, on)[1]),
    )


@requires(REGISTER)
def offer_new(request: ActorRequest) -> HttpResponse:
    form, places = _offer_form(request, None)
    refusal: Refused | None = None
    if request.method == "POST" and form.is_valid():
        told = form.told()
        place = told.pop("place")
        office = place.startswith(OFFICE)
        try:
            made = register_offer(
                actor=request.actor,
                station_id=None if office else UUID(place),
                region_code=place.removeprefix(OFFICE) if office else "",
                **told,
            )
        except Refused as no:
            refusal = no
        else:
            messages.success(request, _("登记好了。"))
            return redirect("offer", made.pk)
    facts: dict[str, Any] = {"form": form, "refusal": refusal, "places": places, "offer": None}
    return render(
        request, "services/resources/form.html", facts, status=422 if request.method == "POST" else 200
    )


@requires(UPDATE)
def offer_edit(request: ActorRequest, offer_id: UUID) -> HttpResponse:
    offer = Offer.objects.visible_to(request.actor, UPDATE).get(pk=offer_id)
    form, _places = _offer_form(request, offer)
    refusal: Refused | None = None
    if request.method == "POST" and form.is_valid():
        told = form.told()
        told.pop("place")
        told.pop("offer_id")
        try:
            update_offer(actor=request.actor, offer_id=offer.pk, **told)
        except Refused as no:
            refusal = no
        else:
            messages.success(request, _("改好了。"))
            return redirect("offer", offer.pk)
    facts: dict[str, Any] = {"form": form, "refusal": refusal, "places": [], "offer": offer}
    return render(
        request, "services/resources/form.html", facts, status=422 if request.method == "POST" else 200
    )


def _offer_form(request: ActorRequest, offer: Offer | None) -> tuple[OfferForm, list[tuple[str, str]]]:
    actor = request.actor
    if offer is None:
        stations = Station.objects.visible_to(actor, REGISTER).exclude(status=Station.Status.CLOSED)
        places = [
            *offices(actor, REGISTER),
            *((str(one.pk), one.title) for one in stations.order_by("region_code", "id")[:60]),
        ]
        initial: dict[str, Any] = {
            "offer_id": uuid7(), "kind": "GOODS", "side": "CHARITY", "starts_on": localdate(), "unit": "",
        }  # fmt: skip
    else:
        places = [("there", offer.station.title if offer.station else _("县里"))]
        initial = {
            "offer_id": offer.pk, "place": "there", "kind": offer.kind, "name": offer.name, "side": offer.side,
            "provider": offer.provider, "contact": offer.contact, "conditions": offer.conditions,
            "count": offer.count, "unit": offer.unit, "value_yuan": in_yuan(offer.value_fen),
            "starts_on": offer.starts_on, "ends_on": offer.ends_on, "shared": offer.shared,
        }  # fmt: skip
    form = OfferForm(request.POST if request.method == "POST" else None, initial=initial)
    field: Any = form.fields["place"]
    field.choices = places
    return form, places


@requires(VIEW)
def offer_page(request: ActorRequest, offer_id: UUID) -> HttpResponse:
    actor, on = request.actor, localdate()
    offer = offer_for(actor=actor, offer_id=offer_id)
    own = Offer.objects.visible_to(actor, UPDATE).filter(pk=offer.pk).exists()
    facts: dict[str, Any] = {
        "offer": offer,
        "rest": rest_of(offer),
        "state": _state(offer, on),
        "links": list(links_of(actor=actor, offer_id=offer.pk)[:50]),
        "today": on,
        "may_edit": own and offer.closed_on is None,
        "may_link": actor.may(LINK),
        "may_note": actor.may(NOTE),
    }
    return render(request, "services/resources/offer.html", facts)


@requires(CLOSE)
@require_POST
def offer_close(request: ActorRequest, offer_id: UUID) -> HttpResponse:
    close_offer(actor=request.actor, offer_id=offer_id, reason=request.POST.get("reason", ""), on=localdate())
    messages.success(request, _("停用了，已经给出去的记录都在。"))
    return redirect("offer", offer_id)


@requires(LINK)
def offer_link(request: ActorRequest, offer_id: UUID) -> HttpResponse:
    """Whom, how much; the people chosen stay chosen while one looks for more (`look`)."""
    actor, on = request.actor, localdate()
    offer = offer_for(actor=actor, offer_id=offer_id, verb=LINK)
    stations = list(
        Station.objects.visible_to(actor, LINK)
        .filter(status=Station.Status.OPEN, opened_on__lte=on)
        .order_by("region_code", "id")[:60]
    )
    word = request.POST.get("station") or request.GET.get("station", "")
    station = next((one for one in stations if str(one.pk) == word), stations[0] if stations else None)
    if station is None:
        raise Http404
    text = request.GET.get("q", "").strip()[:40]
    people = _people(request, station, request.POST.getlist("client") or request.GET.getlist("client"))
    found = [
        one
        for one in (search(actor=actor, text=text, limit=20, verb=LINK) if text else [])
        if one.active and one.station_id == station.pk and one not in people
    ]
    team = list(workers_in_post(station_ids=[station.pk], on=on))
    mine = next((one for one in team if str(one.user_id) == actor.id), None)
    form = LinkForm(
        request.POST if request.method == "POST" else None,
        initial={
            "link_id": uuid7(),
            "client": [str(one.pk) for one in people],
            "done_on": on,
            "minutes": 30,
            "mode": "AT_HOME" if people else "COME_IN",
            "worker": mine.pk if mine else "",
        },
    )
    fields: Any = form.fields
    fields["client"].choices = [(str(one.pk), one.name) for one in people]
    programmes = programmes_to_name(actor=actor, station_ids=[station.pk], on=on)
    fields["programme"].choices = [("", _("没有")), *((str(one.pk), one.title) for one in programmes)]
    fields["worker"].widget.choices = [("", _("请选择")), *((one.pk, one.name) for one in team)]
    refusal: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            link_offer(actor=actor, offer_id=offer.pk, station_id=station.pk, on=on, **form.told())
        except Refused as no:
            refusal = no
        else:
            messages.success(request, _("链接好了，服务记录也记好了。"))
            return redirect("offer", offer.pk)
    facts = {
        "form": form,
        "offer": offer,
        "rest": rest_of(offer),
        "station": station,
        "stations": stations if len(stations) > 1 else [],
        "people": people,
        "found": found,
        "text": text,
        "refusal": refusal,
    }
    return render(
        request, "services/resources/link.html", facts, status=422 if request.method == "POST" else 200
    )


def _people(request: ActorRequest, station: Station, words: list[str]) -> list[Client]:
    """The people chosen so far, in sight and of this station; anything else in the address is left out."""
    wanted = []
    for word in words[:100]:
        try:
            wanted.append(UUID(word))
        except ValueError:
            continue
    rows = Client.objects.visible_to(request.actor, LINK).filter(pk__in=wanted, station=station)
    files = {one.pk: one for one in rows}
    return [files[pk] for pk in dict.fromkeys(wanted) if pk in files]


@requires(NOTE)
@require_POST
def link_outcome(request: ActorRequest, link_id: UUID) -> HttpResponse:
    link = note_outcome(
        actor=request.actor, link_id=link_id, outcome=request.POST.get("outcome", ""), on=localdate()
    )
    messages.success(request, _("结果登记好了。"))
    return redirect("offer", link.offer_id)


@requires(VIEW)
def link_list(request: ActorRequest) -> HttpResponse:
    """链接台账: what was given, by day."""
    listing: Listing[OfferLink] = Listing(
        request,
        links_of(actor=request.actor),
        sorts=(Sort("new", _("日期，新的在前"), "-service__done_on"),),
        filters=(
            Filter("kind", _("类别"), Offer.Kind.choices, "offer__kind"),
            Between("done", _("日期"), "service__done_on"),
        ),
        search=lambda rows, words: rows.filter(offer__name__contains=words),
        search_hint=_("资源名称"),
        size=30,
    )
    if listing.wants_export:
        return listing.export(
            _("资源链接台账"),
            (
                Column(_("日期"), "service.done_on"),
                Column(_("站点"), "station.short_name"),
                Column(_("资源"), "offer.name"),
                Column(_("类别"), lambda row: str(row.offer.get_kind_display())),
                Column(_("提供方"), "offer.provider"),
                Column(_("受益人次"), lambda row: row.service.reached),
                Column(_("小组活动"), "programme.title"),
                Column(_("数量"), "count"),
                Column(_("单位"), "offer.unit"),
                Column(_("金额或折价（元）"), lambda row: in_yuan(row.service.value_fen), "money"),
                Column(_("结果"), "outcome"),
                Column(_("作废"), lambda row: _("已作废") if row.service.is_voided else ""),
            ),
        )
    return render(request, "services/resources/links.html", {"listing": listing})


urlpatterns = [
    path("services/resources/", offer_list, name="resources"),
    path("services/resources/new/", offer_new, name="offer-new"),
    path("services/resources/links/", link_list, name="offer-links"),
    path("services/resources/links/<uuid:link_id>/outcome/", link_outcome, name="offer-link-outcome"),
    path("services/resources/<uuid:offer_id>/", offer_page, name="offer"),
    path("services/resources/<uuid:offer_id>/edit/", offer_edit, name="offer-edit"),
    path("services/resources/<uuid:offer_id>/close/", offer_close, name="offer-close"),
    path("services/resources/<uuid:offer_id>/link/", offer_link, name="offer-link"),
]
