"""Payments are planned, waited for, asked for, approved and paid; money is kept back and fetched back with a clause."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Sum

from yizhan.contracts.actions.agreements_ground import _agreement
from yizhan.contracts.actions.entries import book
from yizhan.contracts.actions.papers import attach_paper
from yizhan.contracts.models import Agreement, Deduction, Instalment, InstalmentCondition
from yizhan.contracts.queries.instalments import conditions_met, fetched_back, kept_back, why_over
from yizhan.contracts.rules.instalments import (
    APPROVE,
    PAY,
    PROCESS,
    REQUEST,
    RETURN,
    deduction_problem,
    evidence_problem,
    paying_day_problem,
    plan_problem,
    request_problem,
)
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.action import action
from yizhan.workforce.models import Sanction
from yizhan.workforce.queries.bars import recoveries_against

PLAN, MEET = "contracts.plan_instalments", "contracts.meet_condition"
DEDUCT, DROP, COLLECT = "contracts.deduct", "contracts.withdraw_deduction", "contracts.collect_recovery"


@dataclass(frozen=True)
class PaymentLine:
    """One instalment as it is written down; conditions are (kind, name)."""

    name: str
    amount_fen: int
    due_on: date | None = None
    conditions: Sequence[tuple[str, str]] = ()


@action(PLAN, facts=("agreement_id",), subject="agreement_id")
def plan_instalments(*, actor: Actor, agreement_id: UUID, lines: Sequence[PaymentLine]) -> list[Instalment]:
    """Write the payment plan of an agreement, in place of the one before.

    Refused  the amounts do not make up the agreement; it is signed and has a plan (then it is a variation)
    """
    agreement = _agreement(actor, PLAN, agreement_id)
    before = Instalment.objects.filter(agreement=agreement)
    if agreement.state != Agreement.State.DRAFT and before.exists():
        raise Refused("协议已签订，付款计划要改请办理协议变更。", code="contracts.payments-signed")
    rows = [(line.name.strip(), line.amount_fen) for line in lines]
    if problem := plan_problem(rows, amount_fen=agreement.amount_fen):
        raise Refused(problem, code="contracts.payments")
    for line in lines:
        if len({name.strip() for _kind, name in line.conditions}) < len(line.conditions):
            raise Refused(f"“{line.name}”的两个条件不能同名。", code="contracts.condition-twice")
    InstalmentCondition.objects.filter(instalment__agreement=agreement).delete()
    before.delete()
    state = PROCESS.step("", PLAN).end
    return [_write(agreement, line, number, state) for number, line in enumerate(lines, start=1)]


@action(MEET, facts=("condition_id", "met_on", "on"), subject="condition_id")
def meet_condition(
    *,
    actor: Actor,
    condition_id: UUID,
    met_on: date,
    on: date,
    file_name: str,
    content: bytes,
    note: str = "",
) -> InstalmentCondition:
    """Put the paper on file that shows a condition of a payment: a report, an invoice, the result of an evaluation.

    Refused  the program looks it up itself; paid already; a result that only the county puts on file; no paper
    """
    found = InstalmentCondition.objects.visible_to(actor, MEET).get(pk=condition_id)
    instalment = _instalment(actor, MEET, found.instalment_id)
    by_county = any(grant.reaches_region(found.region_code) for grant in actor.grants_for(MEET))
    paid = instalment.state == Instalment.State.PAID
    if problem := evidence_problem(kind=found.kind, by_county=by_county, paid=paid):
        raise Refused(problem, code="contracts.condition")
    paper = attach_paper(
        actor=actor.acting_for("contracts.attach_paper", because_of=MEET),
        project_id=instalment.agreement.project_id,
        kind=str(InstalmentCondition.Kind(found.kind).label) if found.kind != "OTHER" else found.name,
        title=f"{instalment.name}：{found.name}",
        dated_on=met_on,
        on=on,
        file_name=file_name,
        content=content,
        subject_kind="CONDITION",
        subject_id=found.pk,
        open_to_id=instalment.agreement.provider_id,
    )
    condition = InstalmentCondition.objects.locked(actor, MEET, condition_id)
    condition.met_on, condition.paper, condition.note = met_on, paper, note.strip()[:120]
    condition.save(update_fields=["met_on", "paper", "note"])
    return condition


@action(REQUEST, facts=("instalment_id", "on"), subject="instalment_id")
def request_payment(*, actor: Actor, instalment_id: UUID, on: date) -> Instalment:
    """The agency asks for an instalment.

    Refused  a condition is not met, the one before was not asked for, asked for already
    """
    instalment = _instalment(actor, REQUEST, instalment_id)
    step = PROCESS.step(instalment.state, REQUEST)
    _check_conditions(instalment, on)
    instalment.state = step.end
    instalment.requested_on, instalment.requested_by = on, actor.label[:120]
    instalment.returned_because = ""
    instalment.save(update_fields=["state", "requested_on", "requested_by", "returned_because"])
    return instalment


@action(RETURN, facts=("instalment_id", "on"), subject="instalment_id")
def return_payment(*, actor: Actor, instalment_id: UUID, because: str, on: date) -> Instalment:
    """The county sends the request back. Refused: no reason, or nothing was asked for."""
    instalment = _instalment(actor, RETURN, instalment_id)
    instalment.state = PROCESS.step(instalment.state, RETURN).end
    if len(because.strip()) < 2:
        raise Refused("请写明为什么退回，例如“发票抬头不对”。", code="contracts.reason-missing")
    instalment.returned_because = because.strip()[:200]
    instalment.save(update_fields=["state", "returned_because"])
    return instalment


@action(APPROVE, facts=("instalment_id", "on"), subject="instalment_id")
def approve_payment(*, actor: Actor, instalment_id: UUID, on: date) -> Instalment:
    """The county has looked at the conditions. Refused: one is missing (again), or nothing was asked for."""
    instalment = _instalment(actor, APPROVE, instalment_id)
    step = PROCESS.step(instalment.state, APPROVE)
    _check_conditions(instalment, on)
    instalment.state = step.end
    instalment.approved_on = on
    instalment.save(update_fields=["state", "approved_on"])
    return instalment


@action(PAY, facts=("instalment_id", "paid_on", "on"), subject="instalment_id")
def pay_instalment(*, actor: Actor, instalment_id: UUID, paid_on: date, on: date) -> Instalment:
    """The money went out: the amount less what is kept back, booked in the project's ledger.

    Refused  not approved, a day to come or before the approval, paid already
    """
    instalment = _instalment(actor, PAY, instalment_id)
    instalment.state = PROCESS.step(instalment.state, PAY).end
    if problem := paying_day_problem(paid_on=paid_on, approved_on=instalment.approved_on, on=on):
        raise Refused(problem, code="contracts.future")
    booking = actor.acting_for("contracts.book", because_of=PAY)
    agreement = instalment.agreement
    for each in Deduction.objects.filter(instalment=instalment, kind="DEDUCTION", withdrawn_on=None):
        entry = book(
            actor=booking,
            project_id=agreement.project_id,
            kind="DEDUCTED",
            amount_fen=each.amount_fen,
            on=on,
            moved_on=paid_on,
            what=f"{instalment.name}扣减：{each.because}",
            agreement_id=agreement.pk,
            request_id=each.pk,
        )
        each.entry_id = entry.pk
        each.save(update_fields=["entry_id"])
    instalment.paid_on = paid_on
    instalment.paid_fen = instalment.amount_fen - kept_back(instalment)
    if instalment.paid_fen:
        entry = book(
            actor=booking,
            project_id=agreement.project_id,
            kind="RECEIVED",
            amount_fen=instalment.paid_fen,
            on=on,
            moved_on=paid_on,
            what=instalment.name,
            agreement_id=agreement.pk,
            request_id=instalment.pk,
        )
        instalment.entry_id = entry.pk
    instalment.save(update_fields=["state", "paid_on", "paid_fen", "entry_id"])
    return instalment


@action(DEDUCT, facts=("deduction_id", "agreement_id", "kind", "amount_fen", "on"), subject="agreement_id")
def deduct(
    *,
    actor: Actor,
    agreement_id: UUID,
    kind: str,
    amount_fen: int,
    because: str,
    clause: str,
    on: date,
    instalment_id: UUID | None = None,
    sanction_id: UUID | None = None,
    deduction_id: UUID | None = None,
) -> Deduction:
    """Money is kept back from an instalment (DEDUCTION) or is to be fetched back (RECOVERY).

    clause       of the agreement or of the region's paper it follows from; that of the sanction when it is left out
    sanction_id  the consequence in force (收回资金) this carries out

    Refused  no reason or clause, more than the instalment or than was paid, an instalment that is paid
    """
    agreement = _agreement(actor, DEDUCT, agreement_id)
    if agreement.state == Agreement.State.DRAFT:
        raise Refused("协议还没有签订。", code="contracts.not-signed")
    sanction = _sanction(agreement, sanction_id, on) if sanction_id is not None else None
    clause = clause.strip() or (sanction.source if sanction else "")
    if len(because.strip()) < 2 or not clause.strip():
        raise Refused("请写明为什么扣（追回），依据协议或文件的哪一条。", code="contracts.reason-missing")
    kind = Deduction.Kind(kind)
    instalment = None
    if kind == Deduction.Kind.DEDUCTION:
        instalment = (
            Instalment.objects.select_for_update().filter(agreement=agreement, pk=instalment_id).first()
            if instalment_id
            else None
        )
        if instalment is None:
            raise Refused("请选从哪一期付款里扣。", code="contracts.no-instalment")
    problem = deduction_problem(
        kind=kind,
        amount_fen=amount_fen,
        instalment_fen=instalment.amount_fen if instalment else 0,
        kept_back_fen=kept_back(instalment) if instalment else 0,
        paid_fen=_sum(Instalment.objects.filter(agreement=agreement), "paid_fen"),
        fetched_fen=fetched_back(agreement),
        paid=instalment is not None and instalment.state == Instalment.State.PAID,
    )
    if problem:
        raise Refused(problem, code="contracts.deduction")
    return Deduction.objects.create(
        id=deduction_id or uuid7(),
        agreement=agreement,
        region_code=agreement.region_code,
        instalment=instalment,
        sanction=sanction,
        kind=kind,
        amount_fen=amount_fen,
        because=because.strip()[:200],
        clause=clause.strip()[:120],
        decided_on=on,
    )


@action(DROP, facts=("deduction_id", "on"), subject="deduction_id")
def withdraw_deduction(*, actor: Actor, deduction_id: UUID, because: str, on: date) -> Deduction:
    """It is taken back before money moved; it stays on file. Refused: no reason, or booked already."""
    deduction = _deduction(actor, DROP, deduction_id)
    if deduction.entry_id is not None:
        raise Refused("已经入账，不能撤销；要更正请冲销那笔账。", code="contracts.booked")
    if len(because.strip()) < 2:
        raise Refused("请写明为什么撤销。", code="contracts.reason-missing")
    deduction.withdrawn_on, deduction.withdrawn_because = on, because.strip()[:120]
    deduction.save(update_fields=["withdrawn_on", "withdrawn_because"])
    return deduction


@action(COLLECT, facts=("deduction_id", "recovered_on", "on"), subject="deduction_id")
def collect_recovery(*, actor: Actor, deduction_id: UUID, recovered_on: date, on: date) -> Deduction:
    """The money is back; booked in the ledger. Refused: a day to come, or it came already."""
    deduction = _deduction(actor, COLLECT, deduction_id)
    if deduction.kind != Deduction.Kind.RECOVERY or deduction.entry_id is not None:
        raise Refused("这一笔不用再登记收回。", code="contracts.booked")
    if recovered_on > on or recovered_on < deduction.decided_on:
        raise Refused("收回日期要在决定追回之后，不能晚于今天。", code="contracts.future")
    entry = book(
        actor=actor.acting_for("contracts.book", because_of=COLLECT),
        project_id=deduction.agreement.project_id,
        kind="RECOVERED",
        amount_fen=deduction.amount_fen,
        on=on,
        moved_on=recovered_on,
        what=f"追回：{deduction.because}",
        agreement_id=deduction.agreement_id,
        request_id=deduction.pk,
    )
    deduction.recovered_on, deduction.entry_id = recovered_on, entry.pk
    deduction.save(update_fields=["recovered_on", "entry_id"])
    return deduction


def _sanction(agreement: Agreement, sanction_id: UUID, on: date) -> Sanction:
    """Refused: nothing that asks money back of this agency holds today."""
    found = recoveries_against(organisation_id=agreement.provider_id, on=on).filter(pk=sanction_id).first()
    if found is None:
        raise Refused("没有对这家机构生效的“收回资金”处理。", code="contracts.no-sanction")
    return found


def _instalment(actor: Actor, verb: str, instalment_id: UUID) -> Instalment:
    """The instalment, locked behind its agreement."""
    found = Instalment.objects.visible_to(actor, verb).get(pk=instalment_id)
    agreement = _agreement(actor, verb, found.agreement_id)
    instalment = Instalment.objects.locked(actor, verb, instalment_id)
    instalment.agreement = agreement
    return instalment


def _deduction(actor: Actor, verb: str, deduction_id: UUID) -> Deduction:
    found = Deduction.objects.visible_to(actor, verb).get(pk=deduction_id)
    agreement = _agreement(actor, verb, found.agreement_id)
    deduction = Deduction.objects.locked(actor, verb, deduction_id)
    if deduction.withdrawn_on is not None:
        raise Refused(f"已于 {deduction.withdrawn_on:%Y-%m-%d} 撤销。", code="contracts.withdrawn")
    deduction.agreement = agreement
    return deduction


def _check_conditions(instalment: Instalment, on: date) -> None:
    before = Instalment.objects.filter(
        agreement=instalment.agreement_id, number=instalment.number - 1
    ).first()
    problem = request_problem(
        conditions_met(instalment, on=on),
        paid_before=instalment.settles or before is None or before.state != Instalment.State.PLANNED,
        number=instalment.number,
        over=why_over(instalment, instalment.agreement, on=on),
    )
    if problem:
        raise Refused(problem, code="contracts.conditions")


def _sum(rows: object, column: str) -> int:
    found: int | None = rows.aggregate(fen=Sum(column))["fen"]  # type: ignore[attr-defined]  # a queryset
    return found or 0


def _write(agreement: Agreement, line: PaymentLine, number: int, state: str) -> Instalment:
    instalment = Instalment.objects.create(
        agreement=agreement,
        region_code=agreement.region_code,
        number=number,
        name=line.name.strip()[:40],
        amount_fen=line.amount_fen,
        due_on=line.due_on,
        state=state,
    )
    for position, (kind, name) in enumerate(line.conditions, start=1):
        InstalmentCondition.objects.create(
            instalment=instalment,
            region_code=agreement.region_code,
            position=position,
            kind=InstalmentCondition.Kind(kind),
            name=name.strip()[:40] or str(InstalmentCondition.Kind(kind).label),
        )
    return instalment
