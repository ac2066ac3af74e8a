"""Delivered services, whom they reached, and how they were corrected."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yizhan.kernel.ids import uuid7
from yizhan.privacy.fields import DigestField, EncryptedJSONField, EncryptedTextField
from yizhan.privacy.scope import ScopedModel


class ServiceRecord(ScopedModel):
    """One delivered service, of whatever kind, on one local day (服务记录).

    region_code         that of the station
    clients_count       how many named clients it reached; kept so that 人次 are summed from one table
    participants_count  people besides the named clients (activities, publicity, training)
    volunteers_count    how many volunteers are named; those of a 志愿服务 are among its participants
    met                 whether the person was seen or spoken to; a visit in vain is kept and never counted as a visit
    satisfaction        what the person said of the service when asked; None: not asked
    fingerprint         digest of what was sent, so that a retry is told from a different record with the same id
    """

    class Kind(models.TextChoices):
        VISIT = "VISIT", _("探访")
        CONSULTATION = "CONSULTATION", _("咨询")
        ACCOMPANY = "ACCOMPANY", _("陪同")
        ASSESSMENT = "ASSESSMENT", _("评估")
        CASEWORK = "CASEWORK", _("个案")
        GROUP = "GROUP", _("小组")
        ACTIVITY = "ACTIVITY", _("社区活动")
        REFERRAL = "REFERRAL", _("转介")
        RESOURCE = "RESOURCE", _("资源链接")
        PUBLICITY = "PUBLICITY", _("政策宣传")
        VOLUNTEER = "VOLUNTEER", _("志愿服务")
        TRAINING = "TRAINING", _("培训")
        SUPERVISION = "SUPERVISION", _("督导")
        ARCHIVE = "ARCHIVE", _("档案整理")
        OTHER = "OTHER", _("其他服务")

    class Mode(models.TextChoices):
        AT_HOME = "AT_HOME", _("上门")
        PHONE = "PHONE", _("电话")
        VIDEO = "VIDEO", _("视频")
        COME_IN = "COME_IN", _("请入站")
        OUTSIDE = "OUTSIDE", _("其他地点")

    class TaskClass(models.TextChoices):
        PROFESSIONAL = "PROFESSIONAL", _("专业服务")
        AUXILIARY = "AUXILIARY", _("辅助工作")
        ADMINISTRATIVE = "ADMINISTRATIVE", _("行政事务")

    class CaseStep(models.TextChoices):
        OPENED = "OPENED", _("新开")
        SESSION = "SESSION", _("跟进")
        CLOSED = "CLOSED", _("结案")

    class Satisfaction(models.IntegerChoices):
        VERY = 5, _("很满意")
        YES = 4, _("满意")
        FAIR = 3, _("一般")
        NO = 2, _("不满意")
        NOT_AT_ALL = 1, _("很不满意")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    region_code = models.CharField(max_length=12)
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+", db_index=False)
    worker = models.ForeignKey("workforce.Worker", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=Kind)
    task_class = models.CharField(max_length=16, choices=TaskClass, default=TaskClass.PROFESSIONAL)
    done_on = models.DateField()
    minutes = models.PositiveIntegerField()
    mode = models.CharField(max_length=8, choices=Mode)
    met = models.BooleanField(default=True)
    case_step = models.CharField(max_length=8, choices=CaseStep, blank=True, default="")
    title = models.CharField(max_length=80, blank=True, default="")
    place = models.CharField(max_length=80, blank=True, default="")
    partner = models.CharField(max_length=80, blank=True, default="")
    value_fen = models.BigIntegerField(null=True)
    clients_count = models.PositiveIntegerField(default=0)
    participants_count = models.PositiveIntegerField(default=0)
    volunteers_count = models.PositiveIntegerField(default=0)
    satisfaction = models.PositiveSmallIntegerField(choices=Satisfaction, null=True)
    note = EncryptedTextField(blank=True, default="")
    found = EncryptedTextField(blank=True, default="")
    follow_up = EncryptedTextField(blank=True, default="")
    follow_up_on = models.DateField(null=True)
    followed_up_on = models.DateField(null=True)
    follow_up_result = EncryptedTextField(blank=True, default="")
    late_reason = EncryptedTextField(blank=True, default="")
    recorded_by = models.CharField(max_length=64)
    recorded_by_label = models.CharField(max_length=120)
    fingerprint = DigestField()
    voided_at = models.DateTimeField(null=True)
    void_reason = EncryptedTextField(blank=True, default="")
    voided_by_label = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(
                name="services_by_region", fields=["region_code"], opclasses=["varchar_pattern_ops"]
            ),
            models.Index(name="services_of_a_station_by_day", fields=["station", "done_on", "kind"]),
            models.Index(name="services_of_a_worker_by_day", fields=["worker", "done_on"]),
            models.Index(name="services_by_change", fields=["changed_at"]),
            models.Index(
                # those done too: a past day asks which of them were open then
                name="follow_ups_by_day",
                fields=["station", "follow_up_on"],
                condition=Q(follow_up_on__isnull=False, voided_at__isnull=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_service_lasts_from_one_minute_to_one_day",
                condition=Q(minutes__gte=1, minutes__lte=1440),
            ),
            models.CheckConstraint(
                name="only_a_visit_can_be_in_vain", condition=Q(met=True) | Q(met=False, kind="VISIT")
            ),
            models.CheckConstraint(
                name="a_visit_has_somebody_it_was_meant_for",
                condition=~Q(kind="VISIT") | Q(clients_count__gte=1),
            ),
            models.CheckConstraint(
                name="only_casework_has_a_step_and_always_one",
                condition=(Q(kind="CASEWORK") & ~Q(case_step="")) | (~Q(kind="CASEWORK") & Q(case_step="")),
            ),
            models.CheckConstraint(
                name="a_voided_service_says_why",
                condition=Q(voided_at__isnull=True, void_reason="")
                | (Q(voided_at__isnull=False) & ~Q(void_reason="")),
            ),
            models.CheckConstraint(
                name="a_follow_up_is_done_on_or_after_the_service",
                condition=Q(followed_up_on__isnull=True) | Q(followed_up_on__gte=F("done_on")),
            ),
            models.CheckConstraint(
                name="only_somebody_met_is_asked_for_one_to_five",
                condition=Q(satisfaction__isnull=True)
                | Q(satisfaction__gte=1, satisfaction__lte=5, met=True),
            ),
            models.CheckConstraint(
                name="the_value_of_a_resource_is_not_negative",
                condition=Q(value_fen__isnull=True) | Q(value_fen__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.done_on}"

    @property
    def is_voided(self) -> bool:
        return self.voided_at is not None

    @property
    def reached(self) -> int:
        """人次: named clients and others."""
        return self.clients_count + self.participants_count if self.met else 0

    @property
    def others_count(self) -> int:
        """Who came besides those named, volunteers of a 志愿服务 among them."""
        named = self.volunteers_count if self.kind == self.Kind.VOLUNTEER else 0
        return self.participants_count - named

    @property
    def contact(self) -> str:
        """“上门”, “上门（没见到）”, “电话（没接通）”."""
        label = str(self.get_mode_display())
        if self.met:
            return label
        return label + str(_("（没接通）") if self.mode in {"PHONE", "VIDEO"} else _("（没见到）"))


class ServiceClient(ScopedModel):
    """A client reached by a service. Day and station stand here too, so that a file's timeline is one index walk."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    region_code = models.CharField(max_length=12)  # nobody looks for it by region alone
    service = models.ForeignKey(ServiceRecord, models.CASCADE, related_name="people", db_index=False)
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="+", db_index=False)
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+", db_index=False)
    done_on = models.DateField()

    class Meta:
        indexes = [
            models.Index(name="services_of_a_client_by_day", fields=["client", "done_on", "service"]),
            models.Index(name="clients_reached_by_a_station", fields=["station", "done_on", "client"]),
        ]
        constraints = [
            models.UniqueConstraint(name="a_client_is_named_once_in_a_service", fields=["service", "client"]),
        ]

    def __str__(self) -> str:
        return f"{self.client_id} {self.done_on}"


