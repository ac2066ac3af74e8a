"""Makes yizhan/contracts/templates_docx/term.docx, the Word form of an agency's mid-term and final report: python tools/term_template.py.

Run it again after changing the layout here; the form itself is committed.
"""

from pathlib import Path

from word_form import a4, font, headline, table_of  # type: ignore[import-not-found]

PLACE = Path(__file__).parent.parent / "yizhan" / "contracts" / "templates_docx" / "term.docx"


def main() -> None:
    paper = a4(sides=2.6, ends=2.5)

    def head(words: str) -> None:
        font(paper.add_paragraph().add_run(words), 12, bold=True, name="黑体")

    def text(words: str) -> None:
        font(paper.add_paragraph().add_run(words), 12, name="仿宋")

    headline(paper, "{{ 标题 }}")
    head("一、基本情况")
    text(
        "{{ 承接主体 }}受{{ 购买方 }}委托承接{{ 项目 }}（协议编号：{{ 编号 }}），服务社工站{{ 站数 }}个，"
        "约定驻站社工{{ 约定人数 }}人。本报告期间为{{ 期间 }}，服务年度已过{{ 进度 }}%。"
    )
    head("二、指标完成情况")
    table_of(
        paper,
        ("指标", "单位", "全年", "应完成", "已完成", "占应完成", "判断"),
        (
            ("{%tr for 行 in 指标 %}", "", "", "", "", "", ""),
            ("{{ 行.名称 }}", "{{ 行.单位 }}", "{{ 行.全年 }}", "{{ 行.应完成 }}", "{{ 行.已完成 }}", "{{ 行.比例 }}", "{{ 行.判断 }}"),
            ("{%tr endfor %}", "", "", "", "", "", ""),
        ),
        (4.2, 1.6, 2.0, 2.0, 2.0, 2.0, 2.0),
    )  # fmt: skip
    text("落后于计划的：{{ 落后 }}。")
    head("三、人员情况")
    table_of(
        paper,
        ("社工站", "约定（人）", "在岗（人）", "缺（人）"),
        (
            ("{%tr for 行 in 人员 %}", "", "", ""),
            ("{{ 行.名称 }}", "{{ 行.约定 }}", "{{ 行.在岗 }}", "{{ 行.缺 }}"),
            ("{%tr endfor %}", "", "", ""),
        ),
        (6.8, 3.0, 3.0, 3.0),
    )
    text("本项目报告期内离岗{{ 离岗 }}人次。")
    head("四、资金使用情况")
    table_of(
        paper,
        ("项目", "金额（元）"),
        (("{%tr for 行 in 资金 %}", ""), ("{{ 行.名称 }}", "{{ 行.金额 }}"), ("{%tr endfor %}", "")),
        (9.8, 6.0),
    )
    paper.add_paragraph()
    table_of(
        paper,
        ("科目", "全年预算（元）", "已支出（元）"),
        (
            ("{%tr for 行 in 科目 %}", "", ""),
            ("{{ 行.名称 }}", "{{ 行.预算 }}", "{{ 行.支出 }}"),
            ("{%tr endfor %}", "", ""),
        ),
        (6.8, 4.5, 4.5),
    )
    head("五、主要做法")
    text("{{ 做法 }}")
    head("六、存在的问题")
    text("{{ 问题 }}")
    head("七、下一步打算")
    text("{{ 打算 }}")
    paper.add_paragraph()
    font(
        paper.add_paragraph().add_run("承接主体（盖章）：{{ 承接主体 }}　　　　日期：　　年　　月　　日"),
        12,
        name="仿宋",
    )
    PLACE.parent.mkdir(exist_ok=True)
    paper.save(str(PLACE))


if __name__ == "__main__":
    main()
