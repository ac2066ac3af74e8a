"""Makes yizhan/oversight/templates_docx/inspection.docx, the Word form 检查记录: python tools/inspection_template.py.

Run it again after changing the layout here; the form itself is committed.
"""

from pathlib import Path

from docx.shared import Cm
from word_form import a4, font, headline  # type: ignore[import-not-found]

PLACE = Path(__file__).parent.parent / "yizhan" / "oversight" / "templates_docx" / "inspection.docx"
HEADS = ("序号", "检查内容", "依据", "结果", "情况", "整改")
CELLS = ("{{ 项.序号 }}", "{{ 项.内容 }}", "{{ 项.依据 }}", "{{ 项.结果 }}", "{{ 项.情况 }}", "{{ 项.整改 }}")
WIDTHS = (1.2, 4.2, 2.6, 1.8, 4.2, 3.2)


def line(paper, text: str, *, bold: bool = False) -> None:
    paragraph = paper.add_paragraph()
    paragraph.paragraph_format.line_spacing = 1.4
    font(paragraph.add_run(text), 12, bold=bold, name="仿宋")


def row(table, words: tuple[str, ...], *, bold: bool = False) -> None:
    cells = table.add_row().cells
    for cell, text, width in zip(cells, words, WIDTHS, strict=True):
        cell.width = Cm(width)
        font(cell.paragraphs[0].add_run(text), 10.5, bold=bold, name="仿宋")


def main() -> None:
    paper = a4(sides=1.9, ends=2.2)
    headline(paper, "{{ 种类 }}记录")
    line(paper, "编号：{{ 编号 }}    日期：{{ 日期 }}")
    line(paper, "检查对象：{{ 对象 }}")
    line(paper, "承接主体：{{ 承接 }}")
    line(paper, "检查方：{{ 检查方 }}")
    line(paper, "在场人员：{{ 在场 }}")
    table = paper.add_table(rows=0, cols=len(HEADS))
    table.style = "Table Grid"
    row(table, HEADS, bold=True)
    row(table, ("{%tr for 项 in 项目 %}", *[""] * (len(HEADS) - 1)))
    row(table, CELLS)
    row(table, ("{%tr endfor %}", *[""] * (len(HEADS) - 1)))
    line(paper, "")
    line(paper, "总体情况：", bold=True)
    line(paper, "{%p for 段 in 总体 %}")
    line(paper, "{{ 段 }}")
    line(paper, "{%p endfor %}")
    line(paper, "")
    line(paper, "检查人（签名）：                    被检查方（签名）：")
    PLACE.parent.mkdir(parents=True, exist_ok=True)
    paper.save(str(PLACE))


if __name__ == "__main__":
    main()