class ServiceItem(models.Model):
    """What was done, as an entry of the region's service list: “养老-2”."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    service = models.ForeignKey(ServiceRecord, models.CASCADE, related_name="items", db_index=False)
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+", db_index=False)
    item_code = models.CharField(max_length=24)
    done_on = models.DateField()

    class Meta:
        indexes = [models.Index(name="items_of_a_station_by_day", fields=["station", "done_on", "item_code"])]
        constraints = [
            models.UniqueConstraint(
                name="an_item_is_named_once_in_a_service", fields=["service", "item_code"]
            ),
        ]

    def __str__(self) -> str:
        return self.item_code


class ServiceColleague(models.Model):
    """A worker who went along; the one who answers for the service stands on the record itself."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    service = models.ForeignKey(ServiceRecord, models.CASCADE, related_name="colleagues", db_index=False)
    worker = models.ForeignKey("workforce.Worker", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_colleague_is_named_once_in_a_service", fields=["service", "worker"]
            )
        ]

    def __str__(self) -> str:
        return str(self.worker_id)


class ServiceChange(ScopedModel):
    """What a record said before it was corrected. Rows are added, never changed.

    before, after   the corrected fields only, by name
    former_done_on  set when the day itself moved: that month's figures change too
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    service = models.ForeignKey(ServiceRecord, models.CASCADE, related_name="changes")
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+", db_index=False)
    before: Any = EncryptedJSONField()
    after: Any = EncryptedJSONField()
    former_done_on = models.DateField(null=True)
    reason = EncryptedTextField()
    changed_by = models.CharField(max_length=64)
    changed_by_label = models.CharField(max_length=120)

    class Meta:
        indexes = [models.Index(name="service_changes_by_instant", fields=["recorded_at"])]
        constraints = [models.CheckConstraint(name="a_correction_says_why", condition=~Q(reason=""))]

    def __str__(self) -> str:
        return f"{self.service_id}"
