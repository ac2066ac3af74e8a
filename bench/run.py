"""One column of the table: everything measured on the database that DATABASE_URL names, written as JSON to a file."""

import argparse
import json
import os
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

BEGUN = time.perf_counter()


@dataclass(frozen=True)
class Sizes:
    """How much of everything; the small ones only show that nothing has rotted."""

    writes: int = 150
    rounds: int = 5
    few_files: int = 10_000
    many_files: int = 100_000
    few_services: int = 20_000
    many_services: int = 1_000_000
    page: int = 1_000
    phone_files: int = 300
    many_stations: int = 2_000
    few_board_services: int = 100_000
    board_services: int = 1_000_000


QUICK = Sizes(
    writes=3,
    rounds=1,
    few_files=60,
    many_files=240,
    few_services=200,
    many_services=400,
    page=3,
    phone_files=12,
    many_stations=40,
    few_board_services=80,
    board_services=160,
)


def main(words: list[str]) -> None:
    own = Sizes()
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    parser.add_argument(
        "--only", default="", help="写入、手机、导入、全县、列表、查找、日历、评估、预警、看板，用逗号分开"
    )
    parser.add_argument("--many-files", type=int, default=own.many_files)
    parser.add_argument("--many-services", type=int, default=own.many_services)
    parser.add_argument("--board-services", type=int, default=own.board_services)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args(words)
    sizes = (
        QUICK
        if given.quick
        else Sizes(
            many_files=given.many_files,
            many_services=given.many_services,
            board_services=given.board_services,
        )
    )

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)
    from bench.measures import measure

    lines = measure(sizes, only=frozenset(filter(None, given.only.split(","))), tell=_tell)
    given.out.write_text(json.dumps([asdict(line) for line in lines], ensure_ascii=False), "utf-8")


def _tell(words: str) -> None:
    print(f"{time.perf_counter() - BEGUN:7.1f} s  {words}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
