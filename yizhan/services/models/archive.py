"""What of a station lies in its archive: files made of its records, and papers put in by hand."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yizhan.kernel.ids import uuid7
from yizhan.privacy.fields import EncryptedTextField
from yizhan.privacy.scope import ScopedModel


def paper_path(item: "ArchiveItem", _filename: str) -> str:
    """By station and id; nothing in it tells what is in the file."""
    return f"archive/{item.station_id}/{item.pk}.sealed"


class ArchiveItem(ScopedModel):
    """One file in the archive, under its number, in its box (归档的一件).

    source       id of the record behind it, or its month (2026-03); "" for a paper that was put in by hand
    title        of such a paper; what is made of a record is called as its record is
    finished_on  the day of the file when it was filed; pieces likewise: what came or went since asks for filing anew
    service      the record of the work of filing, where its time was noted; one for all that were filed at once
    taken_out_on no longer in the archive: the row stays and says why
    """

    class Kind(models.TextChoices):
        CASE = "CASE", _("个案")
        GROUP = "GROUP", _("小组")
        ACTIVITY = "ACTIVITY", _("活动和课堂")
        VISITS = "VISITS", _("探访记录")
        SERVICES = "SERVICES", _("其他服务记录")
        SUPERVISION = "SUPERVISION", _("督导记录")
        TRAINING = "TRAINING", _("培训")
        PUBLICITY = "PUBLICITY", _("宣传")
        REPORT = "REPORT", _("月报")
        AGREEMENT = "AGREEMENT", _("服务协议")
        DOCUMENT = "DOCUMENT", _("制度和资料")
        MEETING = "MEETING", _("会议记录")
        OTHER = "OTHER", _("其他材料")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=Kind)
    source = models.CharField(max_length=40, blank=True, default="")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    code = models.CharField(max_length=60)
    finished_on = models.DateField()
    pieces = models.PositiveIntegerField(default=1)
    title = EncryptedTextField(blank=True, default="")
    pages = models.PositiveIntegerField(null=True)
    box = models.CharField(max_length=20, blank=True, default="")
    volume = models.CharField(max_length=20, blank=True, default="")
    file = models.FileField(upload_to=paper_path, max_length=200, blank=True)
    file_name = models.CharField(max_length=120, blank=True, default="")
    file_bytes = models.PositiveIntegerField(default=0)
    service = models.ForeignKey("services.ServiceRecord", models.PROTECT, null=True, related_name="+")
    filed_on = models.DateField()
    filed_by = models.CharField(max_length=64)
    filed_by_label = models.CharField(max_length=120)
    taken_out_on = models.DateField(null=True)
    taken_out_because = models.CharField(max_length=200, blank=True, default="")
    taken_out_by_label = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        indexes = [models.Index(name="archive_of_a_station_by_year", fields=["station", "year", "kind"])]
        constraints = [
            models.UniqueConstraint(
                name="a_record_lies_in_the_archive_of_a_station_once",
                fields=["station", "kind", "source"],
                condition=Q(taken_out_on__isnull=True) & ~Q(source=""),
            ),
            models.UniqueConstraint(
                name="an_archive_number_is_held_once",
                fields=["station", "kind", "year", "number"],
                condition=Q(taken_out_on__isnull=True),
            ),
            models.CheckConstraint(
                name="what_is_taken_out_of_the_archive_says_why",
                condition=Q(taken_out_on__isnull=True, taken_out_because="")
                | (Q(taken_out_on__isnull=False) & ~Q(taken_out_because="")),
            ),
            models.CheckConstraint(
                name="an_archived_file_has_at_least_a_piece", condition=Q(pieces__gte=1, number__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_paper(self) -> bool:
        """Whether it was put in by hand."""
        return not self.source

    @property
    def seal_place(self) -> str:
        """Where its file belongs; see privacy.files."""
        return f"services_archiveitem.file {self.pk}"
