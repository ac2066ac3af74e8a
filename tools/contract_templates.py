"""Makes the Word forms plan.docx and application.docx in yizhan/contracts/templates_docx: python tools/contract_templates.py.

The application follows the annex 项目申报书 of Kunming's document of 2021 heading by heading. Run it again after changing a
layout here; the forms themselves are committed.
"""

from pathlib import Path

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

PLACE = Path(__file__).parent.parent / "yizhan" / "contracts" / "templates_docx"
NOTES = (
    "预算编制说明：",
    "1. 立项单位应当在了解项目相关管理规定、做好调查研究、科学设计、充分预计项目支出的基础上，确定项目资金的来源及金额，在确定配套资金金额时应量力而行，并保证配套资金足额投入并使用。",
    "2. 预算主要包括社工、督导劳务和保险费，志愿者补贴、保险费，社会服务、交通差旅、培训、管理费、场地费等内容。具体为：社工、督导劳务和保险费，志愿者补贴、保险费用于支付试点建设项目社工、督导的劳务和保险费，志愿者补贴、保险费用支出，约占经费的70%以内；社会服务、交通差旅、培训、管理费、场地费用于支付试点建设的场地建设，开展社工服务的个案工作、小组工作、社区工作专业服务，社工站运营管理，机构行政财务管理费等，约占经费的30%以内。",
    "3. 立项单位不得列支购买或修建楼堂馆所、缴纳罚款罚金、偿还债务、对外投资、购买汽车等支出，不得列支与项目无关的捐赠、赞助支出等，不得以任何名义从项目资金中提取管理费。",
)


def font(run, size: float, *, bold: bool = False, name: str = "宋体") -> None:
    run.font.size, run.font.bold, run.font.name = Pt(size), bold, name
    run._element.rPr.rFonts.set(qn("w:eastAsia"), name)


def blank(word: str) -> str:
    return "{{ " + word + " }}"


def blank_paper():
    made = Document()
    section = made.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.4)
    section.top_margin = section.bottom_margin = Cm(2.2)
    return made


def middle(made, text: str, size: float, *, bold: bool = True, name: str = "黑体") -> None:
    words = made.add_paragraph()
    words.alignment = WD_ALIGN_PARAGRAPH.CENTER
    font(words.add_run(text), size, bold=bold, name=name)


def table(made, widths):
    drawn = made.add_table(rows=0, cols=len(widths))
    drawn.style = "Table Grid"
    drawn.autofit = False
    return drawn


def row(
    drawn,
    widths,
    words,
    *,
    bold: tuple[int, ...] = (),
    join: tuple[tuple[int, int], ...] = (),
    size: float = 10.5,
) -> None:
    cells = drawn.add_row().cells
    for cell, width in zip(cells, widths, strict=True):
        cell.width = Cm(width)
    for place, word in enumerate(words):
        if word:
            font(cells[place].paragraphs[0].add_run(word), size, bold=place in bold)
    for first, last in join:
        cells[first].merge(cells[last])


