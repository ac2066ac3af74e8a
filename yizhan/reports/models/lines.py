"""One figure as it stands in the report of a station and in that of an area."""

from django.db import models


class FigureLine(models.Model):
    """A figure of a report.

    metric    the definition it is computed from; "" when the program cannot count it and a person fills it in
    computed  what the program counted; value what is reported. They differ only with a reason
    source    for a figure filled in by a person: what it was taken from
    """

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
        abstract = True

    def __str__(self) -> str:
        return f"{self.label} {self.value}"

    @property
    def by_hand(self) -> bool:
        return not self.metric

    @property
    def is_changed(self) -> bool:
        return not self.by_hand and self.value != self.computed

    @property
    def lacks_source(self) -> bool:
        """Filled in by a person who did not say what it was taken from."""
        return self.by_hand and self.value is not None and not self.source
