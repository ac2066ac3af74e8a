"""The county's register of agencies: what each is qualified for, and what it has made public."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yizhan.contracts.models.door import ContractRow


class AgencyProfile(ContractRow):
    """What one county knows of one agency (机构资质), as of a day.

    region_code      of the county that keeps the register; an agency from elsewhere is in the register of each county
                     it works for
    is_local         registered in this county
    rating           1A … 5A, empty: not rated; rated_on the day on the notice of it
    inspected_year   the year of the newest annual inspection, and its result
    local_hires      workers newly hired from here; None: not told
    """

    PARTY_PATHS = ("organisation_id",)

    class Result(models.TextChoices):
        PASSED = "PASSED", _("合格")
        BARELY = "BARELY", _("基本合格")
        FAILED = "FAILED", _("不合格")

    class Rating(models.TextChoices):
        A1 = "1A", "1A"
        A2 = "2A", "2A"
        A3 = "3A", "3A"
        A4 = "4A", "4A"
        A5 = "5A", "5A"

    organisation = models.ForeignKey("access.Organisation", models.PROTECT, related_name="+")
    registered_with = models.CharField(max_length=80, blank=True)
    supervised_by = models.CharField(max_length=80, blank=True)
    registration_no = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=200, blank=True)
    scope = models.CharField(max_length=500, blank=True)
    scope_has_social_work = models.BooleanField(null=True)
    serves_professionally = models.BooleanField(null=True)
    is_local = models.BooleanField(null=True)
    rating = models.CharField(max_length=2, choices=Rating, blank=True)
    rated_on = models.DateField(null=True)
    inspected_year = models.PositiveSmallIntegerField(null=True)
    inspection = models.CharField(max_length=8, choices=Result, blank=True)
    local_hires = models.PositiveSmallIntegerField(null=True)
    told_on = models.DateField()
    told_by = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="an_agency_stands_once_in_a_countys_register", fields=["region_code", "organisation"]
            ),
            models.CheckConstraint(
                name="an_inspection_has_a_year_and_a_result",
                condition=Q(inspected_year__isnull=True, inspection="")
                | (Q(inspected_year__isnull=False) & ~Q(inspection="")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation_id)


class AgencyDisclosure(ContractRow):
    """Something an agency made public (信息公开): what, since when, where it can be read."""

    PARTY_PATHS = ("profile__organisation_id",)

    profile = models.ForeignKey(AgencyProfile, models.PROTECT, related_name="disclosures")
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    published_on = models.DateField()
    place = models.CharField(max_length=200)
    withdrawn_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_disclosure_is_withdrawn_after_it_was_published",
                condition=Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("published_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.title
