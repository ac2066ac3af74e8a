"""Casework with one client: the case, its sheets in their versions, goals, tasks, contacts and conferences."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yizhan.clients.models.client import OfFileQuerySet
from yizhan.kernel.ids import uuid7
from yizhan.privacy.fields import EncryptedJSONField, EncryptedTextField
from yizhan.privacy.scope import ScopedModel


class Case(ScopedModel):
    """Casework with one client, from intake to closure (个案).

    region_code        that of the station
    case_year, case_number  given by the station when the case is opened
    worker             who answers for it
    supervisor         the account whose turn it is to read and approve; without one, anybody who may
    ready_on           since when the sheet now waiting has waited; None when none waits
    closed_on, close_reason  of the last closing; a case that was reopened has neither again
    referral           where a case closed with 转介 went
    """

    CLIENT_PATH: ClassVar[str] = "client"

    class State(models.TextChoices):
        ASSESSING = "ASSESSING", _("接案预估")
        ASSESSED = "ASSESSED", _("预估待批")
        PLANNING = "PLANNING", _("定计划")
        PLANNED = "PLANNED", _("计划待批")
        RUNNING = "RUNNING", _("服务中")
        CLOSING = "CLOSING", _("结案待批")
        CLOSED = "CLOSED", _("已结案")

    class CloseReason(models.TextChoices):
        REACHED = "REACHED", _("达到约定目标")
        ABLE = "ABLE", _("已有面对类似困难的能力")
        UNWILLING = "UNWILLING", _("案主不愿继续")
        CHANGED = "CHANGED", _("情况有变（死亡、搬家等）")
        OTHER = "OTHER", _("其他")
        REFERRED = "REFERRED", _("转介")
        NOT_NEEDED = "NOT_NEEDED", _("预估后不需要跟进")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="+", db_index=False)
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+", db_index=False)
    case_year = models.PositiveSmallIntegerField()
    case_number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.ASSESSING)
    worker = models.ForeignKey("workforce.Worker", models.PROTECT, related_name="+")
    supervisor = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    close_reason = models.CharField(max_length=12, choices=CloseReason, blank=True, default="")
    referral = models.ForeignKey("services.Referral", models.PROTECT, null=True, related_name="+")
    reopened_on = models.DateField(null=True)
    ready_on = models.DateField(null=True)

    objects: ClassVar[OfFileQuerySet["Case"]] = OfFileQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(name="cases_of_a_station_by_state", fields=["station", "state", "opened_on"]),
            models.Index(name="cases_of_a_client", fields=["client", "opened_on"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="a_case_number_is_given_once_a_year_at_a_station",
                fields=["station", "case_year", "case_number"],
            ),
            models.UniqueConstraint(
                name="a_client_has_one_open_case_at_a_station",
                fields=["station", "client"],
                condition=~Q(state="CLOSED"),
            ),
            models.CheckConstraint(
                name="a_case_is_closed_exactly_when_it_has_a_day_and_a_reason",
                condition=(
                    Q(state="CLOSED", closed_on__isnull=False, closed_on__gte=F("opened_on"))
                    & ~Q(close_reason="")
                )
                | (~Q(state="CLOSED") & Q(closed_on__isnull=True, close_reason="")),
            ),
            models.CheckConstraint(
                name="a_case_waits_exactly_while_a_first_sheet_waits",
                condition=Q(state__in=["ASSESSED", "PLANNED", "CLOSING"], ready_on__isnull=False)
                | ~Q(state__in=["ASSESSED", "PLANNED", "CLOSING"]),
            ),
        ]

    def __str__(self) -> str:
        return self.case_no

    @property
    def case_no(self) -> str:
        """“2026-003”: the year and the number the station gave."""
        return f"{self.case_year}-{self.case_number:03d}"

    @property
    def is_open(self) -> bool:
        return self.state != self.State.CLOSED

    @property
    def needs_worker(self) -> bool:
        """Came with a file from another station, and nobody here answers for it yet."""
        return self.is_open and self.worker.station_id != self.station_id


class CasePart(ScopedModel):
    """What belongs to one case and is seen with it."""

    STATION_PATH = "case__station_id"
    REGION_PATH = "case__region_code"
    CLIENT_PATH: ClassVar[str] = "case__client"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")

    objects: ClassVar[OfFileQuerySet[Any]] = OfFileQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        abstract = True


class CaseTurn(CasePart):
    """One step of a case from a state to a state: who, when, and with what word. Rows are added, never changed."""

    verb = models.CharField(max_length=24)
    from_state = models.CharField(max_length=10, blank=True, default="")
    to_state = models.CharField(max_length=10, choices=Case.State)
    on = models.DateField()
    by_label = models.CharField(max_length=120)
    word = EncryptedTextField(blank=True, default="")

    class Meta:
        indexes = [models.Index(name="turns_of_a_case", fields=["case", "id"])]

    def __str__(self) -> str:
        return f"{self.from_state} {self.verb} {self.to_state}"


class CaseMove(CasePart):
    """A case went with the file to another station (转站); it is numbered there anew. Rows are added, never changed."""

    from_station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+")
    to_station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+")
    old_case_no = models.CharField(max_length=16)
    moved_on = models.DateField()

    class Meta:
        indexes = [models.Index(name="case_moves_by_instant", fields=["recorded_at"])]
        constraints = [
            models.CheckConstraint(
                name="a_case_moves_to_another_station", condition=~Q(from_station=F("to_station"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.old_case_no} {self.moved_on}"


class CaseSheet(CasePart):
    """One form of the case file as filled in, in one version (个案表单).

    body     the fields of the form by name, as `rules.cases.FORMS` lists them
    version  1, 2, …: what was approved or filed is never changed, only followed by the next
    """

    class Kind(models.TextChoices):
        INTAKE = "INTAKE", _("接案登记")
        SUGGESTION = "SUGGESTION", _("社工建议及行动")
        PLAN = "PLAN", _("服务计划")
        REVIEW = "REVIEW", _("阶段检视")
        CLOSURE = "CLOSURE", _("结案表")
        EVALUATION = "EVALUATION", _("个案结束评估")

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("在写")
        WAITING = "WAITING", _("待批")
        RETURNED = "RETURNED", _("已退回")
        APPROVED = "APPROVED", _("已批")
        FILED = "FILED", _("已存档")

    kind = models.CharField(max_length=10, choices=Kind)
    version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State)
    body: Any = EncryptedJSONField()
    written_on = models.DateField()
    written_by = models.CharField(max_length=64)
    written_by_label = models.CharField(max_length=120)
    sent_on = models.DateField(null=True)
    decided_on = models.DateField(null=True)
    decided_by = models.CharField(max_length=64, blank=True, default="")
    decided_by_label = models.CharField(max_length=120, blank=True, default="")
    opinion = EncryptedTextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_version_of_a_sheet_is_written_once", fields=["case", "kind", "version"]
            ),
            models.UniqueConstraint(
                name="one_version_of_a_sheet_is_in_the_making",
                fields=["case", "kind"],
                condition=Q(state__in=["DRAFT", "WAITING", "RETURNED"]),
            ),
            models.CheckConstraint(
                name="a_sheet_is_decided_exactly_when_approved_or_returned",
                condition=(
                    Q(state__in=["APPROVED", "RETURNED"], decided_on__isnull=False, sent_on__isnull=False)
                    & ~Q(decided_by="")
                )
                | Q(state__in=["DRAFT", "WAITING", "FILED"], decided_on__isnull=True, decided_by=""),
            ),
            models.CheckConstraint(
                name="a_sheet_waits_since_a_day",
                condition=~Q(state="WAITING") | Q(sent_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"

    @property
    def is_final(self) -> bool:
        return self.state in {self.State.APPROVED, self.State.FILED}


class CaseGoal(CasePart):
    """A goal of one version of the plan, where possible towards a need of the client (目标)."""

    class Result(models.TextChoices):
        OPEN = "", _("进行中")
        REACHED = "REACHED", _("已达到")
        PARTLY = "PARTLY", _("部分达到")
        MISSED = "MISSED", _("没有达到")

    sheet = models.ForeignKey(CaseSheet, models.PROTECT, related_name="goals")
    need = models.ForeignKey("clients.Need", models.PROTECT, null=True, related_name="+")
    place = models.PositiveSmallIntegerField()
    what = EncryptedTextField()
    result = models.CharField(max_length=8, choices=Result, blank=True, default="")
    result_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="goals_of_a_plan_stand_in_order", fields=["sheet", "place"]),
            models.CheckConstraint(
                name="a_goal_has_a_result_exactly_when_it_has_its_day",
                condition=Q(result="", result_on__isnull=True) | (~Q(result="") & Q(result_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.place}"


class CaseConference(CasePart):
    """A conference about one case (个案会议): when, who sat there, what came of it; its steps are tasks."""

    held_on = models.DateField()
    minutes = models.PositiveIntegerField()
    who = EncryptedTextField()
    talk = EncryptedTextField(blank=True, default="")
    result = EncryptedTextField()
    by_label = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_case_conference_lasts_from_one_minute_to_one_day",
                condition=Q(minutes__gte=1, minutes__lte=1440),
            )
        ]

    def __str__(self) -> str:
        return f"{self.held_on}"


class CaseTask(CasePart):
    """Something to be done in a case: for a goal of the plan, or agreed in a conference (任务)."""

    goal = models.ForeignKey(CaseGoal, models.PROTECT, null=True, related_name="tasks")
    conference = models.ForeignKey(CaseConference, models.PROTECT, null=True, related_name="tasks")
    what = EncryptedTextField()
    who = models.CharField(max_length=40, blank=True, default="")
    due_on = models.DateField(null=True)
    done_on = models.DateField(null=True)
    result = EncryptedTextField(blank=True, default="")

    class Meta:
        indexes = [
            models.Index(
                name="case_tasks_still_open",
                fields=["due_on"],
                condition=Q(due_on__isnull=False, done_on=None),
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="a_case_task_serves_a_goal_or_comes_from_a_conference",
                condition=Q(goal__isnull=False, conference__isnull=True)
                | Q(goal__isnull=True, conference__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.due_on}"


class CaseContact(CasePart):
    """One contact of a case with its process record; day, minutes, way and worker stand on the service record (过程记录).

    number   记录序号 in the contact log of the case
    met_whom 接触人士 and how they are related to the client
    """

    service = models.OneToOneField("services.ServiceRecord", models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    met_whom = EncryptedTextField(blank=True, default="")
    present = EncryptedTextField(blank=True, default="")
    aim = EncryptedTextField()
    said = EncryptedTextField(blank=True, default="")
    unsaid = EncryptedTextField(blank=True, default="")
    handling = EncryptedTextField(blank=True, default="")
    summary = EncryptedTextField(blank=True, default="")
    next_plan = EncryptedTextField(blank=True, default="")
    next_on = models.DateField(null=True)
    advice = EncryptedTextField(blank=True, default="")
    advised_on = models.DateField(null=True)
    advised_by_label = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_contact_is_numbered_once_in_a_case", fields=["case", "number"]),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.number}"
