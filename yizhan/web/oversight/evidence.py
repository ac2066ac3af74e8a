"""Photos and papers beside an inspection, a letter or a finding: put there, read, withdrawn by whoever put them."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.kernel.errors import Refused
from yizhan.oversight.actions import attach_evidence, withdraw_evidence
from yizhan.oversight.queries.findings import read_evidence
from yizhan.oversight.rules.findings import ATTACH, TAKE_OFF, VIEW
from yizhan.stations.rules import FILE_LIMIT_BYTES
from yizhan.web.door import ActorRequest, requires
from yizhan.web.files import filed_answer

KINDS = ("finding", "inspection", "admonition")


@requires(VIEW, ATTACH)
@require_POST
def evidence_new(request: ActorRequest, kind: str, row_id: UUID) -> HttpResponse:
    """A refusal is told above the page one came from."""
    if kind not in KINDS:
        raise Http404
    upload = request.FILES.get("file")
    try:
        if upload is None:
            raise Refused(_("请先选文件，再上传。"), code="oversight.file-wrong")
        done = attach_evidence(
            actor=request.actor,
            title=request.POST.get("title", ""),
            file_name=upload.name or "",
            content=upload.read(FILE_LIMIT_BYTES + 1),
            on=localdate(),
            finding_id=row_id if kind == "finding" else None,
            inspection_id=row_id if kind == "inspection" else None,
            admonition_id=row_id if kind == "admonition" else None,
        )
    except Refused as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("“%(title)s”存好了。") % {"title": done.title})
    return redirect(kind, row_id)


@requires(VIEW)
def evidence_file(request: ActorRequest, file_id: UUID) -> HttpResponse:
    file, content = read_evidence(actor=request.actor, file_id=file_id)
    return filed_answer(content, file.file_name)


@requires(VIEW, TAKE_OFF)
@require_POST
def evidence_withdraw(request: ActorRequest, file_id: UUID) -> HttpResponse:
    try:
        file = withdraw_evidence(actor=request.actor, file_id=file_id, on=localdate())
    except Refused as no:
        messages.error(request, str(no))
        return redirect("findings")
    messages.success(request, _("“%(title)s”已撤下，仍留底。") % {"title": file.title})
    for kind in KINDS:
        if (row := getattr(file, f"{kind}_id")) is not None:
            return redirect(kind, row)
    return redirect("findings")
