"""What may be written on a file: papers, birthdays, names, classes. No database."""

from dataclasses import replace
from datetime import date

import pytest

from yizhan.clients.rules.classes import BY_CODE, class_code, class_problem, labels
from yizhan.clients.rules.identity import (
    Person,
    age_class,
    age_word,
    canonical_id,
    identity,
    is_minor,
    needs_guardian_consent,
    person_problem,
)
from yizhan.kernel.identity import check_digit

TODAY = date(2026, 11, 22)


def number(first17: str) -> str:
    return first17 + check_digit(first17)


WIDOW = number("46902519480315002")
CHILD = number("46902520170601001")
PERMIT = number("81000019800101001")
GOOD = Person(name="测试奶奶", id_number=WIDOW)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({}, None),
        ({"name": ""}, "没有填写姓名"),
        ({"name": "测试1"}, "有数字"),
        ({"name": "测" * 41}, "40个字"),
        ({"id_number": ""}, "请填写证件号码"),
        ({"id_number": "46902519480315"}, "18位"),
        ({"id_number": WIDOW[:-1] + ("1" if WIDOW[-1] != "1" else "2")}, "校验码"),
        ({"id_number": "4.69025E+17"}, "存成了数字"),
        ({"id_number": number("46902520290101001")}, "今天以后"),
        ({"id_number": number("46902519481332002")}, "不存在"),
        ({"born_on": date(2017, 6, 1)}, "是不是填了家长的证件"),
        ({"born_on": date(1950, 1, 1)}, "不一致"),
        ({"sex": "M"}, "性别与证件号码不一致"),
        ({"phone": "1380000"}, "手机号应为11位"),
        ({"emergency_phone": "12"}, "紧急联系人"),
        ({"id_kind": "PERMIT"}, "81、82或83"),
        ({"id_number": PERMIT}, "证件类型改过来"),
        ({"id_kind": "NONE"}, "应为空"),
        ({"id_kind": "NONE", "id_number": ""}, "写明原因"),
        ({"id_kind": "NONE", "id_number": "", "no_id_reason": "未登记户口"}, None),
        (
            {"id_kind": "NONE", "id_number": "", "no_id_reason": "遗失", "born_on": date(2030, 1, 1)},
            "今天以后",
        ),
        (
            {"id_kind": "NONE", "id_number": "", "no_id_reason": "遗失", "born_on": date(1880, 1, 1)},
            "130年前",
        ),
        ({"id_kind": "FOREIGN", "id_number": "E1"}, "5至20位"),
        ({"id_kind": "FOREIGN", "id_number": "E12345678"}, None),
        ({"id_kind": "驾照"}, "请选择证件类型"),
        ({"note": "长" * 2001}, "备注最多2000个字"),
    ],
)
def test_what_cannot_be_is_told_as_a_sentence(change: dict[str, object], word: str | None) -> None:
    problem = person_problem(replace(GOOD, **change), on=TODAY)  # type: ignore[arg-type]
    assert (problem is None) if word is None else (problem is not None and word in problem)


def test_papers_complete_birthday_and_sex() -> None:
    found = identity(id_kind="RESIDENT", id_number=f" {WIDOW.lower()} ", born_on=None, sex="")
    assert (found.id_number, found.born_on, found.sex) == (WIDOW, date(1948, 3, 15), "F")
    assert identity(id_kind="FOREIGN", id_number="e123456", born_on=None, sex="M").id_number == "E123456"


def test_a_number_of_fifteen_digits_and_the_one_of_eighteen_are_one_person() -> None:
    assert canonical_id(WIDOW[:6] + WIDOW[8:17]) == WIDOW


@pytest.mark.parametrize(
    ("born", "word", "kind", "minor", "small"),
    [
        ("1948-03-15", "78岁", "老年人", False, False),
        ("1966-11-22", "60岁", "老年人", False, False),
        ("1966-11-23", "59岁", "成年人", False, False),
        ("2008-11-22", "18岁", "成年人", False, False),
        ("2008-11-23", "17岁", "未成年人", True, False),
        ("2012-11-22", "14岁", "未成年人", True, False),
        ("2012-11-23", "13岁", "儿童", True, True),
        ("2026-03-23", "7个月", "儿童", True, True),
        ("2026-11-22", "0个月", "儿童", True, True),
    ],
)
def test_age_decides_who_counts_as_a_child(born: str, word: str, kind: str, minor: bool, small: bool) -> None:
    day = date.fromisoformat(born)
    assert age_word(day, TODAY) == word
    assert age_class(day, TODAY) == kind
    assert is_minor(day, TODAY) is minor
    assert needs_guardian_consent(day, TODAY) is small


def test_without_a_birthday_nothing_is_said_about_age() -> None:
    assert age_word(None, TODAY) == age_class(None, TODAY) == "年龄不详"
    assert not is_minor(None, TODAY)
    assert not needs_guardian_consent(None, TODAY)


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("低保", "DIBAO"), ("最低生活保障对象", "DIBAO"), ("城乡低保", "DIBAO"), ("特困供养人员", "TEKUN"), ("独居老人", "ELDER_ALONE"),
        ("留守儿童", "CHILD_LEFT_BEHIND"), ("低 保", "DIBAO"), ("DIBAO", "DIBAO"), ("宇航员", None),
    ],
)  # fmt: skip
def test_classes_are_known_by_the_words_of_lists_and_papers(word: str, code: str | None) -> None:
    assert class_code(word) == code


@pytest.mark.parametrize(
    ("code", "born", "sex", "word"),
    [
        ("ELDER_ALONE", "1948-03-15", "F", None),
        ("ELDER_ALONE", "1970-03-15", "F", "应年满60周岁"),
        ("ORPHAN", "1948-03-15", "F", "应未满18周岁"),
        ("WOMAN_LEFT_BEHIND", "1980-01-01", "M", "应为女性"),
        ("DIBAO", "1980-01-01", "M", None),
        ("ELDER_ALONE", None, "F", None),
        ("NOPE", None, "", "没有这个对象类别"),
    ],
)
def test_a_class_fits_the_person(code: str, born: str | None, sex: str, word: str | None) -> None:
    problem = class_problem(code, born_on=date.fromisoformat(born) if born else None, sex=sex, on=TODAY)
    assert (problem is None) if word is None else (problem is not None and word in problem)


def test_every_class_of_the_municipal_platform_is_there_with_its_own_word() -> None:
    """The twenty of 兜底对象 and the five of 适度普惠, as a large city's platform lists them."""
    listed = [
        "低保",
        "低保边缘",
        "特困",
        "其他困境儿童",
        "留守老人",
        "孤寡老人",
        "特殊困难重度残疾人",
        "独居老人",
        "支出型困难",
        "残疾人",
        "流浪乞讨",
        "农村留守儿童",
        "单身特困母亲",
        "农村留守妇女",
        "空巢老人",
        "失能老人",
        "重残老人",
        "计划生育特殊家庭老人",
        "孤儿",
        "事实无人抚养儿童",
        "儿童家庭",
        "青少年",
        "老年人",
        "妇女",
        "其他",
    ]
    assert not set(listed) - {each.label for each in BY_CODE.values()}
    assert labels(["OTHER", "DIBAO"]) == ["低保", "其他"]
