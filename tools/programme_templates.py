"""Makes the Word forms of groups and activities in yizhan/services/templates_docx: python tools/programme_templates.py.

Plan (计划书), sign-in sheet (签到表), opinion form (意见表) and report (报告书). Run it again after changing a layout here; the
forms themselves are committed.
"""

from pathlib import Path

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

PLACE = Path(__file__).parent.parent / "yizhan" / "services" / "templates_docx"
HEAD = (
    ("编号", "{{ 编号 }}", "类型", "{{ 类型 }}{{ 类别 }}"),
    ("名称", "{{ 名称 }}", "起止时间", "{{ 起止 }}"),
    ("跟进社工", "{{ 社工 }}", "督导", "{{ 督导 }}"),
)


def font(run, size: float, *, bold: bool = False, name: str = "宋体") -> None:
    run.font.size, run.font.bold, run.font.name = Pt(size), bold, name
    run._element.rPr.rFonts.set(qn("w:eastAsia"), name)


def paper(title: str, *, wide: bool = False):
    made = Document()
    section = made.sections[0]
    section.page_width, section.page_height = (Cm(29.7), Cm(21)) if wide else (Cm(21), Cm(29.7))
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(2)
    head = made.add_paragraph()
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    font(head.add_run("{{ 站点 }}"), 12)
    head = made.add_paragraph()
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    font(head.add_run(title), 18, bold=True, name="黑体")
    return made


def table(made, rows, widths, *, bold: tuple[int, ...] = ()) -> None:
    """Rows of words; bold: columns that are labels."""
    drawn = made.add_table(rows=0, cols=len(widths))
    drawn.style = "Table Grid"
    for words in rows:
        cells = drawn.add_row().cells
        for place, (cell, word, width) in enumerate(zip(cells, words, widths, strict=True)):
            font(cell.paragraphs[0].add_run(word), 10.5, bold=place in bold)
            cell.width = Cm(width)
    made.add_paragraph()


def line(made, text: str) -> None:
    font(made.add_paragraph().add_run(text), 10.5)


def loop(name: str, rows: str, width: int, cells: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """One table row for each of a list."""
    empty = ("",) * (width - 1)
    return ((f"{{%tr for {name} in {rows} %}}", *empty), cells, ("{%tr endfor %}", *empty))


def plan() -> None:
    made = paper("{{ 类型 }}计划书")
    table(
        made,
        [
            *HEAD,
            ("对象", "{{ 对象 }}", "名额", "{{ 名额 }}"),
            ("地点", "{{ 地点 }}", "协办单位", "{{ 协办单位 }}"),
        ],
        (2.4, 6.1, 2.4, 6.1),
        bold=(0, 2),
    )
    table(
        made,
        [
            ("背景和理论支持", "{{ 背景 }}"), ("目的", "{{ 目的 }}"), ("招募和宣传", "{{ 招募 }}"),
            ("志愿者招募", "{{ 志愿者招募 }}"), ("人手编配", "{{ 人手 }}"), ("分工", "{{ 分工 }}"), ("评估方法", "{{ 评估方法 }}"),
        ],
        (3.4, 13.6),
        bold=(0,),
    )  # fmt: skip
    line(made, "节次安排")
    table(
        made,
        [
            ("节次", "日期", "时间", "内容", "所需物资"),
            *loop(
                "节",
                "节次",
                5,
                ("{{ 节.次序 }}", "{{ 节.日期 }}", "{{ 节.时间 }}", "{{ 节.内容 }}", "{{ 节.物资 }}"),
            ),
        ],
        (1.4, 2.8, 3, 5.8, 4),
    )
    line(made, "预算（元）")
    table(
        made,
        [
            ("用途", "金额"),
            *loop("行", "预算", 2, ("{{ 行.用途 }}", "{{ 行.金额 }}")),
            ("总预算", "{{ 总预算 }}"),
        ],
        (12, 5),
    )
    line(made, "风险预估及应对")
    table(made, [("风险", "应对"), *loop("行", "风险", 2, ("{{ 行.风险 }}", "{{ 行.应对 }}"))], (6, 11))
    table(made, [("督导意见", "{{ 督导意见 }}")], (3.4, 13.6), bold=(0,))
    line(
        made,
        "社工签名：__________　　批准：{{ 批准人 }}　{{ 批准日期 }}　　行政签名：__________　日期：__________",
    )
    made.save(str(PLACE / "programme_plan.docx"))


def sign_in() -> None:
    made = paper("{{ 名称 }}签到表", wide=True)
    line(made, "编号：{{ 编号 }}　　跟进社工：{{ 社工 }}　　记号：○出席　△迟到　×缺席")
    columns = 10
    table(
        made,
        [
            ("序号", "姓名", *(f"{{{{ 列[{n}] }}}}" for n in range(columns))),
            *loop(
                "人",
                "行",
                columns + 2,
                ("{{ 人.序号 }}", "{{ 人.姓名 }}", *(f"{{{{ 人.格[{n}] }}}}" for n in range(columns))),
            ),
            ("", "到场人数", *(f"{{{{ 出席[{n}] }}}}" for n in range(columns))),
        ],
        (1.3, 3.4, *(2.1 for _ in range(columns))),
    )
    line(made, "记录人：__________　　日期：__________")
    made.save(str(PLACE / "programme_sign_in.docx"))


def opinion() -> None:
    made = paper("参加者意见表")
    line(made, "{{ 类型 }}：{{ 名称 }}（{{ 编号 }}）")
    line(made, "请在每一项后面圈一个数：0表示很不同意，5表示很同意。不用写姓名。")
    table(
        made,
        [
            ("项目", "5", "4", "3", "2", "1", "0"),
            *loop("题", "问题", 7, ("{{ 题 }}", "5", "4", "3", "2", "1", "0")),
        ],
        (8, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5),
    )
    line(made, "其他意见：")
    line(made, "____________________________________________________________")
    line(made, "日期：__________")
    made.save(str(PLACE / "programme_opinion.docx"))


def report() -> None:
    made = paper("{{ 类型 }}报告书")
    table(
        made,
        [
            *HEAD,
            ("节数", "{{ 开了几节 }}", "到场人次", "{{ 出席人次 }}"),
            ("预算（元）", "{{ 总预算 }}", "实际支出（元）", "{{ 实际支出 }}"),
        ],
        (2.6, 5.9, 2.8, 5.7),
        bold=(0, 2),
    )
    table(
        made,
        [
            ("项目", "服务记录与反思", "督导意见"),
            *loop("行", "栏", 3, ("{{ 行.名称 }}", "{{ 行.内容 }}", "{{ 行.意见 }}")),
        ],
        (3, 9, 5),
        bold=(0,),
    )
    line(made, "参加者意见（{{ 意见份数 }}份，0至5分的平均）")
    table(made, [("项目", "平均"), *loop("行", "意见表", 2, ("{{ 行.问题 }}", "{{ 行.平均 }}"))], (12, 5))
    line(
        made, "填写：{{ 填写人 }}　{{ 填写日期 }}　　督导：{{ 督导人 }}　　签名：__________　日期：__________"
    )
    made.save(str(PLACE / "programme_report.docx"))


def main() -> None:
    PLACE.mkdir(exist_ok=True)
    for make in (plan, sign_in, opinion, report):
        make()


if __name__ == "__main__":
    main()
