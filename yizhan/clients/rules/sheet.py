"""Reading a table file as offices send it: Excel old and new, CSV in whatever encoding; every trouble has its sentence."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from yizhan.clients.rules.columns import header_score
from yizhan.kernel.errors import Refused
from yizhan.kernel.workbooks import DAMAGED, workbook_problem

MOST_BYTES = 50 * 1024 * 1024
MOST_ROWS = 200_000
MOST_COLUMNS = 200
MOST_UNPACKED = 1024 * 1024 * 1024
LOOKED_AT = 20
"""The header is among the first rows; above it stand titles, dates and who filled the list in."""

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Sheet:
    """A table as read: plain text cells, the header's row and the number of the first data row as the reader sees it."""

    header: list[str]
    rows: list[list[str]]
    first_row: int
    warnings: list[str] = field(default_factory=list)


def size_problem(size: int) -> str | None:
    """Asked before anything is read."""
    if size == 0:
        return "文件是空的（0字节），请重新选择。"
    if size > MOST_BYTES:
        return f"文件太大（{size / 1024 / 1024:.0f} MB）。最多{MOST_BYTES // 1024 // 1024} MB，请按乡镇拆成几个文件再传。"
    return None


def read_sheet(content: bytes) -> Sheet:
    """The first visible sheet that looks like a list of people.

    Refused  empty, too big, protected by a password, damaged, not a table, or without any row under its header
    """
    if problem := size_problem(len(content)):
        raise Refused(problem, code="clients.file-size")
    warnings: list[str] = []
    head = content[:2048].lstrip().lower()
    if content.startswith((_ZIP, _OLE)):
        grid = _workbook(content, warnings)
    elif head.startswith((b"<html", b"<!doctype html", b"<table", b"<?xml", b"\xef\xbb\xbf<")):
        raise Refused(
            "这个文件其实是网页，不是表格。请用 WPS 或 Excel 打开，另存为 xlsx 后再传。",
            code="clients.file-html",
        )
    elif content.startswith(b"%PDF") or b"\x00\x00\x00\x00" in content[:2048]:
        raise Refused("这不是表格文件。请上传 xlsx、xls 或 csv。", code="clients.file-kind")
    else:
        grid = _text_table(content)
    return _with_header(grid, warnings)


def _workbook(content: bytes, warnings: list[str]) -> list[list[str]]:
    if content.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in content:
        raise Refused("文件设有打开密码。请去掉密码，另存后再传。", code="clients.file-password")
    if problem := workbook_problem(content, most_unpacked=MOST_UNPACKED):
        raise Refused(problem, code="clients.file-broken" if problem == DAMAGED else "clients.file-size")
    try:
        book = load_workbook(io.BytesIO(content))
        return _best_sheet(book, warnings)
    except PasswordError:
        raise Refused("文件设有打开密码。请去掉密码，另存后再传。", code="clients.file-password") from None
    except (CalamineError, OSError, ValueError) as problem:
        word = "文件设有打开密码。请去掉密码，另存后再传。" if "assword" in str(problem) else ""
        raise Refused(
            word or "文件打不开，可能已损坏。请用 WPS 或 Excel 打开，另存为 xlsx 后再传。",
            code="clients.file-broken",
        ) from None


def _best_sheet(book: CalamineWorkbook, warnings: list[str]) -> list[list[str]]:
    shown = [
        each.name
        for each in book.sheets_metadata
        if each.typ == SheetTypeEnum.WorkSheet and each.visible == SheetVisibleEnum.Visible
    ]
    hidden = [each.name for each in book.sheets_metadata if each.visible != SheetVisibleEnum.Visible]
    best: tuple[int, str, list[list[str]], CalamineSheet] | None = None
    for name in shown:
        sheet = book.get_sheet_by_name(name)
        if sheet.total_height > MOST_ROWS + LOOKED_AT:
            raise Refused(
                f"工作表“{name}”超过{MOST_ROWS // 10_000}万行，请拆开再传。", code="clients.too-many-rows"
            )
        grid = [
            [plain(cell) for cell in row[:MOST_COLUMNS]] for row in sheet.to_python(skip_empty_area=False)
        ]
        score = max((header_score(row) for row in grid[:LOOKED_AT]), default=0)
        if any(any(row) for row in grid) and (best is None or score > best[0]):
            best = (score, name, grid, sheet)
    if best is None:
        raise Refused(
            "文件里没有可读的内容。" + ("隐藏的工作表不读取，请取消隐藏后再传。" if hidden else ""),
            code="clients.file-empty",
        )
    _, name, grid, sheet = best
    if len(shown) > 1:
        warnings.append(f"文件有{len(shown)}张工作表，只读取了“{name}”。其他工作表请单独上传。")
    if hidden:
        warnings.append(f"隐藏的工作表没有读取：{'、'.join(hidden[:5])}。")
    if merged := getattr(sheet, "merged_cell_ranges", None):
        warnings.append(f"表中有{len(merged)}处合并单元格，已把内容填到合并范围的每一格，请在预览里核对。")
        for (top, left), (bottom, right) in merged[:20_000]:
            _fill(grid, top, left, bottom, right)
    return grid


