"""Runs every test and says plainly how it went. Usage: tools/test.py [pytest arguments for all parts]

    SQLite       rules, rooms, windows, guards
    PostgreSQL   rooms and windows again
    field        the store and the exchange of the field app
    browser      the pages in a real Chromium

A part that cannot start fails; nothing is skipped because a server or a browser is missing.
"""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLAIN = ("guards", "kernel", "policy", "browser", "bench")
"""Folders of tests/ that touch no database, need a browser or choose their own database: not run again on PostgreSQL."""


def parts(extra: list[str]) -> dict[str, list[str]]:
    python = sys.executable
    pytest = [python, "-m", "pytest", "-q", "--no-header", *extra]
    workers = os.environ.get("WORKERS", "2")
    both = ["-n", workers, "--dist", "loadfile", "--no-loadscope-reorder"]  # as conftest.py puts them
    again = [f"--ignore=tests/{folder}" for folder in PLAIN]
    return {
        "SQLite": [*pytest, *both, "-m", "not browser and not postgres", "tests"],
        "PostgreSQL": [python, "tools/postgres.py", *pytest, *both, "-m", "not browser", *again, "tests"],
        "field": [python, "-m", "tools.field", "test"],
        "browser": [*pytest, "-n", workers, "--dist", "worksteal", "-m", "browser", "tests/browser"],
    }


def main(extra: list[str]) -> int:
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    environment.pop("DATABASE_URL", None)
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # a dozen processes would each compile the house anew
    wanted = os.environ.get("PARTS", "SQLite PostgreSQL field browser").split()
    lines, passed, failed = [], 0, 0
    for name, command in parts(extra).items():
        if name not in wanted:
            continue
        print(f"\n=== {name} ===", flush=True)
        started = time.monotonic()
        if name == "browser":
            found = subprocess.run(
                [sys.executable, "-m", "tools.browser"],
                stdout=subprocess.PIPE,
                text=True,
                cwd=ROOT,
                check=False,
            )
            environment["CHROMIUM"] = found.stdout.strip()
            if found.returncode:
                lines.append(f"{name:12} 未能开始 / did not start")
                failed += 1
                continue
        run = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        last = ""
        assert run.stdout
        for line in run.stdout:
            print(line, end="", flush=True)
            last = line if re.search(r"\d+ (passed|failed|error)", line) else last
        code = run.wait()
        good = sum(int(n) for n in re.findall(r"(\d+) passed", last))
        bad = sum(int(n) for n in re.findall(r"(\d+) (?:failed|errors?)", last))
        bad += code != 0 and bad == 0
        passed, failed = passed + good, failed + bad
        word = "通过 / passed" if code == 0 else "未通过 / FAILED"
        lines.append(
            f"{name:12} {word:18} {good:5} passed {bad:3} failed  {time.monotonic() - started:6.1f} s"
        )
    print("\n" + "\n".join(lines))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
