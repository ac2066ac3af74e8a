"""Pay and grades against the region's scale and its lowest pay. Plain Python."""

from dataclasses import dataclass
from datetime import date, timedelta

from yizhan.kernel.money import yuan
from yizhan.policy.book import NoRule, rule_for
from yizhan.policy.schema.kinds import AnyRule
from yizhan.policy.schema.money import Bands, Price

SCALE = "staffing.pay-scale"
MINIMUM = "staffing.minimum-pay"
MOST_FEN = 10_000_000
"""A hundred thousand yuan a month is a slip of the pen."""


def _rule(rule_id: str, region_code: str, on: date) -> AnyRule | None:
    try:
        return rule_for(rule_id, region_code=region_code, on=on)
    except NoRule:
        return None


def scale_for(*, region_code: str, on: date) -> Bands | None:
    """The posts and grades of the region (四岗十一级); pending where the table is not known; None: no paper speaks."""
    rule = _rule(SCALE, region_code, on)
    return rule if isinstance(rule, Bands) else None


def minimum_for(*, region_code: str, on: date) -> Price | None:
    """The lowest pay a month here; None when no paper says."""
    rule = _rule(MINIMUM, region_code, on)
    return rule if isinstance(rule, Price) and not rule.pending else None


def grade_fen(scale: Bands, grade: str) -> int | None:
    return next((band.fen for band in scale.bands if band.name == grade), None)


@dataclass(frozen=True)
class Short:
    """Pay that is less than it should be: by how much, than what, under which rule."""

    says: str
    rule: AnyRule | None


def pay_short(
    *,
    amount_fen: int,
    whole_month: bool,
    grade: str = "",
    grade_amount_fen: int | None = None,
    grade_rule: AnyRule | None = None,
    minimum: Price | None = None,
) -> tuple[Short, ...]:
    """What this pay falls short of. A month begun or ended in its midst is paid in part and is not judged."""
    if not whole_month:
        return ()
    found = []
    if grade and grade_amount_fen is not None and amount_fen < grade_amount_fen:
        found.append(
            Short(
                f"低于岗级“{grade}”的{yuan(grade_amount_fen)}元，差{yuan(grade_amount_fen - amount_fen)}元",
                grade_rule,
            )
        )
    if minimum is not None and minimum.total is not None and amount_fen < minimum.total:
        found.append(
            Short(f"低于当地最低工资{yuan(minimum.total)}元，差{yuan(minimum.total - amount_fen)}元", minimum)
        )
    return tuple(found)


def is_whole_month(month: date, *, started_on: date, ended_on: date | None) -> bool:
    last = (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return started_on <= month and (ended_on is None or ended_on >= last)


def pay_problem(
    *,
    month: date,
    amount_fen: int,
    paid_on: date,
    voucher: str,
    started_on: date,
    ended_on: date | None,
    paid_already: bool,
    on: date,
) -> str | None:
    """Why this cannot be the pay of that month, or None."""
    if month.day != 1:
        return "请写所属月份。"
    if paid_already:
        return f"{month:%Y年%m月}的工资已经登记；记错的先作废那一条再登记。"
    if month < started_on.replace(day=1) or (ended_on is not None and month > ended_on):
        return f"{month:%Y年%m月}此人不在岗。"
    if amount_fen <= 0:
        return "应发金额要大于零。"
    if amount_fen > MOST_FEN:
        return "应发金额超过十万元，请核对单位是不是元。"
    if paid_on > on or month > on:
        return "发放日期和月份不能晚于今天。"
    if paid_on < month:
        return "发放日期早于所属月份，请核对。"
    if not voucher.strip():
        return "请写发放凭证号（银行代发批次号或工资表编号），以后好查。"
    return None


def grade_problem(
    *, scale: Bands | None, grade: str, from_on: date, started_on: date, newest_on: date | None, reason: str
) -> str | None:
    """Why this grade cannot be given, or None."""
    if scale is None:
        return "本地区尚无岗位等级的规定，不能定级。"
    if scale.pending:
        return f"本地区的薪酬等级待定：{scale.pending_reason}"
    if grade not in {band.name for band in scale.bands}:
        return "请从本地区的岗位等级里选。"
    if from_on < started_on:
        return "定级日期早于到岗日期，请核对。"
    if newest_on is not None and from_on <= newest_on:
        return f"上一次定级从 {newest_on} 起，这次要在它之后。"
    if not reason.strip():
        return "请写明定级的依据，例如“考核合格，满两年”。"
    return None
