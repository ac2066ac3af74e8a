"""What may be opened of a workbook that somebody uploads."""

import io
import zipfile

import pytest

from yizhan.kernel.workbooks import DAMAGED, TOO_LARGE, TOO_WIDE, workbook_problem

SHEET = "xl/worksheets/sheet1.xml"


def book(rows: str, *, sheet: str = SHEET, **others: str) -> bytes:
    """The least that is a workbook; rows as they stand in its sheet."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
        packed.writestr(sheet, f"<worksheet><sheetData>{rows}</sheetData></worksheet>")
        for name, text in others.items():
            packed.writestr(name, text)
    return made.getvalue()


def cells(*places: str) -> str:
    return "".join(
        f'<row r="{place.lstrip("ABCDFXZ")}"><c r="{place}"><v>1</v></c></row>' for place in places
    )


@pytest.mark.parametrize(
    "rows",
    [cells("A1", "Z200000"), cells("A1", "AD200020"), cells("A1", "XFD500"), cells("A1", "A1048576"), ""],
    ids=["a register", "a wide register", "a stray word to the right", "a stray word below", "empty"],
)
def test_a_list_as_offices_keep_it_is_opened(rows: str) -> None:
    assert workbook_problem(book(rows)) is None


@pytest.mark.parametrize(
    "content",
    [
        book(cells("A1", "XFD1048576")),
        book(cells("A1", "Z1048576")),
        book('<row r="1"><c r="A1"/></row><row r="1048576"><c r="XFD1"/></row>'),
        book(cells("A1", "XFD1048576"), sheet="xl/media/photo.png"),
    ],
    ids=["the last corner", "many rows of 26", "the row says how far", "a sheet of another name"],
)
def test_a_few_kilobytes_that_ask_for_hundreds_of_gigabytes_are_not_opened(content: bytes) -> None:
    assert len(content) < 2000
    assert workbook_problem(content) == TOO_WIDE


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"PK\x03\x04 torn", DAMAGED),
        (book("", **{"xl/workbook.bin": "1"}), DAMAGED),
        (book("", **{"content.xml": "<table/>"}), DAMAGED),
        (book("", **{"xl/sharedStrings.xml": "0" * 3_000_000}), TOO_LARGE),
        (b"name,1\n", None),
    ],
    ids=["torn", "of another kind", "of an open kind", "unpacks without end", "a text"],
)
def test_what_is_damaged_or_unmeasured_is_told_so(content: bytes, problem: str | None) -> None:
    assert workbook_problem(content, most_unpacked=2_000_000) == problem


def test_cells_that_do_not_say_where_they_stand_are_tried_where_it_does_no_harm(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried: list[bytes] = []
    monkeypatch.setattr("yizhan.kernel.workbooks._tried", tried.append)
    for rows in ("<row><c><v>1</v></c></row>", "<row r='1'/>", "<x:row r='1048576'/>", "<!-- -->"):
        workbook_problem(book(rows))
    workbook_problem(b"\xd0\xcf\x11\xe0" + b"\x00" * 600)
    assert len(tried) == 5


@pytest.mark.parametrize(("code", "problem"), [(0, None), (-6, TOO_WIDE)])
def test_an_old_workbook_that_brings_its_reader_down_is_not_opened_here(
    code: int, problem: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yizhan.kernel.workbooks._OPEN", f"import os; os._exit({code % 256})")
    assert workbook_problem(b"\xd0\xcf\x11\xe0" + b"\x00" * 600) == problem
