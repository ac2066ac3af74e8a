"""Checks policy packs without starting the program: `python -m tools.packs [FOLDER …]`, by default all of policies/.

Each pack is read, its worked examples are played, and packs are held against each other.
"""

import sys
from pathlib import Path

from yizhan.policy.check import check_folders

ROOT = Path(__file__).resolve().parent.parent


def main(named: list[str]) -> int:
    found = check_folders([Path(folder) for folder in named] or [ROOT / "policies"])
    wrong = 0
    for name, sentences in found.items():
        print(f"{'✗' if sentences else '✓'} {name}")
        for sentence in sentences:
            print(f"    {sentence}")
        wrong += bool(sentences)
    print(
        f"{len(found) - wrong} 个政策包可用，{wrong} 个有误" if wrong else f"{len(found)} 个政策包，全部可用"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
