"""月报样式: the county's own Word form of the monthly report, tried on a real report before it is taken up."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.kernel.errors import Refused
from yizhan.kernel.metric import METRICS
from yizhan.kernel.period import Period
from yizhan.papers.rules import MOST_FORM_BYTES, docx
from yizhan.regions.queries import regions_on
from yizhan.reports.actions import adopt_template, upload_template, use_standard_form
from yizhan.reports.queries.sheet import form_for, form_in_use, forms, monthly_sheet, report_for, reports
from yizhan.reports.rules.reports import FIXED_BLANKS, blank_names, empty_sheet, form_facts
from yizhan.web.door import ActorRequest, requires
from yizhan.web.files import DOCX, file_answer
from yizhan.web.reports.papers import TEMPLATE, facts_of, filled

UPLOAD = "reports.upload_template"
MONTHS_AHEAD = 3
TO_TRY = 12


@dataclass(frozen=True)
class Blank:
    """A name that may stand in a form, and what fills it."""

    name: str
    says: str


@requires(UPLOAD)
def form_page(request: ActorRequest) -> HttpResponse:
    return _page(request)


def _page(request: ActorRequest, refusal: Refused | None = None) -> HttpResponse:
    on = localdate()
    region = _region(request)
    sheet = monthly_sheet(region_code=region, on=Period.month_of(on).last)
    names = blank_names([(line.code, line.section, line.label) for line in sheet.lines])
    units = {line.code: line.unit or METRICS[line.metric].unit for line in sheet.lines}
    months, period = [], Period.month_of(on)
    for _month in range(MONTHS_AHEAD):
        months.append(period)
        period = period.next_month()
    versions = list(forms(actor=request.actor))
    in_use = form_in_use(region_code=region, month=months[0].first)
    facts: dict[str, Any] = {
        "region": region,
        "place": next(iter(regions_on(codes=[region], on=on).values()), None),
        "versions": versions,
        "in_use": in_use,
        "coming": [one for one in versions if one.from_month and one.from_month > months[0].first],
        "months": months,
        "to_try": list(reports(actor=request.actor)[:TO_TRY]),
        "sheet": sheet,
        "lines": [
            (section, [Blank(names[line.code], f"{line.label}（{units[line.code]}）") for line in sheet.lines if line.section == section])
            for section in dict.fromkeys(line.section for line in sheet.lines)
        ],
        "fixed": [Blank(name, says) for name, says in FIXED_BLANKS.items()],
        "most": MOST_FORM_BYTES // 1024 // 1024,
        "refusal": refusal,
        "today": on,
    }  # fmt: skip
    return render(request, "reports/form.html", facts, status=422 if refusal else 200)


def _region(request: ActorRequest) -> str:
    """The county of the reader; her widest, should she have several."""
    return min((grant.region for grant in request.actor.grants_for(UPLOAD)), key=len)


@requires(UPLOAD)
@require_POST
def form_upload(request: ActorRequest) -> HttpResponse:
    given = request.FILES.get("file")
    try:
        if given is None:
            raise Refused(_("请选择一个Word文档（docx）。"), code="reports.template")
        # one byte more than allowed is enough to refuse; the rest of a huge file is never read
        content = given.read(MOST_FORM_BYTES + 1)
        made = upload_template(
            actor=request.actor,
            region_code=_region(request),
            file_name=given.name or "",
            content=content,
            on=localdate(),
        )
    except Refused as no:
        return _page(request, no)
    messages.success(request, _("第 %(n)s 版传好了，可以先用真的月报试一试，再启用。") % {"n": made.version})
    return redirect("report-form")


@requires("reports.adopt_template")
@require_POST
def form_adopt(request: ActorRequest, template_id: UUID) -> HttpResponse:
    made = adopt_template(actor=request.actor, template_id=template_id, month=_month(request), on=localdate())
    assert made.from_month is not None
    messages.success(
        request,
        _("第 %(n)s 版从%(month)s起用；以前签发的月报仍用当时的样式。")
        % {"n": made.version, "month": Period.month_of(made.from_month).label},
    )
    return redirect("report-form")


@requires("reports.use_standard_form")
@require_POST
def form_standard(request: ActorRequest) -> HttpResponse:
    made = use_standard_form(
        actor=request.actor, region_code=_region(request), month=_month(request), on=localdate()
    )
    assert made.from_month is not None
    messages.success(
        request, _("从%(month)s起用通用样式。") % {"month": Period.month_of(made.from_month).label}
    )
    return redirect("report-form")


def _month(request: ActorRequest) -> date:
    try:
        return date.fromisoformat(request.POST.get("month", ""))
    except ValueError:
        raise Refused(_("请选择从哪个月起用。"), code="reports.month-missing") from None


@requires(UPLOAD)
def form_preview(request: ActorRequest, template_id: UUID) -> HttpResponse:
    """The form filled with a report of the reader's, or with zeros while there is none."""
    form = form_for(actor=request.actor, template_id=template_id)
    wanted = request.GET.get("report", "")
    if wanted:
        report = report_for(actor=request.actor, report_id=_uuid(wanted))
        facts = facts_of(report)
    else:
        on = localdate()
        facts = form_facts(empty_sheet(monthly_sheet(region_code=form.region_code, on=on), month=on))
    made = docx(bytes(form.content) or TEMPLATE, filled(form, facts))
    return file_answer(made, f"试用-第{form.version}版-{facts['站点']}{facts['月份']}月报.docx", DOCX)


def _uuid(word: str) -> UUID:
    try:
        return UUID(word)
    except ValueError:
        raise Refused(_("请选择一份月报。"), code="reports.no-such-report") from None


@requires(UPLOAD)
def form_file(request: ActorRequest, template_id: UUID) -> HttpResponse:
    """The form as it was uploaded."""
    form = form_for(actor=request.actor, template_id=template_id)
    return file_answer(bytes(form.content) or TEMPLATE.read_bytes(), form.file_name, DOCX)


@requires(UPLOAD)
def form_blank(request: ActorRequest) -> HttpResponse:
    """The program's own form with its blanks, to begin from."""
    return file_answer(TEMPLATE.read_bytes(), _("月报通用样式.docx"), DOCX)
