"""What the papers ask of whom by when, and what was told as done because the program cannot see it."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yizhan.kernel.calendar import workdays_left
from yizhan.kernel.ids import uuid7
from yizhan.kernel.period import Period
from yizhan.privacy.scope import ScopedModel
from yizhan.reports.rules.areas import period_label


class Duty(ScopedModel):
    """One thing somebody owes by a day (到期事项): of a period, or after an event.

    region_code    of the station, or of the office that owes it
    owed_by        at which level; who says it in the words of the paper
    receiver       level that receives it and may return it; "" where the paper names none
    key            owner, rule and period or event: one thing is owed once, whichever paper asks for it
    rule, rule_id  the rule of this very document (pack:id), and its id alone; says and clause as they read then
    period_*       None for what an event sets going: event_id and event_on say which
    part           of a thing owed several times a period: 中期, 末期; or 1, 2
    done_on        first day it was done; a return is no delay of whoever did it in time. sent_on: the last time
    done_how       seen by the program itself (kind and id of the row that shows it), or told by a person (note)
    late_days      calendar days after the last day, once it is done
    """

    STAYS_BEHIND = Q(station__isnull=True)

    class Level(models.TextChoices):
        STATION = "station", _("社工站")
        TOWNSHIP = "township", _("乡镇（街道）")
        COUNTY = "county", _("县民政局")
        CITY = "city", _("市民政局")
        PROVINCE = "province", _("省民政厅")
        EVALUATOR = "evaluator", _("第三方机构")
        OTHER = "other", _("其他部门")

    class State(models.TextChoices):
        OPEN = "OPEN", _("待办")
        LATE = "LATE", _("已逾期")
        DONE = "DONE", _("已办")
        RETURNED = "RETURNED", _("已退回")
        EXCUSED = "EXCUSED", _("免办")

    class How(models.TextChoices):
        SEEN = "SEEN", _("系统识别")
        TOLD = "TOLD", _("登记")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    station = models.ForeignKey("stations.Station", models.PROTECT, null=True, related_name="+")
    owed_by = models.CharField(max_length=10, choices=Level)
    who = models.CharField(max_length=60)
    receiver = models.CharField(max_length=10, choices=Level, blank=True, default="")
    to_whom = models.CharField(max_length=80, blank=True, default="")
    key = models.CharField(max_length=160, unique=True)
    rule = models.CharField(max_length=160)
    rule_id = models.CharField(max_length=80)
    what = models.CharField(max_length=80)
    says = models.CharField(max_length=300)
    clause = models.CharField(max_length=200)
    chip = models.CharField(max_length=120)
    period_first_on = models.DateField(null=True)
    period_last_on = models.DateField(null=True)
    part = models.CharField(max_length=20, blank=True, default="")
    event_id = models.UUIDField(null=True)
    event_on = models.DateField(null=True)
    opens_on = models.DateField()
    due_on = models.DateField()
    remind_days = models.PositiveSmallIntegerField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    done_on = models.DateField(null=True)
    sent_on = models.DateField(null=True)
    done_how = models.CharField(max_length=4, choices=How, blank=True, default="")
    fact_kind = models.CharField(max_length=16, blank=True, default="")
    fact_id = models.UUIDField(null=True)
    note = models.CharField(max_length=200, blank=True, default="")
    by_label = models.CharField(max_length=120, blank=True, default="")
    late_days = models.PositiveIntegerField(null=True)
    received_on = models.DateField(null=True)
    answered_by_label = models.CharField(max_length=120, blank=True, default="")
    reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(name="duties_of_a_day", fields=["due_on", "region_code", "state"]),
            models.Index(name="duties_of_a_station", fields=["station", "due_on"]),
            models.Index(
                name="duties_not_done",
                fields=["due_on", "region_code"],
                condition=Q(state__in=("OPEN", "LATE", "RETURNED")),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_duty_is_due_no_earlier_than_it_opens", condition=Q(due_on__gte=F("opens_on"))
            ),
            models.CheckConstraint(
                name="a_duty_is_of_a_period_or_of_an_event",
                condition=Q(
                    period_first_on__isnull=False, period_last_on__isnull=False, event_id__isnull=True
                )
                | Q(period_first_on__isnull=True, period_last_on__isnull=True, event_id__isnull=False),
            ),
            models.CheckConstraint(
                name="a_duty_is_done_exactly_when_it_has_a_day_and_a_way",
                condition=Q(state="DONE", done_on__isnull=False, late_days__isnull=False) & ~Q(done_how="")
                | ~Q(state="DONE"),
            ),
            models.CheckConstraint(
                name="a_duty_told_as_done_says_where_it_is_seen", condition=~Q(done_how="TOLD") | ~Q(note="")
            ),
            models.CheckConstraint(
                name="a_duty_returned_or_excused_says_why",
                condition=~Q(state__in=("RETURNED", "EXCUSED")) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="a_duty_of_a_station_names_it",
                condition=Q(owed_by="station", station__isnull=False)
                | (~Q(owed_by="station") & Q(station__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.due_on}"

    @property
    def period(self) -> Period | None:
        if self.period_first_on is None or self.period_last_on is None:
            return None
        return Period(self.period_first_on, self.period_last_on)

    @property
    def period_label(self) -> str:
        """2026年第四季度; "" for what an event set going."""
        return period_label(self.period) if self.period else ""

    @property
    def is_open(self) -> bool:
        return self.state in {self.State.OPEN, self.State.LATE, self.State.RETURNED}

    def left(self, on: date) -> int:
        """Working days to the last day; negative: calendar days over."""
        return workdays_left(on, self.due_on)

    def is_over(self, on: date) -> bool:
        """Not done and the day has passed; told from the day itself, not from the state of last night."""
        return self.is_open and self.due_on < on


class DutyDone(ScopedModel):
    """Told as done before the calendar had rows of its own (报送登记); still read, no longer written."""

    STAYS_BEHIND = Q(station__isnull=True)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    station = models.ForeignKey("stations.Station", models.PROTECT, null=True, related_name="+")
    rule = models.CharField(max_length=160)
    period_first_on = models.DateField()
    done_on = models.DateField()
    note = models.CharField(max_length=200)
    by_label = models.CharField(max_length=120)

    class Meta:
        constraints = [
            # two, because the embedded database takes rows without a station for different ones
            models.UniqueConstraint(
                name="a_duty_of_a_station_is_done_once_a_period",
                fields=["station", "rule", "period_first_on"],
                condition=Q(station__isnull=False),
            ),
            models.UniqueConstraint(
                name="a_duty_of_an_office_is_done_once_a_period",
                fields=["region_code", "rule", "period_first_on"],
                condition=Q(station__isnull=True),
            ),
            models.CheckConstraint(name="a_duty_done_says_how", condition=~Q(note="")),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.period_first_on}"
