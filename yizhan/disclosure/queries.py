"""What the public reads, and what an office approved for it."""

from uuid import UUID

from django.db.models import Count

from yizhan.disclosure.models import Snapshot
from yizhan.kernel.actor import Actor

VIEW = "disclosure.view"


def public_of(*, region_code: str, kind: str = "") -> list[Snapshot]:
    """What anybody may read of a place and what lies in it, the newest first; for the public page, no actor."""
    rows = Snapshot.objects.public().filter(region_code__startswith=region_code)
    if kind:
        rows = rows.filter(kind=kind)
    return list(rows.order_by("-approved_on", "-id")[:200])


def public_places() -> dict[str, int]:
    """How many sheets each county has public, by its code; a station's and a township's count for their county."""
    found: dict[str, int] = {}
    for code, number in (
        Snapshot.objects.public()
        .order_by("region_code")
        .values_list("region_code")
        .annotate(number=Count("pk"))
    ):
        found[code[:6]] = found.get(code[:6], 0) + number
    return found


def public_one(*, snapshot_id: UUID) -> Snapshot | None:
    """One sheet anybody may read; None: there is none, or it was taken off."""
    return Snapshot.objects.public().filter(pk=snapshot_id).first()


def replaced(*, snapshot_id: UUID) -> tuple[Snapshot, Snapshot] | None:
    """A sheet that was taken off and the one that stands in its place; None: nothing stands there."""
    former = Snapshot.objects.filter(pk=snapshot_id, withdrawn_on__isnull=False).first()
    if former is None:
        return None
    now = Snapshot.objects.public().filter(kind=former.kind, subject_id=former.subject_id).first()
    return (former, now) if now else None


def snapshots_of(*, actor: Actor, kind: str, subject_ids: list[UUID]) -> list[Snapshot]:
    """All that was told of these rows within reach, withdrawn ones too, the newest first."""
    rows = Snapshot.objects.visible_to(actor, VIEW).filter(kind=kind, subject_id__in=subject_ids)
    return list(rows.order_by("-approved_on", "-id"))
