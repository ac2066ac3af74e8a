"""The ledger of a project: rows are only added, a mistake is taken back by a row of its own."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Case, F, Q, Sum, When
from django.utils.translation import gettext_lazy as _

from yizhan.contracts.models.agreements import Agreement
from yizhan.contracts.models.door import ContractRow, PartyQuerySet
from yizhan.contracts.models.projects import Project
from yizhan.kernel.ids import uuid7
from yizhan.privacy.fields import EncryptedTextField

if TYPE_CHECKING:
    from collections.abc import Iterable

MAY_FOLLOW = frozenset({"region_code", "changed_at"})
"""When a division goes into another its rows take the new code; nothing else of an entry ever changes."""


class LedgerIsOnlyAddedTo(RuntimeError):
    """Somebody tried to change or delete an entry: a fault of ours, never of a person."""


class EntryQuerySet(PartyQuerySet["Entry"]):
    """Entries, and what they add up to."""

    def update(self, **columns: Any) -> int:
        if set(columns) - MAY_FOLLOW:
            raise LedgerIsOnlyAddedTo(f"an entry is never changed: {sorted(columns)}")
        return PartyQuerySet.update(self, **columns)

    def bulk_update(self, *_: Any, **__: Any) -> int:
        raise LedgerIsOnlyAddedTo("an entry is never changed")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise LedgerIsOnlyAddedTo("an entry is never deleted")

    def standing(self) -> Self:
        """Entries that count: neither reversed nor a reversal."""
        return self.filter(reverses__isnull=True, reversed_by__isnull=True)

    def fen(self) -> int:
        """What they add up to; a reversal takes its entry's amount away again."""
        return int(self.order_by().aggregate(fen=Sum(SIGNED_FEN))["fen"] or 0)

    def fen_by(self, *columns: str) -> dict[Any, int]:
        """The same per value of a column; of several columns, per tuple of their values."""
        rows = self.order_by().values_list(*columns).annotate(fen=Sum(SIGNED_FEN))
        return {(row[0] if len(columns) == 1 else row[:-1]): int(row[-1]) for row in rows}


SIGNED_FEN = Case(
    When(reverses__isnull=True, then=F("amount_fen")),
    default=-F("amount_fen"),
    output_field=models.BigIntegerField(),
)


class Entry(ContractRow):
    """One movement of money (分录). Whole fen, above zero; which way it goes is told by its kind.

    moved_on    the day of the money; booked_on the day it was written down
    heading     budget heading of a spending, in the words of the region's document
    source      where the money of an allocation comes from: 福彩公益金, 县级财政 …
    purpose     what an allocation is bound to; "" where it is not bound
    reverses    the entry this one takes back: same kind, same amount, counted the other way
    request_id  made where the row is made: sent twice, it is booked once
    """

    PARTY_PATHS = ("agreement__provider_id",)

    class Kind(models.TextChoices):
        ALLOCATED = "ALLOCATED", _("资金到位")
        RECEIVED = "RECEIVED", _("拨付机构")
        SPENT = "SPENT", _("支出")
        INTEREST = "INTEREST", _("利息收入")
        RECOVERED = "RECOVERED", _("追回")
        DEDUCTED = "DEDUCTED", _("扣减")

    project = models.ForeignKey(Project, models.PROTECT, related_name="entries")
    agreement = models.ForeignKey(Agreement, models.PROTECT, null=True, related_name="entries")
    station = models.ForeignKey("stations.Station", models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    amount_fen = models.BigIntegerField()
    moved_on = models.DateField()
    booked_on = models.DateField()
    heading = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=40, blank=True)
    purpose = models.CharField(max_length=80, blank=True)
    what = EncryptedTextField()
    booked_by = models.CharField(max_length=120)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    because = models.CharField(max_length=120, blank=True)
    request_id = models.UUIDField(default=uuid7)

    objects = EntryQuerySet.as_manager()  # type: ignore[misc]  # the door of ContractRow, made to add up

    class Meta:
        indexes = [
            models.Index(name="entries_of_a_project", fields=["project", "kind", "moved_on"]),
            models.Index(name="entries_of_an_agreement", fields=["agreement", "moved_on"]),
        ]
        constraints = [
            models.UniqueConstraint(name="a_request_is_booked_once", fields=["project", "request_id"]),
            models.CheckConstraint(name="an_entry_is_of_some_money", condition=Q(amount_fen__gt=0)),
            models.CheckConstraint(
                name="an_entry_is_booked_no_earlier_than_its_day", condition=Q(booked_on__gte=F("moved_on"))
            ),
            models.CheckConstraint(
                name="an_entry_takes_back_another_and_says_why",
                condition=Q(reverses__isnull=True, because="")
                | (Q(reverses__isnull=False) & ~Q(because="") & ~Q(reverses=F("id"))),
            ),
            models.CheckConstraint(
                name="allocated_money_has_a_source_and_other_money_an_agreement",
                condition=(Q(kind="ALLOCATED", agreement__isnull=True) & ~Q(source=""))
                | (~Q(kind="ALLOCATED") & Q(agreement__isnull=False)),
            ),
            models.CheckConstraint(
                name="spent_money_has_a_heading", condition=~Q(kind="SPENT") | ~Q(heading="")
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def signed_fen(self) -> int:
        return self.amount_fen if self.reverses_id is None else -self.amount_fen

    def save(self, *args: Any, **options: Any) -> None:
        if not self._state.adding:
            raise LedgerIsOnlyAddedTo("an entry is never changed")
        super().save(*args, **options)

    def delete(self, *_: Any, **__: Any) -> tuple[int, dict[str, int]]:
        raise LedgerIsOnlyAddedTo("an entry is never deleted")


def total_fen(entries: "Iterable[Entry]") -> int:
    """What entries add up to that were already read."""
    return sum(entry.signed_fen for entry in entries)
