"""Certificates of the national examination."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yizhan.kernel.ids import uuid7
from yizhan.privacy.fields import DigestField, EncryptedTextField
from yizhan.privacy.scope import ScopedModel
from yizhan.workforce.models.workers import Worker


class Certificate(ScopedModel):
    """A certificate of the national examination (社会工作者职业资格证书)."""

    class Level(models.TextChoices):
        ASSISTANT = "ASSISTANT", _("助理社会工作师")
        SOCIAL_WORKER = "SOCIAL_WORKER", _("社会工作师")
        SENIOR = "SENIOR", _("高级社会工作师")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+")
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="certificates")
    level = models.CharField(max_length=16, choices=Level)
    number = EncryptedTextField(max_length=40, blank=True)
    number_digest = DigestField(db_index=True)
    issued_on = models.DateField()
    registered_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(name="certificates_by_instant", fields=["recorded_at"])]
        constraints = [
            models.UniqueConstraint(name="a_worker_holds_a_level_once", fields=["worker", "level"]),
            models.CheckConstraint(
                name="a_certificate_expires_after_it_was_issued",
                condition=Q(expires_on__isnull=True) | Q(expires_on__gt=F("issued_on")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_level_display())
