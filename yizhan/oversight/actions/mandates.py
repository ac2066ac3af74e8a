"""A duty of the papers is given to units, told of, finished with proof, accepted or sent back, by those it concerns."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from yizhan.access.actions import send_notice
from yizhan.access.models import Organisation, User
from yizhan.access.roles import ROLES
from yizhan.kernel.actor import Actor, Grant
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.oversight.models import Mandate, MandateFile, MandatePart, MandateStep
from yizhan.oversight.queries.mandates import candidates, items_covered, region_of_office
from yizhan.oversight.rules.mandates import (
    ACCEPT,
    CHANGE_UNITS,
    FINISH,
    GIVE,
    LEAD,
    LONGEST,
    MOVE,
    PROCESS,
    REPORT,
    RETURN,
    TO_DO,
    WITHDRAW,
    Named,
    day_of,
    divided,
    due_problem,
    finishing_problem,
    items_of,
    moving_problem,
    units_problem,
    words_problem,
)
from yizhan.policy.schema.kinds import AnyRule
from yizhan.privacy.action import action

NOTICE = "access.send_notice"


@action(GIVE, facts=("mandate_id", "rule_id", "due_on", "on"), subject="mandate_id")
def give_mandate(
    *,
    actor: Actor,
    rule_id: str,
    units: Sequence[Named],
    due_on: date | None,
    on: date,
    at: datetime,
    mandate_id: UUID | None = None,
) -> Mandate:
    """Give a duty of the region's papers to the units that lead and assist; their people are told.

    units       organisations of the region, each for a word of the paper; a word nobody stands for stays open
    due_on      None: the day the paper gives
    mandate_id  the same id a second time is answered with the duty it made

    Refused  no such duty in the papers in force, no unit leads, a unit twice or from elsewhere, no day or one gone
             by, given out this year already
    """
    if mandate_id and (known := Mandate.objects.visible_to(actor, GIVE).filter(pk=mandate_id).first()):
        return known
    region = region_of_office(actor)
    rule = _rule(rule_id, region, on)
    if actor.organisation_id is None:
        raise Refused("您的账号没有单位，不能交办。", code="oversight.mandate-office")
    paper_on = day_of(rule)
    due = due_on or (paper_on if paper_on and paper_on >= on else None)
    _stop(due_problem(due_on=due, on=on, paper_on=paper_on), "oversight.mandate-due")
    assert due is not None
    if (
        Mandate.objects.filter(region_code=region, rule_ref=rule.ref, year=due.year)
        .exclude(state="WITHDRAWN")
        .exists()
    ):
        raise Refused(
            f"这一项 {due.year} 年已经交办过了，请在原来的上面调整。", code="oversight.mandate-twice"
        )
    _stop(units_problem(units), "oversight.mandate-units")
    mandate = Mandate.objects.create(
        id=mandate_id or uuid7(),
        region_code=region,
        office_id=actor.organisation_id,
        year=due.year,
        rule_ref=rule.ref,
        rule_id=rule.id,
        says=rule.says[:400],
        clause=rule.chip[:200],
        topic=rule.topic,
        items=[item[:200] for item in items_of(rule)],
        lead_words=list(rule.duty_of),
        assist_words=list(rule.assisted_by),
        given_on=on,
        given_by_label=actor.label[:120],
        due_on=due,
        due_by_paper=due == paper_on,
    )
    _add(mandate, actor, MandateStep.Kind.GIVEN, on)
    _name(actor, mandate, units, GIVE)
    _tell(actor, mandate, {unit.organisation_id for unit in units}, because_of=GIVE, at=at,
          subject=f"有一项职责分工请在 {due:%m-%d} 前办理")  # fmt: skip
    return mandate


@action(CHANGE_UNITS, facts=("mandate_id", "on"), subject="mandate_id")
def change_units(
    *, actor: Actor, mandate_id: UUID, units: Sequence[Named], on: date, at: datetime
) -> Mandate:
    """Name other units: new ones are told, ones that have said nothing yet are taken away, the others stay.

    Refused  a unit that has told of its part would go; no unit leads; the duty is over
    """
    mandate = _running(actor, CHANGE_UNITS, mandate_id)
    _stop(units_problem(units), "oversight.mandate-units")
    wanted = {unit.organisation_id: unit for unit in units}
    kept: set[UUID] = set()
    for part in MandatePart.objects.filter(mandate=mandate).select_related("organisation"):
        unit = wanted.get(part.organisation_id)
        if unit is not None and unit.part == part.part:
            kept.add(part.organisation_id)
        elif part.state != "TOLD" or MandateFile.objects.filter(part=part).exists():
            raise Refused(
                f"{part.organisation.name}已经报过办理情况，不能撤下或改换。", code="oversight.mandate-told"
            )
        else:
            part.delete()
    fresh = [unit for unit in units if unit.organisation_id not in kept]
    _name(actor, mandate, fresh, CHANGE_UNITS)
    _add(mandate, actor, MandateStep.Kind.UNITS, on, f"现有 {len(wanted)} 个单位")
    _settle(mandate, on)
    _tell(actor, mandate, {unit.organisation_id for unit in fresh}, because_of=CHANGE_UNITS, at=at,
          subject=f"有一项职责分工请在 {mandate.due_on:%m-%d} 前办理")  # fmt: skip
    return mandate


@action(MOVE, facts=("mandate_id", "until_on", "on"), subject="mandate_id")
def move_mandate(
    *, actor: Actor, mandate_id: UUID, until_on: date, because: str, on: date, at: datetime
) -> Mandate:
    """Another day, with the reason; every unit that is not done is told.

    Refused  no reason, a day gone by or the same, the duty is over
    """
    mandate = _running(actor, MOVE, mandate_id)
    _stop(
        moving_problem(until_on=until_on, due_on=mandate.due_on, on=on, because=because),
        "oversight.mandate-due",
    )
    before, mandate.due_on = mandate.due_on, until_on
    mandate.due_by_paper = False
    mandate.moved += 1
    mandate.save(update_fields=["due_on", "due_by_paper", "moved"])
    _add(mandate, actor, MandateStep.Kind.MOVED, on, f"{before} 改为 {until_on}：{because.strip()}")
    _tell(actor, mandate, _waiting(mandate), because_of=MOVE, at=at,
          subject=f"一项职责分工的期限改为 {until_on:%m-%d}")  # fmt: skip
    return mandate


@action(WITHDRAW, facts=("mandate_id", "on"), subject="mandate_id")
def withdraw_mandate(*, actor: Actor, mandate_id: UUID, because: str, on: date, at: datetime) -> Mandate:
    """Given out by mistake: nobody owes it any longer; it stays on file, and may be given out again.

    Refused  no reason, or the duty is over
    """
    mandate = _running(actor, WITHDRAW, mandate_id)
    _stop(words_problem(because, ask="请写明为什么撤回，各单位会看到。"), "oversight.mandate-unsaid")
    waiting = _waiting(mandate)
    mandate.state = "WITHDRAWN"
    mandate.save(update_fields=["state"])
    _add(mandate, actor, MandateStep.Kind.WITHDRAWN, on, because)
    _tell(actor, mandate, waiting, because_of=WITHDRAW, at=at, subject="一项职责分工已撤回，不用再办")
    return mandate


@action(REPORT, facts=("part_id", "on"), subject="part_id")
def report_part(*, actor: Actor, part_id: UUID, text: str, on: date, item: str = "") -> MandatePart:
    """What was done so far: of one item, or of the whole part.

    Refused  no words, an item that is none, the duty is over or the part accepted; another unit's
    """
    part = _own(actor, REPORT, part_id)
    _stop(words_problem(text, ask="请写一句办了什么。"), "oversight.mandate-unsaid")
    if item and item not in part.mandate.items:
        raise Refused("文件里没有这一项。", code="oversight.mandate-item")
    part.state = PROCESS.step(part.state, REPORT).end
    part.save(update_fields=["state"])
    _add(part.mandate, actor, MandateStep.Kind.TOLD, on, text, part=part, item=item)
    return part


@action(FINISH, facts=("part_id", "on"), subject="part_id")
def finish_part(
    *, actor: Actor, part_id: UUID, text: str, evidence: str, on: date, at: datetime
) -> MandatePart:
    """Say that one's part is done, and where that is seen. What the giving office has itself is settled by it.

    Refused  no words; neither a file nor a word of where it is seen; the lead has not told of every item
    """
    part = _own(actor, FINISH, part_id)
    mandate = part.mandate
    _stop(words_problem(text, ask="请写明办成了什么。"), "oversight.mandate-unsaid")
    _stop(
        finishing_problem(
            part=part.part,
            items=mandate.items,
            told=items_covered(part),
            evidence=evidence,
            files=MandateFile.objects.filter(part=part, withdrawn_on=None).count(),
        ),
        "oversight.mandate-unshown",
    )
    own = part.organisation_id == mandate.office_id
    part.state = PROCESS.step(part.state, FINISH, "ACCEPTED" if own else "HANDED").end
    part.finished_on, part.evidence = on, evidence.strip()[:300]
    if own:
        part.accepted_on, part.accepted_by_label = on, actor.label[:120]
    part.save(update_fields=["state", "finished_on", "evidence", "accepted_on", "accepted_by_label"])
    _add(mandate, actor, MandateStep.Kind.FINISHED, on, text, part=part)
    if own:
        _settle(mandate, on)
    else:
        _tell(actor, mandate, {mandate.office_id}, because_of=FINISH, at=at,
              subject="一项职责分工报了完成，请确认")  # fmt: skip
    return part


@action(ACCEPT, facts=("part_id", "on"), subject="part_id")
def accept_part(*, actor: Actor, part_id: UUID, on: date, at: datetime, text: str = "") -> MandatePart:
    """The office that gave the duty takes a unit's part as done; with the last unit that leads it is over.

    Refused  the part was not handed in, or it is one's own organisation's
    """
    part = _others(actor, ACCEPT, part_id)
    part.state = PROCESS.step(part.state, ACCEPT).end
    part.accepted_on, part.accepted_by_label = on, actor.label[:120]
    part.save(update_fields=["state", "accepted_on", "accepted_by_label"])
    _add(part.mandate, actor, MandateStep.Kind.ACCEPTED, on, text, part=part)
    _settle(part.mandate, on)
    _tell(actor, part.mandate, {part.organisation_id}, because_of=ACCEPT, at=at,
          subject="您单位的一项职责分工已确认办结")  # fmt: skip
    return part


@action(RETURN, facts=("part_id", "on"), subject="part_id")
def return_part(*, actor: Actor, part_id: UUID, because: str, on: date, at: datetime) -> MandatePart:
    """Not done yet: back to the unit with the reason; a part accepted by mistake is opened again.

    Refused  no reason, the part was not handed in, or it is one's own organisation's; an assistant's when all is over
    """
    part = _others(actor, RETURN, part_id)
    if part.mandate.state == "DONE" and part.part != LEAD:
        raise Refused("这一项已经办结，要重新办的，退回牵头单位。", code="oversight.mandate-over")
    _stop(words_problem(because, ask="请写明哪里还没有办到，对方会看到。"), "oversight.mandate-unsaid")
    part.state = PROCESS.step(part.state, RETURN).end
    part.accepted_on, part.accepted_by_label = None, ""
    part.returned += 1
    part.save(update_fields=["state", "accepted_on", "accepted_by_label", "returned"])
    mandate = part.mandate
    if mandate.state == "DONE":
        mandate.state, mandate.done_on = "OPEN", None
        mandate.save(update_fields=["state", "done_on"])
    _add(mandate, actor, MandateStep.Kind.RETURNED, on, because, part=part)
    _tell(actor, mandate, {part.organisation_id}, because_of=RETURN, at=at,
          subject="您单位的一项职责分工被退回，请看理由")  # fmt: skip
    return part


def _stop(problem: str | None, code: str) -> None:
    if problem:
        raise Refused(problem, code=code)


def _rule(rule_id: str, region: str, on: date) -> AnyRule:
    for held in divided(region_code=region, on=on):
        if held.rule.id == rule_id:
            return held.rule
    raise Refused("本地区尚无此项规定。", code="oversight.mandate-rule")


def _running(actor: Actor, verb: str, mandate_id: UUID) -> Mandate:
    """Of one's own office, and not over."""
    mandate = Mandate.objects.locked(actor, verb, mandate_id)
    _giver(actor, mandate)
    if mandate.state != "OPEN":
        raise Refused(f"这一项{mandate.get_state_display()}，不能再改。", code="oversight.mandate-over")
    return mandate


