"""What was told as done because the program cannot see it."""

from django.db import models
from django.db.models import Q

from yizhan.kernel.ids import uuid7
from yizhan.privacy.scope import ScopedModel


class DutyDone(ScopedModel):
    """Something a paper asks for every period was done, told by a person because the program cannot see it (报送登记)."""

    STAYS_BEHIND = Q(station__isnull=True)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    station = models.ForeignKey("stations.Station", models.PROTECT, null=True, related_name="+")
    rule = models.CharField(max_length=160)
    period_first_on = models.DateField()
    done_on = models.DateField()
    note = models.CharField(max_length=200)
    by_label = models.CharField(max_length=120)

    class Meta:
        constraints = [
            # two, because the embedded database takes rows without a station for different ones
            models.UniqueConstraint(
                name="a_duty_of_a_station_is_done_once_a_period",
                fields=["station", "rule", "period_first_on"],
                condition=Q(station__isnull=False),
            ),
            models.UniqueConstraint(
                name="a_duty_of_an_office_is_done_once_a_period",
                fields=["region_code", "rule", "period_first_on"],
                condition=Q(station__isnull=True),
            ),
            models.CheckConstraint(name="a_duty_done_says_how", condition=~Q(note="")),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.period_first_on}"
