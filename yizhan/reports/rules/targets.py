"""What the records show of a target a paper sets for a county: so many townships with a station by a day. Plain Python."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yizhan.policy.schema.times import Milestone, Target

COVERAGE = frozenset({"target.coverage", "target.three-years"})
"""Targets of which the product keeps the figure: how many townships have a station."""


@dataclass(frozen=True)
class Cover:
    """Townships with a station of all there are on a day; whole is 0 where the reader does not see them all."""

    on: date
    covered: int
    whole: int

    @property
    def words(self) -> str:
        return f"{self.covered}/{self.whole} 个乡镇（街道）有站"


@dataclass(frozen=True)
class Milestep:
    """One step of a target with what the records show. tone: of the word of state."""

    by: date
    asked: str
    tone: str
    word: str
    shown: str = ""


def milestep(rule: Target, step: Milestone, cover: Cover | None, *, on: date) -> Milestep:
    """A number of townships is judged; a step without a number (规范、提升) is for people to judge.

    cover  on the day of the step, or today when that lies ahead; None: the product keeps no such figure
    """
    asked = step.note or rule.says
    if step.value is not None and not step.note:
        asked = f"{step.value:f}{rule.unit}"
    if cover is None:
        return Milestep(step.by, asked, "idle", "由人核对", "系统里没有这项数")
    if not cover.whole:
        return Milestep(step.by, asked, "idle", "由人核对", "您只看到一部分站，算不出全县的数")
    day = "现在" if step.by >= on else "那天"
    shown = f"{day} {cover.words}"
    if step.value is None or rule.id != "target.coverage":
        if step.by >= on:
            return Milestep(step.by, asked, "idle", "还没到期", shown)
        return Milestep(step.by, asked, "idle", "没有数值，由人核对", shown)
    have = Decimal(cover.covered)
    if rule.unit == "%":
        have = have * 100 / cover.whole
    if have >= step.value:
        return Milestep(step.by, asked, "good", "达到", shown)
    if step.by >= on:
        return Milestep(step.by, asked, "idle", "还没到期", shown)
    return Milestep(step.by, asked, "warn", "那天没有达到", shown)
