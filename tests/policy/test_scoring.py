"""权重 指标 后果."""

from decimal import Decimal

import pytest

from tests.policy.papers import rule
from yizhan.policy.load import PackError
from yizhan.policy.schema.scoring import Indicator, Weights


def weights(**keys: object) -> Weights:
    made = rule(类型="权重", **{"评分方": "{第三方机构: 60, 县民政局: 30, 乡镇: 10}", **keys})
    assert isinstance(made, Weights)
    return made


@pytest.mark.requirement("R317")
def test_three_parties_make_one_result() -> None:
    rules = weights(轮次="[中期, 末期]")
    assert rules.score({"第三方机构": 90, "县民政局": 80, "乡镇": 85}) == Decimal("86.50")
    assert rules.score({"第三方机构": 90}) is None
    assert rules.required() == "第三方机构60%、县民政局30%、乡镇10%"
    assert rules.verdict({"第三方机构": 90, "县民政局": 80, "乡镇": 85}).now == "86.5分"
    assert rules.verdict({"第三方机构": 90}).says == "还缺县民政局、乡镇的评分（六（三））"
    assert rules.verdict({"第三方机构": 101}).says == "第三方机构的分数应在0到100之间（六（三））"
    assert rules.verdict({"第三方": 90}).says == "“第三方”不是评分方，是不是“第三方机构”？（六（三））"
    assert rules.verdict(None).says == "还没有评分（六（三））"
    pending = rule(类型="权重", 待定="原件缺失")
    assert isinstance(pending, Weights)
    assert pending.required() == "待定"
    assert pending.score({}) is None


def test_nothing_and_full_marks_are_marks_and_half_a_hundredth_goes_up() -> None:
    rules = weights()
    assert rules.score({"第三方机构": 0, "县民政局": 0, "乡镇": Decimal("0.05")}) == Decimal("0.01")
    assert rules.verdict({"第三方机构": 0, "县民政局": 100, "乡镇": 0}).says == "总分30分（六（三））"
    assert indicator(得分方式="计算", 满分值=4000).points_for(1) == Decimal("0.01")
    assert indicator(得分方式="计算", 满分值=0, 零分值=4, 按月="是").points_for(6, 3) == Decimal("10.00")


def test_an_example_tells_the_points_of_each_party() -> None:
    assert weights().read({"乡镇": "85.5"}) == {"乡镇": Decimal("85.5")}


@pytest.mark.parametrize(
    ("way", "offers", "marks"),
    [
        ("最高者满分", [12_000, 9_000, 10_000], ["100.00", "75.00", "83.33"]),
        ("最低者满分", [12_000, 9_000, 10_000], ["75.00", "100.00", "90.00"]),
        ("最高者满分", [3, 2, 1], ["100.00", "66.67", "33.33"]),
        ("最高者满分", [0, 1], None),
        ("评审打分", [1, 2], None),
    ],
)
def test_a_part_may_be_reckoned_from_the_offers(way: str, offers: list[int], marks: list[str] | None) -> None:
    rule = weights(评分方={"方案": "70", "工时": "30"}, 计分={"工时": way})
    found = rule.by_comparison("工时", offers)
    assert (None if found is None else [str(each) for each in found]) == marks
    assert rule.by_comparison("方案", offers) is None


def test_a_way_of_marking_belongs_to_a_part_that_exists() -> None:
    with pytest.raises(PackError, match="里没有“工时”"):
        weights(评分方={"方案": "100"}, 计分={"工时": "最高者满分"})


def indicator(**keys: object) -> Indicator:
    made = rule(类型="指标", **{"维度": "专业服务", "分值": 20, **keys})
    assert isinstance(made, Indicator)
    return made


@pytest.mark.parametrize(
    ("actual", "points"), [(95, "20.00"), (100, "20.00"), (76, "16.00"), (0, "0.00"), (-5, "0.00")]
)
def test_points_come_from_a_measure_in_proportion(actual: int, points: str) -> None:
    assert indicator(得分方式="计算", 满分值=95).points_for(actual) == Decimal(points)


def test_points_come_from_a_measure_in_steps() -> None:
    steps = indicator(得分方式="计算", 阶梯="[{下限: 60, 得分: 10}, {下限: 90, 得分: 20}]")
    assert [steps.points_for(value) for value in (59, 60, 95)] == [0, 10, 20]
    assert indicator(得分方式="计算", 满分值=0).points_for(0) == 20


