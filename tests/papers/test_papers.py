"""Documents keep what was written, and say in a sentence why a template does not fit."""

import io
import re
import zipfile
from datetime import date, datetime
from typing import Any

import pytest
from docx import Document
from python_calamine import CalamineWorkbook

from yizhan.papers.rules import (
    Heading,
    PaperProblem,
    Table,
    chinese_font,
    docx,
    pdf,
    sheet_name,
    text_width,
    xlsx,
)


def read(made: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_index(0).to_python()


def test_an_identity_number_stays_text_with_all_its_digits() -> None:
    made = xlsx(Table("名册", [Heading("证件号码")], [["110101199003070134"], ["00123"]]))
    assert read(made)[1:] == [["110101199003070134"], ["00123"]]


@pytest.mark.parametrize(
    "word", ["=1+1", "@SUM(A1)", "+1", "-1", "=cmd|' /C calc'!A0", "https://example.org"]
)
def test_what_a_person_typed_never_becomes_a_formula_or_a_link(word: str) -> None:
    made = xlsx(Table("名册", [Heading("备注")], [[word]]))
    assert read(made)[1] == [word]
    assert b"<f>" not in made


def test_numbers_days_and_empty_cells_keep_their_kind() -> None:
    headings = [
        Heading("分钟", "number"),
        Heading("日期", "date"),
        Heading("时间", "moment"),
        Heading("空", "money"),
    ]
    made = xlsx(Table("表", headings, [[35, date(2026, 11, 20), datetime(2026, 11, 20, 9, 30), None]]))
    assert read(made)[1] == [35.0, date(2026, 11, 20), datetime(2026, 11, 20, 9, 30), ""]


def test_a_lead_line_stands_above_the_headings() -> None:
    made = xlsx(Table("表", [Heading("名称")], [["甲"]], lead="共 1 条"))
    assert read(made) == [["共 1 条"], ["名称"], ["甲"]]


def test_control_characters_are_left_out_and_long_text_is_cut_to_a_cell() -> None:
    made = xlsx(Table("表", [Heading("名称")], [["甲\x07乙"], ["长" * 40_000]]))
    assert read(made)[1] == ["甲乙"]
    assert len(str(read(made)[2][0])) == 32_767


def test_several_sheets_go_into_one_workbook_and_none_into_nothing() -> None:
    made = xlsx(Table("一", [Heading("a")], []), Table("二", [Heading("b")], []))
    assert CalamineWorkbook.from_filelike(io.BytesIO(made)).sheet_names == ["一", "二"]
    with pytest.raises(ValueError, match="needs a table"):
        xlsx()


def test_a_sheet_without_headings_is_still_a_workbook() -> None:
    assert read(xlsx(Table("空", [], []))) == []


@pytest.mark.parametrize(
    ("title", "name"), [("2026/11 月报[初稿]", "2026－11 月报－初稿－"), ("长" * 40, "长" * 31), ("", "表")]
)
def test_the_name_of_a_sheet_is_one_that_excel_takes(title: str, name: str) -> None:
    assert sheet_name(title) == name


def test_a_chinese_character_is_two_wide_and_the_widest_line_counts() -> None:
    assert text_width("ab社工\n长一些的一行") == 12
    assert text_width("") == 0


def word(*lines: str) -> bytes:
    paper = Document()
    for line in lines:
        paper.add_paragraph(line)
    target = io.BytesIO()
    paper.save(target)
    return target.getvalue()


def lines_of(made: bytes) -> list[str]:
    return [line.text for line in Document(io.BytesIO(made)).paragraphs]


def test_a_word_template_is_filled_and_signs_do_not_break_it() -> None:
    made = docx(word("{{ 站点 }}：{{ 说明 }}"), {"站点": "南开乡社工站", "说明": "A & B < C"})
    assert lines_of(made) == ["南开乡社工站：A & B < C"]


def test_a_word_template_may_repeat_and_choose() -> None:
    made = docx(word("{% for 人 in 名单 %}{{ 人 }}、{% endfor %}"), {"名单": ["示例一", "示例二"]})
    assert lines_of(made) == ["示例一、示例二、"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{{ 没有的 }}", "没有对应的内容"),
        ("{% for x %}", "写法不对"),
        ("{{ ''.__class__.__mro__ }}", "没有对应的内容|写法不对"),
    ],
)
def test_a_template_that_does_not_fit_is_refused_with_a_sentence(line: str, says: str) -> None:
    with pytest.raises(PaperProblem, match=says):
        docx(word(line), {"站点": "南开乡"})


def test_a_file_that_is_no_word_document_is_refused() -> None:
    with pytest.raises(PaperProblem, match="不是可用的 Word 文档"):
        docx(b"not a zip", {})


def test_a_pdf_carries_the_data() -> None:
    made = pdf(
        "= #data.title\n#for row in data.rows [ #row \\ ]", {"title": "月报", "rows": ["示例一", "示例二"]}
    )
    assert made.startswith(b"%PDF")
    assert len(made) > 2000


def test_a_broken_source_is_a_paper_problem() -> None:
    with pytest.raises(PaperProblem, match="没有排成"):
        pdf("#nothing-of-this-name", {})


def test_without_a_chinese_font_the_machine_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yizhan.papers.rules.chinese_font", lambda: None)
    with pytest.raises(PaperProblem, match="没有中文字体"):
        pdf("x", {})


def test_this_machine_has_one_of_our_chinese_fonts() -> None:
    assert chinese_font()


def test_a_whole_number_is_shown_without_a_point_that_nothing_follows() -> None:
    made = xlsx(Table(title="数", headings=[Heading("人数", "number")], rows=[[1200], [1.5]]))
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        sheet, styles = (parts.read(f"xl/{name}.xml").decode() for name in ("worksheets/sheet1", "styles"))
    formats = dict(re.findall(r'numFmtId="(\d+)" formatCode="([^"]+)"', styles)) | {"3": "#,##0"}
    cells = re.findall(r"<xf numFmtId=\"(\d+)\"", styles.partition("<cellXfs")[2])
    shown = {
        cell: formats[cells[int(style)]] for cell, style in re.findall(r'<c r="(A[23])" s="(\d+)"', sheet)
    }
    assert shown == {"A2": "#,##0", "A3": "#,##0.##"}
