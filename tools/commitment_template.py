"""Makes yizhan/workforce/templates_docx/commitment.docx, the Word form 公益服务承诺书: python tools/commitment_template.py.

Run it again after changing the layout here; the form itself is committed. What is promised comes from the region's
rules and is filled in.
"""

from pathlib import Path

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm
from word_form import a4, font, headline  # type: ignore[import-not-found]

PLACE = Path(__file__).parent.parent / "yizhan" / "workforce" / "templates_docx" / "commitment.docx"


def line(paper, text: str, *, indent: float = 0.85) -> None:
    paragraph = paper.add_paragraph()
    paragraph.paragraph_format.first_line_indent = Cm(indent)
    paragraph.paragraph_format.line_spacing = 1.6
    font(paragraph.add_run(text), 14, name="仿宋")


def main() -> None:
    paper = a4(sides=2.8, ends=3)
    headline(paper, "{{ 表名 }}", 20)
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
