"""The log of publicity as pages read it."""

from uuid import UUID

from django.db.models import Q, QuerySet

from yizhan.kernel.actor import Actor
from yizhan.services.models import PublicityItem

VIEW = "services.view"


def publicity(*, actor: Actor, verb: str = VIEW) -> QuerySet[PublicityItem]:
    """Those in sight."""
    return PublicityItem.objects.visible_to(actor, verb).select_related("station", "worker", "service")


def counted(rows: QuerySet[PublicityItem]) -> QuerySet[PublicityItem]:
    """Less those withdrawn, and talks whose record was voided."""
    return rows.filter(Q(service=None) | Q(service__voided_at=None), withdrawn_on=None)


def item_for(*, actor: Actor, item_id: UUID) -> PublicityItem:
    """PublicityItem.DoesNotExist: out of sight."""
    return publicity(actor=actor).get(pk=item_id)
