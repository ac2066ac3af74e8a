"""Runs a script of the field app, with everything it needs for development. Usage: python -m tools.field check | test"""

import os
import sys
from pathlib import Path

from tools.assets import npm

FIELD = Path(__file__).resolve().parent.parent / "field"


def main(script: str) -> None:
    os.environ["NO_COLOR"] = "1"
    if not (FIELD / "node_modules" / "vitest").exists():
        npm(FIELD, ["ci", "--no-audit", "--no-fund", "--loglevel=error"])
    npm(FIELD, ["run", "--silent", script], out=sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
