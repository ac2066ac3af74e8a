"""What a station keeps on paper: systems, archives, the list of its services, what was looked at by a person."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yizhan.stations.models.stations import PartOfStation


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
