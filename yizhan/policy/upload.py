"""An uploaded zip, checked in memory before anything touches a disk."""

from __future__ import annotations

import io
import re
import stat
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from yizhan.kernel.packed import UNREADABLE
from yizhan.policy.book import overlaps
from yizhan.policy.check import Outcome, problems, run_examples
from yizhan.policy.load import SHEETS, build_pack
from yizhan.policy.schema.pack import Pack
from yizhan.policy.schema.words import near, repeated, short
from yizhan.policy.sheets import MOST_SHEET_BYTES, PackError

MOST_ZIP_BYTES = 2_000_000
MOST_FILES = 100
MOST_ALL_BYTES = 4_000_000

UNNAMED = "upload"
"""Stands for the region's folder where the zip has none."""

FOLDER = re.compile(r"[0-9a-z][0-9a-z-]{1,60}", re.ASCII)
LITTER = re.compile(r"(^|/)(__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|~\$|\.)")


@dataclass(frozen=True)
class CheckedPack:
    """What the check of an upload found.

    pack       None when it could not be read at all
    sentences  what is wrong, for the author; empty when the pack is fit for the shelf
    outcomes   the worked examples with the rules' answers
    sheets     the files by their name inside the pack, to be put on the shelf
    """

    pack: Pack | None
    sentences: tuple[str, ...]
    outcomes: tuple[Outcome, ...] = ()
    sheets: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def fit(self) -> bool:
        return self.pack is not None and not self.sentences


def check_zip(data: bytes, *, shelf: Sequence[Pack] = ()) -> CheckedPack:
    """Read a zip of one pack folder. Never raises for what is inside; every trouble is a sentence.

    shelf  the packs already there: a second ruling of one region for the same days is a trouble too
    """
    try:
        folder, sheets = unzip(data)
        pack = build_pack(folder, sheets)
    except PackError as problem:
        return CheckedPack(None, problem.sentences)
    others = [other for other in shelf if other.id != pack.id]
    clash = [line for line in overlaps([*others, pack]) if pack.id in line]
    return CheckedPack(pack, (*problems(pack), *clash), run_examples(pack), sheets)


def put_on_shelf(checked: CheckedPack, into: Path) -> Path:
    """Write a pack that is fit into its folder under `into`. PackError when it is not, or the folder is taken:
    an issued document is never edited, only followed by another."""
    if checked.pack is None or checked.sentences:
        raise PackError(*(checked.sentences or ("这个政策包还没有通过检查",)))
    place = into / checked.pack.id
    if place.exists():
        raise PackError(
            f"已有政策包{checked.pack.id}；发布后的文件不再改动，请另建文件夹，并给旧的写上“废止日期”"
        )
    into.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".new-", dir=into.parent) as draft:
        made = Path(draft) / "pack"
        for name, sheet in checked.sheets.items():
            target = made / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(sheet)
        place.parent.mkdir(exist_ok=True)
        made.rename(place)  # whole or not at all: a running server never reads half a document
    return place


def named_as(pack: Pack, name: str) -> Pack:
    """The same pack under another name, `469025-baisha/2023-plan`. PackError when that is no such name."""
    if not all(FOLDER.fullmatch(part) for part in name.split("/")) or name.count("/") != 1:
        raise PackError(f"“{short(name)}”不能作文件夹的名字，请写成：区划代码-英文名/年份-英文名")
    if not name.startswith(pack.region):
        raise PackError(f"文件夹的名字应以适用区划{pack.region}开头")
    return pack.model_copy(update={"id": name})


