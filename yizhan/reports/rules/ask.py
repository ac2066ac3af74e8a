"""Questions an officer puts together: what may be asked for. Plain Python."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yizhan.kernel.period import Period
from yizhan.reports.rules.cells import RATE
from yizhan.reports.rules.reports import NOT_FIGURES, ROLLED

MOST_MEASURES = 4
MOST_COLUMNS = 36
MOST_ROWS = 400
MOST_CELLS = 6_000
MOST_LIVE_STATIONS = 400
MOST_LIVE_COLUMNS = 12
"""Figures that are not kept are counted while the page waits, so for not more than this."""

NOT_SUMMED = frozenset({"岁", "%"})
"""Units of figures that cannot be added up over stations; the rate of visits is worked out anew from its parts."""


@dataclass(frozen=True)
class Question:
    """What is asked for. by: place, station, mode or none; per: month, quarter, year or whole."""

    measures: tuple[str, ...]
    code: str
    by: str
    per: str
    first: date
    last: date


BY = {"place": "下一级地区", "station": "站点", "mode": "建站方式", "none": "只看合计"}
PER = {"whole": "整段合计", "month": "按月", "quarter": "按季度", "year": "按年"}


def may_be_asked(*, name: str, unit: str) -> bool:
    """Whether a figure can be asked for here: numbers that add up, and the rate of visits."""
    return name == RATE or (unit not in NOT_FIGURES and unit not in NOT_SUMMED)


def problems(question: Question, *, known: Iterable[str], today: date) -> list[str]:
    """What is wrong with a question, as sentences; empty when it can be answered."""
    found = []
    known = set(known)
    if not question.measures:
        found.append("请至少选一个指标。")
    if len(question.measures) > MOST_MEASURES:
        found.append(f"一次最多选 {MOST_MEASURES} 个指标，请去掉几个。")
    if any(name not in known for name in question.measures):
        found.append("选的指标里有不能这样统计的，请重新选。")
    if question.by not in BY or question.per not in PER:
        found.append("请重新选分组方式和时间单位。")
        return found
    if question.last < question.first:
        found.append("结束月份早于开始月份，请改过来。")
        return found
    if question.first > today:
        found.append("开始月份还没到，请改早一些。")
        return found
    columns = len(columns_of(question))
    if columns > MOST_COLUMNS:
        found.append(f"时间太长，会有 {columns} 列，最多 {MOST_COLUMNS} 列；请缩短时间，或改为按季度、按年。")
    if columns > MOST_LIVE_COLUMNS and any(name not in ROLLED and name != RATE for name in question.measures):
        found.append(f"选的指标里有没有汇总、要现数的，最多 {MOST_LIVE_COLUMNS} 列；请缩短时间。")
    return found


def columns_of(question: Question) -> list[tuple[str, Period]]:
    """The columns of the answer, each with its label and its days, in order."""
    whole = Period(question.first.replace(day=1), Period.month_of(question.last).last)
    if question.per == "whole":
        return [(_span(whole), whole)]
    found: list[tuple[str, Period]] = []
    day = whole.first
    while day <= whole.last:
        part = {"month": Period.month_of, "quarter": Period.quarter_of, "year": Period.year_of}[question.per](
            day
        )
        cut = Period(max(part.first, whole.first), min(part.last, whole.last))
        found.append((_label(question.per, cut), cut))
        day = Period.month_of(part.last).next_month().first
    return found


def _label(per: str, part: Period) -> str:
    if per == "month":
        return f"{part.first:%Y-%m}"
    full = Period.quarter_of(part.first) if per == "quarter" else Period.year_of(part.first)
    name = f"{part.first.year}年" + (f"{(part.first.month + 2) // 3}季度" if per == "quarter" else "")
    return name if part == full else f"{name}（{part.first.month}—{part.last.month}月）"


def _span(whole: Period) -> str:
    one, other = f"{whole.first:%Y-%m}", f"{whole.last:%Y-%m}"
    return one if one == other else f"{one} 至 {other}"


Row = list[Decimal | None]


def with_totals(values: Sequence[Sequence[Decimal | None]], *, across: bool, down: bool) -> list[Row]:
    """The table with a total for each row and for each column, as asked; nothing counted stays nothing."""
    table: list[Row] = [[*row, *([added(row)] if across else [])] for row in values]
    if down:
        table.append([added([row[n] for row in table]) for n in range(len(table[0]))])
    return table


def added(values: Iterable[Decimal | None]) -> Decimal | None:
    there = [value for value in values if value is not None]
    return sum(there, Decimal(0)) if there else None
