"""计数条件: from what on a case, a group or an activity counts as one."""

import pytest

from tests.policy.papers import rule
from yizhan.policy.load import PackError
from yizhan.policy.reading import Fact, brief, facts
from yizhan.policy.schema.units import UnitMinimum

GROUP = {"类型": "计数条件", "计什么": "小组", "至少节数": 4, "至少人数": 5}


def minimum(**keys: object) -> UnitMinimum:
    made = rule(**{key: value for key, value in (GROUP | keys).items() if value is not None})
    assert isinstance(made, UnitMinimum)
    return made


def test_what_is_missing_is_said_in_the_words_of_the_station() -> None:
    group = minimum()
    assert group.verdict({"节数": 3, "人数": 3}).says.startswith("暂不计数，还差1节、2人（")
    assert group.verdict({"节数": 4, "人数": 6}).says.startswith("计1个小组，已有4节、6人（")
    assert group.verdict(None).state == "open"
    assert group.refusal({"节数": 4}) is not None
    assert group.required() == brief(group) == "至少4节，至少5人"
    assert facts(group)[0] == Fact("计什么", ("小组",))


def test_short_meetings_are_asked_for_by_the_minute() -> None:
    event = minimum(计什么="活动", 至少节数=None, 至少人数=30, 至少分钟=60)
    assert event.required() == "至少30人，每场至少60分钟"
    assert event.verdict({"人数": 31, "分钟": 45}).says.startswith("暂不计数，还差15分钟")
    assert event.verdict({"人数": 31}).state == "met"


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ({"至少节数": None, "至少人数": None}, "缺少“至少节数”"),
        ({"计什么": "个案"}, "个案没有“至少节数”"),
        ({"至少次数": 3}, "小组没有“至少次数”"),
        ({"计什么": "讲座"}, "只能写：个案、小组、活动"),
    ],
)
def test_what_an_author_may_not_write_is_said(keys: dict[str, object], sentence: str) -> None:
    with pytest.raises(PackError, match=sentence):
        minimum(**keys)


def test_an_open_number_is_shown_and_never_judged() -> None:
    group = minimum(至少节数=None, 至少人数=None, 待定="文件没有写明")
    assert group.required() == "待定"
    assert group.verdict({"节数": 1, "人数": 1}).state == "open"


def test_a_worked_example_reads_only_known_words() -> None:
    with pytest.raises(ValueError, match="不认识“人次”"):
        minimum().read({"人次": 3})
    with pytest.raises(ValueError, match="节数: 4"):
        minimum().read("4")
