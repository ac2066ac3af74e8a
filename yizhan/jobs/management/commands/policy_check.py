"""Check policy packs: all on the shelf, or the folder of one."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from yizhan.policy.check import check_folders


class Command(BaseCommand):
    help = "检查政策包：不带参数检查全部，带文件夹只检查那一个。"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="*", type=Path, help="政策包的文件夹，或放着许多政策包的文件夹")

    def handle(self, *args: Any, **options: Any) -> None:
        filled = [folder for folder in settings.PACK_FOLDERS if any(folder.glob("*/*/pack.yaml"))]
        found = check_folders(options["folder"] or filled)
        for name, sentences in found.items():
            self.stdout.write(f"{'✗' if sentences else '✓'} {name}")
            for sentence in sentences:
                self.stdout.write(f"    {sentence}")
        wrong = sum(map(bool, found.values()))
        if wrong:
            raise CommandError(f"{wrong}处有误")
        self.stdout.write(f"{len(found)}个政策包，全部正确")
