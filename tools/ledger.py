"""The requirements ledger: docs/requirements.csv is kept by hand, docs/requirements.md is made from it.

    tools/ledger.py             write docs/requirements.md
    tools/ledger.py --collect   first fill the column `test` from the markers @pytest.mark.requirement("R001") in tests

Columns: id, actor, kind, requirement, state, where, test. State is `works` (a person can do it in the product), `partly`
or `not yet`; where names the page or rule; test lists tests/…/test_x.py::test_name, separated by spaces.
"""

import ast
import csv
import io
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LEDGER = ROOT / "docs" / "requirements.csv"
PAGE = ROOT / "docs" / "requirements.md"
COLUMNS = ("id", "actor", "kind", "requirement", "state", "where", "test")
STATES = {"works": "✓ works", "partly": "◐ partly", "not yet": "not yet"}

SOURCES = (
    (1, 56, "黄山市 2022, 乡镇（街道）社会工作服务站建设实施方案"),
    (57, 122, "湖南省 2018, 乡镇（街道）社会工作服务站项目实施方案（试行）"),
    (123, 136, "黑龙江省, conference digest"),
    (137, 153, "福建省, conference digest"),
    (154, 161, "湖北省, conference digest"),
    (162, 183, "湖南省 2021, conference digest"),
    (184, 195, "四川省, conference digest"),
    (196, 202, "新疆维吾尔自治区, conference digest"),
    (203, 208, "西藏自治区, conference digest"),
    (209, 215, "贵州省, conference digest"),
    (216, 256, "海宁市, conference digest"),
    (257, 273, "成都市, conference digest"),
    (274, 283, "贺州市, conference digest"),
    (284, 357, "白沙黎族自治县 2023, 乡镇社会工作服务站项目工作方案"),
    (358, 428, "昆明市 2021, 乡镇（街道）社会工作服务站建设实施方案（试行）"),
)
"""First and last number of each document, and its name."""

Row = dict[str, str]


def read(text: str | None = None) -> list[Row]:
    with io.StringIO(text if text is not None else LEDGER.read_text("utf-8")) as lines:
        return list(csv.DictReader(lines))


def write(rows: list[Row]) -> None:
    with LEDGER.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def marked_tests() -> dict[str, list[str]]:
    """Requirement → tests that carry its number."""
    sys.path.insert(0, str(ROOT))
    from tests.guards.house import marked_tests as marked

    return {number: sorted(tests) for number, tests in marked("requirement").items()}


def collect(rows: list[Row], marked: dict[str, list[str]]) -> list[Row]:
    return [{**row, "test": " ".join(marked.get(row["id"], ()))} for row in rows]


def complaints(rows: list[Row], marked: dict[str, list[str]], known: set[str]) -> list[str]:
    """What is wrong with the ledger: numbers, states, tests that do not exist, markers it does not know.

    marked  requirement → tests that carry its number;  known  every test there is
    """
    numbers = [row["id"] for row in rows]
    wanted = [f"R{number:03d}" for number in range(1, 429)]
    wrong = [f"{number} is missing" for number in wanted if number not in numbers]
    wrong += [f"{number} stands {times} times" for number, times in Counter(numbers).items() if times > 1]
    wrong += [f"{number} is no requirement" for number in {*numbers, *marked} if number not in wanted]
    for row in rows:
        named = row["test"].split()
        if row["state"] not in STATES:
            wrong.append(f"{row['id']}: the state is one of {', '.join(STATES)}, not {row['state']!r}")
        elif row["state"] != "not yet":
            wrong += [
                f"{row['id']}: {column} is empty" for column in ("where", "test") if not row[column].strip()
            ]
        wrong += [f"{row['id']}: there is no test {test}" for test in named if test not in known]
        carried = set(marked.get(row["id"], ()))
        wrong += [
            f"{row['id']}: {test} does not carry its number"
            for test in named
            if test in known and test not in carried
        ]
        wrong += [
            f"{row['id']}: {test} carries its number and is not listed (tools/ledger.py --collect)"
            for test in sorted(carried - set(named))
        ]
    return wrong


def known_tests() -> set[str]:
    found = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        place = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
                found.add(f"{place}::{node.name}")
    return found


def page(rows: list[Row]) -> str:
    count = Counter(row["state"] for row in rows)
    lines = [
        "# Requirements",
        "",
        "Made from `requirements.csv` by `make papers`; do not edit. *Works* means that a person can do it in the product.",
        "",
        f"Of {len(rows)}: **{count['works']} work**, {count['partly']} partly, {count['not yet']} not yet.",
        "",
        "| Document | all | works | partly | not yet |",
        "| --- | --: | --: | --: | --: |",
    ]
    chapters = []
    for first, last, name in SOURCES:
        part = [row for row in rows if first <= int(row["id"][1:]) <= last]
        count = Counter(row["state"] for row in part)
        lines.append(f"| {name} | {len(part)} | {count['works']} | {count['partly']} | {count['not yet']} |")
        chapters += ["", f"## {name} (R{first:03d}–R{last:03d})", ""]
        chapters += [
            "| # | Actor | Kind | Requirement | State | Where | Test |",
            "| --- | --- | --- | --- | --- | --- | --- |",
        ]
        chapters += [
            f"| {row['id']} | {row['actor']} | {row['kind']} | {row['requirement']} | {STATES.get(row['state'], row['state'])}"
            f" | {row['where']} | {'<br>'.join(f'`{test}`' for test in row['test'].split())} |"
            for row in part
        ]
    return "\n".join([*lines, *chapters]) + "\n"


if __name__ == "__main__":
    if "--collect" in sys.argv:
        write(collect(read(), marked_tests()))
    PAGE.write_text(page(read()), "utf-8")
