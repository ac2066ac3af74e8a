"""Makes yizhan/workforce/templates_docx/commitment.docx, the Word form 公益服务承诺书: python tools/commitment_template.py.

Run it again after changing the layout here; the form itself is committed. What is promised comes from the region's
rules and is filled in.
"""

from pathlib import Path

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

PLACE = Path(__file__).parent.parent / "yizhan" / "workforce" / "templates_docx" / "commitment.docx"


def font(run, size: float, *, bold: bool = False, name: str = "宋体") -> None:
    run.font.size, run.font.bold, run.font.name = Pt(size), bold, name
    run._element.rPr.rFonts.set(qn("w:eastAsia"), name)


def line(paper, text: str, *, indent: float = 0.85) -> None:
    paragraph = paper.add_paragraph()
    paragraph.paragraph_format.first_line_indent = Cm(indent)
    paragraph.paragraph_format.line_spacing = 1.6
    font(paragraph.add_run(text), 14, name="仿宋")


def main() -> None:
    paper = Document()
    for section in paper.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.8)
        section.top_margin = section.bottom_margin = Cm(3)
    title = paper.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    font(title.add_run("{{ 表名 }}"), 20, bold=True, name="黑体")
    line(paper, "{{ 机构 }}、{{ 民政局 }}：", indent=0)
    line(paper, "本人{{ 姓名 }}，将在{{ 站点 }}担任{{ 岗位 }}。入职前郑重承诺：")
    line(paper, "{%p for 条 in 承诺 %}")
    line(paper, "{{ loop.index }}. {{ 条 }}")
    line(paper, "{%p endfor %}")
    line(paper, "以上承诺如有违反，愿意接受按规定作出的处理：")
    line(paper, "{%p for 条 in 后果 %}")
    line(paper, "{{ 条 }}")
    line(paper, "{%p endfor %}")
    for last in ("承诺人（签名）：                    ", "日期：{{ 日期 }}"):
        paragraph = paper.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        font(paragraph.add_run(last), 14, name="仿宋")
    PLACE.parent.mkdir(parents=True, exist_ok=True)
    paper.save(str(PLACE))


if __name__ == "__main__":
    main()
