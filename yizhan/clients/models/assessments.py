"""Scored assessments of a client, each in its versions."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from yizhan.clients.models.client import Client, OfFileQuerySet
from yizhan.kernel.ids import uuid7
from yizhan.privacy.fields import EncryptedJSONField, EncryptedTextField
from yizhan.privacy.scope import ScopedModel


class Assessment(ScopedModel):
    """A scale answered for one client on one day (评估). What the paper said that day is kept with it.

    answers   {"answers": [[group, question, answer, points, most]], "groups": [[group, points, most]], "special": []}
    newest    the latest one of this scale that stands; the one whose `next_due_on` holds
    replaced  a later version took its place (`replaces` points from there to here); both are kept
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="assessments")
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+", db_index=False)
    scale = models.CharField(max_length=120)
    scale_ref = models.CharField(max_length=240)
    title = models.CharField(max_length=120)
    clause = models.CharField(max_length=160)
    assessed_on = models.DateField()
    answers: Any = EncryptedJSONField()
    note = EncryptedTextField(blank=True, default="")
    total = models.PositiveSmallIntegerField()
    full = models.PositiveSmallIntegerField()
    band = models.CharField(max_length=40)
    colour = models.CharField(max_length=4)
    severity = models.PositiveSmallIntegerField()
    bands_count = models.PositiveSmallIntegerField()
    advice = models.CharField(max_length=200, blank=True)
    grade = models.CharField(max_length=6, choices=Client.Grade, blank=True)
    next_due_on = models.DateField(null=True, blank=True)
    newest = models.BooleanField(default=False)
    version = models.PositiveSmallIntegerField(default=1)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="correction")
    replaced = models.BooleanField(default=False)
    correction_reason = EncryptedTextField(blank=True, default="")
    voided_on = models.DateField(null=True, blank=True)
    void_reason = EncryptedTextField(blank=True, default="")
    by_id = models.CharField(max_length=64)
    by_label = models.CharField(max_length=120)
    service_id = models.UUIDField(null=True, blank=True)

    objects = OfFileQuerySet.as_manager()  # type: ignore[misc]  # the door of ScopedModel, made narrower

    class Meta:
        indexes = [
            models.Index(name="assessment_by_client", fields=["client", "scale", "assessed_on"]),
            models.Index(name="assessment_by_station", fields=["station", "newest", "next_due_on"]),
            models.Index(name="assessment_list_by_due_day", fields=["next_due_on", "id"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="one_assessment_of_a_scale_is_the_newest",
                fields=["client", "scale"],
                condition=Q(newest=True),
            ),
            models.CheckConstraint(
                name="what_is_replaced_or_voided_is_not_the_newest",
                condition=Q(newest=False) | Q(replaced=False, voided_on__isnull=True),
            ),
            models.CheckConstraint(
                name="an_assessment_is_due_again_after_its_day",
                condition=Q(next_due_on__isnull=True) | Q(next_due_on__gt=F("assessed_on")),
            ),
            models.CheckConstraint(
                name="a_later_version_replaces_one", condition=Q(version=1) | Q(replaces__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scale} {self.assessed_on}"

    @property
    def stands(self) -> bool:
        return not self.replaced and self.voided_on is None

    @property
    def given(self) -> dict[str, str]:
        """The answer to every question, as the form was filled in."""
        return {question: answer for _group, question, answer, *_points in self.answers["answers"]}
