"""Reads of the audit trail, and who may see a person's full details right now."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from yizhan.kernel.actor import EVERYWHERE, Actor
from yizhan.privacy import cipher
from yizhan.privacy.models import AuditEvent, AuditSeal, Unmasking


def unmasked_until(*, actor: Actor, subject: str, subject_id: UUID, at: datetime) -> datetime | None:
    """The instant until which this actor sees the full details of this one person; None: masked."""
    row = (
        Unmasking.objects.filter(actor_id=actor.id, subject=subject, subject_id=subject_id, until_at__gt=at)
        .order_by("-until_at")
        .first()
    )
    return row.until_at if row else None


def readings_of(*, actor: Actor, verb: str, subject: str, subject_id: UUID) -> QuerySet[Unmasking]:
    """Who asked to see this person's full details, newest first, inside the actor's scope."""
    return (
        Unmasking.objects.visible_to(actor, verb)
        .filter(subject=subject, subject_id=subject_id)
        .order_by("-recorded_at")
    )


def audit_trail(*, actor: Actor, verb: str = "privacy.view_audit") -> QuerySet[AuditEvent]:
    """Audit lines of the regions in which the actor may read them, newest first."""
    inside = Q(pk__in=())
    for grant in actor.grants_for(verb):
        if grant.stations is None:
            inside |= ~Q(pk__in=()) if grant.region == EVERYWHERE else Q(region_code__startswith=grant.region)
    return AuditEvent.objects.filter(inside).order_by("-at", "-id")


def audit_of(*, subject_id: UUID, actions: Collection[str] = ()) -> QuerySet[AuditEvent]:
    """What happened to one person or thing; the caller has already found it through `visible_to`."""
    lines = AuditEvent.objects.filter(subject_id=subject_id, outcome=AuditEvent.Outcome.DONE)
    return (lines.filter(action__in=actions) if actions else lines).order_by("-at", "-id")


def chain_hash(*, previous: str, lines: Iterable[AuditEvent]) -> str:
    """SM3 over the seal before and every line in order: whoever changes one line breaks all seals after it."""
    told = "\n".join(
        [
            previous,
            *(
                f"{line.id}|{line.at.isoformat()}|{line.actor_id}|{line.action}|{line.outcome}"
                for line in lines
            ),
        ]
    )
    return cipher.sm3(told.encode())


def broken_seals() -> list[int]:
    """Numbers of the seals whose lines no longer give the hash written on them; [] when nobody touched the trail."""
    wrong, previous = [], ""
    for seal in AuditSeal.objects.order_by("number"):
        lines = list(AuditEvent.objects.filter(seal=seal).order_by("id"))
        if (
            seal.previous_hash != previous
            or seal.lines != len(lines)
            or chain_hash(previous=previous, lines=lines) != seal.hash
        ):
            wrong.append(seal.number)
        previous = seal.hash
    return wrong
