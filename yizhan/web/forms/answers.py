"""Answers to be read: per questionnaire with export, one by one, and what they say about a file."""

import base64
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.clients.models import Client
from yizhan.clients.queries.restricted import restricted_from
from yizhan.clients.queries.search import search
from yizhan.forms.actions import link_subject, void_submission
from yizhan.forms.models import Attachment, Submission
from yizhan.forms.queries.answers import Column as Asked
from yizhan.forms.queries.answers import (
    attachments_of,
    cell,
    columns_of,
    history_of,
    lines_for,
    submissions,
)
from yizhan.forms.queries.definitions import current_version, form_seen, to_fill
from yizhan.forms.rules.filling import Filling
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import NotAllowed
from yizhan.kernel.identity import mask_name
from yizhan.stations.models import Station
from yizhan.web.door import ActorRequest, requires
from yizhan.web.forms.feeding import CLIENT, changes_of, write_changes
from yizhan.web.listing import Between, Column, Filter, Listing, Sort

COUNTED = frozenset({"integer", "decimal", "range"})
STATES = (("OPEN", "有效"), ("DOUBT", "有疑问"), ("UNLINKED", "还没对应到人"), ("VOID", "已作废"))


@requires("forms.view")
def answer_list(request: ActorRequest, form_id: UUID) -> HttpResponse:
    actor = request.actor
    form = form_seen(actor=actor, form_id=form_id)
    stations = {
        each.pk: each
        for each in Station.objects.visible_to(actor, "stations.view").order_by("region_code")[:500]
    }
    versions = sorted(set(form.versions.filter(state="PUBLISHED").values_list("number", flat=True)))
    rows = submissions(actor=actor, form_id=form_id).exclude(subject_id__in=_hidden(actor))
    listing = Listing(
        request,
        rows,
        sorts=(Sort("new", _("填写日期"), "-filled_on"),),
        filters=(
            Filter(
                "station", _("站点"), [(key, each.short_name) for key, each in stations.items()], "station_id"
            ),
            Filter(
                "version", _("版本"), [(n, _("第 %(n)s 版") % {"n": n}) for n in versions], "version__number"
            ),
            Filter("channel", _("怎么来的"), Submission.Channel.choices, "channel"),
            Filter("state", _("状态"), [(key, _(label)) for key, label in STATES], _of_state),
            Between("filled", _("填写日期"), "filled_on"),
        ),
    )
    if listing.wants_export:
        if not actor.may("forms.export"):
            raise NotAllowed("forms.export")
        return listing.export(form.title, _columns(actor, form_id, stations, listing.matching))
    people = _people(actor, [row.subject_id for row in listing.rows])
    facts = {
        "form": form,
        "listing": listing,
        "rows": [(row, stations.get(row.station_id), people.get(row.subject_id)) for row in listing.rows],
        "about_person": form.about == CLIENT,
        "version": current_version(form),
        "may_export": actor.may("forms.export"),
        "may_fill": any(each.form.pk == form.pk for each in to_fill(actor=actor, on=localdate())),
    }
    return render(request, "forms/answers.html", facts)


@requires("forms.view")
def answer_page(request: ActorRequest, submission_id: UUID) -> HttpResponse:
    return _page(request, _row(request, submission_id))


@requires("forms.void_submission")
@require_POST
def answer_void(request: ActorRequest, submission_id: UUID) -> HttpResponse:
    _row(request, submission_id)
    void_submission(
        actor=request.actor,
        submission_id=submission_id,
        reason=request.POST.get("reason", ""),
        on=localdate(),
    )
    messages.success(request, _("已作废，不再计数；答案还留着。"))
    return redirect("form-answer", submission_id)


