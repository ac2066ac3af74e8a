"""Put a checked policy pack on the shelf: the running server counts with it within seconds."""

from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from yizhan.policy.book import find_pack, read_shelf
from yizhan.policy.schema.pack import Pack
from yizhan.policy.sheets import PackError
from yizhan.policy.upload import MOST_ZIP_BYTES, UNNAMED, CheckedPack, check_zip, named_as, put_on_shelf


class Command(BaseCommand):
    help = "装上一个政策包（zip）：检查通过才写入 var/packs，正在运行的服务几秒内就按它办。"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="政策包的zip压缩包")
        parser.add_argument(
            "--name", default="", help="压缩包里没有文件夹时写上：区划代码-英文名/年份-英文名"
        )
        parser.add_argument("--into", type=Path, default=settings.VAR / "packs", help="放到哪个文件夹")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            shelf = read_shelf(settings.PACK_FOLDERS)
            checked = check_zip(_read(options["file"]), shelf=shelf)
            place = put_on_shelf(_fit(checked, options["name"], shelf), options["into"])
        except PackError as problem:
            raise CommandError(f"没有装上：\n{problem}") from None
        assert checked.pack is not None
        if options["into"] not in settings.PACK_FOLDERS:
            self.stdout.write(f"{options['into']} 不在 YIZHAN_PACK_FOLDERS 里，系统还读不到它。")
        self.stdout.write(
            f"装上了：{checked.pack.basis.name}，{len(checked.pack.rules)}条规则，"
            f"{checked.pack.since}起施行（{place}）"
        )


def _read(file: Path) -> bytes:
    try:
        size = file.stat().st_size
        return (
            b"" if size == 0 else b"\0" * (MOST_ZIP_BYTES + 1) if size > MOST_ZIP_BYTES else file.read_bytes()
        )
    except OSError:
        raise PackError(f"读不到文件“{file}”") from None


def _fit(checked: CheckedPack, name: str, shelf: tuple[Pack, ...]) -> CheckedPack:
    """The pack under the name it will bear. PackError: it has none, or the shelf has it already."""
    if checked.pack is None:
        return checked
    pack = named_as(checked.pack, name) if name else checked.pack
    if pack.id.startswith(f"{UNNAMED}/"):
        raise PackError("压缩包里没有文件夹的名字，请写上 --name 区划代码-英文名/年份-英文名")
    if find_pack(pack.id, shelf):
        raise PackError(f"书架上已有{pack.id}；发布后的文件不再改动，请另建文件夹，并给旧的写上“废止日期”")
    return replace(checked, pack=pack)
