"""Makes yizhan/oversight/templates_docx/contest.docx, the Word form of a quarter's 通报: python tools/contest_template.py.

Run it again after changing the layout here; the form itself is committed.
"""

from pathlib import Path

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm
from word_form import font, table_of  # type: ignore[import-not-found]

PLACE = Path(__file__).parent.parent / "yizhan" / "oversight" / "templates_docx" / "contest.docx"


def main() -> None:
    paper = Document()
    for section in paper.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.4)
        section.top_margin = section.bottom_margin = Cm(2.4)
    title = paper.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    font(title.add_run("{{ 标题 }}"), 18, bold=True, name="黑体")
    for words in (
        "各社工站：",
        "{{ 开头 }}",
        "{%p if 红旗 %}",
        "一、授旗站点。{{ 红旗 }}",
        "{%p endif %}",
        "{{ 排名标题 }}",
    ):
        font(paper.add_paragraph().add_run(words), 12, name="仿宋")
    table_of(
        paper,
        ("名次", "站点", "各方面得分", "总分", "流动红旗"),
        (
            ("{%tr for 行 in 各行 %}", "", "", "", ""),
            ("{{ 行.名次 }}", "{{ 行.站点 }}", "{{ 行.方面 }}", "{{ 行.总分 }}", "{{ 行.红旗 }}"),
            ("{%tr endfor %}", "", "", "", ""),
        ),
        (1.6, 3.6, 6.6, 2, 2.4),
    )
    for words in (
        "　", "{{ 中位数 }}", "{%p if 未排名 %}", "不参加排名的站点：{{ 未排名 }}", "{%p endif %}", "{{ 最少样本 }}", "{{ 依据 }}",
    ):  # fmt: skip
        font(paper.add_paragraph().add_run(words), 12, name="仿宋")
    end = paper.add_paragraph()
    end.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    font(end.add_run("{{ 单位 }}（盖章）　　{{ 日期 }}"), 12, name="仿宋")
    PLACE.parent.mkdir(parents=True, exist_ok=True)
    paper.save(str(PLACE))


if __name__ == "__main__":
    main()
