"""归档目录: the register of an archive as it is printed, in Word and in Excel."""

from datetime import date
from pathlib import Path

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.papers.rules import Cell, Heading, Table, docx, xlsx
from yizhan.services.queries.archive import Line
from yizhan.stations.models import Station
from yizhan.web.files import DOCX, XLSX, file_answer
from yizhan.web.templatetags.days import cn_date

FORM = Path(__file__).parent.parent.parent / "services" / "templates_docx" / "archive.docx"
WORDS = {
    "RUNNING": gettext_lazy("重新开启，在办"),
    "OPEN": gettext_lazy("待归档"),
    "LATE": gettext_lazy("已逾期"),
    "CHANGED": gettext_lazy("归档后有变动"),
    "FILED": "",
}


def register_xlsx(*, station: Station, year: int, lines: list[Line]) -> HttpResponse:
    title = _("归档目录")
    rows: list[list[Cell]] = [
        [
            n, line.item.code if line.item else "", line.kind.label, line.title, line.day, line.pieces,
            line.item.pages if line.item else None, line.item.box if line.item else "",
            line.item.volume if line.item else "", line.item.filed_by_label if line.item else "",
            line.item.filed_on if line.item else None, str(WORDS[line.state]),
        ]
        for n, line in enumerate(lines, start=1)
    ]  # fmt: skip
    headings = (
        Heading(_("序号"), "number"), Heading(_("档案号")), Heading(_("类别")), Heading(_("题名")),
        Heading(_("日期"), "date"), Heading(_("件数"), "number"), Heading(_("页数"), "number"), Heading(_("盒号")),
        Heading(_("卷号")), Heading(_("归档人")), Heading(_("归档日期"), "date"), Heading(_("备注")),
    )  # fmt: skip
    lead = f"{station.title}　{year}年　{title}"
    made = xlsx(Table(title=title, headings=headings, rows=rows, lead=lead))
    return file_answer(made, f"{station.short_name}{year}年{title}.xlsx", XLSX)


def register_docx(*, station: Station, year: int, lines: list[Line], on: date) -> HttpResponse:
    facts = {
        "站点": station.title,
        "年度": str(year),
        "件数": str(len(lines)),
        "已归档": str(sum(1 for line in lines if line.item)),
        "打印日期": cn_date(on),
        "行": [
            {
                "序号": str(n),
                "档案号": line.item.code if line.item else "",
                "类别": line.kind.label,
                "题名": line.title,
                "日期": f"{line.day:%Y-%m-%d}" if line.day else "",
                "页数": str(line.item.pages or "") if line.item else "",
                "盒号": line.item.box if line.item else "",
                "卷号": line.item.volume if line.item else "",
                "归档": f"{line.item.filed_by_label} {line.item.filed_on:%Y-%m-%d}" if line.item else "",
                "备注": str(WORDS[line.state]),
            }
            for n, line in enumerate(lines, start=1)
        ],
    }
    return file_answer(docx(FORM, facts), f"{station.short_name}{year}年{_('归档目录')}.docx", DOCX)
