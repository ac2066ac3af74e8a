"""When a payment may be asked for, approved and paid; what may be kept back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from yizhan.kernel.money import yuan
from yizhan.kernel.states import Process, Transition

REQUEST, RETURN = "contracts.request_payment", "contracts.return_payment"
APPROVE, PAY = "contracts.approve_payment", "contracts.pay_instalment"
SETTLE = "contracts.settle_agreement"
COUNTED = frozenset({"IN_FORCE", "STAFF_ON_SITE"})
"""Conditions the program looks up itself; the others are shown by a paper."""
OF_THE_COUNTY = frozenset({"EVALUATION"})
"""Conditions only the county may put on file: nobody brings the result of her own evaluation."""
SETTLEMENT, SETTLEMENT_SHEET = "终止结算", "结算单"
TERMINATED_BY = "民法典第五百六十六条"
"""What was not performed is not performed any more; what was, is settled."""

PROCESS = Process(
    name="付款",
    labels={"PLANNED": "未申请", "REQUESTED": "待县审核", "APPROVED": "待拨付", "PAID": "已付"},
    transitions=(
        Transition("", "PLANNED", "contracts.plan_instalments"),
        Transition("", "PLANNED", SETTLE),
        Transition("PLANNED", "REQUESTED", REQUEST),
        Transition("REQUESTED", "PLANNED", RETURN),
        Transition("REQUESTED", "APPROVED", APPROVE),
        Transition("APPROVED", "PAID", PAY),
    ),
)


@dataclass(frozen=True)
class Met:
    """One condition of a payment and its state today.

    says  what is there or what is missing, in a few words
    """

    name: str
    kind: str
    met: bool
    says: str = ""


def staff_missing(needed: Iterable[tuple[str, int, int]]) -> str | None:
    """(station, how many agreed, how many in post) → which stations are short, or None."""
    short = [f"{name}差{agreed - present}人" for name, agreed, present in needed if present < agreed]
    return "、".join(short[:3]) + ("等" if len(short) > 3 else "") if short else None


def no_longer_due(
    *, ended_on: date | None, settles: bool, asked: bool, on: date, closed_on: date | None = None
) -> str | None:
    """Why an instalment is not paid any more, or None.

    ended_on   last day of an agreement that was terminated
    settles    it pays what is owed for the work done until then
    asked      it was asked for already: then it is looked at as before, also where the end was told with an earlier day
    closed_on  day on which the accounts of the project were closed
    """
    if closed_on is not None and not asked:
        return f"项目已于 {closed_on:%Y-%m-%d} 关账，没有申请的付款不再支付。"
    if ended_on is None or settles or asked or on <= ended_on:
        return None
    return f"协议已于 {ended_on:%Y-%m-%d} 终止，没有申请的付款不再支付（{TERMINATED_BY}）；终止以前做了的服务，按结算支付。"


def request_problem(
    conditions: Sequence[Met], *, paid_before: bool, number: int, over: str | None = None
) -> str | None:
    """Why a payment cannot be asked for yet, or None.

    paid_before  whether the instalment before is on its way; over: why it is not due any more
    """
    if over:
        return over
    missing = [each.name for each in conditions if not each.met]
    if not paid_before:
        return f"先申请第{number - 1}期，再申请这一期。"
    if missing:
        return f"还差{len(missing)}个条件：{'、'.join(missing)}。"
    return None


def evidence_problem(*, kind: str, by_county: bool, paid: bool) -> str | None:
    if kind in COUNTED:
        return "这个条件由系统按登记的情况自动判断，不用上传。"
    if paid:
        return "这一期已经付款，条件不能再改。"
    if kind in OF_THE_COUNTY and not by_county:
        return "评估结果由县民政局登记。"
    return None


def plan_problem(rows: Sequence[tuple[str, int]], *, amount_fen: int) -> str | None:
    """Why a payment plan of (name, fen) cannot stand."""
    if not rows:
        return "请写明分几期付、每期多少钱。"
    if any(fen <= 0 for _name, fen in rows):
        return "每期金额要大于零。"
    if len({name for name, _fen in rows}) < len(rows):
        return "两期不能同名。"
    whole = sum(fen for _name, fen in rows)
    if whole != amount_fen:
        return f"各期相加是 {yuan(whole)} 元，协议金额是 {yuan(amount_fen)} 元，差 {yuan(abs(whole - amount_fen))} 元。"
    return None


def settlement_problem(
    *, terminated: bool, amount_fen: int, left_fen: int, on_its_way: bool, because: str, settled_on: date,
    ended_on: date | None, on: date,
) -> str | None:  # fmt: skip
    """Why what is owed for the work done cannot be settled so.

    left_fen    of the agreement, less all that was paid or is on its way
    on_its_way  the settlement was asked for or paid already
    """
    if not terminated or ended_on is None:
        return "协议终止以后才办结算；没有终止的，按付款计划付。"
    if on < ended_on:
        return f"协议到 {ended_on:%Y-%m-%d} 才终止，那天起办结算。"
    if on_its_way:
        return "结算款已经申请，不能再改；要改的，先退回申请。"
    if amount_fen <= 0:
        return "金额要大于零；没有要付的，不用登记结算。"
    if amount_fen > left_fen:
        return f"协议里还没有付的是 {yuan(left_fen)} 元，结算不能超过它。"
    if len(because.strip()) < 5:
        return "请写明结的是哪些服务、怎么算出来的，例如“7月至10月共4个月，按月均 3.6 万元”。"
    if not ended_on <= settled_on <= on:
        return "结算日期要在协议终止以后，不能晚于今天。"
    return None


def deduction_problem(
    *, kind: str, amount_fen: int, instalment_fen: int, kept_back_fen: int, paid_fen: int, fetched_fen: int, paid: bool
) -> str | None:  # fmt: skip
    """Why money cannot be kept back from a payment, or fetched back.

    kept_back_fen  already kept back from this instalment
    paid_fen       paid so far of the agreement; fetched_fen: of it already to be fetched back
    """
    if amount_fen <= 0:
        return "金额要大于零，写到分为止。"
    if kind == "DEDUCTION":
        if paid:
            return "这一期已经付款，请办理追回。"
        if amount_fen + kept_back_fen > instalment_fen:
            return f"扣减不能超过这一期的 {yuan(instalment_fen)} 元，已扣 {yuan(kept_back_fen)} 元。"
        return None
    if amount_fen + fetched_fen > paid_fen:
        return f"追回不能超过已付的 {yuan(paid_fen)} 元，已决定追回 {yuan(fetched_fen)} 元。"
    return None


def paying_day_problem(*, paid_on: date, approved_on: date | None, on: date) -> str | None:
    if paid_on > on:
        return "付款日期不能晚于今天。"
    if approved_on is not None and paid_on < approved_on:
        return f"付款日期不能早于审核通过的 {approved_on:%Y-%m-%d}。"
    return None
