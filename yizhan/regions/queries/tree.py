"""Reads of the tree as it stands on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Length

from yizhan.kernel.actor import Actor
from yizhan.regions.models import Region
from yizhan.regions.rules import prefixes, unpadded

_ORDER = ("code",)


def region_on(*, code: str, on: date) -> Region:
    """The division with that code that day; the code may be padded with zeros.

    Region.DoesNotExist  nothing bore the code that day
    """
    return Region.objects.valid_on(on).get(code=unpadded(code))


def regions_on(*, codes: Iterable[str], on: date) -> dict[str, Region]:
    """Divisions by code, in one query; codes that stood for nothing that day are missing."""
    return {region.code: region for region in Region.objects.valid_on(on).filter(code__in=set(codes))}


def children(*, code: str, on: date) -> QuerySet[Region]:
    """What lies directly below that day, in the order of the codes; of "", the provinces.

    A placeholder is skipped and its own children stand in its place: 白沙 is listed under 海南省.
    """
    rows = Region.objects.valid_on(on).filter(placeholder=False)
    if not code:
        return rows.filter(parent__isnull=True).order_by(*_ORDER)
    # By ids, not by a join: an OR over joined tables costs a fifth of a second on the whole country.
    holders = Region.objects.filter(code=unpadded(code)).values("pk")
    placeholders = Region.objects.filter(placeholder=True, parent__in=holders).values("pk")
    return rows.filter(Q(parent__in=holders) | Q(parent__in=placeholders)).order_by(*_ORDER)


def child_counts(*, codes: Iterable[str], on: date) -> dict[str, int]:
    """How many divisions lie directly below each of these that day; counted as `children` lists them."""
    held = dict(Region.objects.filter(code__in=set(codes)).values_list("pk", "code"))
    held |= dict(Region.objects.filter(placeholder=True, parent__in=held).values_list("pk", "parent__code"))
    rows = Region.objects.valid_on(on).filter(placeholder=False, parent__in=held).order_by()
    counts: dict[str, int] = {}
    for parent, count in rows.values_list("parent").annotate(count=Count("pk")):
        counts[held[parent]] = counts.get(held[parent], 0) + count
    return counts


def siblings(*, region: Region, on: date) -> QuerySet[Region]:
    """The others of the same length of code below the same parent that day: what it could merge with."""
    rows = Region.objects.valid_on(on).annotate(digits=Length("code"))
    return (
        rows.filter(parent__code=region.parent.code if region.parent else "", digits=len(region.code))
        .exclude(code=region.code)
        .order_by(*_ORDER)
    )


def townships(*, code: str, on: date) -> QuerySet[Region]:
    """Every township, sub-district, township-like unit and zone of 9 digits inside the division that day."""
    rows = Region.objects.valid_on(on).annotate(digits=Length("code"))
    return rows.filter(code__startswith=unpadded(code), digits=9, placeholder=False).order_by(*_ORDER)


def path_of(*, code: str, on: date) -> list[Region]:
    """From the province down to the division itself; placeholders left out. Empty when nothing bore the code."""
    found = regions_on(codes=prefixes(unpadded(code)), on=on)
    if unpadded(code) not in found:
        return []
    return [
        region for region in sorted(found.values(), key=lambda each: len(each.code)) if not region.placeholder
    ]


def county_of(*, code: str, on: date) -> Region | None:
    """The county the division lies in, itself included; the city where a city has no counties; else None.

    So 441900003 lies in 4419 东莞市, and 341000901, a zone held directly by a city, in 3410 黄山市.
    """
    code = unpadded(code)
    above = [region for region in path_of(code=code, on=on) if region.level in ("PREFECTURE", "COUNTY")]
    if not above or (above[-1].level == "PREFECTURE" and len(code) == 4 and _has_counties(above[-1], on)):
        return None
    return above[-1]


def _has_counties(region: Region, on: date) -> bool:
    return children(code=region.code, on=on).filter(level="COUNTY").exists()


@dataclass(frozen=True)
class Found:
    """One page of a search, best first.

    more  there were more than fit
    """

    regions: list[Region]
    more: bool


def search(*, text: str, on: date, within: str = "", limit: int = 30) -> Found:
    """By name (any part), by initials of the sounds (beginning) or by code (beginning); larger divisions first.

    within  only inside this division
    """
    text = "".join(text.split())
    if not text:
        return Found([], False)
    if text.isascii() and text.isdigit():
        rank = Case(When(code=unpadded(text), then=Value(0)), default=Value(1), output_field=IntegerField())
        match = Q(code__startswith=text) | Q(code=unpadded(text))
    elif text.isascii():
        letters = text.lower()
        rank = Case(When(initials=letters, then=Value(0)), default=Value(1), output_field=IntegerField())
        match = Q(initials__startswith=letters)
    else:
        rank = Case(
            When(Q(name=text) | Q(short_name=text), then=Value(0)),
            When(Q(name__startswith=text) | Q(short_name__startswith=text), then=Value(1)),
            default=Value(2),
            output_field=IntegerField(),
        )
        match = Q(name__contains=text) | Q(short_name__contains=text)
    rows = Region.objects.valid_on(on).filter(match, placeholder=False)
    if within:
        rows = rows.filter(code__startswith=unpadded(within))
    found = list(rows.annotate(rank=rank).order_by("rank", Length("code"), "code")[: limit + 1])
    return Found(found[:limit], len(found) > limit)


# --- who may change what ------------------------------------------------------------------------------------------------


def may_change(*, actor: Actor, verb: str, code: str) -> bool:
    """Whether the actor may do that to the division: it lies inside, and is not itself, the region of a grant.

    A county arranges its townships; its own name comes from above.
    """
    return any(grant.reaches_region(code) and grant.region != code for grant in actor.grants_for(verb))


def may_reach(*, actor: Actor, verb: str, code: str) -> bool:
    """Whether the actor may do that inside the division: it lies inside, or is, the region of a grant."""
    return any(grant.reaches_region(code) for grant in actor.grants_for(verb))
