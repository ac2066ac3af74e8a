"""`make bench`: both databases one after the other, then one table of ratios.

ARGS="--quick" runs everything on a handful of rows; ARGS="--only 写入,全县" a part; ARGS="--on sqlite" one database;
ARGS="--many-services 200000" less of the large.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLACES = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench ARGS=…")
    parser.add_argument("--on", choices=[*PLACES, "both"], default="both")
    given, rest = parser.parse_known_args()
    cores, load = os.cpu_count() or 1, os.getloadavg()[0]
    print(
        f"处理器 {cores} 个，此刻负载 {load:.1f}。" + ("机器正忙，用处理器时间比较。" if load > cores else "")
    )
    with tempfile.TemporaryDirectory(prefix="yizhan-bench-") as folder:
        for place in PLACES if given.on == "both" else [given.on]:
            out = Path(folder) / f"{place}.json"
            told = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
            (Path(folder) / place).mkdir()
            told["YIZHAN_VAR"] = str(Path(folder) / place)
            command = [sys.executable, "-m", "bench.run", "--out", str(out), *rest]
            if place == "postgresql":
                command = [sys.executable, str(ROOT / "tools" / "postgres.py"), *command]
            code = subprocess.run(command, env=told, cwd=ROOT, check=False).returncode
            if code:
                return code
            print(f"\n{PLACES[place]}\n{table(json.loads(out.read_text('utf-8')))}")
    return 0


def table(lines: list[dict[str, object]]) -> str:
    """Columns lined up; a Chinese character takes two places."""
    heads = ("量什么", "本系统", "对照", "比值", "目标", "")
    keys = ("what", "value", "anchor", "ratio", "goal", "reached")
    marks: dict[object, str] = {True: "达到", False: "未达到", None: "—"}
    rows: list[tuple[str, ...]] = [heads] + [
        tuple(marks[line[key]] if key == "reached" else str(line[key]) for key in keys) for line in lines
    ]
    widths = [max(_width(row[n]) for row in rows) for n in range(len(heads))]
    return "\n".join(
        "  ".join(cell + " " * (widths[n] - _width(cell)) for n, cell in enumerate(row)).rstrip()
        for row in rows
    )


def _width(text: str) -> int:
    return sum(2 if "\u2e80" <= sign <= "\uffee" else 1 for sign in text)


if __name__ == "__main__":
    sys.exit(main())
