"""Lists of people as a county hands them in."""

import io
from typing import Any

import xlsxwriter

from tests.clients.folk import number
from yizhan.access.roles import job

IMPORTER = job("import", "名单导入", "clients.check_import", "clients.apply_import")
HEADER = ["姓名", "身份证号", "联系电话", "乡镇", "村（社区）", "家庭住址", "对象类别"]
ONE = ["示例一", number("46902519500101101"), "13800001001", "牙叉镇", "示例村", "示例村二组", "低保"]
TWO = ["示例二", number("46902519520202202"), "", "牙叉镇", "测试村", "", "特困、独居老人"]
THREE = ["示例三", number("46902519530303303"), "", "七坊镇", "", "", ""]


def book(*rows: list[Any], **options: Any) -> bytes:
    """An Excel file as an office makes it."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as file:
        for name in options.get("before", ()):
            file.add_worksheet(name)
        sheet = file.add_worksheet("名单")
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
        for area, text in options.get("merged", ()):
            sheet.merge_range(area, text)
        if options.get("hidden"):
            other = file.add_worksheet("底表")
            other.write_row(0, 0, HEADER)
            other.hide()
    return made.getvalue()


def text(*rows: list[str]) -> str:
    return "\r\n".join(",".join(row) for row in rows)
