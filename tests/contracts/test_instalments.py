"""A payment waits for its conditions, is asked for, approved, paid into the ledger; money is kept back with its clause."""

from datetime import date
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from tests.contracts.deals import PDF, YUAN, draft, signed
from tests.people import FINANCE, HEAD, MANAGER, QIAN, ZHAO
from tests.world import TODAY, World
from yizhan.contracts.actions import (
    PaymentLine,
    approve_payment,
    close_project,
    collect_recovery,
    deduct,
    meet_condition,
    pay_instalment,
    plan_instalments,
    request_payment,
    return_payment,
    settle_agreement,
    terminate_agreement,
    withdraw_deduction,
)
from yizhan.contracts.models import Agreement, Deduction, Entry, Instalment, InstalmentCondition
from yizhan.contracts.queries.instalments import payments_of
from yizhan.contracts.rules.instalments import deduction_problem, no_longer_due, plan_problem, staff_missing
from yizhan.kernel.errors import NotAllowed, Refused

pytestmark = pytest.mark.django_db
PAY_DAY = date(2026, 11, 19)


def first(of: Agreement | None = None) -> Instalment:
    return Instalment.objects.get(agreement=of or signed(), number=1)


def paid() -> Instalment:
    one = first()
    request_payment(actor=MANAGER, instalment_id=one.pk, on=date(2026, 7, 8))
    approve_payment(actor=ZHAO, instalment_id=one.pk, on=date(2026, 7, 9))
    return pay_instalment(actor=ZHAO, instalment_id=one.pk, paid_on=date(2026, 7, 10), on=date(2026, 7, 10))


def show(condition: InstalmentCondition, actor: Any = MANAGER, **given: Any) -> InstalmentCondition:
    facts: dict[str, Any] = {"met_on": PAY_DAY, "on": TODAY, "file_name": "材料.pdf", "content": PDF + str(condition.pk).encode()}  # fmt: skip
    return meet_condition(actor=actor, condition_id=condition.pk, **(facts | given))


def test_what_makes_no_plan_is_said() -> None:
    assert "分几期付" in (plan_problem([], amount_fen=1) or "")
    assert "大于零" in (plan_problem([("第一期", 0)], amount_fen=0) or "")
    assert "不能同名" in (plan_problem([("第一期", 1), ("第一期", 1)], amount_fen=2) or "")
    assert "差 0.01 元" in (plan_problem([("第一期", 1)], amount_fen=2) or "")
    assert staff_missing([("牙叉", 3, 2), ("七坊", 3, 3)]) == "牙叉差1人"
    assert staff_missing([("牙叉", 3, 3)]) is None


@pytest.mark.refuses("contracts.plan_instalments")
def test_the_plan_is_written_with_the_draft_and_stands_with_the_signature(world: World) -> None:
    made = draft()
    line = PaymentLine("一次付清", made.amount_fen, None, [("INVOICE", "发票"), ("REPORT", "发票")])
    with pytest.raises(NotAllowed):
        plan_instalments(actor=MANAGER, agreement_id=made.pk, lines=[line])
    with pytest.raises(Agreement.DoesNotExist):
        plan_instalments(actor=QIAN, agreement_id=made.pk, lines=[line])
    with pytest.raises(Refused, match="两个条件不能同名"):
        plan_instalments(actor=ZHAO, agreement_id=made.pk, lines=[line])
    of = signed(made.project)
    with pytest.raises(Refused, match="请办理协议变更"):
        plan_instalments(actor=ZHAO, agreement_id=of.pk, lines=[PaymentLine("一次付清", of.amount_fen)])


@pytest.mark.refuses("contracts.request_payment")
def test_a_payment_is_asked_for_when_its_conditions_are_there_and_in_order(world: World) -> None:
    of = signed()
    one, two, three = of.instalments.order_by("number")
    told = payments_of(actor=FINANCE, agreement=of, on=TODAY)
    assert [each.why_not for each in told] == [
        "", "先申请第1期，再申请这一期。", "先申请第2期，再申请这一期。",
    ]  # fmt: skip
    assert payments_of(actor=HEAD, agreement=of, on=TODAY) == [], "a station head has no business with money"
    with pytest.raises(NotAllowed):
        request_payment(actor=ZHAO, instalment_id=one.pk, on=TODAY)
    with pytest.raises(Refused, match="先申请第1期"):
        request_payment(actor=MANAGER, instalment_id=two.pk, on=TODAY)
    with pytest.raises(Refused, match="还差1个条件：协议生效"):
        request_payment(actor=MANAGER, instalment_id=one.pk, on=date(2026, 6, 25))
    request_payment(actor=FINANCE, instalment_id=one.pk, on=TODAY)
    with pytest.raises(Refused, match="还有1期付款没有付完、1份协议没有办理期满，关账以后就办不了了"):
        close_project(actor=ZHAO, project_id=of.project_id, closing_on=date(2027, 7, 31), on=date(2027, 8, 1))
    with pytest.raises(Refused, match="付款现在是“待县审核”"):
        request_payment(actor=MANAGER, instalment_id=one.pk, on=TODAY)
    with pytest.raises(Refused, match="还差3个条件：中期报告、发票、中期评估结果"):
        request_payment(actor=MANAGER, instalment_id=two.pk, on=TODAY)
    assert payments_of(actor=MANAGER, agreement=of, on=TODAY)[1].missing == [
        "中期报告",
        "发票",
        "中期评估结果",
    ]
    assert three.number == 3


