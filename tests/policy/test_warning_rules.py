"""预警: from what on something is to be looked at, told by a paper; what an author may not write."""

from datetime import date
from decimal import Decimal

import pytest

from tests.policy.papers import rule
from yizhan.kernel.period import Period
from yizhan.oversight.queries.warnings_matters import MATTERS as FOUND
from yizhan.oversight.queries.warnings_quality import QUESTIONS
from yizhan.oversight.rules.warnings import Tally, checked_by, hint, owner_of
from yizhan.policy.load import PackError
from yizhan.policy.reading import Fact, brief, facts
from yizhan.policy.schema.warnings import MATTERS, WarningRule

MONTH = {"类型": "预警", "口径": "services.visits", "单位": "人次", "比较": "低于", "数值": 10, "期间": "本月", "级别": "黄色", "期限": "5个工作日"}  # fmt: skip
FRIDAY = date(2026, 11, 20)


def warning(**keys: object) -> WarningRule:
    made = rule(**{key: value for key, value in (MONTH | keys).items() if value is not None})
    assert isinstance(made, WarningRule)
    return made


@pytest.mark.parametrize(
    ("compare", "figures"),
    [("超过", [9, 10, 11]), ("达到", [9, 10, 11]), ("低于", [11, 10, 9]), ("不高于", [11, 10, 9])],
)
def test_the_threshold_itself_counts_where_the_word_says_so(compare: str, figures: list[int]) -> None:
    one = warning(比较=compare)
    inclusive = compare in ("达到", "不高于")
    assert [one.warns(Decimal(figure)) for figure in figures] == [False, inclusive, True]


def test_what_a_rule_says_and_when_it_is_due() -> None:
    one = warning()
    assert one.required() == brief(one) == "本月低于10人次时预警"
    assert one.due(FRIDAY) == date(2026, 11, 27)
    assert one.verdict(9).says.startswith("黄色预警，现为9人次")
    assert one.verdict(10).state == "met"
    assert one.verdict(None).state == "open"
    assert Fact("处理期限", ("5个工作日",)) in facts(one)
    assert warning(期限=None, 级别=None).due(FRIDAY) is None


@pytest.mark.parametrize(
    ("word", "period"),
    [
        ("当日", Period.of_day(FRIDAY)),
        ("本月", Period(date(2026, 11, 1), FRIDAY)),
        ("上月", Period.month(2026, 10)),
        ("本季", Period(date(2026, 10, 1), FRIDAY)),
        ("本年", Period(date(2026, 1, 1), FRIDAY)),
        ("近90天", Period(date(2026, 8, 23), FRIDAY)),
    ],
)
def test_the_days_a_figure_is_asked_for(word: str, period: Period) -> None:
    assert warning(期间=word).span(FRIDAY) == period


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ({"口径": None, "单位": None}, "“口径”与“事情”要写一个"),
        ({"事情": "一人多项目"}, "“口径”与“事情”要写一个"),
        ({"口径": None, "单位": None, "事情": "一人多项"}, "是不是“一人多项目”"),
        ({"期间": "半月"}, "不是期间"),
        ({"口径": None, "单位": None, "事情": "文字雷同", "参数": "{天数: 30}"}, "还缺“字数”"),
        ({"参数": "{天数: 30}"}, "不认识“天数”"),
        ({"比较": "大于"}, "只能写"),
        ({"数值": None}, "缺少“数值”"),
        ({"复核": "[县民政]"}, "就要写“升级”"),
        ({"期限": "三天"}, "不是期限"),
    ],
)
def test_what_an_author_may_not_write_is_said(keys: dict[str, object], sentence: str) -> None:
    with pytest.raises(PackError, match=sentence):
        warning(**keys)


def test_an_open_threshold_is_shown_and_never_judged() -> None:
    one = warning(口径=None, 单位=None, 比较=None, 数值=None, 待定="文件没有写明")
    assert one.required() == "待定"
    assert one.verdict(1).state == "open"


def test_every_matter_a_paper_may_name_is_found_by_the_program() -> None:
    assert {name for name, one in MATTERS.items() if not one.question} == set(FOUND)
    assert {name for name, one in MATTERS.items() if one.question} == set(QUESTIONS)


def test_who_answers_and_who_agrees() -> None:
    assert owner_of(["社工站"]) == "STATION"
    assert owner_of(["承接主体"], has_agency=False) == "TOWNSHIP"
    assert owner_of(["财政"]) == owner_of([]) == "COUNTY"
    assert checked_by(level="STATION", owner="STATION", checker="") == ""
    assert checked_by(level="STATION", owner="STATION", checker="COUNTY") == "COUNTY"
    assert checked_by(level="STATION", owner="COUNTY", checker="") == "COUNTY"  # gone up: not hers to end
    assert checked_by(level="COUNTY", owner="COUNTY", checker="COUNTY") == ""


def test_false_alarms_ask_for_another_threshold_only_from_enough_of_them_on() -> None:
    one = warning(误报率=30, 样本=5)
    assert hint(one, Tally(raised=4, wrong=4)) == ""
    assert hint(one, Tally(raised=10, wrong=2, handled=8)) == ""
    assert "调低一些" in hint(one, Tally(raised=10, wrong=3, gone=7))
    assert hint(warning(), Tally(raised=10, wrong=10)) == ""
