"""Who came or called, what about, and what became of it (咨询, 来访接待)."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yizhan.clients.models.client import OfFileQuerySet
from yizhan.kernel.ids import uuid7
from yizhan.privacy.fields import EncryptedTextField
from yizhan.privacy.scope import ScopedModel
from yizhan.services.models.records import ServiceRecord


class ConsultationQuerySet(OfFileQuerySet["Consultation"]):
    """Less those about restricted files the actor may not see."""


class Consultation(ScopedModel):
    """Somebody came or called: received at the front desk, served by a worker, ended with a result.

    client       None: not on file, or did not give a name
    name, phone  as told at the desk; both may stay empty (anonymous)
    due_on       by when the pack asks for an answer; None: no paper says
    service      the delivered service, once it has ended; None: waits, or left without being served
    """

    WAYS: ClassVar[dict[str, Any]] = {
        "COME_IN": _("来访"),
        "PHONE": _("来电"),
        "VIDEO": _("视频、微信"),
        "OUTSIDE": _("在外面遇到"),
        "AT_HOME": _("上门"),
    }
    """How somebody reached the desk: the modes of a service as one says them there."""

    class Urgency(models.TextChoices):
        NOW = "NOW", _("马上要办")
        TODAY = "TODAY", _("今天要办")
        NORMAL = "NORMAL", _("不急")

    class State(models.TextChoices):
        WAITING = "WAITING", _("等候")
        SERVING = "SERVING", _("办理中")
        ENDED = "ENDED", _("已办结")

    class Result(models.TextChoices):
        ANSWERED = "ANSWERED", _("当场答复")
        FILE_OPENED = "FILE_OPENED", _("已建档")
        CASE = "CASE", _("转为个案")
        REFERRAL = "REFERRAL", _("转介")
        LEFT = "LEFT", _("没有等到办理")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+", db_index=False)
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="+", null=True, db_index=False)
    name = EncryptedTextField(blank=True, default="")
    phone = EncryptedTextField(blank=True, default="")
    mode = models.CharField(max_length=8, choices=ServiceRecord.Mode)
    about = EncryptedTextField()
    urgency = models.CharField(max_length=6, choices=Urgency, default=Urgency.NORMAL)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    came_on = models.DateField()
    came_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    rule = models.CharField(max_length=160, blank=True, default="")
    clause = models.CharField(max_length=200, blank=True, default="")
    worker = models.ForeignKey(
        "workforce.Worker", models.PROTECT, related_name="+", null=True, db_index=False
    )
    serving_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=11, choices=Result, blank=True, default="")
    answer = EncryptedTextField(blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    service = models.OneToOneField(ServiceRecord, models.PROTECT, related_name="+", null=True)
    taken_by = models.CharField(max_length=64)
    taken_by_label = models.CharField(max_length=120)

    objects = ConsultationQuerySet.as_manager()  # type: ignore[misc]  # the door of ScopedModel, made narrower

    class Meta:
        indexes = [
            models.Index(name="consultations_of_a_station", fields=["station", "state", "came_on"]),
            models.Index(
                name="consultations_of_a_client", fields=["client"], condition=Q(client__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_consultation_ends_with_a_result",
                condition=Q(state="ENDED", ended_at__isnull=False) & ~Q(result="")
                | Q(state__in=["WAITING", "SERVING"], ended_at__isnull=True, result=""),
            ),
            models.CheckConstraint(
                name="a_consultation_is_served_by_somebody",
                condition=~Q(state="SERVING") | Q(worker__isnull=False, serving_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_consultation_is_a_service_unless_the_person_left",
                condition=Q(service__isnull=True, result__in=["", "LEFT"])
                | (Q(service__isnull=False) & ~Q(result__in=["", "LEFT"])),
            ),
            models.CheckConstraint(
                name="a_consultation_ends_after_the_person_came",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("came_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.came_on} {self.state}"

    @property
    def way(self) -> str:
        """“来访”, “来电”."""
        return str(self.WAYS[self.mode])

    @property
    def open(self) -> bool:
        return self.state != self.State.ENDED
