"""Who owes what by when, out of the rules in force; and what may happen to a duty next. Plain Python."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from yizhan.kernel.period import Period
from yizhan.kernel.states import Process, Transition
from yizhan.policy.schema.times import Deadline, Frequency
from yizhan.policy.schema.words import spoken

STATION, TOWNSHIP, COUNTY, CITY, PROVINCE = "station", "township", "county", "city", "province"

LEVELS = {
    "社工站": STATION, "社工室": STATION, "承接主体": STATION, "驻站社工": STATION, "站长": STATION, "副站长": STATION,
    "督导": STATION, "转换岗位人员": STATION, "乡镇": TOWNSHIP, "县民政": COUNTY, "各级民政": COUNTY, "各地": COUNTY,
    "购买方": COUNTY, "市民政": CITY, "省民政": PROVINCE, "第三方机构": "evaluator",
}  # fmt: skip
"""At which level a word of the papers stands; any other office owes its part once a county."""

DIGITS = {PROVINCE: 2, CITY: 4, COUNTY: 6, "evaluator": 6, "other": 6, TOWNSHIP: 9}
"""How many digits of the code name an office of the level."""

UPWARDS = (STATION, TOWNSHIP, COUNTY, CITY, PROVINCE)

ROLES_OF = {
    STATION: frozenset({"station_head", "deputy_head", "agency_manager"}), TOWNSHIP: frozenset({"township"}),
    COUNTY: frozenset({"county"}), CITY: frozenset({"city"}), PROVINCE: frozenset({"province"}),
    "evaluator": frozenset({"county"}), "other": frozenset({"county"}),
}  # fmt: skip
"""Who does, and is reminded of, what a level owes. What outsiders owe the county urges and notes."""

AHEAD_DAYS = 366
"""How far ahead the calendar is filled."""

BACK_DAYS = 370
"""A duty older than that is history: it is looked at no more."""

FACT_DAYS = 1100
"""How far back facts are looked for: the longest term of the papers is two years."""

PROCESS = Process(
    "到期事项",
    {"OPEN": "待办", "LATE": "已逾期", "DONE": "已办", "RETURNED": "已退回", "EXCUSED": "免办"},
    (
        Transition("", "OPEN", "reports.fill_duties"),
        Transition("OPEN", "LATE", "reports.fill_duties"),
        *(Transition(state, "DONE", "reports.fill_duties") for state in ("OPEN", "LATE", "RETURNED")),
        Transition("DONE", "RETURNED", "reports.fill_duties"),
        *(Transition(state, "DONE", "reports.note_duty_done") for state in ("OPEN", "LATE", "RETURNED")),
        Transition("DONE", "DONE", "reports.receive_duty"),
        Transition("DONE", "RETURNED", "reports.return_duty"),
        *(Transition(state, "EXCUSED", "reports.excuse_duty") for state in ("OPEN", "LATE", "RETURNED")),
    ),
)


@dataclass(frozen=True)
class Part:
    """One time something is owed in a period: 中期 of a service year; part "" when it is owed once."""

    period: Period
    part: str
    opens_on: date
    due_on: date


@dataclass(frozen=True)
class Owing:
    """What a rule asks of whom: at which level, in whose words, and the level that receives it."""

    level: str
    who: str
    receiver: str
    to_whom: str
    what: str


def level_of(word: str) -> str:
    return LEVELS.get(word, "other")


def owings(rule: Frequency | Deadline) -> list[Owing]:
    """Whom a rule obliges, once per level; a deadline that names nobody obliges the county."""
    if isinstance(rule, Frequency):
        words, receivers = rule.by_whom or rule.duty_of or rule.binds, rule.to_whom
        what = rule.what or rule.says
    else:
        words, receivers = rule.duty_of or rule.binds or ("县民政",), ()
        what = rule.end_event or rule.says
    found: dict[str, list[str]] = {}
    for word in words:
        found.setdefault(level_of(word), []).append(word)
    return [
        Owing(level, spoken(same)[:60], receiver_of(level, receivers), spoken(receivers)[:80], what[:80])
        for level, same in found.items()
    ]


def receiver_of(level: str, words: tuple[str, ...]) -> str:
    """The nearest level above the owner among those it is reported to; "" when there is none."""
    place = UPWARDS.index(level) if level in UPWARDS else 0
    above = sorted(UPWARDS.index(each) for word in words if (each := level_of(word)) in UPWARDS)
    return next((UPWARDS[one] for one in above if one > place), "")


def is_periodic(rule: object) -> bool:
    """Whether the rule asks for something again and again of an office or a station; visits have lists of their own."""
    return isinstance(rule, Frequency) and not rule.pending and not rule.is_visit and rule.per is not None


def is_once(rule: object) -> bool:
    """Whether it is due once, by a day the paper names."""
    return isinstance(rule, Deadline) and not rule.pending and rule.by is not None


def is_after_event(rule: object) -> bool:
    """Whether it is due some days after an event, or before it."""
    return (
        isinstance(rule, Deadline)
        and not rule.pending
        and rule.term is not None
        and "小时" not in rule.term  # hours are watched where the event is kept
    )


def parts_of(rule: Frequency, period: Period) -> tuple[Part, ...]:
    """The times something is owed in a period. Owed several times, each in its equal share of the period, by its end.

    On the very day (当日): it opens on the day it is due.
    """
    times = len(rule.rounds) or int(rule.times)
    if times == 1:
        due = rule.due_day(period) if rule.per != "服务年度" else period.last
        opens = due if rule.on_the_day else min(period.first, due)
        return (Part(period, rule.rounds[0] if rule.rounds else "", opens, due),)
    names = rule.rounds or tuple(str(number) for number in range(1, times + 1))
    found, first = [], period.first
    for number, name in enumerate(names, start=1):
        last = period.first + timedelta(days=period.days * number // times - 1)
        found.append(Part(period, name, first, max(first, last)))
        first = last + timedelta(days=1)
    return tuple(found)


def periods_due(rule: Frequency, span: Period) -> Iterator[Part]:
    """Every time whose last day lies in the span; a service year is not among them, the agreement says when it runs."""
    wider = Period(span.first - timedelta(days=370), span.last)
    for period in rule.periods(wider):
        for part in parts_of(rule, period):
            if part.due_on in span:
                yield part


def late_days(due_on: date, done_on: date) -> int:
    return max(0, (done_on - due_on).days)


def noting_problem(*, done_on: date, on: date, note: str, opens_on: date) -> str | None:
    if done_on > on:
        return "办结日期不能晚于今天。"
    if done_on < opens_on - timedelta(days=BACK_DAYS):
        return "办结日期离这项工作太早，请核对年份。"
    return None if note.strip() else "请写一句办理情况，例如文号或公示的地方。"


def answering_problem(*, is_told: bool, reason: str | None) -> str | None:
    """reason None: it is received, not returned."""
    if not is_told:
        return "这一项有自己的接收和退回，请在那份材料上办理。"
    if reason is not None and not reason.strip():
        return "请写清退回哪里、为什么；报送单位会看到您的理由。"
    return None
