"""Writes the pages of docs/ that the code generates. Usage: tools/papers.py [--check]

    docs/requirements.md   from docs/requirements.csv, whose column `test` is filled from the markers in tests first
    policies/词汇.md 口径.md schema.json   the vocabulary of packs, every figure, completion for editors
    docs/rooms.md          every room's purpose, words, verbs and metrics, from the code
    docs/states.md         every process drawn, with who may take each step and under which clause

With --check nothing is written; it fails when a page differs from what would be.
"""

import ast
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import django  # noqa: E402

from tests.guards.house import (  # noqa: E402
    HEIGHT,
    WINDOWS,
    all_verbs,
    dotted,
    functions,
    is_file,
    known_constants,
    sources,
)
from tools import ledger  # noqa: E402
from tools.states import states_page  # noqa: E402
from yizhan.kernel.metric import METRICS  # noqa: E402
from yizhan.policy.book import read_shelf  # noqa: E402
from yizhan.policy.papers import policy_papers  # noqa: E402


def first_sentence(function: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    return (ast.get_docstring(function) or "").split("\n")[0]


def verbs(room: str) -> list[tuple[str, str]]:
    return [
        (f"{room}.{function.name}", first_sentence(function))
        for place, text in sources(of=[room])
        if is_file(place, "actions")
        for function in functions(text)
        if f"{room}.{function.name}" in all_verbs()
    ]


def metrics(room: str) -> list[tuple[str, str, str, str]]:
    """(name, label, unit, 口径) of each @metric and each @rate of a room."""
    found = []
    for place, text in sources(of=[room]):
        if not is_file(place, "metrics"):
            continue
        known = known_constants(text)
        for node in ast.walk(ast.parse(text)):
            called = dotted(node.func).split(".")[-1] if isinstance(node, ast.Call) else ""
            if isinstance(node, ast.Call) and called in ("metric", "rate") and node.args:
                unit = {"unit": ast.Constant("%")} if called == "rate" else {}
                given = {
                    "name": node.args[0],
                    **unit,
                    **{word.arg: word.value for word in node.keywords if word.arg},
                }
                texts = {key: plain(value, known) for key, value in given.items()}
                found.append(
                    (texts["name"], texts.get("label", ""), texts.get("unit", ""), texts.get("says", ""))
                )
    return sorted(found)


def plain(node: ast.AST, known: dict[str, str]) -> str:
    if isinstance(node, ast.Name):
        return known.get(node.id, node.id)
    return str(node.value) if isinstance(node, ast.Constant) else ast.unparse(node)


def rooms() -> str:
    lines = [
        "# Rooms and windows",
        "",
        "Made from the code by `make papers`; do not edit. From the top floor down: a room imports only rooms below it.",
    ]
    for room in HEIGHT:
        purpose = (
            ast.get_docstring(ast.parse((ROOT / "yizhan" / room / "__init__.py").read_text("utf-8"))) or ""
        )
        about, _, words = purpose.partition("\n\nWords\n")
        lines += ["", f"## {room}{' (window)' if room in WINDOWS else ''}", "", about]
        if words:
            lines += ["", "```", *(line.removeprefix("    ") for line in words.splitlines()), "```"]
        if rows := verbs(room):
            lines += ["", "| Verb | |", "| --- | --- |", *(f"| `{name}` | {says} |" for name, says in rows)]
        if numbers := metrics(room):
            lines += ["", "| Metric | | Unit | 口径 |", "| --- | --- | --- | --- |"]
            lines += [f"| `{name}` | {label} | {unit} | {says} |" for name, label, unit, says in numbers]
    return "\n".join(lines) + "\n"


def policies() -> dict[Path, str]:
    """The pages beside the packs, and the processes with their clauses. Needs the rooms' metrics, therefore Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yizhan.config.settings")
    django.setup()
    packs = read_shelf([ROOT / "policies"])
    pages = {ROOT / "policies" / name: text for name, text in policy_papers(packs, METRICS.values()).items()}
    return pages | {ROOT / "docs" / "states.md": states_page(packs)}


def main(*, check: bool) -> int:
    if not check:
        ledger.write(ledger.collect(ledger.read(), ledger.marked_tests()))
    pages = {ledger.PAGE: ledger.page(ledger.read()), ROOT / "docs" / "rooms.md": rooms(), **policies()}
    stale = [path for path, text in pages.items() if not path.exists() or path.read_text("utf-8") != text]
    if check and stale:
        print(
            "请运行 make papers / run make papers: "
            + ", ".join(str(path.relative_to(ROOT)) for path in stale)
        )
        return 1
    for path in stale:
        path.write_text(pages[path], "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv))
