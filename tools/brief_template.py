"""Makes yizhan/reports/templates_docx/brief.docx, the Word form of weekly reports, bulletins and meeting papers: python tools/brief_template.py.

Run it again after changing the layout here; the form itself is committed.
"""

from pathlib import Path

from docx.enum.text import WD_ALIGN_PARAGRAPH
from word_form import a4, font, table_of  # type: ignore[import-not-found]

PLACE = Path(__file__).parent.parent / "yizhan" / "reports" / "templates_docx" / "brief.docx"


def part(paper, heading, condition, heads, lines, widths) -> None:
    """A heading and its table, printed only where there is something in it."""
    font(paper.add_paragraph().add_run(f"{{%p if {condition} %}}"), 10.5)
    font(paper.add_paragraph().add_run(f"{{{{ 号.{condition} }}}}、{heading}"), 14, bold=True, name="黑体")
    table_of(paper, heads, lines, widths)
    font(paper.add_paragraph().add_run("{%p endif %}"), 10.5)


def main() -> None:
    paper = a4(sides=2.6, ends=2.5)
    for words, size in (("{{ 标题 }}", 18), ("{{ 期间 }}", 12)):
        line = paper.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        font(line.add_run(words), size, bold=size > 12, name="黑体" if size > 12 else "仿宋")
    font(paper.add_paragraph().add_run("{{ 开头 }}"), 12, name="仿宋")
    part(
        paper, "总体情况", "总体", ("项目", "本期", "上期", "增减", "单位"),
        (
            ("{%tr for 行 in 总体 %}", "", "", "", ""),
            ("{{ 行.名称 }}", "{{ 行.本期 }}", "{{ 行.上期 }}", "{{ 行.增减 }}", "{{ 行.单位 }}"),
            ("{%tr endfor %}", "", "", "", ""),
        ),
        (6, 2.5, 2.5, 2.5, 2.3),
    )  # fmt: skip
    part(
        paper, "建站进度", "步骤", ("步骤", "已完成（站）", "全部（站）", "本期完成（站）"),
        (
            ("{%tr for 行 in 步骤 %}", "", "", ""),
            ("{{ 行.名称 }}", "{{ 行.已完成 }}", "{{ 行.应完成 }}", "{{ 行.本期 }}"),
            ("{%tr endfor %}", "", "", ""),
        ),
        (5.6, 3.4, 3.4, 3.4),
    )  # fmt: skip
    part(
        paper, "各地（站）情况", "各地", ("名称", "站", "服务人次", "探访", "探访率%", "位次", "新开个案", "逾期事项"),
        (
            ("{%tr for 行 in 各地 %}", "", "", "", "", "", "", ""),
            ("{{ 行.名称 }}", "{{ 行.站 }}", "{{ 行.服务 }}", "{{ 行.探访 }}", "{{ 行.率 }}", "{{ 行.位次 }}", "{{ 行.个案 }}", "{{ 行.逾期 }}"),
            ("{%tr endfor %}", "", "", "", "", "", "", ""),
            ("探访率中位数", "", "", "", "{{ 中位数 }}", "", "", ""),
        ),
        (4.2, 1.2, 1.9, 1.7, 1.9, 1.4, 1.8, 1.7),
    )  # fmt: skip
    font(
        paper.add_paragraph().add_run(
            "位次按探访率排；没有应探访对象的不排。周报的探访率是当月到截至日的数。"
        ),
        9,
    )
    part(
        paper, "逾期和迟办的事项", "未办", ("谁", "事项", "应办日期", "迟（天）", "依据"),
        (
            ("{%tr for 行 in 未办 %}", "", "", "", ""),
            ("{{ 行.谁 }}", "{{ 行.事项 }}", "{{ 行.应办 }}", "{{ 行.迟 }}", "{{ 行.依据 }}"),
            ("{%tr endfor %}", "", "", "", ""),
        ),
        (4, 4.6, 2.6, 1.8, 2.8),
    )  # fmt: skip
    font(paper.add_paragraph().add_run("{%p if 未办另有 %}"), 10.5)
    font(paper.add_paragraph().add_run("另有{{ 未办另有 }}项，见到期日历。"), 10.5)
    font(paper.add_paragraph().add_run("{%p endif %}"), 10.5)
    part(
        paper, "预警、整改和投诉", "监督", ("类别", "未了（件）", "其中超期（件）"),
        (
            ("{%tr for 行 in 监督 %}", "", ""),
            ("{{ 行.名称 }}", "{{ 行.未了 }}", "{{ 行.超期 }}"),
            ("{%tr endfor %}", "", ""),
        ),
        (7, 4.4, 4.4),
    )  # fmt: skip
    font(paper.add_paragraph().add_run("{%p if 是调度 %}"), 10.5)
    font(paper.add_paragraph().add_run("{{ 号.议题 }}、需要调度的事项"), 14, bold=True, name="黑体")
    font(paper.add_paragraph().add_run("{%p for 题 in 议题 %}"), 10.5)
    font(paper.add_paragraph().add_run("{{ loop.index }}. {{ 题 }}"), 12, name="仿宋")
    font(paper.add_paragraph().add_run("{%p endfor %}"), 10.5)
    font(paper.add_paragraph().add_run("{%p if not 议题 %}"), 10.5)
    font(paper.add_paragraph().add_run("没有逾期、超期的事项。"), 12, name="仿宋")
    font(paper.add_paragraph().add_run("{%p endif %}"), 10.5)
    font(paper.add_paragraph().add_run("{{ 号.议定 }}、会议议定"), 14, bold=True, name="黑体")
    for blank in ("议定事项：", "牵头单位和完成时限："):
        font(paper.add_paragraph().add_run(blank), 12, name="仿宋")
    font(paper.add_paragraph().add_run("{%p endif %}"), 10.5)
    font(paper.add_paragraph().add_run("依据：{{ 依据 }}　　制作：{{ 制作日期 }}"), 9)
    paper.save(str(PLACE))


if __name__ == "__main__":
    main()
