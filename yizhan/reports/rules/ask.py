"""Questions an officer puts together: what may be asked for, and which cells are too small to be shown. Plain Python."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yizhan.kernel.period import Period
from yizhan.reports.rules.reports import NOT_FIGURES, ROLLED

SMALLEST_CELL = 5
"""Figures about people below this, other than 0, are not shown to whoever does not work with the people themselves.

The program's own floor, not a region's rule: whoever holds the files sees every figure (ADR 0136)."""

MOST_MEASURES = 4
MOST_COLUMNS = 36
MOST_ROWS = 400
MOST_CELLS = 6_000
MOST_LIVE_STATIONS = 400
MOST_LIVE_COLUMNS = 12
"""Figures that are not kept are counted while the page waits, so for not more than this."""

RATE = "services.visit_rate"
RATE_PARTS = ("services.visit_met", "services.visit_due")
NOT_SUMMED = frozenset({"岁", "%"})
"""Units of figures that cannot be added up over stations; the rate of visits is worked out anew from its parts."""

ABOUT_PEOPLE = ("clients.", "services.")
NOT_ABOUT_PEOPLE = frozenset({"分钟", "小时", "元", "%", "篇", "场", "次", "份"})


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


def is_about_people(*, name: str, unit: str) -> bool:
    """Whether a small figure could point at somebody: persons, households, cases, and what was done with them."""
    return name == RATE or (name.startswith(ABOUT_PEOPLE) and unit not in NOT_ABOUT_PEOPLE)


# --- small cells --------------------------------------------------------------------------------------------------------

Cells = Mapping[tuple[int, int], Decimal]
Spot = tuple[int, int]


def small(value: Decimal | None) -> bool:
    return value is not None and 0 < value < SMALLEST_CELL


def hidden_cells(
    cells: Cells, *, rows: int, columns: int, across: bool = True, down: bool = True
) -> set[Spot]:
    """Which cells of a table are not shown, so that none of the small ones can be worked out from the rest.

    cells   (row, column) -> value, every combination, totals included: in the last column and in the last row
    across  whether each row has its total in the last column; down: each column in the last row

    First every small cell is hidden. Then others, the smallest first, until no hidden cell can be solved for: lines with
    a total are equations, a hidden cell is an unknown of its row and its column, and it is known exactly when it lies on
    no cycle of hidden cells; and until what is hidden in a line adds up to enough.
    """
    hidden = {spot for spot, value in cells.items() if small(value)}
    if not hidden or not (across or down):
        return hidden
    if across != down:
        lines: list[list[Spot]] = (
            [[(row, column) for column in range(columns)] for row in range(rows)]
            if across
            else [[(row, column) for row in range(rows)] for column in range(columns)]
        )
        return hidden.union(*(_one_line(cells, hidden & set(line), line) for line in lines))
    while True:
        spot = _solvable(hidden) or _too_little(cells, hidden, rows, columns)
        if spot is None:
            return hidden
        more = _cheapest_square(cells, hidden, spot, rows, columns)
        if not more - hidden:
            return set(cells)  # nothing left to hide it behind: nothing is shown
        hidden |= more


def _one_line(cells: Cells, hidden: set[Spot], line: Sequence[Spot]) -> set[Spot]:
    """A line and its total: never one hidden alone, never so few that their sum tells what they are."""
    if not hidden:
        return hidden
    rest = sorted(
        (spot for spot in line if spot not in hidden), key=lambda spot: (not cells[spot], cells[spot], spot)
    )
    while rest and (len(hidden) < 2 or sum(cells[spot] for spot in hidden) < SMALLEST_CELL):
        hidden = {*hidden, rest.pop(0)}
    return hidden


def _solvable(hidden: set[Spot]) -> Spot | None:
    """A hidden cell on no cycle of hidden cells (a bridge between its row and its column): the first found, or None."""
    near: dict[tuple[str, int], list[tuple[str, int]]] = {}
    for row, column in sorted(hidden):
        near.setdefault(("r", row), []).append(("c", column))
        near.setdefault(("c", column), []).append(("r", row))
    order: dict[tuple[str, int], int] = {}
    lowest: dict[tuple[str, int], int] = {}
    for start, first in near.items():
        if start in order:
            continue
        order[start] = lowest[start] = len(order)
        ahead = [(start, start, iter(first))]
        while ahead:
            node, came, rest = ahead[-1]
            step = next(rest, None)
            if step is None:
                ahead.pop()
                if ahead:
                    lowest[came] = min(lowest[came], lowest[node])
                    if lowest[node] > order[came]:
                        return _spot(came, node)
            elif step not in order:
                order[step] = lowest[step] = len(order)
                ahead.append((step, node, iter(near[step])))
            elif step != came:
                lowest[node] = min(lowest[node], order[step])
    return None


def _spot(one: tuple[str, int], other: tuple[str, int]) -> Spot:
    return (one[1], other[1]) if one[0] == "r" else (other[1], one[1])


def _too_little(cells: Cells, hidden: set[Spot], rows: int, columns: int) -> Spot | None:
    """A cell of a line whose hidden cells add up to so little that their sum tells what they are."""
    for line in (
        *([(row, column) for column in range(columns)] for row in range(rows)),
        *([(row, column) for row in range(rows)] for column in range(columns)),
    ):
        there = [spot for spot in line if spot in hidden]
        if there and sum(cells[spot] for spot in there) < SMALLEST_CELL:
            return there[0]
    return None


def _cheapest_square(cells: Cells, hidden: set[Spot], spot: Spot, rows: int, columns: int) -> set[Spot]:
    """Three more cells that make a square with this one, hiding as little as possible and at least something."""
    row, column = spot
    best: tuple[tuple[int, Decimal, int, int], set[Spot]] | None = None
    for other in range(rows):
        for beside in range(columns):
            if other == row or beside == column:
                continue
            square = {(row, beside), (other, column), (other, beside)}
            new = square - hidden
            if not new:
                continue
            cost = (
                sum(not cells[each] for each in new),
                sum((cells[each] for each in new), Decimal(0)),
                other,
                beside,
            )
            if best is None or cost < best[0]:
                best = (cost, square)
    return best[1] if best else set()


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
