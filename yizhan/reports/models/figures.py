"""Figures kept per station and month."""

from django.db import models

from yizhan.kernel.ids import uuid7
from yizhan.privacy.scope import ScopedModel


class StationMonth(ScopedModel):
    """A figure of one station and one month, kept so that totals are read and not counted (汇总).

    month  its first day
    as_of  when it was counted
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+", db_index=False)
    month = models.DateField()
    metric = models.CharField(max_length=60)
    value = models.DecimalField(max_digits=16, decimal_places=2)
    as_of = models.DateTimeField()

    class Meta:
        indexes = [models.Index(name="figures_of_a_month", fields=["month", "metric", "station"])]
        constraints = [
            models.UniqueConstraint(
                name="a_figure_is_kept_once_a_month", fields=["station", "month", "metric"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.metric}"


class CountyMonth(models.Model):
    """A figure of all stations of a county and one month, added up from theirs: what a city or a province reads.

    No row of a person or a station: it is read through `reports.queries.counties`, by whoever sees whole counties. It does
    not follow a division into another: the sums are made anew from the stations' figures every day.

    as_of     when the oldest of them was counted
    stations  how many they are
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    county_code = models.CharField(max_length=6)
    month = models.DateField()
    metric = models.CharField(max_length=60)
    value = models.DecimalField(max_digits=18, decimal_places=2)
    stations = models.PositiveIntegerField()
    as_of = models.DateTimeField()

    class Meta:
        indexes = [models.Index(name="county_figures_of_a_month", fields=["month", "metric", "county_code"])]
        constraints = [
            models.UniqueConstraint(
                name="a_figure_is_added_up_once_a_month", fields=["county_code", "month", "metric"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.county_code} {self.month} {self.metric}"


class Watermark(models.Model):
    """Up to which instant changes have gone into the kept figures, and on which day that was; one row."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=20, unique=True)
    seen_to = models.DateTimeField()
    day_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.name} {self.seen_to}"
