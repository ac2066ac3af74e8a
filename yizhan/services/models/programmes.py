"""Groups, community activities and classes: the plan, its sessions, its steps and its report."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yizhan.kernel.ids import uuid7
from yizhan.privacy.fields import EncryptedJSONField, EncryptedTextField
from yizhan.privacy.scope import ScopedModel


class Programme(ScopedModel):
    """A group, a community activity or a class of the station, from the plan to the report (小组、活动、课堂).

    code            made per station, kind and year: 组2026-01
    served_as       the kind of service record each of its sessions becomes
    places          None: as many as come
    budget          [{"what": "服务物资", "fen": 30000}, …]; budget_fen is their sum
    risks           [{"risk": "…", "answer": "…"}, …]
    pattern         the weekly timetable it was last filled from, for the next filling
    approved_by     id of the account; nobody approves what she submitted herself, unless granted
    """

    class Kind(models.TextChoices):
        GROUP = "GROUP", _("小组")
        ACTIVITY = "ACTIVITY", _("社区活动")
        CLASS = "CLASS", _("课堂")

    class Category(models.TextChoices):
        GROWTH = "GROWTH", _("成长")
        EDUCATION = "EDUCATION", _("教育")
        MUTUAL = "MUTUAL", _("互助")
        THERAPY = "THERAPY", _("治疗")

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("拟稿")
        SUBMITTED = "SUBMITTED", _("待批")
        APPROVED = "APPROVED", _("已批准")
        RUNNING = "RUNNING", _("进行中")
        DONE = "DONE", _("已结束")
        CANCELLED = "CANCELLED", _("已取消")

    class ServedAs(models.TextChoices):
        GROUP = "GROUP", _("小组")
        ACTIVITY = "ACTIVITY", _("社区活动")
        TRAINING = "TRAINING", _("培训")
        OTHER = "OTHER", _("其他服务")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind)
    served_as = models.CharField(max_length=8, choices=ServedAs)
    code = models.CharField(max_length=16)
    title = models.CharField(max_length=60)
    category = models.CharField(max_length=9, choices=Category, blank=True, default="")
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    worker = models.ForeignKey("workforce.Worker", models.PROTECT, related_name="+")
    supervisor = EncryptedTextField(blank=True, default="")
    audience = models.CharField(max_length=120, blank=True, default="")
    places = models.PositiveIntegerField(null=True)
    partner = models.CharField(max_length=80, blank=True, default="")
    place = models.CharField(max_length=80, blank=True, default="")
    starts_on = models.DateField()
    ends_on = models.DateField()
    background = models.TextField(blank=True, default="")
    aims = models.TextField(blank=True, default="")
    recruitment = models.TextField(blank=True, default="")
    volunteers_wanted = models.PositiveIntegerField(default=0)
    volunteer_recruitment = models.TextField(blank=True, default="")
    staff_wanted = models.PositiveIntegerField(default=1)
    division_of_work = models.TextField(blank=True, default="")
    budget: Any = models.JSONField(default=list, blank=True)
    budget_fen = models.BigIntegerField(default=0)
    risks: Any = models.JSONField(default=list, blank=True)
    evaluation = models.TextField(blank=True, default="")
    pattern: Any = models.JSONField(default=list, blank=True)
    submitted_by = models.CharField(max_length=64, blank=True, default="")
    submitted_on = models.DateField(null=True)
    approved_by = models.CharField(max_length=64, blank=True, default="")
    approved_on = models.DateField(null=True)
    finished_on = models.DateField(null=True)
    recorded_by = models.CharField(max_length=64)
    recorded_by_label = models.CharField(max_length=120)

    class Meta:
        indexes = [models.Index(name="programmes_of_a_station", fields=["station", "state", "starts_on"])]
        constraints = [
            models.UniqueConstraint(
                name="a_station_gives_a_programme_number_once", fields=["station", "code"]
            ),
            models.CheckConstraint(
                name="a_programme_ends_after_it_begins", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="what_runs_was_approved_by_somebody",
                condition=~Q(state__in=("APPROVED", "RUNNING", "DONE"))
                | (Q(approved_on__isnull=False) & ~Q(approved_by="")),
            ),
            models.CheckConstraint(
                name="a_programme_is_done_exactly_when_it_has_a_last_day",
                condition=Q(state="DONE", finished_on__isnull=False)
                | (~Q(state="DONE") & Q(finished_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="the_budget_of_a_programme_is_not_negative", condition=Q(budget_fen__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_open(self) -> bool:
        """Whether sessions can be held."""
        return self.state in {self.State.APPROVED, self.State.RUNNING}


class Session(ScopedModel):
    """One meeting of a programme (节、场、课). What was delivered stands on its service record, once.

    minutes  as planned; how long it was, on which day and with how many, the record says, also after a correction
    service  made by `hold_session`; a voided one leaves the session to be held again
    record   what the worker wrote of the session besides the note: {"members": …, "reflection": …}
    """

    class State(models.TextChoices):
        PLANNED = "PLANNED", _("未开")
        HELD = "HELD", _("已开")
        CANCELLED = "CANCELLED", _("已取消")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="sessions")
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+", db_index=False)
    no = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=State, default=State.PLANNED)
    planned_on = models.DateField()
    starts_at = models.TimeField(null=True)
    minutes = models.PositiveIntegerField(default=60)
    content = models.TextField(blank=True, default="")
    materials = models.CharField(max_length=200, blank=True, default="")
    place = models.CharField(max_length=80, blank=True, default="")
    held_on = models.DateField(null=True)
    service = models.OneToOneField(
        "services.ServiceRecord", models.PROTECT, null=True, related_name="programme_session"
    )
    others_count = models.PositiveIntegerField(default=0)
    record: Any = EncryptedJSONField(null=True)
    change_reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes = [models.Index(name="sessions_of_a_station_by_day", fields=["station", "planned_on"])]
        constraints = [
            models.UniqueConstraint(name="a_programme_has_a_session_once", fields=["programme", "no"]),
            models.CheckConstraint(
                name="a_session_is_held_exactly_when_it_has_a_service",
                condition=Q(state="HELD", held_on__isnull=False, service__isnull=False)
                | (~Q(state="HELD") & Q(held_on__isnull=True, service__isnull=True)),
            ),
            models.CheckConstraint(
                name="a_session_lasts_from_one_minute_to_one_day",
                condition=Q(minutes__gte=1, minutes__lte=1440),
            ),
            models.CheckConstraint(
                name="a_cancelled_session_says_why", condition=~Q(state="CANCELLED") | ~Q(change_reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.no}"


class ProgrammeStep(ScopedModel):
    """Who moved a programme on, when, and what was said. Rows are added, never changed."""

    class What(models.TextChoices):
        PLANNED = "PLANNED", _("拟定计划")
        SUBMITTED = "SUBMITTED", _("提交审批")
        APPROVED = "APPROVED", _("批准")
        RETURNED = "RETURNED", _("退回修改")
        REPORTED = "REPORTED", _("提交总结")
        COMMENTED = "COMMENTED", _("督导意见")
        FINISHED = "FINISHED", _("结束")
        CANCELLED = "CANCELLED", _("取消")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="steps")
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+", db_index=False)
    what = models.CharField(max_length=9, choices=What)
    done_on = models.DateField()
    note = models.CharField(max_length=500, blank=True, default="")
    by = models.CharField(max_length=64)
    by_label = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_returned_or_cancelled_programme_says_why",
                condition=~Q(what__in=("RETURNED", "CANCELLED")) | ~Q(note=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.done_on}"


class ProgrammeReport(ScopedModel):
    """The summary of a programme (报告书): nine rows of the worker, each with a place for the supervisor's opinion.

    rows      {"preparation": "…", …} in the worker's words
    opinions  the same keys in the supervisor's words
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    programme = models.OneToOneField(Programme, models.PROTECT, related_name="report")
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+", db_index=False)
    rows: Any = EncryptedJSONField()
    opinions: Any = EncryptedJSONField(null=True)
    spent_fen = models.BigIntegerField(null=True)
    written_on = models.DateField()
    written_by = models.CharField(max_length=64)
    written_by_label = models.CharField(max_length=120)
    commented_by_label = models.CharField(max_length=120, blank=True, default="")
    commented_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="what_a_programme_cost_is_not_negative",
                condition=Q(spent_fen__isnull=True) | Q(spent_fen__gte=0),
            )
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.written_on}"
