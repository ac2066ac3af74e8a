"""Makes yizhan/oversight/templates_docx/score_sheet.docx, the Word form of a station's score sheet: python tools/score_sheet_template.py.

Run it again after changing the layout here; the form itself is committed.
"""

from pathlib import Path

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm
from word_form import font, table_of  # type: ignore[import-not-found]

PLACE = Path(__file__).parent.parent / "yizhan" / "oversight" / "templates_docx" / "score_sheet.docx"


def main() -> None:
    paper = Document()
    for section in paper.sections:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Cm(29.7), Cm(21)
        section.left_margin = section.right_margin = Cm(2)
        section.top_margin = section.bottom_margin = Cm(2)
    for words, size in (("{{ 标题 }}", 18), ("{{ 方案 }}（{{ 依据 }}），{{ 时段 }}", 11)):
        line = paper.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        font(line.add_run(words), size, bold=size > 12, name="黑体" if size > 12 else "仿宋")
    heads = ("方面", "指标", "分值", "系统算出", "参考分", "得分", "说明")
    table_of(
        paper,
        heads,
        (
            ("{%tr for 行 in 各行 %}", "", "", "", "", "", ""),
            (
                "{{ 行.方面 }}", "{{ 行.指标 }}（{{ 行.条款 }}）", "{{ 行.分值 }}", "{{ 行.系统算出 }}", "{{ 行.参考分 }}",
                "{{ 行.得分 }}", "{{ 行.说明 }}",
            ),
            ("{%tr endfor %}", "", "", "", "", "", ""),
        ),
        (2.4, 6.6, 1.4, 5.2, 1.6, 4.2, 4.3),
    )  # fmt: skip
    font(paper.add_paragraph().add_run("　"), 10.5)
    table_of(
        paper,
        ("评分方", "单位", "权重", "得分"),
        (
            ("{%tr for 方 in 各方 %}", "", "", ""),
            ("{{ 方.名称 }}", "{{ 方.单位 }}", "{{ 方.权重 }}", "{{ 方.得分 }}"),
            ("{%tr endfor %}", "", "", ""),
        ),
        (6, 10, 4, 5.7),
    )
    font(paper.add_paragraph().add_run("总分：{{ 总分 }}　　等次：{{ 等次 }}"), 12, bold=True)
    font(paper.add_paragraph().add_run("指标和分值来自{{ 来源 }}。"), 10.5)
    font(paper.add_paragraph().add_run("{{ 评估组 }}"), 10.5)
    for words in (
        "{%p for 方 in 各方 %}",
        "{{ 方.名称 }}　评分人（签字）：　　　　　　　　　单位（盖章）：　　　　　　　　　　年　月　日",
        "{%p endfor %}",
        "站点（签收）：　　　　　　　　　　年　月　日",
    ):
        font(paper.add_paragraph().add_run(words), 12, name="仿宋")
    PLACE.parent.mkdir(parents=True, exist_ok=True)
    paper.save(str(PLACE))


if __name__ == "__main__":
    main()
