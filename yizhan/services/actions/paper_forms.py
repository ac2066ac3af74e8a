"""A county's own Word forms of cases, groups, referrals and proofs: uploaded, tried, taken up from a day on."""

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
from yizhan.services.models import PaperForm
from yizhan.services.rules.paper_forms import adopting_problem, blanks_problem, sample_of

UPLOAD, ADOPT, STANDARD = (
    "services.upload_paper_form",
    "services.adopt_paper_form",
    "services.use_standard_paper",
)


@action(UPLOAD, facts=("region_code", "kind", "on"))
def upload_paper_form(
    *,
    actor: Actor,
    region_code: str,
    kind: str,
    file_name: str,
    content: bytes,
    on: date,
    form_id: UUID | None = None,
) -> PaperForm:
    """A county brings its own Word form of a paper; it is checked, printed once empty, and kept, not yet in use.

    Refused  no paper of that kind; no usable Word file, one with macros, too large; a blank nobody knows, also of a
             repeated row; a region outside the actor's own
    """
    _own_region(actor, UPLOAD, region_code)
    if kind not in PaperForm.Kind.values:
        raise Refused("请选择是哪一种表。", code="services.paper-kind")
    try:
        blanks = form_blanks(content, file_name=file_name)
        if problem := blanks_problem(kind, blanks):
            raise Refused(problem, code="services.paper-form")
        docx(content, sample_of(kind))
    except PaperProblem as problem:
        raise Refused(f"{problem}。", code="services.paper-form") from None
    rows = PaperForm.objects.filter(region_code=region_code, kind=kind)
    return PaperForm.objects.create(
        pk=form_id or uuid7(),
        region_code=region_code,
        kind=kind,
        version=(rows.aggregate(last=Max("version"))["last"] or 0) + 1,
        file_name=file_name.strip()[-120:],
        content=content,
        digest=hashlib.new("sm3", content).hexdigest(),
        blanks=sorted(blanks),
        uploaded_on=on,
        by_label=actor.label[:120],
    )


@action(ADOPT, facts=("form_id", "from_on"), subject="form_id")
def adopt_paper_form(*, actor: Actor, form_id: UUID, from_on: date, on: date) -> PaperForm:
    """From that day on the paper is printed on this version.

    Refused                 a day gone by
    PaperForm.DoesNotExist  out of sight
    """
    form = PaperForm.objects.visible_to(actor, ADOPT).select_for_update().get(pk=form_id)
    _take_up(form, from_on, on)
    return form


@action(STANDARD, facts=("region_code", "kind", "from_on"))
def use_standard_paper(*, actor: Actor, region_code: str, kind: str, from_on: date, on: date) -> PaperForm:
    """From that day on the program's own form again.

    Refused  a day gone by, nothing else was in use, or a region outside the actor's own
    """
    _own_region(actor, STANDARD, region_code)
    rows = PaperForm.objects.filter(region_code=region_code, kind=kind)
    if not rows.filter(from_on__isnull=False).exists():
        raise Refused("现在用的就是通用表样。", code="services.paper-form")
    form = PaperForm.objects.create(
        region_code=region_code,
        kind=kind,
        version=(rows.aggregate(last=Max("version"))["last"] or 0) + 1,
        file_name="通用表样",
        content=b"",
        digest="",
        uploaded_on=on,
        by_label=actor.label[:120],
    )
    _take_up(form, from_on, on)
    return form


def _own_region(actor: Actor, verb: str, region_code: str) -> None:
    if not any(grant.reaches_region(region_code) for grant in actor.grants_for(verb)):
        raise Refused("只能改本辖区的表样。", code="services.elsewhere")


def _take_up(form: PaperForm, from_on: date, on: date) -> None:
    if problem := adopting_problem(from_on=from_on, on=on):
        raise Refused(problem, code="services.paper-form")
    same = PaperForm.objects.filter(region_code=form.region_code, kind=form.kind, from_on=from_on)
    same.exclude(pk=form.pk).update(from_on=None, changed_at=Now())
    form.from_on, form.changed_at = from_on, Now()
    form.save(update_fields=["from_on", "changed_at"])
    form.refresh_from_db(fields=["changed_at"])
