"""Workbooks as an author makes them, for the tests."""

import io
from collections.abc import Mapping, Sequence

import xlsxwriter

Rows = Sequence[Mapping[str, object]]
YES_NO = [
    {"list_name": "yn", "name": "yes", "label": "是"},
    {"list_name": "yn", "name": "no", "label": "否"},
]


def workbook(survey: Rows, choices: Rows = (), settings: Mapping[str, object] | None = None) -> bytes:
    """An XLSForm; columns in the order in which rows first name them."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheets = (
        ("survey", survey),
        ("choices", choices),
        ("settings", [settings or {"form_title": "示例问卷"}]),
    )
    for name, rows in sheets:
        sheet = book.add_worksheet(name)
        headings = list(dict.fromkeys(heading for row in rows for heading in row))
        for column, heading in enumerate(headings):
            sheet.write(0, column, heading)
            for number, row in enumerate(rows, start=1):
                if heading in row:
                    sheet.write(number, column, row[heading])
    book.close()
    return out.getvalue()


HOUSEHOLD = [
    {"type": "text", "name": "head", "label": "户主姓名", "required": "yes", "mask": "姓名"},
    {"type": "text", "name": "phone", "label": "电话", "mask": "电话"},
    {"type": "begin repeat", "name": "member", "label": "家庭成员"},
    {"type": "text", "name": "who", "label": "姓名", "required": "yes", "required_message": "请写姓名"},
    {
        "type": "integer", "name": "age", "label": "年龄",
        "constraint": ". >= 0 and . < 130", "constraint_message": "年龄应在 0 到 129 之间",
    },
    {"type": "text", "name": "school", "label": "学校", "relevant": "${age} < 18"},
    {"type": "decimal", "name": "income", "label": "月收入（元）"},
    {"type": "end repeat", "name": ""},
    {"type": "calculate", "name": "total", "label": "", "calculation": "sum(${income})"},
    {"type": "note", "name": "told", "label": "全家月收入 ${total} 元"},
    {"type": "date", "name": "seen_on", "label": "入户日期", "constraint": ". <= today()", "default": "today()"},
    {"type": "select_one yn", "name": "leaks", "label": "房屋漏雨吗", "feeds": "need:HOUSING"},
    {"type": "text", "name": "where", "label": "哪里漏", "required": "yes", "relevant": "${leaks} = 'yes'"},
]  # fmt: skip
