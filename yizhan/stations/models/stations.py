"""A station, the rows that belong to one, and what became of it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yizhan.kernel.ids import uuid7
from yizhan.privacy.scope import ScopedModel

# The words by which the documents name things, whatever language the screen speaks.
KIND_WORDS = {
    "STATION": "社工站",
    "ROOM": "社工室",
    "COUNTY_CENTRE": "县级总站",
    "CITY_CENTRE": "市级中心",
    "POINT": "服务点",
}
MODE_WORDS = {"SELF_RUN": "政府自办", "PURCHASED": "政府购买服务"}


class Station(ScopedModel):
    """One place of service: a station, a room, a county centre, a service point (社工站、社工室).

    name       the official name, in the form the region's document prescribes
    sign_text  what is written on the name board that hangs there; empty while none hangs
    signboard  what the board is like, by the words of the document: 尺寸, 材质, 颜色, 位置
    """

    STATION_PATH = "pk"
    KEEPS_FORMER_CODES = True

    class Kind(models.TextChoices):
        STATION = "STATION", _("社工站")
        ROOM = "ROOM", _("社工室")
        COUNTY_CENTRE = "COUNTY_CENTRE", _("县级总站")
        CITY_CENTRE = "CITY_CENTRE", _("市级中心")
        POINT = "POINT", _("服务点")

    class Status(models.TextChoices):
        PLANNED = "PLANNED", _("筹建中")
        OPEN = "OPEN", _("运营中")
        SUSPENDED = "SUSPENDED", _("已暂停")
        CLOSED = "CLOSED", _("已撤销")

    class Mode(models.TextChoices):
        SELF_RUN = "SELF_RUN", _("政府自办")
        PURCHASED = "PURCHASED", _("政府购买服务")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.STATION)
    name = models.CharField(max_length=100)
    short_name = models.CharField(max_length=40)
    sign_text = models.CharField(max_length=100, blank=True)
    signboard: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    status = models.CharField(max_length=12, choices=Status, default=Status.PLANNED)
    mode = models.CharField(max_length=12, choices=Mode, default=Mode.PURCHASED)
    operator = models.ForeignKey("access.Organisation", models.PROTECT, null=True, related_name="+")
    host_facility = models.CharField(max_length=60, blank=True)
    address = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=24, blank=True)
    focus = models.CharField(max_length=200, blank=True)
    floor_area_m2 = models.PositiveIntegerField(null=True)
    planned_on = models.DateField()
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(name="stations_of_a_region_by_status", fields=["region_code", "status"])]
        constraints = [
            models.UniqueConstraint(
                name="a_name_stands_for_one_living_station_of_a_place",
                fields=["region_code", "name"],
                condition=~Q(status="CLOSED"),
            ),
            models.CheckConstraint(
                name="a_station_in_operation_has_an_opening_day",
                condition=Q(status__in=("PLANNED", "CLOSED")) | Q(opened_on__isnull=False),
            ),
            models.CheckConstraint(
                name="a_station_is_closed_exactly_when_it_has_a_closing_day",
                condition=(Q(status="CLOSED") & Q(closed_on__isnull=False))
                | (~Q(status="CLOSED") & Q(closed_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="a_station_closes_no_earlier_than_it_opens",
                condition=Q(closed_on__isnull=True)
                | Q(opened_on__isnull=True)
                | Q(closed_on__gte=F("opened_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """As people say it: 细水乡社工站. The official name is on the board."""
        return f"{self.short_name}{self.get_kind_display()}"

    @property
    def circumstances(self) -> tuple[str, ...]:
        """The words of the rules' 当 that hold for this station as it is registered."""
        return (KIND_WORDS[self.kind], MODE_WORDS[self.mode])


class PartOfStation(ScopedModel):
    """A row that belongs to one station and lies in its region."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    station = models.ForeignKey(Station, models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class StatusChange(PartOfStation):
    """A station became planned, open, suspended or closed (状态变更); rows are added, never changed."""

    from_status = models.CharField(max_length=12, choices=Station.Status, blank=True)
    to_status = models.CharField(max_length=12, choices=Station.Status)
    changed_on = models.DateField()
    reason = models.CharField(max_length=200, blank=True)
    by_label = models.CharField(max_length=120)

    def __str__(self) -> str:
        return f"{self.changed_on} {self.get_to_status_display()}"


class OpeningStep(PartOfStation):
    """One of the steps from planned to open (建站步骤), with the day it was done and what shows it."""

    class Step(models.TextChoices):
        SITE = "SITE", _("场地落实")
        AGREEMENT = "AGREEMENT", _("签订协议")
        STAFF = "STAFF", _("人员到位")
        UNVEILED = "UNVEILED", _("揭牌")
        OPERATING = "OPERATING", _("开始运营")

    step = models.CharField(max_length=12, choices=Step)
    done_on = models.DateField()
    evidence = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="a_step_is_done_once", fields=["station", "step"])]

    def __str__(self) -> str:
        return f"{self.get_step_display()} {self.done_on}"


class Honour(PartOfStation):
    """A title an office gave the station (称号): 示范社工站, 五星级社工站. Ended, it stays on file.

    level     whose title it is
    document  the paper by which it was given
    ended_on  its last day
    """

    class Level(models.TextChoices):
        COUNTY = "COUNTY", _("县级")
        CITY = "CITY", _("市级")
        PROVINCE = "PROVINCE", _("省级")

    title = models.CharField(max_length=40)
    level = models.CharField(max_length=8, choices=Level)
    document = models.CharField(max_length=120)
    given_on = models.DateField()
    ended_on = models.DateField(null=True)
    ended_because = models.CharField(max_length=200, blank=True)
    by_label = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_station_bears_a_title_once_at_a_time",
                fields=["station", "title", "level"],
                condition=Q(ended_on__isnull=True),
            ),
            models.CheckConstraint(
                name="a_title_ends_no_earlier_than_it_was_given",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("given_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()}{self.title}"
