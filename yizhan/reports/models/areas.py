"""The report of a county or a city for a period, computed from what lies below it."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from yizhan.kernel.ids import uuid7
from yizhan.kernel.period import Period
from yizhan.privacy.fields import EncryptedJSONField
from yizhan.reports.models.duties import Duty
from yizhan.reports.models.lines import FigureLine
from yizhan.reports.models.sent_up import SentUp


class AreaReport(SentUp):
    """What an office reports to the one above it (项目实施情况报告、绩效自评报告): figures of its stations, and chapters.

    duty           what it fulfils: period, last day, clause, who receives it
    counted_to_on  the last day whose records are in the figures
    chapters       [{title, text}], enciphered: officers write freely
    below          the divisions below side by side, as counted when the figures were
    frozen         the sheet as signed
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    duty = models.OneToOneField(Duty, models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    period_first_on = models.DateField()
    period_last_on = models.DateField()
    chapters: Any = EncryptedJSONField()
    below: Any = models.JSONField(default=list)
    filled_by_label = models.CharField(max_length=120, blank=True, default="")
    frozen: Any = EncryptedJSONField(null=True)

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


class AreaLine(FigureLine):
    """One figure of such a report, as in a station's (ReportLine): counted, or filled in with its source."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    report = models.ForeignKey(AreaReport, models.CASCADE, related_name="lines")

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
