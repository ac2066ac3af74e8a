"""What the program brings along: the first table of divisions, the first places of tiles."""

import csv
import gzip
from pathlib import Path

from yizhan.regions.rules import Row, read_edition

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
