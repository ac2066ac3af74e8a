"""Surveys of satisfaction: who was drawn to be asked, and what was answered, apart from who said it."""

from functools import reduce
from operator import or_
from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yizhan.clients.models.client import OfFileQuerySet
from yizhan.kernel.actor import Actor, Grant
from yizhan.kernel.ids import uuid7
from yizhan.privacy.scope import ScopedModel, ScopedQuerySet

Row = TypeVar("Row", bound=models.Model)

COUNTY_DIGITS = 6
COMMISSIONED = "evaluator"
"""The role that sees a survey only while its organisation is commissioned with it."""


def _reach_of(rows: ScopedQuerySet[Any], grant: Grant, actor: Actor, path: str) -> Q:
    """Offices: their territory. The commissioned evaluator: open surveys it carries out. A station, an agency, a
    township: what is finished in their county."""
    if grant.stations is not None or len(grant.region) > COUNTY_DIGITS:
        return Q(**{"region_code__startswith": grant.region[:COUNTY_DIGITS], f"{path}state": "CLOSED"})
    reach = rows._reach(grant.region, None)
    if grant.role == COMMISSIONED:
        if actor.organisation_id is None:
            return Q(pk__in=())
        return reach & Q(**{f"{path}commissioned_id": actor.organisation_id, f"{path}state": "OPEN"})
    return reach


class SurveyQuerySet(ScopedQuerySet["Survey"]):
    """Surveys by who looks on."""

    def visible_to(self, actor: Actor, verb: str) -> Self:
        reaches = [_reach_of(self, grant, actor, "") for grant in actor.grants_for(verb)]
        return self.filter(reduce(or_, reaches)) if reaches else self.none()


class OfSurveyQuerySet(OfFileQuerySet[Row]):
    """Whom a survey asks: never seen along the line of the employer, whatever the verb."""

    def visible_to(self, actor: Actor, verb: str) -> Self:
        reaches = [
            _reach_of(self, grant, actor, "survey__")
            for grant in actor.grants_for(verb)
            if grant.stations is None and len(grant.region) <= COUNTY_DIGITS
        ]
        found = self.filter(reduce(or_, reaches)) if reaches else self.none()
        return found.filter(self._of_open_file(actor))


