"""Who sees what an office found, asked or wrote: the offices of the territory, and the station or agency it concerns."""

from typing import Self, TypeVar

from django.db import models
from django.db.models import Q

from yizhan.kernel.actor import Actor
from yizhan.kernel.ids import uuid7
from yizhan.privacy.scope import ScopedModel, ScopedQuerySet

Row = TypeVar("Row", bound=models.Model)


class OverseenQuerySet(ScopedQuerySet[Row]):
    """Rows about a station, or about an agency as a whole."""

    def visible_to(self, actor: Actor, verb: str) -> Self:
        """Those of the territory; along the employer's line those of its stations, and of itself as a whole.

        What concerns an agency as a whole is for those whose grant reaches as far, not for the head of one station.
        """
        reach = Q(pk__in=())
        for grant in actor.grants_for(verb):
            if grant.stations is None:
                reach |= self._reach(grant.region, None)
                continue
            own = Q(station_id__in=grant.stations)
            if actor.organisation_id is not None:
                own |= Q(
                    organisation_id=actor.organisation_id,
                    station__isnull=True,
                    region_code__startswith=grant.region,
                )
            reach |= own & self._told()
        return self.filter(reach)

    def locked(self, actor: Actor, verb: str, pk: object) -> Row:
        """One row within reach, locked until the transaction ends; DoesNotExist when it is out of reach."""
        return self.visible_to(actor, verb).select_for_update(of=("self",)).get(pk=pk)

    def _told(self) -> Q:
        """Which rows the other side knows of."""
        return ~Q(pk__in=())


OverseenManager = models.Manager.from_queryset(OverseenQuerySet)
"""Named, so that the type checker finds it behind related rows."""


class OverseenRow(ScopedModel):
    """A row about a station, or about an agency as a whole (station empty).

    organisation  who answers for it: the agency, or whoever operated the station on the day; None: nobody did
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    station = models.ForeignKey("stations.Station", models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey("access.Organisation", models.PROTECT, null=True, related_name="+")

    objects = OverseenManager()  # type: ignore[misc]  # the door of ScopedModel, made narrower

    class Meta:
        abstract = True

    @property
    def whom(self) -> str:
        """The station or the agency, as a list names it."""
        if self.station is not None:
            return self.station.short_name
        return self.organisation.name if self.organisation is not None else ""
