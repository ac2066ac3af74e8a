"""The report of a county or a city for a period, computed from what lies below it."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yizhan.kernel.ids import uuid7
from yizhan.kernel.period import Period
from yizhan.privacy.fields import EncryptedJSONField
from yizhan.privacy.scope import ScopedModel
from yizhan.reports.models.duties import Duty


class AreaReport(ScopedModel):
    """What an office reports to the one above it (项目实施情况报告、绩效自评报告): figures of its stations, and chapters.

    duty           what it fulfils: period, last day, clause, who receives it
    counted_to_on  the last day whose records are in the figures
    chapters       [{title, text}], enciphered: officers write freely
    below          the divisions below side by side, as counted when the figures were
    frozen         the sheet as signed, and its SM3 hash
    """

    STATION_PATH = ""
    STAYS_BEHIND = Q(pk__isnull=False)

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("填报中")
        SIGNED = "SIGNED", _("待上级接收")
        RETURNED = "RETURNED", _("已退回")
        ACCEPTED = "ACCEPTED", _("已接收")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    duty = models.OneToOneField(Duty, models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    period_first_on = models.DateField()
    period_last_on = models.DateField()
    counted_to_on = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    chapters: Any = EncryptedJSONField()
    below: Any = models.JSONField(default=list)
    filled_by_label = models.CharField(max_length=120, blank=True, default="")
    signed_on = models.DateField(null=True)
    first_signed_on = models.DateField(null=True)
    signed_by_label = models.CharField(max_length=120, blank=True, default="")
    answered_on = models.DateField(null=True)
    answered_by_label = models.CharField(max_length=120, blank=True, default="")
    answer = models.CharField(max_length=400, blank=True, default="")
    frozen: Any = EncryptedJSONField(null=True)
    frozen_hash = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_area_report_counts_days_of_its_own_period",
                condition=Q(
                    period_last_on__gte=F("period_first_on"),
                    counted_to_on__gte=F("period_first_on"),
                    counted_to_on__lte=F("period_last_on"),
                ),
            ),
            models.CheckConstraint(
                name="an_area_report_on_its_way_is_signed_and_frozen",
                condition=~Q(state__in=("SIGNED", "ACCEPTED"))
                | (Q(signed_on__isnull=False, first_signed_on__isnull=False) & ~Q(frozen_hash="")),
            ),
            models.CheckConstraint(
                name="an_area_report_sent_back_says_why", condition=~Q(state="RETURNED") | ~Q(answer="")
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def period(self) -> Period:
        return Period(self.period_first_on, self.period_last_on)

    @property
    def is_open(self) -> bool:
        """Whether the office may still work on it."""
        return self.state in {self.State.DRAFT, self.State.RETURNED}


class AreaLine(models.Model):
    """One figure of such a report, as in a station's (ReportLine): counted, or filled in with its source."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    report = models.ForeignKey(AreaReport, models.CASCADE, related_name="lines")
    number = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=60)
    section = models.CharField(max_length=60)
    label = models.CharField(max_length=60)
    unit = models.CharField(max_length=8)
    metric = models.CharField(max_length=60, blank=True, default="")
    computed = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    value = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    reason = models.CharField(max_length=200, blank=True, default="")
    source = models.CharField(max_length=120, blank=True, default="")
    changed_by_label = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(name="a_figure_stands_once_in_an_area_report", fields=["report", "code"]),
            models.CheckConstraint(
                name="a_changed_figure_of_an_area_says_why",
                condition=Q(metric="") | Q(value=F("computed")) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="a_figure_of_an_area_filled_in_says_where_it_is_from",
                condition=~Q(metric="") | Q(value__isnull=True) | ~Q(source=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.value}"

    @property
    def by_hand(self) -> bool:
        return not self.metric

    @property
    def is_changed(self) -> bool:
        return not self.by_hand and self.value != self.computed
