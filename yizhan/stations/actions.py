"""The verbs of stations: register, furnish, document, open, suspend, close, hand over, check."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from django.core.files.base import ContentFile
from django.db.models import Max
from django.db.models.functions import Now

from yizhan.access.actions import end_custody, start_custody
from yizhan.access.models import Custody, Organisation
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.kernel.metric import METRICS
from yizhan.policy.book import NoRule, catalogue_for, rule_for
from yizhan.privacy.action import action
from yizhan.regions.models import Region
from yizhan.stations.models import (
    Equipment,
    FormerPremises,
    OpeningStep,
    Room,
    RuleCheck,
    SafetyCheck,
    ServiceList,
    ServiceListItem,
    Station,
    StationDocument,
    StatusChange,
)
from yizhan.stations.queries import naming_for
from yizhan.stations.rules import (
    closing_refusal,
    file_problem,
    filing_refusal,
    future_problem,
    listing_problem,
    name_problem,
    opening_refusal,
    sign_problem,
    suspending_refusal,
)


@dataclass(frozen=True)
class RoomLine:
    """One functional room as it is written down."""

    name: str
    shared: bool = False
    shared_with: str = ""
    area_m2: int | None = None


@dataclass(frozen=True)
class EquipmentLine:
    """One kind of thing as it is written down."""

    name: str
    count: int = 1
    kind: str = Equipment.Kind.OFFICE


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


@action("stations.set_rooms", facts=("station_id", "from_on"), subject="station_id")
def set_rooms(
    *, actor: Actor, station_id: UUID, rooms: Sequence[RoomLine], from_on: date | None = None
) -> Station:
    """The functional rooms from a day on: what is no longer listed was there until the day before.

    from_on  None: they have been so since before anybody wrote it down, and what was written before is replaced

    Refused  a name is missing or written twice; a later list has been written already
    """
    station = _station(actor, "stations.set_rooms", station_id)
    lines = [replace(line, name=line.name.strip()) for line in rooms]
    if problem := listing_problem([line.name for line in lines], what="功能区"):
        raise Refused(problem, code="stations.rooms-wrong")
    _replace(
        station,
        Room,
        from_on,
        [
            Room(
                name=line.name,
                shared=line.shared,
                shared_with=line.shared_with.strip()[:60] if line.shared else "",
                area_m2=line.area_m2,
                place=place,
            )
            for place, line in enumerate(lines)
        ],
    )
    return station


@action("stations.set_equipment", facts=("station_id", "from_on"), subject="station_id")
def set_equipment(
    *, actor: Actor, station_id: UUID, equipment: Sequence[EquipmentLine], from_on: date | None = None
) -> Station:
    """The equipment from a day on: what is no longer listed was there until the day before.

    from_on  None: it has been so since before anybody wrote it down, and what was written before is replaced

    Refused  a name is missing or written twice, or a count is below one; a later list has been written already
    """
    station = _station(actor, "stations.set_equipment", station_id)
    lines = [replace(line, name=line.name.strip()) for line in equipment]
    if problem := listing_problem([line.name for line in lines], what="设备"):
        raise Refused(problem, code="stations.equipment-wrong")
    for line in lines:
        if line.count < 1 or line.kind not in Equipment.Kind.values:
            raise Refused(
                f"“{line.name}”的数量应为 1 以上的整数，没有的请删去这一行。", code="stations.equipment-wrong"
            )
    _replace(
        station,
        Equipment,
        from_on,
        [
            Equipment(name=line.name, count=line.count, kind=line.kind, place=place)
            for place, line in enumerate(lines)
        ],
    )
    return station


@action(
    "stations.file_document",
    facts=("station_id", "document_id", "kind", "name", "in_force_from_on"),
    subject="station_id",
)
def file_document(
    *,
    actor: Actor,
    station_id: UUID,
    kind: str,
    name: str,
    in_force_from_on: date,
    on: date,
    title: str = "",
    version: str = "",
    file_name: str = "",
    content: bytes = b"",
    document_id: UUID | None = None,
) -> StationDocument:
    """Put a system, an archive or a disclosed paper on file; the one of the same name before it ends the day before.

    content  what is in the file; a document that exists on paper only is filed without

    Refused  no name; a file whose content is not what its name says, too large, or empty
    """
    station = _station(actor, "stations.file_document", station_id)
    name = name.strip()
    if kind not in StationDocument.Kind.values or not 1 < len(name) <= 60:
        raise Refused("请选择文件的类别和名称。", code="stations.document-unnamed")
    if (file_name or content) and (problem := file_problem(file_name, content)):
        raise Refused(problem, code="stations.file-wrong")
    if in_force_from_on > on + timedelta(days=366):
        raise Refused("生效日期在一年以后，请核对。", code="stations.future")
    before = StationDocument.objects.filter(
        station=station, kind=kind, name=name, in_force_to_on__isnull=True
    )
    if kind in (StationDocument.Kind.SYSTEM, StationDocument.Kind.ARCHIVE):
        for old in before.filter(in_force_from_on__lt=in_force_from_on):
            old.in_force_to_on = in_force_from_on - timedelta(days=1)
            old.save(update_fields=["in_force_to_on"])
    document = StationDocument(
        id=document_id or uuid7(),
        station=station,
        region_code=station.region_code,
        kind=kind,
        name=name,
        title=title.strip()[:120] or name,
        version=version.strip()[:20],
        in_force_from_on=in_force_from_on,
        filed_by=actor.label,
    )
    if content:
        document.file_name, document.file_bytes = file_name[-120:], len(content)
        document.file.save(file_name, ContentFile(content), save=False)
    document.save(force_insert=True)
    return document


@action("stations.retire_document", facts=("document_id", "on"))
def retire_document(*, actor: Actor, document_id: UUID, on: date) -> StationDocument:
    """The document no longer holds from the next day on; it stays on file.

    Refused  it has ended already, or had not begun
    """
    document = (
        StationDocument.objects.visible_to(actor, "stations.retire_document")
        .select_for_update()
        .get(pk=document_id)
    )
    if document.in_force_to_on is not None:
        raise Refused(
            f"“{document.title}”已于 {document.in_force_to_on} 停用。", code="stations.document-ended"
        )
    document.in_force_to_on = max(on, document.in_force_from_on)
    document.save(update_fields=["in_force_to_on"])
    return document


@action("stations.record_opening_step", facts=("station_id", "step", "done_on"), subject="station_id")
def record_opening_step(
    *, actor: Actor, station_id: UUID, step: str, done_on: date, on: date, evidence: str = ""
) -> OpeningStep:
    """A step from planned to open was done on a day; written again, the later word replaces the earlier.

    Refused  no such step, or a day to come
    """
    station = _station(actor, "stations.record_opening_step", station_id)
    if step not in OpeningStep.Step.values:
        raise Refused("没有这个步骤。", code="stations.step-unknown")
    if problem := future_problem(done_on, on=on, what="完成日期"):
        raise Refused(problem, code="stations.future")
    row, _ = OpeningStep.objects.update_or_create(
        station=station,
        step=step,
        defaults={"region_code": station.region_code, "done_on": done_on, "evidence": evidence.strip()[:200]},
    )
    return row


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


@action("stations.file_service_list", facts=("station_id", "item_codes", "made_on"), subject="station_id")
def file_service_list(
    *,
    actor: Actor,
    station_id: UUID,
    item_codes: Sequence[str],
    made_on: date,
    on: date,
    filed_county_on: date | None = None,
    filed_township_on: date | None = None,
) -> ServiceList:
    """The station's own list of services, chosen from its region's catalogue, and when county and township had it.

    Refused  an item outside the catalogue; no catalogue here; days that contradict one another
    Source   the region's catalogue (附件1 in 白沙) and rule `services.list-filing`
    """
    station = _station(actor, "stations.file_service_list", station_id)
    try:
        catalogue = catalogue_for(region_code=station.region_code, on=on)
    except NoRule:
        raise Refused(
            "本地区还没有服务清单，请先装入本地区的政策包。", code="stations.no-catalogue"
        ) from None
    known = {service.code: service for service in catalogue.services}
    codes = list(dict.fromkeys(item_codes))
    if refusal := filing_refusal(
        codes=codes, known=known, made_on=made_on, county=filed_county_on, township=filed_township_on, on=on
    ):
        raise Refused(refusal, code="stations.service-list-wrong", clause=catalogue.clause)
    listing, _ = ServiceList.objects.update_or_create(
        station=station,
        made_on=made_on,
        defaults={
            "region_code": station.region_code,
            "filed_county_on": filed_county_on,
            "filed_township_on": filed_township_on,
            "catalogue": catalogue.name,
        },
    )
    ServiceListItem.objects.filter(service_list=listing).delete()
    ServiceListItem.objects.bulk_create(
        ServiceListItem(
            station=station,
            region_code=station.region_code,
            service_list=listing,
            item_code=code,
            item_name=known[code].name[:80],
            domain=known[code].domain_name[:40],
            place=place,
        )
        for place, code in enumerate(sorted(codes, key=list(known).index))
    )
    return listing


@action("stations.record_safety_check", facts=("station_id", "checked_on", "result"), subject="station_id")
def record_safety_check(
    *,
    actor: Actor,
    station_id: UUID,
    checked_on: date,
    result: str,
    on: date,
    findings: str = "",
    mend_by_on: date | None = None,
    check_id: UUID | None = None,
) -> SafetyCheck:
    """The township looked at the safety of the place.

    Refused  no result; a day to come; it did not pass and nothing is said about why
    """
    station = _station(actor, "stations.record_safety_check", station_id)
    if result not in SafetyCheck.Result.values:
        raise Refused("请选择检查结果。", code="stations.check-without-result")
    if problem := future_problem(checked_on, on=on, what="检查日期"):
        raise Refused(problem, code="stations.future")
    if result != SafetyCheck.Result.PASSED and not findings.strip():
        raise Refused("检查没有合格，请写明发现的问题。", code="stations.check-without-findings")
    return SafetyCheck.objects.create(
        id=check_id or uuid7(),
        station=station,
        region_code=station.region_code,
        checked_on=checked_on,
        result=result,
        findings=findings.strip(),
        mend_by_on=mend_by_on if result != SafetyCheck.Result.PASSED else None,
        by_label=actor.label,
    )


@action("stations.check_rule", facts=("station_id", "rule_id", "result", "checked_on"), subject="station_id")
def check_rule(
    *,
    actor: Actor,
    station_id: UUID,
    rule_id: str,
    result: str,
    checked_on: date,
    on: date,
    note: str = "",
) -> RuleCheck:
    """An officer looked whether the station keeps a rule that the program cannot measure; the latest look holds.

    Refused  no such rule here, or one the program measures itself; a day to come; broken, and nothing is said about how
    """
    station = _station(actor, "stations.check_rule", station_id)
    try:
        rule = rule_for(rule_id, region_code=station.region_code, on=on)
    except NoRule as none:
        raise Refused(f"{none}。", code="stations.no-rule") from None
    if rule.measure in METRICS and not rule.pending:
        raise Refused(
            "这一条由系统按登记核对，请补登记，不用人工核对。",
            code="stations.rule-measured",
            clause=rule.source,
        )
    if result not in RuleCheck.Result.values:
        raise Refused("请选择核对结果。", code="stations.check-without-result")
    if problem := future_problem(checked_on, on=on, what="核对日期"):
        raise Refused(problem, code="stations.future")
    if result == RuleCheck.Result.UNMET and not note.strip():
        raise Refused(
            "没有达标，请写明差在哪里。", code="stations.check-without-findings", clause=rule.source
        )
    return RuleCheck.objects.create(
        station=station,
        region_code=station.region_code,
        rule_id=rule.id,
        pack_id=rule.document.pack_id,
        result=result,
        note=note.strip()[:200],
        checked_on=checked_on,
        by_label=actor.label,
    )


# --- how they find and write ---------------------------------------------------------------------------------------------


def _region_within(actor: Actor, verb: str, code: str, on: date) -> Region:
    region = Region.objects.valid_on(on).filter(code=code).first()
    if region is None:
        raise Refused("没有这个区划，请从列表里选择乡镇（街道）。", code="stations.region-unknown")
    if not any(grant.reaches_region(region.code) for grant in actor.grants_for(verb)):
        raise Refused(f"“{region.name}”不在您负责的地区，不能登记。", code="stations.outside-territory")
    return region


def _station(actor: Actor, verb: str, station_id: UUID, *, closed_too: bool = False) -> Station:
    station = Station.objects.visible_to(actor, verb).select_for_update().get(pk=station_id)
    if station.status == Station.Status.CLOSED and not closed_too:
        raise Refused("本站已撤销，资料只供查阅，不能再改。", code="stations.closed")
    return station


def _replace(
    station: Station,
    table: type[Room] | type[Equipment],
    from_on: date | None,
    lines: Sequence[Room] | Sequence[Equipment],
) -> None:
    """Write the list that holds from a day on; the days before keep the list they had."""
    ever = table._default_manager.filter(station=station)
    there = {row.name: row for row in ever.filter(until_on__isnull=True)}
    if from_on is None:
        ever.filter(until_on__isnull=True).delete()
        there = {}
    else:
        began = max((row.from_on for row in there.values() if row.from_on), default=None)
        last = ever.filter(until_on__isnull=False).aggregate(last=Max("until_on"))["last"]
        changed = max((day for day in (began, last and last + timedelta(days=1)) if day), default=None)
        if changed is not None and from_on < changed:
            raise Refused(
                f"{changed:%Y年%m月%d日}的清单已经登记过，新的清单不能早于这一天。",
                code="stations.list-earlier",
            )
    keep = {line.name for line in lines}
    for name, row in there.items():
        if name in keep:
            continue
        if row.from_on == from_on:
            row.delete()
        else:
            assert from_on is not None
            row.until_on = from_on - timedelta(days=1)
            row.save(update_fields=["until_on"])
    for line in lines:
        old = there.get(line.name)
        line.station, line.region_code = station, station.region_code
        line.from_on = from_on
        if old is not None:
            line.pk, line.from_on = old.pk, old.from_on
        line.save(force_insert=old is None, force_update=old is not None)


def _keep_former(station: Station, before: Station, on: date) -> None:
    """The sign and the place as they were until yesterday; the first change of a day keeps them."""
    same = all(
        getattr(station, name) == getattr(before, name)
        for name in ("sign_text", "signboard", "floor_area_m2")
    )
    if not same:
        FormerPremises.objects.get_or_create(
            station=station,
            until_on=on - timedelta(days=1),
            defaults={
                "region_code": station.region_code,
                "sign_text": before.sign_text,
                "signboard": before.signboard,
                "floor_area_m2": before.floor_area_m2,
            },
        )


def _save(station: Station) -> None:
    station.save()
    Station.objects.filter(pk=station.pk).update(changed_at=Now())


def _note_status(actor: Actor, station: Station, *, before: str, on: date, reason: str) -> None:
    StatusChange.objects.create(
        station=station,
        region_code=station.region_code,
        from_status=before,
        to_status=station.status,
        changed_on=on,
        reason=reason.strip()[:200],
        by_label=actor.label,
    )


def _end_operation(actor: Actor, station: Station, *, because_of: str, to_on: date) -> None:
    end_custody(
        actor=actor.acting_for("access.end_custody", because_of=because_of),
        station_id=station.pk,
        to_on=to_on,
    )
