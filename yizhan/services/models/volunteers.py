"""Volunteers named on records, and the proofs of their hours."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from yizhan.kernel.ids import uuid7
from yizhan.privacy.fields import EncryptedJSONField, EncryptedTextField
from yizhan.privacy.scope import ScopedModel
from yizhan.services.models.records import ServiceRecord


class ServiceVolunteer(models.Model):
    """A volunteer who took part in a service; the time is that of the record, so that it is corrected with it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    service = models.ForeignKey(ServiceRecord, models.CASCADE, related_name="volunteers", db_index=False)
    volunteer = models.ForeignKey("workforce.Volunteer", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_volunteer_is_named_once_in_a_service", fields=["service", "volunteer"]
            )
        ]

    def __str__(self) -> str:
        return str(self.volunteer_id)


class VolunteerProof(ScopedModel):
    """A proof of service as it was issued (志愿服务记录证明); what is corrected later does not change it.

    proof_year, proof_number  given by the station
    lines      the services it proves: {"on", "what", "place", "minutes"}
    trainings  likewise, not part of `minutes`
    honours    commendations and evaluations, as the station writes them
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+")
    volunteer = models.ForeignKey("workforce.Volunteer", models.PROTECT, related_name="+")
    proof_year = models.PositiveSmallIntegerField()
    proof_number = models.PositiveIntegerField()
    first_on = models.DateField()
    last_on = models.DateField()
    minutes = models.PositiveIntegerField()
    lines: Any = EncryptedJSONField()
    trainings: Any = EncryptedJSONField()
    honours = EncryptedTextField(blank=True, default="")
    issued_on = models.DateField()
    issued_by = models.CharField(max_length=64)
    issued_by_label = models.CharField(max_length=120)
    voided_on = models.DateField(null=True)
    void_reason = EncryptedTextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_proof_number_is_given_once_a_year_at_a_station",
                fields=["station", "proof_year", "proof_number"],
            ),
            models.CheckConstraint(name="a_proof_without_hours_proves_nothing", condition=Q(minutes__gte=1)),
            models.CheckConstraint(
                name="a_proof_covers_days_up_to_its_own",
                condition=Q(last_on__gte=F("first_on"), issued_on__gte=F("last_on")),
            ),
            models.CheckConstraint(
                name="a_voided_proof_says_why",
                condition=Q(voided_on__isnull=True, void_reason="")
                | (Q(voided_on__isnull=False) & ~Q(void_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proof_year}-{self.proof_number:04d}"
