"""A county's list is read, whatever the file looks like."""

import io
import zipfile
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.clients.lists import HEADER, ONE, TWO, book, text
from yizhan.clients.rules.columns import columns_problem, guess_columns
from yizhan.clients.rules.lists import day_of
from yizhan.clients.rules.sheet import MOST_BYTES, read_sheet, size_problem
from yizhan.kernel.errors import Refused


def test_an_ordinary_list_is_read() -> None:
    sheet = read_sheet(book(HEADER, ONE, TWO))
    assert (sheet.header, sheet.rows, sheet.first_row, sheet.warnings) == (HEADER, [ONE, TWO], 2, [])


def test_titles_above_the_header_are_cut_off() -> None:
    sheet = read_sheet(
        book(
            ["白沙县2026年10月低保对象名单"], ["填表单位：示例镇", "", "日期：10月"], [], HEADER, ONE, [], []
        )
    )
    assert (sheet.header, sheet.rows, sheet.first_row) == (HEADER, [ONE], 5)


def test_merged_cells_are_filled_and_said() -> None:
    rows = [HEADER, [*ONE[:3], "", *ONE[4:]], [*TWO[:3], "", *TWO[4:]]]
    sheet = read_sheet(book(*rows, merged=[("D2:D3", "牙叉镇")]))
    assert [row[3] for row in sheet.rows] == ["牙叉镇", "牙叉镇"]
    assert "合并单元格" in sheet.warnings[0]


def test_a_merged_title_is_no_header() -> None:
    sheet = read_sheet(book([], HEADER, ONE, merged=[("A1:G1", "姓名及身份证号一览")]))
    assert sheet.header == HEADER


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_text_tables_are_read_in_whatever_encoding(encoding: str) -> None:
    assert read_sheet(text(HEADER, ONE).encode(encoding)).rows == [ONE]


@pytest.mark.parametrize("mark", ["\t", ";", "，"])
def test_text_tables_are_divided_by_whatever_mark(mark: str) -> None:
    assert read_sheet("\n".join(mark.join(row) for row in (HEADER, ONE)).encode()).rows == [ONE]


def test_hidden_sheets_are_left_alone_and_said() -> None:
    sheet = read_sheet(book(HEADER, ONE, hidden=True))
    assert sheet.warnings == ["隐藏的工作表没有读取：底表。"]


def test_of_several_sheets_the_one_with_people_is_read() -> None:
    sheet = read_sheet(book(HEADER, ONE, before=["说明"]))
    assert sheet.rows == [ONE]
    assert "只读取了“名单”" in sheet.warnings[0]


def test_numbers_that_a_spreadsheet_damaged_stay_visible() -> None:
    sheet = read_sheet(book(HEADER, ["示例", 469025195001011012, 13800001001, *ONE[3:]]))
    assert sheet.rows[0][1] == "4.69025E+17"
    assert sheet.rows[0][2] == "13800001001"


def test_days_yes_and_quotes_read_as_a_person_would() -> None:
    content = b'a,b\n="469025",\'0123\n'
    assert read_sheet("姓名,身份证号\n".encode() + content.split(b"\n", 1)[1]).rows == [["469025", "0123"]]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "空的"),
        (b"   \n  \n", "没有内容"),
        (text(HEADER).encode(), "表头下面没有一行"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "其实是网页"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 100, "不是表格文件"),
        (b"%PDF-1.7 x", "不是表格文件"),
        (b"PK\x03\x04 torn", "没有传完整"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"),
            "打开密码",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "可能已损坏"),
        (bytes([0x81, 0xFF, 0xFE, 0x80, 0x2C]) * 20, "文字编码"),
    ],
)
@pytest.mark.requirement("R032")
def test_a_file_that_cannot_be_a_list_gets_a_sentence(content: bytes, word: str) -> None:
    with pytest.raises(Refused, match=word):
        read_sheet(content)


def test_a_zip_that_is_no_workbook_gets_a_sentence() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr("a.txt", "x")
    with pytest.raises(Refused, match="打不开"):
        read_sheet(made.getvalue())


def test_a_file_of_200_mb_is_refused_before_it_is_read() -> None:
    assert "200 MB" in (size_problem(200 * 1024 * 1024) or "")
    assert size_problem(MOST_BYTES) is None


def test_a_table_that_unpacks_to_a_giant_is_refused() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for part in range(3):
            with packed.open(f"{part}.xml", "w") as file:
                for _ in range(360):
                    file.write(b"\0" * 1024 * 1024)
    with pytest.raises(Refused, match="展开后太大"):
        read_sheet(made.getvalue())


@given(st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_no_bytes_at_all_make_the_reader_stumble(content: bytes) -> None:
    try:
        sheet = read_sheet(content)
    except Refused:
        return
    assert all(len(row) == len(sheet.header) for row in sheet.rows)


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (["序号", "姓 名", "身份证号码", "手机号"], {"name": 1, "id_number": 2, "phone": 3}),
        (["老人姓名*", "公民身份号码（18位）", "村居"], {"name": 0, "id_number": 1, "village": 2}),
        (["甲", "乙"], {"id_number": 1}),
    ],
)
def test_columns_are_guessed_by_heading_then_by_content(header: list[str], found: dict[str, int]) -> None:
    rows = [["示例", ONE[1]]] if header[0] == "甲" else []
    assert guess_columns(header, rows) == found


@pytest.mark.parametrize(
    ("columns", "word"),
    [
        ({"name": 0}, "哪一列是“证件号码”"),
        ({"id_number": 0}, "哪一列是“姓名”"),
        ({"name": 0, "id_number": 0}, "选了同一列"),
        ({"name": 0, "id_number": 9}, "不在表里"),
        ({"name": 0, "id_number": 1, "shoe": 2}, "不认识“shoe”"),
        ({"name": 0, "id_number": 1}, None),
    ],
)
def test_columns_that_cannot_be_are_refused(columns: dict[str, int], word: str | None) -> None:
    problem = columns_problem(columns, width=3)
    assert (problem is None) if word is None else word in (problem or "")


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("1948-03-15", date(1948, 3, 15)), ("1948/3/15", date(1948, 3, 15)), ("1948年3月15日", date(1948, 3, 15)),
        ("19480315", date(1948, 3, 15)), ("1948.3.15", date(1948, 3, 15)), ("1948-02-30", None), ("昨天", None),
    ],
)  # fmt: skip
def test_days_are_read_as_offices_write_them(said: str, day: date | None) -> None:
    assert day_of(said) == day


def test_prose_with_the_name_of_a_spreadsheet_is_not_a_list() -> None:
    with pytest.raises(Refused, match="不是表格文件"):
        read_sheet(b"hello this is not a spreadsheet\n" * 20)


def test_the_line_that_adds_up_a_list_is_nobody() -> None:
    sheet = read_sheet("序号,姓名,身份证号\n1,示例甲,469025\n合 计,1,\n".encode())
    assert sheet.rows == [["1", "示例甲", "469025"]]