@requires("clients.update_client")
@require_POST
def answer_write(request: ActorRequest, submission_id: UUID) -> HttpResponse:
    """Write what was ticked of the answers into the file."""
    row = _row(request, submission_id)
    client = _client(request.actor, row)
    if client is None:
        raise Http404
    n = write_changes(
        actor=request.actor, row=row, client=client, chosen=request.POST.getlist("name"), on=localdate()
    )
    if n:
        messages.success(request, _("已写入档案 %(n)s 处。") % {"n": n})
    else:
        messages.info(request, _("没有选要写入的项目，档案没有改。"))
    return redirect("form-answer", submission_id)


@requires("forms.link_subject")
@require_POST
def link_person(request: ActorRequest, submission_id: UUID) -> HttpResponse:
    try:
        key = UUID(request.POST.get("client", ""))
    except ValueError:
        raise Http404 from None
    row = _row(request, submission_id)
    client = Client.objects.visible_to(request.actor, "clients.view").get(pk=key, station_id=row.station_id)
    link_subject(actor=request.actor, submission_id=submission_id, subject_kind=CLIENT, subject_id=client.pk)
    messages.success(request, _("已对应到 %(name)s 的档案。") % {"name": client.name})
    return redirect("form-answer", submission_id)


@requires("forms.view")
def answer_file(request: ActorRequest, submission_id: UUID, file_id: UUID) -> HttpResponse:
    """A picture that came with answers; anything else is only handed down as a file."""
    row = _row(request, submission_id)
    file = Attachment.objects.visible_to(request.actor, "forms.view").get(pk=file_id, submission=row)
    picture = file.media in ("image/jpeg", "image/png", "image/webp")
    disposition = content_disposition_header(as_attachment=not picture, filename=file.name)
    return HttpResponse(
        base64.b64decode(file.content),
        content_type=file.media if picture else "application/octet-stream",
        headers={"Content-Disposition": disposition or "attachment", "X-Content-Type-Options": "nosniff"},
    )


