"""A contest of a quarter among the stations of a county, and each station in it."""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yizhan.kernel.actor import Actor
from yizhan.kernel.ids import uuid7
from yizhan.kernel.period import Period
from yizhan.privacy.scope import ScopedModel, ScopedQuerySet

VIEW = "oversight.view_contests"


class ContestQuerySet(ScopedQuerySet["Contest"]):
    """The offices see those of their region; a station's side those it stands in, once they are published."""

    def visible_to(self, actor: Actor, verb: str) -> Self:
        inside = super().visible_to(actor, verb)
        if verb != VIEW:
            return inside
        through = ContestEntry.objects.visible_to(actor, verb).values("contest_id")
        return self.filter(Q(pk__in=inside.values("pk")) | Q(pk__in=through))


class Contest(ScopedModel):
    """One quarter's contest of a county (季度比拼).

    rules      the scheme as the packs had it on packs_on, whole: the ranking is reckoned from this
    counted_on the day on which the figures were taken last
    published  the ranking as it was published, lines in order; empty before
    """

    STATION_PATH = ""

    class State(models.TextChoices):
        OPEN = "OPEN", _("评比中")
        PUBLISHED = "PUBLISHED", _("已通报")
        DROPPED = "DROPPED", _("已作废")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=80)
    first_on = models.DateField()
    last_on = models.DateField()
    packs_on = models.DateField()
    rules: Any = models.JSONField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    started_on = models.DateField()
    counted_on = models.DateField()
    published_on = models.DateField(null=True)
    published_by_label = models.CharField(max_length=120, blank=True)
    published: Any = models.JSONField(default=list)
    because = models.CharField(max_length=400, blank=True)

    objects = ContestQuerySet.as_manager()  # type: ignore[misc]  # the door of ScopedModel, made narrower

    class Meta:
        indexes = [models.Index(name="contests_of_a_region", fields=["region_code", "first_on"])]
        constraints = [
            models.UniqueConstraint(
                name="a_region_has_one_contest_a_quarter",
                fields=["region_code", "first_on"],
                condition=~Q(state="DROPPED"),
            ),
            models.CheckConstraint(
                name="a_contest_is_of_days_that_follow_one_another", condition=Q(last_on__gte=F("first_on"))
            ),
            models.CheckConstraint(
                name="a_published_contest_has_a_day_after_its_quarter",
                condition=~Q(state="PUBLISHED") | Q(published_on__gt=F("last_on")),
            ),
            models.CheckConstraint(
                name="a_dropped_contest_says_why", condition=~Q(state="DROPPED") | ~Q(because="")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def period(self) -> Period:
        return Period(self.first_on, self.last_on)

    @property
    def quarter(self) -> int:
        return (self.first_on.month - 1) // 3 + 1


class ContestEntryQuerySet(ScopedQuerySet["ContestEntry"]):
    """Of a station's side none before the contest was published."""

    def visible_to(self, actor: Actor, verb: str) -> Self:
        rows = super().visible_to(actor, verb)
        grants = actor.grants_for(verb)
        if grants and all(grant.stations is not None for grant in grants):
            return rows.filter(contest__state=Contest.State.PUBLISHED)
        return rows


class ContestEntry(ScopedModel):
    """One station in a contest (参赛站点).

    facts   line -> what the records showed: fact, suggested points, measure, days, why it cannot be scored
    marks   line -> points a judge gave, or why it is left out; nothing else can be changed by hand
    sample  how large what the ranking asks a minimum of was
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    contest = models.ForeignKey(Contest, models.PROTECT, related_name="entries")
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+")
    facts: Any = models.JSONField(default=dict)
    marks: Any = models.JSONField(default=dict)
    sample = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    marked_by_label = models.CharField(max_length=120, blank=True)
    marked_on = models.DateField(null=True)

    objects = ContestEntryQuerySet.as_manager()  # type: ignore[misc]  # the door of ScopedModel, made narrower

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_station_stands_once_in_a_contest", fields=["contest", "station"]),
        ]

    def __str__(self) -> str:
        return f"{self.station_id}"