def test_points_come_from_a_checklist_or_a_judge() -> None:
    systems = indicator(得分方式="清单", 清单="甲、乙、丙、丁")
    assert systems.points_for({"甲", "乙", "丙"}) == 15
    assert systems.verdict(["甲"]).says == "得5分，满分20分（六（三））"
    assert systems.verdict(["甲", "乙", "丙", "丁"]).state == "met"
    assert systems.read("无") == ()
    assert systems.read("甲、乙") == ("甲", "乙")
    judged = indicator(得分方式="评议")
    assert judged.verdict(None).says == "由评审打分（六（三））"
    assert judged.verdict(15).state == "met"
    assert judged.verdict(25).says == "应在0到20分之间（六（三））"
    assert judged.read("15") == 15
    assert judged.required() == "专业服务：20分"
    lost = rule(类型="指标", 维度="专业服务", 得分方式="评议", 待定="原件缺失")
    assert isinstance(lost, Indicator)
    assert lost.points_for(3) is None
    assert lost.required() == "专业服务：待定"


def test_a_consequence_follows_or_rewards_or_is_weighed() -> None:
    keys = {"类型": "后果", "触发": "评估不合格", "措施": "不予续签、重新采购", "持续": "2年"}
    renewal = rule(**keys)
    assert renewal.verdict(True).says == "评估不合格的，不予续签、重新采购（2年）（六（三））"
    assert renewal.verdict(False).says == "没有“评估不合格”的情形（六（三））"
    assert renewal.verdict(None).says == "有无“评估不合格”，由人核对（六（三））"
    assert renewal.read("有") is True
    assert renewal.read("无") is False
    with pytest.raises(ValueError, match="只能写“有”或“无”"):
        renewal.read("大概")
    reward = rule(类型="后果", 触发="成效好", 措施="优先支持", 倾向="有利")
    assert reward.verdict(True).state == "met"
    assert reward.can_be == {"met"}
    assert rule(**keys, 倾向="参考").verdict(True).state == "open"


@pytest.mark.parametrize(
    ("keys", "actual", "points"),
    [
        ({"满分值": 0, "零分值": 4}, 0, "20.00"),  # the fewer the better
        ({"满分值": 0, "零分值": 4}, 1, "15.00"),
        ({"满分值": 0, "零分值": 4}, 9, "0.00"),
        ({"满分值": 95, "零分值": 75}, 75, "0.00"),  # nothing below a floor
        ({"满分值": 95, "零分值": 75}, 85, "10.00"),
    ],
)
def test_points_may_begin_elsewhere_and_run_backwards(keys: dict[str, int], actual: int, points: str) -> None:
    assert indicator(得分方式="计算", **keys).points_for(actual) == Decimal(points)


def test_what_is_asked_of_a_month_is_asked_of_each_of_them() -> None:
    monthly = indicator(得分方式="计算", 满分值=2, 按月="是")
    assert [monthly.points_for(6, months) for months in (1, 3, 6)] == [20, 20, 10]
    stepped = indicator(得分方式="计算", 阶梯="[{下限: 1, 得分: 5}, {下限: 2, 得分: 20}]", 按月="是")
    assert [stepped.points_for(6, months) for months in (3, 6, 12)] == [20, 5, 0]


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ({"满分值": 3, "零分值": 3}, "不能相同"),
        ({"满分值": 3, "折成百分比": "是"}, "缺少“每口径”"),
        ({"满分值": 3, "最少样本": 5}, "要一起写"),
    ],
)
def test_an_indicator_that_contradicts_itself_is_refused(keys: dict[str, object], says: str) -> None:
    with pytest.raises(PackError, match=says):
        indicator(得分方式="计算", **keys)


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ({"方面": "[{名称: 甲, 分值: 60}]", "满分": 100, "指标编号": "a.i"}, "合计60分，与“满分”100分不符"),
        ({"方面": "[{名称: 甲}, {名称: 甲}]", "指标编号": "a.i"}, "写了两次"),
        ({"指标编号": "a.i", "最少样本": 3}, "要一起写"),
        ({}, "缺少“指标编号”或“对照”"),
    ],
)
def test_a_frame_that_contradicts_itself_is_refused(keys: dict[str, object], says: str) -> None:
    with pytest.raises(PackError, match=says):
        rule(类型="评估方案", 名称="评", **keys)


def test_a_frame_names_what_belongs_together_and_judges_nothing() -> None:
    frame = rule(类型="评估方案", 名称="评", 方面="[{名称: 甲, 分值: 100}]", 满分=100, 指标编号="a.i")
    assert frame.verdict(None).says == "由各方评分以后得出结果（六（三））"
    assert frame.required() == "100分、甲"
    assert frame.can_be == frozenset()
    assert rule(类型="评估方案", 名称="评", 指标编号="a.i").required() == "评"
