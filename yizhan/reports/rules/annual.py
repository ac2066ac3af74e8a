"""The yearly statistical tables (年度统计表): their heads as data, what stands in a cell, and when they may go up. Plain Python."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import yaml

from yizhan.kernel.states import Process, Transition

VIEW = "reports.view_annual_tables"
OPEN, REFRESH, FILL = (
    "reports.open_annual_tables",
    "reports.refresh_annual_tables",
    "reports.fill_annual_cells",
)
ADD, CHANGE, DROP = "reports.add_annual_entry", "reports.change_annual_entry", "reports.drop_annual_entry"
SIGN, ACCEPT, RETURN = (
    "reports.sign_annual_tables",
    "reports.accept_annual_tables",
    "reports.return_annual_tables",
)

PROCESS = Process(
    "年度统计表",
    {"DRAFT": "填报中", "SIGNED": "待上级接收", "RETURNED": "已退回", "ACCEPTED": "已接收"},
    (
        Transition("", "DRAFT", OPEN),
        Transition("DRAFT", "SIGNED", SIGN),
        Transition("RETURNED", "SIGNED", SIGN),
        Transition("SIGNED", "RETURNED", RETURN),
        Transition("SIGNED", "ACCEPTED", ACCEPT),
    ),
)

LISTS = ("", "项目", "政策文件")
"""What a list is filled from: nothing, the projects of the year, the papers of the region issued in it."""

LARGEST = Decimal("999999999999.99")
LEAD = 30
"""Days before the end of a year from which its tables may be opened."""


class HeadsProblem(ValueError):
    """The heads of the tables are wrong; the sentence says where."""


@dataclass(frozen=True)
class Cell:
    """One figure. metric "": nobody counts it; part: what is counted is only some of it, a person fills in the whole."""

    code: str
    table: str
    row: str
    column: str
    unit: str
    metric: str = ""
    sources: tuple[str, ...] = ()
    part: bool = False

    @property
    def is_counted(self) -> bool:
        """Whether the count is the figure itself."""
        return bool(self.metric) and not self.part


@dataclass(frozen=True)
class Table:
    """One table: a grid of cells, or a list with a line an entry. keeps: last year's figures stand until somebody changes them."""

    code: str
    name: str
    keeps: bool = False
    rows: tuple[str, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()
    entries: tuple[str, ...] = ()
    filled_from: str = ""
    cells: tuple[Cell, ...] = field(default=())

    def line(self, row: int) -> tuple[Cell, ...]:
        """The cells of one row, counted from 0."""
        width = len(self.columns)
        return self.cells[row * width : (row + 1) * width]


@dataclass(frozen=True)
class Heads:
    edition: str
    source: str
    tables: tuple[Table, ...]

    @property
    def cells(self) -> dict[str, Cell]:
        return {cell.code: cell for table in self.tables for cell in table.cells}

    def table(self, code: str) -> Table | None:
        return next((each for each in self.tables if each.code == code), None)


def read_heads(text: str) -> Heads:
    """HeadsProblem: a table without a number, twice the same, neither list nor grid, or a count outside its grid."""
    raw = yaml.safe_load(text)
    tables = tuple(_table(each) for each in raw["表"])
    codes = [each.code for each in tables]
    if twice := {code for code in codes if codes.count(code) > 1}:
        raise HeadsProblem(f"表的编号重复：{'、'.join(sorted(twice))}")
    return Heads(str(raw["版次"]), raw["出处"], tables)


def _table(raw: dict[str, Any]) -> Table:
    code, name = raw["编号"], raw["名称"]
    entries, rows = tuple(raw.get("逐条", ())), tuple(raw.get("行", ()))
    columns = tuple((each["名称"], each["单位"]) for each in raw.get("列", ()))
    if bool(entries) == bool(rows and columns):
        raise HeadsProblem(f"{code} {name}：要么写“逐条”，要么写“行”和“列”")
    if raw.get("来自", "") not in LISTS:
        raise HeadsProblem(f"{code} {name}：“来自”只能是{'、'.join(LISTS[1:])}")
    counted = {(each["行"], each["列"]): each for each in raw.get("可数", ())}
    for row, column in counted:
        if not (1 <= row <= len(rows) and 1 <= column <= len(columns)):
            raise HeadsProblem(f"{code} {name}：“可数”里没有第{row}行第{column}列")
    cells = tuple(
        Cell(
            code=f"{code}.{row}.{column}",
            table=code,
            row=label,
            column=head,
            unit=unit,
            metric=(told := counted.get((row, column), {})).get("口径", ""),
            sources=tuple(told.get("来源含", ())),
            part=told.get("全", "是") != "是",
        )
        for row, label in enumerate(rows, start=1)
        for column, (head, unit) in enumerate(columns, start=1)
    )
    return Table(
        code=code, name=name, keeps=raw.get("沿用", "否") == "是", rows=rows, columns=columns,
        entries=entries, filled_from=raw.get("来自", ""), cells=cells,
    )  # fmt: skip


def opening_problem(*, year: int, on: date) -> str | None:
    if year > on.year or (year == on.year and (date(year, 12, 31) - on).days > LEAD):
        return f"{year}年还没有过完，12月起可以填。"
    if year < on.year - 10:
        return "只填最近十年的。"
    return None


def value_problem(value: Decimal | None) -> str | None:
    if value is not None and (
        not value.is_finite() or value < 0 or value > LARGEST or value != round(value, 2)
    ):
        return "请填不小于0的数，最多两位小数。"
    return None


PART = "其中"


def more_than_whole(tables: Iterable[Table], values: Mapping[str, Decimal | None]) -> list[str]:
    """Columns that say “其中…” with more in them than the whole in the column before: “民政·其中持证”."""
    found = []
    for table in tables:
        for place in range(len(table.rows)):
            for whole, cell in pairwise(table.line(place)):
                have, of = values.get(cell.code), values.get(whole.code)
                if cell.column.startswith(PART) and have is not None and of is not None and have > of:
                    found.append(f"{cell.row}·{cell.column}")
    return found


def signing_problem(
    *, empty: Sequence[str], stale: int, below_count: Iterable[str], above_whole: Sequence[str] = ()
) -> str | None:
    """empty: what was neither counted nor filled in; below_count: filled in with less than the program counted of it.

    above_whole  parts that are more than their whole
    """
    if stale:
        return f"取数以后，有{stale}个数又有变化，请先“重新取数”再报送。"
    if empty:
        more = f"等{len(empty)}格" if len(empty) > 3 else ""
        return f"还没有填：{'、'.join(empty[:3])}{more}；没有的填0。"
    if less := "、".join(below_count):
        return f"填的比系统里已有的还少：{less}。"
    if above_whole:
        return f"“其中”的数比总数还大：{'、'.join(above_whole)}。"
    return None


def growth(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    """Percent more than the year before, one decimal; None without both, or from nothing."""
    if now is None or not before:
        return None
    return ((now - before) * 100 / before).quantize(Decimal("0.1"))
