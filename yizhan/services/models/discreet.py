"""Rows about a person: whoever may not see a restricted file does not see what else is written about it."""

from typing import Self, TypeVar

from django.db import models
from django.db.models import Q

from yizhan.clients.models.client import SEE_RESTRICTED
from yizhan.kernel.actor import Actor
from yizhan.privacy.scope import ScopedQuerySet

Row = TypeVar("Row", bound=models.Model)


class DiscreetQuerySet(ScopedQuerySet[Row]):
    """Rows with `client`, which may be empty where nobody has a file yet."""

    def visible_to(self, actor: Actor, verb: str) -> Self:
        """Rows of the grants that carry the verb, less those about restricted files the actor may not see."""
        return super().visible_to(actor, verb).filter(self._discreetly(actor))

    def _discreetly(self, actor: Actor) -> Q:
        seen = Q(client__isnull=True) | Q(client__restricted=False)
        for grant in actor.grants_for(SEE_RESTRICTED):
            seen |= self._reach(grant.region, grant.stations)
        return seen
