"""The few writes of the walls themselves."""

from datetime import datetime, timedelta
from uuid import UUID

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.privacy.action import action
from yizhan.privacy.models import AuditEvent, AuditSeal, Unmasking
from yizhan.privacy.queries import chain_hash

UNMASKED_FOR = timedelta(minutes=10)
SEAL_LINES = 10_000


@action("privacy.unmask", facts=("subject", "subject_id", "reason"), subject="subject_id")
def unmask(
    *,
    actor: Actor,
    subject: str,
    subject_id: UUID,
    region_code: str,
    station_id: UUID | None,
    reason: str,
    note: str = "",
    at: datetime,
) -> Unmasking:
    """Show one person's full details to this actor for ten minutes. Called by the room that found the person.

    Refused  no reason from the list, or “其他” without a word
    """
    if reason not in Unmasking.Reason.values:
        raise Refused("请选择查看完整信息的理由。", code="privacy.reason-missing")
    if reason == Unmasking.Reason.OTHER and not note.strip():
        raise Refused("选了“其他”，请写明为什么要查看。", code="privacy.reason-missing")
    return Unmasking.objects.create(
        region_code=region_code,
        station_id=station_id,
        actor_id=actor.id,
        actor_label=actor.label,
        subject=subject,
        subject_id=subject_id,
        reason=reason,
        note=note.strip()[:200],
        until_at=at + UNMASKED_FOR,
    )


@action("privacy.seal_audit")
def seal_audit(*, actor: Actor, most: int = SEAL_LINES) -> AuditSeal | None:
    """Close the audit lines written since the last seal; None when there are none. Run every night."""
    lines = list(AuditEvent.objects.filter(seal=None).order_by("id")[:most])
    if not lines:
        return None
    last = AuditSeal.objects.order_by("-number").first()
    previous = last.hash if last else ""
    seal = AuditSeal.objects.create(
        number=last.number + 1 if last else 1,
        lines=len(lines),
        previous_hash=previous,
        hash=chain_hash(previous=previous, lines=lines),
    )
    AuditEvent.objects.filter(pk__in=[line.pk for line in lines]).update(seal=seal)
    return seal
