"""Photos in: each after its record, told again as often as the line breaks, kept once."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils.timezone import now
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile
from pydantic import AwareDatetime, Field

from yizhan.api.shapes import REFUSALS
from yizhan.api.sync.callers import called
from yizhan.kernel.errors import Refused
from yizhan.services.actions import attach_photo
from yizhan.services.queries.photos import room_taken
from yizhan.services.rules.photos import in_words, size_problem

router = Router()


class PhotoIn(Schema):
    """One photo, beside its bytes in `content`; id: made on the phone; sha256: of the bytes, in hex.

    taken_at, place  only where whoever took it agreed to send them along
    """

    device_id: UUID
    id: UUID
    service_id: UUID
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    taken_at: AwareDatetime | None = None
    place: str = Field(default="", max_length=80)
    caption: str = Field(default="", max_length=80)


class PhotoOut(Schema):
    """room: how much of this account's room is taken, and all of it; `says` in words."""

    id: UUID
    size: int
    room: int
    most_room: int
    says: str


@router.post("/photos", response={200: PhotoOut, **REFUSALS}, summary="一张照片，在它的记录之后发")
def photo(request: HttpRequest, told: Form[PhotoIn], content: File[UploadedFile]) -> PhotoOut:
    """同一编号、同一内容再发，是同一张；记录还没到，答复404，照片留在手机上，等记录到了再发。"""
    actor, _device = called(request, told.device_id)
    if problem := size_problem(content.size or 0, most=settings.PHOTO_LIMIT_BYTES):
        raise Refused(problem.sentence, code=problem.code)
    made = attach_photo(
        actor=actor,
        photo_id=told.id,
        service_id=told.service_id,
        content=content.read(),
        sha256=told.sha256,
        most_bytes=settings.PHOTO_LIMIT_BYTES,
        most_room=settings.PHOTO_ROOM_BYTES,
        taken_at=_believable(told.taken_at),
        place=told.place,
        caption=told.caption,
    )
    room = room_taken(account=actor.id)
    return PhotoOut(
        id=made.pk,
        size=made.size,
        room=room,
        most_room=settings.PHOTO_ROOM_BYTES,
        says=f"您的照片占{in_words(room)}，一共可以放{in_words(settings.PHOTO_ROOM_BYTES)}。",
    )


def _believable(taken_at: datetime | None) -> datetime | None:
    """A clock set to 2031 says nothing about when a photo was taken."""
    return taken_at if taken_at is not None and taken_at <= now() + timedelta(minutes=10) else None
