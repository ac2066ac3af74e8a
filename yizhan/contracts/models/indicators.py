"""What an agreement asks for: a figure of a metric per station, or one that a paper shows."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yizhan.contracts.models.agreements import Agreement
from yizhan.contracts.models.door import ContractRow
from yizhan.contracts.models.papers import ContractPaper


class Indicator(ContractRow):
    """One line of what is bought (协议指标).

    metric  name of a metric of kernel.metric.METRICS; "" for one that is shown by papers
    unit    that of the metric, or as typed
    """

    PARTY_PATHS = ("agreement__provider_id",)

    class Kind(models.TextChoices):
        CONTENT = "CONTENT", _("服务内容")
        PERSONS = "PERSONS", _("服务人数")
        HOURS = "HOURS", _("服务时长")
        SATISFACTION = "SATISFACTION", _("群众满意度")

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="indicators")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    name = models.CharField(max_length=40)
    unit = models.CharField(max_length=8)
    metric = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="an_agreement_names_an_indicator_once", fields=["agreement", "name"])
        ]

    def __str__(self) -> str:
        return self.name


class IndicatorShare(ContractRow):
    """What one station owes of an indicator in the service year.

    months  {"2026-07": "12"}: what falls on each month; empty: the same every day
    """

    PARTY_PATHS = ("indicator__agreement__provider_id",)

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="shares")
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+")
    target = models.DecimalField(max_digits=12, decimal_places=2)
    months: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_station_owes_an_indicator_once", fields=["indicator", "station"]),
            models.CheckConstraint(name="a_station_owes_no_less_than_nothing", condition=Q(target__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.target}"


class IndicatorNote(ContractRow):
    """How far an indicator without a metric is, shown by a paper; the newest day counts.

    value          for the whole service year up to that day
    """

    PARTY_PATHS = ("indicator__agreement__provider_id",)

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="notes")
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+")
    value = models.DecimalField(max_digits=12, decimal_places=2)
    counted_to_on = models.DateField()
    paper = models.ForeignKey(ContractPaper, models.PROTECT, related_name="+")
    noted_by = models.CharField(max_length=120)

    class Meta:
        indexes = [models.Index(name="notes_of_an_indicator", fields=["indicator", "station"])]
        constraints = [
            models.CheckConstraint(name="a_noted_figure_is_no_less_than_nothing", condition=Q(value__gte=0))
        ]

    def __str__(self) -> str:
        return f"{self.value}"
