"""Reading a questionnaire as an office sends it: an XLSForm workbook, as rows that remember where they stood."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from python_calamine import CalamineError, PasswordError, load_workbook

from yizhan.kernel.errors import Refused
from yizhan.kernel.workbooks import DAMAGED, workbook_problem

MOST_BYTES = 2 * 1024 * 1024
MOST_UNPACKED = 60 * 1024 * 1024
MOST_ROWS = 2000
MOST_COLUMNS = 60
SHEETS = ("survey", "choices", "settings")

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Problem:
    """One thing to put right, for the author.

    sheet, row, column  where it stands, as she sees it in her table program; 0 and "" when it is about the whole
    says                what is wrong and what to do
    """

    says: str
    sheet: str = ""
    row: int = 0
    column: str = ""

    @property
    def where(self) -> str:
        """“survey 表第 5 行 relevant 列”."""
        parts = [f"{self.sheet} 表" if self.sheet else "", f"第 {self.row} 行" if self.row else ""]
        return "".join(parts) + (f"“{self.column}”列" if self.column else "")

    def __str__(self) -> str:
        return f"{self.where}：{self.says}" if self.where else self.says


@dataclass(frozen=True)
class Row:
    """A row that is not empty: its number in the table program, and its cells by heading."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")


@dataclass(frozen=True)
class Table:
    """One sheet."""

    name: str
    header: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)


@dataclass(frozen=True)
class Workbook:
    """The sheets that make a questionnaire; one that is missing is empty."""

    survey: Table
    choices: Table
    settings: Table
    others: tuple[str, ...] = field(default=())


def read_workbook(content: bytes) -> Workbook:
    """The three sheets of an XLSForm.

    Refused  empty, too big, protected, damaged, no workbook at all, or without a sheet named survey
    """
    _refuse_what_is_no_workbook(content)
    try:
        book = load_workbook(io.BytesIO(content))
        names = {name.strip().lower(): name for name in book.sheet_names}
        if "survey" not in names:
            raise Refused(
                f"工作簿里没有名为 survey 的表（现有：{'、'.join(list(names.values())[:6]) or '无'}）。"
                "请从范本改起，或把写题目的那张表改名为 survey。",
                code="forms.no-survey-sheet",
            )
        tables = {
            name: _table(name, book.get_sheet_by_name(names[name]).to_python(skip_empty_area=False))
            if name in names
            else Table(name)
            for name in SHEETS
        }
    except PasswordError:
        raise Refused("文件设有打开密码。请去掉密码，另存后再传。", code="forms.file-password") from None
    except (CalamineError, OSError, ValueError):
        raise Refused(
            "这个文件打不开，可能已损坏。请用 WPS 或 Excel 打开，另存为 xlsx 再传。",
            code="forms.file-damaged",
        ) from None
    return Workbook(
        tables["survey"],
        tables["choices"],
        tables["settings"],
        tuple(told for name, told in names.items() if name not in SHEETS),
    )


def _refuse_what_is_no_workbook(content: bytes) -> None:
    if not content:
        raise Refused("文件是空的（0字节），请重新选择。", code="forms.file-empty")
    if len(content) > MOST_BYTES:
        raise Refused(
            f"文件太大（{len(content) / 1024 / 1024:.1f} MB）。问卷最多 {MOST_BYTES // 1024 // 1024} MB，请删去图片和多余的表再传。",
            code="forms.file-size",
        )
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise Refused("文件设有打开密码。请去掉密码，另存后再传。", code="forms.file-password")
        return
    if not content.startswith(_ZIP):
        raise Refused(
            "这不是 Excel 工作簿（扩展名是 xlsx 的文字文件也不行）。请用 WPS 或 Excel 打开，另存为 xlsx 再传。",
            code="forms.file-kind",
        )
    problem = workbook_problem(content, most_unpacked=MOST_UNPACKED)
    if problem:
        raise Refused(problem, code="forms.file-damaged" if problem == DAMAGED else "forms.file-size")


def _table(name: str, grid: Sequence[Sequence[object]]) -> Table:
    if len(grid) > MOST_ROWS + 1:
        raise Refused(f"{name} 表有 {len(grid)} 行，最多 {MOST_ROWS} 行。", code="forms.too-many-rows")
    if not grid:
        return Table(name)
    header = tuple(_text(cell) for cell in grid[0][:MOST_COLUMNS])
    seen: set[str] = set()
    for heading in header:
        if heading and heading in seen:
            raise Refused(f"{name} 表有两列都叫“{heading}”。请删去一列。", code="forms.column-twice")
        seen.add(heading)
    rows = [
        Row(number, cells)
        for number, line in enumerate(grid[1:], start=2)
        if (
            cells := {
                heading: told
                for heading, cell in zip(header, line, strict=False)
                if heading and (told := _text(cell))
            }
        )
    ]
    return Table(name, header, tuple(rows))


def _text(cell: object) -> str:
    """A cell as its author reads it: 5 and not 5.0, 2026-11-22 and not a moment."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell).replace("\u00a0", " ").strip() if cell is not None else ""
