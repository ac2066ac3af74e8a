"""A row with the columns of a delivered service, without encryption, constraints of meaning or relations."""

from django.db import models
from django.db.models.functions import Now

from yizhan.kernel.ids import uuid7


class Bare(models.Model):
    """The columns of services.ServiceRecord that a visit fills, and its four indexes."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    region_code = models.CharField(max_length=12, db_index=True)
    recorded_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now())
    station_id = models.UUIDField()
    worker_id = models.UUIDField(db_index=True)
    client_id = models.UUIDField()
    kind = models.CharField(max_length=12)
    task_class = models.CharField(max_length=14)
    done_on = models.DateField()
    minutes = models.PositiveIntegerField()
    mode = models.CharField(max_length=8)
    met = models.BooleanField(default=True)
    item_code = models.CharField(max_length=24)
    case_step = models.CharField(max_length=8, blank=True)
    title = models.CharField(max_length=80, blank=True)
    place = models.CharField(max_length=80, blank=True)
    partner = models.CharField(max_length=80, blank=True)
    value_fen = models.BigIntegerField(null=True)
    clients_count = models.PositiveIntegerField(default=0)
    participants_count = models.PositiveIntegerField(default=0)
    satisfaction = models.PositiveSmallIntegerField(null=True)
    note = models.TextField(blank=True)
    found = models.TextField(blank=True)
    follow_up = models.TextField(blank=True)
    follow_up_on = models.DateField(null=True)
    late_reason = models.CharField(max_length=200, blank=True)
    recorded_by = models.CharField(max_length=64)
    recorded_by_label = models.CharField(max_length=120)
    fingerprint = models.CharField(max_length=32)

    objects: "models.Manager[Bare]" = models.Manager()

    class Meta:
        indexes = [
            models.Index(name="bare_by_station", fields=["station_id", "done_on", "id"]),
            models.Index(name="bare_by_client", fields=["client_id", "done_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.done_on}"
