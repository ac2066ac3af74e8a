"""Makes yizhan/reports/templates_docx/monthly.docx, the Word form of the monthly report: python tools/report_template.py.

Run it again after changing the layout here; the form itself is committed, and a county may bring its own.
"""

from pathlib import Path

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm
from word_form import a4, font, headline  # type: ignore[import-not-found]

PLACE = Path(__file__).parent.parent / "yizhan" / "reports" / "templates_docx" / "monthly.docx"


def main() -> None:
    paper = a4(sides=2.6, ends=2.5)
    headline(paper, "{{ 站点 }}{{ 月份 }}{{ 报表名称 }}")
    lead = paper.add_paragraph()
    lead.alignment = WD_ALIGN_PARAGRAPH.CENTER
    font(lead.add_run("数据截至 {{ 截至 }}"), 10.5)
    table = paper.add_table(rows=1, cols=4)
    table.style = "Table Grid"
    widths = (Cm(5.6), Cm(2.8), Cm(1.8), Cm(5.6))
    for cell, word in zip(table.rows[0].cells, ("项目", "本月", "单位", "说明"), strict=True):
        font(cell.paragraphs[0].add_run(word), 10.5, bold=True)
    for words in (
        ("{%tr for 栏 in 栏目 %}", "", "", ""),
        ("{{ 栏.名称 }}", "", "", ""),
        ("{%tr for 行 in 栏.项目 %}", "", "", ""),
        ("{{ 行.名称 }}", "{{ 行.数 }}", "{{ 行.单位 }}", "{{ 行.说明 }}"),
        ("{%tr endfor %}", "", "", ""),
        ("{%tr endfor %}", "", "", ""),
    ):
        cells = table.add_row().cells
        for cell, word in zip(cells, words, strict=True):
            font(cell.paragraphs[0].add_run(word), 10.5, bold=word == "{{ 栏.名称 }}")
        cells[1].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
    font(paper.add_paragraph().add_run("问题与下月打算"), 12, bold=True, name="黑体")
    font(paper.add_paragraph().add_run("{{ 问题与打算 }}"), 10.5)
    font(
        paper.add_paragraph().add_run("填报：{{ 填报人 }}　　签发：{{ 签发人 }}　　日期：{{ 签发日期 }}"),
        10.5,
    )
    font(paper.add_paragraph().add_run("{{ 审核意见 }}"), 10.5)
    font(paper.add_paragraph().add_run("依据：{{ 依据 }}"), 9)
    font(paper.add_paragraph().add_run("校验值（SM3）：{{ 校验值 }}"), 9)
    PLACE.parent.mkdir(exist_ok=True)
    paper.save(str(PLACE))


if __name__ == "__main__":
    main()
