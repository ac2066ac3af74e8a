"""Complaints about stations, workers and agencies, every step of them, and the account of the other side."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yizhan.contracts.models.door import ContractRow
from yizhan.kernel.actor import Actor
from yizhan.kernel.ids import uuid7
from yizhan.privacy.fields import EncryptedTextField
from yizhan.privacy.scope import ScopedModel, ScopedQuerySet


class ComplaintQuerySet(ScopedQuerySet["Complaint"]):
    """Complaints are never shown to the side complained about."""

    def visible_to(self, actor: Actor, verb: str) -> Self:
        """Rows of the grants that carry the verb, less those about oneself or one's own organisation."""
        rows = super().visible_to(actor, verb).exclude(about_account=actor.id)
        if actor.organisation_id is None:
            return rows
        return rows.exclude(about_organisation_id=actor.organisation_id)


class Complaint(ScopedModel):
    """Somebody says that a station did wrong (投诉). Who said it is read by the handler alone.

    region_code         of the station complained about, else of the county
    about_organisation  the organisation complained about: the one that operated the station on the day it came in
    about_account       id of the account complained about, where it is a worker with one; "" otherwise
    due_on              by when the region wants it answered; None: its paper names no days, or there is none
    handler             id of the account that handles it
    """

    STATION_PATH = ""

    class About(models.TextChoices):
        STATION = "STATION", _("社工站的服务")
        WORKER = "WORKER", _("某位工作人员")
        AGENCY = "AGENCY", _("承接机构")
        OTHER = "OTHER", _("其他")

    class Way(models.TextChoices):
        PHONE = "PHONE", _("电话")
        VISIT = "VISIT", _("来访")
        LETTER = "LETTER", _("来信")
        ONLINE = "ONLINE", _("网络")
        HANDED = "HANDED", _("上级或其他部门转来")

    class State(models.TextChoices):
        RECEIVED = "RECEIVED", _("待受理")
        HANDLING = "HANDLING", _("办理中")
        DECLINED = "DECLINED", _("不予受理")
        ANSWERED = "ANSWERED", _("已答复")
        CLOSED = "CLOSED", _("已办结")

    class Finding(models.TextChoices):
        UPHELD = "UPHELD", _("属实")
        PARTLY = "PARTLY", _("部分属实")
        NOT_UPHELD = "NOT_UPHELD", _("不属实")

    class Satisfaction(models.TextChoices):
        VERY = "5", _("很满意")
        YES = "4", _("满意")
        FAIR = "3", _("一般")
        NO = "2", _("不满意")
        NOT_AT_ALL = "1", _("很不满意")
        NOT_REACHED = "0", _("没有联系上")
        ANONYMOUS = "-", _("匿名，无法回访")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=20)
    station = models.ForeignKey("stations.Station", models.PROTECT, null=True, related_name="+")
    about = models.CharField(max_length=8, choices=About)
    about_organisation = models.ForeignKey("access.Organisation", models.PROTECT, null=True, related_name="+")
    about_worker = models.ForeignKey("workforce.Worker", models.PROTECT, null=True, related_name="+")
    about_account = models.CharField(max_length=64, blank=True, default="")
    way = models.CharField(max_length=8, choices=Way)
    anonymous = models.BooleanField(default=False)
    name = EncryptedTextField(max_length=40, blank=True)
    phone = EncryptedTextField(max_length=24, blank=True)
    what = EncryptedTextField()
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    received_on = models.DateField()
    received_by = models.CharField(max_length=120)
    due_on = models.DateField(null=True)
    rule = models.CharField(max_length=160, blank=True)
    clause = models.CharField(max_length=200, blank=True)
    handler = models.CharField(max_length=64, blank=True, default="")
    handler_label = models.CharField(max_length=120, blank=True, default="")
    finding = models.CharField(max_length=10, choices=Finding, blank=True, default="")
    answered_on = models.DateField(null=True)
    satisfaction = models.CharField(max_length=1, choices=Satisfaction, blank=True, default="")
    closed_on = models.DateField(null=True)

    objects = ComplaintQuerySet.as_manager()  # type: ignore[misc]  # the door of ScopedModel, made narrower

    class Meta:
        indexes = [
            models.Index(name="complaints_of_a_region", fields=["region_code", "state", "received_on"])
        ]
        constraints = [
            models.UniqueConstraint(name="a_complaint_has_its_number", fields=["number"]),
            models.CheckConstraint(
                name="nobody_handles_a_complaint_about_herself",
                condition=Q(about_account="") | ~Q(about_account=F("handler")),
            ),
            models.CheckConstraint(
                name="a_complaint_that_is_handled_has_a_handler",
                condition=Q(state__in=["RECEIVED", "DECLINED"]) | ~Q(handler=""),
            ),
            models.CheckConstraint(
                name="an_answered_complaint_has_a_day_and_a_finding",
                condition=~Q(state__in=["ANSWERED", "CLOSED"])
                | (Q(answered_on__isnull=False, answered_on__gte=F("received_on")) & ~Q(finding="")),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def open(self) -> bool:
        return self.state in (self.State.RECEIVED, self.State.HANDLING)

    @property
    def days_late(self) -> int:
        """Calendar days after the due day on which it was answered; 0 in time, unanswered, or without a due day."""
        if self.due_on is None or self.answered_on is None:
            return 0
        return max(0, (self.answered_on - self.due_on).days)


class ComplaintStep(ScopedModel):
    """One thing that was done about a complaint. Rows are only added."""

    STATION_PATH: ClassVar[str] = ""

    class Kind(models.TextChoices):
        RECEIVED = "RECEIVED", _("收到")
        TAKEN_UP = "TAKEN_UP", _("受理")
        DECLINED = "DECLINED", _("不予受理")
        NOTE = "NOTE", _("办理情况")
        HEARING = "HEARING", _("请对方说明情况")
        ACCOUNT = "ACCOUNT", _("对方的说明")
        ANSWERED = "ANSWERED", _("答复")
        REOPENED = "REOPENED", _("重新办理")
        ASKED = "ASKED", _("回访")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    done_on = models.DateField()
    text = EncryptedTextField(blank=True)
    by_label = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="steps_of_a_complaint_are_numbered", fields=["complaint", "number"])
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class Hearing(ContractRow):
    """The organisation complained about is asked for its account; it sees the question and never who complained."""

    PARTY_PATHS: ClassVar[tuple[str, ...]] = ("organisation_id",)

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="+")
    organisation = models.ForeignKey("access.Organisation", models.PROTECT, related_name="+")
    question = EncryptedTextField()
    asked_on = models.DateField()
    answer_by_on = models.DateField()
    account = EncryptedTextField(blank=True)
    given_on = models.DateField(null=True)
    given_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_account_is_asked_for_before_it_is_due", condition=Q(answer_by_on__gte=F("asked_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked_on}"
