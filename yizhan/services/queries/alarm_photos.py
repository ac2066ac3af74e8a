"""Reads of the photos of an alarm the caller has opened, which was written down."""

import hashlib
from uuid import UUID

from yizhan.privacy.files import Unreadable, open_file
from yizhan.services.models import Alarm, AlarmPhoto

MOST_PHOTOS = 30
"""Photos of one alarm: evidence of several days, not an album."""


def evidence_photo(*, alarm: Alarm, photo_id: UUID) -> bytes:
    """The picture, as its entry sealed it.

    AlarmPhoto.DoesNotExist        of another alarm, or none
    Unreadable, FileNotFoundError  its file is not what was put there
    """
    photo = AlarmPhoto.objects.select_related("entry").get(pk=photo_id, alarm=alarm)
    with photo.file.open("rb") as file:
        content = open_file(file.read(), place=photo.seal_place)
    if hashlib.sha256(content).hexdigest() != photo.entry.body.get("sha256"):
        raise Unreadable(f"photo {photo.pk}")
    return content
