"""Reports of a county or a city: which chapters they have, and what may happen to them next. Plain Python."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from yizhan.kernel.period import Period
from yizhan.kernel.states import Process, Transition

OPEN, REFRESH = "reports.open_area_report", "reports.refresh_area_report"
CHANGE, WRITE = "reports.change_area_figure", "reports.write_area_chapters"
SIGN, ACCEPT, RETURN = "reports.sign_area_report", "reports.accept_area_report", "reports.return_area_report"

CHAPTERS = ("工作开展情况", "主要做法和成效", "存在的问题", "下一步打算")
SELF_EVALUATION = (
    "组织实施情况", "目标任务完成情况", "资金安排和使用情况", "主要做法和成效", "存在的问题", "改进措施和下一步打算",
)  # fmt: skip
"""The product's own headings; the papers ask for the report and leave its chapters open."""

SELF_EVALUATION_RULE = "report.yearly-self-evaluation"

PROCESS = Process(
    "区域报告",
    {"DRAFT": "填报中", "SIGNED": "待上级接收", "RETURNED": "已退回", "ACCEPTED": "已接收"},
    (
        Transition("", "DRAFT", OPEN),
        Transition("DRAFT", "SIGNED", SIGN),
        Transition("RETURNED", "SIGNED", SIGN),
        Transition("SIGNED", "RETURNED", RETURN),
        Transition("SIGNED", "ACCEPTED", ACCEPT),
    ),
)


@dataclass(frozen=True)
class Below:
    """A division or station below, as the annex of the report has it; rate None: nobody was due."""

    name: str
    served: int
    visits: int
    rate: str
    cases: int
    late_reports: int


def chapters_of(rule_id: str) -> tuple[str, ...]:
    return SELF_EVALUATION if rule_id == SELF_EVALUATION_RULE else CHAPTERS


def months_of(period: Period) -> list[date] | None:
    """First days of the months the period consists of; None when it begins or ends within one."""
    if period.first.day != 1 or (period.last + timedelta(days=1)).day != 1:
        return None
    found, month = [], Period.month_of(period.first)
    while month.first <= period.last:
        found.append(month.first)
        month = month.next_month()
    return found


def period_label(period: Period) -> str:
    """2026年第四季度, 2026年上半年, 2026年度, 2026年11月; both days for anything else."""
    first = period.first
    if period == Period.quarter_of(first):
        return f"{first.year}年第{'一二三四'[(first.month - 1) // 3]}季度"
    if period == Period.half_year_of(first):
        return f"{first.year}年{'上' if first.month == 1 else '下'}半年"
    if period == Period.year_of(first):
        return f"{first.year}年度"
    return period.label


def of_the_period(label: str, *, summed_people: bool) -> str:
    """A line of the monthly sheet as the report of a longer period has it: 本月新增 -> 本期新增."""
    word = label.replace("本月", "本期")
    return f"{word}（各月相加）" if summed_people else word


def opening_problem(*, is_report: bool, period: Period | None, on: date) -> str | None:
    if not is_report or period is None or months_of(period) is None:
        return "这一项不是按月份汇总的报告，办好后登记就行。"
    if period.first > on:
        return "这一期还没有开始，不能填报。"
    return None


def signing_problem(
    *, stale: int, empty: Iterable[str], missing_sources: Iterable[str], behind: int = 0
) -> str | None:
    """behind: stations whose records are not added up yet."""
    if behind:
        return f"有{behind}个站的记录还在汇总，现在的数不全；过几分钟按“重新取数”，再签发。"
    if stale:
        return f"取数以后，有{stale}个数又有变化，请先“重新取数”再签发。"
    if missing := "、".join(missing_sources):
        return f"“{missing}”填了数但没有写出处。"
    if words := "、".join(empty):
        return f"还没有写“{words}”；没有的就写“无”。"
    return None
