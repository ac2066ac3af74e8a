"""The ranking of a contest: ties, small numbers, flags, medians, the year; and what it may never punish."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.oversight.test_scoring_rules import scheme, sheet
from tests.policy.papers import rule
from yizhan.kernel.period import Period
from yizhan.oversight.rules.contests import (
    Runner,
    Standing,
    flag_for,
    middle,
    publishing_problem,
    quarter_of,
    standings,
    starting_problem,
    year_sum,
)
from yizhan.oversight.rules.honesty import HONEST, honesty_problems, punishes_honesty
from yizhan.oversight.rules.scoring import Item, Scheme, party_result
from yizhan.policy.schema.frames import Aspect
from yizhan.policy.schema.scoring import Consequence

D = Decimal
FLAGS = """
- 编号: a.bands
  规定: 前三名授红旗。
  条款: 四
  类型: 分档
  单位: 名
  档次:
    - {名称: 前三名, 下限: 1, 上限: 3, 结果: 优胜红旗}
    - {名称: 其他名次, 下限: 4, 结果: 通报排名}
"""


def contest(**rule_keys: object) -> Scheme:
    one = scheme({"甲": ("60", "基础"), "乙": ("40", "基础")}, more=FLAGS)
    return replace(one, rule=one.rule.model_copy(update=rule_keys))


def runner(one: Scheme, name: str, sample: int | None = None, **points: Any) -> Runner:
    return Runner(
        UUID(int=hash(name) % 2**64),
        name,
        party_result(one, sheet(**points)),
        None if sample is None else D(sample),
    )


@pytest.mark.requirement("R233")
def test_equal_scores_share_a_rank_and_all_of_the_first_three_get_the_flag() -> None:
    one = contest()
    names = {"一站": 60, "二站": 50, "三站": 50, "四站": 40, "五站": 30}
    found = standings(one, [runner(one, name, 甲=points, 乙=40) for name, points in names.items()])
    assert [(line.name, line.rank, line.flag) for line in found] == [
        ("一站", 1, "优胜红旗"),
        ("三站", 2, "优胜红旗"),
        ("二站", 2, "优胜红旗"),
        ("四站", 4, ""),
        ("五站", 5, ""),
    ]
    assert middle(one, found)[0] == D("90.00")


def test_too_small_a_number_is_listed_without_a_rank_and_says_why() -> None:
    one = contest(least_sample=D(10), least_share=D(60))
    found = standings(
        one,
        [
            runner(one, "大站", 40, 甲=30, 乙=20),
            runner(one, "小站", 6, 甲=60, 乙=40),
            runner(one, "半站", 40, 甲="×", 乙=40),
            runner(one, "缺站", 40, 甲=30),
            runner(one, "空站", 40, 甲="×", 乙="×"),
        ],
        sample_word="应探访",
    )
    by_name = {line.name: line for line in found}
    assert by_name["大站"].rank == 1
    assert by_name["小站"].rank is None
    assert by_name["小站"].total == D("100.00")
    assert by_name["小站"].why == "本季应探访只有6，不到10，数目太小，差一两件名次就会大变，只列不排。"
    assert by_name["半站"].why == "可以计分的只有40分，不到满分的60%，只列不排。"
    assert by_name["缺站"].why == "还有1项没有评分。"
    assert by_name["空站"].why == "本季没有一项可以计分。"
    assert found[0].name == "大站"


def test_just_enough_is_enough_and_the_third_of_three_still_gets_the_flag() -> None:
    one = contest(least_sample=D(10), least_share=D(60))
    runners = [runner(one, f"站{points}", 10, 甲=points, 乙="×") for points in (60, 50, 40, 30)]
    found = standings(one, runners, sample_word="应探访")
    assert [(line.rank, line.flag) for line in found] == [
        (1, "优胜红旗"), (2, "优胜红旗"), (3, "优胜红旗"), (4, ""),
    ]  # fmt: skip
    aspect = Aspect.model_validate({"名称": "方面", "分值": 100})
    total, by_aspect = middle(replace(one, aspects=(aspect,)), found)
    assert total == D("75.00"), "between the second and the third"
    assert by_aspect == {"方面": D("45.00")}, "of the points earned, not of those possible"
    silent = contest()
    assert flag_for(replace(silent, bands=None), 1) == "", "no flag where no paper gives one"


@pytest.mark.parametrize(
    ("month", "quarter"), [(1, 1), (3, 1), (4, 2), (6, 2), (7, 3), (9, 3), (10, 4), (12, 4)]
)
def test_a_day_lies_in_its_quarter(month: int, quarter: int) -> None:
    assert quarter_of(date(2026, month, 28)) == quarter


@given(st.lists(st.integers(0, 60), min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_a_ranking_depends_on_scores_alone(points: list[int], dice: object) -> None:
    one = contest()
    runners = [runner(one, f"站{n:02}", 甲=each, 乙=0) for n, each in enumerate(points)]
    before = standings(one, runners)
    dice.shuffle(runners)  # type: ignore[attr-defined]
    assert standings(one, runners) == before
    assert min(line.rank or 99 for line in before) == 1
    for line in before:
        assert line.total is not None
        assert (line.rank or 0) - 1 == sum((other.total or 0) > line.total for other in before)


@pytest.mark.requirement("R234")
def test_the_year_is_the_sum_of_its_quarters_and_names_those_that_lack() -> None:
    def line(name: str, total: str | None) -> Standing:
        return Standing(UUID(int=ord(name)), name, D(total) if total else None, {}, 1, "")

    found = year_sum({1: [line("甲", "80.5"), line("乙", "90")], 2: [line("甲", "70"), line("乙", None)]})
    (late,) = year_sum({3: [line("丙", "60")], 4: [line("丙", "70")]})
    assert (late.quarters, late.lacking) == ((None, None, D("60"), D("70")), (1, 2))
    assert [each.quarters[:2] for each in found] == [(D("80.5"), D("70")), (D("90"), None)]
    assert [(each.name, each.total, each.lacking) for each in found] == [
        ("甲", D("150.50"), (3, 4)),
        ("乙", D("90.00"), (2, 3, 4)),
    ]


def test_a_ranking_is_published_when_the_quarter_is_over_and_everything_is_scored() -> None:
    quarter = Period(date(2026, 7, 1), date(2026, 9, 30))
    known = {"period": quarter, "on": date(2026, 10, 5), "counted_on": date(2026, 10, 2), "missing": 0}
    assert publishing_problem(**known) is None  # type: ignore[arg-type]
    assert "才结束" in str(publishing_problem(**known | {"on": quarter.last}))  # type: ignore[arg-type]
    assert "重新取数" in str(publishing_problem(**known | {"counted_on": quarter.last}))  # type: ignore[arg-type]
    assert "2个站" in str(publishing_problem(**known | {"missing": 2}))  # type: ignore[arg-type]
    assert starting_problem(period=quarter, on=date(2026, 6, 30), stations=5) == "这个季度还没有开始。"
    assert starting_problem(period=quarter, on=date(2026, 7, 1), stations=5) is None
    assert starting_problem(period=quarter, on=date(2026, 7, 1), stations=0) is not None


@pytest.mark.parametrize("measure", sorted(HONEST))
def test_nothing_that_was_honestly_written_down_may_cost_points(measure: str) -> None:
    keys = {"类型": "指标", "维度": "方面", "分值": 5, "得分方式": "计算", "口径": measure}
    backwards = rule(**keys, 满分值=0, 零分值=10)
    minus = rule(**keys, 满分值=10, 加减分="扣分")
    forwards = rule(**keys, 满分值=10)
    assert [punishes_honesty(each) for each in (backwards, minus, forwards)] == [True, True, False]
    item = Item(backwards, "没见到的探访", "方面", D(5), "计算")
    assert "如实登记的站会吃亏" in honesty_problems([item], contest=False, follows=[])[0]


def test_a_rank_may_lead_to_nothing_bad() -> None:
    bad = rule(类型="后果", 触发="末位", 措施="约谈")
    assert isinstance(bad, Consequence)
    assert honesty_problems([], contest=True, follows=[bad]) == ["名次不能带来不利的后果：照办。"]
    assert honesty_problems([], contest=False, follows=[bad]) == []