@pytest.mark.refuses("contracts.meet_condition")
def test_nobody_brings_the_result_of_her_own_evaluation(world: World) -> None:
    of = signed()
    report, invoice, result = InstalmentCondition.objects.filter(instalment__number=2).order_by("position")
    with pytest.raises(Refused, match="自动判断"):
        show(InstalmentCondition.objects.get(kind="IN_FORCE"))
    with pytest.raises(NotAllowed):
        show(report, HEAD)
    with pytest.raises(InstalmentCondition.DoesNotExist):
        show(report, QIAN)
    with pytest.raises(Refused, match="由县民政局登记"):
        show(result)
    with pytest.raises(Refused, match="不能晚于今天"):
        show(report, met_on=date(2026, 12, 1))
    show(report)
    show(invoice)
    show(result, ZHAO, note="良好")
    told = payments_of(actor=MANAGER, agreement=of, on=TODAY)[1]
    assert told.missing == []
    assert [each.met.says for each in told.conditions] == ["", "", "良好"]


@pytest.mark.refuses("contracts.return_payment")
@pytest.mark.refuses("contracts.approve_payment")
def test_the_county_returns_with_a_reason_or_approves(world: World) -> None:
    one = first()
    for verb in (approve_payment, return_payment):
        given: dict[str, Any] = {"because": "发票抬头不对"} if verb is return_payment else {}
        with pytest.raises(NotAllowed):
            verb(actor=MANAGER, instalment_id=one.pk, on=TODAY, **given)
        with pytest.raises(Instalment.DoesNotExist):
            verb(actor=QIAN, instalment_id=one.pk, on=TODAY, **given)
        with pytest.raises(Refused, match="付款现在是“未申请”"):
            verb(actor=ZHAO, instalment_id=one.pk, on=TODAY, **given)
    request_payment(actor=MANAGER, instalment_id=one.pk, on=TODAY)
    with pytest.raises(Refused, match="请写明为什么退回"):
        return_payment(actor=ZHAO, instalment_id=one.pk, because=" ", on=TODAY)
    assert (
        return_payment(actor=ZHAO, instalment_id=one.pk, because="发票抬头不对", on=TODAY).state == "PLANNED"
    )
    assert request_payment(actor=MANAGER, instalment_id=one.pk, on=TODAY).returned_because == ""
    assert approve_payment(actor=ZHAO, instalment_id=one.pk, on=TODAY).approved_on == TODAY


@pytest.mark.refuses("contracts.pay_instalment")
@pytest.mark.requirement("R242")
def test_a_payment_is_one_entry_of_the_ledger_less_what_is_kept_back(world: World) -> None:
    one = first()
    request_payment(actor=MANAGER, instalment_id=one.pk, on=PAY_DAY)
    with pytest.raises(Refused, match="付款现在是“待县审核”"):
        pay_instalment(actor=ZHAO, instalment_id=one.pk, paid_on=PAY_DAY, on=TODAY)
    deduct(
        actor=ZHAO, agreement_id=one.agreement_id, kind="DEDUCTION", instalment_id=one.pk,
        amount_fen=5_000 * YUAN, because="缺岗一个月", clause="协议第九条", on=PAY_DAY,
    )  # fmt: skip
    approve_payment(actor=ZHAO, instalment_id=one.pk, on=PAY_DAY)
    with pytest.raises(NotAllowed):
        pay_instalment(actor=MANAGER, instalment_id=one.pk, paid_on=PAY_DAY, on=TODAY)
    with pytest.raises(Instalment.DoesNotExist):
        pay_instalment(actor=QIAN, instalment_id=one.pk, paid_on=PAY_DAY, on=TODAY)
    for day, sentence in ((date(2026, 11, 21), "不能晚于今天"), (date(2026, 11, 18), "不能早于审核通过")):
        with pytest.raises(Refused, match=sentence):
            pay_instalment(actor=ZHAO, instalment_id=one.pk, paid_on=day, on=TODAY)
    done = pay_instalment(actor=ZHAO, instalment_id=one.pk, paid_on=PAY_DAY, on=TODAY)
    assert (done.state, done.paid_fen) == ("PAID", 171_000 * YUAN)
    assert dict(Entry.objects.values_list("kind", "amount_fen")) == {
        "RECEIVED": 171_000 * YUAN,
        "DEDUCTED": 5_000 * YUAN,
    }
    assert done.entry_id is not None
    assert Entry.objects.get(pk=done.entry_id).moved_on == PAY_DAY
    with pytest.raises(Refused, match="付款现在是“已付”"):
        pay_instalment(actor=ZHAO, instalment_id=one.pk, paid_on=PAY_DAY, on=TODAY)
    with pytest.raises(Refused, match="已经付款"):
        show(InstalmentCondition.objects.create(
            instalment=one, region_code=one.region_code, position=9, kind="INVOICE", name="迟来的发票"
        ))  # fmt: skip


