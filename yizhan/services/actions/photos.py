"""Photos are attached to a record, and taken away again."""

import hashlib
from datetime import datetime
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.privacy.action import action
from yizhan.privacy.files import seal_file
from yizhan.services.models import ServicePhoto, ServiceRecord
from yizhan.services.queries.photos import room_taken
from yizhan.services.queries.records import mending_problem
from yizhan.services.rules.photos import (
    INCOMPLETE,
    NO_PICTURE,
    count_problem,
    picture_of,
    room_problem,
    size_problem,
)
from yizhan.services.rules.records import Problem

ATTACH = "services.attach_photo"
REMOVE = "services.remove_photo"


@action(ATTACH, facts=("photo_id", "service_id"), subject="service_id")
def attach_photo(
    *,
    actor: Actor,
    photo_id: UUID,
    service_id: UUID,
    content: bytes,
    sha256: str,
    most_bytes: int,
    most_room: int,
    taken_at: datetime | None = None,
    place: str = "",
    caption: str = "",
) -> ServicePhoto:
    """Put a photo to a record. What it tells besides the picture (Exif) is thrown away; it is enciphered before it is stored.

    sha256      of the content as it was sent: told again with the same id and content, it is the same photo
    most_bytes  of one photo; most_room: of all photos of this account

    Refused                      no JPEG, broken, too large; not complete; no room left; nine there already; the record
                                 of a colleague, or voided; the id belongs to another photo
    ServiceRecord.DoesNotExist   out of sight
    """
    record = ServiceRecord.objects.visible_to(actor, ATTACH).select_for_update().get(pk=service_id)
    known = ServicePhoto.objects.filter(pk=photo_id).first()
    if known is not None:
        if (known.service_id, known.sha256, known.added_by) != (record.pk, sha256, actor.id):
            raise Refused("这个编号已经传过另一张照片，请重新拍或选一次。", code="services.photo-id-taken")
        return known
    _stop(mending_problem(actor=actor, record=record))
    if record.is_voided:
        raise Refused("这条记录已作废，不能再加照片。", code="services.voided")
    _stop(size_problem(len(content), most=most_bytes))
    if hashlib.sha256(content).hexdigest() != sha256:
        _stop(INCOMPLETE)
    found = picture_of(content)
    if found is None:
        raise Refused(NO_PICTURE.sentence, code=NO_PICTURE.code)
    _stop(count_problem(ServicePhoto.objects.filter(service=record, removed_at=None).count()))
    _stop(room_problem(used=room_taken(account=actor.id), more=len(found.content), most=most_room))
    photo = ServicePhoto(
        pk=photo_id,
        service=record,
        station_id=record.station_id,
        region_code=record.region_code,
        sha256=sha256,
        size=len(found.content),
        width=found.width,
        height=found.height,
        taken_at=taken_at,
        place=place.strip()[:80],
        caption=caption.strip()[:80],
        added_by=actor.id,
        added_by_label=actor.label[:120],
    )
    photo.file.save("photo", ContentFile(seal_file(found.content, place=photo.seal_place)), save=False)
    photo.save(force_insert=True)
    return photo


@action(REMOVE, facts=("photo_id",), subject="photo_id")
def remove_photo(*, actor: Actor, photo_id: UUID, at: datetime, reason: str) -> ServicePhoto:
    """Take a photo away for good: the file is deleted, that it was there and why it went stays.

    Refused                     the photo of a colleague's record, unless one heads the station; taken away already; no reason
    ServicePhoto.DoesNotExist   out of sight
    """
    photo = ServicePhoto.objects.visible_to(actor, REMOVE).select_for_update().get(pk=photo_id)
    record = ServiceRecord.objects.select_related("worker").get(pk=photo.service_id)
    if photo.added_by != actor.id:
        _stop(mending_problem(actor=actor, record=record))
    if photo.removed_at is not None:
        raise Refused("这张照片已经去掉了。", code="services.photo-gone")
    if not reason.strip():
        raise Refused("请写明为什么去掉。照片会删除，理由会留着。", code="services.reason-missing")
    storage, name = photo.file.storage, photo.file.name
    photo.removed_at, photo.removed_by_label, photo.remove_reason = (
        at,
        actor.label[:120],
        reason.strip()[:200],
    )
    photo.file, photo.place, photo.caption = "", "", ""
    photo.save(update_fields=["removed_at", "removed_by_label", "remove_reason", "file", "place", "caption"])
    transaction.on_commit(lambda: storage.delete(name or ""))
    return photo


def _stop(problem: Problem | None) -> None:
    if problem is not None:
        raise Refused(problem.sentence, code=problem.code, clause=problem.clause)
