"""Makes yizhan/services/templates_docx/case.docx, the Word set of a case file: python tools/case_template.py.

Cover and eleven forms, in the order of the paper. The labels of the forms come with the facts, so that page and paper
never differ. Run it again after changing the layout here; the form itself is committed.
"""

from pathlib import Path

from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt
from word_form import a4, font  # type: ignore[import-not-found]

PLACE = Path(__file__).parent.parent / "yizhan" / "services" / "templates_docx" / "case.docx"
LINE = "＿" * 8


class Set:
    """The document as it is put together."""

    def __init__(self) -> None:
        self.paper = a4(sides=2.4, ends=2.2)

    def title(self, text: str, *, new_page: bool = True) -> None:
        line = self.paper.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.paragraph_format.keep_with_next = True
        if new_page:
            line.paragraph_format.page_break_before = True
        font(line.add_run(text), 16, bold=True, name="黑体")

    def text(self, text: str, size: float = 10.5, *, bold: bool = False, centre: bool = False) -> None:
        line = self.paper.add_paragraph()
        line.paragraph_format.space_after = Pt(4)
        if centre:
            line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        font(line.add_run(text), size, bold=bold, name="黑体" if bold else "宋体")

    def head(self) -> None:
        self.text("个案编号：{{ 编号 }}　　服务对象：{{ 姓名 }}　　跟进社工：{{ 社工 }}")

    def sign(self, *who: str) -> None:
        for name in who:
            self.text(f"{name}签名：{LINE}　　日期：{LINE}")

    def table(self, rows: list[tuple[str, ...]], widths: tuple[float, ...], *, heads: int = 0) -> None:
        table = self.paper.add_table(rows=0, cols=len(widths))
        table.style = "Table Grid"
        table.autofit = False
        for n, words in enumerate(rows):
            row = table.add_row()
            if not words[0].startswith("{%tr"):
                row.height, row.height_rule = Cm(0.9), WD_ROW_HEIGHT_RULE.AT_LEAST
            for m, (cell, word, width) in enumerate(zip(row.cells, words, widths, strict=True)):
                cell.width = Cm(width)
                bold = n < heads or (m == 0 and len(widths) == 2)
                font(cell.paragraphs[0].add_run(word), 10.5, bold=bold)
        self.paper.add_paragraph().paragraph_format.space_after = Pt(2)

    def lines(self, name: str) -> None:
        """A table of label and content, as many rows as the form has."""
        self.table(
            [
                (f"{{%tr for 行 in {name} %}}", ""),
                ("{{ 行.名称 }}", "{{ 行.内容 }}"),
                ("{%tr endfor %}", ""),
            ],
            (4.4, 11.8),
        )


