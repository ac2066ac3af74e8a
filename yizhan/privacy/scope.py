"""Seeing has one door: which rows an actor reaches is answered here, inside the query itself."""

from functools import reduce
from operator import or_
from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from yizhan.kernel.actor import EVERYWHERE, Actor

Row = TypeVar("Row", bound=models.Model)


class ScopedQuerySet(models.QuerySet[Row]):
    """Rows with a region and, mostly, a station."""

    def visible_to(self, actor: Actor, verb: str) -> Self:
        """Rows inside the grants of the actor that carry the verb; without one, nothing."""
        reaches = [self._reach(grant.region, grant.stations) for grant in actor.grants_for(verb)]
        return self.filter(reduce(or_, reaches)) if reaches else self.none()

    def _reach(self, region: str, stations: frozenset[object] | None) -> Q:
        path: str = self.model.STATION_PATH  # type: ignore[attr-defined]  # every ScopedModel has it
        if stations is not None:
            return Q(**{f"{path}__in": stations}) if path else Q(pk__in=())
        column: str = self.model.REGION_PATH  # type: ignore[attr-defined]
        return ~Q(pk__in=()) if region == EVERYWHERE else Q(**{f"{column}__startswith": region})


class ScopedModel(models.Model):
    """A row that lies in a region; the base of every table with a person in it.

    STATION_PATH  look-up that leads to the station's id; "pk" on the station itself; "" when the row has none, so
                  that a grant limited to stations never reaches it
    REGION_PATH   look-up that leads to the region code

    When a division goes into another, its rows take the new code (`regions.actions.following`):

    STAYS_BEHIND        rows that do not: who was granted the one division was not granted the other
    KEEPS_FORMER_CODES  the old code is written down row by row, because others hang on this one
    """

    STATION_PATH: ClassVar[str] = "station_id"
    REGION_PATH: ClassVar[str] = "region_code"
    STAYS_BEHIND: ClassVar[Q | None] = None
    KEEPS_FORMER_CODES: ClassVar[bool] = False

    region_code = models.CharField(max_length=12, db_index=True)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    changed_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True
