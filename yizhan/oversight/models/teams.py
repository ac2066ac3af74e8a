"""Who sits in the team of a party of a round, and what she declared."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from yizhan.kernel.ids import uuid7
from yizhan.oversight.models.looks import OfLookQuerySet
from yizhan.privacy.fields import EncryptedTextField
from yizhan.privacy.scope import ScopedModel


class RoundExpert(ScopedModel):
    """One member of the team of a party (评估组成员).

    field     what she is an expert of, in the words of the region's paper where it has them
    conflict  what ties her to a station or its agency; "" she declared that nothing does
    left_on   she left the team; the row stays
    """

    STATION_PATH: ClassVar[str] = ""
    LOOK_PATH: ClassVar[str] = ""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    round = models.ForeignKey("oversight.Round", models.PROTECT, related_name="+")
    party = models.ForeignKey("oversight.RoundParty", models.PROTECT, related_name="experts")
    name = EncryptedTextField()
    title = models.CharField(max_length=40)
    unit = models.CharField(max_length=80)
    field = models.CharField(max_length=20)
    conflict = EncryptedTextField(blank=True, default="")
    aside = models.BooleanField(default=False)
    declared_on = models.DateField()
    by_label = models.CharField(max_length=120)
    left_on = models.DateField(null=True)
    left_because = models.CharField(max_length=200, blank=True, default="")

    objects = OfLookQuerySet.as_manager()  # type: ignore[misc]  # the door of ScopedModel, made narrower

    class Meta:
        indexes = [models.Index(name="experts_of_a_round", fields=["round", "party"])]
        constraints = [
            models.CheckConstraint(
                name="an_expert_who_left_has_a_day_and_a_reason",
                condition=Q(left_on__isnull=True, left_because="")
                | Q(left_on__isnull=False, left_on__gte=F("declared_on")) & ~Q(left_because=""),
            )
        ]

    def __str__(self) -> str:
        return self.field
