"""The divisions and what became of them."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Now
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from yizhan.kernel.ids import uuid7

SEPARATOR = " › "
"""Between the names of a path."""


class RegionQuerySet(models.QuerySet["Region"]):
    def valid_on(self, day: date) -> Self:
        """The tree as it stood that day."""
        return self.filter(
            Q(valid_from_on__isnull=True) | Q(valid_from_on__lte=day),
            Q(valid_to_on__isnull=True) | Q(valid_to_on__gte=day),
        )


class Region(models.Model):
    """One division under one name: province, prefecture, county, township, village or local zone (区划).

    A change of name or of place ends the row and begins another, so a record of last year still finds the name of last
    year. A change of name keeps the code; a change of place brings a new one, and a code once given up never returns
    (行政区划代码管理办法, Order 79, article 6).

    No person is in it, so it is not scoped; changing it is (see `actions.py`).
    """

    class Level(models.TextChoices):
        PROVINCE = "PROVINCE", _("省级")
        PREFECTURE = "PREFECTURE", _("地级")
        COUNTY = "COUNTY", _("县级")
        TOWNSHIP = "TOWNSHIP", _("乡级")
        VILLAGE = "VILLAGE", _("村级")
        ZONE = "ZONE", _("功能区")

    class Kind(models.TextChoices):
        PROVINCE = "PROVINCE", _("省")
        AUTONOMOUS_REGION = "AUTONOMOUS_REGION", _("自治区")
        MUNICIPALITY = "MUNICIPALITY", _("直辖市")
        SPECIAL = "SPECIAL", _("特别行政区")
        CITY = "CITY", _("地级市")
        AREA = "AREA", _("地区")
        AUTONOMOUS_PREFECTURE = "AUTONOMOUS_PREFECTURE", _("自治州")
        LEAGUE = "LEAGUE", _("盟")
        DISTRICT = "DISTRICT", _("市辖区")
        COUNTY_CITY = "COUNTY_CITY", _("县级市")
        COUNTY = "COUNTY", _("县")
        AUTONOMOUS_COUNTY = "AUTONOMOUS_COUNTY", _("自治县")
        BANNER = "BANNER", _("旗")
        AUTONOMOUS_BANNER = "AUTONOMOUS_BANNER", _("自治旗")
        FOREST = "FOREST", _("林区")
        SPECIAL_DISTRICT = "SPECIAL_DISTRICT", _("特区")
        FUNCTIONAL = "FUNCTIONAL", _("县级功能区")
        STREET = "STREET", _("街道")
        TOWN = "TOWN", _("镇")
        TOWNSHIP = "TOWNSHIP", _("乡")
        ETHNIC_TOWNSHIP = "ETHNIC_TOWNSHIP", _("民族乡")
        SUMU = "SUMU", _("苏木")
        QUASI = "QUASI", _("类似乡级单位")
        VILLAGE = "VILLAGE", _("村")
        COMMUNITY = "COMMUNITY", _("社区")
        COMMITTEE = "COMMITTEE", _("管委会")
        RESETTLEMENT = "RESETTLEMENT", _("安置点")
        OTHER = "OTHER", _("其他")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=12, db_index=True)
    name = models.CharField(max_length=100)
    short_name = models.CharField(max_length=100)
    initials = models.CharField(max_length=32, db_index=True)
    level = models.CharField(max_length=12, choices=Level)
    kind = models.CharField(max_length=24, choices=Kind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    path = models.CharField(max_length=300)
    placeholder = models.BooleanField(default=False)
    local = models.BooleanField(default=False)
    valid_from_on = models.DateField(null=True)
    valid_to_on = models.DateField(null=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_code_stands_for_one_division_at_a_time",
                fields=["code"],
                condition=Q(valid_to_on__isnull=True),
            ),
            models.UniqueConstraint(name="a_code_begins_once_a_day", fields=["code", "valid_from_on"]),
            models.CheckConstraint(
                name="a_division_ends_no_earlier_than_it_begins",
                condition=Q(valid_to_on__isnull=True)
                | Q(valid_from_on__isnull=True)
                | Q(valid_to_on__gte=F("valid_from_on")),
            ),
            models.CheckConstraint(
                name="the_length_of_a_code_is_its_level",
                condition=Q(Exact(Length("code"), 2), level="PROVINCE")
                | Q(Exact(Length("code"), 4), level="PREFECTURE")
                | Q(Exact(Length("code"), 6), level="COUNTY")
                | Q(Exact(Length("code"), 9), level__in=("TOWNSHIP", "ZONE"))
                | Q(Exact(Length("code"), 12), level__in=("VILLAGE", "ZONE")),
            ),
            models.CheckConstraint(
                name="only_a_province_lies_in_nothing",
                condition=Q(level="PROVINCE", parent__isnull=True)
                | (~Q(level="PROVINCE") & Q(parent__isnull=False)),
            ),
            models.CheckConstraint(
                name="a_zone_is_assigned_locally",
                condition=~Q(level="ZONE") | Q(local=True, valid_from_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def region_code(self) -> str:
        """Where an audit line about this division belongs."""
        return self.code

    @property
    def full_name(self) -> str:
        """As on an envelope: 海南省白沙黎族自治县牙叉镇."""
        return self.path.replace(SEPARATOR, "")

    @property
    def above(self) -> str:
        """The path without the division's own name."""
        return self.path.removesuffix(self.name).removesuffix(SEPARATOR)

    @property
    def below(self) -> str:
        """The path as its children continue it; a division that only groups others leaves no trace there."""
        return f"{self.path}{SEPARATOR}" if self.path else ""


