"""The schematic map of a county."""

from dataclasses import dataclass
from datetime import date
from math import ceil, sqrt

from yizhan.regions.models import Region, TilePosition
from yizhan.regions.queries.tree import townships
from yizhan.regions.rules import unpadded


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
