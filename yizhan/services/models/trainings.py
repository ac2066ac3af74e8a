"""Training of workers, volunteers and others, and how long each worker studied (培训、继续教育学时)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yizhan.kernel.ids import uuid7
from yizhan.privacy.scope import ScopedModel


class Training(ScopedModel):
    """A training a station held or sent people to. Day, minutes, way, subject and organiser stand on its service record.

    course      the same for the stations that were at one training: it is typed once for all of them
    form        岗前培训, 交流学习 …: a word of the region's list, or of the usual one where the region has none
    continuing  it counts as continuing education of those who passed
    heads_count heads and finance heads of agencies; others_count whoever else came
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    region_code = models.CharField(max_length=12)
    course = models.UUIDField(default=uuid7)
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+")
    service = models.OneToOneField("services.ServiceRecord", models.PROTECT, related_name="+")
    form = models.CharField(max_length=20)
    trainer = models.CharField(max_length=80, blank=True, default="")
    materials = models.CharField(max_length=500, blank=True, default="")
    continuing = models.BooleanField(default=False)
    volunteers_count = models.PositiveIntegerField(default=0)
    heads_count = models.PositiveIntegerField(default=0)
    others_count = models.PositiveIntegerField(default=0)
    recorded_by = models.CharField(max_length=64)
    recorded_by_label = models.CharField(max_length=120)

    class Meta:
        indexes = [
            models.Index(
                name="trainings_by_region", fields=["region_code"], opclasses=["varchar_pattern_ops"]
            )
        ]
        constraints = [
            models.UniqueConstraint(name="a_station_is_at_a_course_once", fields=["course", "station"]),
            models.CheckConstraint(name="a_training_has_a_form", condition=~Q(form="")),
        ]

    def __str__(self) -> str:
        return self.form


class TrainingAttendance(ScopedModel):
    """A worker at a training: how long, and how it ended for her. Only what was passed counts as continuing education."""

    class Result(models.TextChoices):
        ATTENDED = "ATTENDED", _("已参加")
        PASSED = "PASSED", _("合格")
        FAILED = "FAILED", _("不合格")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+", db_index=False)
    training = models.ForeignKey(Training, models.PROTECT, related_name="attendances")
    worker = models.ForeignKey("workforce.Worker", models.PROTECT, related_name="+")
    minutes = models.PositiveIntegerField()
    result = models.CharField(max_length=8, choices=Result, default=Result.ATTENDED)
    proof = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_worker_is_at_a_training_once", fields=["training", "worker"]),
            models.CheckConstraint(name="a_study_time_is_at_least_a_minute", condition=Q(minutes__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.worker_id} {self.minutes}"
