"""A consequence is told, answered, decided and lifted; until it may be answered it has no effect."""

from datetime import date, datetime
from uuid import UUID

from yizhan.access.actions import send_notice
from yizhan.access.models import Organisation
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.policy.schema.scoring import Consequence
from yizhan.privacy.action import action
from yizhan.workforce.actions.ground import _stop, _worker
from yizhan.workforce.models import Sanction
from yizhan.workforce.queries.bars import in_force
from yizhan.workforce.rules.bars import (
    SANCTION,
    deciding_problem,
    effect_of,
    hearing_rule,
    lasts_until,
    penalties,
    rule_by_ref,
    telling_problem,
)

TELL = "workforce.tell_sanction"
ANSWER = "workforce.answer_sanction"
DECIDE = "workforce.decide_sanction"
LIFT = "workforce.lift_sanction"
COUNTY_DIGITS = 6


@action(
    TELL,
    facts=("sanction_id", "worker_id", "organisation_id", "rule_id", "hear_until_on"),
    subject="sanction_id",
)
def tell_sanction(
    *,
    actor: Actor,
    rule_id: str,
    cause: str,
    told_on: date,
    hear_until_on: date,
    on: date,
    worker_id: UUID | None = None,
    organisation_id: UUID | None = None,
    sanction_id: UUID | None = None,
    at: datetime | None = None,
) -> Sanction:
    """Tell a worker or an agency what the paper says follows, and until when it may be answered (陈述申辩).

    worker_id or organisation_id, one of them. at: the agency gets a notice; None: nobody is told

    Refused  no such consequence in the papers here; no facts; too short a time to answer; the same one is running
    Organisation.DoesNotExist  no such agency
    Source   rules `penalty.*`, `penalty.hearing`
    """
    if (worker_id is None) == (organisation_id is None):
        raise Refused("请选择处理的是哪个人或哪家机构。", code="workforce.sanction-of-nobody")
    worker = _worker(actor, TELL, worker_id, gone_too=True) if worker_id is not None else None
    agencies = Organisation.objects.filter(kind=Organisation.Kind.AGENCY)
    agency = None if organisation_id is None else agencies.get(pk=organisation_id)
    region = worker.region_code[:COUNTY_DIGITS] if worker is not None else _own_county(actor)
    rule = next(
        (
            each
            for each in penalties(region_code=region, on=told_on, of_workers=worker is not None)
            if each.id == rule_id
        ),
        None,
    )
    if rule is None:
        raise Refused("本地区的文件没有规定这种处理。", code="workforce.sanction-unknown")
    same = Sanction.objects.filter(rule_id=rule.id)
    same = (
        same.filter(id_digest=worker.id_digest)
        if worker is not None
        else same.filter(organisation=agency, worker=None)
    )
    _stop(
        telling_problem(
            cause=cause,
            hear_until_on=hear_until_on,
            told_on=told_on,
            on=on,
            hearing=hearing_rule(region_code=region, on=told_on),
            running=same.filter(state="TOLD").exists() or in_force(same, on).exists(),
        ),
        "workforce.sanction-wrong",
    )
    sanction = Sanction.objects.create(
        id=sanction_id or uuid7(),
        region_code=worker.region_code if worker is not None else region,
        station_id=worker.station_id if worker is not None else None,
        worker=worker,
        id_digest=worker.id_digest if worker is not None else "",
        organisation_id=worker.organisation_id if worker is not None else organisation_id,
        effect=effect_of(rule),
        rule_id=rule.id,
        rule_ref=rule.ref,
        measures="、".join(rule.measures)[:200],
        source=rule.source[:200],
        cause=cause.strip(),
        state=SANCTION.step("", TELL).end,
        told_on=told_on,
        hear_until_on=hear_until_on,
    )
    if at is not None:
        send_notice(
            actor=actor.acting_for("access.send_notice", because_of=TELL),
            roles=frozenset({"agency_manager"}),
            region_code=sanction.region_code,
            station_id=sanction.station_id,
            subject=f"拟作出处理，{hear_until_on} 前可以陈述申辩",
            url=f"/workforce/sanctions/{sanction.pk}/",
            at=at,
        )
    return sanction


@action(ANSWER, facts=("sanction_id", "stated_on"), subject="sanction_id")
def answer_sanction(
    *, actor: Actor, sanction_id: UUID, statement: str, stated_on: date, on: date
) -> Sanction:
    """The worker or the agency answers; what it says is kept word for word. Said once.

    Refused  decided already, answered already, too late, or nothing said
    """
    row = _sanction(actor, ANSWER, sanction_id)
    SANCTION.step(row.state, ANSWER)
    if row.stated_on is not None:
        raise Refused(f"已于 {row.stated_on} 提交过申辩意见。", code="workforce.answered")
    if not statement.strip():
        raise Refused("请写陈述申辩的意见。", code="workforce.statement-missing")
    if not row.told_on <= stated_on <= on:
        raise Refused("申辩的日期应在告知以后、今天以前，请核对。", code="workforce.day-wrong")
    if stated_on > row.hear_until_on:
        raise Refused(f"陈述申辩到 {row.hear_until_on} 截止，已经过了。", code="workforce.too-late")
    row.statement, row.stated_on = statement.strip(), stated_on
    row.save()
    return row


@action(DECIDE, facts=("sanction_id", "agreed", "on"), subject="sanction_id")
def decide_sanction(*, actor: Actor, sanction_id: UUID, agreed: bool, opinion: str, on: date) -> Sanction:
    """It takes effect from today, for as long as the paper says, or is dropped.

    Refused  decided already; the time to answer is not over and nothing was answered; no reason given
    """
    row = _sanction(actor, DECIDE, sanction_id)
    step = SANCTION.step(row.state, DECIDE, "IN_FORCE" if agreed else "DROPPED")
    _stop(
        deciding_problem(
            agreed=agreed,
            opinion=opinion,
            heard=row.stated_on is not None,
            hear_until_on=row.hear_until_on,
            on=on,
        ),
        "workforce.not-heard",
    )
    row.state, row.opinion = step.end, opinion.strip()
    row.decided_on, row.decided_by = on, actor.label[:120]
    if agreed:
        rule = rule_by_ref(row.rule_ref)
        row.from_on = on
        row.until_on = lasts_until(rule, on) if isinstance(rule, Consequence) else None
    row.save()
    return row


@action(LIFT, facts=("sanction_id", "on"), subject="sanction_id")
def lift_sanction(*, actor: Actor, sanction_id: UUID, because: str, on: date) -> Sanction:
    """It no longer holds, before its day.

    Refused  not in force, or no reason
    """
    row = _sanction(actor, LIFT, sanction_id)
    step = SANCTION.step(row.state, LIFT)
    if not because.strip():
        raise Refused("请写明提前解除的理由。", code="workforce.reason-missing")
    if row.until_on is not None and row.until_on < on:
        raise Refused(f"已于 {row.until_on} 到期，不用再解除。", code="workforce.sanction-over")
    row.state, row.lifted_on, row.lifted_because = step.end, on, because.strip()[:200]
    row.save()
    return row


def _own_county(actor: Actor) -> str:
    codes = {grant.region[:COUNTY_DIGITS] for grant in actor.grants_for(TELL) if grant.stations is None}
    found = min(codes, default="")
    if len(found) != COUNTY_DIGITS:
        raise Refused("处理由县（市、区）民政局作出。", code="workforce.elsewhere")
    return found


def _sanction(actor: Actor, verb: str, sanction_id: UUID) -> Sanction:
    return Sanction.objects.visible_to(actor, verb).select_for_update().get(pk=sanction_id)