def _fill(grid: list[list[str]], top: int, left: int, bottom: int, right: int) -> None:
    if top >= len(grid) or left >= len(grid[top]):
        return
    said = grid[top][left]
    for row in grid[top : bottom + 1]:
        for place in range(left, min(right + 1, len(row))):
            row[place] = said


def _text_table(content: bytes) -> list[list[str]]:
    text = _decoded(content)
    sample = text[:20_000]
    delimiter = max(",\t;，|", key=sample.count)
    if (
        text.strip()
        and delimiter not in sample
        and not header_score([line.strip() for line in sample.splitlines()[:LOOKED_AT]])
    ):
        raise Refused("这不是表格文件。请上传 xlsx、xls 或 csv。", code="clients.file-kind")
    try:
        rows = [
            [plain(cell) for cell in row[:MOST_COLUMNS]]
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        ]
    except csv.Error:
        raise Refused(
            "文件打不开，可能已损坏。请用 WPS 或 Excel 打开，另存为 xlsx 后再传。", code="clients.file-broken"
        ) from None
    if len(rows) > MOST_ROWS + LOOKED_AT:
        raise Refused(f"超过{MOST_ROWS // 10_000}万行，请拆开再传。", code="clients.too-many-rows")
    return rows


def _decoded(content: bytes) -> str:
    """UTF-8 with or without mark, UTF-16 with mark, else GB18030, which GBK and GB2312 are parts of."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(
        "认不出文件的文字编码。请用 WPS 或 Excel 打开，另存为 xlsx 后再传。", code="clients.file-encoding"
    )


def _with_header(grid: list[list[str]], warnings: list[str]) -> Sheet:
    """Cut off titles above the header and empty rows below it."""
    scores = [header_score(row) for row in grid[:LOOKED_AT]]
    if not scores or not any(any(row) for row in grid):
        raise Refused("文件里没有内容。", code="clients.file-empty")
    top = max(range(len(scores)), key=lambda number: (scores[number], -number))
    if scores[top] == 0:
        wide = [
            number for number, row in enumerate(grid[:LOOKED_AT]) if len({cell for cell in row if cell}) > 1
        ]
        top = wide[0] if wide else 0
        warnings.append("没有认出表头，已把第" + str(top + 1) + "行当作表头，请核对每一列。")
    header = grid[top]
    last = max((place for place, cell in enumerate(header) if cell), default=-1)
    width = max(last + 1, max((len(row) for row in grid[top + 1 :]), default=0))
    header = [
        cell or f"第{place + 1}列"
        for place, cell in enumerate([*header[:width], *[""] * (width - len(header))])
    ]
    below = [[*row, *[""] * (width - len(row))] for row in grid[top + 1 :]]
    while below and (not any(below[-1]) or _is_total(below[-1])):
        below.pop()
    if not any(any(row) for row in below):
        raise Refused("表头下面没有一行数据。", code="clients.file-empty")
    if len(below) > MOST_ROWS:
        raise Refused(f"超过{MOST_ROWS // 10_000}万行，请拆开再传。", code="clients.too-many-rows")
    return Sheet(
        header=[" ".join(cell.split()) for cell in header], rows=below, first_row=top + 2, warnings=warnings
    )


def _is_total(row: Sequence[str]) -> bool:
    """The line under a list that adds it up is nobody."""
    said = ["".join(cell.split()) for cell in row if cell]
    return len(said) <= 3 and bool({"合计", "总计", "小计", "共计"}.intersection(said))


def plain(cell: object) -> str:
    """One cell as a person would read it. A number too long for a spreadsheet keeps its damage visible (4.69E+17)."""
    if isinstance(cell, str):
        text = cell.strip().strip("\ufeff\u200b\u00a0").strip()
        if found := re.fullmatch(r'="(.*)"', text):
            text = found[1]
        return text.removeprefix("'").strip()
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, int | float):
        return _number(float(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if isinstance(cell, time | timedelta) else str(cell)


def _number(value: float) -> str:
    if value != value or abs(value) >= 1e15:  # a spreadsheet keeps fifteen digits; the rest are zeros
        return f"{value:.5E}"
    return str(int(value)) if value == int(value) else f"{value:.6f}".rstrip("0")


def columns_of(rows: Sequence[Sequence[str]], place: int, most: int = 50) -> list[str]:
    """The first values of a column that are not empty, for guessing and for the page."""
    return [row[place] for row in rows if place < len(row) and row[place]][:most]
