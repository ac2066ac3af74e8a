"""One row of a list: who it is about, and what is wrong with it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from yizhan.clients.rules.classes import BY_CODE, class_code, class_problem
from yizhan.clients.rules.identity import (
    Person,
    canonical_id,
    identity,
    person_problem,
    plain_name,
    plain_phone,
)
from yizhan.kernel.identity import normal_id

COMPARED: dict[str, str] = {
    "phone": "联系电话",
    "address": "住址",
    "village_name": "村（社区）",
    "emergency_name": "紧急联系人",
    "emergency_phone": "紧急联系电话",
}
"""What a list may change on a file that exists, and how the page calls it. An empty cell changes nothing."""

_SEXES = {"男": "M", "女": "F", "男性": "M", "女性": "F", "1": "M", "2": "F"}
_SPLIT = re.compile(r"[、，,；;/＋+\s]+")
_FOREIGN = re.compile(r"[A-Z]{1,3}\d{6,12}")
_BROKEN = re.compile(r"#(REF!|N/A|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)")


@dataclass(frozen=True)
class Entry:
    """A row understood: the person, the words for where she lives, and the classes the list gives her."""

    person: Person
    town: str
    classes: tuple[str, ...]
    guardian_name: str = ""
    guardian_phone: str = ""


def entry_of(cells: Sequence[str], *, columns: Mapping[str, int], list_class: str, on: date) -> Entry | str:
    """The row understood, or the sentence why it cannot be taken."""

    def said(field: str) -> str:
        place = columns.get(field, -1)
        return cells[place] if 0 <= place < len(cells) else ""

    if "#" in "".join(cells) and any(_BROKEN.fullmatch(cell) for cell in cells):
        return "有单元格的公式出错（如 #N/A），请先改好"
    born: date | None = None
    number = said("id_number")
    if not number:
        return "没有证件号码；确实没有证件的，请单独建档"
    kind = _kind_of(number)
    sex = said("sex")
    if sex and sex not in _SEXES:
        return f"性别“{sex[:10]}”应写男或女"
    if text := said("born_on"):
        born = day_of(text)
        if born is None and not re.fullmatch(r"\d{4}[-./年]?\d{1,2}月?", text):
            return f"出生日期“{text[:20]}”看不懂，请写成1948-03-15"
    phone = said("phone")
    person = Person(
        name=plain_name(said("name")),
        id_kind=kind,
        id_number=number,
        born_on=born,
        sex=_SEXES.get(sex, ""),
        phone=plain_phone(phone),
        address=said("address"),
        village_name=said("village"),
        note=said("note"),
        emergency_name=said("emergency_name"),
        emergency_phone=plain_phone(said("emergency_phone")),
    )
    if problem := person_problem(person, on=on):
        return problem
    papers = identity(id_kind=kind, id_number=canonical_id(number), born_on=born, sex=person.sex)
    codes = dict.fromkeys([list_class] if list_class else [])
    for word in filter(None, _SPLIT.split(said("classes"))):
        code = class_code(word)
        if code is None:
            return f"对象类别“{word[:20]}”不认识"
        codes[code] = None
    for code in codes:
        if problem := class_problem(code, born_on=papers.born_on, sex=papers.sex, on=on):
            return problem
    return Entry(
        person=replace(person, id_number=papers.id_number, born_on=papers.born_on, sex=papers.sex),
        town=said("town"),
        classes=tuple(codes),
        guardian_name=plain_name(said("guardian_name")),
        guardian_phone=plain_phone(said("guardian_phone")),
    )


def _kind_of(number: str) -> str:
    plain = normal_id(number)
    if len(plain) == 18 and plain[:2] in ("81", "82", "83"):
        return "PERMIT"
    if _FOREIGN.fullmatch(plain):
        return "FOREIGN"
    return "RESIDENT"


def day_of(text: str) -> date | None:
    """1948-03-15, 1948/3/15, 1948.3.15, 1948年3月15日, 19480315; None for a month alone or nonsense."""
    found = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", text) or re.fullmatch(
        r"(\d{4})(\d{2})(\d{2})", text
    )
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def differences(
    entry: Entry, on_file: Mapping[str, str], classes: Sequence[str]
) -> list[tuple[str, str, str]]:
    """What the list would change on a file: (field, old, new). A class it adds is ("classes", "", code)."""
    found = [
        (field, on_file[field], new)
        for field in COMPARED
        if (new := getattr(entry.person, field)) and new != on_file[field]
    ]
    return found + [("classes", "", code) for code in entry.classes if code not in classes]


def difference_words(change: tuple[str, str, str]) -> tuple[str, str, str]:
    """The same for a reader: what, old, new."""
    field, old, new = change
    if field == "classes":
        return "对象类别", "", f"+ {BY_CODE[new].label}"
    return COMPARED[field], old or "（空）", new