def _giver(actor: Actor, mandate: Mandate) -> None:
    if mandate.office_id != actor.organisation_id:
        raise Refused("这一项是别的单位交办的，由交办的单位管。", code="oversight.mandate-not-yours")


def _own(actor: Actor, verb: str, part_id: UUID) -> MandatePart:
    part = MandatePart.objects.locked(actor, verb, part_id)
    if part.organisation_id != actor.organisation_id:
        raise Refused("这一部分由别的单位报。", code="oversight.mandate-not-yours")
    if part.mandate.state != "OPEN":
        raise Refused(f"这一项{part.mandate.get_state_display()}，只供查阅。", code="oversight.mandate-over")
    return part


def _others(actor: Actor, verb: str, part_id: UUID) -> MandatePart:
    part = MandatePart.objects.locked(actor, verb, part_id)
    _giver(actor, part.mandate)
    if part.organisation_id == actor.organisation_id:
        raise Refused("本单位的部分，报完成就办结，不用确认。", code="oversight.mandate-own")
    if part.mandate.state == "WITHDRAWN":
        raise Refused("这一项已撤回，只供查阅。", code="oversight.mandate-over")
    return part


def _name(actor: Actor, mandate: Mandate, units: Iterable[Named], verb: str) -> None:
    known = {each.organisation_id for each in candidates(actor=actor, region_code=mandate.region_code)}
    words = {*mandate.lead_words, *mandate.assist_words}
    for unit in units:
        if unit.organisation_id not in known or unit.word not in words:
            raise Refused("只能交给本辖区登记的单位。", code="oversight.elsewhere")
        MandatePart.objects.create(
            region_code=mandate.region_code,
            mandate=mandate,
            organisation_id=unit.organisation_id,
            part=unit.part,
            word=unit.word,
            state=PROCESS.step("", verb).end,
        )


