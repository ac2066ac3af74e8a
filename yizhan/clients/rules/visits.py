"""When the next visit is due: arithmetic of calendar periods, and the strictest of the rules that bind a client."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

from yizhan.clients.rules.classes import class_code
from yizhan.kernel.period import Period
from yizhan.policy.book import edition, rules_in_force
from yizhan.policy.schema.times import Frequency, add_term

TOPIC = "探访频次"

Per = Literal["周", "月", "季", "半年", "年"]

KEPT_VISITS = 60
"""How many recent visit days a file keeps: enough to count the visits of any period with daily visits in two months."""

_PERIODS = {
    "周": Period.week_of,
    "月": Period.month_of,
    "季": Period.quarter_of,
    "半年": Period.half_year_of,
    "年": Period.year_of,
}


class Visit(NamedTuple):
    """A day on which somebody was visited and met, and how: a code of policy's `MODES`."""

    day: date
    mode: str = "AT_HOME"

    @property
    def kept(self) -> str:
        """As the file keeps it: “2026-11-18”, or “2026-11-18 PHONE” when it was not at home."""
        return self.day.isoformat() if self.mode == "AT_HOME" else f"{self.day.isoformat()} {self.mode}"


def visit_kept(text: str) -> Visit:
    """The visit a file keeps as `Visit.kept`."""
    day, _space, mode = text.partition(" ")
    return Visit(date.fromisoformat(day), mode or "AT_HOME")


@dataclass(frozen=True)
class VisitRule:
    """A region's visit frequency as this room needs it.

    classes      codes of rules.classes; grades: HIGH, MEDIUM, LOW. One match binds; both empty binds everybody
    after_event  the term within which a visit follows a major event (“24小时”); "": the rule says nothing
    uncounted    codes of the modes that do not count under it: the paper says a telephone call is no visit
    """

    id: str
    clause: str
    says: str
    per: Per | None
    times: int = 1
    classes: frozenset[str] = frozenset()
    grades: frozenset[str] = frozenset()
    after_event: str = ""
    uncounted: frozenset[str] = frozenset()

    def days(self, visits: Iterable[Visit]) -> list[date]:
        """The days of the visits that count under this rule."""
        return [visit.day for visit in visits if visit.mode not in self.uncounted]

    def binds(self, *, classes: Collection[str], grade: str) -> bool:
        if not self.classes and not self.grades:
            return True
        return bool(self.classes.intersection(classes)) or (bool(grade) and grade in self.grades)


@dataclass(frozen=True)
class VisitPlan:
    """The next due day and whose clause it is."""

    next_on: date
    rule: str
    clause: str


_GRADE_WORDS = {
    "高": "HIGH",
    "重": "HIGH",
    "极": "HIGH",
    "紧": "HIGH",
    "中": "MEDIUM",
    "次": "MEDIUM",
    "低": "LOW",
    "一": "LOW",
    "普": "LOW",
}
_GRADE_NAMES = {
    "重点": "MEDIUM",
    "重点对象": "MEDIUM",
    "次高": "MEDIUM",
    "一级": "HIGH",
    "二级": "MEDIUM",
    "三级": "LOW",
}


def grade_code(word: str) -> str | None:
    """“高风险” -> HIGH, “重点对象” -> MEDIUM, “一般” -> LOW; None for a word of no grade."""
    plain = word.strip()
    if plain in ("HIGH", "MEDIUM", "LOW"):
        return plain
    return (
        _GRADE_NAMES.get(plain) or _GRADE_NAMES.get(plain.removesuffix("对象")) or _GRADE_WORDS.get(plain[:1])
    )


def visit_rules(*, region_code: str, on: date) -> tuple[VisitRule, ...]:
    """The visit frequencies in force for a place; a value that is 待定 binds nobody.

    A rule whose 对象 and 等级 are all words we do not know is left out: it must not bind everybody by accident.
    """
    return _visit_rules(region_code, on, edition())


@lru_cache(maxsize=4096)
def _visit_rules(region_code: str, on: date, _edition: int) -> tuple[VisitRule, ...]:
    found = []
    for each in rules_in_force(region_code=region_code, on=on):
        rule = each.rule
        if not isinstance(rule, Frequency) or rule.topic != TOPIC or rule.pending:
            continue
        said = [*rule.classes, *rule.grades]
        classes = frozenset(code for word in rule.classes if (code := class_code(word)))
        grades = frozenset(code for word in said if not class_code(word) and (code := grade_code(word)))
        if said and not classes and not grades:
            continue
        found.append(
            VisitRule(
                id=f"{each.pack.id}:{rule.id}",
                clause=rule.chip,
                says=rule.says,
                per="年" if rule.per == "服务年度" else rule.per,
                times=int(rule.times),
                classes=classes,
                grades=grades,
                after_event=rule.term or "" if rule.event else "",
                uncounted=rule.uncounted_modes,
            )
        )
    return tuple(found)


