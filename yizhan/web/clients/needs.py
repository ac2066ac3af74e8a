"""What a person needs: noted on her file, and what became of it; the list of all that is still open."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.clients.actions import change_need_state, note_need
from yizhan.clients.models import Need
from yizhan.clients.queries.file import name_for
from yizhan.kernel.errors import NotAllowed
from yizhan.stations.models import Station
from yizhan.web.door import ActorRequest, requires
from yizhan.web.listing import Between, Column, Filter, Listing, Rows, Sort


@requires("clients.note_need")
@require_POST
def client_need_new(request: ActorRequest, client_id: UUID) -> HttpResponse:
    on = localdate()
    note_need(
        actor=request.actor,
        client_id=client_id,
        kind=request.POST.get("kind", ""),
        what=request.POST.get("what", ""),
        source=request.POST.get("source", ""),
        found_on=_day(request.POST.get("found_on", ""), on),
        on=on,
    )
    return _back(request, client_id, _("需求登记好了。"))


@requires("clients.change_need_state")
@require_POST
def client_need_state(request: ActorRequest, client_id: UUID, need_id: UUID) -> HttpResponse:
    need = change_need_state(
        actor=request.actor,
        need_id=need_id,
        state=request.POST.get("state", ""),
        reason=request.POST.get("reason", ""),
        on=localdate(),
    )
    said = _("这项需求现在是“%(state)s”。") % {"state": need.get_state_display()}
    return _back(request, need.client_id, said)


@requires("clients.view")
def need_list(request: ActorRequest) -> HttpResponse:
    """Every need in sight: open ones unless another state is asked for."""
    stations = list(
        Station.objects.visible_to(request.actor, "stations.view")
        .order_by("region_code", "name")
        .values_list("pk", "short_name")[:300]
    )
    listing: Listing[Need] = Listing(
        request,
        Need.objects.visible_to(request.actor, "clients.view").select_related("client", "station"),
        sorts=(Sort("old", _("最久的在前"), "found_on"), Sort("new", _("最新的在前"), "-found_on")),
        filters=(
            Filter(
                "state",
                _("进展"),
                [("OPEN,PLANNED", _("还没满足")), *Need.State.choices],
                _states,
            ),
            Filter("kind", _("哪方面"), Need.Kind.choices, "kind"),
            Filter("source", _("从哪里得知"), Need.Source.choices, "source"),
            *([Filter("station", _("社工站"), stations, "station_id")] if len(stations) > 1 else []),
            Between("found", _("发现日期"), "found_on"),
        ),
    )
    if "state" not in request.GET:
        listing.matching = listing.matching.filter(closed_on=None)
    if listing.wants_export:
        if not request.actor.may("clients.export"):
            raise NotAllowed("clients.export")
        return listing.export(_("服务对象需求"), _columns(lambda need: name_for(request.actor, need.client)))
    facts = {
        "listing": listing,
        "rows": [(need, name_for(request.actor, need.client)) for need in listing.rows],
        "many_stations": len(stations) > 1,
        "on": localdate(),
    }
    return render(request, "clients/needs.html", facts)


def _states(rows: Rows, value: str) -> Rows:
    return rows.filter(state__in=value.split(","))


def _columns(name: Callable[[Need], str]) -> list[Column]:
    return [
        Column(_("姓名"), name),
        Column(_("社工站"), "station.short_name"),
        Column(_("哪方面"), lambda need: need.get_kind_display()),
        Column(_("需要什么"), "what", "text"),
        Column(_("从哪里得知"), lambda need: need.get_source_display()),
        Column(_("发现日期"), "found_on"),
        Column(_("进展"), lambda need: need.get_state_display()),
        Column(_("进展日期"), "state_on"),
        Column(_("说明"), "state_reason", "text"),
        Column(_("登记人"), "by_label"),
    ]


def _back(request: ActorRequest, client_id: UUID, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect(f"{reverse('client-file', args=[client_id])}#care")


def _day(text: str, on: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return on
