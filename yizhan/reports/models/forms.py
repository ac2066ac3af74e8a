"""A county's own Word form of the monthly report."""

from typing import Any

from django.db import models
from django.db.models import Q

from yizhan.kernel.ids import uuid7
from yizhan.privacy.scope import ScopedModel


class SheetTemplate(ScopedModel):
    """A county's own Word form of the monthly report, one row a version (月报模板). Its bytes never change.

    from_month  first day of the month from which reports are printed on it; None: uploaded, not yet taken up
    """

    STATION_PATH = ""
    STAYS_BEHIND = Q(pk__isnull=False)  # the county that takes another in has a form of its own, or none

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.PositiveSmallIntegerField()
    file_name = models.CharField(max_length=120)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    blanks: Any = models.JSONField(default=list)
    from_month = models.DateField(null=True)
    uploaded_on = models.DateField()
    by_label = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_version_is_one_form", fields=["region_code", "version"]),
            models.UniqueConstraint(
                name="one_form_is_taken_up_with_a_month",
                fields=["region_code", "from_month"],
                condition=Q(from_month__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region_code} {self.version}"

    @property
    def is_standard(self) -> bool:
        """Whether the version says “back to the standard form” and carries no file."""
        return not self.digest