def grade_labels(*, region_code: str, on: date) -> dict[str, str]:
    """How the region writes the three grades; its own words where a rule of it names them."""
    labels = {"HIGH": "高风险", "MEDIUM": "中风险", "LOW": "低风险"}
    for each in rules_in_force(region_code=region_code, on=on):
        if isinstance(each.rule, Frequency) and each.rule.topic == TOPIC:
            labels |= {code: word for word in each.rule.grades if (code := grade_code(word))}
    return labels


def parts_of(period: Period, times: int) -> list[Period]:
    """The period cut into `times` runs of days as equal as whole days allow; longer runs come last.

    31 days in 2 parts: 1-15, 16-31. More parts than days: one part a day.
    """
    times = max(1, min(times, period.days))
    cuts = [period.first + timedelta(days=n * period.days // times) for n in range(times)] + [
        period.last + timedelta(days=1)
    ]
    return [Period(first, after - timedelta(days=1)) for first, after in pairwise(cuts)]


def next_visit_on(*, days: Iterable[date], opened_on: date, frequency: tuple[Per, int], on: date) -> date:
    """The day by which the next visit is due; in the past when it is overdue.

    days       days on which the client was visited; two visits on one day count once, days after `on` not at all
    opened_on  the day the file was opened
    frequency  (“周” Monday to Sunday, “月”, “季”, “半年” or “年”; how many visits in each)

    The calendar period is cut into as many equal parts as it asks visits (`parts_of`), so that two visits a month
    are spread over it. Then

    1. visited, and the period of the last visit has its visits: due on the last day of the first part of the next period;
    2. visited, and it has not: due on the last day of the part that follows the part of the last visit
       (which may already lie in the next period);
    3. never visited: due on the last day of the part that follows the part in which the file was opened,
       so that a new client gets one whole part.

    A missed part is not added up: one visit after three missed months makes the client current again.
    """
    per, times = frequency
    period_of = _PERIODS[per]
    seen = sorted({day for day in days if day <= on})
    anchor = seen[-1] if seen else opened_on
    period = period_of(anchor)
    if seen and sum(day in period for day in seen) >= min(times, period.days):
        return parts_of(period_of(period.last + timedelta(days=1)), times)[0].last
    part = next(part for part in parts_of(period, times) if anchor in part)
    following = part.last + timedelta(days=1)
    return next(part for part in parts_of(period_of(following), times) if following in part).last


def event_visit_on(*, days: Iterable[date], event_on: date | None, term: str, on: date) -> date | None:
    """The day by which the visit after a major event is due; None when nothing happened or it has been made.

    Rules say “24 hours”; the file keeps days, so 24 hours end with the day after the event.
    """
    if event_on is None or any(event_on <= day <= on for day in days):
        return None
    return add_term(event_on, term)


def visit_plan(
    rules: Sequence[VisitRule],
    *,
    classes: Collection[str],
    grade: str,
    visits: Sequence[Visit],
    opened_on: date,
    event_on: date | None,
    on: date,
) -> VisitPlan | None:
    """The earliest due day among the rules that bind this client (the strictest wins); None when none does.

    Every rule counts the visits it lets count: a call may satisfy one paper and not another.
    """
    due: list[tuple[date, str, str]] = []
    for rule in rules:
        if not rule.binds(classes=classes, grade=grade):
            continue
        days = rule.days(visits)
        if rule.per is not None:
            by = next_visit_on(days=days, opened_on=opened_on, frequency=(rule.per, rule.times), on=on)
            due.append((by, rule.id, rule.clause))
        if rule.after_event:
            soon = event_visit_on(days=days, event_on=event_on, term=rule.after_event, on=on)
            if soon is not None:
                due.append((soon, rule.id, rule.clause))
    if not due:
        return None
    by, rule_id, clause = min(due)
    return VisitPlan(next_on=by, rule=rule_id, clause=clause)


def rule_not_counting(
    rules: Sequence[VisitRule],
    *,
    mode: str,
    classes: Collection[str],
    grade: str,
    visits: Sequence[Visit],
    event_on: date | None,
    on: date,
) -> VisitRule | None:
    """The rule that binds this client and does not count a visit made that way; None when all of them count it.

    What follows an event binds only while the visit after it is still to be made.
    """
    for rule in rules:
        if mode not in rule.uncounted or not rule.binds(classes=classes, grade=grade):
            continue
        open_event = rule.after_event and event_visit_on(
            days=rule.days(visits), event_on=event_on, term=rule.after_event, on=on
        )
        if rule.per is not None or open_event:
            return rule
    return None
