"""The report as the office keeps it: Word and Excel, from the frozen copy once it is signed."""

from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from yizhan.papers.rules import Heading, Table, docx, xlsx
from yizhan.reports.models import Report, SheetTemplate
from yizhan.reports.queries.sheet import form_in_use, frozen_sheet, report_for
from yizhan.reports.rules.reports import form_facts
from yizhan.web.door import ActorRequest, requires
from yizhan.web.files import DOCX, XLSX, file_answer

TEMPLATE = Path(__file__).parent.parent.parent / "reports" / "templates_docx" / "monthly.docx"


def _sheet(report: Report) -> dict[str, Any]:
    """As signed; while nothing is signed, as it stands, marked as a draft."""
    if report.frozen is not None and not report.is_open:
        return dict(report.frozen)
    return frozen_sheet(report, signed_by="", on=report.counted_to_on) | {"signed_on": ""}


@requires("reports.view")
def report_docx(request: ActorRequest, report_id: UUID) -> HttpResponse:
    """On the form it was signed with; a draft on the one its month is due to be printed on."""
    report = report_for(actor=request.actor, report_id=report_id)
    if report.is_open:
        form = form_in_use(region_code=report.region_code, month=report.period_first_on)
    else:
        form = report.template
    facts = facts_of(report)
    made = docx(
        TEMPLATE if form is None else bytes(form.content), facts if form is None else filled(form, facts)
    )
    return file_answer(made, f"{facts['站点']}{report.period.label}月报.docx", DOCX)


def facts_of(report: Report) -> dict[str, Any]:
    """What fills the form of a report: as signed, with the opinions given since; while it is open, as it stands."""
    opinions = [
        f"{step.by_label}（{step.done_on:%m-%d}）：{step.note}"
        for step in report.steps.all()
        if step.what == "ENDORSED"
    ]
    return form_facts(_sheet(report), digest="" if report.is_open else report.frozen_hash, opinions=opinions)


def filled(form: SheetTemplate, facts: dict[str, Any]) -> dict[str, Any]:
    """A form asks for lines that this sheet may not have (the region's sheet changed since): those stay a dash."""
    return {**dict.fromkeys(form.blanks, "—"), **facts}


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
    return file_answer(xlsx(table), f"{sheet['station']}{report.period.label}月报.xlsx", XLSX)


def _number(word: str | None) -> float | None:
    return None if word is None else float(word)
