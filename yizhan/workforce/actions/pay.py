"""Pay is noted month by month; a wrong line is struck out with a reason. Grades are given, never rewritten."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.action import action
from yizhan.workforce.actions.employment import _employed, _paper, _whose
from yizhan.workforce.actions.ground import _stop
from yizhan.workforce.models import GradeStep, PayRecord
from yizhan.workforce.rules.pay import grade_fen, grade_problem, pay_problem, scale_for

RECORD = "workforce.record_pay"


@action(RECORD, facts=("worker_id", "pay_id", "month", "paid_on"), subject="worker_id")
def record_pay(
    *,
    actor: Actor,
    worker_id: UUID,
    month: date,
    amount_fen: int,
    paid_on: date,
    voucher: str,
    on: date,
    paper_id: UUID | None = None,
    pay_id: UUID | None = None,
) -> PayRecord:
    """Somebody was paid for a month.

    month  its first day; amount_fen: before deductions

    Refused  the month is paid already, she was not in post, no voucher, days or an amount that cannot be
    """
    worker = _employed(actor, RECORD, worker_id)
    _stop(
        pay_problem(
            month=month,
            amount_fen=amount_fen,
            paid_on=paid_on,
            voucher=voucher,
            started_on=worker.started_on,
            ended_on=worker.ended_on,
            paid_already=PayRecord.objects.filter(worker=worker, month=month, voided_on=None).exists(),
            on=on,
        ),
        "workforce.pay-wrong",
    )
    return PayRecord.objects.create(
        id=pay_id or uuid7(),
        **_whose(worker),
        month=month,
        amount_fen=amount_fen,
        paid_on=paid_on,
        voucher=voucher.strip()[:60],
        paper=_paper(worker, paper_id),
        noted_by=actor.label[:120],
    )


@action("workforce.record_month", facts=("month", "paid_on"))
def record_month(
    *, actor: Actor, month: date, amounts: Mapping[UUID, int], paid_on: date, voucher: str, on: date
) -> list[PayRecord]:
    """One batch of the bank pays many; all of it is noted or none.

    amounts  {worker: fen}

    Refused  no amounts, or one of them is refused: the sentence says whose
    """
    if not amounts:
        raise Refused("请至少填一个人的应发金额。", code="workforce.pay-wrong")
    inner = actor.acting_for(RECORD, because_of="workforce.record_month")
    found = []
    for worker_id, amount in amounts.items():
        worker = _employed(actor, "workforce.record_month", worker_id)
        try:
            found.append(
                record_pay(
                    actor=inner,
                    worker_id=worker_id,
                    month=month,
                    amount_fen=amount,
                    paid_on=paid_on,
                    voucher=voucher,
                    on=on,
                )
            )
        except Refused as no:
            raise Refused(f"{worker.name}：{no}", code=no.code, clause=no.clause) from None
    return found


@action("workforce.void_pay", facts=("pay_id", "on"), subject="pay_id")
def void_pay(*, actor: Actor, pay_id: UUID, because: str, on: date) -> PayRecord:
    """A line of pay was written down wrongly; it stays, struck out, and the month can be noted anew.

    Refused  no reason, or struck out already
    """
    record = PayRecord.objects.visible_to(actor, "workforce.void_pay").select_for_update().get(pk=pay_id)
    if record.voided_on is not None:
        raise Refused(f"这一条已于 {record.voided_on} 作废。", code="workforce.pay-voided")
    if not because.strip():
        raise Refused("请写明为什么作废。", code="workforce.reason-missing")
    record.voided_on, record.voided_because = on, because.strip()[:120]
    record.save(update_fields=["voided_on", "voided_because"])
    return record


@action("workforce.set_grade", facts=("worker_id", "grade", "from_on"), subject="worker_id")
def set_grade(
    *, actor: Actor, worker_id: UUID, grade: str, from_on: date, reason: str, on: date
) -> GradeStep:
    """Somebody stands in a grade of the region's pay scale from a day on; the steps before stay.

    Refused  no scale here or one whose table is not known; no such grade; a day before the last step; no reason
    Source   rule `staffing.pay-scale`
    """
    worker = _employed(actor, "workforce.set_grade", worker_id)
    scale = scale_for(region_code=worker.region_code, on=max(from_on, on))
    newest = GradeStep.objects.filter(worker=worker).order_by("-from_on").first()
    _stop(
        grade_problem(
            scale=scale,
            grade=grade,
            from_on=from_on,
            started_on=worker.started_on,
            newest_on=newest.from_on if newest else None,
            reason=reason,
        ),
        "workforce.grade-wrong",
        clause=scale.source if scale is not None else "",
    )
    assert scale is not None
    return GradeStep.objects.create(
        **_whose(worker),
        grade=grade,
        from_on=from_on,
        amount_fen=grade_fen(scale, grade),
        rule_ref=scale.ref,
        reason=reason.strip()[:120],
        decided_by=actor.label[:120],
    )
