"""Runs every check that needs no test run: format, lint, types, floors, guards, migrations, packs, generated pages."""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
MANAGE = [sys.executable, "manage.py"]

CHECKS: dict[str, list[str]] = {
    "format": [str(BIN / "ruff"), "format", "--check", "--quiet", "."],
    "lint": [str(BIN / "ruff"), "check", "--quiet", "."],
    "floors": [str(BIN / "lint-imports"), "--no-cache"],
    "types": [str(BIN / "mypy")],
    "guards": [sys.executable, "-m", "pytest", "-q", "--no-header", "tests/guards"],
    "migrations": [*MANAGE, "makemigrations", "--check", "--dry-run"],
    "settings": [*MANAGE, "check", "--fail-level", "WARNING"],
    "packs": [sys.executable, "-m", "tools.packs"],
    "field": [sys.executable, "-m", "tools.field", "check"],
    "pages": [sys.executable, "-m", "tools.papers", "--check"],
}


def main(wanted: list[str]) -> int:
    environment = {**os.environ, "YIZHAN_MODE": "development"}
    environment.pop("DATABASE_URL", None)
    failed = []
    for name, command in CHECKS.items():
        if wanted and name not in wanted:
            continue
        started = time.monotonic()
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        ok = done.returncode == 0
        print(f"{'✓' if ok else '✗'} {name:12} {time.monotonic() - started:5.1f} s", flush=True)
        if not ok:
            failed.append(name)
            print(done.stdout + done.stderr, flush=True)
    if failed:
        print(f"未通过 / failed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
