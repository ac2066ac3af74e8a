"""A station or an agency is inspected; what is wrong becomes a finding each, what broke again is reopened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.oversight.actions.findings import _add, open_finding, reopen_finding
from yizhan.oversight.actions.findings_ground import _numbered, _stop, _tell_other_side, _whom
from yizhan.oversight.models import Finding, FindingStep, Inspection, InspectionItem
from yizhan.oversight.rules.findings import OPEN, REOPEN
from yizhan.oversight.rules.inspections import (
    AGENCY_WORD,
    DROP,
    FINISH,
    INSPECTION,
    LONGEST,
    MOST_ITEMS,
    NOTE,
    PLAN,
    SAFETY,
    checklist,
    finishing_problem,
)
from yizhan.privacy.action import action
from yizhan.stations.actions import record_safety_check
from yizhan.stations.models import KIND_WORDS, SafetyCheck, Station

RECORD_SAFETY = "stations.record_safety_check"


@dataclass(frozen=True)
class Mark:
    """What was found at one line. mend_by_on: None as long as the region's paper gives."""

    result: str
    words: str = ""
    mend_by_on: date | None = None


@action(
    PLAN,
    facts=("inspection_id", "station_id", "organisation_id", "kind", "planned_on"),
    subject="inspection_id",
)
def plan_inspection(
    *,
    actor: Actor,
    kind: str,
    planned_on: date,
    on: date,
    at: datetime,
    station_id: UUID | None = None,
    organisation_id: UUID | None = None,
    party: str = "",
    party_name: str = "",
    topics: Sequence[str] = (),
    announced: bool = False,
    inspection_id: UUID | None = None,
) -> Inspection:
    """A visit is set up, with its lines to look at: what the papers want to be there, or what was cleared before.

    party      who looks: a third party, or "" for one's own office; nobody writes down a visit of another office
    topics     of the papers; none: no line comes from the papers
    announced  the other side is told the day; otherwise it hears of the visit when it is over

    Refused  no such kind; a third party without a name; a visit of safety to an agency; nothing to look back at
    """
    if inspection_id and (
        known := Inspection.objects.visible_to(actor, PLAN).filter(pk=inspection_id).first()
    ):
        return known
    if kind not in Inspection.Kind.values:
        raise Refused("请选择是哪种检查。", code="oversight.inspection-kind")
    own = _own_party(actor)
    party = party or own
    if not party or party not in (own, Inspection.Party.THIRD):
        raise Refused("请选择是谁检查。", code="oversight.inspection-party")
    if party == Inspection.Party.THIRD and not party_name.strip():
        raise Refused("请写第三方机构的名称。", code="oversight.inspection-party")
    station, answers, region = _whom(actor, PLAN, station_id=station_id, organisation_id=organisation_id)
    if kind == Inspection.Kind.SAFETY and station is None:
        raise Refused("安全检查查的是站里的场所，请选社工站。", code="oversight.inspection-kind")
    inspection = Inspection(
        id=inspection_id or uuid7(),
        number=_numbered(Inspection, "查", region, planned_on.year),
        region_code=region,
        station=station,
        organisation_id=answers,
        kind=kind,
        party=party,
        party_name=party_name.strip()[:80] if party == Inspection.Party.THIRD else "",
        state=INSPECTION.step("", PLAN).end,
        planned_on=planned_on,
        announced=announced,
        planned_by_label=actor.label[:120],
    )
    lines = _lines(inspection, station, topics, planned_on)
    if kind == Inspection.Kind.LOOK_BACK and not lines:
        raise Refused(
            "这里没有已经销号的整改事项，没有什么可以回头看。", code="oversight.nothing-to-look-back"
        )
    inspection.save(force_insert=True)
    InspectionItem.objects.bulk_create(lines)
    if announced:
        _tell_other_side(
            actor,
            inspection,
            because_of=PLAN,
            subject=f"{planned_on:%m-%d} {inspection.by_whom}来站{inspection.get_kind_display()}",
            url=_address(inspection),
            at=at,
        )
    return inspection


