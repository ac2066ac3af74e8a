"""The arithmetic of an evaluation: what holds for every scheme, and worked examples by hand."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.policy.papers import pack
from yizhan.oversight.rules.scoring import (
    Item,
    Line,
    Party,
    Scheme,
    Sheet,
    half_up,
    judged,
    party_result,
    result,
    yearly,
)
from yizhan.policy.schema.frames import Frame
from yizhan.policy.schema.kinds import AnyRule
from yizhan.policy.schema.money import Bands
from yizhan.policy.schema.scoring import Consequence, Weights

ON = date(2026, 6, 30)
D = Decimal
LETTER = dict(zip("甲乙丙丁戊己", "abcdef", strict=True))


def rules(more: str = "", points: Mapping[str, tuple[str, str]] | None = None) -> dict[str, AnyRule]:
    text = "- {编号: a.frame, 规定: 评。, 条款: 一, 类型: 评估方案, 名称: 评, 指标编号: a.indicator}\n"
    for name, (value, sort) in (points or {}).items():
        text += (
            f"- {{编号: a.indicator.{LETTER[name]}, 规定: 评{name}。, 条款: 二, 类型: 指标, 维度: 方面, 分值: {value}, "
            f"加减分: {sort}, 得分方式: 评议}}\n"
        )
    return {rule.id: rule for rule in pack(text + more).rules}


def scheme(
    points: Mapping[str, tuple[str, str]],
    *,
    parties: Mapping[str, str] | None = None,
    more: str = "",
    **keys: object,
) -> Scheme:
    held = rules(more, points)
    frame = held["a.frame"]
    assert isinstance(frame, Frame)
    items = tuple(
        Item(held[f"a.indicator.{LETTER[name]}"], name, "方面", D(value), "评议", sort)  # type: ignore[arg-type]
        for name, (value, sort) in points.items()
    )
    weights, bands = held.get("a.weights"), held.get("a.bands")
    return Scheme(
        rule=frame,
        region_code="99",
        on=ON,
        parties=tuple(
            Party(name, D(weight) if weight else None) for name, weight in (parties or {"县": "100"}).items()
        ),
        aspects=(),
        items=items,
        weights=weights if isinstance(weights, Weights) else None,
        bands=bands if isinstance(bands, Bands) else None,
        consequences=tuple(rule for rule in held.values() if isinstance(rule, Consequence)),
        **keys,  # type: ignore[arg-type]
    )


def sheet(party: str = "县", **given: object) -> Sheet:
    """甲="8" gives 8; 甲="×" could not be measured."""
    return Sheet(
        party,
        tuple(
            Line(f"a.indicator.{LETTER[name]}", unmeasurable="没有应探访的人。")
            if value == "×"
            else Line(f"a.indicator.{LETTER[name]}", given=D(str(value)))
            for name, value in given.items()
        ),
    )


WHOLE = {"甲": ("60", "基础"), "乙": ("40", "基础")}
THREE = {"第三方机构": "60", "县民政局": "30", "乡镇": "10"}


@pytest.mark.requirement("R317")
@pytest.mark.parametrize(
    ("third", "county", "town", "total"),
    [
        ("92.0", "90.5", "94.0", "91.75"),
        ("90.5", "91.0", "92.0", "90.80"),
        ("89.0", "88.5", "93.0", "89.25"),
        ("85.5", "86.0", "88.0", "85.90"),
        ("82.0", "84.5", "87.0", "83.25"),
        ("76.5", "79.0", "85.0", "78.10"),
        ("90.01", "90.01", "90.05", "90.01"),
    ],
)
def test_three_parties_at_60_30_10(third: str, county: str, town: str, total: str) -> None:
    one = scheme({"甲": ("100", "基础")}, parties=THREE)
    sheets = [sheet("第三方机构", 甲=third), sheet("县民政局", 甲=county), sheet("乡镇", 甲=town)]
    assert str(result(one, sheets).total) == total


def test_an_indicator_that_cannot_be_measured_leaves_the_denominator() -> None:
    found = party_result(scheme(WHOLE), sheet(甲="45", 乙="×"))
    assert found.score == D("75.00")  # 45 of 60
    assert (found.earned, found.of) == (D(45), D(60))
    assert found.left_out == (("a.indicator.b", "没有应探访的人。"),)
    assert party_result(scheme(WHOLE), sheet(甲="×", 乙="×")).score is None
    assert result(scheme(WHOLE), [sheet(甲="×", 乙="×")]).why == "县没有一项可以计分，得不出总分。"


def test_without_every_line_and_every_party_there_is_no_result() -> None:
    one = scheme(WHOLE, parties=THREE)
    assert party_result(one, sheet("乡镇", 甲="50")).missing == ("a.indicator.b",)
    assert result(one, [sheet("乡镇", 甲="50", 乙="40")]).why == "还缺第三方机构、县民政局的评分。"


def test_shares_the_paper_does_not_give_are_never_filled_in() -> None:
    one = scheme(WHOLE, parties={"本级自评": "", "上级考评": "", "第三方评估": ""})
    found = result(one, [sheet(party.name, 甲="50", 乙="40") for party in one.parties])
    assert [each.score for each in found.parties] == [D("90.00")] * 3
    assert found.total is None
    assert "文件没有写" in found.why


def test_plus_points_are_capped_and_minus_points_stop_at_nothing() -> None:
    points = {"甲": ("130", "基础"), "乙": ("15", "加分"), "丙": ("15", "加分"), "丁": ("200", "扣分")}
    one = scheme(points)
    capped = replace(one, rule=one.rule.model_copy(update={"plus_cap": D(20)}))
    assert one.most == D(160)
    assert capped.most == D(150)
    assert party_result(capped, sheet(甲="100", 乙="15", 丙="15", 丁="0")).score == D("120.00")
    assert party_result(capped, sheet(甲="100", 乙="15", 丙="15", 丁="5.5")).score == D("114.50")
    assert party_result(capped, sheet(甲="100", 乙="0", 丙="0", 丁="200")).score == D("0.00")


@pytest.mark.parametrize(
    ("party", "lines", "says"),
    [
        ("村委会", {"甲": "1"}, "不是评分方"),
        ("县", {"戊": "1"}, "不在县的评分表里"),
        ("县", {"甲": "60.01"}, "应在0到60之间"),
        ("县", {"甲": "-1"}, "应在0到60之间"),
        ("县", {"甲": "1.005"}, "最多写两位小数"),
    ],
)
def test_a_sheet_of_another_scheme_is_no_sheet(party: str, lines: dict[str, str], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        party_result(scheme(WHOLE), sheet(party, **lines))


BANDS = """
- 编号: a.bands
  规定: 三档。
  条款: 三
  类型: 分档
  单位: 分
  档次:
    - {名称: 五星, 下限: 110, 合格: 是}
    - {名称: 四星, 下限: 100, 上限: 110, 合格: 是}
    - {名称: 其他, 下限: 0, 上限: 100, 合格: 否}