def application() -> None:
    made = blank_paper()
    for _each in range(3):
        made.add_paragraph()
    middle(made, "乡镇（街道）社会工作服务站建设", 22)
    for letter in "项目申报书":
        middle(made, letter, 36)
    for _each in range(3):
        made.add_paragraph()
    middle(made, "{{ 制表单位 }}", 16, bold=False)
    middle(made, "{{ 年月 }}制", 16, bold=False)
    made.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    wide = (3.6, 3.6, 2.6, 3.2, 3.2)
    head = table(made, wide)
    for label, name in (
        ("申报单位", "申报单位"),
        ("业务主管单位", "业务主管单位"),
        ("登记证号", "登记证号"),
        ("通讯地址", "通讯地址"),
    ):
        row(head, wide, (label, blank(name), "", "", ""), bold=(0,), join=((1, 4),))
    row(
        head,
        wide,
        ("上年度年检结论", "{{ 年检结论 }}", "评估等级", "{{ 评估等级 }}", ""),
        bold=(0, 2),
        join=((3, 4),),
    )
    row(head, wide, ("社工站项目建设地区", "{{ 建设地区 }}", "", "", ""), bold=(0,), join=((1, 4),))
    for n in range(3):
        label = "曾获何种奖励（限填三个）" if n == 0 else ""
        row(head, wide, (label, blank(f"奖励[{n}]"), "", "", ""), bold=(0,), join=((1, 4),))
    for label, name in (("户名", "户名"), ("开户账号", "账号"), ("开户行", "开户行")):
        row(head, wide, (label, blank(name), "", "", ""), bold=(0,), join=((1, 4),))
    row(head, wide, ("", "姓名", "手机", "电子邮箱", ""), bold=(1, 2, 3), join=((3, 4),))
    for label, who in (("项目负责人", "负责人"), ("项目联系人", "联系人")):
        row(
            head, wide, (label, blank(f"{who}.name"), blank(f"{who}.phone"), blank(f"{who}.email"), ""),
            bold=(0,), join=((3, 4),),
        )  # fmt: skip
    made.add_paragraph()
    middle(made, "项目经费预算", 16)
    two = (12.2, 4.0)
    money = table(made, two)
    row(money, two, ("资金来源", "金额（万元）"), bold=(0, 1))
    row(money, two, ("{%tr for 行 in 收入 %}", ""))
    row(money, two, ("{{ 行.来源 }}", "{{ 行.金额 }}"))
    row(money, two, ("{%tr endfor %}", ""))
    row(money, two, ("资金总额合计", "{{ 收入合计 }}"), bold=(0, 1))
    row(money, two, ("预算资金支出明细", ""), bold=(0,), join=((0, 1),))
    row(money, two, ("项　　目", "金额（万元）"), bold=(0, 1))
    row(money, two, ("{%tr for 类 in 支出 %}", ""))
    row(money, two, ("{{ 类.名称 }}", "{{ 类.合计 }}"), bold=(0, 1))
    row(money, two, ("{%tr for 行 in 类.行 %}", ""))
    row(money, two, ("　　{{ 行.项目 }}", "{{ 行.金额 }}"))
    row(money, two, ("{%tr endfor %}", ""))
    row(money, two, ("{%tr endfor %}", ""))
    row(money, two, ("资金支出合计", "{{ 支出合计 }}"), bold=(0, 1))
    for text in NOTES:
        font(made.add_paragraph().add_run(text), 9)
    one = (16.2,)
    long = table(made, one)
    row(long, one, ("{%tr for 栏 in 长文 %}",))
    row(long, one, ("{{ 栏.题 }}",), bold=(0,))
    row(long, one, ("{{ 栏.文 }}",))
    row(long, one, ("{%tr endfor %}",))
    made.add_paragraph()
    font(
        made.add_paragraph().add_run("项目进度安排：项目实施的主要活动内容、时间、地点和详细资金安排"),
        10.5,
        bold=True,
    )
    four = (6.6, 3.6, 3.4, 2.6)
    plan = table(made, four)
    row(plan, four, ("主要活动内容", "时间", "地点", "资金（万元）"), bold=(0, 1, 2, 3))
    row(plan, four, ("{%tr for 行 in 进度 %}", "", "", ""))
    row(plan, four, ("{{ 行.内容 }}", "{{ 行.时间 }}", "{{ 行.地点 }}", "{{ 行.金额 }}"))
    row(plan, four, ("{%tr endfor %}", "", "", ""))
    made.add_paragraph()
    after = table(made, one)
    row(after, one, ("{%tr for 栏 in 长文后 %}",))
    row(after, one, ("{{ 栏.题 }}",), bold=(0,))
    row(after, one, ("{{ 栏.文 }}",))
    row(after, one, ("{%tr endfor %}",))
    made.add_paragraph()
    last = (3.0, 6.6, 3.6, 3.0)
    end = table(made, last)
    row(end, last, ("服务对象", "{{ 服务对象 }}", "预计直接受益人数", "{{ 受益人数 }}"), bold=(0, 2))
    made.add_paragraph()
    said = table(made, (4.0, 12.2))
    row(
        said, (4.0, 12.2),
        ("县（市、区）民政局意见", "{{ 县级意见 }}\n\n负责人（签字）：　　　　　　单位盖章：\n{{ 县级日期 }}"), bold=(0,),
    )  # fmt: skip
    row(
        said, (4.0, 12.2), ("州（市）民政局审核意见", "{{ 上级意见 }}\n\n（盖章）\n{{ 上级日期 }}"), bold=(0,)
    )
    made.save(PLACE / "application.docx")


def plan() -> None:
    made = blank_paper()
    middle(made, "{{ 项目 }}实施计划", 20)
    middle(made, "{{ 购买方 }}", 14, bold=False, name="宋体")
    middle(made, "服务年度：{{ 年度 }}", 12, bold=False, name="宋体")
    font(made.add_paragraph().add_run("{%p for 章 in 章节 %}"), 12)
    font(made.add_paragraph().add_run("{{ 章.名称 }}"), 14, bold=True, name="黑体")
    font(made.add_paragraph().add_run("{%p for 段 in 章.段落 %}"), 12)
    words = made.add_paragraph()
    words.paragraph_format.first_line_indent = Pt(24)
    font(words.add_run("{{ 段 }}"), 12)
    font(made.add_paragraph().add_run("{%p endfor %}"), 12)
    font(made.add_paragraph().add_run("{%p endfor %}"), 12)
    widths = (4.0, 12.2)
    facts = table(made, widths)
    for label, name in (
        ("预算总额（元）", "预算"),
        ("购买方式", "方式"),
        ("审议", "审议"),
        ("编写依据", "依据"),
    ):
        row(facts, widths, (label, blank(name)), bold=(0,))
    made.save(PLACE / "plan.docx")


if __name__ == "__main__":
    PLACE.mkdir(exist_ok=True)
    application()
    plan()