@pytest.mark.requirement("R242")
@pytest.mark.refuses("contracts.deduct")
@pytest.mark.refuses("contracts.withdraw_deduction")
@pytest.mark.refuses("contracts.collect_recovery")
def test_part_of_the_money_is_fetched_back_with_reason_and_clause(world: World) -> None:
    one = paid()
    given: dict[str, Any] = {
        "agreement_id": one.agreement_id, "kind": "RECOVERY", "amount_fen": 10_000 * YUAN, "on": TODAY,
        "because": "没有按约履行", "clause": "协议第十二条",
    }  # fmt: skip
    with pytest.raises(NotAllowed):
        deduct(actor=MANAGER, **given)
    with pytest.raises(Agreement.DoesNotExist):
        deduct(actor=QIAN, **given)
    for wrong, sentence in (
        ({"because": " "}, "请写明为什么"),
        ({"clause": " "}, "依据协议或文件的哪一条"),
        ({"amount_fen": 200_000 * YUAN}, "追回不能超过已付的 176,000"),
        ({"kind": "DEDUCTION"}, "请选从哪一期"),
        ({"kind": "DEDUCTION", "instalment_id": one.pk}, "请办理追回"),
    ):
        with pytest.raises(Refused, match=sentence):
            deduct(actor=ZHAO, **(given | wrong))
    slip = deduct(actor=ZHAO, **given)
    with pytest.raises(NotAllowed):
        withdraw_deduction(actor=MANAGER, deduction_id=slip.pk, because="算错", on=TODAY)
    with pytest.raises(Deduction.DoesNotExist):
        withdraw_deduction(actor=QIAN, deduction_id=slip.pk, because="算错", on=TODAY)
    with pytest.raises(Refused, match="请写明为什么撤销"):
        withdraw_deduction(actor=ZHAO, deduction_id=slip.pk, because=" ", on=TODAY)
    withdraw_deduction(actor=ZHAO, deduction_id=slip.pk, because="算错", on=TODAY)
    with pytest.raises(Refused, match="撤销"):
        collect_recovery(actor=ZHAO, deduction_id=slip.pk, recovered_on=TODAY, on=TODAY)
    real = deduct(actor=ZHAO, **given)
    with pytest.raises(NotAllowed):
        collect_recovery(actor=MANAGER, deduction_id=real.pk, recovered_on=TODAY, on=TODAY)
    with pytest.raises(Deduction.DoesNotExist):
        collect_recovery(actor=QIAN, deduction_id=real.pk, recovered_on=TODAY, on=TODAY)
    with pytest.raises(Refused, match="收回日期"):
        collect_recovery(actor=ZHAO, deduction_id=real.pk, recovered_on=date(2026, 12, 1), on=TODAY)
    collect_recovery(actor=ZHAO, deduction_id=real.pk, recovered_on=TODAY, on=TODAY)
    assert Entry.objects.get(kind="RECOVERED").amount_fen == 10_000 * YUAN
    for verb in (
        lambda: collect_recovery(actor=ZHAO, deduction_id=real.pk, recovered_on=TODAY, on=TODAY),
        lambda: withdraw_deduction(actor=ZHAO, deduction_id=real.pk, because="算错", on=TODAY),
    ):
        with pytest.raises(Refused, match="不"):
            verb()


def test_no_more_is_kept_back_than_the_instalment() -> None:
    told: dict[str, Any] = {
        "kind": "DEDUCTION", "instalment_fen": 100, "kept_back_fen": 60, "paid_fen": 0, "fetched_fen": 0, "paid": False,
    }  # fmt: skip
    assert deduction_problem(amount_fen=40, **told) is None
    assert "不能超过" in (deduction_problem(amount_fen=41, **told) or "")
    assert "大于零" in (deduction_problem(amount_fen=0, **told) or "")


