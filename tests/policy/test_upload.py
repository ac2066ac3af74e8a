"""A zip from an author's computer, whatever is in it."""

import io
import struct
import zipfile
from pathlib import Path

import pytest

from tests.policy.papers import pack, sheets
from yizhan.policy.sheets import PackError
from yizhan.policy.upload import MOST_FILES, MOST_ZIP_BYTES, CheckedPack, check_zip, put_on_shelf

RULE = "- {编号: staffing.resident-workers, 规定: 至少3人。, 条款: 六, 类型: 不少于, 数值: 3, 单位: 人}\n"
CASES = (
    "- {情形: 两人, 规则: staffing.resident-workers, 实际: 2, 结论: 还差1人}\n"
    "- {情形: 三人, 规则: staffing.resident-workers, 实际: 3, 结论: 达标}\n"
)
FILES = sheets(RULE, cases=CASES, original="## 六 人员\n至少3人。")


def zipped(files: dict[str, bytes], prefix: str = "99-example/2024-a/") -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(prefix + name, content)
    return data.getvalue()


def says(data: bytes) -> tuple[str, ...]:
    return check_zip(data).sentences


@pytest.mark.parametrize(
    ("prefix", "name"),
    [
        ("", "upload/pack"),
        ("2024-a/", "upload/2024-a"),
        ("99-example/2024-a/", "99-example/2024-a"),
        ("下载/99-example/2024-a/", "99-example/2024-a"),
        ("99-example\\2024-a\\", "99-example/2024-a"),
    ],
)
def test_a_good_pack_is_fit_wherever_in_the_zip_it_lies(prefix: str, name: str) -> None:
    checked = check_zip(zipped(FILES, prefix))
    assert checked.sentences == ()
    assert checked.fit
    assert checked.pack is not None
    assert checked.pack.id == name
    assert [outcome.says for outcome in checked.outcomes] == ["还差1人（六）", "达标，现有3人（六）"]


def test_litter_of_desktops_and_notes_are_left_aside() -> None:
    litter = {"__MACOSX/._pack.yaml": b"x", ".DS_Store": b"x", "Thumbs.db": b"x", "说明.md": b"x"}
    data = io.BytesIO(zipped({**FILES, **litter}))
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("99-example/", b"")
        archive.writestr("看我.md", "x")
    assert check_zip(data.getvalue()).fit


def test_chinese_names_of_an_old_windows_are_mended() -> None:
    name = "99-example/2024-a/原文.md"
    data = zipped(FILES)
    theirs = name.encode("gbk")
    placeholder = "99-example/2024-a/" + "X" * (len(theirs) - len(b"99-example/2024-a/") - 3) + ".md"
    files = {k: v for k, v in FILES.items() if k != "原文.md"}
    data = zipped({**files, placeholder.removeprefix("99-example/2024-a/"): FILES["原文.md"]})
    checked = check_zip(data.replace(placeholder.encode(), theirs))
    assert checked.fit
    assert "原文.md" in checked.sheets


