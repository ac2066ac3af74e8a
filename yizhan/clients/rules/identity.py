"""Papers, birthdays and ages: what may be written on a file."""

from dataclasses import dataclass
from datetime import date

from yizhan.clients.rules.classes import ELDERLY, MAJORITY, SMALL_CHILD
from yizhan.kernel.identity import (
    age_on,
    check_digit,
    id_number_facts,
    id_number_problem,
    normal_id,
    normal_phone,
    phone_problem,
)

ID_KINDS: tuple[tuple[str, str], ...] = (
    ("RESIDENT", "居民身份证"),
    ("PERMIT", "港澳台居民居住证"),
    ("FOREIGN", "护照或外国人永久居留证"),
    ("BOOKLET", "户口簿"),
    ("NONE", "暂无证件"),
)
_KINDS = frozenset(dict(ID_KINDS))
CHECKED = ("RESIDENT", "PERMIT", "BOOKLET")
"""The kinds whose number follows GB 11643 (a household booklet carries the same citizen number)."""


@dataclass(frozen=True)
class Identity:
    """Papers as they go onto the file: the number in its one canonical form, birthday and sex from it where it tells."""

    id_kind: str
    id_number: str
    born_on: date | None
    sex: str


@dataclass(frozen=True)
class Person:
    """What is written down about a person when her file is opened; plain text as typed.

    village_code  12-digit code of the village where she lives, "" when only its name is known
    """

    name: str
    id_kind: str = "RESIDENT"
    id_number: str = ""
    no_id_reason: str = ""
    born_on: date | None = None
    sex: str = ""
    phone: str = ""
    address: str = ""
    village_name: str = ""
    village_code: str = ""
    note: str = ""
    emergency_name: str = ""
    emergency_relation: str = ""
    emergency_phone: str = ""


def person_problem(person: Person, *, on: date) -> str | None:
    """The first thing that is wrong with these particulars, as a sentence; None when nothing is."""
    problem = (
        name_problem(person.name)
        or identity_problem(
            id_kind=person.id_kind,
            id_number=person.id_number,
            no_id_reason=person.no_id_reason,
            born_on=person.born_on,
            sex=person.sex,
            on=on,
        )
        or contact_problem(person.phone)
    )
    if problem:
        return problem
    if emergency := contact_problem(person.emergency_phone):
        return f"紧急联系人的{emergency}"
    for text, (label, most) in zip((person.address, person.village_name, person.note), _LONGEST, strict=True):
        if len(text) > most:
            return f"{label}最多{most}个字"
    return None


_LONGEST = (("住址", 200), ("村（社区）", 60), ("备注", 2000))


def canonical_id(text: str) -> str:
    """A 15-digit number becomes the 18-digit number of the same person, so that both find one file."""
    number = normal_id(text)
    if len(number) == 15 and number.isdigit():
        longer = f"{number[:6]}19{number[6:]}"
        return longer + check_digit(longer)
    return number


def identity_problem(
    *, id_kind: str, id_number: str, no_id_reason: str, born_on: date | None, sex: str, on: date
) -> str | None:
    """Why these papers cannot be taken as they are, as a sentence; None when they can."""
    if id_kind not in _KINDS:
        return "请选择证件类型"
    if id_kind == "NONE":
        if id_number.strip():
            return "选了“暂无证件”，证件号码应为空"
        if not no_id_reason.strip():
            return "没有证件的，请写明原因（如未登记户口、证件遗失）"
    elif not id_number.strip():
        return "请填写证件号码；确实没有的，选“暂无证件”并写明原因"
    if id_kind in CHECKED:
        if problem := id_number_problem(id_number, on=on):
            return problem
        number = canonical_id(id_number)
        if id_kind == "PERMIT" and number[:2] not in ("81", "82", "83"):
            return "港澳台居民居住证号码以81、82或83开头"
        if id_kind != "PERMIT" and number[:2] in ("81", "82", "83"):
            return "这是港澳台居民居住证的号码，请把证件类型改过来"
        facts = id_number_facts(number)
        if born_on and born_on != facts.born_on:
            if age_on(born_on, on) < MAJORITY <= age_on(facts.born_on, on):
                return (
                    f"出生日期是未成年人（{age_on(born_on, on)}周岁），证件号码却是成年人的"
                    f"（{age_on(facts.born_on, on)}周岁）：是不是填了家长的证件？"
                )
            return f"出生日期与证件号码不一致：号码里是{facts.born_on:%Y-%m-%d}"
        if sex and sex != facts.sex:
            return f"性别与证件号码不一致：号码里是{'男' if facts.sex == 'M' else '女'}"
    elif id_kind == "FOREIGN" and not 5 <= len(normal_id(id_number)) <= 20:
        return "护照或永久居留证号码应为5至20位"
    return birthday_problem(born_on, on=on)


def identity(*, id_kind: str, id_number: str, born_on: date | None, sex: str) -> Identity:
    """The papers that `identity_problem` let pass, completed from the number."""
    if id_kind in CHECKED:
        number = canonical_id(id_number)
        facts = id_number_facts(number)
        return Identity(id_kind, number, facts.born_on, facts.sex)
    return Identity(id_kind, normal_id(id_number), born_on, sex)


def birthday_problem(born_on: date | None, *, on: date) -> str | None:
    if born_on is None:
        return None
    if born_on > on:
        return "出生日期在今天以后"
    return "出生日期早于130年前" if born_on.year < on.year - 130 else None


def name_problem(name: str) -> str | None:
    """A name has one to forty letters, and no digits: numbers in the name column mean the columns are shifted."""
    plain = name.strip()
    if not plain:
        return "没有填写姓名"
    if len(plain) > 40:
        return "姓名最多40个字"
    return "姓名里有数字，是不是列对错了？" if any(map(str.isdigit, plain)) else None


def contact_problem(phone: str) -> str | None:
    return phone_problem(phone) if phone.strip() else None


_DOTS = str.maketrans("•・．", "···")


def plain_name(name: str) -> str:
    """Without the spaces that typists put between two-letter names, and with one kind of middle dot."""
    return "".join(name.split()).translate(_DOTS)


def plain_phone(phone: str) -> str:
    return normal_phone(phone)


def plain_address(address: str) -> str:
    return "".join(address.split())


def age_word(born_on: date | None, on: date) -> str:
    """“78岁”; for a baby “8个月”; “年龄不详” without a birthday."""
    if born_on is None:
        return "年龄不详"
    years = age_on(born_on, on)
    if years >= 2:
        return f"{years}岁"
    months = (on.year - born_on.year) * 12 + on.month - born_on.month - (on.day < born_on.day)
    return f"{max(months, 0)}个月"


def age_class(born_on: date | None, on: date) -> str:
    """儿童 (under 14), 未成年人, 成年人, 老年人, or 年龄不详."""
    if born_on is None:
        return "年龄不详"
    age = age_on(born_on, on)
    if age < SMALL_CHILD:
        return "儿童"
    if age < MAJORITY:
        return "未成年人"
    return "老年人" if age >= ELDERLY else "成年人"


def is_minor(born_on: date | None, on: date) -> bool:
    return born_on is not None and age_on(born_on, on) < MAJORITY


def needs_guardian_consent(born_on: date | None, on: date) -> bool:
    """Under 14 the parents or other guardian consent (个人信息保护法第31条)."""
    return born_on is not None and age_on(born_on, on) < SMALL_CHILD
