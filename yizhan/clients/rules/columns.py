"""Which column of a list is what: by its heading as offices write it, else by what stands in it."""

import re
from collections.abc import Mapping, Sequence

FIELDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "name": ("姓名", ("姓名", "名字", "对象姓名", "人员姓名", "服务对象", "服务对象姓名", "老人姓名", "儿童姓名", "残疾人姓名", "户主姓名", "申请人姓名", "申请人", "救助对象姓名", "成员姓名")),
    "id_number": ("证件号码", ("身份证号", "身份证号码", "身份证", "证件号", "证件号码", "公民身份号码", "身份证件号码", "公民身份证号", "申请人身份证号", "居民身份证号")),
    "sex": ("性别", ("性别",)),
    "born_on": ("出生日期", ("出生日期", "出生年月", "出生年月日", "生日", "出生")),
    "phone": ("联系电话", ("联系电话", "电话", "手机", "手机号", "手机号码", "联系方式", "本人电话", "电话号码", "联系号码")),
    "town": ("乡镇（街道）", ("乡镇", "乡镇街道", "乡镇（街道）", "镇", "街道", "街道乡镇", "所属乡镇", "所在乡镇", "镇街", "街镇", "社工站")),
    "village": ("村（社区）", ("村", "村居", "村社区", "村（社区）", "村（居）", "社区", "村委会", "行政村", "所属村", "所在村", "村居社区", "村（居）委会")),
    "address": ("住址", ("住址", "家庭住址", "地址", "居住地址", "现住址", "详细地址", "家庭地址", "户籍地址", "联系地址")),
    "classes": ("对象类别", ("对象类别", "类别", "人员类别", "保障类别", "救助类别", "救助类型", "对象类型", "人员类型", "服务对象类别", "身份类别")),
    "note": ("备注", ("备注", "说明", "其他")),
    "emergency_name": ("紧急联系人", ("紧急联系人", "联系人", "紧急联系人姓名")),
    "emergency_phone": ("紧急联系电话", ("紧急联系电话", "联系人电话", "紧急联系人电话", "家属电话")),
    "guardian_name": ("监护人", ("监护人", "监护人姓名", "家长姓名", "家长", "实际照料人")),
    "guardian_phone": ("监护人电话", ("监护人电话", "监护人联系电话", "家长电话", "监护人联系方式")),
}  # fmt: skip
"""Field -> its name on the page, and the headings that mean it. Two fields must be there: the first two."""

NEEDED = ("name", "id_number")

_BY_HEADING = {heading: field for field, (_, headings) in FIELDS.items() for heading in headings}
_ID = re.compile(r"\d{17}[\dXx]|\d{15}")
_MOBILE = re.compile(r"1[3-9]\d{9}")


def _plain(heading: str) -> str:
    return re.sub(r"[\s*：:＊_\-/、]", "", heading).replace("(", "（").replace(")", "）")


def field_of(heading: str) -> str | None:
    """The field a heading means; remarks in brackets at its end are left off when nothing else fits."""
    plain = _plain(heading)
    return _BY_HEADING.get(plain) or _BY_HEADING.get(re.sub(r"（[^）]*）$", "", plain))


def header_score(row: Sequence[str]) -> int:
    """How many different fields a row names; a title spread over merged cells names none."""
    return len({field for cell in row if len(cell) <= 20 and (field := field_of(cell))})


def guess_columns(header: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, int]:
    """Field -> place of its column, the first that fits. A column nobody named is looked into for numbers of papers."""
    found: dict[str, int] = {}
    for place, heading in enumerate(header):
        if (field := field_of(heading)) and field not in found:
            found[field] = place
    for field, pattern in (("id_number", _ID), ("phone", _MOBILE)):
        if field in found:
            continue
        for place in range(len(header)):
            values = [row[place] for row in rows[:50] if place < len(row) and row[place]]
            if (
                place not in found.values()
                and values
                and sum(bool(pattern.fullmatch(v)) for v in values) * 2 > len(values)
            ):
                found[field] = place
                break
    return found


def columns_problem(columns: Mapping[str, int], *, width: int) -> str | None:
    """Why these columns cannot be taken; None when they can."""
    if unknown := set(columns) - set(FIELDS):
        return f"不认识“{'、'.join(sorted(unknown))}”这一项"
    for field in NEEDED:
        if field not in columns:
            return f"请指出哪一列是“{FIELDS[field][0]}”"
    places = list(columns.values())
    if any(not 0 <= place < width for place in places):
        return "选的列不在表里"
    if twice := [field for field in columns if places.count(columns[field]) > 1]:
        return f"“{FIELDS[twice[0]][0]}”和“{FIELDS[twice[1]][0]}”选了同一列"
    return None
