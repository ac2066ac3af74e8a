"""The report as the office keeps it: Word and Excel, from the frozen copy once it is signed."""

from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from yizhan.papers.rules import Heading, Table, docx, xlsx
from yizhan.reports.models import Report
from yizhan.reports.queries import frozen_sheet, report_for
from yizhan.reports.rules import plain
from yizhan.web.door import ActorRequest, requires
from yizhan.web.listing import XLSX

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEMPLATE = Path(__file__).parent.parent.parent / "reports" / "templates_docx" / "monthly.docx"


def _sheet(report: Report) -> dict[str, Any]:
    """As signed; while nothing is signed, as it stands, marked as a draft."""
    if report.frozen is not None and not report.is_open:
        return dict(report.frozen)
    return frozen_sheet(report, signed_by="", on=report.counted_to_on) | {"signed_on": ""}


@requires("reports.view")
def report_docx(request: ActorRequest, report_id: UUID) -> HttpResponse:
    report = report_for(actor=request.actor, report_id=report_id)
    sheet = _sheet(report)
    sections: dict[str, list[dict[str, str]]] = {}
    for row in sheet["lines"]:
        sections.setdefault(row["section"], []).append(_row(row))
    facts = {
        "站点": sheet["station"],
        "月份": report.period.label,
        "截至": sheet["counted_to"],
        "栏目": [{"名称": name, "项目": rows} for name, rows in sections.items()],
        "问题与打算": sheet["narrative"] or "—",
        "填报人": sheet["filled_by"],
        "签发人": sheet["signed_by"] or _("（未签发）"),
        "签发日期": sheet["signed_on"] or "—",
        "校验值": report.frozen_hash or _("（草稿，未签发）"),
        "依据": sheet["clause"] or "—",
    }
    return _file(docx(TEMPLATE, facts), f"{sheet['station']}{report.period.label}月报.docx", DOCX)


@requires("reports.view")
def report_xlsx(request: ActorRequest, report_id: UUID) -> HttpResponse:
    report = report_for(actor=request.actor, report_id=report_id)
    sheet = _sheet(report)
    rows = [
        [row["section"], row["label"], _number(row["value"]), row["unit"], _number(row["computed"]), row["reason"] or row["source"]]
        for row in sheet["lines"]
    ]  # fmt: skip
    rows.append([_("问题与下月打算"), sheet["narrative"], None, "", None, ""])
    table = Table(
        title=f"{report.period.label}月报",
        headings=[
            Heading(_("栏目")), Heading(_("项目")), Heading(_("本月"), "number"), Heading(_("单位")),
            Heading(_("系统数"), "number"), Heading(_("改数理由或出处")),
        ],
        rows=rows,
        lead=f"{sheet['station']}，{_('截至')} {sheet['counted_to']}，{report.get_state_display()}",
    )  # fmt: skip
    return _file(xlsx(table), f"{sheet['station']}{report.period.label}月报.xlsx", XLSX)


def _row(row: dict[str, Any]) -> dict[str, str]:
    from decimal import Decimal

    value = None if row["value"] is None else Decimal(row["value"])
    computed = None if row["computed"] is None else Decimal(row["computed"])
    note = row["reason"] and f"系统数{plain(computed)}；{row['reason']}"
    return {"名称": row["label"], "数": plain(value), "单位": row["unit"], "说明": note or row["source"]}


def _number(word: str | None) -> float | None:
    return None if word is None else float(word)


def _file(made: bytes, name: str, kind: str) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return HttpResponse(made, content_type=kind, headers={"Content-Disposition": disposition})