def main() -> None:
    one = Set()
    one.text("{{ 站点 }}", 14, centre=True)
    one.title("个案档案", new_page=False)
    one.table(
        [
            ("个案编号", "{{ 编号 }}"),
            ("服务对象", "{{ 姓名 }}"),
            ("开案日期", "{{ 开案日期 }}"),
            ("结案日期", "{{ 结案日期 }}"),
            ("跟进社工", "{{ 社工 }}"),
            ("督导", "{{ 督导 }}"),
        ],
        (4.4, 11.8),
    )
    one.text("附件清单", 12, bold=True)
    one.table(
        [
            ("序号", "材料", "有"),
            ("{%tr for 行 in 清单 %}", "", ""),
            ("{{ 行.序号 }}", "{{ 行.名称 }}", "{{ 行.有 }}"),
            ("{%tr endfor %}", "", ""),
        ],
        (2.0, 11.8, 2.4),
        heads=1,
    )
    one.text("{{ 遮住说明 }}", 9)

    one.title("一、服务对象资料记录（接案登记）")
    one.text("第一部分　由服务对象填写", 12, bold=True)
    one.lines("本人资料")
    one.text(
        "本人已明白服务对象的权利和义务，同意社工站收集和使用以上资料，用于为本人提供服务，以及在需要时转介到其他服务。"
    )
    one.sign("服务对象（监护人）")
    one.text("第二部分　由社工填写", 12, bold=True)
    one.head()
    one.lines("登记")
    one.sign("社工")

    one.title("二、社工建议及行动")
    one.head()
    one.lines("建议")
    one.text("服务计划", 12, bold=True)
    one.lines("计划")
    one.table(
        [
            ("序号", "目标", "回应的需求", "任务", "结果"),
            ("{%tr for 行 in 目标 %}", "", "", "", ""),
            ("{{ 行.序号 }}", "{{ 行.目标 }}", "{{ 行.需求 }}", "{{ 行.任务 }}", "{{ 行.结果 }}"),
            ("{%tr endfor %}", "", "", "", ""),
        ],
        (1.2, 4.6, 3.6, 4.8, 2.0),
        heads=1,
    )
    one.text("填表社工：{{ 建议填表 }}　　日期：{{ 建议日期 }}")
    one.text("督导批阅", 12, bold=True)
    one.lines("建议批阅")
    one.sign("督导", "机构")

    one.title("三、接受个案服务同意书")
    one.head()
    one.text("A　由服务对象本人签署", 12, bold=True)
    one.text(
        "本人自愿接受社工站的个案服务。社工站为提供服务而收集本人的资料，只供跟进社工、督导和依法履行职责的单位查阅；"
        "需要向其他部门核实或转介时，会事先征得本人同意。资料涉及亲属的，本人已告知他们。本人可以查阅、更正自己的资料，"
        "也可以随时撤回同意。"
    )
    one.lines("同意书")
    one.sign("服务对象", "跟进社工")
    one.text("B　由监护人签署（服务对象未成年或不能自行同意的）", 12, bold=True)
    one.text("本人是服务对象的监护人，同意其接受社工站的个案服务，以上事项均已明白。")
    one.lines("监护人")
    one.sign("监护人", "跟进社工")

    one.title("四、接收转介回复")
    one.lines("转介回复")
    one.sign("转介人", "接收社工")

    one.title("五、个案记录表")
    one.head()
    one.table(
        [
            ("序号", "日期", "联络方法", "接触人士", "内容", "督导意见"),
            ("{%tr for 行 in 记录 %}", "", "", "", "", ""),
            (
                "{{ 行.序号 }}",
                "{{ 行.日期 }}",
                "{{ 行.方法 }}",
                "{{ 行.人士 }}",
                "{{ 行.内容 }}",
                "{{ 行.意见 }}",
            ),
            ("{%tr endfor %}", "", "", "", "", ""),
        ],
        (1.1, 2.3, 2.1, 2.2, 6.0, 2.5),
        heads=1,
    )

    one.text("{%p for 次 in 过程 %}")
    one.title("六、过程记录")
    one.head()
    one.lines("次.各项")
    one.sign("社工", "督导")
    one.text("{%p endfor %}")

    one.text("{%p for 次 in 检视 %}")
    one.title("七、个案阶段检视/结案表")
    one.head()
    one.text("检视时期：{{ 次.时期 }}")
    one.lines("次.各项")
    one.text("督导意见：{{ 次.意见 }}")
    one.sign("社工", "督导", "机构")
    one.text("{%p endfor %}")

    one.title("八、转介/结案同意书")
    one.head()
    one.lines("转介同意")
    one.text("本人已明白以上安排。本人知道可以查阅和更正自己的资料，需要时可以再次求助。")
    one.sign("服务使用者", "社工")

    one.title("九、个案转介表")
    one.lines("转介表")
    one.sign("服务使用者（家长）", "社工", "督导")

    one.title("十、个案结束评估表")
    one.text("请服务对象填写。0 分最低，5 分最高。")
    one.lines("评估")
    one.sign("服务对象")

    one.title("十一、其他附件：个案会议记录")
    one.head()
    one.table(
        [
            ("日期", "参加的人", "结论", "商定的事"),
            ("{%tr for 行 in 会议 %}", "", "", ""),
            ("{{ 行.日期 }}", "{{ 行.参加 }}", "{{ 行.结论 }}", "{{ 行.事项 }}"),
            ("{%tr endfor %}", "", "", ""),
        ],
        (2.4, 3.6, 5.2, 5.0),
        heads=1,
    )
    PLACE.parent.mkdir(exist_ok=True)
    one.paper.save(str(PLACE))


if __name__ == "__main__":
    main()