def _settle(mandate: Mandate, on: date) -> None:
    """Over when every unit that leads is accepted; what an assisting unit never told stays to be seen."""
    leading = MandatePart.objects.filter(mandate=mandate, part=LEAD)
    if mandate.state != "OPEN" or leading.exclude(state="ACCEPTED").exists():
        return
    mandate.state, mandate.done_on = "DONE", on
    mandate.save(update_fields=["state", "done_on"])


def _waiting(mandate: Mandate) -> set[UUID]:
    rows = MandatePart.objects.filter(mandate=mandate, state__in=TO_DO)
    return set(rows.values_list("organisation_id", flat=True))


def _add(
    mandate: Mandate,
    actor: Actor,
    kind: MandateStep.Kind,
    on: date,
    text: str = "",
    *,
    part: MandatePart | None = None,
    item: str = "",
) -> None:
    MandateStep.objects.create(
        region_code=mandate.region_code,
        mandate=mandate,
        part=part,
        number=MandateStep.objects.filter(mandate=mandate).count() + 1,
        kind=kind,
        item=item,
        done_on=on,
        text=text.strip()[:LONGEST],
        by=actor.id,
        by_label=actor.label[:120],
    )


def _tell(
    actor: Actor, mandate: Mandate, organisations: set[UUID], *, because_of: str, subject: str, at: datetime
) -> None:
    """Tell the people of these organisations who may report on, or accept, a part; each under its own region."""
    verbs = {REPORT, ACCEPT}
    roles = frozenset(code for code, role in ROLES.items() if verbs & role.verbs)
    given = next((grant.role for grant in actor.grants_for(because_of)), "")
    for unit in Organisation.objects.filter(pk__in=organisations):
        region = unit.region_code if unit.region_code.startswith(mandate.region_code) else mandate.region_code
        lent = replace(actor, grants=(Grant(given, frozenset({NOTICE}), region), *actor.grants))
        send_notice(
            actor=lent,
            roles=roles,
            region_code=region,
            station_id=None,
            subject=subject,
            url=f"/oversight/mandates/{mandate.pk}/",
            clause=mandate.clause,
            at=at,
            only=set(
                User.objects.get_queryset().filter(organisation_id=unit.pk).values_list("pk", flat=True)
            ),
        )
