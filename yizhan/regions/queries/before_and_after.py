"""What divisions were before and are now: their changes, their codes, whose land it is by the boundaries of a day."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from yizhan.privacy.scope import ScopedModel
from yizhan.regions.models import FormerCode, Region, RegionChange
from yizhan.regions.rules import unpadded


def history_of(*, code: str) -> list[RegionChange]:
    """Every change this code took part in, newest first."""
    return list(
        RegionChange.objects.filter(Q(from_region__code=code) | Q(to_region__code=code))
        .select_related("from_region", "to_region")
        .order_by("-on", "-id")
    )


def former_places(*, row: ScopedModel) -> list[FormerCode]:
    """The codes a row of another room bore before its division went into others, newest first; each with its change."""
    return list(
        FormerCode.objects.filter(table=row._meta.label_lower, row_id=row.pk)
        .select_related("change__from_region", "change__to_region")
        .order_by("-change__on", "-id")
    )


def names_of(*, code: str) -> list[Region]:
    """Every row the code has had, newest first: its names, each with its days."""
    return sorted(
        Region.objects.filter(code=code), key=lambda row: row.valid_from_on or date.min, reverse=True
    )


def successors(*, code: str, on: date) -> list[Region]:
    """The divisions that carry this one on that day: itself while it stands, what it went into after that.

    More than one after a split; none after an abolition.
    """
    reached: set[str] = set()
    frontier = {unpadded(code)}
    while frontier:
        reached |= frontier
        changes = RegionChange.objects.filter(
            from_region__code__in=frontier, on__lte=on, to_region__isnull=False
        )
        frontier = set(changes.values_list("to_region__code", flat=True)) - reached
    return list(Region.objects.valid_on(on).filter(code__in=reached).order_by("code"))


def predecessors(*, code: str, on: date) -> list[Region]:
    """The divisions, as they last stood, whose land this one took over up to that day; renamed ones not among them."""
    came: dict[str, Region] = {}
    frontier = {code}
    while frontier:
        changes = RegionChange.objects.filter(to_region__code__in=frontier, on__lte=on).exclude(kind="RENAME")
        frontier = set()
        for change in changes.select_related("from_region").order_by("on"):
            if change.from_region.code not in came and change.from_region.code != code:
                came[change.from_region.code] = change.from_region
                frontier.add(change.from_region.code)
    return sorted(came.values(), key=lambda region: region.code)


def code_today(*, code: str, on: date) -> str | None:
    """The one code that stands for the same place that day; None when it was split or abolished.

    For rows that carry the code of a village or township that has since moved or merged.
    """
    now = successors(code=code, on=on)
    return now[0].code if len(now) == 1 else None


@dataclass(frozen=True)
class Boundary:
    """Which region codes, new or old, count as lying in a division; the longest beginning decides.

    inside   codes whose rows count, with everything below them
    outside  codes below those whose rows do not: they went to another division
    """

    inside: frozenset[str]
    outside: frozenset[str]

    def covers(self, code: str) -> bool:
        hits = [prefix for prefix in self.inside | self.outside if code.startswith(prefix)]
        return bool(hits) and max(hits, key=len) in self.inside

    def where(self, column: str = "region_code") -> Q:
        """A condition for any table with a region code."""
        condition = Q(pk__in=())
        for prefix in sorted(self.inside | self.outside, key=len):
            hit = Q(**{f"{column}__startswith": prefix})
            condition = condition | hit if prefix in self.inside else condition & ~hit
        return condition


def codes_as_of(*, code: str, on: date) -> Boundary:
    """The codes whose lines belong to the division by the boundaries of that day, where lines keep the code of their day.

    That is the audit trail; rows of the rooms take the new code along (`actions.following`), their old one is kept in
    `FormerCode`.

    Totals by the boundary of now: on=today. By the boundary of then: on=the last day of that period. A division that
    was split before that day keeps its own records: nobody can say which part they came from.
    """
    codes = {unpadded(code)}
    gone: set[str] = set()
    changes = RegionChange.objects.filter(kind__in=("MERGE", "MOVE"), on__lte=on).order_by("-on", "-id")
    # Latest first, because only then is it known where the end of an earlier change belongs that day.
    for start, end in changes.values_list("from_region__code", "to_region__code"):
        boundary = Boundary(frozenset(codes), frozenset(gone))
        if boundary.covers(end) and not boundary.covers(start):
            codes.add(start)
        elif boundary.covers(start) and not boundary.covers(end) and start not in codes:
            gone.add(start)
    return Boundary(frozenset(codes), frozenset(gone))
