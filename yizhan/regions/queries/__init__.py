"""Reads of the tree; nothing here writes."""

from yizhan.regions.queries.before_and_after import (
    Boundary,
    code_today,
    codes_as_of,
    former_places,
    history_of,
    names_of,
    predecessors,
    successors,
)
from yizhan.regions.queries.delivered import DATA, FIRST_EDITION, first_edition, first_tiles
from yizhan.regions.queries.editions import edition_changes, edition_for, editions_in_reach
from yizhan.regions.queries.mergers import MergePlan, Transfer, merge_plan
from yizhan.regions.queries.outlines import Drawing, drawing, outline_names
from yizhan.regions.queries.tiles import Tile, TileMap, tiles
from yizhan.regions.queries.tree import (
    Found,
    child_counts,
    children,
    county_of,
    may_change,
    may_reach,
    path_of,
    region_on,
    regions_on,
    search,
    siblings,
    townships,
)

__all__ = [
    "DATA",
    "FIRST_EDITION",
    "Boundary",
    "Drawing",
    "Found",
    "MergePlan",
    "Tile",
    "TileMap",
    "Transfer",
    "child_counts",
    "children",
    "code_today",
    "codes_as_of",
    "county_of",
    "drawing",
    "edition_changes",
    "edition_for",
    "editions_in_reach",
    "first_edition",
    "first_tiles",
    "former_places",
    "history_of",
    "may_change",
    "may_reach",
    "merge_plan",
    "names_of",
    "outline_names",
    "path_of",
    "predecessors",
    "region_on",
    "regions_on",
    "search",
    "siblings",
    "successors",
    "tiles",
    "townships",
]
