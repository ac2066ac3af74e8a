"""Crises, and harm to minors that must be reported (危机, 强制报告): a clock, steps, and evidence that is only added to."""

from typing import Any, ClassVar, Self
from uuid import UUID

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from yizhan.kernel.actor import Actor
from yizhan.kernel.ids import uuid7
from yizhan.privacy.fields import DigestField, EncryptedJSONField
from yizhan.privacy.scope import ScopedModel, ScopedQuerySet

SEE_ALARMS = "services.view_alarms"
"""The verb that shows alarms others raised; whoever raised one sees her own while the station is in her grants."""


class AlarmQuerySet(ScopedQuerySet["Alarm"]):
    """Alarms are seen by whoever found and by those who must act; by nobody else, whatever else they may read."""

    def visible_to(self, actor: Actor, verb: str) -> Self:
        """Rows of the grants that carry the verb, of those only one's own unless a grant there shows alarms."""
        seen = Q()
        for grant in actor.grants_for(SEE_ALARMS):
            seen |= self._reach(grant.region, grant.stations)
        seen = seen & ~self._about(actor) if seen else Q(pk__in=())
        return super().visible_to(actor, verb).filter(Q(found_by=actor.id) | seen)

    def _about(self, actor: Actor) -> Q:
        """Alarms that name this actor as one from whom the danger may come, by her post or by her account."""
        try:
            account = UUID(actor.id)
        except ValueError:  # a job, not a person
            return Q(pk__in=())
        named = AlarmSuspect.objects.filter(alarm=OuterRef("pk"))
        return Q(Exists(named.filter(Q(user_id=account) | Q(worker__user_id=account))))


class Alarm(ScopedModel):
    """Somebody is in danger. Everything said of it stands in its entries; the row keeps who, when and the clock.

    client           None: nobody with a file
    person           name, age, sex and where, as known when it was raised
    situations       the words of the region's list
    guardian_danger  the danger may come from whoever looks after the person: her data stays off the page
    about_staff      somebody of the station is named as suspected (`AlarmSuspect`): the county is told at once, they not
    report_due_at    by when the pack wants it reported; None: at once, without a number of hours
    county_due_at    when the county is told while it is still not reported; None: the pack names no hours
    visit_due_on     by when the pack asks for a visit after such an event
    tip              hash of the last entry, so that a missing tail is noticed too
    """

    class Kind(models.TextChoices):
        CRISIS = "CRISIS", _("危机")
        HARM = "HARM", _("侵害未成年人")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+", db_index=False)
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="+", null=True, db_index=False)
    kind = models.CharField(max_length=6, choices=Kind)
    person: Any = EncryptedJSONField()
    situations: Any = EncryptedJSONField()
    guardian_danger = models.BooleanField(default=False)
    about_staff = models.BooleanField(default=False)
    found_at = models.DateTimeField()
    found_by = models.CharField(max_length=64)
    found_by_label = models.CharField(max_length=120)
    report_due_at = models.DateTimeField(null=True)
    report_rule = models.CharField(max_length=160, blank=True, default="")
    report_clause = models.CharField(max_length=200, blank=True, default="")
    reported_at = models.DateTimeField(null=True)
    head_told_at = models.DateTimeField(null=True)
    county_due_at = models.DateTimeField(null=True)
    county_rule = models.CharField(max_length=160, blank=True, default="")
    county_clause = models.CharField(max_length=200, blank=True, default="")
    county_told_at = models.DateTimeField(null=True)
    visit_due_on = models.DateField(null=True)
    visit_rule = models.CharField(max_length=160, blank=True, default="")
    visit_clause = models.CharField(max_length=200, blank=True, default="")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=64, blank=True, default="")
    closed_by_label = models.CharField(max_length=120, blank=True, default="")
    length = models.PositiveIntegerField(default=0)
    tip = DigestField()

    objects = AlarmQuerySet.as_manager()  # type: ignore[misc]  # the door of ScopedModel, made narrower

    class Meta:
        indexes = [
            models.Index(name="alarms_of_a_station", fields=["station", "found_at"]),
            models.Index(
                name="alarms_still_open", fields=["station", "found_at"], condition=Q(closed_at__isnull=True)
            ),
            models.Index(
                name="alarms_the_county_waits_for",
                fields=["county_due_at"],
                condition=Q(closed_at__isnull=True, county_told_at__isnull=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="an_alarm_is_closed_by_somebody_and_not_by_its_finder",
                condition=Q(closed_at__isnull=True, closed_by="")
                | (Q(closed_at__isnull=False) & ~Q(closed_by="") & ~Q(closed_by=F("found_by"))),
            ),
            models.CheckConstraint(
                name="an_alarm_is_reported_and_closed_after_it_was_found",
                condition=(Q(reported_at__isnull=True) | Q(reported_at__gte=F("found_at")))
                & (Q(closed_at__isnull=True) | Q(closed_at__gte=F("found_at"))),
            ),
            models.CheckConstraint(
                name="harm_to_a_minor_is_closed_only_after_it_was_reported",
                condition=~Q(kind="HARM") | Q(closed_at__isnull=True) | Q(reported_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.found_at:%Y-%m-%d}"

    @property
    def open(self) -> bool:
        return self.closed_at is None


class AlarmEntry(ScopedModel):
    """One thing that was seen, done or said. Rows are added, never changed; each carries the hash of the one before.

    at        when it happened; written_at: when it was written down
    seal      keyed SM3 of everything above and of `before`
    """

    STATION_PATH: ClassVar[str] = "alarm__station_id"

    class Kind(models.TextChoices):
        FOUND = "FOUND", _("发现")
        REPORTED = "REPORTED", _("报告")
        MEASURE = "MEASURE", _("保护措施")
        HANDED_OVER = "HANDED_OVER", _("移交")
        NOTE = "NOTE", _("补充情况")
        TOLD = "TOLD", _("逐级提醒")
        CLOSED = "CLOSED", _("办结")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    alarm = models.ForeignKey(Alarm, models.PROTECT, related_name="entries", db_index=False)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=11, choices=Kind)
    at = models.DateTimeField()
    body: Any = EncryptedJSONField()
    by = models.CharField(max_length=64)
    by_label = models.CharField(max_length=120)
    written_at = models.DateTimeField()
    before = DigestField()
    seal = DigestField()

    class Meta:
        verbose_name_plural = "alarm entries"
        constraints = [
            models.UniqueConstraint(name="entries_of_an_alarm_are_numbered", fields=["alarm", "number"]),
            models.CheckConstraint(
                name="only_the_first_entry_has_none_before",
                condition=Q(number=1, before="") | (Q(number__gt=1) & ~Q(before="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class AlarmSuspect(models.Model):
    """Somebody of the station from whom the danger may come: she sees nothing of the alarm and is told nothing of it.

    worker  whom the finder named
    user    an account that stands for the post of that worker without being linked to her
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    alarm = models.ForeignKey(Alarm, models.PROTECT, related_name="suspects")
    worker = models.ForeignKey("workforce.Worker", models.PROTECT, related_name="+", null=True)
    user = models.ForeignKey("access.User", models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_suspect_is_a_worker_or_an_account",
                condition=Q(worker__isnull=False) | Q(user__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return str(self.worker_id or self.user_id)
