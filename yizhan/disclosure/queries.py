"""What the public reads, and what an office approved for it."""

from uuid import UUID

from yizhan.disclosure.models import Snapshot
from yizhan.kernel.actor import Actor

VIEW = "disclosure.view"


def public_of(*, region_code: str, kind: str = "") -> list[Snapshot]:
    """What anybody may read of a place and what lies in it, the newest first; for the public page, no actor."""
    rows = Snapshot.objects.public().filter(region_code__startswith=region_code)
    if kind:
        rows = rows.filter(kind=kind)
    return list(rows.order_by("-approved_on", "-id")[:200])


def snapshots_of(*, actor: Actor, kind: str, subject_ids: list[UUID]) -> list[Snapshot]:
    """All that was told of these rows within reach, withdrawn ones too, the newest first."""
    rows = Snapshot.objects.visible_to(actor, VIEW).filter(kind=kind, subject_id__in=subject_ids)
    return list(rows.order_by("-approved_on", "-id"))