- {编号: a.flag, 规定: 授牌。, 条款: 四, 类型: 后果, 触发: 评上, 措施: 授牌, 倾向: 有利, 等次名: [五星, 四星]}
- {编号: a.mend, 规定: 整改。, 条款: 五, 类型: 后果, 触发: 没评上, 措施: 整改, 等次名: 其他}
- {编号: a.weigh, 规定: 参考。, 条款: 六, 类型: 后果, 触发: 有结果, 措施: 参考, 倾向: 参考}
"""


@pytest.mark.parametrize(
    ("total", "band", "above", "short", "follows"),
    [
        ("110", "五星", None, None, ["a.flag", "a.weigh"]),
        ("109.99", "四星", "五星", "0.01", ["a.flag", "a.weigh"]),
        ("99.5", "其他", "四星", "0.5", ["a.mend", "a.weigh"]),
    ],
)
def test_a_total_has_its_band_the_next_one_and_what_follows(
    total: str, band: str, above: str | None, short: str | None, follows: list[str]
) -> None:
    found = judged(scheme({"甲": ("130", "基础")}, more=BANDS), D(total))
    assert found.band is not None
    assert found.band.name == band
    assert (found.next_band.name if found.next_band else None) == above
    assert found.to_next == (D(short) if short else None)
    assert [outcome.rule.id for outcome in found.outcomes] == follows
    assert all(outcome.clause for outcome in found.outcomes)


def test_plus_points_beyond_the_highest_band_stay_in_it_and_between_whole_points_the_lower_bound_counts() -> (
    None
):
    """“90—100分为优秀”, and 5 plus points on top; “100—109”, “110—120”: 109.5 did not reach 110."""
    bounded = BANDS.replace("下限: 110,", "下限: 110, 上限: 120,").replace("上限: 110", "上限: 109")
    one = scheme({"甲": ("130", "基础")}, more=bounded)
    assert [(found := judged(one, D(total)).band) and found.name for total in ("120", "120.01", "109.5", "109")] == [
        "五星", "五星", "四星", "四星",
    ]  # fmt: skip
    assert [each.rule.id for each in judged(one, D("125")).outcomes] == ["a.flag", "a.weigh"]


def test_the_year_is_made_of_its_rounds_where_the_paper_gives_their_shares() -> None:
    told = (
        "- {编号: a.weights, 规定: 三方。, 条款: 七, 类型: 权重, 评分方: {县: 100}, 轮次: [中期, 末期]%s}\n"
    )
    shared = scheme(WHOLE, more=told % ", 轮次权重: {中期: 40, 末期: 60}")
    assert yearly(shared, {"中期": D("80"), "末期": D("90.01")}) == (D("86.01"), "")
    assert yearly(shared, {"中期": D("80")}) == (None, "还没有末期的结果。")
    silent = scheme(WHOLE, more=told % "")
    total, why = yearly(silent, {"中期": D("80"), "末期": D("90")})
    assert total is None
    assert "文件没有写" in why


def test_half_up_is_exact() -> None:
    assert [str(half_up(D(value))) for value in ("2.005", "2.004999", "0", "2.675")] == [
        "2.01",
        "2.00",
        "0.00",
        "2.68",
    ]


# ---- whatever the scheme

NAMES = ["甲", "乙", "丙", "丁", "戊", "己"]


@st.composite
def scored(draw: st.DrawFn) -> tuple[Scheme, dict[str, Any]]:
    """A scheme of up to six indicators and one full sheet."""
    names = NAMES[: draw(st.integers(1, 6))]
    points = {
        name: (str(draw(st.integers(1, 40))), draw(st.sampled_from(["基础", "基础", "加分", "扣分"])))
        for name in names
    }
    points[names[0]] = (points[names[0]][0], "基础")
    given_points: dict[str, D | str] = {}
    for name in names:
        if name != names[0] and draw(st.integers(0, 4)) == 0:
            given_points[name] = "×"
        else:
            given_points[name] = D(draw(st.integers(0, int(points[name][0]) * 100))) / 100
    return scheme(points), given_points


@given(scored())
def test_a_score_lies_between_nothing_and_full_marks(case: tuple[Scheme, dict[str, Any]]) -> None:
    one, points = case
    found = party_result(one, sheet(**points))
    assert found.score is not None
    assert one.most is not None
    assert 0 <= found.score <= one.most


@given(scored(), st.data())
def test_more_points_never_lower_the_score_and_fewer_minus_points_neither(
    case: tuple[Scheme, dict[str, Any]], data: st.DataObject
) -> None:
    one, points = case
    item = data.draw(st.sampled_from([item for item in one.items if points[item.name] != "×"]))
    better = dict(points)
    more = D(data.draw(st.integers(0, int(item.points * 100)))) / 100
    low, high = sorted((D(points[item.name]), more))
    points[item.name], better[item.name] = (high, low) if item.sort == "扣分" else (low, high)
    before, after = party_result(one, sheet(**points)).score, party_result(one, sheet(**better)).score
    assert before is not None
    assert after is not None
    assert after >= before


@given(scored())
def test_what_cannot_be_measured_is_as_if_it_did_not_stand_in_the_scheme(
    case: tuple[Scheme, dict[str, Any]],
) -> None:
    one, points = case
    found = party_result(one, sheet(**points))
    left = tuple(item for item in one.items if points[item.name] != "×")
    base = one.full
    without = replace(
        one, items=left, rule=one.rule.model_copy(update={"full_marks": base, "plus_cap": one.plus_cap})
    )
    same = party_result(without, sheet(**{name: value for name, value in points.items() if value != "×"}))
    assert found.score == same.score


@given(scored(), st.randoms(use_true_random=False))
def test_the_order_of_lines_and_sheets_does_not_matter(
    case: tuple[Scheme, dict[str, Any]], dice: object
) -> None:
    one, points = case
    three = replace(one, parties=(Party("甲方", D(60)), Party("乙方", D(30)), Party("丙方", D(10))))
    lines = list(sheet(**points).lines)
    sheets = [Sheet(party.name, tuple(lines)) for party in three.parties]
    before = result(three, sheets)
    dice.shuffle(lines)  # type: ignore[attr-defined]
    again = [Sheet(party.name, tuple(lines)) for party in three.parties]
    dice.shuffle(again)  # type: ignore[attr-defined]
    assert result(three, again).total == before.total


@given(scored())
def test_a_result_can_be_computed_again_from_what_was_stored(case: tuple[Scheme, dict[str, Any]]) -> None:
    one, points = case
    first = sheet(**points)
    stored = [
        (line.item, None if line.given is None else str(line.given), line.unmeasurable)
        for line in first.lines
    ]
    again = Sheet(
        "县", tuple(Line(i, given=None if g is None else D(g), unmeasurable=u) for i, g, u in stored)
    )
    assert result(one, [again]) == result(one, [first])


def test_the_arithmetic_needs_no_database() -> None:
    import yizhan.oversight.rules.scoring as rules_of_scoring

    assert "django" not in Path(rules_of_scoring.__file__).read_text("utf-8")
