"""Scaffolds a room: `tools/room.py NAME` writes its six files, a migrations folder and a folder of tests."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

FILES = {
    "__init__.py": '"""The purpose of {name} in one paragraph.\n\nWords\n    term    what it means (中文)\n"""\n',
    "models.py": '"""Tables of {name}."""\n',
    "rules.py": '"""Facts in, an answer or the reason of a refusal out. Plain Python."""\n',
    "queries.py": '"""Reads of {name}: each begins `visible_to(actor, verb)`."""\n',
    "metrics.py": '"""The figures that leave {name}, each with its one definition."""\n',
    "actions.py": '"""What may be done in {name}: one verb, one permission, one transaction, one audit line."""\n',
    "migrations/__init__.py": "",
}


def main(names: list[str]) -> None:
    if len(names) != 1 or not re.fullmatch(r"[a-z]+s", names[0]):
        sys.exit(
            "房间名是一个英文复数名词，例如 make room NAME=volunteers / a room is one plural noun: make room NAME=volunteers"
        )
    name = names[0]
    room, tests = ROOT / "yizhan" / name, ROOT / "tests" / name
    if room.exists():
        sys.exit(f"yizhan/{name} 已经存在 / is there already")
    for file, text in FILES.items():
        path = room / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.format(name=name), "utf-8")
    tests.mkdir(parents=True, exist_ok=True)
    (tests / "__init__.py").touch()
    print(
        f"yizhan/{name} 和 tests/{name} 已建好。下一步 / next:\n"
        f"  1. pyproject.toml：在 layers 里给 {name} 一层 / give it a floor\n"
        f"  2. yizhan/config/settings.py：在 INSTALLED_APPS 里加上 yizhan.{name} / add it\n"
        "  3. docs/howto/add-a-room.md"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
