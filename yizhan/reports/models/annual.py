"""The yearly statistical tables of a county, filled in once and sent up."""

from typing import Any

from django.db import models
from django.db.models import Q

from yizhan.kernel.ids import uuid7
from yizhan.reports.models.sent_up import SentUp


class AnnualTables(SentUp):
    """A county's tables of one year (年度统计表). They hold figures and the names of papers and projects, no person.

    edition        of the heads they were opened with
    counted_to_on  the last day whose records are in the counted cells
    frozen         the sheet as signed
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    year = models.PositiveSmallIntegerField()
    edition = models.CharField(max_length=20)
    filled_by_label = models.CharField(max_length=120)
    frozen: Any = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_county_has_one_set_of_tables_a_year", fields=["region_code", "year"]
            ),
            models.CheckConstraint(
                name="tables_on_their_way_are_signed_and_frozen",
                condition=~Q(state__in=("SIGNED", "ACCEPTED"))
                | (Q(signed_on__isnull=False, first_signed_on__isnull=False) & ~Q(frozen_hash="")),
            ),
            models.CheckConstraint(
                name="tables_sent_back_say_why", condition=~Q(state="RETURNED") | ~Q(answer="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region_code} {self.year}"


class AnnualCell(models.Model):
    """One figure: counted (`computed`), filled in (`value` with where it is from), or kept from the year before."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    tables = models.ForeignKey(AnnualTables, models.CASCADE, related_name="cells")
    code = models.CharField(max_length=20)
    computed = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    value = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    kept = models.BooleanField(default=False)
    note = models.CharField(max_length=200, blank=True, default="")
    by_label = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_cell_stands_once_in_its_tables", fields=["tables", "code"]),
            models.CheckConstraint(
                name="a_cell_is_not_below_nothing", condition=Q(value__isnull=True) | Q(value__gte=0)
            ),
            models.CheckConstraint(
                name="a_kept_cell_has_a_figure", condition=Q(kept=False) | Q(value__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.value}"

    @property
    def is_changed(self) -> bool:
        return self.computed is not None and self.value != self.computed


class AnnualEntry(models.Model):
    """One line of a table that is a list.

    texts       one text a column
    source_key  the project or paper it was filled from; empty: written by hand
    gone        taken out by hand: it does not come back when the records are read again
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    tables = models.ForeignKey(AnnualTables, models.CASCADE, related_name="entries")
    table = models.CharField(max_length=8)
    number = models.PositiveSmallIntegerField()
    texts: Any = models.JSONField()
    source_key = models.CharField(max_length=80, blank=True, default="")
    gone = models.BooleanField(default=False)

    class Meta:
        ordering = ("table", "number", "id")
        constraints = [
            models.UniqueConstraint(
                name="a_record_stands_once_in_a_list",
                fields=["tables", "table", "source_key"],
                condition=~Q(source_key=""),
            ),
            models.CheckConstraint(
                name="only_a_line_from_records_is_taken_out", condition=Q(gone=False) | ~Q(source_key="")
            ),
            models.CheckConstraint(name="lines_are_numbered_from_one", condition=Q(number__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.number}"
