"""Photos in: each after its record, told again as often as the line breaks, kept once."""

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils.timezone import now
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile
from pydantic import AwareDatetime, Field

from yizhan.api.shapes import REFUSALS
from yizhan.api.sync.callers import DeviceKey, called, phone_of
from yizhan.api.sync.commands import HANDED_IN
from yizhan.devices.actions import set_aside
from yizhan.devices.actions.verbs import ATTACH
from yizhan.devices.models import Command, Device
from yizhan.devices.queries.commands import fingerprint, known_commands, photos_handed_in
from yizhan.devices.queries.phones import phone_itself
from yizhan.devices.rules.bodies import AttachPhoto
from yizhan.devices.rules.sent import Sent
from yizhan.kernel.errors import Refused
from yizhan.services.actions import attach_photo
from yizhan.services.queries.photos import room_taken
from yizhan.services.rules.photos import INCOMPLETE, NO_PICTURE, in_words, picture_of, size_problem

router = Router()
MOST_HANDED_IN = 500
"""Photos of one phone that wait for a decision: its secret, in a finder's hands, must not fill the disk."""


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


class KeptOut(Schema):
    """state: KEPT, or what somebody at a desk has decided by now."""

    id: UUID
    state: str


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


@router.post(
    "/leftover-photos",
    auth=DeviceKey(),
    response={200: KeptOut, **REFUSALS},
    summary="已不能再发的手机交出没发的照片",
)
def leftover_photo(request: HttpRequest, told: Form[PhotoIn], content: File[UploadedFile]) -> KeptOut:
    """与 /leftovers 一样只留存、不执行，由站长或县里决定；同一编号再交，还是同一张。"""
    device = phone_of(request)
    if device.pk != told.device_id:
        raise Device.DoesNotExist
    if problem := size_problem(content.size or 0, most=settings.PHOTO_LIMIT_BYTES):
        raise Refused(problem.sentence, code=problem.code)
    picture = content.read()
    if hashlib.sha256(picture).hexdigest() != told.sha256:
        raise Refused(INCOMPLETE.sentence, code=INCOMPLETE.code)
    if picture_of(picture) is None:
        raise Refused(NO_PICTURE.sentence, code=NO_PICTURE.code)
    raw = {
        "photo_id": str(told.id),
        "service_id": str(told.service_id),
        "sha256": told.sha256,
        "place": told.place,
        "caption": told.caption,
        "taken_at": at.isoformat() if (at := _believable(told.taken_at)) else None,
    }
    sent = Sent(
        verb=ATTACH,
        body=AttachPhoto.model_validate(raw),
        raw=raw,
        seen_version="",
        done_on=None,
        made_at=now(),
    )
    known = known_commands(ids=[told.id]).get(told.id)
    if known is not None and (known.device_id, known.fingerprint) != (device.pk, fingerprint(sent)):
        raise Refused("这个编号已经传过另一张照片，请重新拍或选一次。", code="services.photo-id-taken")
    if known is None and photos_handed_in(device=device) >= MOST_HANDED_IN:
        raise Refused("这台手机交上来的照片太多，请站长先处理一些。", code="devices.photos-handed-in")
    row = set_aside(
        actor=phone_itself(device=device),
        device_id=device.pk,
        device=device,
        user_id=device.user_id,
        command_id=told.id,
        verb=ATTACH,
        sent=sent,
        state=Command.State.KEPT,
        code="devices.no-session",
        reason=HANDED_IN,
        at=now(),
        photo=picture,
    )
    return KeptOut(id=row.pk, state=row.state)


def _believable(taken_at: datetime | None) -> datetime | None:
    """A clock set to 2031 says nothing about when a photo was taken."""
    return taken_at if taken_at is not None and taken_at <= now() + timedelta(minutes=10) else None
