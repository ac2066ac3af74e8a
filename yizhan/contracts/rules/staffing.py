"""Whether the agreed workers are on site, since when somebody is missing, who serves where at once. Plain Python."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from yizhan.policy.book import NoRule, rule_for
from yizhan.policy.schema.people import Eligibility
from yizhan.policy.schema.times import Deadline

PLACEMENT = "staffing.placement"
AGENCY, NEWLY_LOCAL = "agency.eligibility", "新招本地人员"

Stay = tuple[date, date | None]
"""First and last day in post; None: still there."""


def placement_rule(*, region_code: str, on: date) -> Deadline | None:
    """Within what time the workers are on site, pending where the paper names no number; None: no paper speaks."""
    try:
        rule = rule_for(PLACEMENT, region_code=region_code, on=on)
    except NoRule:
        return None
    return rule if isinstance(rule, Deadline) else None


def local_people_rule(*, region_code: str, on: date) -> Eligibility | None:
    """The paper that asks an agency for newly recruited local people; None where no paper does."""
    try:
        rule = rule_for(AGENCY, region_code=region_code, on=on)
    except NoRule:
        return None
    asks = isinstance(rule, Eligibility) and any(each.fact == NEWLY_LOCAL for each in rule.conditions)
    return rule if asks and isinstance(rule, Eligibility) else None


def present(stays: Sequence[Stay], on: date) -> int:
    return sum(first <= on and (last is None or last >= on) for first, last in stays)


def missing_since(stays: Sequence[Stay], *, wanted: int, from_on: date, on: date) -> date | None:
    """The first day of the shortage that still lasts; None when nobody is missing. Not before the agreement runs."""
    if present(stays, on) >= wanted:
        return None
    changes = {from_on}
    for first, last in stays:
        changes.add(first)
        if last is not None:
            changes.add(last + timedelta(days=1))
    since = on
    for day in sorted((day for day in changes if from_on <= day <= on), reverse=True):
        if present(stays, day) >= wanted:
            break
        since = day
    return since


def filled_on(stays: Sequence[Stay], *, wanted: int, signed_on: date, on: date) -> date | None:
    """The first day since the signing on which all agreed workers were there; None when that has not been yet."""
    days = sorted({signed_on, *(first for first, _last in stays if signed_on <= first <= on)})
    return next((day for day in days if present(stays, day) >= wanted), None)


@dataclass(frozen=True)
class Post:
    """One station of an agreement: how many were agreed, are there, are missing since when."""

    wanted: int
    here: int
    since: date | None
    filled: date | None
    due_on: date | None

    @property
    def missing(self) -> int:
        return max(0, self.wanted - self.here)

    def state(self, on: date) -> Literal["good", "warn", "bad", "idle"]:
        """bad: the time to place them is over and somebody is missing; warn: missing, and time left or no time told."""
        if not self.missing:
            return "good"
        return "bad" if self.due_on is not None and on > self.due_on else "warn"


def placed(
    stays: Sequence[Stay], *, wanted: int, signed_on: date, first_on: date, rule: Deadline | None, on: date
) -> Post:
    since = missing_since(stays, wanted=wanted, from_on=min(signed_on, first_on), on=on)
    due = rule.due(signed_on) if rule is not None and not rule.pending else None
    return Post(
        wanted, present(stays, on), since, filled_on(stays, wanted=wanted, signed_on=signed_on, on=on), due
    )


def turnover(stays: Sequence[Stay], *, first_on: date, on: date, wanted: int) -> tuple[int, int | None]:
    """How many left since the agreement began, and that in percent of the agreed number, rounded down."""
    left = sum(last is not None and first_on <= last <= on for _first, last in stays)
    return left, left * 100 // wanted if wanted else None