class RegionChange(models.Model):
    """What became of a division: the row that ended, and the one that carries on (区划变更).

    followed_on  the day the rows that lay there took the new code; None: not yet, or there is nothing to follow
    moved        how many, by table: {"stations.station": 1, "clients.client": 285}
    """

    class Kind(models.TextChoices):
        RENAME = "RENAME", _("更名")
        MERGE = "MERGE", _("合并")
        SPLIT = "SPLIT", _("拆分")
        MOVE = "MOVE", _("改隶改设")
        ABOLISH = "ABOLISH", _("撤销")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=8, choices=Kind)
    from_region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    to_region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")
    on = models.DateField()
    document = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    followed_on = models.DateField(null=True)
    moved: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_change_is_written_once", fields=["from_region", "to_region", "on"]
            ),
            models.CheckConstraint(
                name="only_an_abolished_division_leads_nowhere",
                condition=Q(kind="ABOLISH", to_region__isnull=True)
                | (~Q(kind="ABOLISH") & Q(to_region__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"


class FormerCode(models.Model):
    """The code a row bore until the division it lay in went into another; its day is that of the change (原区划).

    table, row_id  which row of which room: ("stations.station", its id). Kept for rows on which others hang, so that
                   of every record can be said where it lay on its day.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    table = models.CharField(max_length=60)
    row_id = models.UUIDField()
    code = models.CharField(max_length=12)
    change = models.ForeignKey(RegionChange, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_row_leaves_a_code_once_by_a_change", fields=["table", "row_id", "change"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.code}"


class Edition(models.Model):
    """An uploaded table of divisions, kept until somebody who read its differences loads it or puts it away.

    within    the table speaks only for this division; "" for the whole country
    complete  a code missing from the table has ended
    table     its lines as text: code,name
    """

    class State(models.TextChoices):
        STAGED = "STAGED", _("待确认")
        LOADED = "LOADED", _("已载入")
        DROPPED = "DROPPED", _("已放弃")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=120)
    on = models.DateField()
    within = models.CharField(max_length=12, blank=True, db_index=True)
    complete = models.BooleanField(default=True)
    file_name = models.CharField(max_length=120)
    lines = models.PositiveIntegerField()
    table = models.TextField()
    by_label = models.CharField(max_length=120)
    state = models.CharField(max_length=8, choices=State, default=State.STAGED)
    decided_on = models.DateField(null=True)
    result: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField(default=dict, blank=True)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_table_is_decided_exactly_when_it_has_a_day",
                condition=Q(state="STAGED", decided_on__isnull=True)
                | (~Q(state="STAGED") & Q(decided_on__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def region_code(self) -> str:
        """Where an audit line about this table belongs."""
        return self.within


class Outline(models.Model):
    """The boundary of a division as the county's own file draws it, in longitude and latitude (区划边界).

    Held by code. rings: of each polygon its outer ring and its holes, as GeoJSON has them: [[[[109.4, 19.2], ...]]].
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=12, unique=True)
    rings: Any = models.JSONField()
    points = models.PositiveIntegerField()
    file_name = models.CharField(max_length=120)
    source = models.CharField(max_length=120)
    stored_on = models.DateField()
    by_label = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_boundary_has_at_least_three_corners", condition=Q(points__gte=3))
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def region_code(self) -> str:
        """Where an audit line about this boundary belongs."""
        return self.code


class TilePosition(models.Model):
    """Where the tile of a township stands on the schematic map of its county; roughly where the township lies.

    Held by code, so a change of name leaves the map as it is.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    map_code = models.CharField(max_length=12)
    region_code = models.CharField(max_length=12)
    row = models.PositiveSmallIntegerField()
    column = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_tile_stands_once_on_a_map", fields=["map_code", "region_code"]),
            models.UniqueConstraint(
                name="two_tiles_never_share_a_place", fields=["map_code", "row", "column"]
            ),
            models.CheckConstraint(
                name="tiles_are_counted_from_one",
                condition=Q(row__gte=1, row__lte=8, column__gte=1, column__lte=8),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region_code} {self.row}.{self.column}"
