"""Questionnaires for the phone: which may be filled in, and the XForm of a version. Answers go through sync."""

import hashlib
from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from ninja import Query, Router, Schema

from yizhan.api.shapes import REFUSALS, actor_of
from yizhan.forms.queries.definitions import to_fill, version_seen
from yizhan.kernel.errors import NotAllowed

router = Router(tags=["问卷"])
VERB = "forms.submit"


class FormsIn(Schema):
    """station_id: one station of several."""

    station_id: UUID | None = None


class FormOut(Schema):
    """A questionnaire a station may fill in today.

    about  "client": it is filled in about one person; "": about nobody in particular
    mark   changes exactly when the questions do
    """

    form_id: UUID
    code: str
    title: str
    about: str
    station_id: UUID
    version: int
    version_id: UUID
    questions: int
    published_on: date | None
    mark: str


@router.get("", response={200: list[FormOut], **REFUSALS}, summary="可以填的问卷")
def form_list(request: HttpRequest, asked: Query[FormsIn]) -> list[FormOut]:
    """已发布、没有停用、发给了本站的问卷，取最新一版。"""
    actor = actor_of(request)
    if not actor.may(VERB):
        raise NotAllowed(VERB)
    return [
        FormOut(
            form_id=each.form.pk,
            code=each.form.code,
            title=each.version.title,
            about=each.form.about,
            station_id=each.station_id,
            version=each.version.number,
            version_id=each.version.pk,
            questions=each.version.questions,
            published_on=each.version.published_on,
            mark=hashlib.sha256(each.version.xform.encode()).hexdigest()[:16],
        )
        for each in to_fill(actor=actor, on=localdate(), station_id=asked.station_id)
    ]


@router.get(
    "/versions/{version_id}/xform",
    response={200: str, **REFUSALS},
    summary="一版问卷的题目（XForm）",
)
def form_xml(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """ODK XForms 格式，一版发布以后不再变。"""
    actor = actor_of(request)
    if not actor.may(VERB):
        raise NotAllowed(VERB)
    version = version_seen(actor=actor, version_id=version_id)
    return HttpResponse(version.xform, content_type="text/xml; charset=utf-8")
