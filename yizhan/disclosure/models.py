"""What was approved for the public, as it stood on its day; never worked out again."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from yizhan.kernel.ids import uuid7
from yizhan.privacy.scope import ScopedModel, ScopedQuerySet

MAY_CHANGE = frozenset({"withdrawn_on", "withdrawn_because", "withdrawn_by", "region_code", "changed_at"})
"""It is taken off the public page, and follows its division; nothing of what was told ever changes."""


class SnapshotIsFrozen(RuntimeError):
    """Somebody tried to change what was told to the public: a fault of ours, never of a person."""


class SnapshotQuerySet(ScopedQuerySet["Snapshot"]):
    def public(self) -> Self:
        """What anybody may read."""
        return self.filter(withdrawn_on=None)

    def update(self, **columns: Any) -> int:
        if set(columns) - MAY_CHANGE:
            raise SnapshotIsFrozen(f"a snapshot is never changed: {sorted(columns)}")
        return ScopedQuerySet.update(self, **columns)

    def delete(self) -> tuple[int, dict[str, int]]:
        raise SnapshotIsFrozen("a snapshot is never deleted")


class Snapshot(ScopedModel):
    """One approved, frozen sheet for the public (公开快照).

    kind        what it is, by the room that approved it: “contracts.financial-report”
    subject_id  the row it was made from; one stands at a time
    of          whose it is, as the public knows it: an agency, an office, a station
    body        {"lines": [{label, value, unit}], "notes": [sentence]}; cells too small are hidden already;
                and "data", where it is told in the shape of a public standard as well
    hidden      how many cells were hidden
    """

    STATION_PATH = ""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    of = models.CharField(max_length=80)
    title = models.CharField(max_length=120)
    first_on = models.DateField()
    last_on = models.DateField()
    body: Any = models.JSONField()
    hidden = models.PositiveIntegerField(default=0)
    approved_by = models.CharField(max_length=120)
    approved_on = models.DateField()
    withdrawn_on = models.DateField(null=True)
    withdrawn_because = models.CharField(max_length=200, blank=True)
    withdrawn_by = models.CharField(max_length=120, blank=True)

    objects = SnapshotQuerySet.as_manager()  # type: ignore[misc]  # the door of ScopedModel, kept shut for changes

    class Meta:
        indexes = [models.Index(name="snapshots_of_a_kind", fields=["kind", "region_code", "approved_on"])]
        constraints = [
            models.UniqueConstraint(
                name="one_snapshot_of_a_row_is_public_at_a_time",
                fields=["kind", "subject_id"],
                condition=Q(withdrawn_on__isnull=True),
            ),
            models.CheckConstraint(
                name="a_snapshot_taken_off_says_why",
                condition=Q(withdrawn_on__isnull=True) | ~Q(withdrawn_because=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **options: Any) -> None:
        if not self._state.adding and set(options.get("update_fields") or ("body",)) - MAY_CHANGE:
            raise SnapshotIsFrozen("a snapshot is never changed")
        super().save(*args, **options)

    def delete(self, *_: Any, **__: Any) -> tuple[int, dict[str, int]]:
        raise SnapshotIsFrozen("a snapshot is never deleted")
