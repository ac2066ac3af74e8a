"""A party fills in its sheet, seals it, may take it back until the station is opened; a sealed score is put right beside it."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.timezone import get_default_timezone

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.oversight.actions.rounds_ground import (
    _address,
    _reckon,
    _round,
    _said,
    _step,
    _stop,
    _tell,
)
from yizhan.oversight.models import Correction, Objection, Round, RoundStation, RoundStep, Sheet
from yizhan.oversight.queries.objections import holding_the_round
from yizhan.oversight.queries.reckoning import marks_of
from yizhan.oversight.queries.teams import team_lacks
from yizhan.oversight.rules.frozen import thawed
from yizhan.oversight.rules.rounds import (
    CORRECT,
    NOTHING,
    OFFICES,
    PROCESS,
    SCORE,
    SEAL,
    SHEET,
    TAKE_BACK,
    Mark,
    access_problem,
    mark_of,
    seal_problem,
    unsaid_differences,
)
from yizhan.oversight.rules.scoring import Item, Scheme
from yizhan.policy.schema.scoring import Indicator
from yizhan.privacy.action import action


@action(SCORE, facts=("sheet_id", "seen", "on"), subject="sheet_id")
def score_sheet(
    *, actor: Actor, sheet_id: UUID, marks: Mapping[str, Mark], seen: int, on: date, at: datetime
) -> Sheet:
    """Keep what was given so far; sent twice, it is kept once.

    marks  only the lines that were typed; the others stay
    seen   version of the sheet she typed on

    Refused             sealed, outside the days of the commission, points out of bounds, a colleague saved meanwhile
    Sheet.DoesNotExist  a sheet of another organisation, or the round no longer runs
    """
    sheet = _sheet(actor, SCORE, sheet_id, on)
    SHEET.step(sheet.state, SCORE)
    if seen != sheet.version and sheet.saved_by != actor.id:
        when = f"{sheet.saved_at.astimezone(get_default_timezone()):%H:%M}" if sheet.saved_at else ""
        raise Refused(
            f"{sheet.saved_by_label}在 {when} 存过这张表，您刚才填的还没有存。不同的地方标出来了，看过以后再存一次。",
            code="oversight.saved-meanwhile",
        )
    round_ = sheet.round_station.round
    scheme = thawed(round_.rules)
    items = {item.id: item for item in scheme.items_for(sheet.party.name, round_.word)}
    kept = dict(sheet.marks or {})
    for line, mark in marks.items():
        item = items.get(line)
        if item is None:
            raise Refused("这一项不在您的评分表里。", code="oversight.not-on-the-sheet")
        told = _checked(item, mark).kept()
        if told:
            kept[line] = told
        else:
            kept.pop(line, None)
    if kept == (sheet.marks or {}):
        return sheet
    sheet.marks, sheet.version = kept, sheet.version + 1
    sheet.saved_by, sheet.saved_by_label, sheet.saved_at = actor.id, actor.label[:120], at
    sheet.save(update_fields=["marks", "version", "saved_by", "saved_by_label", "saved_at"])
    return sheet


def _checked(item: Item, mark: Mark) -> Mark:
    """The mark as it is kept; a checklist's points follow from its ticks."""
    rule = item.rule
    if len(mark.note) > 500 or len(mark.cannot) > 200:
        raise Refused(f"“{item.name}”的说明太长，最多500字。", code="oversight.too-long")
    if mark.cannot.strip():
        return Mark(None, (), mark.note.strip(), mark.cannot.strip())
    points = mark.points
    if isinstance(rule, Indicator) and item.how == "清单" and mark.ticks:
        if NOTHING in mark.ticks:
            return Mark(Decimal("0.00"), (), mark.note.strip(), "")
        ticks = tuple(word for word in rule.checklist if word in mark.ticks)
        points = rule.points_for(ticks)
        return Mark(points, ticks, mark.note.strip(), "")
    if points is not None:
        _stop(item.problem(points), "oversight.points")
    return Mark(points, (), mark.note.strip(), "")