@action(NOTE, facts=("inspection_id", "on"), subject="inspection_id")
def note_inspection(
    *,
    actor: Actor,
    inspection_id: UUID,
    marks: Mapping[int, Mark],
    on: date,
    added: Sequence[str] = (),
    present: str = "",
    says: str = "",
) -> Inspection:
    """What was found so far, line by line; kept until the visit is finished.

    marks  {number of a line: what was found}
    added  lines one writes oneself, found wrong each

    Refused  done already; a result that is none; more lines than fit
    """
    inspection = Inspection.objects.locked(actor, NOTE, inspection_id)
    INSPECTION.step(inspection.state, NOTE)
    items = {item.number: item for item in InspectionItem.objects.filter(inspection=inspection)}
    for number, mark in marks.items():
        item = items.get(number)
        if item is None or mark.result not in ("", *InspectionItem.Result.values):
            raise Refused("这一项没有这种结果，请刷新页面再登记。", code="oversight.inspection-line")
        item.result, item.words, item.mend_by_on = mark.result, mark.words.strip()[:LONGEST], mark.mend_by_on
        item.save(update_fields=["result", "words", "mend_by_on"])
    own = [line.strip()[:LONGEST] for line in added if line.strip()]
    if len(items) + len(own) > MOST_ITEMS:
        raise Refused(f"一次检查最多{MOST_ITEMS}项，其余的另开一次。", code="oversight.inspection-line")
    last = max(items, default=0)
    InspectionItem.objects.bulk_create(
        _line(inspection, last + place, says=line, result=InspectionItem.Result.FOUND, words=line)
        for place, line in enumerate(own, start=1)
    )
    inspection.present, inspection.says = present.strip()[:LONGEST], says.strip()[:LONGEST]
    inspection.save(update_fields=["present", "says"])
    return inspection


@action(FINISH, facts=("inspection_id", "done_on", "on"), subject="inspection_id")
def finish_inspection(
    *, actor: Actor, inspection_id: UUID, done_on: date, on: date, at: datetime
) -> Inspection:
    """The visit is over: each line found wrong becomes a finding, what broke again is reopened, a visit of safety
    stands in the station's ledger of safety checks, and the other side is told.

    Refused  a line without a result, found wrong without words; nobody named; no day for a finding where the papers
             give none
    Source   rules `safety.inspection`, `rectification.deadline`
    """
    inspection = Inspection.objects.locked(actor, FINISH, inspection_id)
    end = INSPECTION.step(inspection.state, FINISH).end
    items = list(InspectionItem.objects.filter(inspection=inspection).order_by("number"))
    wrong = [item for item in items if item.result == InspectionItem.Result.FOUND]
    _stop(
        finishing_problem(
            done_on=done_on, on=on, says=inspection.says, present=inspection.present,
            unmarked=sum(item.result == "" for item in items),
            found_without_words=[item.number for item in wrong if not item.words],
        ),
        "oversight.inspection-incomplete",
    )  # fmt: skip
    for item in items:
        if item.earlier_id is not None:
            _look_back(actor, inspection, item, on, at)
        elif item.result == InspectionItem.Result.FOUND:
            item.opened = _opened(actor, inspection, item, on, at)
            item.save(update_fields=["opened"])
    if inspection.kind == Inspection.Kind.SAFETY:
        inspection.safety_check = _safety_line(actor, inspection, wrong, done_on, on)
    inspection.state, inspection.done_on, inspection.done_by_label = end, done_on, actor.label[:120]
    inspection.save(update_fields=["state", "done_on", "done_by_label", "safety_check"])
    _tell_other_side(
        actor,
        inspection,
        because_of=FINISH,
        subject=f"{inspection.get_kind_display()}记录出来了，提出整改 {len(wrong)} 项",
        url=_address(inspection),
        at=at,
    )
    return inspection


@action(DROP, facts=("inspection_id", "on"), subject="inspection_id")
def drop_inspection(*, actor: Actor, inspection_id: UUID, because: str, on: date) -> Inspection:
    """The visit does not take place.

    Refused  no reason, or over already
    """
    inspection = Inspection.objects.locked(actor, DROP, inspection_id)
    step = INSPECTION.step(inspection.state, DROP)
    if not because.strip():
        raise Refused("请写明为什么取消。", code="oversight.unsaid")
    inspection.state, inspection.dropped_because = step.end, because.strip()[:200]
    inspection.save(update_fields=["state", "dropped_because"])
    return inspection


