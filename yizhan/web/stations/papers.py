"""Documents of a station, and the list of services it chose."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.policy.book import NoRule, catalogue_for
from yizhan.stations.actions import file_document, file_service_list, retire_document
from yizhan.stations.models import StationDocument
from yizhan.stations.queries import current_service_list, station_in_sight
from yizhan.stations.rules import DOCUMENT_MEASURES, FILE_LIMIT_BYTES, asked_for
from yizhan.web.door import ActorRequest, requires
from yizhan.web.stations.forms import NewDocument, ServiceListForm, attempt


@requires("stations.file_document")
def document_new(request: ActorRequest, station_id: UUID) -> HttpResponse:
    station = station_in_sight(actor=request.actor, station_id=station_id, verb="stations.file_document")
    on = localdate()
    initial = {
        "in_force_from_on": on,
        "kind": request.GET.get("kind", "SYSTEM"),
        "name": request.GET.get("name", ""),
    }
    form = NewDocument(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = dict(form.cleaned_data)
        upload = given.pop("file")
        content = upload.read(FILE_LIMIT_BYTES + 1) if upload else b""
        name = upload.name if upload else ""
        done = attempt(
            form,
            lambda: file_document(
                actor=request.actor, station_id=station_id, on=on, file_name=name, content=content, **given
            ),
        )
        if done is not None:
            messages.success(request, _("“%(title)s”存好了。") % {"title": done.title})
            return redirect("station", station_id)
    labels = dict(StationDocument.Kind.choices)
    asked = [
        (str(labels[kind]), kind, asked_for(region_code=station.region_code, on=on, measure=measure))
        for measure, kind in DOCUMENT_MEASURES.items()
    ]
    facts = {"station": station, "form": form, "asked": [group for group in asked if group[2]]}
    return render(
        request, "stations/document.html", facts, status=422 if form.is_bound and form.errors else 200
    )


@requires("stations.retire_document")
@require_POST
def document_retire(request: ActorRequest, document_id: UUID) -> HttpResponse:
    document = retire_document(actor=request.actor, document_id=document_id, on=localdate())
    messages.success(request, _("“%(title)s”已停用，仍可查阅。") % {"title": document.title})
    return redirect("station", document.station_id)


@requires("stations.file_service_list")
def service_list_edit(request: ActorRequest, station_id: UUID) -> HttpResponse:
    station = station_in_sight(actor=request.actor, station_id=station_id, verb="stations.file_service_list")
    on = localdate()
    current = current_service_list(station_id=station.pk)
    chosen = request.POST.getlist("items") if request.method == "POST" else None
    if chosen is None:
        chosen = [item.item_code for item in current.items.all()] if current else []
    initial = {
        "made_on": current.made_on if current else on,
        "filed_county_on": current.filed_county_on if current else None,
        "filed_township_on": current.filed_township_on if current else None,
    }
    form = ServiceListForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: file_service_list(
                actor=request.actor, station_id=station_id, item_codes=chosen, on=on, **form.cleaned_data
            ),
        )
        if done is not None:
            messages.success(request, _("服务清单存好了，共 %(count)s 项。") % {"count": len(set(chosen))})
            return redirect("station", station_id)
    try:
        catalogue = catalogue_for(region_code=station.region_code, on=on)
    except NoRule:
        catalogue = None
    domains: dict[str, list[Any]] = {}
    for service in catalogue.services if catalogue else ():
        domains.setdefault(service.domain_name, []).append(service)
    facts = {
        "station": station,
        "form": form,
        "catalogue": catalogue,
        "domains": list(domains.items()),
        "chosen": set(chosen),
    }
    return render(
        request, "stations/service_list.html", facts, status=422 if form.is_bound and form.errors else 200
    )
