"""Two files that looked like one person, and what somebody decided."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yizhan.clients.models.client import Client
from yizhan.kernel.ids import uuid7
from yizhan.privacy.scope import ScopedModel


class DuplicateDecision(ScopedModel):
    """“Not the same person”, said once and remembered, so that nobody is asked again."""

    STATION_PATH = "client__station_id"

    class Verdict(models.TextChoices):
        DIFFERENT = "DIFFERENT", _("不是同一人")
        SAME = "SAME", _("是同一人")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    other = models.ForeignKey(Client, models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict)
    reasons: Any = models.JSONField(default=list)
    decided_on = models.DateField()
    by_label = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_pair_of_files_is_decided_once", fields=["client", "other"]),
            models.CheckConstraint(name="a_file_is_no_duplicate_of_itself", condition=~Q(client=F("other"))),
        ]

    def __str__(self) -> str:
        return f"{self.client_id} {self.verdict} {self.other_id}"
