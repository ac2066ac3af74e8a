"""Photos of an alarm: evidence, enciphered on disk, only added to."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from yizhan.kernel.ids import uuid7
from yizhan.privacy.scope import ScopedModel
from yizhan.services.models.alarms import Alarm, AlarmEntry


def alarm_photo_path(photo: "AlarmPhoto", _filename: str) -> str:
    """By id alone; nothing in it tells of which alarm it is."""
    return f"alarms/{photo.pk}.sealed"


class AlarmPhoto(ScopedModel):
    """One photo of an alarm (危机、强制报告的照片). Its entry names it by id and hash, so that the chain of entries seals it too.

    sha256  of the picture as it is kept and shown
    """

    STATION_PATH: ClassVar[str] = "alarm__station_id"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    alarm = models.ForeignKey(Alarm, models.PROTECT, related_name="photos")
    entry = models.OneToOneField(AlarmEntry, models.PROTECT, related_name="photo")
    file = models.FileField(upload_to=alarm_photo_path, max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    added_by = models.CharField(max_length=64, db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_photo_of_an_alarm_has_a_size",
                condition=Q(size__gte=1, width__gte=1, height__gte=1) & ~Q(file=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.width}×{self.height}"

    @property
    def seal_place(self) -> str:
        """Where its file belongs; see privacy.files."""
        return f"services_alarmphoto.file {self.pk}"
