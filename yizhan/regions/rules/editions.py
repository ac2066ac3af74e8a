"""A published table of divisions: reading it from whatever file it comes in, and what it would change. Plain Python."""

import csv
import io
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from python_calamine import CalamineError, load_workbook

from yizhan.kernel.workbooks import workbook_problem
from yizhan.regions.rules.codes import (
    LEVELS,
    Row,
    changing_refusal,
    code_problem,
    initials,
    is_placeholder,
    official_kind,
    parent_code,
    shortened,
    unpadded,
)

MOST_TABLE_BYTES = 10 * 1024 * 1024
MOST_LINES = 100_000
MOST_SENTENCES = 20
LOOKED_AT = 20

CODE_WORDS = ("code", "区划代码", "行政区划代码", "统计用区划代码", "代码")
NAME_WORDS = ("name", "名称", "区划名称", "行政区划名称", "单位名称")


class BrokenTable(ValueError):
    """A file that is no table of divisions; `sentences` say line by line what to mend."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(sentences[0])
        self.sentences = sentences


@dataclass(frozen=True)
class Held:
    """A division as the tree has it now."""

    code: str
    name: str
    level: str
    local: bool
    since: date | None


@dataclass(frozen=True)
class EditionChanges:
    """What a table would do to the tree.

    renamed  (what is held, its new line): the code stays
    moved    (what is held, the line that carries it on): same place by its name, new code
    refusal  why it cannot be loaded, or ""; `reason_code` says which reason
    """

    added: tuple[Row, ...] = ()
    renamed: tuple[tuple[Held, Row], ...] = ()
    moved: tuple[tuple[Held, Row], ...] = ()
    ended: tuple[Held, ...] = ()
    unchanged: int = 0
    refusal: str = ""
    reason_code: str = ""

    @property
    def nothing(self) -> bool:
        return not (self.added or self.renamed or self.moved or self.ended)


def read_edition(text: str) -> tuple[Row, ...]:
    """The lines of a table in text: code, name, and where given level, kind, placeholder, initials.

    BrokenTable  names the lines: a code of a wrong length, a code twice, no name, a column missing
    """
    return _rows(list(csv.reader(io.StringIO(text.removeprefix("\ufeff")))))


def read_table(content: bytes) -> tuple[Row, ...]:
    """The lines of an uploaded file: Excel, or text in the encodings offices use.

    BrokenTable  empty, too large, not a table, damaged; or its lines, as `read_edition`
    """
    if not content:
        raise BrokenTable("文件是空的（0 字节），请重新选择。")
    if len(content) > MOST_TABLE_BYTES:
        raise BrokenTable(f"文件太大，最多 {MOST_TABLE_BYTES // 1024 // 1024} MB。区划表只要代码和名称两列。")
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return _rows(_workbook(content))
    if content.startswith(b"%PDF") or b"\x00\x00\x00\x00" in content[:2048]:
        raise BrokenTable("这不是表格文件，请上传 xlsx、xls 或 csv。")
    if content[:2048].lstrip().lower().startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        raise BrokenTable("这个文件其实是网页，请用 WPS 或 Excel 打开，另存为 xlsx 后再传。")
    text = _decoded(content)
    mark = max(",\t;", key=text[:4000].count)
    try:
        return _rows(list(csv.reader(io.StringIO(text), delimiter=mark)))
    except csv.Error:
        raise BrokenTable("这个文件读不成表格，请用 WPS 或 Excel 打开，另存为 xlsx 后再传。") from None


def _decoded(content: bytes) -> str:
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings: tuple[str, ...] = ("utf-16",) if wide else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BrokenTable("文件里的文字读不出来，请用 WPS 或 Excel 打开，另存为 xlsx 后再传。")


def _workbook(content: bytes) -> list[list[str]]:
    if problem := workbook_problem(content, most_unpacked=30 * MOST_TABLE_BYTES):
        raise BrokenTable(problem)
    try:
        sheet = load_workbook(io.BytesIO(content)).get_sheet_by_index(0)
        if sheet.total_height > MOST_LINES + LOOKED_AT:
            raise BrokenTable(f"表格超过 {MOST_LINES // 10_000} 万行，请拆开再传。")
        return [[_plain(cell) for cell in line[:40]] for line in sheet.to_python(skip_empty_area=False)]
    except (CalamineError, OSError, IndexError) as problem:
        if "assword" in str(problem):
            raise BrokenTable("文件设有打开密码，请去掉密码，另存后再传。") from None
        raise BrokenTable("文件打不开，可能已损坏，请用 WPS 或 Excel 打开，另存为 xlsx 后再传。") from None


def _plain(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _rows(grid: Sequence[Sequence[str]]) -> tuple[Row, ...]:
    top, columns = _heading(grid)
    rows: dict[str, Row] = {}
    wrong: list[str] = []
    if len(grid) - top > MOST_LINES:
        raise BrokenTable(f"表格超过 {MOST_LINES // 10_000} 万行，请拆开再传。")
    for number, line in enumerate(grid[top + 1 :], start=top + 2):
        cells = {word: line[at].strip() for word, at in columns.items() if at < len(line)}
        given, name = cells.get("code", ""), cells.get("name", "")
        if not given and not name:
            continue
        code = unpadded(given)
        if problem := code_problem(given):
            wrong.append(f"第{number}行：{problem}")
        elif not name:
            wrong.append(f"第{number}行：没有名称。")
        elif len(name) > 60:
            wrong.append(f"第{number}行：名称超过 60 个字，是不是列错位了？")
        elif code in rows and len(code) == len(given):
            wrong.append(f"第{number}行：代码 {given} 出现了两次。")
        elif code not in rows:  # 441900 东莞市 after 4419 东莞市: the same city written twice
            rows[code] = Row(
                code=code,
                name=name,
                level=cells.get("level") or LEVELS[len(code)],
                kind=cells.get("kind") or official_kind(code, name),
                placeholder=cells["placeholder"] == "1" if cells.get("placeholder") else is_placeholder(name),
                initials=cells.get("initials") or initials(name),
            )
        if len(wrong) == MOST_SENTENCES:
            wrong.append("后面的没有再查，先改这些。")
            break
    if wrong:
        raise BrokenTable(*wrong)
    if not rows:
        raise BrokenTable("表头下面没有内容，请核对文件。")
    return tuple(sorted(rows.values(), key=lambda row: (len(row.code), row.code)))


def _heading(grid: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    """Which line names the columns, and where they are; titles and notes may stand above it."""
    for number, line in enumerate(grid[:LOOKED_AT]):
        words = ["".join(cell.split()).lower() for cell in line]
        code = next((words.index(word) for word in CODE_WORDS if word in words), None)
        name = next((words.index(word) for word in NAME_WORDS if word in words), None)
        if code is not None and name is not None:
            columns = {"code": code, "name": name}
            columns |= {
                word: words.index(word)
                for word in ("level", "kind", "placeholder", "initials")
                if word in words
            }
            return number, columns
    raise BrokenTable("第1行：缺少 code（区划代码）或 name（名称）这一列。")


# --- what it would change ------------------------------------------------------------------------------------------------

_ENDINGS = re.compile(
    r"(街道办事处|街道|民族乡|苏木|镇|乡|自治县|县|市|区|自治旗|旗|自治州|地区|盟|村民委员会|居民委员会|社区|村)$"
)
_ABOVE = {2: 0, 4: 2, 6: 4, 9: 6, 12: 9}


def edition_changes(
    *,
    rows: Iterable[Row],
    held: Mapping[str, Held],
    given_up: Collection[str],
    within: str,
    complete: bool,
    on: date | None,
) -> EditionChanges:
    """Hold a table against the tree: what is new, renamed, under a new code, gone.

    held      what stands now, by code
    given_up  codes that have ended and stand for nothing now
    within    the table speaks only for this division
    complete  a code missing from the table has ended
    """
    lines = sorted(rows, key=lambda row: (len(row.code), row.code))
    spoken = [line for line in lines if line.code.startswith(within)]
    outside = [line.code for line in lines if not line.code.startswith(within) and line.code not in held]
    if outside:
        return _no("outside", f"区划表里有 {within} 以外的代码（如 {outside[0]}），请核对。")
    if not spoken:
        return _no("nothing-spoken", f"表里没有 {within} 下面的区划，请核对文件和范围。")
    if back := [line.code for line in spoken if line.code in given_up]:
        return _no("code-given-up", f"代码 {back[0]} 已经废止，废止的代码不再使用，请核对区划表。")

    told = {line.code for line in spoken}
    levels = {line.level for line in spoken}
    added = [line for line in spoken if line.code not in held]
    known = {*held, *told}
    for line in added:
        if len(line.code) > 2 and parent_code(line.code, known) is None:
            return _no("orphan", f"代码 {line.code}（{line.name}）没有上一级，请核对区划表。")
    renamed = [
        (held[line.code], line) for line in spoken if line.code in held and held[line.code].name != line.name
    ]
    ended = [
        one
        for code, one in held.items()
        if complete and code.startswith(within) and code not in told and not one.local and one.level in levels
    ]
    moved = _moved(ended, added)
    carried = {old.code for old, _ in moved}
    continuing = {new.code for _, new in moved}
    changes = EditionChanges(
        added=tuple(line for line in added if line.code not in continuing),
        renamed=tuple(renamed),
        moved=tuple(moved),
        ended=tuple(sorted((one for one in ended if one.code not in carried), key=lambda one: one.code)),
        unchanged=len(spoken) - len(added) - len(renamed),
    )
    touched = [*(old for old, _ in renamed), *ended]
    if touched and on is None:
        return _no("day-missing", "区划表与现有的不一致，请填写新表从哪天起用。")
    for one in touched:
        if on and (reason := changing_refusal(name=one.name, since=one.since, on=on, until=None)):
            return _no("day", reason)
    silent = {"TOWNSHIP", "VILLAGE"} - levels
    for one in ended:
        left = next(
            (
                low
                for low in held.values()
                if low.level in silent and not low.local and low.code.startswith(one.code)
            ),
            None,
        )
        if left and one.level != "TOWNSHIP":
            return _no(
                "lower-missing",
                f"“{one.name}”（{one.code}）在新表里没有了，但表里没有乡镇，不知道“{left.name}”归到哪里。请用含乡镇的区划表。",
            )
    return changes


def _no(reason: str, sentence: str) -> EditionChanges:
    return EditionChanges(refusal=sentence, reason_code=f"regions.{reason}")


def _moved(ended: Sequence[Held], added: Sequence[Row]) -> list[tuple[Held, Row]]:
    """Who carries on whom: the same name but for its ending, in the same place, and no second one like it.

    Counties first, because what lies in a county that moved is looked for in the county that carries it on.
    """
    mapped: dict[str, str] = {}
    found: list[tuple[Held, Row]] = []
    for length in sorted({len(one.code) for one in ended}):
        above = _ABOVE[length]
        before: dict[tuple[str, str], list[Held]] = {}
        for one in ended:
            if len(one.code) == length:
                place = one.code[:above]
                before.setdefault((mapped.get(place, place), _stem(one.name, one.level)), []).append(one)
        after: dict[tuple[str, str], list[Row]] = {}
        for line in added:
            if len(line.code) == length:
                after.setdefault((line.code[:above], _stem(line.name, line.level)), []).append(line)
        for key, olds in before.items():
            news = after.get(key, [])
            if len(olds) == len(news) == 1:
                found.append((olds[0], news[0]))
                mapped[olds[0].code] = news[0].code
    return found


def _stem(name: str, level: str) -> str:
    """昌江黎族自治县 and 昌江市 are both 昌江."""
    stem = _ENDINGS.sub("", shortened(name, level))
    return stem if len(stem) >= 2 else name
