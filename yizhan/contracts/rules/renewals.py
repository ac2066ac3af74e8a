"""Whether an evaluation lets an agreement go on, by the region's paper."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yizhan.kernel.period import Period
from yizhan.policy.book import NoRule, rule_for
from yizhan.policy.schema.money import Bands
from yizhan.policy.schema.scoring import Consequence
from yizhan.policy.schema.times import add_months

RULE, RESULTS = "contract.renewal", "evaluation.bands"


@dataclass(frozen=True)
class Ground:
    """What the region's paper says of renewal.

    blocks  a failed evaluation forbids it; otherwise the result is one thing to weigh, and the county decides
    """

    rule: Consequence | None
    bands: Bands | None

    @property
    def blocks(self) -> bool:
        return self.rule is not None and self.rule.leaning == "不利"


def ground(*, region_code: str, on: date) -> Ground:
    """The rules in force; fields are None where nobody has ruled."""
    found: list[object] = []
    for rule_id in (RULE, RESULTS):
        try:
            found.append(rule_for(rule_id, region_code=region_code, on=on))
        except NoRule:
            found.append(None)
    rule, bands = found
    return Ground(
        rule if isinstance(rule, Consequence) and not rule.pending else None,
        bands if isinstance(bands, Bands) and bands.bands and not bands.pending else None,
    )


def result_of(bands: Bands | None, points: Decimal | None) -> tuple[str, bool] | None:
    """Name of the band the points fall into and whether it passes; None where the paper does not say."""
    if bands is None or points is None:
        return None
    found = bands.band(points)
    return None if found is None or found.passes is None else (found.name, found.passes)


def decision_problem(
    *, of: Ground, passed: bool, allowed: bool, result: str, because: str
) -> tuple[str, str] | None:
    """Why the county cannot decide so (sentence, clause), or None."""
    if not result.strip():
        return "请写明年度评估的结果，例如“合格”。", ""
    if allowed and not passed and of.blocks and of.rule is not None:
        return f"年度评估{result}，不能续签：{of.rule.required()}。", of.rule.source
    if not allowed and len(because.strip()) < 2:
        return "请写明为什么不续签。", ""
    if allowed and not passed and len(because.strip()) < 2:
        return "评估没有合格而续签的，请写明理由。", ""
    return None


def renewal_problem(*, decided: bool | None, clause_says: str, renewed: bool, cycle_last_on: date,
                    next_year: Period, before: Period, terminated: bool = False) -> str | None:  # fmt: skip
    """Why next year's agreement cannot be made from this one.

    decided  the county's decision; None: there is none yet
    """
    if renewed:
        return "这份协议已经续过一年。"
    if terminated:
        return "协议已经终止，不能续签；再要购买服务，请重新采购、另拟协议。"
    if decided is None:
        return "还没有续签决定。请先登记年度评估结果和是否续签。"
    if not decided:
        return f"已决定不续签。{clause_says}请重新采购。"
    if next_year.first <= before.last:
        return f"新的一年要从 {before.last:%Y-%m-%d} 之后开始。"
    if next_year.last > cycle_last_on:
        return f"整个周期到 {cycle_last_on:%Y-%m-%d} 为止，下一年超出周期，请重新采购。"
    return None


def year_after(year: Period) -> Period:
    """The service year that follows, of the same length by the calendar."""
    first = date.fromordinal(year.last.toordinal() + 1)
    return Period(first, date.fromordinal(add_months(first, 12).toordinal() - 1))
