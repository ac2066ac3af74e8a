"""A station itself: registered, corrected, opened, suspended, closed, handed to an operator."""

from copy import copy
from datetime import date, timedelta
from uuid import UUID

from yizhan.access.actions import start_custody
from yizhan.access.models import Custody, Organisation
from yizhan.forms.actions import hand_to_station
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.action import action
from yizhan.stations.actions.ground import (
    _end_operation,
    _keep_former,
    _note_status,
    _region_within,
    _save,
    _station,
)
from yizhan.stations.models import (
    OpeningStep,
    Station,
)
from yizhan.stations.queries import naming_for
from yizhan.stations.rules import (
    closing_refusal,
    future_problem,
    name_problem,
    opening_refusal,
    sign_problem,
    suspending_refusal,
)


@action("stations.register_station", facts=("station_id", "region_code", "kind", "on"), subject="station_id")
def register_station(
    *,
    actor: Actor,
    region_code: str,
    kind: str,
    on: date,
    name: str = "",
    short_name: str = "",
    sign_text: str = "",
    mode: str = Station.Mode.PURCHASED,
    parent_id: UUID | None = None,
    host_facility: str = "",
    address: str = "",
    phone: str = "",
    floor_area_m2: int | None = None,
    planned_on: date | None = None,
    station_id: UUID | None = None,
) -> Station:
    """Write down a planned station; its name is the one the region's paper prescribes, unless no paper does.

    Refused  outside the actor's territory; an unknown division; a name or sign that is not in the prescribed form;
             a living station of the same name is there already
    Source   rule `sign.text`; the refusal quotes its clause
    """
    region = _region_within(actor, "stations.register_station", region_code, on)
    if kind not in Station.Kind.values or mode not in Station.Mode.values:
        raise Refused("请选择站点类型和建站方式。", code="stations.kind-missing")
    naming = naming_for(region_code=region.code, kind=kind, on=on)
    clause = naming.rule.source if naming.rule else ""
    name = (name.strip() or naming.name).strip()
    if not name:
        raise Refused("本地区的文件没有规定名称格式，请填写站点名称。", code="stations.name-missing")
    if problem := name_problem(name):
        raise Refused(problem, code="stations.name-wrong")
    if problem := sign_problem(name, rule=naming.rule, blanks=naming.blanks):
        raise Refused(f"名称{problem}", code="stations.name-wrong", clause=clause)
    if problem := sign_problem(sign_text.strip(), rule=naming.rule, blanks=naming.blanks):
        raise Refused(f"标牌文字{problem}", code="stations.sign-wrong", clause=clause)
    if (
        Station.objects.filter(region_code=region.code, name=name)
        .exclude(status=Station.Status.CLOSED)
        .exists()
    ):
        raise Refused(f"这里已经登记了“{name}”。", code="stations.duplicate")
    if problem := future_problem(planned_on or on, on=on, what="筹建日期"):
        raise Refused(problem, code="stations.future")
    parent = (
        Station.objects.visible_to(actor, "stations.register_station").get(pk=parent_id)
        if parent_id is not None
        else None
    )
    station = Station.objects.create(
        id=station_id or uuid7(),
        region_code=region.code,
        kind=kind,
        name=name,
        short_name=short_name.strip()[:40] or region.short_name,
        sign_text=sign_text.strip(),
        mode=mode,
        parent=parent,
        host_facility=host_facility.strip()[:60],
        address=address.strip()[:200],
        phone=phone.strip()[:24],
        floor_area_m2=floor_area_m2,
        planned_on=planned_on or on,
    )
    _note_status(actor, station, before="", on=station.planned_on, reason="登记")
    return station


@action("stations.update_station", facts=("station_id", "on"), subject="station_id")
def update_station(
    *,
    actor: Actor,
    station_id: UUID,
    on: date,
    sign_text: str,
    signboard: dict[str, str] | None = None,
    short_name: str = "",
    host_facility: str = "",
    address: str = "",
    phone: str = "",
    focus: str = "",
    floor_area_m2: int | None = None,
    mode: str = "",
) -> Station:
    """Write down what the place is like. A sign that reads otherwise than prescribed is recorded as it hangs there.

    The check of the station against the region's rules then says so; hiding it would help nobody.

    Refused  the station is closed
    """
    station = _station(actor, "stations.update_station", station_id)
    before = copy(station)
    station.sign_text = sign_text.strip()[:100]
    if signboard is not None:
        station.signboard = {
            word[:20]: value.strip()[:40] for word, value in signboard.items() if value.strip()
        }
    station.short_name = short_name.strip()[:40] or station.short_name
    station.host_facility, station.address = host_facility.strip()[:60], address.strip()[:200]
    station.phone, station.focus = phone.strip()[:24], focus.strip()[:200]
    station.floor_area_m2 = floor_area_m2
    if mode in Station.Mode.values:
        station.mode = mode
    _keep_former(station, before, on)
    _save(station)
    return station


