"""The station's side objects to its result; somebody who neither objected nor scored decides, and puts right what was wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.oversight.actions.rounds_ground import OF_A_STATION, _address, _step, _stop, _tell
from yizhan.oversight.actions.sheets import correct_mark
from yizhan.oversight.models import Objection, Round, RoundStation, RoundStep, Sheet
from yizhan.oversight.queries.objections import holding_the_round, scorers_of
from yizhan.oversight.rules.frozen import thawed
from yizhan.oversight.rules.rounds import (
    CORRECT,
    DECIDE,
    OBJECT,
    OBJECTION,
    OFFICES,
    PROCESS,
    deciding_problem,
    objecting_problem,
    office_problem,
)
from yizhan.privacy.action import action


@dataclass(frozen=True)
class Change:
    """One score put right. points None: it cannot be measured."""

    sheet_id: UUID
    line: str
    points: Decimal | None


@action(OBJECT, facts=("objection_id", "round_station_id", "on"), subject="round_station_id")
def object_to_result(
    *,
    actor: Actor,
    round_station_id: UUID,
    what: str,
    on: date,
    at: datetime,
    line: str = "",
    objection_id: UUID | None = None,
) -> Objection:
    """Say what is wrong with the result, as the station or its agency.

    line          the indicator it is about; "" the whole result
    objection_id  the same id a second time is answered with the objection it made

    Refused  no words, after the last day, an indicator that is not of this scheme, one is open already
    RoundStation.DoesNotExist  another station, or its result was not told yet
    """
    row = (
        RoundStation.objects.visible_to(actor, OBJECT)
        .select_related("station", "round")
        .get(pk=round_station_id)
    )
    if objection_id and (known := Objection.objects.filter(pk=objection_id, round_station=row).first()):
        return known
    round_ = Round.objects.select_for_update().get(pk=row.round_id)
    _stop(
        objecting_problem(what=what, until_on=round_.objections_until_on, on=on),
        "oversight.objection",
        round_.objections_clause,
    )
    PROCESS.step(round_.state, OBJECT)
    if line and thawed(round_.rules).item(line) is None:
        raise Refused("方案里没有这一项。", code="oversight.not-on-the-sheet")
    if Objection.objects.filter(round_station=row, line=line, state=Objection.State.OPEN).exists():
        raise Refused("这一处已经有一件异议等着答复。", code="oversight.objection-open")
    made = Objection.objects.create(
        id=objection_id or uuid7(),
        round_station=row,
        station=row.station,
        region_code=row.region_code,
        line=line,
        what=what.strip(),
        state=OBJECTION.step("", OBJECT).end,
        raised_on=on,
        raised_by=actor.id,
        raised_by_label=actor.label[:120],
    )
    _tell(
        actor,
        OBJECT,
        round_,
        subject=f"{row.station.title}对评估结果有异议，等答复",
        url=_address(round_, row),
        at=at,
        roles=OFFICES,
        station=row,
        only=holding_the_round(round_=round_, station_id=row.station_id, on=on),
    )
    return made


@action(DECIDE, facts=("objection_id", "upheld", "on"), subject="objection_id")
def decide_objection(
    *,
    actor: Actor,
    objection_id: UUID,
    upheld: bool,
    answer: str,
    on: date,
    at: datetime,
    changes: Sequence[Change] = (),
) -> Objection:
    """Answer an objection; where it is right, the scores are put right with it.

    Refused  a round of an office above, her own objection, scores she gave herself, no answer, upheld without a change or rejected with one
    """
    found = Objection.objects.visible_to(actor, DECIDE).select_related("round_station").get(pk=objection_id)
    round_ = Round.objects.select_for_update().get(pk=found.round_station.round_id)
    _stop(
        office_problem(
            reaches=any(grant.reaches_region(round_.region_code) for grant in actor.grants_for(DECIDE))
        ),
        "oversight.not-hers-to-decide",
    )
    objection = Objection.objects.select_for_update().get(pk=found.pk)
    row = RoundStation.objects.select_related("station").get(pk=objection.round_station_id)
    PROCESS.step(round_.state, DECIDE)
    _stop(
        deciding_problem(
            answer=answer, by=actor.id, raised_by=objection.raised_by, scored_by=scorers_of(row)
        ),
        "oversight.not-hers-to-decide",
    )
    if upheld and not changes:
        raise Refused("异议成立的，请写明哪一方的哪一项改为多少分。", code="oversight.no-change")
    if not upheld and changes:
        raise Refused("异议不成立的，不改分。", code="oversight.no-change")
    end = Objection.State.UPHELD if upheld else Objection.State.REJECTED
    objection.state = OBJECTION.step(objection.state, DECIDE, end).end
    for change in changes:
        if objection.line and change.line != objection.line:
            raise Refused("只能更正有异议的那一项。", code="oversight.other-line")
        if not Sheet.objects.filter(pk=change.sheet_id, round_station=row).exists():
            raise Refused("只能更正这个站的评分。", code="oversight.other-line")
        correct_mark(
            actor=actor.acting_for(CORRECT, because_of=DECIDE),
            sheet_id=change.sheet_id,
            line=change.line,
            points=change.points,
            because=answer,
            on=on,
            objection_id=objection.pk,
        )
    objection.answer, objection.decided_on = answer.strip(), on
    objection.decided_by, objection.decided_by_label = actor.id, actor.label[:120]
    objection.save(update_fields=["state", "answer", "decided_on", "decided_by", "decided_by_label"])
    _step(
        round_,
        actor,
        RoundStep.Kind.DECIDED,
        on,
        f"{row.station.short_name}：{objection.get_state_display()}",
    )
    _tell(
        actor,
        DECIDE,
        round_,
        subject=f"对评估结果的异议已经答复：{objection.get_state_display()}",
        url=_address(round_, row),
        at=at,
        roles=OF_A_STATION,
        station=row,
    )
    return objection
