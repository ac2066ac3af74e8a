"""The evaluations that ship: put together from the papers of each place; what a paper does not say stays open."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from yizhan.kernel.metric import METRICS
from yizhan.oversight.queries.scoring import scheme_for, schemes_for
from yizhan.oversight.rules.honesty import punishes_honesty
from yizhan.oversight.rules.scoring import Line, Scheme, Sheet, judged, result
from yizhan.policy.book import NoRule, open_shelf, read_shelf, shelf
from yizhan.policy.schema.scoring import Indicator

ON = date(2026, 6, 30)
ROOT = Path(__file__).parents[2]


@pytest.fixture
def demo_packs() -> Iterator[None]:
    """The shelf of the demo county, and the usual one again afterwards."""
    before = shelf()
    folders = [ROOT / "policies", ROOT / "demo" / "packs"]
    if not any(pack.id.startswith("469025-baisha/2025-evaluation") for pack in before):
        open_shelf(folders)
    yield
    if shelf() is not before:
        open_shelf([ROOT / "policies"])


def scheme(region: str, name: str = "", on: date = ON) -> Scheme:
    return scheme_for(region_code=region, on=on, name=name)


@pytest.mark.requirement("R315", "R317")
def test_baisha_has_four_aspects_three_parties_two_rounds_and_no_points() -> None:
    one = scheme("469025102")
    assert [aspect.name for aspect in one.aspects] == ["项目实施", "项目管理", "服务绩效", "资金使用"]
    assert all(aspect.pending_reason for aspect in one.aspects)
    assert [(party.name, party.weight) for party in one.parties] == [
        ("第三方机构", 60),
        ("县民政局", 30),
        ("乡镇", 10),
    ]
    assert one.rounds == ("中期", "末期")
    assert one.bands is not None
    assert one.bands.pending
    assert judged(one, Decimal("91.75")).band is None
    if not one.items:
        assert one.problems == ("文件没有给出指标和分值，要有评估细则才能评分。",)


@pytest.mark.usefixtures("demo_packs")
def test_the_demo_county_adds_eleven_invented_indicators_to_the_frame() -> None:
    one = scheme("469025102")
    assert one.usable
    assert one.clause == "方案 七（二）"
    assert one.drafts == ("白沙县社工站评估细则（演示用，虚构）",)
    assert [(aspect.name, one.points_of(aspect.name)) for aspect in one.aspects] == [
        ("项目实施", 40),
        ("项目管理", 20),
        ("服务绩效", 30),
        ("资金使用", 10),
    ]
    assert len(one.items) == 11
    assert one.full == 100
    assert len(one.packs) == 2
    assert scheme("469025102", on=date(2024, 1, 1)).digest != one.digest


@pytest.mark.requirement("R254")
def test_haining_has_four_dimensions_and_a_draft_of_23_indicators() -> None:
    frame = scheme("330481", on=date(2021, 6, 30))
    assert [aspect.name for aspect in frame.aspects] == ["规范建设", "专业运营", "项目策划", "服务成效"]
    assert not frame.usable
    draft = scheme("330481")
    assert draft.usable
    assert len(draft.items) == 23
    assert draft.full == 100
    assert "草稿" in draft.drafts[0]
    assert all(item.clause.startswith("SPPE草稿") for item in draft.items)


@pytest.mark.requirement("R401")
def test_kunming_is_held_against_its_standard_without_invented_points() -> None:
    one = scheme("530111")
    assert one.usable
    assert one.unit == "项"
    assert one.full == 17
    lines = tuple(Line(item.id, given=Decimal(1)) for item in one.items[:-2])
    out = tuple(Line(item.id, unmeasurable="这一条不适用于本站。") for item in one.items[-2:])
    assert result(one, [Sheet("县民政局", lines + out)]).total == 15, "a count, never made into 17 of 17"
    assert "只有达标" in str(one.items[0].problem(Decimal("0.5")))
    assert f"列出{len(one.items)}条" in one.rule.note
    assert "没法对照的不计在内" in one.rule.note, (
        "no station can be held against all: two clauses exclude each other"
    )


@pytest.mark.requirement("R175")
def test_hunan_gives_five_stars_from_110_and_four_from_100() -> None:
    one = scheme("430124", "星级社工站评审")
    assert len(one.aspects) == 6
    assert one.rule.full_marks == 130
    assert one.rule.plus_cap == 20
    assert not one.usable
    assert [gap.split("、")[0] for _name, gap in one.gaps] == ["指南全文"], (
        "what was not seen is said, never filled in"
    )
    assert one.aspects[0].pending_reason == "分值和下级指标没有见到"
    bands = [judged(one, Decimal(total)).band for total in (110, "109.99", 100, "99.99")]
    assert [band.name for band in bands if band] == ["五星级", "四星级", "四星级", "不评星级"]
    assert [outcome.rule.id for outcome in judged(one, Decimal(115)).outcomes] == ["star.publication"]
    assert judged(one, Decimal(90)).outcomes == ()


@pytest.mark.requirement("R175")
def test_the_star_example_can_be_scored_to_150() -> None:
    one = scheme("990101", "star.frame")
    assert one.usable
    assert one.most == 150
    full = Sheet("省民政厅", tuple(Line(item.id, given=item.points) for item in one.items))
    found = result(one, [full])
    assert found.total == 150
    assert found.band is not None
    assert found.band.name == "五星级"


@pytest.mark.requirement("R264")
def test_chengdu_has_three_ways_whose_shares_nobody_gives() -> None:
    one = scheme("510104")
    assert [(party.name, party.weight) for party in one.parties] == [
        ("本级自评", None),
        ("上级考评", None),
        ("第三方评估", None),
    ]
    assert [rule.id for rule in one.consequences] == ["evaluation.result-use"]
    assert one.unweighted
    assert not scheme("530111").unweighted


def test_a_place_without_an_evaluation_says_so() -> None:
    with pytest.raises(NoRule, match="本地区尚无此项规定"):
        scheme("650102")
    assert schemes_for(region_code="650102", on=ON) == ()


def test_a_narrower_region_does_not_inherit_the_indicators_of_a_broader_ones_evaluation() -> None:
    assert all(item.rule.document.region == "99" for item in scheme("990101").items)
    assert scheme("990101").name == "年度评估"


def test_every_shipped_evaluation_hangs_together() -> None:
    silent = ("文件没有给出指标和分值，要有评估细则才能评分。",)
    for pack in read_shelf([ROOT / "policies", ROOT / "demo" / "packs"]):
        for sort in ("评估", "竞赛"):
            for one in schemes_for(region_code=pack.region, on=ON, sort=sort):
                assert one.problems in ((), silent), (pack.id, one.problems)


def test_no_indicator_takes_points_for_what_was_honestly_written_down() -> None:
    wrong = [
        (pack.id, rule.id)
        for pack in read_shelf([ROOT / "policies", ROOT / "demo" / "packs"])
        for rule in pack.rules
        if punishes_honesty(rule)
    ]
    assert not wrong, wrong


def test_the_figures_of_indicators_exist() -> None:
    named = {
        name
        for pack in read_shelf([ROOT / "policies", ROOT / "demo" / "packs"])
        for rule in pack.rules
        if isinstance(rule, Indicator)
        for name in (rule.measure, rule.each_measure, rule.sample_measure)
        if name
    }
    assert named <= set(METRICS)
