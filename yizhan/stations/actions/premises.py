"""What a station has and how it is kept: rooms, equipment, safety, rules checked by a person."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.kernel.metric import METRICS
from yizhan.policy.book import NoRule, rule_for
from yizhan.privacy.action import action
from yizhan.stations.actions.ground import _replace, _station
from yizhan.stations.models import (
    Equipment,
    Room,
    RuleCheck,
    SafetyCheck,
    Station,
)
from yizhan.stations.rules import (
    future_problem,
    listing_problem,
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