def test_what_was_asked_for_until_the_last_day_is_looked_at_as_before() -> None:
    last = date(2026, 11, 10)
    assert no_longer_due(ended_on=None, settles=False, asked=False, on=TODAY) is None
    assert no_longer_due(ended_on=last, settles=False, asked=False, on=last) is None
    assert no_longer_due(ended_on=last, settles=False, asked=True, on=TODAY) is None
    assert no_longer_due(ended_on=last, settles=True, asked=False, on=TODAY) is None
    assert "2026-11-10 终止" in (no_longer_due(ended_on=last, settles=False, asked=False, on=TODAY) or "")


@pytest.mark.refuses("contracts.settle_agreement")
def test_a_terminated_agreement_pays_what_was_asked_for_and_what_was_settled(world: World) -> None:
    of = signed()
    one, two, three = of.instalments.order_by("number")
    InstalmentCondition.objects.create(
        instalment=three, region_code=three.region_code, position=9, kind="IN_FORCE", name="协议生效"
    )
    request_payment(actor=MANAGER, instalment_id=one.pk, on=date(2026, 7, 8))
    given: dict[str, Any] = {
        "agreement_id": of.pk, "amount_fen": 50_000 * YUAN, "because": "7月至10月，按每月1.25万元", "settled_on": PAY_DAY,
        "on": TODAY, "file_name": "结算单.pdf", "content": PDF,
    }  # fmt: skip
    with pytest.raises(NotAllowed):
        settle_agreement(actor=MANAGER, **given)
    with pytest.raises(Agreement.DoesNotExist):
        settle_agreement(actor=QIAN, **given)
    with pytest.raises(Refused, match="协议终止以后才办结算"):
        settle_agreement(actor=ZHAO, **given)
    terminate_agreement(
        actor=ZHAO, agreement_id=of.pk, ended_on=date(2026, 11, 10), because="政策调整", on=TODAY
    )
    of.refresh_from_db()
    told = payments_of(actor=MANAGER, agreement=of, on=TODAY)
    assert [each.over for each in told] == [False, True, True]
    assert told[2].conditions[1].met.says == "已于 2026-11-10 终止"
    assert approve_payment(actor=ZHAO, instalment_id=one.pk, on=TODAY).state == "APPROVED"
    with pytest.raises(Refused, match="没有申请的付款不再支付（民法典第五百六十六条）"):
        request_payment(actor=MANAGER, instalment_id=two.pk, on=TODAY)
    for wrong, sentence in (
        ({"amount_fen": 0}, "大于零"),
        ({"amount_fen": 264_001 * YUAN}, "还没有付的是 264,000.00 元"),
        ({"because": "结清"}, "怎么算出来"),
        ({"settled_on": date(2026, 11, 9)}, "在协议终止以后"),
        ({"on": date(2026, 11, 9), "settled_on": date(2026, 11, 9)}, "才终止"),
    ):
        with pytest.raises(Refused, match=sentence):
            settle_agreement(actor=ZHAO, **(given | wrong))
    first_sheet = settle_agreement(actor=ZHAO, **given)
    sheet = settle_agreement(actor=ZHAO, **(given | {"amount_fen": 48_000 * YUAN, "content": PDF + b"2"}))
    assert (sheet.pk, sheet.number, sheet.amount_fen) == (first_sheet.pk, 4, 48_000 * YUAN)
    request_payment(actor=MANAGER, instalment_id=sheet.pk, on=TODAY)
    with pytest.raises(Refused, match="结算款已经申请"):
        settle_agreement(actor=ZHAO, **given)
    approve_payment(actor=ZHAO, instalment_id=sheet.pk, on=TODAY)
    pay_instalment(actor=ZHAO, instalment_id=sheet.pk, paid_on=TODAY, on=TODAY)
    assert Entry.objects.get(kind="RECEIVED").amount_fen == 48_000 * YUAN


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite lets one writer in at a time")
def test_two_officers_paying_at_once_pay_once(world: World) -> None:
    one = first()
    request_payment(actor=MANAGER, instalment_id=one.pk, on=PAY_DAY)
    approve_payment(actor=ZHAO, instalment_id=one.pk, on=PAY_DAY)
    together, refused = Barrier(2), []

    def pay() -> None:
        together.wait()
        try:
            pay_instalment(actor=ZHAO, instalment_id=one.pk, paid_on=PAY_DAY, on=TODAY)
        except Refused as no:
            refused.append(str(no))
        finally:
            connection.close()

    both = [Thread(target=pay) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert len(refused) == 1
    assert Entry.objects.filter(kind="RECEIVED").count() == 1
