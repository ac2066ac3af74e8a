"""表样: the county's own Word forms of cases, groups, referrals and proofs."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.kernel.errors import Refused
from yizhan.papers.rules import MOST_FORM_BYTES, docx
from yizhan.services.actions import adopt_paper_form, upload_paper_form, use_standard_paper
from yizhan.services.models import PaperForm
from yizhan.services.queries.paper_forms import form_in_use, paper_forms
from yizhan.services.rules.paper_forms import STANDARD, names_of, sample_of
from yizhan.web.door import ActorRequest, requires
from yizhan.web.files import DOCX, file_answer

UPLOAD = "services.upload_paper_form"


@dataclass(frozen=True)
class Paper:
    """One kind of paper: what is in use, and the versions there are."""

    kind: str
    label: str
    in_use: PaperForm | None
    versions: list[PaperForm]

    @property
    def own(self) -> bool:
        return self.in_use is not None and not self.in_use.is_standard


@requires(UPLOAD)
def paper_form_list(request: ActorRequest) -> HttpResponse:
    return _page(request)


def _page(request: ActorRequest, refusal: Refused | None = None, chosen: str = "") -> HttpResponse:
    on, region = localdate(), _region(request)
    rows = list(paper_forms(actor=request.actor))
    papers = [
        Paper(
            kind,
            str(label),
            form_in_use(kind=kind, region_code=region, on=on),
            [row for row in rows if row.kind == kind],
        )
        for kind, label in PaperForm.Kind.choices
    ]
    chosen = chosen or request.GET.get("kind", "")
    chosen = chosen if chosen in PaperForm.Kind.values else "CASE"
    facts = {
        "papers": papers,
        "one": next(each for each in papers if each.kind == chosen),
        "names": names_of(chosen),
        "most": MOST_FORM_BYTES // 1024 // 1024,
        "refusal": refusal,
        "today": on,
    }
    return render(request, "services/paper_forms.html", facts, status=422 if refusal else 200)


@requires(UPLOAD)
@require_POST
def paper_form_upload(request: ActorRequest) -> HttpResponse:
    given, kind = request.FILES.get("file"), request.POST.get("kind", "")
    try:
        if given is None:
            raise Refused(_("请选择一个Word文档（docx）。"), code="services.paper-form")
        made = upload_paper_form(
            actor=request.actor,
            region_code=_region(request),
            kind=kind,
            file_name=given.name or "",
            content=given.read(MOST_FORM_BYTES + 1),
            on=localdate(),
        )
    except Refused as no:
        return _page(request, no, kind)
    messages.success(request, _("第 %(n)s 版传好了，可以先看一看空表，再启用。") % {"n": made.version})
    return _back(kind)


@requires("services.adopt_paper_form")
@require_POST
def paper_form_adopt(request: ActorRequest, form_id: UUID) -> HttpResponse:
    made = adopt_paper_form(actor=request.actor, form_id=form_id, from_on=_day(request), on=localdate())
    messages.success(request, _("第 %(n)s 版从%(day)s起用。") % {"n": made.version, "day": made.from_on})
    return _back(made.kind)


@requires("services.use_standard_paper")
@require_POST
def paper_form_standard(request: ActorRequest) -> HttpResponse:
    kind = request.POST.get("kind", "")
    try:
        use_standard_paper(
            actor=request.actor,
            region_code=_region(request),
            kind=kind,
            from_on=_day(request),
            on=localdate(),
        )
    except Refused as no:
        return _page(request, no, kind)
    messages.success(request, _("换回通用表样了。"))
    return _back(kind)


@requires(UPLOAD)
def paper_form_file(request: ActorRequest, form_id: UUID) -> HttpResponse:
    """The form as it was uploaded; ?empty=1 printed with nothing in it."""
    form = PaperForm.objects.visible_to(request.actor, UPLOAD).get(pk=form_id)
    content = bytes(form.content) or STANDARD[form.kind].read_bytes()
    if request.GET.get("empty"):
        content = docx(content, sample_of(form.kind))
    return file_answer(content, form.file_name if form.content else f"{form.get_kind_display()}.docx", DOCX)


@requires(UPLOAD)
def paper_form_blank(request: ActorRequest, kind: str) -> HttpResponse:
    """The program's own form with its blanks, to begin from."""
    if kind not in STANDARD:
        raise Http404
    return file_answer(STANDARD[kind].read_bytes(), f"{PaperForm.Kind(kind).label}通用表样.docx", DOCX)


def _back(kind: str) -> HttpResponse:
    answer = redirect("paper-forms")
    answer["Location"] += f"?kind={kind}"
    return answer


def _region(request: ActorRequest) -> str:
    """The county of the reader; her widest, should she have several."""
    return min((grant.region for grant in request.actor.grants_for(UPLOAD)), key=len)


def _day(request: ActorRequest) -> date:
    try:
        return date.fromisoformat(request.POST.get("from_on", ""))
    except ValueError:
        return localdate()
