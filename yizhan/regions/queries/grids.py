"""Where the divisions directly below another one stand on its schematic map, at any height of the tree."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil, sqrt
from pathlib import Path

from yizhan.regions.models import Region, TilePosition

PROVINCES = Path(__file__).parents[1] / "data" / "provinces.csv"
MOST_COLUMNS = 12


@dataclass(frozen=True)
class Cell:
    """One division on the schematic map; row and column from 1. region None: drawn, but not in the tree."""

    code: str
    name: str
    row: int
    column: int
    region: Region | None


@dataclass(frozen=True)
class Grid:
    """placed: somebody said where the tiles stand; otherwise they stand in the order of the codes."""

    cells: list[Cell]
    columns: int
    placed: bool


def grid(*, code: str, below: Sequence[Region]) -> Grid:
    """The tiles of what lies directly below a division, which the caller has read; of "", the provinces.

    Places come from the county's own arrangement, for the country from the table delivered with the program; whatever
    has none is appended in rows below the others.
    """
    if not code:
        return _country({region.code: region for region in below})
    placed = {
        region_code: (row, column)
        for region_code, row, column in TilePosition.objects.filter(map_code=code).values_list(
            "region_code", "row", "column"
        )
    }
    cells = [Cell(one.code, one.short_name, *placed[one.code], one) for one in below if one.code in placed]
    rest = [one for one in below if one.code not in placed]
    wide = max(
        (cell.column for cell in cells), default=min(MOST_COLUMNS, max(1, ceil(sqrt(len(rest) * 1.6))))
    )
    under = max((cell.row for cell in cells), default=0)
    cells += [
        Cell(one.code, one.short_name, under + 1 + place // wide, 1 + place % wide, one)
        for place, one in enumerate(rest)
    ]
    return Grid(sorted(cells, key=lambda cell: (cell.row, cell.column)), wide, bool(placed))


def _country(known: dict[str, Region]) -> Grid:
    cells = [Cell(code, name, row, column, known.get(code)) for code, name, row, column in provinces()]
    return Grid(cells, max(cell.column for cell in cells), True)


@cache
def provinces() -> tuple[tuple[str, str, int, int], ...]:
    """Code, name, row, column of each province, as the program draws the country."""
    lines = csv.DictReader(PROVINCES.read_text("utf-8").splitlines())
    return tuple((line["code"], line["name"], int(line["row"]), int(line["column"])) for line in lines)
