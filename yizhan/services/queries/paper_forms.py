"""On which form a paper is printed."""

from datetime import date
from pathlib import Path

from django.db.models import QuerySet

from yizhan.kernel.actor import Actor
from yizhan.services.models import PaperForm
from yizhan.services.rules.paper_forms import STANDARD


def form_in_use(*, kind: str, region_code: str, on: date) -> PaperForm | None:
    """The newest taken up by that day, of the county before what lies above it; None: the program's own from the start."""
    above = [region_code[:digits] for digits in (2, 4, 6) if digits <= len(region_code)]
    rows = PaperForm.objects.filter(kind=kind, region_code__in=above, from_on__lte=on)
    found = sorted(rows.defer("content"), key=lambda row: (len(row.region_code), row.from_on, row.version))
    return found[-1] if found else None


def template_for(*, kind: str, region_code: str, on: date) -> bytes | Path:
    """What `papers.docx` fills: the county's own form, or the program's."""
    form = form_in_use(kind=kind, region_code=region_code, on=on)
    return STANDARD[kind] if form is None or form.is_standard else bytes(form.content)


def paper_forms(*, actor: Actor, verb: str = "services.upload_paper_form") -> QuerySet[PaperForm]:
    return PaperForm.objects.visible_to(actor, verb).defer("content").order_by("kind", "-version")
