"""Load a table of divisions: the one delivered with the program, or a newer one from a file."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from yizhan.jobs.actor import system_actor
from yizhan.kernel.errors import Refused
from yizhan.regions.actions import load_edition, place_tiles
from yizhan.regions.queries import FIRST_EDITION, first_edition, first_tiles
from yizhan.regions.rules import read_edition


class Command(BaseCommand):
    help = "载入行政区划表。不带参数：载入随程序提供的 2023 年版四级区划和乡镇示意图。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, help="新的区划表（CSV，至少有 code、name 两列，UTF-8）")
        parser.add_argument("--edition", default="", help="新区划表的名称，写入变更依据")
        parser.add_argument("--on", type=date.fromisoformat, help="新表从哪天起用，如 2026-01-01")
        parser.add_argument("--within", default="", help="新表只涉及的区划代码，如 469025；不填为全国")
        parser.add_argument("--partial", action="store_true", help="新表不全：没列出的区划不视为撤销")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path | None = options["file"]
        actor = system_actor("regions.load_edition", "regions.place_tiles", name="load_divisions")
        try:
            if file is None:
                done = load_edition(
                    actor=actor, edition=FIRST_EDITION, on=None, rows=first_edition(), complete=False
                )
                for map_code, places in first_tiles().items():
                    place_tiles(actor=actor, map_code=map_code, places=places)
            else:
                done = load_edition(
                    actor=actor,
                    edition=options["edition"] or file.stem,
                    on=options["on"],
                    rows=read_edition(file.read_text("utf-8-sig")),
                    within=options["within"],
                    complete=not options["partial"],
                )
        except (Refused, ValueError) as no:
            raise CommandError(str(no)) from None
        except OSError as no:
            raise CommandError(f"读不了这个文件：{no}") from None
        self.stdout.write(
            f"区划：新增 {done['added']}，更名 {done['renamed']}，换码 {done['moved']}，撤销 {done['ended']}，未变 {done['unchanged']}。"
        )
