"""Identity numbers, telephones and credit codes as people really type them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from yizhan.kernel import identity

TODAY = date(2026, 11, 22)
GOOD = "469025194803150029"


def number(region: str = "469025", born: str = "19480315", order: str = "002") -> str:
    first = f"{region}{born}{order}"
    return first + identity.check_digit(first)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "没有填写"),
        ("4690251948031500", "应为18位，这里是16位"),
        ("46902519480315002Y", "只能是数字"),
        (number(region="009025"), "不是任何省份"),
        (number(born="19480230"), "出生日期不存在"),
        (number(born="20270101"), "在今天以后"),
        (number(born="18000101"), "早于130年前"),
        ("4.69025E+17", "存成了数字"),
        ("469025194803150000.0", "存成了数字"),
    ],
)
def test_a_wrong_identity_number_is_told_why(text: str, sentence: str) -> None:
    assert sentence in str(identity.id_number_problem(text, on=TODAY))


def test_a_slip_in_one_digit_is_caught_by_the_check_digit() -> None:
    right = number()
    wrong = right[:16] + str((int(right[16]) + 1) % 10) + right[17]
    assert identity.id_number_problem(right, on=TODAY) is None
    assert "校验码" in str(identity.id_number_problem(wrong, on=TODAY))


@pytest.mark.parametrize("region", ["810000", "820000", "830000"])
def test_residents_of_hong_kong_macao_and_taiwan_have_valid_permits(region: str) -> None:
    assert identity.id_number_problem(number(region=region), on=TODAY) is None


def test_old_numbers_of_fifteen_digits_are_read() -> None:
    facts = identity.id_number_facts("469025480315002")
    assert (facts.born_on, facts.sex) == (date(1948, 3, 15), "F")
    assert identity.id_number_problem("469025480315002", on=TODAY) is None


def test_a_number_says_birthday_and_sex() -> None:
    facts = identity.id_number_facts(number(order="003"))
    assert (facts.born_on, facts.sex) == (date(1948, 3, 15), "M")
    with pytest.raises(ValueError, match="not an identity number"):
        identity.id_number_facts("123")


@given(st.dates(date(1930, 1, 1), date(2020, 12, 31)), st.integers(1, 998))
def test_we_agree_with_the_public_library_on_mainland_numbers(born: date, order: int) -> None:
    text = number(region="110101", born=f"{born:%Y%m%d}", order=f"{order:03d}")
    assert ric.is_valid(text)
    assert identity.id_number_problem(text, on=TODAY) is None


def test_full_width_digits_and_a_small_x_are_made_plain() -> None:
    assert identity.normal_id(" １１０１０１ 19900307 123x ") == "11010119900307123X"


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(1981, 11, 22), date(2026, 11, 21), 44),
        (date(1981, 11, 22), date(2026, 11, 22), 45),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
    ],
)
def test_one_is_older_from_the_birthday_on(born: date, day: date, age: int) -> None:
    assert identity.age_on(born, day) == age


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("138 0000 0000", None),
        ("+8613800000000", None),
        ("0898-27700000", None),
        ("（0898）27700000", None),
        ("1380000000", "这里是10位"),
        ("12800000000", "前三位不对"),
        ("没有电话", "写法不对"),
    ],
)
def test_telephone_numbers(text: str, problem: str | None) -> None:
    said = identity.phone_problem(text)
    assert said is None if problem is None else problem in str(said)


def test_credit_codes() -> None:
    assert identity.credit_code_problem("91110000600037341L") is None
    assert "应为18位" in str(identity.credit_code_problem("9111"))
    assert "校验码" in str(identity.credit_code_problem("91110000600037341A"))


def test_masks_keep_enough_to_tell_two_people_apart() -> None:
    assert identity.mask_id("46902519480315002X") == "4690************2X"
    assert identity.mask_id("AB12") == "****"
    assert identity.mask_phone("13800000000") == "138****0000"
    assert identity.mask_phone("27700000") == "******00"
    assert identity.mask_name("测试奶奶") == "测***"
    assert identity.mask_name("") == ""
    assert identity.mask_address("南开乡示例村委会三组8号") == "南开乡示例村委会***"
    assert identity.mask_address("南开乡示例路八号院") == "南开乡示例路***"
    assert identity.mask_address("") == ""
