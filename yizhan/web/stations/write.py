"""Register and describe a station, furnish it, open and hand it over."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from yizhan.access.models import Organisation
from yizhan.kernel.errors import Refused
from yizhan.oversight.actions import check_safety
from yizhan.regions.queries import townships
from yizhan.stations.actions import (
    EquipmentLine,
    RoomLine,
    assign_operator,
    close_station,
    open_station,
    record_opening_step,
    register_station,
    set_equipment,
    set_rooms,
    suspend_station,
    update_station,
)
from yizhan.stations.models import EQUIPMENT_WORDS, Equipment, OpeningStep, Station
from yizhan.stations.queries import (
    equipment_of,
    naming_for,
    rooms_of,
    station_in_sight,
    stations_found,
    steps_done,
)
from yizhan.stations.rules import asked_for, name_problem, sign_problem
from yizhan.web.door import ActorRequest, requires, requires_any
from yizhan.web.stations.forms import (
    EditStation,
    EquipmentList,
    NewStation,
    OperatorForm,
    Rooms,
    SafetyForm,
    StatusForm,
    StepForm,
    attempt,
)

BOARD = (
    ("board_size", "尺寸"),
    ("board_material", "材质"),
    ("board_colour", "颜色"),
    ("board_place", "位置"),
)


@requires("stations.register_station")
def station_new(request: ActorRequest) -> HttpResponse:
    on = localdate()
    taken = set(
        stations_found(actor=request.actor, kind="STATION").values_list("region_code", flat=True)[:5000]
    )
    places = [
        (
            region.code,
            f"{region.short_name}（{_('已有社工站')}）" if region.code in taken else region.short_name,
        )
        for grant in request.actor.grants_for("stations.register_station")
        if grant.region.isdigit()
        for region in townships(code=grant.region, on=on)[:1000]
    ]
    parents = [
        (str(station.pk), station.title)
        for station in stations_found(actor=request.actor, status="OPEN")[:500]
    ]
    form = NewStation(
        request.POST or None,
        places=places,
        parents=parents,
        initial={"planned_on": on, "region_code": request.GET.get("region", "")},
    )
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = dict(form.cleaned_data)
        given["parent_id"] = UUID(given["parent_id"]) if given["parent_id"] else None
        station = attempt(form, lambda: register_station(actor=request.actor, on=on, **given))
        if station is not None:
            messages.success(request, _("登记好了。接着登记场地、设备和制度。"))
            return redirect("station", station.pk)
    return render(request, "stations/new.html", {"form": form}, status=_status(form))


@requires("stations.register_station")
def station_naming(request: ActorRequest) -> HttpResponse:
    """While somebody types: the name the region's paper gives, and whether what is typed fits it."""
    kind = request.GET.get("kind", "")
    code = request.GET.get("region_code", "")
    facts: dict[str, Any] = {"asked": bool(code)}
    if code.isdigit() and kind in Station.Kind.values:
        naming = naming_for(region_code=code, kind=kind, on=localdate())
        facts["naming"] = naming
        facts["checks"] = [
            (label, text, _checked(text, naming.rule, naming.blanks))
            for label, text in (
                (_("站点名称"), request.GET.get("name", "").strip()),
                (_("标牌文字"), request.GET.get("sign_text", "").strip()),
            )
            if text
        ]
    return render(request, "stations/_naming.html", facts)


def _checked(text: str, rule: Any, blanks: dict[str, str]) -> str:
    return name_problem(text) or sign_problem(text, rule=rule, blanks=blanks) or ""