def zip_folder(folder: Path) -> bytes:
    """A pack's folder as the zip an author would send, named by its two folders."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for sheet in sorted(path for path in folder.rglob("*") if path.is_file()):
            inside = sheet.relative_to(folder).as_posix()
            archive.writestr(f"{folder.parent.name}/{folder.name}/{inside}", sheet.read_bytes())
    return made.getvalue()


def unzip(data: bytes) -> tuple[str, dict[str, bytes]]:
    """The pack's id and its sheets by name. PackError for what is not one honest, small pack."""
    if not data:
        raise PackError("文件是空的（0字节）")
    if len(data) > MOST_ZIP_BYTES:
        raise PackError("压缩包太大，最多2MB")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = {
                name: read_entry(archive, entry, name)
                for entry, name in entries(archive)
            }  # fmt: skip
    except UNREADABLE as problem:
        raise PackError("这不是能打开的zip压缩包，请把文件夹重新压缩成zip（不是rar或7z）") from problem
    if sum(map(len, files.values())) > MOST_ALL_BYTES:
        raise PackError("解压后的文件太大，最多4MB")
    return arrange(files)


def entries(archive: zipfile.ZipFile) -> list[tuple[zipfile.ZipInfo, str]]:
    """The files worth reading, with honest names."""
    infos = [info for info in archive.infolist() if not info.is_dir()]
    if len(infos) > MOST_FILES:
        raise PackError(f"压缩包里有{len(infos)}个文件，最多{MOST_FILES}个")
    found = []
    for info in infos:
        name = honest_name(info)
        if not LITTER.search(name):
            found.append((info, name))
    if twice := repeated(name for _, name in found):
        raise PackError(f"压缩包里有两个“{short(twice)}”")
    return found


def honest_name(info: zipfile.ZipInfo) -> str:
    """The entry's path, with a Chinese Windows' file names mended. PackError for a path that leads elsewhere."""
    name = info.filename
    if not info.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode("gb18030")
        except UnicodeError:
            name = info.filename
    name = name.replace("\\", "/")
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or ":" in name or len(name) > 200:
        raise PackError(f"文件路径“{short(name)}”不能用，请直接压缩政策包的文件夹")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise PackError(f"“{short(name)}”是链接，不是文件")
    return name


def read_entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> bytes:
    """At most one sheet's bytes, whatever the header claims."""
    if info.flag_bits & 0x1:
        raise PackError("压缩包有密码，请去掉密码再上传")
    with archive.open(info) as stream:
        content = stream.read(MOST_SHEET_BYTES + 1)
    if len(content) > MOST_SHEET_BYTES:
        raise PackError(f"{short(name)}：文件太大，最多500KB")
    return content


def arrange(files: Mapping[str, bytes]) -> tuple[str, dict[str, bytes]]:
    """Where pack.yaml lies is the pack; its folders name it."""
    heads = [PurePosixPath(name) for name in files if PurePosixPath(name).name == "pack.yaml"]
    if not heads:
        names = [PurePosixPath(name).name for name in files]
        wrong = next((name for name in names if near(name, ["pack.yaml"]) and name.startswith("p")), "")
        raise PackError("缺少pack.yaml" + (f"（“{short(wrong)}”是不是写错了名字？）" if wrong else ""))
    if len(heads) > 1:
        raise PackError(f"压缩包里有{len(heads)}个pack.yaml，一次只检查一份文件")
    root = heads[0].parent
    sheets: dict[str, bytes] = {}
    wrong_names: list[str] = []
    for name, content in files.items():
        path = PurePosixPath(name)
        inside = path.relative_to(root).as_posix() if path.is_relative_to(root) else ""
        if inside in SHEETS or re.fullmatch(r"rules/[^/]+\.yaml", inside):
            sheets[inside] = content
        elif not name.endswith(".md"):
            shown = inside or name
            wrong_names.append(f"不认识文件“{short(shown)}”{near(shown, [*SHEETS, 'rules/staffing.yaml'])}")
    if wrong_names:
        raise PackError(*wrong_names)
    parts = [part for part in root.parts if FOLDER.fullmatch(part)][-2:]
    return "/".join([UNNAMED, "pack"][: 2 - len(parts)] + parts), sheets