@action(SEAL, facts=("sheet_id", "on"), subject="sheet_id")
def seal_sheet(*, actor: Actor, sheet_id: UUID, on: date, at: datetime) -> Sheet:
    """Nobody sees the scores until every party of the station has sealed; the last seal opens the station.

    Refused  lines not scored, points other than the figure's without a reason, sealed already, outside the days; the
             team of the party lacks a field the region's paper asks of it
    Source   rule evaluation.team, where its 适用 names such a party
    """
    found = _sheet(actor, SEAL, sheet_id, on)
    round_ = Round.objects.select_for_update().get(pk=found.round_station.round_id)
    sheet = (
        Sheet.objects.select_for_update(of=("self",)).select_related("party", "organisation").get(pk=found.pk)
    )
    row = RoundStation.objects.select_related("station").get(pk=sheet.round_station_id)
    scheme = thawed(round_.rules)
    state = SHEET.step(sheet.state, SEAL).end
    if lacking := team_lacks(round_=round_, sheet=sheet):
        _stop(lacking[0], "oversight.team-incomplete", lacking[1])
    marks = {line: mark_of(kept) for line, kept in (sheet.marks or {}).items()}
    items = scheme.items_for(sheet.party.name, round_.word)
    _stop(
        seal_problem(missing=[item.name for item in items if not marks.get(item.id, Mark()).done]),
        "oversight.not-scored",
    )
    _stop(unsaid_differences(_differences(items, marks, row.facts)), "oversight.no-reason")
    sheet.state, sheet.sealed_at = state, at
    sheet.sealed_by, sheet.sealed_by_label = actor.id, actor.label[:120]
    sheet.save(update_fields=["state", "sealed_at", "sealed_by", "sealed_by_label"])
    if not Sheet.objects.filter(round_station=row, state=Sheet.State.DRAFT).exists():
        _open(actor, scheme, round_, row, on, at)
    return sheet


def _differences(items: tuple[Item, ...], marks: Mapping[str, Mark], facts: Mapping[str, Any]) -> list[str]:
    """Lines given other points than the records earn, without a word why."""
    found = []
    for item in items:
        suggested = facts.get(item.id, {}).get("suggested")
        mark = marks.get(item.id, Mark())
        if suggested is None or mark.note or mark.cannot or mark.points is None:
            continue
        if mark.points != Decimal(suggested):
            found.append(item.name)
    return found


def _open(actor: Actor, scheme: Scheme, round_: Round, row: RoundStation, on: date, at: datetime) -> None:
    """All parties are in: the station is opened; with the last station the round is."""
    row.opened_at = at
    _reckon(scheme, round_, [row])
    if RoundStation.objects.filter(round=round_, opened_at=None).exists():
        return
    round_.state = PROCESS.step(round_.state, SEAL, Round.State.OPENED).end
    round_.save(update_fields=["state"])
    _step(round_, actor, RoundStep.Kind.ALL_IN, on)
    _tell(
        actor,
        SEAL,
        round_,
        subject=f"{round_.word}评估各方都评完了，请核对结果、告知各站",
        url=_address(round_),
        at=at,
        roles=OFFICES,
        station=row,
        only=holding_the_round(round_=round_, station_id=row.station_id, on=on),
    )


