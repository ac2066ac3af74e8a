"""What the report of an area and the yearly tables of a county have in common: signed here, answered by the office above."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yizhan.privacy.scope import ScopedModel


class SentUp(ScopedModel):
    """What an office fills in, signs and sends to the one above, which takes it or sends it back (上报).

    first_signed_on  by this day it is judged, however often it came back since
    answer           the words of the office above
    frozen_hash      SM3 of the sheet as signed
    """

    STATION_PATH = ""
    STAYS_BEHIND = Q(pk__isnull=False)

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("填报中")
        SIGNED = "SIGNED", _("待上级接收")
        RETURNED = "RETURNED", _("已退回")
        ACCEPTED = "ACCEPTED", _("已接收")

    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    counted_to_on = models.DateField()
    signed_on = models.DateField(null=True)
    first_signed_on = models.DateField(null=True)
    signed_by_label = models.CharField(max_length=120, blank=True, default="")
    answered_on = models.DateField(null=True)
    answered_by_label = models.CharField(max_length=120, blank=True, default="")
    answer = models.CharField(max_length=400, blank=True, default="")
    frozen_hash = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        abstract = True

    @property
    def is_open(self) -> bool:
        """Whether the office may still work on it."""
        return self.state in {self.State.DRAFT, self.State.RETURNED}
