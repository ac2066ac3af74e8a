"""Reads of the tree: as it stands on a day, and what its divisions were before and are now."""

import csv
import gzip
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from math import ceil, sqrt
from pathlib import Path

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Length

from yizhan.kernel.actor import Actor
from yizhan.privacy.scope import ScopedModel
from yizhan.regions.models import FormerCode, Region, RegionChange, TilePosition
from yizhan.regions.rules import (
    LEVELS,
    Row,
    changing_refusal,
    merging_refusal,
    next_local_code,
    prefixes,
    read_edition,
    starting_refusal,
    unpadded,
)

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


# --- before and after ---------------------------------------------------------------------------------------------------


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
    return list(Region.objects.valid_on(on).filter(code__in=reached).order_by(*_ORDER))


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


# --- the schematic map --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tile:
    """One township on the schematic map; row and column from 1."""

    region: Region
    row: int
    column: int


@dataclass(frozen=True)
class TileMap:
    """arranged: the county placed the tiles; otherwise they stand in the order of the codes."""

    tiles: list[Tile]
    rows: int
    columns: int
    arranged: bool


def tiles(*, code: str, on: date) -> TileMap:
    """The map of one county: where its townships stand, every one of them, placed or not.

    Townships without a place of their own are appended in rows below the others.
    """
    code = unpadded(code)
    units = list(townships(code=code, on=on))
    placed = {tile.region_code: tile for tile in TilePosition.objects.filter(map_code=code)}
    tiles = [
        Tile(unit, placed[unit.code].row, placed[unit.code].column) for unit in units if unit.code in placed
    ]
    rest = [unit for unit in units if unit.code not in placed]
    columns = max((tile.column for tile in tiles), default=max(1, ceil(sqrt(len(rest)))))
    below = max((tile.row for tile in tiles), default=0)
    tiles += [
        Tile(unit, below + 1 + place // columns, 1 + place % columns) for place, unit in enumerate(rest)
    ]
    tiles.sort(key=lambda tile: (tile.row, tile.column))
    return TileMap(tiles, max((tile.row for tile in tiles), default=0), columns, bool(placed))


# --- before a merger ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Transfer:
    """A division below a merged one, and the code it gets in its new place."""

    region: Region
    new_code: str


@dataclass(frozen=True)
class MergePlan:
    """What a merger would do, for the preview and for the action alike.

    into      the division they go into; None when it is new
    above     what a new division lies in
    refusal   why it cannot be done, or None
    """

    regions: list[Region]
    into: Region | None
    into_code: str
    above: Region | None
    transfers: list[Transfer]
    refusal: str | None


def merge_plan(*, codes: Collection[str], into_code: str, on: date) -> MergePlan:
    """What would happen if these divisions went into that one, new or existing.

    Region.DoesNotExist  one of them is not in the tree now
    """
    wanted = sorted({unpadded(code) for code in codes})
    into_code = unpadded(into_code)
    regions = list(Region.objects.filter(code__in=wanted, valid_to_on__isnull=True).order_by(*_ORDER))
    if len(regions) != len(wanted):
        raise Region.DoesNotExist
    into = Region.objects.filter(code=into_code, valid_to_on__isnull=True).first()
    above = None if into else _nearest_above(into_code)
    refusal = merging_refusal(
        from_codes=wanted,
        from_levels={region.level for region in regions},
        into_code=into_code,
        into_level=into.level if into else LEVELS.get(len(into_code), ""),
        into_ever_used=Region.objects.filter(code=into_code).exists(),
        into_open=into is not None,
    )
    if into is None and above is None:
        refusal = refusal or f"代码 {into_code} 不在任何已有的区划下面，请核对。"
    transfers: list[Transfer] = []
    taken = set(Region.objects.filter(code__startswith=into_code).values_list("code", flat=True))
    below = Q(pk__in=())
    for region in regions:
        below |= Q(code__startswith=region.code)
    for child in (
        Region.objects.filter(below, valid_to_on__isnull=True).exclude(code__in=wanted).order_by(*_ORDER)
    ):
        new_code = next_local_code(into_code, taken)
        if new_code is None:
            refusal = refusal or "合并后本地编号不够用，请分次合并。"
            break
        taken.add(new_code)
        transfers.append(Transfer(child, new_code))
    for region in [*regions, *(transfer.region for transfer in transfers)]:
        refusal = refusal or changing_refusal(
            name=region.name, since=region.valid_from_on, on=on, until=region.valid_to_on
        )
    if into is not None:
        refusal = refusal or starting_refusal(name=into.name, since=into.valid_from_on, on=on)
    return MergePlan(regions, into, into_code, above, transfers, refusal)


def _nearest_above(code: str) -> Region | None:
    rows = Region.objects.filter(code__in=prefixes(code)[:-1], valid_to_on__isnull=True)
    return max(rows, key=lambda region: len(region.code), default=None)


# --- what the program brings along ----------------------------------------------------------------------------------------

DATA = Path(__file__).parents[1] / "data"
FIRST_EDITION = "统计用区划代码（2023 年版）"


def first_edition() -> tuple[Row, ...]:
    """The table of 2023 that the program is delivered with; `rules.branch` cuts one county out of it."""
    return read_edition(gzip.decompress((DATA / "divisions-2023.csv.gz").read_bytes()).decode())


def first_tiles() -> dict[str, list[tuple[str, int, int]]]:
    """County -> places of its tiles, as delivered: township code, row, column."""
    maps: dict[str, list[tuple[str, int, int]]] = {}
    for line in csv.DictReader((DATA / "tiles.csv").read_text("utf-8").splitlines()):
        maps.setdefault(line["map_code"], []).append(
            (line["region_code"], int(line["row"]), int(line["column"]))
        )
    return maps
