"""What became of a call for help: whoever asked reads it on her phone."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from django.utils.timezone import now
from ninja import Router, Schema

from yizhan.api.shapes import REFUSALS
from yizhan.api.sync.callers import called
from yizhan.devices.queries.help import calls_of

router = Router()


class CallOut(Schema):
    """answer: what the station or the county wrote; "" while nobody has."""

    id: UUID
    kind: str
    made_at: datetime
    answered_at: datetime | None
    answered_by: str
    answer: str


@router.get("/help", response={200: list[CallOut], **REFUSALS}, summary="自己最近的求助，有没有人回应")
def my_calls(request: HttpRequest, device_id: UUID) -> list[CallOut]:
    """求助本身是一条操作 devices.call_for_help，与别的记录一起发。"""
    actor, _device = called(request, device_id)
    return [
        CallOut(
            id=one.pk,
            kind=one.get_kind_display(),
            made_at=one.made_at,
            answered_at=one.answered_at,
            answered_by=one.answered_by_label,
            answer=one.answer,
        )
        for one in calls_of(user_id=UUID(actor.id), at=now())
    ]