@action(SAFETY, facts=("station_id", "checked_on", "result"), subject="station_id")
def check_safety(
    *,
    actor: Actor,
    station_id: UUID,
    checked_on: date,
    result: str,
    on: date,
    at: datetime,
    findings: str = "",
    mend_by_on: date | None = None,
) -> SafetyCheck:
    """The short form of a safety check: one line in the station's ledger; what did not pass becomes a finding.

    Refused  as the ledger refuses; no day to put it right where the papers give none
    """
    check = record_safety_check(
        actor=actor.acting_for(RECORD_SAFETY, because_of=SAFETY),
        station_id=station_id,
        checked_on=checked_on,
        result=result,
        on=on,
        findings=findings,
        mend_by_on=mend_by_on,
    )
    if check.result != SafetyCheck.Result.PASSED:
        open_finding(
            actor=actor.acting_for(OPEN, because_of=SAFETY),
            station_id=station_id,
            source="SAFETY",
            source_id=check.pk,
            what=findings,
            mend_by_on=mend_by_on,
            on=on,
            at=at,
        )
    return check


# --- the lines ----------------------------------------------------------------------------------------------------------


def _own_party(actor: Actor) -> str:
    """The office of whoever sets it up, by her role."""
    roles = [grant.role for grant in actor.grants_for(PLAN)]
    return next((role.upper() for role in roles if role.upper() in Inspection.Party.values), "")


def _lines(
    inspection: Inspection, station: Station | None, topics: Sequence[str], on: date
) -> list[InspectionItem]:
    if inspection.kind == Inspection.Kind.LOOK_BACK:
        cleared = Finding.objects.filter(state="CLEARED", region_code__startswith=inspection.region_code)
        if station is not None:
            cleared = cleared.filter(station=station)
        else:
            cleared = cleared.filter(organisation=inspection.organisation)
        return [
            _line(inspection, number, says=row.what, earlier=row, rule_ref=row.rule_ref, clause=row.clause)
            for number, row in enumerate(cleared.order_by("-cleared_on", "-id")[:MOST_ITEMS], start=1)
        ]
    if not topics:
        return []
    word = KIND_WORDS[station.kind] if station is not None else AGENCY_WORD
    papers = checklist(region_code=inspection.region_code, on=on, kind_word=word, topics=topics)
    return [
        _line(
            inspection,
            number,
            topic=line.topic,
            says=line.says,
            rule_ref=line.ref[:160],
            clause=line.clause[:200],
        )
        for number, line in enumerate(papers[:MOST_ITEMS], start=1)
    ]


def _line(inspection: Inspection, number: int, **given: object) -> InspectionItem:
    return InspectionItem(
        inspection=inspection,
        region_code=inspection.region_code,
        station_id=inspection.station_id,
        organisation_id=inspection.organisation_id,
        number=number,
        **given,
    )


def _opened(actor: Actor, inspection: Inspection, item: InspectionItem, on: date, at: datetime) -> Finding:
    return open_finding(
        actor=actor.acting_for(OPEN, because_of=FINISH),
        station_id=inspection.station_id,
        organisation_id=inspection.organisation_id if inspection.station_id is None else None,
        source="INSPECTION",
        source_id=inspection.pk,
        what=item.words if item.words == item.says else f"{item.says}：{item.words}",
        rule_id=item.rule_id,
        mend_by_on=item.mend_by_on,
        on=on,
        at=at,
    )


def _look_back(actor: Actor, inspection: Inspection, item: InspectionItem, on: date, at: datetime) -> None:
    """A line that looks at an earlier finding: broken again it is reopened, otherwise it is written that it kept."""
    assert item.earlier is not None
    if item.result == InspectionItem.Result.FOUND and item.earlier.state == "CLEARED":
        reopen_finding(
            actor=actor.acting_for(REOPEN, because_of=FINISH),
            finding_id=item.earlier.pk,
            because=f"{item.words}（{inspection.number}）",
            mend_by_on=item.mend_by_on,
            on=on,
            at=at,
        )
    elif item.result == InspectionItem.Result.OK:
        _add(item.earlier, actor, FindingStep.Kind.KEPT, on, f"{inspection.number} {item.words}".strip())


def _safety_line(
    actor: Actor, inspection: Inspection, wrong: Sequence[InspectionItem], done_on: date, on: date
) -> SafetyCheck:
    assert inspection.station_id is not None
    return record_safety_check(
        actor=actor.acting_for(RECORD_SAFETY, because_of=FINISH),
        station_id=inspection.station_id,
        checked_on=done_on,
        result=SafetyCheck.Result.TO_MEND if wrong else SafetyCheck.Result.PASSED,
        findings="；".join(item.words for item in wrong),
        mend_by_on=max((item.mend_by_on for item in wrong if item.mend_by_on), default=None),
        on=on,
    )


def _address(inspection: Inspection) -> str:
    return f"/oversight/inspections/{inspection.pk}/"
