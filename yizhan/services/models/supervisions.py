"""Supervision of the station's workers: who, on what, and what was agreed (督导)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yizhan.kernel.ids import uuid7
from yizhan.privacy.fields import EncryptedTextField
from yizhan.privacy.scope import ScopedModel


class Supervision(ScopedModel):
    """One supervision a station received. Day, minutes, way and subject stand on its service record, once.

    occasion             the same for the stations that were supervised at one time; None: this station alone
    supervisor           a worker in the post of a supervisor; None: somebody from outside, by name
    expert, expert_from  the name and the unit of somebody from outside
    supervisor_account   the account whose supervision it was, when it has no post at this station
    pairing              the scheme under which a unit of another place supervises (结对, 牵手计划)
    supervisor_agreed_on the supervisor stands by what is written
    """

    class Form(models.TextChoices):
        INDIVIDUAL = "INDIVIDUAL", _("个别督导")
        GROUP = "GROUP", _("团体督导")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    region_code = models.CharField(max_length=12)
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+")
    service = models.OneToOneField("services.ServiceRecord", models.PROTECT, related_name="+")
    occasion = models.UUIDField(null=True)
    form = models.CharField(max_length=10, choices=Form)
    administrative = models.BooleanField(default=False)
    educational = models.BooleanField(default=False)
    supportive = models.BooleanField(default=False)
    supervisor = models.ForeignKey("workforce.Worker", models.PROTECT, null=True, related_name="+")
    expert = EncryptedTextField(blank=True, default="")
    expert_from = models.CharField(max_length=80, blank=True, default="")
    qualification = models.CharField(max_length=80, blank=True, default="")
    supervisor_account = models.CharField(max_length=64, blank=True, default="")
    pairing = models.CharField(max_length=80, blank=True, default="")
    problems = EncryptedTextField(blank=True, default="")
    advice = EncryptedTextField()
    supervisor_agreed_on = models.DateField(null=True)
    recorded_by = models.CharField(max_length=64)
    recorded_by_label = models.CharField(max_length=120)

    class Meta:
        indexes = [
            models.Index(
                name="supervisions_by_region", fields=["region_code"], opclasses=["varchar_pattern_ops"]
            )
        ]
        constraints = [
            models.UniqueConstraint(name="a_station_is_at_an_occasion_once", fields=["occasion", "station"]),
            models.CheckConstraint(
                name="a_supervisor_is_a_worker_or_comes_from_somewhere",
                condition=Q(supervisor__isnull=False, expert_from="")
                | (Q(supervisor__isnull=True) & ~Q(expert_from="")),
            ),
            models.CheckConstraint(
                name="a_supervision_is_of_at_least_one_kind",
                condition=Q(administrative=True) | Q(educational=True) | Q(supportive=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_id}"

    @property
    def supervisor_name(self) -> str:
        return str(self.supervisor.name if self.supervisor else self.expert)

    @property
    def kinds(self) -> list[str]:
        """行政、教育、支持, those it was."""
        told = (
            (self.administrative, _("行政")),
            (self.educational, _("教育")),
            (self.supportive, _("支持")),
        )
        return [str(word) for yes, word in told if yes]


class Supervisee(ScopedModel):
    """A worker who was supervised, and since when she stands by what is written (受督导者确认)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+", db_index=False)
    supervision = models.ForeignKey(Supervision, models.PROTECT, related_name="supervisees")
    worker = models.ForeignKey("workforce.Worker", models.PROTECT, related_name="+")
    agreed_on = models.DateField(null=True)
    remark = EncryptedTextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_worker_is_supervised_once_at_a_time", fields=["supervision", "worker"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.worker_id}"


class SupervisionSubject(ScopedModel):
    """A case or a group that was talked about; who may not read it sees only its number."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+", db_index=False)
    supervision = models.ForeignKey(Supervision, models.PROTECT, related_name="subjects")
    case = models.ForeignKey("services.Case", models.PROTECT, null=True, related_name="+")
    programme = models.ForeignKey("services.Programme", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_subject_of_supervision_is_a_case_or_a_programme",
                condition=Q(case__isnull=False, programme__isnull=True)
                | Q(case__isnull=True, programme__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id or self.programme_id}"


class AgreedAction(ScopedModel):
    """Something agreed in a supervision: who does it by when, and what came of it (行动计划、跟进结果).

    told_on  the owner and the head were told that its day had passed
    """

    class State(models.TextChoices):
        OPEN = "OPEN", _("进行中")
        DONE = "DONE", _("已完成")
        DROPPED = "DROPPED", _("不再做")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+", db_index=False)
    supervision = models.ForeignKey(Supervision, models.PROTECT, related_name="actions")
    what = EncryptedTextField()
    owner = models.ForeignKey("workforce.Worker", models.PROTECT, related_name="+")
    due_on = models.DateField()
    state = models.CharField(max_length=7, choices=State, default=State.OPEN)
    ended_on = models.DateField(null=True)
    result = EncryptedTextField(blank=True, default="")
    ended_by_label = models.CharField(max_length=120, blank=True, default="")
    told_on = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(
                name="agreed_actions_still_open", fields=["station", "due_on"], condition=Q(state="OPEN")
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="an_agreed_action_ends_exactly_when_it_has_its_day",
                condition=Q(state="OPEN", ended_on__isnull=True)
                | (~Q(state="OPEN") & Q(ended_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="nobody_is_told_of_an_action_before_its_day_has_passed",
                condition=Q(told_on__isnull=True) | Q(told_on__gt=F("due_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.due_on} {self.state}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN
