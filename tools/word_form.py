"""What the makers of Word forms share: letters, the sheet of paper, a headline, a table from its lines."""

from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt


def font(run: Any, size: float, *, bold: bool = False, name: str = "宋体") -> None:
    run.font.size, run.font.bold, run.font.name = Pt(size), bold, name
    run._element.rPr.rFonts.set(qn("w:eastAsia"), name)


def a4(*, sides: float, ends: float) -> Any:
    """An empty upright document; sides, ends  its margins (cm)."""
    paper = Document()
    for section in paper.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(sides)
        section.top_margin = section.bottom_margin = Cm(ends)
    return paper


def headline(paper: Any, words: str, size: float = 18) -> None:
    title = paper.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    font(title.add_run(words), size, bold=True, name="黑体")


def table_of(
    paper: Any,
    heads: tuple[str, ...],
    lines: tuple[tuple[str, ...], ...],
    widths: tuple[float, ...],
    *,
    bold: tuple[str, ...] = (),
) -> None:
    """A table: its heads, a row for every line; bold  words of the lines that are labels; widths (cm)."""
    table = paper.add_table(rows=1, cols=len(heads))
    table.style = "Table Grid"
    for cell, word in zip(table.rows[0].cells, heads, strict=True):
        font(cell.paragraphs[0].add_run(word), 10.5, bold=True)
    for words in lines:
        for cell, word in zip(table.add_row().cells, words, strict=True):
            font(cell.paragraphs[0].add_run(word), 10.5, bold=word in bold)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)
