"""量表: the form of an assessment, what the answers come to, and what an author may not write."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.policy.papers import refusals, rule, sheets
from yizhan.policy.load import load_pack
from yizhan.policy.reading import Fact, brief, facts
from yizhan.policy.schema.scales import SPECIAL, Scale

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "policies" / "99-example" / "2025-assessment-scales"
SHORT = {
    "类型": "量表",
    "对象": "独居老人",
    "年满": 60,
    "选项": "{好: 2, 差: 0}",
    "题组": "[{名称: 身体, 题目: [{名称: 走路}, {名称: 看东西, 选项: {清楚: 1, 看不见: 0}}]}, {名称: 心情, 题目: [{名称: 睡觉}]}]",
    "档次": "[{名称: 好, 下限: 5, 上限: 5, 颜色: 绿}, {名称: 中, 下限: 2, 上限: 4, 颜色: 黄, 定为: 中, 复评: 3个月},"
    " {名称: 差, 下限: 0, 上限: 1, 颜色: 红, 定为: 高}]",
    "特殊情形": "[{情形: 昏迷, 至少为: 差}, {情形: 跌倒, 加重: 1}]",
    "复评": "1年",
}
BEST = {"走路": "好", "看东西": "清楚", "睡觉": "好"}


def scale(**keys: object) -> Scale:
    made = rule(**(SHORT | keys))
    assert isinstance(made, Scale)
    return made


def test_answers_come_to_a_total_sub_scores_and_a_band() -> None:
    short = scale()
    result = short.result({**BEST, "睡觉": "差"})
    assert result is not None
    assert (result.total, result.band.name, result.band.grade) == (Decimal(3), "中", "中")
    assert [(each.group, each.points, each.most) for each in result.groups] == [
        ("身体", 3, 3),
        ("心情", 0, 2),
    ]
    assert short.again_on(date(2026, 11, 30), result.band) == date(2027, 2, 28)
    assert short.again_on(date(2026, 11, 30), short.bands[0]) == date(2027, 11, 30)
    assert scale(复评="2年").required() == "3题，满分5分，分3档"


def test_while_an_answer_is_missing_there_is_no_result() -> None:
    short = scale()
    assert short.missing({"走路": "好", "看东西": "好"}) == ("看东西", "睡觉")
    assert short.result({"走路": "好"}) is None
    assert [each.points for each in short.points({"走路": "好"})] == [2, 0]


@pytest.mark.parametrize(
    ("answers", "special", "band"),
    [
        ({}, ["跌倒"], "中"),
        ({}, ["昏迷"], "差"),
        ({"走路": "差"}, ["跌倒"], "差"),
        ({"走路": "差", "睡觉": "差"}, ["跌倒"], "差"),
        ({}, ["没有这种情形"], "好"),
    ],
)
def test_what_outweighs_the_points_makes_the_band_worse(
    answers: dict[str, str], special: list[str], band: str
) -> None:
    result = scale().result(BEST | answers, special)
    assert result is not None
    assert result.band.name == band


def test_a_scale_judges_nobody_and_answers_its_worked_examples() -> None:
    short = scale()
    assert short.can_be == frozenset()
    assert short.verdict(None).says == "还没有评估（六（三））"
    assert short.verdict(Decimal(2)).says == "2分，中（六（三））"
    assert short.verdict({**BEST, SPECIAL: ["跌倒"]}).says == "5分，中（六（三））"
    assert short.verdict({"走路": "好"}).says == "还有2题没有答：看东西、睡觉（六（三））"
    assert short.read({"走路": "好", SPECIAL: "跌倒"}) == {"走路": "好", SPECIAL: ["跌倒"]}
    for wrong, word in (
        (Decimal(9), "不在任何一档"),
        ({"走步": "好"}, "没有“走步”这道题，是不是“走路”？"),
        ({"走路": "坏"}, "没有“坏”这个答案"),
        ({**BEST, SPECIAL: ["摔倒"]}, "没有“摔倒”这种特殊情形"),
    ):
        with pytest.raises(ValueError, match=word):
            short.verdict(wrong)
    assert rule(类型="量表", 待定="附件没有印发").required() == "待定"


def test_a_scale_is_read_by_people() -> None:
    short = scale(名称="老人评估")
    assert (short.name, scale().name, brief(short)) == ("老人评估", "照办", "3题")
    assert facts(short) == (
        Fact("对谁", ("独居老人", "年满60周岁")),
        Fact("身体", ("走路", "看东西")),
        Fact("心情", ("睡觉",)),
        Fact(
            "档次", ("好（绿）5分", "中（黄）2至4分，定为中风险，3个月后复评", "差（红）0至1分，定为高风险")
        ),
        Fact("特殊情形", ("昏迷：至少为差", "跌倒：加重1档")),
        Fact("多久复评", ("1年",)),
    )


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ({"题组": "[]"}, "缺少“题组”（文件没有写明的，请写“待定”并说明原因）"),
        ({"选项": "{好: 2}"}, "“选项”至少要有两个答案"),
        ({"选项": "{好: 1.5, 差: 0}"}, "“选项”“好”的得分应是不小于0的整数"),
        ({"题组": "[{名称: 身体, 题目: []}]"}, "题组“身体”里没有题目"),
        ({"题组": "[{名称: 甲, 题目: [{名称: 走路}, {名称: 走路}]}]"}, "题目“走路”写了两次"),
        ({"题组": "[{名称: 甲, 题目: [{名称: 一}]}, {名称: 甲, 题目: [{名称: 二}]}]"}, "题组“甲”写了两次"),
        ({"题组": "[{名称: 甲, 题目: [{名称: 特殊情形}]}]"}, "题目不能叫“特殊情形”"),
        ({"满分": 6}, "“满分”写的是6，各题最高分相加是5"),
        ({"档次": "[{名称: 好, 下限: 1, 上限: 5, 颜色: 绿}]"}, "“档次”应从0分排到5分，不多不少"),
        (
            {"档次": "[{名称: 好, 下限: 3, 上限: 5, 颜色: 绿}, {名称: 差, 下限: 0, 上限: 1, 颜色: 红}]"},
            "“差”与“好”两档没有接上",
        ),
        (
            {"档次": "[{名称: 好, 下限: 3, 上限: 5, 颜色: 绿}, {名称: 好, 下限: 0, 上限: 2, 颜色: 红}]"},
            "“好”写了两次",
        ),
        ({"特殊情形": "[{情形: 昏迷, 至少为: 坏}]"}, "没有“坏”这一档"),
        ({"特殊情形": "[{情形: 昏迷}]"}, "“特殊情形第1项”“至少为”与“加重”要写一个，且只写一个"),
        ({"复评": "半年"}, "“复评”“半年”不是期限"),
        (
            {"档次": "[{名称: 好, 下限: 0, 上限: 5, 颜色: 紫}]"},
            "档次的第1项的“颜色”只能写：红、橙、黄、蓝、绿",
        ),
    ],
)
def test_a_wrong_scale_has_its_sentence(keys: dict[str, object], says: str) -> None:
    told = {"编号": "a.b", "规定": "照办。", "条款": "六", **SHORT, **keys}
    text = "- " + "\n  ".join(f"{key}: {value}" for key, value in told.items())
    assert any(sentence.startswith(f"a.b：{says}") for sentence in refusals(sheets(text))), refusals(
        sheets(text)
    )


def test_bands_out_of_order_and_a_question_without_answers_have_their_sentence() -> None:
    mixed = "[{名称: 中, 下限: 2, 上限: 4, 颜色: 黄}, {名称: 好, 下限: 5, 上限: 5, 颜色: 绿}, {名称: 差, 下限: 0, 上限: 1, 颜色: 红}]"
    for keys, says in (
        ({**SHORT, "特殊情形": "[]", "档次": mixed}, "“档次”要由轻到重排"),
        (
            {key: value for key, value in SHORT.items() if key != "选项"},
            "“走路”没有“选项”（题目、题组或量表要有一处写）",
        ),
    ):
        told = {"编号": "a.b", "规定": "照办。", "条款": "六", **keys}
        text = "- " + "\n  ".join(f"{key}: {value}" for key, value in told.items())
        assert f"a.b：{says}" in refusals(sheets(text))


def test_the_example_scales_have_the_frame_of_their_sources_and_say_that_they_are_examples() -> None:
    pack = load_pack(EXAMPLE)
    found = {each.id: each for each in pack.rules}
    elderly, child, plan = (
        found[name] for name in ("scale.elderly-ability", "scale.child-risk", "scale.individual-plan")
    )
    assert isinstance(elderly, Scale)
    assert isinstance(child, Scale)
    assert isinstance(plan, Scale)
    assert (len(plan.questions), plan.most, len(plan.groups)) == (28, 63, 5)
    assert not any(band.grade for band in plan.bands), "it says how much support, never how great the risk"
    assert (len(elderly.questions), elderly.most, len(elderly.groups)) == (26, 90, 4)
    assert [(each.low, each.high) for each in elderly.bands] == [
        (90, 90),
        (66, 89),
        (46, 65),
        (30, 45),
        (0, 29),
    ]
    assert (len(child.questions), [each.name for each in child.bands]) == (
        30,
        ["低危", "中危", "高危", "极危"],
    )
    assert pack.nature == "示例"
    for each in (elderly, child, plan):
        assert each.title.endswith(("（示例）", "（草稿）"))
        assert "使用前须" in each.note


def test_the_demo_uses_the_example_scales_word_for_word() -> None:
    """They are one list kept in two places: what is mended in one is to be mended in the other."""
    demo = ROOT / "demo" / "packs" / "469025-baisha" / "2025-assessment-scales"
    for name in ("rules/scales.yaml", "rules/individual-plan.yaml", "cases.yaml"):
        assert (demo / name).read_text("utf-8") == (EXAMPLE / name).read_text("utf-8")