@action("stations.open_station", facts=("station_id", "opened_on"), subject="station_id")
def open_station(*, actor: Actor, station_id: UUID, opened_on: date, on: date) -> Station:
    """The station begins, or begins again, to serve.

    Refused  it is open or closed; nobody is to run it; a day to come
    """
    station = _station(actor, "stations.open_station", station_id, closed_too=True)
    if refusal := opening_refusal(
        status=station.status,
        mode=station.mode,
        has_operator=station.operator_id is not None,
        opened_on=opened_on,
        on=on,
        planned_on=station.planned_on,
    ):
        raise Refused(refusal, code="stations.not-opened")
    before, station.status = station.status, Station.Status.OPEN
    if before == Station.Status.PLANNED:
        station.opened_on = opened_on
        OpeningStep.objects.get_or_create(
            station=station,
            step=OpeningStep.Step.OPERATING,
            defaults={"region_code": station.region_code, "done_on": opened_on},
        )
    _save(station)
    _note_status(actor, station, before=before, on=opened_on, reason="")
    hand_to_station(
        actor=actor.acting_for("forms.hand_to_station", because_of="stations.open_station"),
        station_id=station.pk,
        region_code=station.region_code,
        on=on,
    )
    return station


@action("stations.suspend_station", facts=("station_id", "on"), subject="station_id")
def suspend_station(*, actor: Actor, station_id: UUID, reason: str, on: date) -> Station:
    """The station stops serving for a while.

    Refused  it is not open, or no reason is given
    """
    station = _station(actor, "stations.suspend_station", station_id, closed_too=True)
    if refusal := suspending_refusal(
        status=station.status, reason=reason, on=on, opened_on=station.opened_on
    ):
        raise Refused(refusal, code="stations.not-suspended")
    before, station.status = station.status, Station.Status.SUSPENDED
    _save(station)
    _note_status(actor, station, before=before, on=on, reason=reason)
    return station


@action("stations.close_station", facts=("station_id", "on"), subject="station_id")
def close_station(*, actor: Actor, station_id: UUID, reason: str, on: date) -> Station:
    """The station is no more; its records stay. Whoever operated it loses it that day.

    Refused  it is closed already, no reason is given, or rooms and points still lie under it
    """
    station = _station(actor, "stations.close_station", station_id, closed_too=True)
    below = Station.objects.filter(parent=station).exclude(status=Station.Status.CLOSED).count()
    if refusal := closing_refusal(
        status=station.status, reason=reason, on=on, opened_on=station.opened_on, parts_open=below
    ):
        raise Refused(refusal, code="stations.not-closed")
    if station.operator_id is not None:
        _end_operation(actor, station, because_of="stations.close_station", to_on=on)
    before, station.status = station.status, Station.Status.CLOSED
    station.closed_on, station.operator = on, None
    _save(station)
    _note_status(actor, station, before=before, on=on, reason=reason)
    return station


@action("stations.assign_operator", facts=("station_id", "organisation_id", "from_on"), subject="station_id")
def assign_operator(
    *, actor: Actor, station_id: UUID, organisation_id: UUID, from_on: date, on: date
) -> Station:
    """Hand the station, and with it the custody of its files, to an organisation from a day on.

    The one before keeps it until the day before. A day to come is allowed: agreements are signed ahead.

    Refused                    it runs the station already; the organisation is closed; the day lies before the last change
    Organisation.DoesNotExist  no such organisation
    """
    verb = "stations.assign_operator"
    station = _station(actor, verb, station_id)
    organisation = Organisation.objects.get(pk=organisation_id)
    if organisation.closed_on is not None and organisation.closed_on <= from_on:
        raise Refused(f"“{organisation.name}”已注销，不能承接。", code="stations.operator-closed")
    last = Custody.objects.filter(station_id=station.pk).order_by("-from_on").first()
    if last is not None and last.to_on is None and last.organisation_id == organisation_id:
        raise Refused(f"本站已由“{organisation.name}”承接。", code="stations.operator-same")
    if last is not None and from_on <= last.from_on:
        raise Refused(
            f"承接日期应在上一家开始承接的日期（{last.from_on}）之后。", code="stations.operator-earlier"
        )
    if last is not None and last.to_on is None:
        _end_operation(actor, station, because_of=verb, to_on=from_on - timedelta(days=1))
    start_custody(
        actor=actor.acting_for("access.start_custody", because_of=verb),
        organisation_id=organisation_id,
        station_id=station.pk,
        region_code=station.region_code,
        from_on=from_on,
    )
    station.operator = organisation
    _save(station)
    return station


@action("stations.release_station", facts=("station_id", "to_on"), subject="station_id")
def release_station(*, actor: Actor, station_id: UUID, to_on: date, on: date) -> Station:
    """The organisation's custody ends with that day; nobody operates the station until it is assigned again.

    Refused                nobody operates it, or it began to after that day
    """
    station = _station(actor, "stations.release_station", station_id)
    held = Custody.objects.filter(station_id=station.pk, to_on=None).first()
    if held is None:
        raise Refused("这个站现在没有承接单位。", code="stations.nobody-operates")
    _end_operation(actor, station, because_of="stations.release_station", to_on=to_on)
    if to_on < on:
        station.operator = None
        _save(station)
    return station
