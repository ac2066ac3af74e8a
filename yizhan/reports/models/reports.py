"""What a station owes for a month, how it went back and forth, its frozen copy, and who was asked for it."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yizhan.kernel.ids import uuid7
from yizhan.kernel.period import Period
from yizhan.privacy.fields import EncryptedJSONField, EncryptedTextField
from yizhan.privacy.scope import ScopedModel
from yizhan.reports.models.lines import FigureLine


class Report(ScopedModel):
    """The report of one station for one period (月报).

    counted_to_on  the last day whose records are in the figures: a report that is due before its month ends
                   carries the figures up to the day it was filled in
    due_on, rule, clause  what the region's paper asked when the report was opened; empty where nobody has ruled
    frozen         the sheet as signed, and its SM3 hash; later corrections of records do not touch it
    signed_at      the same instant by the clock of the database, which also stamps the records: what changed after it
    reviewers      roles that give their opinion on its way to the county, in order, as the region's paper names them
    awaiting       the one whose turn it is; "" while it is with the station or the county
    sheet_name     how the region calls the sheet, and where that is written; "" for the standard one
    template       the county's own Word form it was signed with; None: the standard form
    """

    class Kind(models.TextChoices):
        MONTHLY = "MONTHLY", _("月报")

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("填报中")
        REVIEW = "REVIEW", _("待签署意见")
        SIGNED = "SIGNED", _("待县审核")
        RETURNED = "RETURNED", _("已退回")
        ACCEPTED = "ACCEPTED", _("已接收")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.MONTHLY)
    period_first_on = models.DateField()
    period_last_on = models.DateField()
    counted_to_on = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    due_on = models.DateField(null=True)
    rule = models.CharField(max_length=160, blank=True, default="")
    clause = models.CharField(max_length=200, blank=True, default="")
    narrative = EncryptedTextField(blank=True, default="")
    filled_by = models.CharField(max_length=64, blank=True, default="")
    filled_by_label = models.CharField(max_length=120, blank=True, default="")
    reviewers: Any = models.JSONField(default=list)
    awaiting = models.CharField(max_length=20, blank=True, default="")
    sheet_name = models.CharField(max_length=60, blank=True, default="")
    sheet_clause = models.CharField(max_length=200, blank=True, default="")
    template = models.ForeignKey("reports.SheetTemplate", models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    signed_on = models.DateField(null=True)
    signed_by_label = models.CharField(max_length=120, blank=True, default="")
    first_signed_on = models.DateField(null=True)
    accepted_on = models.DateField(null=True)
    frozen: Any = EncryptedJSONField(null=True)
    frozen_hash = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        indexes = [models.Index(name="reports_of_a_period", fields=["period_first_on", "state"])]
        constraints = [
            models.UniqueConstraint(
                name="a_station_reports_a_period_once", fields=["station", "kind", "period_first_on"]
            ),
            models.CheckConstraint(
                name="a_report_counts_days_of_its_own_period",
                condition=Q(
                    period_last_on__gte=F("period_first_on"),
                    counted_to_on__gte=F("period_first_on"),
                    counted_to_on__lte=F("period_last_on"),
                ),
            ),
            models.CheckConstraint(
                name="a_report_on_its_way_is_signed_and_frozen",
                condition=~Q(state__in=("REVIEW", "SIGNED", "ACCEPTED"))
                | (Q(signed_on__isnull=False, first_signed_on__isnull=False) & ~Q(frozen_hash="")),
            ),
            models.CheckConstraint(
                name="a_report_awaits_somebody_exactly_while_opinions_are_given",
                condition=(Q(state="REVIEW") & ~Q(awaiting="")) | (~Q(state="REVIEW") & Q(awaiting="")),
            ),
            models.CheckConstraint(
                name="a_report_is_accepted_exactly_when_it_has_that_day",
                condition=Q(state="ACCEPTED", accepted_on__isnull=False)
                | (~Q(state="ACCEPTED") & Q(accepted_on__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period_first_on} {self.state}"

    @property
    def period(self) -> Period:
        return Period(self.period_first_on, self.period_last_on)

    @property
    def counted(self) -> Period:
        """The days whose records are in the figures."""
        return Period(self.period_first_on, self.counted_to_on)

    @property
    def is_open(self) -> bool:
        """Whether the station may still work on it."""
        return self.state in {self.State.DRAFT, self.State.RETURNED}

    @property
    def was_late(self) -> bool:
        """Sent after the last day; a report that came back and was sent again is judged by the first time."""
        return (
            self.due_on is not None
            and self.first_signed_on is not None
            and self.first_signed_on > self.due_on
        )


class ReportLine(FigureLine):
    """One figure of a station's report."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    report = models.ForeignKey(Report, models.CASCADE, related_name="lines")
    changed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(name="a_figure_stands_once_in_a_report", fields=["report", "code"]),
            models.CheckConstraint(
                name="a_changed_figure_says_why",
                condition=Q(metric="") | Q(value=F("computed")) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="a_figure_filled_in_by_a_person_says_where_it_is_from",
                condition=~Q(metric="") | Q(value__isnull=True) | ~Q(source=""),
            ),
        ]


class ReportStep(models.Model):
    """What happened to a report, by whom, with which words. Rows are added, never changed."""

    class What(models.TextChoices):
        OPENED = "OPENED", _("打开月报")
        REFRESHED = "REFRESHED", _("重新取数")
        SIGNED = "SIGNED", _("站长签发")
        ENDORSED = "ENDORSED", _("签署意见")
        RETURNED = "RETURNED", _("退回修改")
        ACCEPTED = "ACCEPTED", _("接收归档")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    report = models.ForeignKey(Report, models.CASCADE, related_name="steps")
    what = models.CharField(max_length=10, choices=What)
    done_on = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    by_label = models.CharField(max_length=120)
    note = models.CharField(max_length=400, blank=True, default="")
    sheet_hash = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        ordering = ("at", "id")
        constraints = [
            models.CheckConstraint(name="a_return_says_why", condition=~Q(what="RETURNED") | ~Q(note="")),
            models.CheckConstraint(
                name="an_opinion_says_something", condition=~Q(what="ENDORSED") | ~Q(note="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.done_on}"


class Urge(ScopedModel):
    """A station was asked for a report it has not handed in (催报).

    told  how many people got the notice
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+")
    period_first_on = models.DateField()
    urged_on = models.DateField()
    urged_at = models.DateTimeField()
    by_label = models.CharField(max_length=120)
    told = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [models.Index(name="urges_of_a_period", fields=["period_first_on", "station"])]
        constraints = [
            models.UniqueConstraint(
                name="a_station_is_urged_once_a_day", fields=["station", "period_first_on", "urged_on"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.period_first_on} {self.urged_on}"
