"""Projects: one county, one service year."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from yizhan.contracts.models.door import ContractRow
from yizhan.kernel.period import Period


class Project(ContractRow):
    """What one county buys for its stations in one service year (项目).

    first_on, last_on  the service year; money comes mid-year, so it need not be the calendar year
    follows            the project of the year before, when this one continues it
    closed_on          the accounts were closed; nothing is booked on a later day than this
    """

    PARTY_PATHS = ("agreements__provider_id",)

    name = models.CharField(max_length=80)
    buyer = models.ForeignKey("access.Organisation", models.PROTECT, related_name="+")
    first_on = models.DateField()
    last_on = models.DateField()
    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    closed_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(name="projects_of_a_county", fields=["region_code", "first_on"])]
        constraints = [
            models.UniqueConstraint(name="a_county_names_a_project_once", fields=["region_code", "name"]),
            models.UniqueConstraint(
                name="a_project_is_continued_once", fields=["follows"], condition=Q(follows__isnull=False)
            ),
            models.CheckConstraint(
                name="a_service_year_ends_after_it_begins", condition=Q(last_on__gt=F("first_on"))
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def period(self) -> Period:
        return Period(self.first_on, self.last_on)

    def day_of_year(self, on: date) -> int:
        """Days of the service year that have begun by that day: 0 before it, all of them after it."""
        return min(max((on - self.first_on).days + 1, 0), self.days)

    @property
    def days(self) -> int:
        return (self.last_on - self.first_on).days + 1
