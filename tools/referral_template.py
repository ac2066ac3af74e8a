"""Makes yizhan/services/templates_docx/referral.docx, the Word form 个案转介表: python tools/referral_template.py.

Run it again after changing the layout here; the form itself is committed.
"""

from pathlib import Path

from docx.shared import Cm
from word_form import a4, font, headline  # type: ignore[import-not-found]

PLACE = Path(__file__).parent.parent / "yizhan" / "services" / "templates_docx" / "referral.docx"
PAIRS = (
    (("转介机构", "转出单位"), ("转给", "转给")),
    (("经办社工", "经办社工"), ("转介日期", "转介日期")),
    (("服务对象", "服务对象"), ("档案号", "档案号")),
)
LINES = (
    "基本情况",
    "服务对象（家长）同意",
    "现正提供服务的其他机构",
    "转介原因",
    "曾处理的问题、开展的服务及成效",
)
MORE = ("目前情况", "需跟进问题、服务建议", "请在何时前答复")
ANSWER = ("接收结果", "答复内容", "答复日期")


def blank_of(word: str) -> str:
    return "{{ " + word + " }}"


def line(table, *words: str) -> None:
    cells = table.add_row().cells
    if len(words) == 2:
        cells[1].merge(cells[3])
    for place, word in enumerate(words):
        font(cells[place].paragraphs[0].add_run(word), 10.5, bold=place % 2 == 0)


def main() -> None:
    paper = a4(sides=2.4, ends=2.2)
    headline(paper, "{{ 表名 }}")
    table = paper.add_table(rows=0, cols=4)
    table.style = "Table Grid"
    for (one, first), (other, second) in PAIRS:
        line(table, one, blank_of(first), other, blank_of(second))
    for word, blank in zip(LINES, ("基本情况", "同意", "其他机构", "原因", "服务成效"), strict=True):
        line(table, word, blank_of(blank))
    for word, blank in zip(MORE, ("目前情况", "建议", "期限"), strict=True):
        line(table, word, blank_of(blank))
    for row in table.rows:
        for cell, width in zip(row.cells, (Cm(3.4), Cm(4.7), Cm(3.0), Cm(5.1)), strict=True):
            cell.width = width
    signs = paper.add_paragraph()
    font(signs.add_run("\n社工（签名）：　　　　　　　　督导（签名）：　　　　　　　　日期：\n"), 10.5)
    font(paper.add_paragraph().add_run("接收单位回复"), 12, bold=True, name="黑体")
    back = paper.add_table(rows=0, cols=4)
    back.style = "Table Grid"
    for word in ANSWER:
        line(back, word, blank_of(word))
    for row in back.rows:
        for cell, width in zip(row.cells, (Cm(3.4), Cm(4.7), Cm(3.0), Cm(5.1)), strict=True):
            cell.width = width
    font(
        paper.add_paragraph().add_run(
            "\n接收人（签名）：　　　　　　　　单位（盖章）：　　　　　　　　日期："
        ),
        10.5,
    )
    PLACE.parent.mkdir(exist_ok=True)
    paper.save(str(PLACE))


if __name__ == "__main__":
    main()
