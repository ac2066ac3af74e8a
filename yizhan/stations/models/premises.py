"""Where a station is and what stands there: rooms, equipment, the sign of former days, whether it is safe."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yizhan.stations.models.stations import PartOfStation

# As the documents name them, whatever language the screen speaks.
EQUIPMENT_WORDS = {"OFFICE": "办公设备", "SERVICE": "服务设备", "FIRE": "消防设施"}


def there_on(day: date) -> Q:
    """A condition on rows that are there from one day to another: those that were there that day."""
    begun = Q(from_on__isnull=True) | Q(from_on__lte=day)
    return begun & (Q(until_on__isnull=True) | Q(until_on__gte=day))


class ThereFromTo(PartOfStation):
    """Something a station has from one day to another; the last day still counts.

    from_on  None: since before anybody wrote it down
    """

    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)

    class Meta:
        abstract = True


class Room(ThereFromTo):
    """A functional room or zone (功能区), named as the region's document names it."""

    name = models.CharField(max_length=40)
    shared = models.BooleanField(default=False)
    shared_with = models.CharField(max_length=60, blank=True)
    area_m2 = models.PositiveIntegerField(null=True)
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_room_is_listed_once_in_a_station",
                fields=["station", "name"],
                condition=Q(until_on__isnull=True),
            ),
            models.CheckConstraint(
                name="a_room_goes_no_earlier_than_it_comes",
                condition=Q(until_on__isnull=True) | Q(from_on__isnull=True) | Q(until_on__gte=F("from_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Equipment(ThereFromTo):
    """Desks, computers, cabinets, extinguishers (设施设备)."""

    class Kind(models.TextChoices):
        OFFICE = "OFFICE", _("办公设备")
        SERVICE = "SERVICE", _("服务设备")
        FIRE = "FIRE", _("消防设施")
        OTHER = "OTHER", _("其他")

    kind = models.CharField(max_length=8, choices=Kind, default=Kind.OFFICE)
    name = models.CharField(max_length=40)
    count = models.PositiveIntegerField(default=1)
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="equipment_is_listed_once_in_a_station",
                fields=["station", "name"],
                condition=Q(until_on__isnull=True),
            ),
            models.CheckConstraint(
                name="equipment_goes_no_earlier_than_it_comes",
                condition=Q(until_on__isnull=True) | Q(from_on__isnull=True) | Q(until_on__gte=F("from_on")),
            ),
            models.CheckConstraint(
                name="equipment_that_is_there_counts_at_least_one", condition=Q(count__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} × {self.count}"


class FormerPremises(PartOfStation):
    """What the sign and the place were like until that day, that day included (原标牌和场地)."""

    until_on = models.DateField()
    sign_text = models.CharField(max_length=100, blank=True)
    signboard: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict, blank=True)
    floor_area_m2 = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="premises_were_like_one_thing_on_a_day", fields=["station", "until_on"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.until_on} {self.sign_text}"


class SafetyCheck(PartOfStation):
    """The township looked at the safety of place and equipment (安全检查)."""

    class Result(models.TextChoices):
        PASSED = "PASSED", _("合格")
        TO_MEND = "TO_MEND", _("需整改")
        FAILED = "FAILED", _("不合格")

    checked_on = models.DateField()
    result = models.CharField(max_length=8, choices=Result)
    findings = models.TextField(blank=True)
    mend_by_on = models.DateField(null=True)
    by_label = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_check_that_did_not_pass_says_what_was_found",
                condition=Q(result="PASSED") | ~Q(findings=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.checked_on} {self.get_result_display()}"
