"""Groups, activities and classes: why a plan cannot go on, and which days a weekly timetable gives. Plain Python."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from yizhan.kernel.calendar import holiday_name
from yizhan.kernel.money import yuan
from yizhan.services.rules.records import Problem

MOST_SESSIONS = 200
"""Of one programme; a year of 四点半课堂 on five days a week and at weekends stays below."""

REPORT_ROWS: dict[str, str] = {
    "preparation": "筹备工作",
    "aims": "目标达致情况",
    "content": "内容/形式",
    "division": "人手分工",
    "workers": "工作员/协助者表现",
    "members": "服务对象表现",
    "money": "经费使用情况",
    "others": "其他",
    "follow_up": "跟进工作",
}
"""The nine rows of the summary, in the order of the paper."""

NEEDED_ROWS = ("aims", "members", "money", "follow_up")

OPINIONS: dict[str, str] = {
    "aims": "目标可达致",
    "timing": "时间编排",
    "form": "形式",
    "venue": "场地",
    "content": "内容",
    "performance": "工作员表现",
    "attitude": "工作员态度",
    "own_part": "自己投入",
    "overall": "整体安排",
}
"""The nine questions of the opinion form, 0 to 5."""

SESSION_ROWS: dict[str, str] = {
    "members": "组员表现与互动",
    "dynamics": "小组动力",
    "work": "工作者介入",
    "reached": "目标达成",
    "reflection": "反思与下节调整",
}
"""What a worker may write of one session besides the note."""

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


@dataclass(frozen=True)
class SessionPlan:
    """One session as planned."""

    planned_on: date
    starts_at: time | None = None
    minutes: int = 60
    content: str = ""
    materials: str = ""
    place: str = ""


@dataclass(frozen=True)
class Slot:
    """One line of a weekly timetable: every Monday (0) at 16:30, ninety minutes of tutoring."""

    weekday: int
    starts_at: time | None
    minutes: int
    content: str = ""


@dataclass(frozen=True)
class Filled:
    """Days a timetable gives, and those it leaves out with the reason: (10月1日, 国庆节)."""

    sessions: tuple[SessionPlan, ...]
    left_out: tuple[tuple[date, str], ...]


def plan_problem(
    *,
    title: str,
    kind: str,
    category: str,
    starts_on: date,
    ends_on: date,
    places: int | None,
    budget: Sequence[Mapping[str, object]],
    risks: Sequence[Mapping[str, str]],
    sessions: Sequence[SessionPlan],
    kinds: Collection[str],
    categories: Collection[str],
) -> Problem | None:
    """What cannot stand in a plan, also while it is a draft."""
    if kind not in kinds:
        return Problem("请选择是小组、社区活动还是课堂。", "services.programme-kind")
    if not title.strip():
        return Problem("请写名称，例如“康乐小组”。", "services.programme-title")
    if category and category not in categories:
        return Problem("类别请选成长、教育、互助或治疗。", "services.programme-category")
    if ends_on < starts_on:
        return Problem("结束日期不能早于开始日期。", "services.programme-days")
    if (ends_on - starts_on).days > 731:
        return Problem("一份计划最长两年，请分成几份。", "services.programme-days")
    if places is not None and places < 1:
        return Problem("名额至少1人；不限名额的留空。", "services.programme-places")
    for line in budget:
        if not str(line.get("what", "")).strip():
            return Problem("预算里有一行没有写用途。", "services.programme-budget")
        if not isinstance(fen := line.get("fen"), int) or fen < 0:
            return Problem("预算的金额不能是负数。", "services.programme-budget")
    for risk in risks:
        if not risk.get("risk", "").strip() or not risk.get("answer", "").strip():
            return Problem("写了风险的要写怎样应对，写了应对的要写是什么风险。", "services.programme-risk")
    if len(sessions) > MOST_SESSIONS:
        return Problem(f"一份计划最多{MOST_SESSIONS}节，请分成几份。", "services.programme-sessions")
    for each in sessions:
        if problem := session_problem(each, starts_on=starts_on, ends_on=ends_on):
            return problem
    return None


def session_problem(session: SessionPlan, *, starts_on: date, ends_on: date) -> Problem | None:
    day = session.planned_on
    if not starts_on <= day <= ends_on:
        return Problem(
            f"{day:%Y-%m-%d}不在起止日期（{starts_on:%Y-%m-%d}至{ends_on:%Y-%m-%d}）之内。",
            "services.session-outside",
        )
    if not 1 <= session.minutes <= 1440:
        return Problem("一节的时长应在1分钟到1440分钟之间。", "services.minutes")
    return None


def submitting_problem(
    *,
    state: str,
    kind: str,
    category: str,
    aims: str,
    budget: Sequence[object],
    risks: Sequence[object],
    evaluation: str,
    sessions: int,
) -> Problem | None:
    """What a supervisor would send back at once: no aim, no money, no risk thought of, no session."""
    if state != "DRAFT":
        return Problem("这份计划已经提交过了。", "services.programme-state")
    missing = [
        word
        for word, there in (
            ("类别", bool(category) or kind != "GROUP"),
            ("目的", bool(aims.strip())),
            ("节次安排", sessions > 0),
            ("预算（不用钱的写一行0元）", bool(budget)),
            ("风险和应对", bool(risks)),
            ("评估方法", bool(evaluation.strip())),
        )
        if not there
    ]
    if missing:
        return Problem(f"还缺{'、'.join(missing)}，写好再提交。", "services.programme-incomplete")
    return None


def deciding_problem(*, state: str, submitted_by: str, decides: str, own: bool) -> Problem | None:
    """Four eyes: a plan is approved or returned by somebody else than whoever submitted it.

    own  the one who decides was granted to approve what she submitted herself
    """
    if state != "SUBMITTED":
        return Problem("这份计划没有在等审批。", "services.programme-state")
    if submitted_by == decides and not own:
        return Problem(
            "计划是您自己提交的，要由另一位有审批权的人（督导、站长或副站长）来批。", "services.four-eyes"
        )
    return None


def holding_problem(*, state: str, session_state: str, held_on: date, on: date, came: int) -> Problem | None:
    """Why a session cannot be written down as held."""
    if state == "DONE":
        return Problem("已经结束，不能再记新的一节。", "services.programme-state")
    if state not in {"APPROVED", "RUNNING"}:
        return Problem("计划还没有批准，批准后才能点名。", "services.programme-not-approved")
    if session_state == "CANCELLED":
        return Problem("这一节已经取消了。", "services.session-cancelled")
    if held_on > on:
        return Problem(f"日期不能晚于今天（{on:%Y-%m-%d}）。", "services.future")
    if not came:
        return Problem("没有人来的，请改为“取消这一节”并写明原因。", "services.nobody-came")
    return None


def finishing_problem(*, state: str, planned: int, held: int, reported: bool) -> Problem | None:
    """A programme ends when no session is open any more and its summary is written."""
    if state not in {"APPROVED", "RUNNING"}:
        return Problem("没有在进行，不用结束。", "services.programme-state")
    if planned:
        return Problem(f"还有{planned}节没有开，也没有取消。", "services.sessions-open")
    if not held:
        return Problem("一节也没有开过，请改为“取消”。", "services.never-held")
    if not reported:
        return Problem("请先写总结。", "services.report-missing")
    return None


def report_problem(*, held: int, rows: Mapping[str, str], spent_fen: int | None) -> Problem | None:
    if not held:
        return Problem("还没有开过一节，没有什么可总结的。", "services.never-held")
    if unknown := rows.keys() - REPORT_ROWS.keys():
        return Problem(f"总结里没有“{min(unknown)}”这一栏。", "services.report-row")
    missing = [REPORT_ROWS[row] for row in NEEDED_ROWS if not rows.get(row, "").strip()]
    if missing:
        return Problem(f"总结还缺：{'、'.join(missing)}。", "services.report-missing")
    if spent_fen is not None and spent_fen < 0:
        return Problem("实际支出不能是负数。", "services.report-money")
    return None


def opinion_problem(scores: Mapping[str, int]) -> Problem | None:
    for name, word in OPINIONS.items():
        if not 0 <= scores.get(name, -1) <= 5:
            return Problem(f"“{word}”请选0到5分。", "services.opinion-score")
    return None


def over_budget(*, budget_fen: int, spent_fen: int | None) -> str:
    """“超出预算120.00元”, or ""."""
    if spent_fen is None or spent_fen <= budget_fen:
        return ""
    return f"超出预算{yuan(spent_fen - budget_fen)}元"


def filled(slots: Sequence[Slot], *, first: date, last: date) -> Filled:
    """The days of a weekly timetable in a span, holidays and worked weekends left out."""
    sessions, left_out = [], []
    for ahead in range((last - first).days + 1):
        day = first + timedelta(days=ahead)
        lines = [slot for slot in slots if slot.weekday == day.weekday()]
        if not lines:
            continue
        if name := holiday_name(day):
            left_out.append((day, name))
            continue
        sessions += [SessionPlan(day, each.starts_at, each.minutes, each.content) for each in lines]
    sessions.sort(key=lambda each: (each.planned_on, each.starts_at or time.min))
    return Filled(tuple(sessions), tuple(left_out))


def timetable_problem(
    slots: Sequence[Slot], *, first: date, last: date, starts_on: date, ends_on: date, found: int, there: int
) -> Problem | None:
    if not slots:
        return Problem("请至少选一个星期几。", "services.timetable-empty")
    if last < first:
        return Problem("结束日期不能早于开始日期。", "services.programme-days")
    if first < starts_on or last > ends_on:
        return Problem(
            f"请排在起止日期（{starts_on:%Y-%m-%d}至{ends_on:%Y-%m-%d}）之内。", "services.session-outside"
        )
    if any(not 1 <= each.minutes <= 1440 for each in slots):
        return Problem("一节的时长应在1分钟到1440分钟之间。", "services.minutes")
    if not found:
        return Problem("这段时间里没有可以排的日子。", "services.timetable-empty")
    if found + there > MOST_SESSIONS:
        return Problem(
            f"会有{found + there}节，一份计划最多{MOST_SESSIONS}节，请缩短时间。",
            "services.programme-sessions",
        )
    return None
