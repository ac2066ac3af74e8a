"""Which files are closed to a reader: for rows of other rooms that are about somebody and must stay out of sight too."""

from typing import cast
from uuid import UUID

from yizhan.clients.models import Client
from yizhan.clients.models.client import ClientQuerySet
from yizhan.kernel.actor import Actor
from yizhan.privacy.scope import ScopedQuerySet


def restricted_from(*, actor: Actor, verb: str = "clients.view") -> list[UUID]:
    """Ids of the restricted files inside the actor's reach that she may not see; there are few of them anywhere."""
    files = cast(ClientQuerySet, Client.objects.get_queryset())
    reached = ScopedQuerySet.visible_to(files, actor, verb)  # all of them, past the narrower door of files
    closed = reached.filter(restricted=True).marked_open_to(actor).filter(is_open=False)  # type: ignore[misc]  # the annotation
    return list(closed.values_list("pk", flat=True))
