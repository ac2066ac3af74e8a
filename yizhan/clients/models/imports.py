"""A list that came as a table file: its sheet as read, the fate of every row, and how far the work is."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yizhan.clients.rules.classes import CHOICES
from yizhan.kernel.ids import uuid7
from yizhan.privacy.fields import EncryptedJSONField
from yizhan.privacy.scope import ScopedModel


class ImportBatch(ScopedModel):
    """One uploaded list, from the columns chosen to the rows written (名单导入)."""

    class State(models.TextChoices):
        MAPPING = "MAPPING", _("待对列")
        CHECKING = "CHECKING", _("正在核对")
        CHECKED = "CHECKED", _("待确认")
        APPLYING = "APPLYING", _("正在导入")
        DONE = "DONE", _("已导入")
        DISCARDED = "DISCARDED", _("已放弃")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    station = models.ForeignKey("stations.Station", models.PROTECT, null=True, related_name="+")
    station_ids: Any = models.JSONField(default=list)
    started_by = models.CharField(max_length=64)
    by_label = models.CharField(max_length=120)
    file_name = models.CharField(max_length=120)
    list_class = models.CharField(max_length=24, choices=CHOICES, blank=True)
    list_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.MAPPING)
    header: Any = EncryptedJSONField(null=True)
    sample: Any = EncryptedJSONField(null=True)
    columns: Any = models.JSONField(default=dict)
    warnings: Any = models.JSONField(default=list)
    first_row = models.PositiveIntegerField(default=2)
    rows = models.PositiveIntegerField(default=0)
    checked_rows = models.PositiveIntegerField(default=0)
    applied_rows = models.PositiveIntegerField(default=0)
    new_rows = models.PositiveIntegerField(default=0)
    changed_rows = models.PositiveIntegerField(default=0)
    same_rows = models.PositiveIntegerField(default=0)
    refused_rows = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(name="batch_by_starter", fields=["started_by", "recorded_at"])]
        constraints = [
            models.CheckConstraint(
                name="no_more_rows_are_checked_than_there_are",
                condition=Q(checked_rows__lte=models.F("rows")) & Q(applied_rows__lte=models.F("rows")),
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def percent(self) -> int:
        done = (
            self.applied_rows if self.state in (self.State.APPLYING, self.State.DONE) else self.checked_rows
        )
        return 100 * done // self.rows if self.rows else 100

    @property
    def working(self) -> bool:
        return self.state in (self.State.CHECKING, self.State.APPLYING)


class ImportSheet(ScopedModel):
    """A stretch of the file as it was read, and what becomes of those of its rows that nobody needs to read one by one.

    cells   until the list is imported or discarded: nothing of the file is kept longer than it is needed
    fates   of new and unchanged rows in their order: [number, fate, id of the file or "", particulars of a new file];
            when they are written only the first three stay, which lead to the files
    papers  the digest of the number of papers and, right behind it, the row, of all rows taken, with blanks between: so
            that nobody is taken twice; until written
    """

    STATION_PATH = "batch__station_id"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    region_code = models.CharField(max_length=12)
    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="sheets", db_index=False)
    first = models.PositiveIntegerField()
    cells: Any = EncryptedJSONField(null=True)
    fates: Any = EncryptedJSONField(null=True)
    papers = models.TextField(blank=True, default="")
    new_rows = models.PositiveIntegerField(default=0)
    same_rows = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_stretch_of_a_list_is_kept_once", fields=["batch", "first"]),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.first}"


class ImportRow(ScopedModel):
    """A row somebody should read: what it changes on a file, or why it is refused.

    `told`: for a changed row the old and new values, for a refused row its cells.
    """

    STATION_PATH = "batch__station_id"

    class Fate(models.TextChoices):
        NEW = "NEW", _("新建")
        CHANGED = "CHANGED", _("变更")
        SAME = "SAME", _("无变化")
        REFUSED = "REFUSED", _("不能导入")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    region_code = models.CharField(max_length=12)
    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="fates", db_index=False)
    number = models.PositiveIntegerField()
    fate = models.CharField(max_length=8, choices=Fate)
    client_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    told: Any = EncryptedJSONField(null=True)

    class Meta:
        indexes = [models.Index(name="import_rows_by_fate", fields=["batch", "fate", "number"])]
        constraints = [
            models.UniqueConstraint(name="a_row_of_a_list_has_one_fate", fields=["batch", "number"]),
            models.CheckConstraint(
                name="a_refused_row_says_why",
                condition=(Q(fate="REFUSED") & ~Q(reason="")) | ~Q(fate="REFUSED"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.fate}"
