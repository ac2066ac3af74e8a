"""Stations, what they consist of, and what became of them."""

from datetime import date

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
EQUIPMENT_WORDS = {"OFFICE": "办公设备", "SERVICE": "服务设备", "FIRE": "消防设施"}


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


def document_path(document: "StationDocument", filename: str) -> str:
    """By station and id; the name a person gave the file is kept in the row, never in a path."""
    return f"stations/{document.station_id}/{document.pk}.{filename.rsplit('.', 1)[-1].lower()}"


class StationDocument(PartOfStation):
    """A system, an archive, a piece of disclosure, on paper and in force (制度、档案、公开信息).

    name   what it counts as, in the words of the region's document: 人员管理, 服务承诺, 年度财务报告
    title  how the station calls its own paper
    """

    class Kind(models.TextChoices):
        SYSTEM = "SYSTEM", _("制度规范")
        ARCHIVE = "ARCHIVE", _("档案资料")
        DISCLOSURE = "DISCLOSURE", _("公开信息")
        SAFETY = "SAFETY", _("安全资料")
        PHOTO = "PHOTO", _("照片")
        OTHER = "OTHER", _("其他")

    kind = models.CharField(max_length=12, choices=Kind)
    name = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    version = models.CharField(max_length=20, blank=True)
    file = models.FileField(upload_to=document_path, max_length=200, blank=True)
    file_name = models.CharField(max_length=120, blank=True)
    file_bytes = models.PositiveIntegerField(default=0)
    in_force_from_on = models.DateField()
    in_force_to_on = models.DateField(null=True)
    filed_by = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_document_ends_no_earlier_than_it_begins",
                condition=Q(in_force_to_on__isnull=True) | Q(in_force_to_on__gte=F("in_force_from_on")),
            )
        ]

    def __str__(self) -> str:
        return self.title


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


class ServiceList(PartOfStation):
    """The station's own list of services, chosen from the region's catalogue (服务清单). The newest one holds."""

    made_on = models.DateField()
    filed_county_on = models.DateField(null=True)
    filed_township_on = models.DateField(null=True)
    catalogue = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_station_makes_one_service_list_a_day", fields=["station", "made_on"]
            ),
            models.CheckConstraint(
                name="a_service_list_is_filed_no_earlier_than_made",
                condition=(Q(filed_county_on__isnull=True) | Q(filed_county_on__gte=F("made_on")))
                & (Q(filed_township_on__isnull=True) | Q(filed_township_on__gte=F("made_on"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.made_on}"


class ServiceListItem(PartOfStation):
    """One item of a station's service list, by its code in the catalogue (养老-2)."""

    service_list = models.ForeignKey(ServiceList, models.CASCADE, related_name="items")
    item_code = models.CharField(max_length=40)
    item_name = models.CharField(max_length=80)
    domain = models.CharField(max_length=40, blank=True)
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("place", "id")
        constraints = [
            models.UniqueConstraint(name="an_item_is_listed_once", fields=["service_list", "item_code"]),
        ]

    def __str__(self) -> str:
        return self.item_name


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


class RuleCheck(PartOfStation):
    """A person looked whether the station keeps a rule that the program cannot measure (由人核对).

    rule_id, pack_id  the rule as it was, so that a later document does not inherit the answer
    """

    class Result(models.TextChoices):
        MET = "MET", _("达标")
        UNMET = "UNMET", _("未达标")

    rule_id = models.CharField(max_length=80)
    pack_id = models.CharField(max_length=120)
    result = models.CharField(max_length=8, choices=Result)
    note = models.CharField(max_length=200, blank=True)
    checked_on = models.DateField()
    by_label = models.CharField(max_length=120)

    class Meta:
        indexes = [
            models.Index(name="checks_of_a_station_by_rule", fields=["station", "rule_id", "checked_on"])
        ]
        constraints = [
            models.CheckConstraint(
                name="a_rule_found_broken_says_how", condition=~Q(result="UNMET") | ~Q(note="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.checked_on} {self.get_result_display()}"


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
