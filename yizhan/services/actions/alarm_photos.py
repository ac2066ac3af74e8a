"""A photo is added to an alarm: one more sealed entry, never taken away."""

import hashlib
from datetime import datetime
from uuid import UUID

from django.core.files.base import ContentFile

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.action import action
from yizhan.privacy.files import seal_file
from yizhan.services.actions.alarms import _add, _locked
from yizhan.services.actions.ground import _stop
from yizhan.services.models import AlarmEntry, AlarmPhoto
from yizhan.services.queries.alarm_photos import MOST_PHOTOS
from yizhan.services.queries.photos import room_taken
from yizhan.services.rules.alarms import entry_problem
from yizhan.services.rules.photos import NO_PICTURE, picture_of, room_problem, size_problem

ATTACH = "services.attach_alarm_photo"


@action(ATTACH, facts=("alarm_id",), subject="alarm_id")
def attach_alarm_photo(
    *,
    actor: Actor,
    alarm_id: UUID,
    content: bytes,
    caption: str,
    happened_at: datetime,
    at: datetime,
    most_bytes: int,
    most_room: int,
) -> AlarmPhoto:
    """Put a photo to an alarm as one more entry (只增不改). What it tells besides the picture (Exif) is thrown away; the hash of
    what is kept stands in the entry, which is sealed to the one before.

    most_bytes  of one photo; most_room: of all photos of this account

    Refused             closed; no JPEG, broken, too large; no room left; thirty there already; before it was found or after now
    Alarm.DoesNotExist  out of sight
    """
    alarm = _locked(actor, ATTACH, alarm_id)
    said = caption.strip()[:200] or "照片"
    _stop(
        entry_problem(
            closed=not alarm.open, text=said, happened_at=happened_at, found_at=alarm.found_at, at=at
        )
    )
    _stop(size_problem(len(content), most=most_bytes))
    found = picture_of(content)
    if found is None:
        raise Refused(NO_PICTURE.sentence, code=NO_PICTURE.code)
    if AlarmPhoto.objects.filter(alarm=alarm).count() >= MOST_PHOTOS:
        raise Refused(f"一件紧急情况最多{MOST_PHOTOS}张照片。", code="services.photo-count")
    _stop(room_problem(used=room_taken(account=actor.id), more=len(found.content), most=most_room))
    key, digest = uuid7(), hashlib.sha256(found.content).hexdigest()
    body = {"text": said, "photo": str(key), "sha256": digest}
    alarm = _add(actor, alarm, AlarmEntry.Kind.NOTE, happened_at, body, at)
    photo = AlarmPhoto(
        pk=key,
        alarm=alarm,
        region_code=alarm.region_code,
        entry=AlarmEntry.objects.get(alarm=alarm, number=alarm.length),
        sha256=digest,
        size=len(found.content),
        width=found.width,
        height=found.height,
        added_by=actor.id,
    )
    photo.file.save("photo", ContentFile(seal_file(found.content, place=photo.seal_place)), save=False)
    photo.save(force_insert=True)
    return photo
