"""A workbook becomes an XForm, by pyxform; whatever pyxform finds is told in Chinese with the row."""

import re
from dataclasses import dataclass
from datetime import datetime

from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert as pyxform_convert

from yizhan.forms.rules.check import MASKS, OWN_COLUMNS, SURVEY_COLUMNS, kind_of, own_cell, problems_of
from yizhan.forms.rules.filling import Filling
from yizhan.forms.rules.sheet import Problem, Table, Workbook
from yizhan.forms.rules.survey import Survey, read_survey

_ROW = re.compile(r"\[row : (\d+)\]")
_SHEET = re.compile(r"On the '(\w+)' sheet")
_COLUMN = re.compile(r"the '([^']+)' value")
PIXELS = 2048
"""The longest side of a picture in an answer: under 2 MB, of the 5 that are kept."""
_DROPPED = frozenset({"note", "disabled", *(name for names in OWN_COLUMNS.values() for name in names)})


@dataclass(frozen=True)
class Made:
    """A questionnaire that works.

    feeds  question -> what its answer may be written to
    masks  question -> how its answer is shown to an eye that need not see all of it: name, id, phone, address
    """

    xform: str
    survey: Survey
    title: str
    code: str
    feeds: dict[str, str]
    masks: dict[str, str]


def title_of(book: Workbook) -> str:
    """What the author calls it; "" when she does not say."""
    return _setting(book, "form_title")[:80]


def code_of(book: Workbook) -> str:
    """The form_id the author gave; "" when she gave none that can be one."""
    told = _setting(book, "form_id")
    return told if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.-]{0,59}", told) else ""


def convert(
    book: Workbook, *, code: str, version: str, title: str, feeds: frozenset[str], now: datetime
) -> tuple[Made | None, list[Problem]]:
    """The questionnaire, or everything that is to be put right before it can be one.

    code     the form_id it gets, the same for every version
    feeds    what answers may be written to
    """
    if found := problems_of(book, feeds=feeds):
        return None, found
    told = {
        "survey": _made_small(_rows(book.survey, drop=_DROPPED, keep=frozenset(SURVEY_COLUMNS))),
        "choices": _rows(book.choices, drop=frozenset(), keep=frozenset()),
        "settings": [
            {
                "form_title": title,
                "form_id": code,
                "version": version,
                **(
                    {"default_language": language} if (language := _setting(book, "default_language")) else {}
                ),
            }
        ],
    }
    try:
        xform = pyxform_convert(told, form_name="data", validate=False).xform
        survey = read_survey(xform)
    except PyXFormError as error:
        return None, [_in_words(str(error))]
    except Exception as error:  # a converter of others: whatever it trips over is the author's to see
        return None, [_in_words(f"{type(error).__name__}: {error}")]
    if troubles := _troubles(book, survey, now):
        return None, troubles
    return (
        Made(
            xform,
            survey,
            title,
            code,
            feeds={row["name"]: told for row in book.survey if (told := own_cell(row, "feeds"))},
            masks={row["name"]: MASKS[told] for row in book.survey if (told := own_cell(row, "mask"))},
        ),
        [],
    )


def _made_small(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Pictures are asked for at a size that can be sent from a valley and kept here, unless the author names another:
    Collect sends them as the camera made them, and nobody can put right there what is too large."""
    return [
        {**row, "parameters": f"{told} max-pixels={PIXELS}".strip()}
        if row.get("type") in ("image", "photo") and "max-pixels" not in (told := row.get("parameters", ""))
        else row
        for row in rows
    ]


def _troubles(book: Workbook, survey: Survey, now: datetime) -> list[Problem]:
    """Expressions that are no expressions, found by working out a blank form."""
    at = {row["name"]: row.number for row in book.survey if row["name"]}
    found = [
        Problem(
            f"这个算式看不懂：{expression.strip()}。常见原因是少了括号或引号。",
            "survey",
            at.get(question.name, 0),
        )
        for question, expression in Filling(survey, None, now=now).troubles()
    ]
    return list(dict.fromkeys(found))


def _rows(table: Table, *, drop: frozenset[str], keep: frozenset[str]) -> list[dict[str, str]]:
    """Rows as pyxform takes them, with the empty ones between, so that its row numbers are those of the sheet."""
    rows: list[dict[str, str]] = []
    for row in table:
        while len(rows) < row.number - 2:
            rows.append({})
        if row["disabled"].lower() in ("yes", "true"):
            rows.append({})
            continue
        cells = {heading: told for heading, told in row.cells.items() if heading not in drop}
        if keep and (kind := kind_of(row)[0]):
            cells["type"] = {"dateTime": "dateTime", "note": "note"}.get(kind, row["type"])
            if kind == "note" and not cells.get("name"):
                cells["name"] = f"note_{row.number}"
        rows.append(cells)
    return rows


def _setting(book: Workbook, name: str) -> str:
    return book.settings.rows[0][name] if book.settings.rows else ""


def _in_words(error: str) -> Problem:
    """What pyxform says, with the place in our words. Its own words stay: they name what our checks do not know yet."""
    row, sheet, column = _ROW.search(error), _SHEET.search(error), _COLUMN.search(error)
    said = _ROW.sub("", error).strip()
    for pattern, words in _WORDS:
        if pattern.search(said):
            said = words
            break
    else:
        said = f"转换时出错，请核对这一处。转换程序的原话：{said[:300]}"
    return Problem(
        said,
        sheet[1] if sheet else ("survey" if row else ""),
        int(row[1]) if row else 0,
        column[1] if column else "",
    )


_WORDS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile("must be unique within their nearest parent"), "这个名称在同一组里用了两次，请换一个。"),
    (re.compile("Repeat names must unique"), "重复组的名称在整份问卷里只能用一次，请换一个。"),
    (re.compile("Could not find the name"), "引用了一道不存在的题。"),
    (re.compile("appears more than once"), "引用的名称不止一道题在用，请改名。"),
    (re.compile("Reference variables must start"), "引用别的题要写成 ${名称}，请检查大括号。"),
    (re.compile("must be a number|must not be '0'|multiple of|larger than"), "范围题（range）的 parameters 不对，例如 start=0 end=5 step=1。"),
    (re.compile("Names must begin"), "名称只能用英文字母、数字和下划线，且以字母开头。"),
    (re.compile("Choice names must be unique"), "同一张选项表里的代码不能重复。"),
    (re.compile("has no label|have no label|no label"), "这题没有写题目（label）。"),
    (re.compile("[Dd]uplicate column|different names for the same column"), "有两列其实是同一列，请删去一列。"),
    (re.compile("Unmatched|Mismatch"), "分组的开头和结尾对不上。"),
    (re.compile("only contains .*whitespace|is empty|no questions"), "问卷里没有题目。"),
)  # fmt: skip
