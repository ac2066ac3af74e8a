"""Drawing, uncertainty and what is too little to show, without a database."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.policy.papers import rule
from yizhan.oversight.rules.satisfaction import (
    Line,
    drawing_problem,
    drawn,
    frame_digest,
    hidden,
    scores_problem,
    survey_rule,
    wilson,
)
from yizhan.policy.load import PackError
from yizhan.policy.reading import Fact, brief, facts
from yizhan.policy.schema.surveys import Survey

ASKED = {"类型": "满意度调查", "每站人数": 20, "起报份数": 5, "问题": ["满意吗"]}


def survey(**keys: object) -> Survey:
    made = rule(**{key: value for key, value in (ASKED | keys).items() if value is not None})
    assert isinstance(made, Survey)
    return made


@given(st.integers(0, 400), st.integers(0, 400))
def test_the_range_holds_the_share_and_stays_within_nought_and_a_hundred(satisfied: int, others: int) -> None:
    between = wilson(satisfied, satisfied + others)
    if satisfied + others == 0:
        assert between is None
        return
    assert between is not None
    low, high = between
    share = Decimal(satisfied) * 100 / (satisfied + others)
    assert 0 <= low <= share + Decimal("0.05")
    assert share - Decimal("0.05") <= high <= 100
    assert low < high


@given(st.integers(1, 200), st.integers(2, 5))
def test_more_answers_of_the_same_share_make_the_range_narrower(satisfied: int, times: int) -> None:
    few, many = wilson(satisfied, satisfied * 2), wilson(satisfied * times, satisfied * times * 2)
    assert few is not None
    assert many is not None
    assert many[1] - many[0] < few[1] - few[0]


def test_the_range_is_that_of_the_textbook() -> None:
    assert wilson(8, 10) == (Decimal("49.0"), Decimal("94.3"))
    assert wilson(10, 10) == (Decimal("72.2"), Decimal("100.0"))


@given(st.dictionaries(st.integers(0, 40), st.integers(0, 12), max_size=12), st.integers(2, 8))
def test_what_is_hidden_cannot_be_found_by_subtraction(counts: dict[int, int], least: int) -> None:
    unseen = hidden(counts, least=least)
    shown = {key for key, count in counts.items() if count and key not in unseen}
    assert all(counts[key] >= least for key in shown)
    behind = sum(counts[key] for key in unseen)
    assert behind == 0 or behind >= least or not shown
    assert not any(counts[key] == 0 for key in unseen), "nobody answered: nothing to hide"


@given(
    st.sets(st.uuids(), max_size=60), st.integers(0, 70), st.text("0123456789abcdef", min_size=8, max_size=8)
)
def test_the_same_seed_draws_the_same_people_in_whatever_order_they_stand(
    frame: set[Any], most: int, seed: str
) -> None:
    first = drawn(sorted(frame), most=most, seed=seed)
    assert first == drawn(sorted(frame, reverse=True), most=most, seed=seed)
    assert len(first) == len(set(first)) == min(most, len(frame))
    assert frame_digest(frame) == frame_digest(sorted(frame, reverse=True))


def test_nobody_is_drawn_more_often_for_standing_first() -> None:
    taken = [drawn(range(10), most=1, seed=str(seed))[0] for seed in range(600)]
    assert all(30 <= taken.count(each) <= 95 for each in range(10))


def test_who_is_gone_does_not_lower_the_response_and_silence_does() -> None:
    line = Line(drawn=10, answered=6, refused=1, unreached=1, gone=2, satisfied=5)
    assert (line.waiting, line.response, line.share) == (0, Decimal("75.0"), Decimal("83.3"))
    small = Line(drawn=3, answered=2, refused=0, unreached=0, gone=0, satisfied=2, shown=False)
    assert small.share is None
    assert small.between is None


@pytest.mark.parametrize(
    ("facts_given", "sentence"),
    [
        ({"runs_one": True}, "要由别的单位办"),
        ({"round_word": ""}, "中期还是末期"),
        ({"first_on": date(2026, 7, 1)}, "不能晚于最后一天"),
        ({"last_on": date(2026, 12, 1)}, "还没有服务过的人"),
        ({"closes_on": date(2026, 11, 1)}, "不能早于今天"),
        ({"per_station": 0, "units": 0}, "不能都是0"),
        ({"per_station": 999}, "0到200之间"),
        ({}, None),
    ],
)
def test_what_stands_in_the_way_of_drawing_is_said(facts_given: dict[str, Any], sentence: str | None) -> None:
    given_all: dict[str, Any] = {
        "round_word": "MID", "first_on": date(2026, 1, 1), "last_on": date(2026, 6, 30), "closes_on": date(2026, 12, 5),
        "on": date(2026, 11, 20), "per_station": 10, "units": 3, "runs_one": False,
    }  # fmt: skip
    problem = drawing_problem(**(given_all | facts_given))
    assert (problem is None) if sentence is None else (sentence in str(problem))


def test_every_question_is_answered_from_one_to_five() -> None:
    assert scores_problem([5, 4], ["a", "b"]) is None
    assert scores_problem([5], ["a", "b"]) == "第2题还没有选。"
    assert scores_problem([0, 6], ["a", "b"]) == "第1、2题还没有选。"


def test_a_paper_says_how_many_are_drawn_and_nobody_keeps_or_breaks_it() -> None:
    fixed, share = survey(), survey(每站人数=None, 每站比例=10, 每站至少=5)
    assert [fixed.drawn(served) for served in (3, 20, 500)] == [3, 20, 20]
    assert [share.drawn(served) for served in (3, 41, 101)] == [3, 5, 11]
    assert fixed.required() == brief(fixed) == "每站20人"
    assert share.required() == "每站服务对象的10%，至少5人"
    assert survey(单位数=10, 单位问题=["满意吗"]).required() == "每站20人；协同单位10家"
    assert Fact("起报", ("少于5份不报",)) in facts(fixed)
    assert fixed.verdict(None).state == fixed.verdict(3).state == "open"


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ({"每站比例": 10}, "要写一个，且只写一个"),
        ({"每站人数": None, "每站比例": 0}, "写1到100的数"),
        ({"单位数": 3}, "就要写“单位问题”"),
        ({"问题": None}, "缺少“问题”"),
    ],
)
def test_what_an_author_of_a_survey_may_not_write_is_said(keys: dict[str, object], sentence: str) -> None:
    with pytest.raises(PackError, match=sentence):
        survey(**keys)


def test_a_region_without_a_paper_about_it_has_no_rule() -> None:
    example = survey_rule(region_code="99", on=date(2026, 11, 20))
    assert example is not None
    assert example.required() == "每站20人；协同单位10家"
    assert survey_rule(region_code="469026", on=date(2026, 11, 20)) is None
    assert survey_rule(region_code="330481", on=date(2026, 11, 20)) is None, "海宁 says when, not how many"
