"""Which business office of a department keeps which station company (包点到站)."""

from django.db import models
from django.db.models import F, Q

from yizhan.kernel.ids import uuid7
from yizhan.privacy.fields import EncryptedTextField
from yizhan.privacy.scope import ScopedModel


class Pairing(ScopedModel):
    """One business office and one station, from one day to another (包点结对); its last day still counts.

    region_code       of the station
    office_name       the business office: 慈善社工处
    officer           who of it looks after the station
    feature           what the station is to become known for (各具特色); "" where nothing is said
    rule_ref, clause  the rule that asks for it; "" where no paper does
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("access.Organisation", models.PROTECT, related_name="+")
    office_name = models.CharField(max_length=60)
    officer = EncryptedTextField(max_length=40, blank=True)
    feature = models.CharField(max_length=120, blank=True, default="")
    rule_ref = models.CharField(max_length=160, blank=True)
    clause = models.CharField(max_length=200, blank=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    made_by_label = models.CharField(max_length=120)

    class Meta:
        indexes = [models.Index(name="pairings_of_an_organisation", fields=["organisation", "to_on"])]
        constraints = [
            models.UniqueConstraint(
                name="an_office_is_paired_with_a_station_once",
                fields=["station", "organisation", "office_name"],
                condition=Q(to_on__isnull=True),
            ),
            models.CheckConstraint(
                name="a_pairing_ends_after_it_begins",
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.office_name