def test_a_name_that_is_no_gbk_either_stays_as_it_is() -> None:
    data = zipped({**FILES, "XX.md": b"x"})
    assert check_zip(data.replace(b"XX.md", b"\xff\xff.md")).fit


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "文件是空的（0字节）"),
        (b"PK\x03\x04 nonsense", "这不是能打开的zip压缩包，请把文件夹重新压缩成zip（不是rar或7z）"),
        (b"Rar!\x1a\x07", "这不是能打开的zip压缩包，请把文件夹重新压缩成zip（不是rar或7z）"),
        (b"x" * (MOST_ZIP_BYTES + 1), "压缩包太大，最多2MB"),
        (zipped({f"{n}.md": b"" for n in range(MOST_FILES + 1)}), "压缩包里有101个文件，最多100个"),
        (zipped({**FILES, "rules/big.yaml": b"a" * 600_000}), "99-example/2024-a/rules/big.yaml：文件太大，最多500KB"),
        (
            zipped({**FILES, **{f"rules/{n}.yaml": b"a" * 490_000 for n in range(9)}}),
            "解压后的文件太大，最多4MB",
        ),
        (zipped(FILES, "../"), "文件路径“../pack.yaml”不能用，请直接压缩政策包的文件夹"),
        (zipped(FILES, "/etc/"), "文件路径“/etc/pack.yaml”不能用，请直接压缩政策包的文件夹"),
        (zipped(FILES, "C:\\"), "文件路径“C:/pack.yaml”不能用，请直接压缩政策包的文件夹"),
        (zipped({"rules/a.yaml": RULE.encode()}), "缺少pack.yaml"),
        (zipped({"packs.yaml": b"x"}), "缺少pack.yaml（“packs.yaml”是不是写错了名字？）"),
        (zipped({**FILES, "other/pack.yaml": b"x"}), "压缩包里有2个pack.yaml，一次只检查一份文件"),
        (zipped({**FILES, "rule/a.yaml": b"x"}), "不认识文件“rule/a.yaml”，是不是“rules/staffing.yaml”？"),
        (zipped({**FILES, "../pic.png": b"x"}), "文件路径“99-example/2024-a/../pic.png”不能用，请直接压缩政策包的文件夹"),
        (zipped({**FILES, "rules/all.yaml": RULE.encode("gbk")}), "rules/all.yaml：像是GBK编码，请用记事本“另存为”，编码选UTF-8"),
        (zipped({**FILES, "rules/all.yaml": b""}), "rules/all.yaml：文件是空的"),
        (zipped({**FILES, "rules/all.yaml": RULE.replace("数值", "数直").encode()}), "staffing.resident-workers：不认识“数直”，是不是“数值”？"),
        (zipped({**FILES, "cases.yaml": CASES.replace("还差1人", "达标").encode()}), "例子“两人”（staffing.resident-workers）：写的结论是“达标”，规则的回答是“还差1人（六）”"),
        (zipped({**FILES, "cases.yaml": CASES.splitlines()[0].encode()}), "staffing.resident-workers：cases.yaml里还没有通过的例子"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_is_wrong_with_an_upload_is_a_sentence(data: bytes, sentence: str) -> None:
    assert sentence in says(data)
    assert not check_zip(data).fit


def test_a_file_outside_the_packs_folder_is_not_known() -> None:
    data = io.BytesIO(zipped(FILES))
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("pic.png", b"x")
    assert says(data.getvalue()) == ("不认识文件“pic.png”",)


def test_a_file_twice_in_the_zip_is_told() -> None:
    data = io.BytesIO(zipped(FILES))
    with zipfile.ZipFile(data, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("99-example/2024-a/pack.yaml", FILES["pack.yaml"])
    assert says(data.getvalue()) == ("压缩包里有两个“99-example/2024-a/pack.yaml”",)


def test_a_link_is_not_followed() -> None:
    data = io.BytesIO(zipped(FILES))
    with zipfile.ZipFile(data, "a") as archive:
        link = zipfile.ZipInfo("99-example/2024-a/rules/link.yaml")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert says(data.getvalue()) == ("“99-example/2024-a/rules/link.yaml”是链接，不是文件",)


def test_a_zip_with_a_password_is_told() -> None:
    data = bytearray(zipped(FILES))
    at = data.index(b"PK\x01\x02")
    struct.pack_into("<H", data, at + 8, struct.unpack_from("<H", data, at + 8)[0] | 1)
    assert says(bytes(data)) == ("压缩包有密码，请去掉密码再上传",)


def test_a_damaged_zip_is_told() -> None:
    data = bytearray(zipped(FILES))
    data[60:70] = b"\xff" * 10
    assert says(bytes(data)) == ("这不是能打开的zip压缩包，请把文件夹重新压缩成zip（不是rar或7z）",)


def test_an_upload_may_not_rule_on_what_its_region_has_ruled() -> None:
    there = pack(RULE, name="99-example/2020-a")
    clash = check_zip(zipped(FILES), shelf=[there])
    assert clash.sentences == (
        "99-example/2020-a 与 99-example/2024-a 同时规定了“staffing.resident-workers”，请给前一份文件写上“废止日期”",
    )
    assert check_zip(zipped(FILES), shelf=[pack(RULE)]).fit, "the same folder again is the same document"


def test_a_fit_pack_is_put_on_the_shelf_once(tmp_path: Path) -> None:
    checked = check_zip(zipped(FILES))
    place = put_on_shelf(checked, tmp_path)
    assert place == tmp_path / "99-example" / "2024-a"
    assert (place / "rules" / "all.yaml").read_text("utf-8") == RULE
    with pytest.raises(PackError, match="发布后的文件不再改动"):
        put_on_shelf(checked, tmp_path)
    with pytest.raises(PackError, match="文件是空的"):
        put_on_shelf(check_zip(b""), tmp_path)
    with pytest.raises(PackError, match="还没有通过检查"):
        put_on_shelf(CheckedPack(None, ()), tmp_path)
