"""Makes yizhan/contracts/templates_docx/agreement.docx, the Word paper of a service agreement: python tools/agreement_template.py.

Run it again after changing the layout here; the form itself is committed.
"""

from pathlib import Path

from docx.enum.text import WD_ALIGN_PARAGRAPH
from word_form import a4, font, headline  # type: ignore[import-not-found]

PLACE = Path(__file__).parent.parent / "yizhan" / "contracts" / "templates_docx" / "agreement.docx"


def say(paper, words: str, *, bold: bool = False) -> None:
    font(paper.add_paragraph().add_run(words), 12, bold=bold, name="黑体" if bold else "宋体")


def rows(paper, of: str, heads: list[str], cells: list[str]) -> None:
    """A table with one repeated row, as docxtpl has it: the row of the loop and of its end go."""
    table = paper.add_table(rows=0, cols=len(heads))
    table.style = "Table Grid"
    for place, words in enumerate([heads, ["{%tr for 行 in " + of + " %}"], cells, ["{%tr endfor %}"]]):
        row = table.add_row().cells
        for n, word in enumerate(words):
            font(row[n].paragraphs[0].add_run(word), 10.5, bold=place == 0)


def main() -> None:
    paper = a4(sides=2.6, ends=2.4)
    headline(paper, "政府购买社会工作服务协议")
    under = paper.add_paragraph()
    under.alignment = WD_ALIGN_PARAGRAPH.CENTER
    font(under.add_run("{{ 项目 }}　编号：{{ 编号 }}"), 11)
    say(paper, "购买方（甲方）：{{ 购买方 }}")
    say(paper, "服务方（乙方）：{{ 服务方 }}　统一社会信用代码：{{ 信用代码 }}")
    say(paper, "期限：{{ 起 }}至{{ 止 }}；所在周期：{{ 周期 }}，一年一签。")
    say(paper, "金额：人民币 {{ 金额 }} 元；驻站社工 {{ 人数 }} 人。")
    say(paper, "一、服务站点", bold=True)
    rows(paper, "站点", ["社工站", "人数", "金额（元）"], ["{{ 行.名称 }}", "{{ 行.人数 }}", "{{ 行.金额 }}"])
    say(paper, "二、条款", bold=True)
    say(paper, "{%p for 行 in 条款 %}")
    say(paper, "（{{ 行.号 }}）{{ 行.名称 }}：{{ 行.内容 }}")
    say(paper, "{%p endfor %}")
    say(paper, "三、服务事项", bold=True)
    say(paper, "{% for 行 in 服务 %}{{ 行 }}；{% else %}按条款中的服务内容。{% endfor %}")
    say(paper, "四、指标", bold=True)
    rows(
        paper,
        "指标",
        ["指标", "类别", "全年", "单位"],
        ["{{ 行.名称 }}", "{{ 行.类别 }}", "{{ 行.数 }}", "{{ 行.单位 }}"],
    )
    say(paper, "五、付款", bold=True)
    rows(paper, "付款", ["期次", "金额（元）", "条件"], ["{{ 行.名称 }}", "{{ 行.金额 }}", "{{ 行.条件 }}"])
    say(paper, "六、变更记录", bold=True)
    say(
        paper,
        "{% for 行 in 变更 %}第{{ 行.号 }}次，{{ 行.日期 }}起：{{ 行.事由 }}。{% else %}无。{% endfor %}",
    )
    say(paper, "甲方（盖章）：　　　　　　　　　　　乙方（盖章）：")
    say(paper, "签订日期：{{ 签订日期 }}")
    PLACE.parent.mkdir(parents=True, exist_ok=True)
    paper.save(PLACE)


if __name__ == "__main__":
    main()