class Survey(ScopedModel):
    """One survey of satisfaction (满意度调查): the program drew whom to ask, on this day, with this seed.

    commissioned     the evaluator that telephones and asks; None: the office itself
    first_on, last_on  when those drawn were served
    fewest           from how many answers a figure is shown
    questions        {"CLIENT": […], "UNIT": […]}; the first of each is what the share satisfied is counted from
    frame            {group: {station id or "": [how many there were, how many drawn, digest of who they were]}}
    left_out         how many served people were not in it because they said no to being asked, or their file is closed
    """

    STATION_PATH: ClassVar[str] = ""

    class Round(models.TextChoices):
        MID = "MID", _("中期")
        END = "END", _("末期")

    class State(models.TextChoices):
        OPEN = "OPEN", _("正在调查")
        CLOSED = "CLOSED", _("已结束")
        DROPPED = "DROPPED", _("已作废")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    round = models.CharField(max_length=4, choices=Round)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    commissioned = models.ForeignKey("access.Organisation", models.PROTECT, null=True, related_name="+")
    first_on = models.DateField()
    last_on = models.DateField()
    drawn_on = models.DateField()
    closes_on = models.DateField()
    drawn_by_label = models.CharField(max_length=120)
    seed = models.CharField(max_length=32)
    fewest = models.PositiveSmallIntegerField()
    questions: Any = models.JSONField(default=dict)
    frame: Any = models.JSONField(default=dict)
    left_out = models.PositiveIntegerField(default=0)
    rule = models.CharField(max_length=160, blank=True)
    clause = models.CharField(max_length=200, blank=True)
    closed_on = models.DateField(null=True)
    closed_by_label = models.CharField(max_length=120, blank=True)
    why_dropped = models.CharField(max_length=200, blank=True)

    objects = SurveyQuerySet.as_manager()  # type: ignore[misc]  # the door of ScopedModel, made narrower

    class Meta:
        indexes = [models.Index(name="surveys_of_a_region_by_day", fields=["region_code", "last_on"])]
        constraints = [
            models.CheckConstraint(
                name="a_survey_asks_about_days_that_are_past",
                condition=Q(first_on__lte=F("last_on"), last_on__lte=F("drawn_on")),
            ),
            models.CheckConstraint(
                name="a_survey_is_open_exactly_until_its_last_day_is_written",
                condition=Q(state="OPEN", closed_on__isnull=True)
                | (~Q(state="OPEN") & Q(closed_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="a_dropped_survey_says_why", condition=~Q(state="DROPPED") | ~Q(why_dropped="")
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return f"{self.last_on.year} 年{self.get_round_display()}满意度调查"


class Ask(ScopedModel):
    """Somebody drawn to be asked (抽中的对象). Whether she answered stands here; what she answered does not.

    client     of the group of people served
    unit_name  of the group of cooperating units: an office, a department, a village
    tries      how often she was tried without being reached
    invitation the slip she was given; a new slip takes the place of the old
    """

    STATION_PATH: ClassVar[str] = ""

    class Group(models.TextChoices):
        CLIENT = "CLIENT", _("服务对象")
        UNIT = "UNIT", _("协同单位")

    class State(models.TextChoices):
        WAITING = "WAITING", _("还没有答")
        ANSWERED = "ANSWERED", _("已答")
        REFUSED = "REFUSED", _("不愿意答")
        UNREACHED = "UNREACHED", _("没有联系上")
        GONE = "GONE", _("去世、迁走或者已撤并")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="asks")
    group = models.CharField(max_length=6, choices=Group)
    number = models.PositiveIntegerField()
    station = models.ForeignKey("stations.Station", models.PROTECT, null=True, related_name="+")
    client = models.ForeignKey("clients.Client", models.PROTECT, null=True, related_name="+")
    unit_name = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    invitation = models.OneToOneField("intake.Invitation", models.PROTECT, null=True, related_name="+")
    slip_on = models.DateField(null=True)

    objects = OfSurveyQuerySet.as_manager()  # type: ignore[misc]  # the door of ScopedModel, made narrower

    class Meta:
        constraints = [
            models.UniqueConstraint(name="asks_of_a_survey_are_numbered", fields=["survey", "number"]),
            models.UniqueConstraint(name="a_client_is_drawn_once_in_a_survey", fields=["survey", "client"]),
            models.CheckConstraint(
                name="a_client_or_a_unit_is_asked",
                condition=Q(group="CLIENT", client__isnull=False, station__isnull=False, unit_name="")
                | (Q(group="UNIT", client__isnull=True) & ~Q(unit_name="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.number}"

    @property
    def open(self) -> bool:
        return self.state in (self.State.WAITING, self.State.UNREACHED)


class SurveyAnswer(ScopedModel):
    """What one of those drawn answered. While the survey is open the row knows whose it is, so that a mistake can be
    told; when it closes the rows are written anew in a drawn order, and nobody can tell any more.

    overall  the first question: 1 很不满意 to 5 很满意
    """

    STATION_PATH: ClassVar[str] = ""
    CLIENT_PATH: ClassVar[str] = "ask__client"

    class Way(models.TextChoices):
        SLIP = "SLIP", _("答卷码")
        PHONE = "PHONE", _("电话")
        ON_SPOT = "ON_SPOT", _("当面")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="answers")
    group = models.CharField(max_length=6, choices=Ask.Group)
    station = models.ForeignKey("stations.Station", models.PROTECT, null=True, related_name="+")
    ask = models.OneToOneField(Ask, models.PROTECT, null=True, related_name="+")
    way = models.CharField(max_length=8, choices=Way)
    overall = models.PositiveSmallIntegerField()
    scores: Any = models.JSONField(default=list)

    objects = OfSurveyQuerySet.as_manager()  # type: ignore[misc]  # the door of ScopedModel, made narrower

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_answer_is_from_one_to_five", condition=Q(overall__gte=1, overall__lte=5)
            )
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.overall}"
