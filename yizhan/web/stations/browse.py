"""The list of stations, and one station on one page (一站一页)."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yizhan.kernel.metric import METRICS
from yizhan.kernel.period import Period
from yizhan.oversight.queries import checkups
from yizhan.oversight.queries.warnings import open_at
from yizhan.regions.queries import former_places
from yizhan.stations.models import Station, StationDocument
from yizhan.stations.queries import document_in_sight, honours_of, station_file, stations_found
from yizhan.stations.rules import DOCUMENT_MEASURES, FILE_KINDS, asked_for
from yizhan.web.door import ActorRequest, requires
from yizhan.web.listing import Column, Filter, Listing, Sort
from yizhan.web.templatetags.yizhan import Step
from yizhan.workforce.queries import staff_of

SIZE = 30


@requires("stations.view")
def station_list(request: ActorRequest) -> HttpResponse:
    on = localdate()
    listing: Listing[Station] = Listing(
        request,
        stations_found(actor=request.actor),
        sorts=(
            Sort("place", _("区划"), "region_code"),
            Sort("opened", _("开始运营"), "-opened_on"),
        ),
        filters=(
            Filter("kind", _("类型"), Station.Kind.choices, "kind"),
            Filter("status", _("状态"), Station.Status.choices, "status"),
            Filter("mode", _("建站方式"), Station.Mode.choices, "mode"),
        ),
        search=lambda rows, words: rows.filter(
            pk__in=stations_found(actor=request.actor, text=words).order_by().values("pk")
        ),
        search_hint=_("乡镇、站名、承接主体、拼音首字母"),
        size=SIZE,
    )
    if listing.wants_export:
        return listing.export(
            _("社工站名册"),
            (
                Column(_("站点"), "title"),
                Column(_("名称"), "name"),
                Column(_("区划代码"), "region_code", "text"),
                Column(_("类型"), lambda row: str(row.get_kind_display())),
                Column(_("状态"), lambda row: str(row.get_status_display())),
                Column(_("建站方式"), lambda row: str(row.get_mode_display())),
                Column(_("承接主体"), "operator.name"),
                Column(_("所在设施"), "host_facility"),
                Column(_("地址"), "address"),
                Column(_("面积（平方米）"), "floor_area_m2"),
                Column(_("开始运营"), "opened_on"),
            ),
        )
    rows = listing.rows
    ids = [station.pk for station in rows]
    workers = METRICS["workforce.resident_workers"](stations=ids, period=Period.of_day(on))
    unmet = {each.station.pk: each for each in checkups(stations=rows, on=on)} if rows else {}
    facts = {
        "listing": listing,
        "rows": [(station, workers.get(station.pk, 0), unmet[station.pk]) for station in rows],
        "may_register": request.actor.may("stations.register_station"),
        "may_see_staff": request.actor.may("workforce.view"),
    }
    return render(request, "stations/list.html", facts)


@requires("stations.view")
def station_page(request: ActorRequest, station_id: UUID) -> HttpResponse:
    on = localdate()
    found = station_file(actor=request.actor, station_id=station_id)
    station = found.station
    may_see_staff = request.actor.may("workforce.view")
    have = {
        "stations.rooms": {room.name for room in found.rooms},
        **{
            measure: {
                document.name
                for document in found.documents
                if document.kind == kind
                and document.in_force_from_on <= on
                and (document.in_force_to_on is None or document.in_force_to_on >= on)
            }
            for measure, kind in DOCUMENT_MEASURES.items()
        },
    }
    missing = {
        measure: [
            (name, clause)
            for name, clause in asked_for(region_code=station.region_code, on=on, measure=measure).items()
            if name not in names
        ]
        for measure, names in have.items()
    }
    labels = dict(StationDocument.Kind.choices)
    measures = {kind: measure for measure, kind in DOCUMENT_MEASURES.items()}
    groups = [
        (
            kind,
            str(labels[kind]),
            [document for document in found.documents if document.kind == kind],
            missing.get(measures.get(kind, ""), []),
        )
        for kind in StationDocument.Kind.values
    ]
    facts = {
        "file": found,
        "station": station,
        "on": on,
        "missing_rooms": missing["stations.rooms"],
        "groups": [group for group in groups if group[2] or group[3]],
        "steps": [
            Step(
                line.label,
                "ok" if line.done else "later",
                (f"{line.done.done_on:%Y-%m-%d}", line.done.evidence) if line.done else (_("还没登记"),),
            )
            for line in found.steps
        ],
        "staff": staff_of(
            actor=request.actor, station_id=station.pk, on=on, circumstances=station.circumstances
        )
        if may_see_staff
        else [],
        "may_see_staff": may_see_staff,
        "warned": open_at(actor=request.actor, station_id=station.pk),
        "may_see_learning": request.actor.may("services.view"),
        "may_see_supervisions": request.actor.may("services.view_supervisions"),
        "may_enrol": request.actor.may("workforce.enrol_worker"),
        "former_places": former_places(row=station),
        "honours": honours_of(station=station),
        "living": station.status != Station.Status.CLOSED,
        "may_see_findings": request.actor.may("oversight.view_findings"),
        "may_inspect": request.actor.may("oversight.plan_inspection"),
        "may": {
            verb: request.actor.may(f"stations.{verb}")
            for verb in (
                "update_station",
                "set_rooms",
                "set_equipment",
                "file_document",
                "retire_document",
                "record_opening_step",
                "file_service_list",
                "record_safety_check",
                "open_station",
                "assign_operator",
                "give_honour",
                "end_honour",
            )
        },
    }
    return render(request, "stations/station.html", facts)


@requires("stations.view")
def document_file(request: ActorRequest, document_id: UUID) -> HttpResponseBase:
    """The file of a document, always as a download: nothing a person uploaded is drawn inside our pages."""
    document = document_in_sight(actor=request.actor, document_id=document_id)
    if not document.file:
        raise Http404
    kind = document.file_name.rsplit(".", 1)[-1].lower()
    return FileResponse(
        document.file.open("rb"),
        as_attachment=True,
        filename=document.file_name,
        content_type=FILE_KINDS.get(kind, "application/octet-stream"),
    )
