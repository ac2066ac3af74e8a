"""Lists that come as tables: upload, columns, preview, confirm, and the rows that could not be taken."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRefresh

from yizhan.clients.actions import confirm_import, discard_import, map_import, start_import
from yizhan.clients.models import ImportBatch, ImportRow
from yizhan.clients.queries.imports import batches, fates, refused_rows, stations_for
from yizhan.clients.rules.classes import CHOICES
from yizhan.clients.rules.columns import FIELDS, NEEDED
from yizhan.clients.rules.sheet import read_sheet, size_problem
from yizhan.config.queue import enqueue
from yizhan.kernel.errors import Refused
from yizhan.kernel.identity import mask_id, mask_phone
from yizhan.papers.rules import Heading, Table, xlsx
from yizhan.web.clients.forms import UploadForm, attempt, of_day
from yizhan.web.door import ActorRequest, requires
from yizhan.web.files import XLSX, file_answer
from yizhan.web.templatetags.yizhan import Choice

MOST_REFUSED = 200_000


@requires("clients.start_import")
def import_list(request: ActorRequest) -> HttpResponse:
    return render(request, "clients/imports.html", _facts(request, _form(request)))


@requires("clients.start_import")
@require_POST
def import_upload(request: ActorRequest) -> HttpResponse:
    """Read the file and keep what was read. Its size is asked before a byte is."""
    form = _form(request, bound=True)
    if form.is_valid():
        batch = attempt(form, lambda: _start(request, form))
        if batch is not None:
            return redirect("client-import", batch.pk)
    return render(request, "clients/imports.html", _facts(request, form), status=422)


@requires("clients.start_import")
def import_page(request: ActorRequest, batch_id: UUID) -> HttpResponse:
    batch = _batch(request, batch_id)
    if batch.state == ImportBatch.State.MAPPING or (
        request.GET.get("columns") and batch.state == ImportBatch.State.CHECKED
    ):
        return render(request, "clients/import_columns.html", _columns(batch))
    fate = request.GET.get("fate", "")
    fate = fate if fate in ImportRow.Fate.values else ""
    after = request.GET.get("after", "")
    after_row = int(after[:9]) if after.isascii() and after.isdigit() else 0
    page = fates(actor=request.actor, batch=batch, fate=fate, after=after_row)
    facts = {
        "batch": batch,
        "page": page,
        "fate": fate,
        "done": batch.state == ImportBatch.State.DONE,
        "choices": [
            Choice("", _("全部"), batch.new_rows + batch.changed_rows + batch.same_rows + batch.refused_rows),
            Choice("NEW", _("新建"), batch.new_rows),
            Choice("CHANGED", _("变更"), batch.changed_rows),
            Choice("SAME", _("无变化"), batch.same_rows),
            Choice("REFUSED", _("不能导入"), batch.refused_rows),
        ],
    }
    return render(request, "clients/import.html", facts)


@requires("clients.map_import")
@require_POST
def import_map(request: ActorRequest, batch_id: UUID) -> HttpResponse:
    chosen = {field: int(value) for field in FIELDS if (value := request.POST.get(field, "")).isdigit()}
    try:
        batch = map_import(
            actor=request.actor,
            batch_id=batch_id,
            columns=chosen,
            list_class=request.POST.get("list_class", ""),
        )
    except Refused as no:
        facts = _columns(_batch(request, batch_id), chosen) | {"refusal": str(no)}
        return render(request, "clients/import_columns.html", facts, status=422)
    enqueue("check_import", batch_id=batch.pk)
    return redirect("client-import", batch.pk)


@requires("clients.start_import")
def import_progress(request: ActorRequest, batch_id: UUID) -> HttpResponse:
    """How far the work is; asked every two seconds while it runs, from whatever page load."""
    batch = _batch(request, batch_id)
    if not batch.working:
        return HttpResponseClientRefresh()
    return render(request, "clients/_import_progress.html", {"batch": batch})


@requires("clients.confirm_import")
@require_POST
def import_confirm(request: ActorRequest, batch_id: UUID) -> HttpResponse:
    batch = confirm_import(actor=request.actor, batch_id=batch_id)
    enqueue("apply_import", batch_id=batch.pk)
    return redirect("client-import", batch.pk)


@requires("clients.discard_import")
@require_POST
def import_discard(request: ActorRequest, batch_id: UUID) -> HttpResponse:
    discard_import(actor=request.actor, batch_id=batch_id)
    messages.success(request, _("已放弃这份名单，读到的内容也删掉了。"))
    return redirect("client-imports")


@requires("clients.start_import")
def import_refused(request: ActorRequest, batch_id: UUID) -> HttpResponse:
    """The rows that could not be taken, as they came, with the reason in front."""
    batch = _batch(request, batch_id)
    header = batch.header or []
    rows = [
        [row.number, row.reason, *((row.told or {}).get("cells") or [])][: len(header) + 2]
        for row in refused_rows(batch=batch)[:MOST_REFUSED].iterator(chunk_size=2000)
    ]
    width = len(header) + 2
    table = Table(
        title=_("不能导入的行"),
        headings=[
            Heading(_("原表行号"), "number"),
            Heading(_("为什么不能导入")),
            *(Heading(each) for each in header),
        ],
        rows=[[*row, *[""] * (width - len(row))] for row in rows],
        lead=_("改好后可直接再上传这份表。"),
    )
    return file_answer(xlsx(table), f"不能导入的行-{localdate()}.xlsx", XLSX)


def _batch(request: ActorRequest, batch_id: UUID) -> ImportBatch:
    return (
        ImportBatch.objects.visible_to(request.actor, "clients.start_import")
        .select_related("station")
        .get(pk=batch_id)
    )


def _form(request: ActorRequest, *, bound: bool = False) -> UploadForm:
    stations = [
        (str(each.pk), each.short_name)
        for each in stations_for(actor=request.actor, verb="clients.start_import")[:300]
    ]
    by_town = any(grant.stations is None for grant in request.actor.grants_for("clients.start_import"))
    if bound:
        return UploadForm(request.POST, request.FILES, stations=stations, by_town=by_town)
    return UploadForm(stations=stations, by_town=by_town, initial=of_day(localdate()))


def _start(request: ActorRequest, form: UploadForm) -> ImportBatch:
    file = form.cleaned_data["file"]
    if problem := size_problem(file.size):
        raise Refused(problem, code="clients.file-size")
    if file.size > settings.UPLOAD_LIMIT_BYTES:
        raise Refused(
            _("文件太大。最多 %(most)s MB。") % {"most": settings.UPLOAD_LIMIT_BYTES // 1024 // 1024},
            code="clients.file-size",
        )
    station = form.cleaned_data["station"]
    return start_import(
        actor=request.actor,
        sheet=read_sheet(file.read()),
        file_name=file.name,
        list_on=form.cleaned_data["list_on"],
        on=localdate(),
        station_id=UUID(station) if station else None,
        list_class=form.cleaned_data["list_class"],
    )


def _facts(request: ActorRequest, form: UploadForm) -> dict[str, Any]:
    return {"form": form, "batches": batches(actor=request.actor)[:30]}


def _columns(batch: ImportBatch, chosen: dict[str, int] | None = None) -> dict[str, Any]:
    places = batch.columns if chosen is None else chosen
    header = batch.header or []
    sample = [[_veiled(cell) for cell in row] for row in batch.sample or []]
    return {
        "batch": batch,
        "classes": CHOICES,
        "fields": [
            {
                "name": field,
                "label": label,
                "needed": field in NEEDED,
                "chosen": places.get(field),
                "example": next((row[places[field]] for row in sample if row[places[field]]), "")
                if field in places
                else "",
            }
            for field, (label, _headings) in FIELDS.items()
        ],
        "header": list(enumerate(header)),
        "sample": sample[:3],
    }


def _veiled(cell: str) -> str:
    """An example shows what a column holds, not whose number it is."""
    if len(cell) == 11 and cell.isdigit():
        return mask_phone(cell)
    return mask_id(cell) if sum(char.isdigit() for char in cell) > 8 else cell
