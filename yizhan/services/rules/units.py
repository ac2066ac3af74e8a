"""Whether a case, a group or an activity already counts as one unit, and what is missing. Plain Python.

A region may rule that a unit counts only from a number of sessions, contacts or persons on (计数条件). Where nobody has
ruled, everything counts from its first session on, and the page says that no minimum is ruled.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from yizhan.policy.book import NoRule, rule_for
from yizhan.policy.schema.units import UnitMinimum

Unit = Literal["个案", "小组", "活动"]

UNIT_RULES: dict[Unit, str] = {
    "个案": "services.unit-case",
    "小组": "services.unit-group",
    "活动": "services.unit-activity",
}
"""The rule of a region that says from what on one of these counts."""

_EACH: dict[Unit, str] = {"个案": "次数", "小组": "节数", "活动": "节数"}


@dataclass(frozen=True)
class Held:
    """One session, event or contact that took place.

    people  who was there, by whatever tells one from another; others are known only by their number
    """

    on: date
    minutes: int
    people: frozenset[Hashable] = frozenset()
    others: int = 0


@dataclass(frozen=True)
class Counting:
    """Whether a unit counts on the day it is looked at.

    counted_on  the first day on which it did; None: not yet
    missing     “还差1节、2人”; "" when it counts or nothing is ruled
    now         “3节、4人”
    required    what the rule asks; "" where nobody has ruled
    """

    counted_on: date | None
    missing: str
    now: str
    required: str = ""
    clause: str = ""
    rule_id: str = ""

    @property
    def counts(self) -> bool:
        return self.counted_on is not None

    @property
    def ruled(self) -> bool:
        return bool(self.required)


def unit_rule(unit: Unit, *, region_code: str, on: date) -> UnitMinimum | None:
    """The minimum in force there that day; None where nobody has ruled, or the paper left the number open."""
    try:
        rule = rule_for(UNIT_RULES[unit], region_code=region_code, on=on)
    except NoRule:
        return None
    return rule if isinstance(rule, UnitMinimum) and rule.counted == unit and not rule.pending else None


def facts_of(unit: Unit, held: Sequence[Held], *, shortest: int = 0) -> dict[str, int]:
    """What a rule is asked about: 节数 or 次数, and 人数 (each person once, plus the most others of one day)."""
    long_enough = [each for each in held if each.minutes >= shortest]
    people = frozenset[Hashable]().union(*(each.people for each in long_enough))
    others = max((each.others for each in long_enough), default=0)
    facts = {_EACH[unit]: len(long_enough)}
    return facts if unit == "个案" else facts | {"人数": len(people) + others}


def counting(unit: Unit, held: Sequence[Held], rule: UnitMinimum | None) -> Counting:
    """Looked at session by session, so that the day on which it began to count is known."""
    ordered = sorted(held, key=lambda each: each.on)
    shortest = int(rule.minutes) if rule and rule.minutes is not None else 0
    now = facts_of(unit, ordered, shortest=shortest)
    told = "、".join(f"{value}{word[0]}" for word, value in now.items())
    if rule is None:
        return Counting(ordered[0].on if ordered else None, "" if ordered else "还没有开始", told)
    first: date | None = None
    for place, each in enumerate(ordered, start=1):
        facts = facts_of(unit, ordered[:place], shortest=shortest)
        if facts[_EACH[unit]] and not rule.missing(facts):
            first = each.on
            break
    missing = rule.missing(now)
    if first is None and not missing:  # only lengths are ruled, and nothing was long enough
        said = f"还没有满{rule.minutes}分钟的"
    else:
        said = "" if first else rule.says_missing(missing)
    return Counting(first, said, told, rule.required(), rule.chip, rule.id)
