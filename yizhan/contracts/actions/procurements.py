"""A purchase from the choice of the method to the notice: planned, approved, noticed, ended."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import Sum

from yizhan.contracts.actions.ground import _open_project, _stop
from yizhan.contracts.actions.plans import _kinds_on_file
from yizhan.contracts.models import AnnualPlan, Procurement
from yizhan.contracts.rules.plans import required_rule
from yizhan.contracts.rules.procurements import (
    APPROVE,
    END,
    NOTICE,
    PLAN,
    PROCESS,
    SERVICES,
    approving_problem,
    noticing_problem,
    planning_problem,
    proof_lacking,
    proof_rules,
)
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.action import action


@action(PLAN, facts=("project_id", "procurement_id", "method", "basis"), subject="project_id")
def plan_procurement(
    *,
    actor: Actor,
    project_id: UUID,
    title: str,
    method: str,
    basis: str,
    amount_fen: int,
    procurement_id: UUID | None = None,
) -> Procurement:
    """Begin a purchase, or change what was planned before it is approved.

    basis  PRICE, or HOURS: the price is fixed and the promised hours decide

    Refused  accounts closed, no title, no money, more than the annual plan's budget, approved already
    """
    project = _open_project(actor, PLAN, project_id)
    one = Procurement.objects.select_for_update().filter(pk__in=[procurement_id], project=project).first()
    PROCESS.step(one.state if one else "", PLAN)
    plan = AnnualPlan.objects.filter(project=project).first()
    others = (
        Procurement.objects.filter(project=project)
        .exclude(state=Procurement.State.FAILED)
        .exclude(pk__in=[procurement_id])
        .aggregate(fen=Sum("amount_fen"))["fen"]
        or 0
    )
    title = title.strip()
    _stop(
        planning_problem(
            title=title,
            amount_fen=amount_fen,
            budget_fen=plan.budget_fen if plan else None,
            others_fen=others,
        ),
        "contracts.purchase",
    )
    if one is None:
        one = Procurement(id=procurement_id or uuid7(), project=project, region_code=project.region_code)
    one.title, one.amount_fen = title, amount_fen
    one.method, one.basis = Procurement.Method(method), Procurement.Basis(basis)
    one.save()
    return one


@action(APPROVE, facts=("procurement_id", "finance_on", "expert_on"), subject="procurement_id")
def approve_procurement(
    *,
    actor: Actor,
    procurement_id: UUID,
    finance_by: str,
    finance_on: date,
    on: date,
    expert_on: date | None = None,
    expert_fen: int | None = None,
) -> Procurement:
    """Finance approved the method, experts reviewed the price, the leaders passed it: the papers are at the purchase.

    Refused  a paper the region asks for is missing, the price is above the experts', a day to come
    Source   rules contract.procurement-method, duty.major-matters
    """
    one = _procurement(actor, APPROVE, procurement_id)
    step = PROCESS.step(one.state, APPROVE)
    finance_by = finance_by.strip()
    _stop(
        approving_problem(
            finance_on=finance_on, finance_by=finance_by, expert_on=expert_on, expert_fen=expert_fen,
            amount_fen=one.amount_fen, on=on,
        ),
        "contracts.purchase-approval",
    )  # fmt: skip
    lacking = proof_lacking(_kinds_on_file(one.pk), proof_rules(region_code=one.region_code, on=on))
    if lacking is not None:
        raise Refused(lacking[1], code="contracts.purchase-proof", clause=lacking[0].source)
    one.state, one.finance_by, one.finance_on = step.end, finance_by[:80], finance_on
    one.expert_on, one.expert_fen = expert_on, expert_fen
    one.save()
    return one


@action(NOTICE, facts=("procurement_id", "notice_on", "bids_due_on"), subject="procurement_id")
def publish_notice(
    *,
    actor: Actor,
    procurement_id: UUID,
    notice_on: date,
    bids_due_on: date,
    place: str,
    services: Sequence[str],
    on: date,
) -> Procurement:
    """The notice is out: where, since when, until when bids are taken, which services it names.

    Refused  no approval yet, a due day before the notice, no services where the region asks for them (R167)
    """
    one = _procurement(actor, NOTICE, procurement_id)
    step = PROCESS.step(one.state, NOTICE)
    named = [word.strip()[:60] for word in services if word.strip()][:60]
    asked = required_rule(SERVICES, region_code=one.region_code, on=on)
    place = place.strip()
    _stop(
        noticing_problem(
            notice_on=notice_on, bids_due_on=bids_due_on, place=place, services=named, asked=asked, on=on
        ),
        "contracts.purchase-notice",
        clause=asked.source if asked else "",
    )
    one.state, one.notice_on, one.bids_due_on = step.end, notice_on, bids_due_on
    one.notice_place, one.services = place[:200], named
    one.save()
    return one


@action(END, facts=("procurement_id", "on"), subject="procurement_id")
def end_procurement(*, actor: Actor, procurement_id: UUID, because: str, on: date) -> Procurement:
    """No contractor was found, or it is called off; it stays on file with the reason.

    Refused  awarded or ended already, no reason
    """
    one = _procurement(actor, END, procurement_id)
    step = PROCESS.step(one.state, END)
    because = because.strip()
    _stop(
        None if len(because) >= 2 else "请写明为什么终止，例如“有效投标不足三家”。",
        "contracts.reason-missing",
    )
    one.state, one.failed_on, one.failed_because = step.end, on, because[:200]
    one.save()
    return one


def _procurement(actor: Actor, verb: str, procurement_id: UUID) -> Procurement:
    return Procurement.objects.locked(actor, verb, procurement_id)
