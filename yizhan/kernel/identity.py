"""Chinese identity numbers, telephone numbers, and how to show them to eyes that need not see all of them.

Sources: GB 11643-1999 (18 digits, check digit ISO 7064 MOD 11-2); residence permits of Hong Kong, Macao and Taiwan
residents begin with 81, 82, 83 and follow the same scheme; GB 32100-2015 for credit codes.
"""

import re
from dataclasses import dataclass
from datetime import date
from operator import mul
from typing import Literal

from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_PROVINCES = frozenset(
    str(code)
    for group in (
        range(11, 16),
        range(21, 24),
        range(31, 38),
        range(41, 47),
        range(50, 55),
        range(61, 66),
        (71, 81, 82, 83, 91),
    )
    for code in group
)
_NUMBER = re.compile(r"\d{15}|\d{17}[\dX]")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(0\d{2,3}-?)?[2-9]\d{6,7}(-\d{1,6})?")

_WIDE = {ord("０") + n: str(n) for n in range(10)} | {ord("Ｘ"): "X", ord("ｘ"): "X"}

Sex = Literal["M", "F"]


@dataclass(frozen=True)
class IdFacts:
    """What an identity number says by itself."""

    born_on: date
    sex: Sex


def normal_id(text: str) -> str:
    """Full-width digits, spaces and a small x, as they come out of Excel and phones, made plain."""
    if text.isascii() and text.isalnum():
        return text.upper()
    return re.sub(r"\s", "", text).translate(_WIDE).upper()


def check_digit(first17: str) -> str:
    return _CHECKS[sum(map(mul, map(int, first17), _WEIGHTS)) % 11]


def id_number_problem(text: str, *, on: date) -> str | None:
    """Why this cannot be anybody's identity number on that day, as a sentence; None when it can."""
    number = normal_id(text)
    if not _NUMBER.fullmatch(number):
        return _shape_problem(number)
    if number[:2] not in _PROVINCES:
        return f"身份证号开头“{number[:2]}”不是任何省份的代码"
    born = _birthday(number)
    if born is None:
        return "身份证号里的出生日期不存在"
    if born > on:
        return "身份证号里的出生日期在今天以后"
    if born.year < on.year - 130:
        return "身份证号里的出生日期早于130年前"
    if len(number) == 18 and check_digit(number[:17]) != number[17]:
        return "身份证号最后一位校验码不对，请核对有没有抄错"
    return None


def _shape_problem(number: str) -> str:
    if not number:
        return "没有填写身份证号"
    if re.search(r"E\+?\d", number) or number.endswith(".0"):
        return "身份证号被表格软件存成了数字，末几位已丢失；请把该列设为文本后重新填写"
    if len(number) not in (15, 18):
        return f"身份证号应为18位，这里是{len(number)}位"
    return "身份证号只能是数字，最后一位可以是X"


def id_number_facts(text: str) -> IdFacts:
    """Birthday and sex from a number that `id_number_problem` let pass; ValueError otherwise."""
    number = normal_id(text)
    born = _birthday(number) if len(number) in (15, 18) and number[:-1].isdigit() else None
    if born is None:
        raise ValueError("not an identity number")
    order = number[16] if len(number) == 18 else number[14]
    return IdFacts(born_on=born, sex="M" if int(order) % 2 else "F")


def _birthday(number: str) -> date | None:
    digits = number[6:14] if len(number) == 18 else "19" + number[6:12]
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def age_on(born_on: date, day: date) -> int:
    """Full years (周岁): one more from the birthday itself on; 29 February counts from 1 March in plain years."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def normal_phone(text: str) -> str:
    if text.isascii() and text.isdigit():
        return text
    word = re.sub(r"[\s()（）]", "", text).translate(_WIDE).removeprefix("+86")
    return word.replace("—", "-").replace("－", "-")


def phone_problem(text: str) -> str | None:
    number = normal_phone(text)
    if _MOBILE.fullmatch(number) or _LANDLINE.fullmatch(number):
        return None
    if number.isdigit() and number.startswith("1"):
        return f"手机号应为11位，这里是{len(number)}位" if len(number) != 11 else "手机号的前三位不对"
    return "电话号码写法不对，例如 13800000000 或 0898-27700000"


def credit_code_problem(text: str) -> str | None:
    """Why this is not a unified social credit code (统一社会信用代码, GB 32100-2015)."""
    code = re.sub(r"\s", "", text).upper()
    if len(code) != 18:
        return f"统一社会信用代码应为18位，这里是{len(code)}位"
    try:
        uscc.validate(code)
    except ValidationError:
        return "统一社会信用代码的校验码不对，请核对有没有抄错"
    return None


def mask_id(text: str) -> str:
    """4690**********002X -> first four and last two stay: enough to tell two people apart at the desk."""
    return f"{text[:4]}{'*' * (len(text) - 6)}{text[-2:]}" if len(text) > 8 else "*" * len(text)


def mask_phone(text: str) -> str:
    return f"{text[:3]}****{text[-4:]}" if len(text) >= 11 else "*" * max(0, len(text) - 2) + text[-2:]


def mask_name(text: str) -> str:
    """The surname stays: 示例一 -> 示**."""
    return text[:1] + "*" * max(1, len(text) - 1) if text else ""


def mask_address(text: str) -> str:
    """Up to the village, no further."""
    found = re.match(r".*?(村委会|社区|村|居委会)", text)
    kept = found.group(0) if found else text[:6]
    return f"{kept}***" if text else ""