@requires("stations.update_station")
def station_edit(request: ActorRequest, station_id: UUID) -> HttpResponse:
    station = station_in_sight(actor=request.actor, station_id=station_id, verb="stations.update_station")
    on = localdate()
    initial = {
        name: getattr(station, name)
        for name in (
            "short_name",
            "mode",
            "focus",
            "host_facility",
            "address",
            "phone",
            "floor_area_m2",
            "sign_text",
        )
    } | {field: station.signboard.get(word, "") for field, word in BOARD}
    form = EditStation(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = dict(form.cleaned_data)
        board = {word: given.pop(field) for field, word in BOARD}
        done = attempt(
            form,
            lambda: update_station(
                actor=request.actor, station_id=station_id, on=on, signboard=board, **given
            ),
        )
        if done is not None:
            messages.success(request, _("存好了。"))
            return redirect("station", station_id)
    naming = naming_for(region_code=station.region_code, kind=station.kind, on=on)
    facts = {"form": form, "station": station, "naming": naming}
    return render(request, "stations/edit.html", facts, status=_status(form))


@requires("stations.set_rooms")
def rooms_edit(request: ActorRequest, station_id: UUID) -> HttpResponse:
    station = station_in_sight(actor=request.actor, station_id=station_id, verb="stations.set_rooms")
    asked = asked_for(region_code=station.region_code, on=localdate(), measure="stations.rooms")
    rows = [
        {"name": room.name, "shared": room.shared, "shared_with": room.shared_with, "area_m2": room.area_m2}
        for room in rooms_of(station=station)
    ]
    formset = Rooms(request.POST or None, initial=rows)
    refusal = ""
    if request.method == "POST" and formset.is_valid():
        lines = [
            RoomLine(row["name"], bool(row.get("shared")), row.get("shared_with", ""), row.get("area_m2"))
            for row in formset.cleaned_data
            if row.get("name", "").strip()
        ]
        try:
            set_rooms(actor=request.actor, station_id=station_id, rooms=lines, from_on=_since(request))
        except Refused as no:
            refusal = str(no)
        else:
            messages.success(request, _("功能区存好了。"))
            return redirect("station", station_id)
    facts = {
        "station": station,
        "formset": formset,
        "since": request.POST.get("from_on", "") or localdate().isoformat(),
        "today": localdate().isoformat(),
        "refusal": refusal,
        "asked": [(name, clause, name in {row["name"] for row in rows}) for name, clause in asked.items()],
    }
    return render(
        request, "stations/rooms.html", facts, status=422 if refusal or formset.total_error_count() else 200
    )


def _since(request: ActorRequest) -> date:
    """From which day the list holds: today unless she says otherwise; a list of tomorrow is written tomorrow."""
    try:
        day = date.fromisoformat(request.POST.get("from_on", "") or localdate().isoformat())
    except ValueError:
        raise Refused(_("“从哪天起”要写成日期。"), code="stations.day") from None
    if day > localdate():
        raise Refused(_("“从哪天起”在今天以后，请到那天再登记。"), code="stations.future")
    return day


@requires("stations.set_equipment")
def equipment_edit(request: ActorRequest, station_id: UUID) -> HttpResponse:
    station = station_in_sight(actor=request.actor, station_id=station_id, verb="stations.set_equipment")
    asked = asked_for(region_code=station.region_code, on=localdate(), measure="stations.equipment")
    rows = [
        {"name": thing.name, "kind": thing.kind, "count": thing.count}
        for thing in equipment_of(station=station)
    ]
    formset = EquipmentList(request.POST or None, initial=rows)
    refusal = ""
    if request.method == "POST" and formset.is_valid():
        lines = [
            EquipmentLine(row["name"], row.get("count") or 1, row.get("kind") or Equipment.Kind.OFFICE)
            for row in formset.cleaned_data
            if row.get("name", "").strip()
        ]
        try:
            set_equipment(
                actor=request.actor, station_id=station_id, equipment=lines, from_on=_since(request)
            )
        except Refused as no:
            refusal = str(no)
        else:
            messages.success(request, _("设施设备存好了。"))
            return redirect("station", station_id)
    labels = set(EQUIPMENT_WORDS.values())
    have = {row["name"] for row in rows} | {EQUIPMENT_WORDS.get(str(row["kind"]), "") for row in rows}
    facts = {
        "station": station,
        "formset": formset,
        "since": request.POST.get("from_on", "") or localdate().isoformat(),
        "today": localdate().isoformat(),
        "refusal": refusal,
        "asked": [(name, clause, name in have) for name, clause in asked.items()],
        "suggested": [name for name in asked if name not in labels],
    }
    status = 422 if refusal or formset.total_error_count() else 200
    return render(request, "stations/equipment.html", facts, status=status)


@requires("stations.record_opening_step")
def step_edit(request: ActorRequest, station_id: UUID) -> HttpResponse:
    station = station_in_sight(
        actor=request.actor, station_id=station_id, verb="stations.record_opening_step"
    )
    on = localdate()
    done = steps_done(station=station)
    first = next((step for step in OpeningStep.Step.values if step not in done), OpeningStep.Step.OPERATING)
    form = StepForm(request.POST or None, initial={"step": request.GET.get("step", first), "done_on": on})
    if request.method == "POST" and form.is_valid():
        row = attempt(
            form,
            lambda: record_opening_step(
                actor=request.actor, station_id=station_id, on=on, **form.cleaned_data
            ),
        )
        if row is not None:
            messages.success(request, _("步骤存好了。"))
            return redirect("station", station_id)
    return _form_page(request, station, form, _("登记建站步骤"), _("同一步骤再登记一次，以后一次为准。"))


@requires_any("stations.open_station", "stations.suspend_station", "stations.close_station")
def status_edit(request: ActorRequest, station_id: UUID) -> HttpResponse:
    station = station_in_sight(actor=request.actor, station_id=station_id, verb="stations.open_station")
    on = localdate()
    ways = {
        Station.Status.PLANNED: [("open", _("开始运营")), ("close", _("不再筹建"))],
        Station.Status.OPEN: [("suspend", _("暂停")), ("close", _("撤销"))],
        Station.Status.SUSPENDED: [("open", _("恢复运营")), ("close", _("撤销"))],
    }
    choices = ways.get(Station.Status(station.status), [])
    form = StatusForm(
        request.POST or None, choices=choices, initial={"on": on, "to": choices[0][0] if choices else ""}
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        whom: dict[str, Any] = {"actor": request.actor, "station_id": station_id}

        def change() -> Station:
            if given["to"] == "open":
                return open_station(**whom, opened_on=given["on"], on=on)
            if given["to"] == "suspend":
                return suspend_station(**whom, reason=given["reason"], on=given["on"])
            return close_station(**whom, reason=given["reason"], on=given["on"])

        if attempt(form, change) is not None:
            messages.success(request, _("办好了。"))
            return redirect("station", station_id)
    lead = (
        _("撤销以后资料仍可查阅，承接主体当天起看不到本站档案。")
        if choices
        else _("本站已撤销，不能再办理。")
    )
    return _form_page(request, station, form, _("开办、暂停与撤销"), lead, submit=bool(choices))


@requires("stations.assign_operator")
def operator_edit(request: ActorRequest, station_id: UUID) -> HttpResponse:
    station = station_in_sight(actor=request.actor, station_id=station_id, verb="stations.assign_operator")
    on = localdate()
    kinds = (Organisation.Kind.AGENCY, Organisation.Kind.TOWNSHIP)
    rows = Organisation.objects.visible_to(request.actor, "stations.assign_operator").filter(
        kind__in=kinds, closed_on__isnull=True
    )
    form = OperatorForm(
        request.POST or None,
        organisations=[
            (str(each.pk), f"{each.name}（{each.get_kind_display()}）")
            for each in rows.order_by("kind", "name")[:500]
        ],
        initial={"from_on": on},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = attempt(
            form,
            lambda: assign_operator(
                actor=request.actor,
                station_id=station_id,
                organisation_id=UUID(given["organisation_id"]),
                from_on=given["from_on"],
                on=on,
            ),
        )
        if done is not None:
            messages.success(request, _("承接主体登记好了。"))
            return redirect("station", station_id)
    lead = (
        _("现在由“%(name)s”承接。") % {"name": station.operator.name}
        if station.operator
        else _("还没有承接主体。")
    )
    return _form_page(request, station, form, _("确定承接主体"), lead)


@requires("stations.record_safety_check", "oversight.check_safety")
def safety_new(request: ActorRequest, station_id: UUID) -> HttpResponse:
    station = station_in_sight(
        actor=request.actor, station_id=station_id, verb="stations.record_safety_check"
    )
    on = localdate()
    form = SafetyForm(request.POST or None, initial={"checked_on": on})
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: check_safety(
                actor=request.actor, station_id=station_id, on=on, at=now(), **form.cleaned_data
            ),
        )
        if done is not None:
            passed = done.result == "PASSED"
            messages.success(
                request,
                _("检查结果存好了。") if passed else _("检查结果存好了，已转成整改事项，改好后由别人核查。"),
            )
            return redirect("station", station_id)
    return _form_page(
        request, station, form, _("登记安全检查"), _("查场所、消防和用电，写明发现的问题和整改期限。")
    )


def _form_page(
    request: ActorRequest, station: Station, form: BaseForm, heading: str, lead: str, *, submit: bool = True
) -> HttpResponse:
    facts = {"station": station, "form": form, "heading": heading, "lead": lead, "submit": submit}
    return render(request, "stations/form.html", facts, status=_status(form))


def _status(form: BaseForm) -> int:
    return 422 if form.is_bound and form.errors else 200
