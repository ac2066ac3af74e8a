"""Warnings, what was done about each, and the nightly looks that raised them."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yizhan.kernel.actor import Actor
from yizhan.kernel.ids import uuid7
from yizhan.privacy.fields import DigestField, EncryptedTextField
from yizhan.privacy.scope import ScopedModel, ScopedQuerySet


class RiskWarningQuerySet(ScopedQuerySet["RiskWarning"]):
    """Warnings of the territory or of one's stations; whoever leads an agency sees those of its agreements too."""

    def visible_to(self, actor: Actor, verb: str) -> Self:
        """Rows of the grants that carry the verb, and those without a station that name one's own organisation.

        What is about an agency as a whole is for those whose grant reaches as far, not for the head of one station.
        """
        reach = super().visible_to(actor, verb)
        regions = [grant.region for grant in actor.grants_for(verb) if grant.stations is not None]
        if actor.organisation_id is None or not regions:
            return reach
        own = Q(pk__in=())
        for region in regions:
            own |= Q(
                station__isnull=True,
                organisation_id=actor.organisation_id,
                region_code__startswith=region,
            )
        return self.filter(Q(pk__in=reach.order_by().values("pk")) | own)


class RiskWarning(ScopedModel):
    """A figure or a matter reached what the region's paper calls a risk (预警); a question where it is about records.

    station         None for an agreement or a complaint: those of the territory see it, and the organisation named
    rule_id, rule   of the paper (rule: pack:id of this very document); says, clause, chip as they read then
    subject_id, key  what it is about; key tells apart several questions about one worker, and tells nothing else
    evidence        [["service", id], …]: rows that show it, opened only by whoever may open them
    metric          the figure it came from, for the list of its records; "" for a matter
    owner           at which level it is to be answered now; first_owner before it went up
    checker         at which level an answer is agreed to before it ends; "" the answer ends it
    healed_on       first day the figure was good again: until then it is not raised anew, however it ended
    """

    class Level(models.TextChoices):
        RED = "RED", _("红色")
        ORANGE = "ORANGE", _("橙色")
        YELLOW = "YELLOW", _("黄色")
        BLUE = "BLUE", _("蓝色")

    class Subject(models.TextChoices):
        STATION = "STATION", _("社工站")
        WORKER = "WORKER", _("工作人员")
        AGREEMENT = "AGREEMENT", _("服务协议")
        COMPLAINT = "COMPLAINT", _("投诉")

    class Owner(models.TextChoices):
        STATION = "STATION", _("社工站")
        AGENCY = "AGENCY", _("承接机构")
        TOWNSHIP = "TOWNSHIP", _("乡镇（街道）")
        COUNTY = "COUNTY", _("县民政局")
        CITY = "CITY", _("市民政局")
        PROVINCE = "PROVINCE", _("省民政厅")

    class State(models.TextChoices):
        OPEN = "OPEN", _("待处理")
        ASKED = "ASKED", _("待说明")
        RAISED = "RAISED", _("已上报")
        ANSWERED = "ANSWERED", _("待复核")
        HANDLED = "HANDLED", _("已处理")
        EXPLAINED = "EXPLAINED", _("已说明")
        WRONG = "WRONG", _("误报")
        GONE = "GONE", _("自行消除")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    station = models.ForeignKey("stations.Station", models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey("access.Organisation", models.PROTECT, null=True, related_name="+")
    rule_id = models.CharField(max_length=80)
    rule = models.CharField(max_length=160)
    says = models.CharField(max_length=300)
    clause = models.CharField(max_length=200)
    chip = models.CharField(max_length=120)
    level = models.CharField(max_length=6, choices=Level, blank=True, default="")
    question = models.BooleanField(default=False)
    subject = models.CharField(max_length=9, choices=Subject)
    subject_id = models.UUIDField()
    key = DigestField()
    figure = models.DecimalField(max_digits=14, decimal_places=2)
    unit = models.CharField(max_length=16, blank=True, default="")
    what = models.CharField(max_length=200)
    metric = models.CharField(max_length=60, blank=True, default="")
    period_first_on = models.DateField()
    period_last_on = models.DateField()
    evidence: models.JSONField[list[list[str]], list[list[str]]] = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=9, choices=State)
    owner = models.CharField(max_length=8, choices=Owner)
    first_owner = models.CharField(max_length=8, choices=Owner)
    raised_to = models.CharField(max_length=8, choices=Owner, blank=True, default="")
    checker = models.CharField(max_length=8, choices=Owner, blank=True, default="")
    raised_on = models.DateField()
    due_on = models.DateField(null=True)
    escalated_on = models.DateField(null=True)
    outcome = models.CharField(max_length=9, blank=True, default="")
    answered_by = models.CharField(max_length=64, blank=True, default="")
    ended_on = models.DateField(null=True)
    ended_by_label = models.CharField(max_length=120, blank=True, default="")
    healed_on = models.DateField(null=True)

    objects = RiskWarningQuerySet.as_manager()  # type: ignore[misc]  # the door of ScopedModel, made narrower

    class Meta:
        indexes = [
            models.Index(name="warnings_of_a_region", fields=["region_code", "state", "-raised_on"]),
            models.Index(name="warnings_of_a_station", fields=["station", "state", "-raised_on"]),
            models.Index(
                name="warnings_not_healed",
                fields=["region_code", "rule_id"],
                condition=Q(healed_on__isnull=True),
            ),
            models.Index(name="warnings_by_rule", fields=["rule_id", "region_code", "state"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="a_warning_is_raised_once_until_the_figure_is_good_again",
                fields=["rule_id", "subject", "subject_id", "key"],
                condition=Q(healed_on__isnull=True),
            ),
            models.CheckConstraint(
                name="a_warning_has_ended_exactly_when_it_has_a_last_day",
                condition=Q(
                    state__in=("HANDLED", "EXPLAINED", "WRONG", "GONE"),
                    ended_on__isnull=False,
                    ended_on__gte=F("raised_on"),
                )
                | (~Q(state__in=("HANDLED", "EXPLAINED", "WRONG", "GONE")) & Q(ended_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="a_warning_is_gone_when_the_figure_is_good_again",
                condition=~Q(state="GONE") | Q(healed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="a_warning_to_be_checked_has_an_answer",
                condition=~Q(state="ANSWERED") | (~Q(outcome="") & ~Q(answered_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.raised_on}"

    @property
    def open(self) -> bool:
        return self.ended_on is None


class WarningStep(ScopedModel):
    """One thing that happened to a warning. Rows are only added."""

    STATION_PATH: ClassVar[str] = "warning__station_id"

    class Kind(models.TextChoices):
        RAISED = "RAISED", _("发现")
        ANSWERED = "ANSWERED", _("答复")
        SENT_BACK = "SENT_BACK", _("退回")
        CHECKED = "CHECKED", _("复核同意")
        ESCALATED = "ESCALATED", _("到期未答复，上报")
        GONE = "GONE", _("自行消除")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    warning = models.ForeignKey(RiskWarning, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=9, choices=Kind)
    outcome = models.CharField(max_length=9, blank=True, default="")
    figure = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    done_on = models.DateField()
    text = EncryptedTextField(blank=True, default="")
    by_label = models.CharField(max_length=120)

    class Meta:
        indexes = [models.Index(name="steps_of_a_warning", fields=["warning", "id"])]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class WarningLook(ScopedModel):
    """One look at a province or a county: when, at how many stations, what came of it. Rows are only added."""

    STATION_PATH: ClassVar[str] = ""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    looked_on = models.DateField()
    looked_at = models.DateTimeField()
    stations = models.PositiveIntegerField()
    rules = models.PositiveIntegerField()
    raised = models.PositiveIntegerField()
    gone = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(name="looks_for_warnings", fields=["region_code", "-looked_at"])]

    def __str__(self) -> str:
        return f"{self.region_code} {self.looked_on}"
