"""Who may be the same person, in sentences with weights."""

from datetime import date

import pytest

from yizhan.clients.rules.likeness import WORTH_ASKING, Traits, chance_word, likeness, points, sentence

HER = Traits(
    name="王芳", number="a", born_on=date(1950, 3, 1), sex="F", phone="p", address="h", village="示例村"
)


@pytest.mark.parametrize(
    ("other", "says", "together"),
    [
        (Traits(name="李梅", number="a"), "证件号码相同", 100),
        (Traits(name="王芳", number="a", old_number=True), "证件号码相同（15位旧号和18位是同一个号）", 100),
        (Traits(name="王芳", number="b", born_on=date(1951, 8, 9), sex="F", village="示例村"), "同名、同村，出生年相差1年", 75),
        (Traits(name="王芳", number="b", born_on=date(1953, 8, 9), sex="F", village="示例村"), "同名、同村", 60),
        (Traits(name="王芳", born_on=date(1960, 8, 9), sex="F", village="示例村"), "同名、同村，出生年相差10年", 40),
        (Traits(name="王芳", born_on=date(1975, 8, 9), sex="F", village="示例村"), "同名、同村，出生年相差25年", 20),
        (Traits(name="汪方", born_on=date(1950, 7, 9), sex="F", village="示例村"), "姓名读音相同、同村、同年出生", 65),
        (Traits(name="王芳", born_on=date(1950, 3, 1), sex="M", phone="p"), "同名、电话相同、同一天出生，性别不同", 90),
        (Traits(name="王芳", born_on=date(1950, 3, 1), address="h", phone="p"), "同名、住址相同、电话相同、同一天出生", 100),
        (Traits(name="李梅", born_on=date(1980, 3, 1), phone="p"), "电话相同", 40),
        (Traits(name="李梅", village="示例村"), "同村", 20),
        (Traits(name="李梅", village="测试村"), "", 0),
        (Traits(name="", village=""), "", 0),
    ],
)  # fmt: skip
def test_reasons_are_said_in_words_and_counted(other: Traits, says: str, together: int) -> None:
    reasons = likeness(other, HER)
    assert (sentence(reasons), points(reasons)) == (says, together)
    assert likeness(HER, other) == reasons or other.old_number


@pytest.mark.parametrize(
    ("other", "word"),
    [
        (Traits(name="李梅", number="a"), "就是同一人"),
        (Traits(name="王芳", born_on=date(1950, 3, 1), address="h", phone="p"), "几乎肯定是同一人"),
        (Traits(name="王芳", born_on=date(1951, 3, 1), village="示例村"), "很可能是同一人"),
        (Traits(name="王芳", born_on=date(1955, 3, 1), village="示例村"), "可能是同一人"),
    ],
)
def test_the_sum_is_also_told_in_words(other: Traits, word: str) -> None:
    assert chance_word(likeness(other, HER)) == word


def test_the_same_village_or_a_namesake_of_another_generation_is_no_question() -> None:
    assert points(likeness(Traits(name="李梅", village="示例村"), HER)) < WORTH_ASKING
    father = Traits(name="王芳", born_on=date(1920, 1, 1), sex="M", village="示例村")
    assert points(likeness(father, HER)) < WORTH_ASKING
    assert [reason.signed for reason in likeness(father, HER)] == ["+40", "+20", "−40", "−20"]
