"""A county's own form of the monthly report."""

import hashlib
from datetime import date
from uuid import UUID

from django.db.models import Max
from django.db.models.functions import Now

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.papers.rules import PaperProblem, docx, form_blanks
from yizhan.privacy.action import action
from yizhan.reports.actions.ground import _stop
from yizhan.reports.models import (
    SheetTemplate,
)
from yizhan.reports.queries.sheet import (
    monthly_sheet,
)
from yizhan.reports.rules.reports import (
    adopting_problem,
    empty_sheet,
    form_facts,
    unknown_blanks_problem,
)

UPLOAD = "reports.upload_template"
ADOPT = "reports.adopt_template"
STANDARD = "reports.use_standard_form"


@action(UPLOAD, facts=("region_code", "on"))
def upload_template(
    *,
    actor: Actor,
    region_code: str,
    file_name: str,
    content: bytes,
    on: date,
    template_id: UUID | None = None,
) -> SheetTemplate:
    """A county brings its own Word form of the monthly report; it is checked and kept as a new version, not yet in use.

    Refused  no usable Word file, one with macros, too large, a blank nobody knows; a region outside the actor's own
    """
    if not any(grant.reaches_region(region_code) for grant in actor.grants_for(UPLOAD)):
        raise Refused("只能上传本辖区的月报样式。", code="reports.elsewhere")
    try:
        blanks = form_blanks(content, file_name=file_name)
    except PaperProblem as problem:
        raise Refused(f"{problem}。", code="reports.template") from None
    known = form_facts(empty_sheet(monthly_sheet(region_code=region_code, on=on), month=on))
    _stop(unknown_blanks_problem(blanks, known=known), "reports.template")
    try:
        docx(content, known)
    except PaperProblem as problem:
        raise Refused(f"{problem}。", code="reports.template") from None
    last = SheetTemplate.objects.filter(region_code=region_code).aggregate(last=Max("version"))["last"] or 0
    return SheetTemplate.objects.create(
        pk=template_id or uuid7(),
        region_code=region_code,
        version=last + 1,
        file_name=file_name.strip()[-120:],
        content=content,
        digest=hashlib.new("sm3", content).hexdigest(),
        blanks=sorted(blanks),
        uploaded_on=on,
        by_label=actor.label[:120],
    )


@action(ADOPT, facts=("template_id", "month"), subject="template_id")
def adopt_template(*, actor: Actor, template_id: UUID, month: date, on: date) -> SheetTemplate:
    """Reports from that month on are printed on this version; those signed before keep the one they were signed with.

    month                       any day of it
    Refused                     a month gone by
    SheetTemplate.DoesNotExist  out of sight
    """
    form = SheetTemplate.objects.visible_to(actor, ADOPT).select_for_update().get(pk=template_id)
    _take_up(form, month.replace(day=1), on)
    return form


@action(STANDARD, facts=("region_code", "month"))
def use_standard_form(*, actor: Actor, region_code: str, month: date, on: date) -> SheetTemplate:
    """From that month on the program's own form again.

    Refused  a month gone by, nothing else was in use, or a region outside the actor's own
    """
    if not any(grant.reaches_region(region_code) for grant in actor.grants_for(STANDARD)):
        raise Refused("只能改本辖区的月报样式。", code="reports.elsewhere")
    rows = SheetTemplate.objects.filter(region_code=region_code)
    if not rows.filter(from_month__isnull=False).exists():
        raise Refused("现在用的就是通用样式。", code="reports.template")
    _stop(adopting_problem(month=month, on=on), "reports.template-month")
    form = SheetTemplate.objects.create(
        region_code=region_code,
        version=(rows.aggregate(last=Max("version"))["last"] or 0) + 1,
        file_name="通用样式",
        content=b"",
        digest="",
        uploaded_on=on,
        by_label=actor.label[:120],
    )
    _take_up(form, month.replace(day=1), on)
    return form


def _take_up(form: SheetTemplate, month: date, on: date) -> None:
    _stop(adopting_problem(month=month, on=on), "reports.template-month")
    same = SheetTemplate.objects.filter(region_code=form.region_code, from_month=month).exclude(pk=form.pk)
    same.update(from_month=None, changed_at=Now())
    form.from_month = month
    form.changed_at = Now()
    form.save(update_fields=["from_month", "changed_at"])
    form.refresh_from_db(fields=["changed_at"])
