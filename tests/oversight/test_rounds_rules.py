"""The arithmetic of a round without a database: how a sample is drawn, what is refused, how a scheme is kept."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from tests.oversight.rounds_world import details_of_baisha
from yizhan.oversight.queries.scoring import scheme_for
from yizhan.oversight.rules import rounds as rules
from yizhan.oversight.rules.frozen import frozen, thawed
from yizhan.oversight.rules.rounds import Mark, drawn, mark_of, points_typed
from yizhan.oversight.rules.scoring import Scheme, judged

ON = date(2026, 11, 20)
POOL = [f"station-{number:02d}" for number in range(11)]


@pytest.fixture(scope="module")
def scheme() -> Iterator[Scheme]:
    with details_of_baisha():
        yield scheme_for(region_code="469025", on=ON)


def test_the_same_seed_draws_the_same_stations_and_another_seed_others() -> None:
    assert drawn(POOL, size=4, seed="a1") == drawn(list(reversed(POOL)), size=4, seed="a1")
    assert {tuple(drawn(POOL, size=4, seed=str(n))) for n in range(20)} != {
        tuple(drawn(POOL, size=4, seed="0"))
    }
    assert len(set(drawn(POOL, size=11, seed="x"))) == 11


def test_every_station_has_the_same_chance() -> None:
    often = dict.fromkeys(POOL, 0)
    for seed in range(1100):
        for one in drawn(POOL, size=1, seed=str(seed)):
            often[one] += 1
    assert min(often.values()) > 65
    assert max(often.values()) < 140


@pytest.mark.parametrize("region", ["469025", "99", "330481", "43", "5101"])
def test_a_scheme_kept_with_a_round_comes_back_as_it_was(region: str, scheme: Scheme) -> None:
    from yizhan.oversight.queries.scoring import schemes_for

    assert scheme.usable
    for one in schemes_for(region_code=region, on=ON):
        again = thawed(frozen(one))
        assert again.digest == one.digest
        assert [item.clause for item in again.items] == [item.clause for item in one.items]
        assert again.full == one.full
        assert judged(again, Decimal("91.75")).band == judged(one, Decimal("91.75")).band


@pytest.mark.parametrize(
    ("typed", "points"), [("9.5", "9.50"), (" 10 ", "10.00"), ("8。5", "8.50"), ("", None), ("0", "0.00")]
)
def test_points_are_read_as_they_are_typed(typed: str, points: str | None) -> None:
    assert points_typed(typed) == (None if points is None else Decimal(points))


@pytest.mark.parametrize("typed", ["九分", "9.555", "1e9x", "NaN", "Infinity"])
def test_what_is_no_number_with_two_decimals_is_no_score(typed: str) -> None:
    with pytest.raises(ValueError, match=typed[:1]):
        points_typed(typed)


def test_a_mark_is_kept_without_what_is_empty() -> None:
    assert Mark().kept() == {}
    assert mark_of(Mark(Decimal("9.50"), ("甲",), "看过").kept()) == Mark(Decimal("9.50"), ("甲",), "看过")
    assert mark_of(None) == Mark()
    assert Mark(cannot="没有记录").done
    assert not Mark(note="还没看").done


def test_the_name_of_a_party_suggests_who_it_is() -> None:
    told = [rules.kind_of_party(name) for name in ("第三方机构", "县民政局", "乡镇", "本级自评", "上级考评")]
    assert told == ["EVALUATOR", "COUNTY", "TOWNSHIP", "OPERATOR", "COUNTY"]


def test_nobody_decides_about_her_own_scores_or_objection() -> None:
    facts = {"answer": "核对过", "by": "a"}
    assert "您提出的" in str(rules.deciding_problem(raised_by="a", scored_by=(), **facts))
    assert "没有给它打分的人" in str(rules.deciding_problem(raised_by="b", scored_by={"a"}, **facts))
    assert rules.deciding_problem(raised_by="b", scored_by={"c"}, **facts) is None
    assert "理由" in str(rules.deciding_problem(answer=" ", by="a", raised_by="b", scored_by=()))


def test_whoever_may_not_answer_is_told_who_may_or_what_to_do_where_nobody_can() -> None:
    assert rules.who_may_answer(["甲（县局）"]) == "能答复的有：甲（县局）；这件异议在他们的工作台上。"
    assert rules.who_may_answer(list("甲乙丙丁")).startswith("能答复的有：甲、乙、丙等；")
    nobody = rules.who_may_answer([])
    assert "一个也没有" in nobody
    assert "开一个账号" in nobody
    assert "上级" in nobody
    assert rules.office_problem(reaches=True) is None
    assert "组织评估的民政部门" in str(rules.office_problem(reaches=False))


def test_a_sheet_says_how_much_is_missing_and_which_scores_need_a_word() -> None:
    assert rules.seal_problem(missing=[]) is None
    assert (
        rules.seal_problem(missing=["专款专用", "需求回应"]) == "还差2项未评，不能封存：专款专用、需求回应。"
    )
    assert rules.unsaid_differences([]) is None
    assert "写一句为什么" in str(rules.unsaid_differences(["月探访率"]))
