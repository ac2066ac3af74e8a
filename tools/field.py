"""Runs a script of the field app, with everything it needs for development. Usage: python -m tools.field check | test | size

size: how many bytes the app's first load takes over the line, and what comes later, when it is needed.
"""

import gzip
import os
import sys
from pathlib import Path

from tools.assets import npm

FIELD = Path(__file__).resolve().parent.parent / "field"

BUILT = FIELD.parent / "yizhan" / "web" / "static" / "field"
MOST_FIRST = 350 * 1024


def first_load() -> tuple[int, int]:
    """(bytes of everything the app fetches when it is first opened, of what it fetches when first needed), compressed."""
    sizes = {path: len(gzip.compress(path.read_bytes())) for path in BUILT.rglob("*") if path.is_file()}
    later = sum(size for path, size in sizes.items() if path.name.startswith("later-"))
    return sum(sizes.values()) - later, later


def main(script: str) -> None:
    if script == "size":
        first, later = first_load()
        print(
            f"first load {first / 1024:.0f} KB of {MOST_FIRST // 1024} KB, later {later / 1024:.0f} KB, compressed"
        )
        sys.exit(first > MOST_FIRST)
    os.environ["NO_COLOR"] = "1"
    if not (FIELD / "node_modules" / "vitest").exists():
        npm(FIELD, ["ci", "--no-audit", "--no-fund", "--loglevel=error"])
    npm(FIELD, ["run", "--silent", script], out=sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
