"""Tasks a station sent back, and days closed by an accepted report."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yizhan.kernel.ids import uuid7
from yizhan.privacy.fields import EncryptedTextField
from yizhan.privacy.scope import ScopedModel


class ClosedDays(ScopedModel):
    """Days whose figures went into a report that was accepted: records of them are voided, no longer corrected."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+")
    first_on = models.DateField()
    last_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="closed_days_end_after_they_begin", condition=Q(last_on__gte=F("first_on"))
            ),
            models.UniqueConstraint(name="days_are_closed_once", fields=["station", "first_on", "last_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.first_on} {self.last_on}"


class TaskRefusal(ScopedModel):
    """An administrative task outside the service list that somebody asked of the station (行政性事务登记).

    rule, clause  the paper it was answered from, as it stood that day
    """

    class Outcome(models.TextChoices):
        REFUSED = "REFUSED", _("已退回")
        ACCEPTED = "ACCEPTED", _("已承担，计数")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+", db_index=False)
    asked_on = models.DateField()
    asked_by = models.CharField(max_length=80)
    task = EncryptedTextField()
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.REFUSED)
    minutes = models.PositiveIntegerField(null=True)
    answer = models.CharField(max_length=200, blank=True, default="")
    rule = models.CharField(max_length=160, blank=True, default="")
    clause = models.CharField(max_length=200, blank=True, default="")
    recorded_by = models.CharField(max_length=64)
    recorded_by_label = models.CharField(max_length=120)

    class Meta:
        indexes = [
            models.Index(name="tasks_asked_of_a_station", fields=["station", "asked_on"]),
            models.Index(name="tasks_by_change", fields=["changed_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="only_a_task_taken_on_took_time",
                condition=Q(outcome="REFUSED", minutes__isnull=True)
                | Q(outcome="ACCEPTED", minutes__isnull=False, minutes__gte=1),
            ),
            models.CheckConstraint(name="a_task_was_asked_by_somebody", condition=~Q(asked_by="")),
        ]

    def __str__(self) -> str:
        return f"{self.asked_on} {self.outcome}"
