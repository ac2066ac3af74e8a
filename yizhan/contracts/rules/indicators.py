"""How far an agreement should be on a day, how far it is, and whether that keeps up. Plain arithmetic, no clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from yizhan.kernel.period import Period
from yizhan.policy.book import NoRule, rule_for
from yizhan.policy.schema.money import Bands

BANDS = "contract.progress"
RATE = "%"
CENT = Decimal("0.01")
TENTH = Decimal("0.1")
Tone = Literal["good", "warn", "bad"]


@dataclass(frozen=True)
class Judged:
    """The band a progress falls into, in the words of the region's paper."""

    name: str
    tone: Tone


@dataclass(frozen=True)
class Progress:
    """Target, plan up to today and what is done; for one station or for all of them.

    actual    None: nothing known yet
    expected  of the target by that day
    """

    target: Decimal
    expected: Decimal
    actual: Decimal | None

    @property
    def percent(self) -> Decimal | None:
        """Done of the year's target, in percent with one decimal."""
        return _percent(self.actual, self.target)

    @property
    def expected_percent(self) -> Decimal | None:
        return _percent(self.expected, self.target)

    @property
    def kept(self) -> Decimal | None:
        """Done of what the plan asks for by today, in percent; None while it asks for nothing yet."""
        return _percent(self.actual, self.expected)

    @property
    def gap(self) -> Decimal:
        """How much is missing against the plan, never below 0."""
        return max(Decimal(0), self.expected - (self.actual or Decimal(0)))


def bands_rule(*, region_code: str, on: date) -> Bands | None:
    """The region's bands of progress; None where nobody has ruled: then only figures are shown."""
    try:
        rule = rule_for(BANDS, region_code=region_code, on=on)
    except NoRule:
        return None
    return rule if isinstance(rule, Bands) and rule.bands and not rule.pending else None


def judged(rule: Bands | None, progress: Progress) -> Judged | None:
    """What the region calls it. The highest band is good, the lowest bad, those between a warning."""
    if rule is None or progress.kept is None:
        return None
    top = max((band.high for band in rule.bands if band.high is not None), default=None)
    kept = progress.kept if top is None or progress.kept <= top else top
    found = rule.band(kept)
    if found is None:
        return None
    order = sorted(rule.bands, key=lambda band: band.low if band.low is not None else Decimal("-Infinity"))
    place = order.index(found)
    tone: Tone = "good" if place == len(order) - 1 else "bad" if place == 0 else "warn"
    return Judged(found.name, tone)


def expected(
    *, target: Decimal, months: Mapping[str, str], year: Period, on: date, rate: bool = False
) -> Decimal:
    """What of a year's target falls on the days up to and including that one.

    months  {"2026-07": "12"}, typed; empty: every day the same
    rate    a rate or level is owed on every day alike: the whole target from the first day
    """
    if on < year.first:
        return Decimal(0)
    if rate or on >= year.last:
        return target
    if not months:
        return _cent(target * ((on - year.first).days + 1) / year.days)
    done = Decimal(0)
    for month in months_of(year):
        days = Period(max(month.first, year.first), min(month.last, year.last))
        share = Decimal(months.get(month_key(month.first), "0") or "0")
        if days.last <= on:
            done += share
        elif days.first <= on:
            done += share * ((on - days.first).days + 1) / days.days
    return _cent(done)


def months_of(year: Period) -> list[Period]:
    """The calendar months a service year touches, first to last."""
    found = [Period.month_of(year.first)]
    while found[-1].last < year.last:
        found.append(found[-1].next_month())
    return found


def month_key(day: date) -> str:
    return f"{day:%Y-%m}"


def spread(target: Decimal, year: Period) -> dict[str, Decimal]:
    """A year's target over its months by their days, whole numbers, adding up to the target exactly.

    A target that is not whole keeps its fraction in the last month.
    """
    whole = int(target)
    found: dict[str, Decimal] = {}
    given, past = 0, 0
    for month in months_of(year):
        days = Period(max(month.first, year.first), min(month.last, year.last)).days
        past += days
        upto = whole * past // year.days
        found[month_key(month.first)] = Decimal(upto - given)
        given = upto
    last = month_key(year.last)
    found[last] += target - whole
    return found


def shared(total: int, weights: Sequence[int]) -> list[int]:
    """A whole number over stations by weight: whole numbers that add up to it, each within one of its exact share."""
    whole = sum(weights)
    if not weights:
        return []
    if whole <= 0:
        weights, whole = [1] * len(weights), len(weights)
    found, given, past = [], 0, 0
    for weight in weights:
        past += weight
        upto = total * past // whole
        found.append(upto - given)
        given = upto
    return found


def months_problem(target: Decimal, months: Mapping[str, str], year: Period) -> str | None:
    """Why a typed month plan cannot stand."""
    if not months:
        return None
    known = {month_key(month.first) for month in months_of(year)}
    if strange := sorted(set(months) - known):
        return f"月份 {strange[0]} 不在服务年度里。"
    whole = sum((Decimal(value or "0") for value in months.values()), Decimal(0))
    if any(Decimal(value or "0") < 0 for value in months.values()):
        return "每月的计划不能是负数。"
    if whole != target:
        return f"各月相加是 {whole:f}，全年是 {target:f}，差 {abs(whole - target):f}。"
    return None


def together(parts: Sequence[Progress], *, rate: bool = False) -> Progress:
    """All stations as one. Of a rate: how many of the stations that have one reach what they owe."""
    if rate:
        known = [part for part in parts if part.actual is not None]
        reached = sum(1 for part in known if part.actual is not None and part.actual >= part.target)
        count = Decimal(len(parts))
        return Progress(count, count if any(part.expected for part in parts) else Decimal(0),
                        Decimal(reached) if known else None)  # fmt: skip
    done = [part.actual for part in parts if part.actual is not None]
    return Progress(
        sum((part.target for part in parts), Decimal(0)),
        sum((part.expected for part in parts), Decimal(0)),
        sum(done, Decimal(0)) if done else None,
    )


def counted_to(year: Period, on: date) -> Period | None:
    """The days of the service year up to today; None before it begins."""
    return Period(year.first, min(year.last, on)) if on >= year.first else None


def whole_months(days: Period, *, on: date) -> tuple[list[date], list[Period]]:
    """First days of the months the days fill wholly, and the days left over at either end.

    on  today: of the month that is running the kept figures are those so far, so it counts as filled
    """
    months: list[date] = []
    odd: list[Period] = []
    for month in months_of(days):
        inside = Period(max(month.first, days.first), min(month.last, days.last))
        if inside.first == month.first and (inside.last == month.last or inside.last >= on):
            months.append(month.first)
        else:
            odd.append(inside)
    return months, odd


def _percent(part: Decimal | None, whole: Decimal) -> Decimal | None:
    if part is None or not whole:
        return None
    return (part * 100 / whole).quantize(TENTH, ROUND_HALF_UP)


def _cent(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)
