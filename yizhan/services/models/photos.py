"""Photos of a delivered service: what was seen, enciphered on disk."""

from django.db import models
from django.db.models import Q

from yizhan.kernel.ids import uuid7
from yizhan.privacy.fields import EncryptedTextField
from yizhan.privacy.scope import ScopedModel
from yizhan.services.models.records import ServiceRecord


def photo_path(photo: "ServicePhoto", _filename: str) -> str:
    """By station and id; nothing in it tells whom the photo is of."""
    return f"services/{photo.station_id}/{photo.pk}.sealed"


class ServicePhoto(ScopedModel):
    """One photo of one service (照片). The file lies enciphered, bound to this row.

    sha256           of what was sent, so that a retry is told from another photo under the same id
    size             bytes of the picture itself, as it is shown
    taken_at, place  only where whoever took it agreed to send them along
    removed_at       taken away: the file is gone, the row stays and says why
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    service = models.ForeignKey(ServiceRecord, models.CASCADE, related_name="photos")
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+", db_index=False)
    file = models.FileField(upload_to=photo_path, max_length=200, blank=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    taken_at = models.DateTimeField(null=True)
    place = EncryptedTextField(blank=True, default="")
    caption = EncryptedTextField(blank=True, default="")
    added_by = models.CharField(max_length=64)
    added_by_label = models.CharField(max_length=120)
    removed_at = models.DateTimeField(null=True)
    removed_by_label = models.CharField(max_length=120, blank=True, default="")
    remove_reason = EncryptedTextField(blank=True, default="")

    class Meta:
        indexes = [
            models.Index(
                name="photos_that_take_room", fields=["added_by"], condition=Q(removed_at__isnull=True)
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="a_photo_taken_away_says_why_and_its_file_is_gone",
                condition=Q(removed_at__isnull=True, remove_reason="") & ~Q(file="")
                | Q(removed_at__isnull=False, file="") & ~Q(remove_reason=""),
            ),
            models.CheckConstraint(
                name="a_photo_has_a_size", condition=Q(size__gte=1, width__gte=1, height__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_id} {self.width}×{self.height}"

    @property
    def seal_place(self) -> str:
        """Where its file belongs; see privacy.files."""
        return f"services_servicephoto.file {self.pk}"
