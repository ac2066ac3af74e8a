"""What was done, what was refused, and who looked at what."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from yizhan.kernel.ids import uuid7
from yizhan.privacy.fields import EncryptedTextField
from yizhan.privacy.scope import ScopedModel


class AuditSeal(models.Model):
    """A stretch of audit lines closed by an SM3 hash over them and the seal before (封存链)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.PositiveIntegerField(unique=True)
    lines = models.PositiveIntegerField()
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.number}"


class AuditEvent(models.Model):
    """One verb, done or refused. Facts are ids and days, never personal data. Rows are added, never changed."""

    class Outcome(models.TextChoices):
        DONE = "DONE", "已办"
        REFUSED = "REFUSED", "未准"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField(db_default=Now(), db_index=True)
    actor_id = models.CharField(max_length=64)
    actor_label = models.CharField(max_length=120)
    action = models.CharField(max_length=80)
    facts: Any = models.JSONField(default=dict)
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.DONE)
    reason_code = models.CharField(max_length=80, blank=True)
    region_code = models.CharField(max_length=12, blank=True)
    subject_id = models.UUIDField(null=True, db_index=True)
    seal = models.ForeignKey(AuditSeal, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(name="audit_by_verb", fields=["action"]),
            models.Index(name="audit_by_region", fields=["region_code"], opclasses=["varchar_pattern_ops"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_refusal_has_a_reason_code",
                condition=Q(outcome="DONE", reason_code="") | (Q(outcome="REFUSED") & ~Q(reason_code="")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.outcome}"


class Unmasking(ScopedModel):
    """Somebody asked to see a person's full details, said why, and may for a while (查看完整信息)."""

    STATION_PATH = "station_id"

    class Reason(models.TextChoices):
        ASSISTANCE = "ASSISTANCE", "办理救助申请"
        LIST_CHECK = "LIST_CHECK", "核对低保等名单"
        EMERGENCY = "EMERGENCY", "紧急联系"
        CONTACT = "CONTACT", "上门或电话联系本人"
        INSPECTION = "INSPECTION", "上级检查核实"
        OTHER = "OTHER", "其他"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    station_id = models.UUIDField(null=True, db_index=True)
    actor_id = models.CharField(max_length=64)
    actor_label = models.CharField(max_length=120)
    subject = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    reason = models.CharField(max_length=16, choices=Reason)
    note = EncryptedTextField(blank=True)
    until_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(name="unmasking_by_reader", fields=["actor_id", "subject", "subject_id", "until_at"])
        ]
        constraints = [
            models.CheckConstraint(
                name="another_reason_for_unmasking_is_written_out", condition=~Q(reason="OTHER") | ~Q(note="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.reason}"
