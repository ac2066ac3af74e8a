"""Who sees the rows of a purchase: the offices of the territory, and the organisation that is a party to it."""

from functools import reduce
from operator import or_
from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q

from yizhan.kernel.actor import Actor
from yizhan.kernel.ids import uuid7
from yizhan.privacy.scope import ScopedModel, ScopedQuerySet

Row = TypeVar("Row", bound=models.Model)


class PartyQuerySet(ScopedQuerySet[Row]):
    """Rows of a county without a station."""

    def visible_to(self, actor: Actor, verb: str) -> Self:
        """Rows of the territory; along the employer's line those its own organisation is a party to.

        An agency needs no station for that: it applies and bids before it operates one.
        """
        reaches = []
        for grant in actor.grants_for(verb):
            if grant.stations is None:
                reaches.append(self._reach(grant.region, None))
            elif actor.organisation_id is not None:
                party = self._party(actor.organisation_id)
                reaches.append(party & Q(region_code__startswith=grant.region[:6]))
        return self.filter(reduce(or_, reaches)).distinct() if reaches else self.none()

    def locked(self, actor: Actor, verb: str, pk: object) -> Row:
        """One row within reach, locked until the transaction ends; DoesNotExist when it is out of reach.

        Locked by its key alone: a row found through its parties is found by a join, which databases do not lock.
        """
        found = self.visible_to(actor, verb).get(pk=pk)
        return self.model._default_manager.select_for_update().get(pk=found.pk)

    def _party(self, organisation_id: object) -> Q:
        paths: tuple[str, ...] = self.model.PARTY_PATHS  # type: ignore[attr-defined]  # every ContractRow has it
        return reduce(or_, [Q(**{path: organisation_id}) for path in paths], Q(pk__in=()))


PartyManager = models.Manager.from_queryset(PartyQuerySet)
"""Named, so that the type checker finds it behind related rows."""


class ContractRow(ScopedModel):
    """A row of a county's purchase.

    PARTY_PATHS  look-ups that lead to the organisations on the other side: the provider, a bidder, an applicant;
                 empty where only the offices see it
    """

    STATION_PATH = ""
    PARTY_PATHS: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    objects = PartyManager()  # type: ignore[misc]  # the door of ScopedModel, made narrower

    class Meta:
        abstract = True
