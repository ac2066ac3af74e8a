"""Whether a supervision can stand as told, who may confirm it, who ends what was agreed, and how often the region asks for one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from yizhan.kernel.period import Period
from yizhan.policy.book import NoRule, rule_for
from yizhan.policy.schema.times import Frequency
from yizhan.services.rules.records import Problem

FREQUENCY_RULE = "training.supervision"
"""How often a station is supervised (频次)."""

LONGEST = 3000
MOST_ACTIONS = 12
LATEST = timedelta(days=366)
KINDS = {"ADMINISTRATIVE": "行政", "EDUCATIONAL": "教育", "SUPPORTIVE": "支持"}
WAYS = ("COME_IN", "VIDEO", "OUTSIDE")
"""At the station, on line, at another place: the modes of a service that a supervision can have."""


@dataclass(frozen=True)
class Agreed:
    """An action as it was agreed: what, by which worker (her id as text), by when."""

    what: str
    owner: str
    due_on: date | None


def supervision_problem(
    *,
    form: str,
    kinds: Collection[str],
    way: str,
    topic: str,
    advice: str,
    supervised: int,
    supervisor_named: bool,
    expert: str,
    expert_from: str,
    by_myself: bool,
) -> Problem | None:
    """What is missing or cannot be, in the order of the form."""
    if form not in ("INDIVIDUAL", "GROUP"):
        return Problem("请选择个别督导还是团体督导。", "services.supervision-form")
    if not kinds or any(kind not in KINDS for kind in kinds):
        return Problem("请选择督导类型：行政、教育、支持，可以多选。", "services.supervision-kind")
    if way not in WAYS:
        return Problem("请选择督导方式：到站、线上或其他地点。", "services.mode-missing")
    if not supervised:
        return Problem("请选择受督导的人。", "services.supervision-nobody")
    if form == "INDIVIDUAL" and supervised > 1:
        return Problem("个别督导只能选一个人；几个人一起的请选团体督导。", "services.supervision-form")
    if form == "GROUP" and supervised < 2:
        return Problem("团体督导至少要有两个人；只有一个人的请选个别督导。", "services.supervision-form")
    if not by_myself and not supervisor_named:
        if not expert.strip():
            return Problem("请选择督导者；外请的专家请写姓名。", "services.supervisor-missing")
        if not expert_from.strip():
            return Problem("请写明外请督导者的单位。", "services.supervisor-missing")
    if not topic.strip():
        return Problem("请写督导主题。", "services.title-missing")
    if not advice.strip():
        return Problem("请写督导建议。", "services.supervision-advice")
    if len(advice) > LONGEST:
        return Problem(f"督导建议最多{LONGEST}字。", "services.supervision-long")
    return None


def several_problem(
    *, stations: Sequence[str], supervised: Sequence[int], strangers: int, worker_supervises: bool
) -> Problem | None:
    """Why one supervision cannot be written down for these stations.

    supervised  of each station, how many of its workers
    strangers   workers, cases and programmes named that belong to none of them
    """
    if len(stations) < 2:
        return Problem("只有一个站的，按一个站记。", "services.supervision-several")
    if worker_supervises:
        return Problem(
            "几个站一起督导的，督导者选“我自己”，外请的写姓名和单位。", "services.supervisor-missing"
        )
    if strangers:
        return Problem("所选的人、个案或小组不属于这几个站。", "services.worker-missing")
    for name, number in zip(stations, supervised, strict=True):
        if not number:
            return Problem(f"{name}还没有选受督导的人；没有参加的站请去掉。", "services.supervision-nobody")
    return None


def agreed_problem(rows: Sequence[Agreed], *, held_on: date, owners: Collection[str]) -> Problem | None:
    """Every action has an owner of this station and a day; a supervision without actions is allowed."""
    if len(rows) > MOST_ACTIONS:
        return Problem(f"约定的行动最多{MOST_ACTIONS}项。", "services.agreed-many")
    for n, row in enumerate(rows, start=1):
        if not row.what.strip():
            return Problem(f"第{n}项行动没有写做什么。", "services.agreed-what")
        if row.owner not in owners:
            return Problem(f"第{n}项行动没有负责人，请从本站人员里选。", "services.agreed-owner")
        if row.due_on is None:
            return Problem(f"第{n}项行动没有写期限。", "services.agreed-day")
        if row.due_on < held_on:
            return Problem(f"第{n}项行动的期限早于督导日期。", "services.agreed-day")
        if row.due_on > held_on + LATEST:
            return Problem(f"第{n}项行动的期限在一年以后，请核对。", "services.agreed-day")
    return None


def ending_problem(*, state: str, outcome: str, result: str, hers: bool, over_others: bool) -> Problem | None:
    """Whoever owns it ends it, or whoever heads the station or supervised; with a word on what came of it."""
    if state != "OPEN":
        return Problem("这项行动已经了结。", "services.agreed-ended")
    if not hers and not over_others:
        return Problem(
            "这项行动不是您负责的：只有负责人本人、督导者或站长能登记结果。", "services.agreed-of-others"
        )
    if outcome not in ("DONE", "DROPPED"):
        return Problem("请选择已完成还是不再做。", "services.agreed-outcome")
    if not result.strip():
        return Problem(
            "请写一句做成了什么。" if outcome == "DONE" else "请写一句为什么不再做。",
            "services.result-missing",
        )
    return None


def confirming_problem(*, voided: bool, side: str, agreed: bool) -> Problem | None:
    """side  which side the actor stands on: SUPERVISEE, SUPERVISOR or none of them ("")"""
    if voided:
        return Problem("这次督导的记录已作废，不用确认。", "services.voided")
    if not side:
        return Problem(
            "只有受督导者本人、督导者能确认；外请专家的意见由站长凭签字的纸件登记。",
            "services.supervision-confirm",
        )
    if agreed:
        return Problem("已经确认过了。", "services.supervision-confirmed")
    return None


@dataclass(frozen=True)
class Pace:
    """How a station stands with the frequency of its paper.

    state  good: done; idle: still time; warn: a week or less is left; bad: the day has passed
    """

    rule: Frequency
    period: Period
    done: int
    wanted: int
    due_on: date
    state: str

    @property
    def missing(self) -> int:
        return max(0, self.wanted - self.done)


def frequency_rule(*, region_code: str, on: date) -> Frequency | None:
    """The region's frequency; None where no paper has one, or leaves the number open."""
    try:
        rule = rule_for(FREQUENCY_RULE, region_code=region_code, on=on)
    except NoRule:
        return None
    return rule if isinstance(rule, Frequency) and not rule.pending and rule.period_of(on) else None


def pace(rule: Frequency, *, done: int, on: date) -> Pace:
    """Hold the supervisions of the running period against the rule."""
    period = rule.period_of(on)
    assert period is not None
    due, wanted = rule.due_day(period), int(rule.times)
    if done >= wanted:
        state = "good"
    elif on > due:
        state = "bad"
    else:
        state = "warn" if (due - on).days <= 7 else "idle"
    return Pace(rule, period, done, wanted, due, state)
