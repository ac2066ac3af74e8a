"""Makes yizhan/reports/templates_docx/area.docx, the Word form of a county's or city's report: python tools/area_template.py.

Run it again after changing the layout here; the form itself is committed.
"""

from pathlib import Path

from docx.enum.text import WD_ALIGN_PARAGRAPH
from word_form import a4, font, headline, table_of  # type: ignore[import-not-found]

PLACE = Path(__file__).parent.parent / "yizhan" / "reports" / "templates_docx" / "area.docx"


def main() -> None:
    paper = a4(sides=2.6, ends=2.5)
    headline(paper, "{{ 标题 }}")
    lead = paper.add_paragraph()
    lead.alignment = WD_ALIGN_PARAGRAPH.CENTER
    font(lead.add_run("{{ 期间 }}，数据截至 {{ 截至 }}"), 10.5)
    font(paper.add_paragraph().add_run("{%p for 章 in 章节 %}"), 10.5)
    font(paper.add_paragraph().add_run("{{ 章.题目 }}"), 12, bold=True, name="黑体")
    font(paper.add_paragraph().add_run("{{ 章.文字 }}"), 12, name="仿宋")
    font(paper.add_paragraph().add_run("{%p endfor %}"), 10.5)
    font(paper.add_paragraph().add_run("附一　数据"), 12, bold=True, name="黑体")
    table_of(
        paper,
        ("项目", "本期", "单位", "说明"),
        (
            ("{%tr for 栏 in 栏目 %}", "", "", ""),
            ("{{ 栏.名称 }}", "", "", ""),
            ("{%tr for 行 in 栏.项目 %}", "", "", ""),
            ("{{ 行.名称 }}", "{{ 行.数 }}", "{{ 行.单位 }}", "{{ 行.说明 }}"),
            ("{%tr endfor %}", "", "", ""),
            ("{%tr endfor %}", "", "", ""),
        ),
        (5.6, 2.8, 1.8, 5.6),
        bold=("{{ 栏.名称 }}",),
    )
    font(paper.add_paragraph().add_run("附二　各地（站）情况"), 12, bold=True, name="黑体")
    table_of(
        paper,
        ("名称", "服务人次", "探访", "探访率%", "新开个案", "月报迟报"),
        (
            ("{%tr for 下 in 下级 %}", "", "", "", "", ""),
            ("{{ 下.名称 }}", "{{ 下.served }}", "{{ 下.visits }}", "{{ 下.rate }}", "{{ 下.cases }}", "{{ 下.late_reports }}"),
            ("{%tr endfor %}", "", "", "", "", ""),
        ),
        (5.3, 2.1, 2.1, 2.1, 2.1, 2.1),
    )  # fmt: skip
    font(
        paper.add_paragraph().add_run("填报：{{ 填报人 }}　　签发：{{ 签发人 }}　　日期：{{ 签发日期 }}"),
        10.5,
    )
    font(paper.add_paragraph().add_run("依据：{{ 依据 }}"), 9)
    font(paper.add_paragraph().add_run("校验值（SM3）：{{ 校验值 }}"), 9)
    PLACE.parent.mkdir(exist_ok=True)
    paper.save(str(PLACE))


if __name__ == "__main__":
    main()
