"""The shipped questionnaires: each a page of YAML, made into the workbook a county would have written itself."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import xlsxwriter
import yaml

FOLDER = Path(__file__).resolve().parent.parent / "samples"
_MADE = datetime(2026, 1, 1)  # noqa: DTZ001  (a fixed day, so that the same page makes the same file)
_WIDE = {
    "label": 44,
    "hint": 28,
    "relevant": 36,
    "constraint": 28,
    "constraint_message": 28,
    "calculation": 36,
}
_FIRST = ("type", "name", "label", "hint")


@dataclass(frozen=True)
class Sample:
    """One shipped questionnaire. key: its file's name; about: what a filling-in is about."""

    key: str
    title: str
    code: str
    about: str
    says: str
    survey: tuple[Mapping[str, str], ...]
    choices: Mapping[str, Mapping[str, str]]


@cache
def samples() -> dict[str, Sample]:
    """All of them by key."""
    return {path.stem: _sample(path) for path in sorted(FOLDER.glob("*.yaml"))}


def _sample(path: Path) -> Sample:
    told: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Sample(
        key=path.stem,
        title=told["标题"],
        code=told["编号"],
        about=told["对象"],
        says=told["说明"],
        survey=tuple({name: str(cell) for name, cell in row.items()} for row in told["题目"]),
        choices={
            name: {str(code): str(label) for code, label in listed.items()}
            for name, listed in told["选项"].items()
        },
    )


def workbook_of(sample: Sample) -> bytes:
    """The questionnaire as an XLSForm workbook; the same bytes every time."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": sample.title, "created": _MADE})
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    tables: dict[str, list[Mapping[str, str]]] = {
        "survey": list(sample.survey),
        "choices": [
            {"list_name": name, "name": code, "label": label}
            for name, listed in sample.choices.items()
            for code, label in listed.items()
        ],
        "settings": [{"form_title": sample.title, "form_id": sample.code}],
    }
    for name, rows in tables.items():
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        there = dict.fromkeys(heading for row in rows for heading in row)
        headings = [each for each in _FIRST if each in there] + [each for each in there if each not in _FIRST]
        if name == "choices":
            headings = list(there)
        for column, heading in enumerate(headings):
            sheet.set_column(column, column, _WIDE.get(heading, 20))
            sheet.write_string(0, column, heading, bold)
            for number, row in enumerate(rows, start=1):
                if cell := row.get(heading):
                    sheet.write_string(number, column, cell, wrapped)
    book.close()
    return out.getvalue()