@action(TAKE_BACK, facts=("sheet_id", "on"), subject="sheet_id")
def take_back_sheet(*, actor: Actor, sheet_id: UUID, because: str, on: date) -> Sheet:
    """A sealed sheet is a draft again; what was given stays. Refused: opened already, not sealed, no reason."""
    found = _sheet(actor, TAKE_BACK, sheet_id, on)
    round_ = Round.objects.select_for_update().get(pk=found.round_station.round_id)
    sheet = Sheet.objects.select_for_update().select_related("party", "station").get(pk=found.pk)
    row = RoundStation.objects.get(pk=sheet.round_station_id)
    state = SHEET.step(sheet.state, TAKE_BACK).end
    if row.opened_at is not None:
        raise Refused(
            "这个站已经拆封，评分不能再收回；写错的由组织评估的单位更正，原来的分留着。",
            code="oversight.opened-already",
        )
    said = _said(because, "请写明为什么收回。")
    sheet.state, sheet.sealed_at, sheet.sealed_by, sheet.sealed_by_label = state, None, "", ""
    sheet.save(update_fields=["state", "sealed_at", "sealed_by", "sealed_by_label"])
    _step(
        round_,
        actor,
        RoundStep.Kind.TAKEN_BACK,
        on,
        f"{sheet.station.short_name}，{sheet.party.name}：{said}",
    )
    return sheet


@action(CORRECT, facts=("sheet_id", "line", "objection_id", "on"), subject="sheet_id")
def correct_mark(
    *,
    actor: Actor,
    sheet_id: UUID,
    line: str,
    points: Decimal | None,
    because: str,
    on: date,
    objection_id: UUID | None = None,
) -> Correction:
    """Put a sealed score right by somebody who did not give it; the old one stays in sight.

    points  None: it cannot be measured and leaves the denominator

    Refused  her own sheet, the same points, no reason, out of bounds, not opened yet, settled already
    """
    found = Sheet.objects.visible_to(actor, CORRECT).select_related("round_station").get(pk=sheet_id)
    round_ = _round(actor, CORRECT, found.round_station.round_id)
    PROCESS.step(round_.state, CORRECT)
    sheet = Sheet.objects.select_for_update().select_related("party").get(pk=found.pk)
    if actor.id in (sheet.sealed_by, sheet.saved_by):
        raise Refused("这张表是您评的，更正要由别人来做。", code="oversight.own-sheet")
    said = _said(because, "请写明为什么更正。")
    scheme = thawed(round_.rules)
    item = next((each for each in scheme.items_for(sheet.party.name, round_.word) if each.id == line), None)
    if item is None:
        raise Refused("这一项不在这张评分表里。", code="oversight.not-on-the-sheet")
    if points is not None:
        _stop(item.problem(points), "oversight.points")
    before = list(Correction.objects.filter(sheet=sheet).order_by("number"))
    old = marks_of(sheet, before).get(line, Mark()).points
    if old == points:
        raise Refused("更正以后的分和原来的一样，没有什么要改。", code="oversight.same-points")
    objection = (
        Objection.objects.get(pk=objection_id, round_station=sheet.round_station_id) if objection_id else None
    )
    made = Correction.objects.create(
        sheet=sheet,
        region_code=sheet.region_code,
        station_id=sheet.station_id,
        objection=objection,
        number=len(before) + 1,
        line=line,
        old_points=old,
        new_points=points,
        because=said,
        corrected_on=on,
        corrected_by=actor.id,
        corrected_by_label=actor.label[:120],
    )
    row = RoundStation.objects.select_related("station").get(pk=sheet.round_station_id)
    _reckon(scheme, round_, [row])
    change = f"{item.said(old)} → {item.said(points)}"
    _step(
        round_,
        actor,
        RoundStep.Kind.CORRECTED,
        on,
        f"{row.station.short_name}，{sheet.party.name}，{item.name.rstrip('。')}：{change}。{said}",
    )
    return made


def _sheet(actor: Actor, verb: str, sheet_id: UUID, on: date) -> Sheet:
    """The sheet of one's own organisation, locked, on a day of its commission."""
    sheet = (
        Sheet.objects.visible_to(actor, verb)
        .select_for_update(of=("self",))
        .select_related("party", "round_station__round")
        .get(pk=sheet_id)
    )
    _stop(
        access_problem(from_on=sheet.party.from_on, to_on=sheet.party.to_on, on=on),
        "oversight.not-these-days",
    )
    return sheet