@requires("forms.view")
def client_panel(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """On the file of a person: what was filled in about her, and what can be."""
    actor = request.actor
    client = Client.objects.visible_to(actor, "clients.view").get(pk=client_id)
    rows = list(
        submissions(actor=actor)
        .filter(subject_kind=CLIENT, subject_id=client_id, voided_on__isnull=True)
        .defer("xml", "answers", "version__xform", "version__source")[:20]
    )
    fillable = [
        each
        for each in to_fill(actor=actor, on=localdate(), about=CLIENT, station_id=client.station_id)
        if client.active
    ]
    return render(request, "forms/_client.html", {"client": client, "rows": rows, "fillable": fillable})


def _page(request: ActorRequest, row: Submission) -> HttpResponse:
    actor = request.actor
    client = _client(actor, row)
    lines = lines_for(actor=actor, row=row)
    doubts = Filling(row.version.survey, row.answers or {}, now=row.recorded_at).wrong() if row.doubts else []
    words = request.GET.get("q", "").strip()
    found = []
    if words and not row.subject_id and actor.may("forms.link_subject"):
        found = [each for each in search(actor=actor, text=words) if each.station_id == row.station_id]
    facts: dict[str, Any] = {
        "row": row,
        "form": row.form,
        "station": Station.objects.visible_to(actor, "stations.view").filter(pk=row.station_id).first(),
        "client": client,
        "name": _name(actor, client) if client else "",
        "parts": _parts(lines),
        "files": list(attachments_of(actor=actor, row=row)),
        "history": history_of(actor=actor, row=row),
        "newer": Submission.objects.visible_to(actor, "forms.view").filter(corrects=row).first(),
        "doubts": doubts,
        "changes": changes_of(actor=actor, row=row, client=client)
        if client and client.active and row.current and not row.voided_on
        else [],
        "unlinked": row.form.about == CLIENT and not row.subject_id,
        "words": words,
        "found": found,
        "may": {
            verb: actor.may(f"forms.{verb}")
            for verb in ("correct_submission", "void_submission", "link_subject")
        },
        "may_write": actor.may("clients.update_client"),
    }
    return render(request, "forms/answer.html", facts)


def _parts(lines: Iterable[Any]) -> list[tuple[str, list[Any]]]:
    """Answers under the headings of their groups."""
    parts: list[tuple[str, list[Any]]] = []
    for line in lines:
        heading = line.entry or line.group
        if not parts or parts[-1][0] != heading:
            parts.append((heading, []))
        parts[-1][1].append(line)
    return parts


def _row(request: ActorRequest, submission_id: UUID) -> Submission:
    """One submission in sight; about somebody whose file is restricted only for those who may see it."""
    rows = Submission.objects.visible_to(request.actor, "forms.view").select_related("form", "version")
    row = rows.get(pk=submission_id)
    if row.subject_kind == CLIENT and row.subject_id in set(_hidden(request.actor)):
        raise Submission.DoesNotExist
    return row


def _hidden(actor: Actor) -> list[UUID]:
    """Ids of restricted files inside the actor's reach that she may not see: what is about them stays out of sight."""
    return restricted_from(actor=actor)


def _client(actor: Actor, row: Submission) -> Client | None:
    if row.subject_kind != CLIENT or row.subject_id is None:
        return None
    rows = Client.objects.visible_to(actor, "clients.view").select_related("details")
    return rows.filter(pk=row.subject_id).first()


def _name(actor: Actor, client: Client) -> str:
    return client.name if actor.may("clients.view_names") else mask_name(client.name)


def _people(actor: Actor, keys: Iterable[UUID | None]) -> dict[UUID | None, tuple[UUID, str]]:
    """(id, name as the reader may see it) of the clients among these that are in sight."""
    known = [key for key in keys if key]
    if not known or not actor.may("clients.view"):
        return {}
    there = Client.objects.visible_to(actor, "clients.view").filter(pk__in=known).only("pk", "name")
    return {each.pk: (each.pk, _name(actor, each)) for each in there}


def _of_state(rows: Any, value: str) -> Any:
    if value == "VOID":
        return rows.filter(voided_on__isnull=False)
    rows = rows.filter(voided_on__isnull=True)
    if value == "DOUBT":
        return rows.filter(doubts__gt=0)
    return rows.filter(subject_id__isnull=True) if value == "UNLINKED" else rows


def _number(said: str) -> Decimal | str:
    """An answer that can be added up; several, masked ones, and numbers that only name something stay as they were written."""
    plain = re.fullmatch(r"-?(0|[1-9]\d{0,9})(\.\d{1,6})?", said)
    return Decimal(said) if plain else said


def _columns(actor: Actor, form_id: UUID, stations: dict[UUID, Station], rows: Any) -> list[Column]:
    """One column a question of the newest version, after who, where and when."""
    form = form_seen(actor=actor, form_id=form_id)
    version = current_version(form)
    people: dict[UUID | None, tuple[UUID, str]] = {}
    if form.about == CLIENT:
        people = _people(actor, rows.order_by().values_list("subject_id", flat=True)[:20_000])
    asked: list[Asked] = columns_of(version) if version else []

    def of(column: Asked) -> Column:
        if column.question.kind in COUNTED:
            return Column(
                column.title, lambda row: _number(cell(actor=actor, row=row, column=column)), kind="number"
            )
        return Column(column.title, lambda row: cell(actor=actor, row=row, column=column), kind="text")

    head = [
        Column(_("填写日期"), "filled_on"),
        Column(
            _("站点"), lambda row: stations[row.station_id].short_name if row.station_id in stations else ""
        ),
    ]
    if form.about == CLIENT:
        head.append(Column(_("服务对象"), lambda row: people.get(row.subject_id, (None, ""))[1], kind="text"))
    return [
        *head,
        *(of(column) for column in asked),
        Column(_("版本"), "version.number"),
        Column(_("怎么来的"), lambda row: str(row.get_channel_display())),
        Column(_("填写人"), "by_label"),
        Column(_("状态"), lambda row: _("已作废") if row.voided_on else _("有效")),
        Column(_("编号"), lambda row: str(row.pk), kind="text"),
    ]
