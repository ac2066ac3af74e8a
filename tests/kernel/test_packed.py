"""A packed file that is damaged in any way gets a sentence at every door that opens one."""

import io
import struct
import zipfile
from collections.abc import Callable

import pytest

from yizhan.kernel.workbooks import DAMAGED, workbook_problem
from yizhan.papers.rules import PaperProblem, form_blanks
from yizhan.policy.sheets import PackError
from yizhan.policy.upload import unzip
from yizhan.stations.rules import file_problem

NAMES = (
    "xl/workbook.xml",
    "word/document.xml",
    "word/_rels/document.xml.rels",
    "[Content_Types].xml",
    "pack.yaml",
)


def packed() -> bytearray:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as parts:
        for name in NAMES:
            parts.writestr(name, "<a>" + "示例" * 200 + "</a>")
    return bytearray(made.getvalue())


def directory(content: bytearray) -> int:
    """Where the list of the parts begins."""
    return int(struct.unpack("<I", content[-6:-2])[0])


def each_entry(content: bytearray, offset: int, value: int) -> bytes:
    """The same two bytes written over in the list's entry of every part."""
    at = directory(content)
    while content[at : at + 4] == b"PK\x01\x02":
        content[at + offset : at + offset + 2] = struct.pack("<H", value)
        name, extra, comment = struct.unpack("<HHH", content[at + 28 : at + 34])
        at += 46 + name + extra + comment
    return bytes(content)


def with_password() -> bytes:
    return each_entry(packed(), 8, 1)


def packed_in_an_unknown_way() -> bytes:
    return each_entry(packed(), 10, 97)


def of_a_later_version() -> bytes:
    return each_entry(packed(), 6, 99)


def damaged_inside() -> bytes:
    content = packed()
    for name in NAMES:
        at = content.index(name.encode()) + len(name)
        content[at : at + 6] = b"\xff" * 6
    return bytes(content)


WAYS = [with_password, packed_in_an_unknown_way, of_a_later_version, damaged_inside]


@pytest.mark.parametrize("damage", WAYS, ids=[each.__name__ for each in WAYS])
def test_a_packed_file_that_cannot_be_read_is_told_so(damage: Callable[[], bytes]) -> None:
    content = damage()
    assert workbook_problem(content) == DAMAGED
    with pytest.raises(PaperProblem, match="打不开"):
        form_blanks(content, file_name="示例.docx")
    with pytest.raises(PackError):
        unzip(content)


def test_a_document_of_a_later_version_is_not_taken_for_what_its_name_says() -> None:
    assert "内容却不是" in (file_problem("示例.docx", of_a_later_version()) or "")
