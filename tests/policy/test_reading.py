"""A rule as people read it."""

from datetime import date

import pytest

from tests.policy.papers import pack, rule
from yizhan.policy.book import RuleInForce, shelf
from yizhan.policy.layers import covered_by, ruled_also, stacked
from yizhan.policy.original import excerpt, marked
from yizhan.policy.reading import Fact, brief, facts, wan

ON = date(2024, 6, 1)


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        ({"类型": "不少于", "数值": 3, "单位": "人"}, "3人"),
        ({"类型": "不少于", "数值": 5, "单位": "名", "每": "名社工"}, "每名社工5名"),
        ({"类型": "不超过", "数值": 45, "单位": "岁"}, "45岁"),
        ({"类型": "配比", "下限": 70, "单位": '"%"'}, "70%"),
        ({"类型": "配比", "下限": 30, "上限": 70, "约数": "是"}, "约30%—70%"),
        ({"类型": "限期", "起点": "签订", "终点": "备案", "期限": "15个工作日"}, "15个工作日"),
        ({"类型": "限期", "起点": "签订", "终点": "通知", "期限": "10天", "提前": "是"}, "提前10天"),
        ({"类型": "限期", "终点": "落实场地", "日期": "2024-02-28"}, "2024-02-28"),
        ({"类型": "频次", "每": "月", "次数": 2, "对象": "[独居老人]"}, "每月2次"),
        ({"类型": "频次", "事件": "突发", "事项": "上门", "期限": "24小时"}, "24小时内"),
        ({"类型": "必备材料", "材料": "[甲, 乙]"}, "2项"),
        ({"类型": "必备材料", "材料": "[甲, 乙]", "至少": 1}, "至少1项"),
        ({"类型": "名单", "允许": "[甲, 乙, 丙]"}, "3类"),
        ({"类型": "名单", "禁止": "[甲]"}, "不得1项"),
        ({"类型": "资格", "条件": "[{事实: 持证, 要求: 是}]"}, "1个条件"),
        ({"类型": "标准价", "总额": "22万", "每": "站·年"}, "22万元/站·年"),
        ({"类型": "标准价", "总额": "5000"}, "5,000元"),
        ({"类型": "分档", "比例": 40, "封顶": "30万"}, "40%"),
        ({"类型": "分档", "档次": "[{名称: 一星, 下限: 60}, {名称: 二星, 下限: 80}]"}, "2档"),
        ({"类型": "权重", "评分方": "{甲: 60, 乙: 40}"}, "60% / 40%"),
        ({"类型": "指标", "维度": "项目管理", "分值": 10, "得分方式": "评议"}, "10分"),
        ({"类型": "文本", "格式": '["甲{乡镇}"]'}, "按格式"),
        ({"类型": "目标", "单位": '"%"', "目标值": "[{日期: 2024-12-31, 数值: 50}, {日期: 2025-12-31, 数值: 100}]"}, "100%"),
        ({"类型": "目标", "目标值": "[{日期: 2024-12-31, 说明: 建成}]"}, "1步"),
        ({"类型": "后果", "触发": "不合格", "措施": "[不续签]"}, "1项措施"),
        ({"类型": "职责", "责任": "[乡镇]", "事项": "[提供场所]"}, "—"),
        ({"类型": "不少于", "待定": "没有写明"}, "待定"),
    ],
    ids=str,
)  # fmt: skip
def test_a_value_fits_a_narrow_column(keys: dict[str, object], value: str) -> None:
    assert brief(rule(**keys)) == value


@pytest.mark.parametrize(
    ("keys", "fact"),
    [
        ({"类型": "不少于", "数值": 3, "单位": "人", "当": "[政府自办]"}, Fact("仅在", ("政府自办",))),
        ({"类型": "不少于", "数值": 3, "单位": "人", "怎么办": "补足。"}, Fact("没达到时", ("补足。",))),
        ({"类型": "不少于", "数值": 3, "单位": "人"}, Fact("要求", ("不少于3人",))),
        ({"类型": "配比", "下限": 70, "部分": "[人力]", "全体": "经费"}, Fact("部分", ("人力",))),
        ({"类型": "限期", "起点": "签订", "终点": "备案", "期限": "1个月"}, Fact("期限", ("1个月",))),
        ({"类型": "限期", "终点": "揭牌", "日期": "2024-06-30"}, Fact("期限", ("2024-06-30前",))),
        ({"类型": "频次", "每": "月", "截止": "25日", "截止原文": "每月26日前"}, Fact("截止", ("每月26日前",))),
        ({"类型": "频次", "每": "月", "等级": "[高]", "须见到": "是"}, Fact("对象", ("高风险",))),
        ({"类型": "必备材料", "材料": "[{名称: 甲, 也可: [乙], 选配: 是}, 丙]"}, Fact("要有", ("甲（也可：乙），选配", "丙"))),
        ({"类型": "名单", "允许": "[甲]", "封闭": "否"}, Fact("另外", ("文件所列之外还可以增加",))),
        ({"类型": "名单", "分组": "{老人: [甲, 乙]}"}, Fact("老人", ("甲", "乙"))),
        ({"类型": "资格", "条件": "[{事实: 持证, 要求: 是, 期限: 2年, 起算: 入职日期}, {事实: 品行, 要求: 由人核对}]"},
         Fact("条件", ("持证，入职日期起2年内", "品行（由人核对）"))),
        ({"类型": "标准价", "总额": "22万", "组成": "[{名称: 人力, 金额: 16.2万, 用途: 工资}, {名称: 运营, 金额: 5.8万}]"},
         Fact("组成", ("人力16.2万元：工资", "运营5.8万元"))),
        ({"类型": "标准价", "总额": "1万", "分担": "[{年度: 新建当年, 各方: {省级财政: 50, 县级财政: 50}}]"},
         Fact("谁承担", ("新建当年：省级财政50%、县级财政50%",))),
        ({"类型": "分档", "比例": 40, "封顶": "30万"}, Fact("封顶", ("最高30万元",))),
        ({"类型": "分档", "单位": "分", "档次": "[{名称: 差, 上限: 59}, {名称: 中, 下限: 60, 上限: 79, 结果: 整改}, {名称: 好, 下限: 80, 金额: 1万}, {名称: 其他}]"},
         Fact("档次", ("差：到59分", "中：60分至79分，整改", "好：80分起，1万元", "其他"))),
        ({"类型": "权重", "评分方": "{甲: 100}", "轮次": "[中期, 末期]", "轮次权重": "{中期: 40, 末期: 60}"},
         Fact("轮次", ("中期40%", "末期60%"))),
        ({"类型": "权重", "评分方": "{甲: 100}", "轮次": "[中期]"}, Fact("轮次", ("中期",))),
        ({"类型": "指标", "维度": "管理", "分值": 10, "得分方式": "清单", "清单": "[甲]"}, Fact("清单", ("甲",))),
        ({"类型": "文本", "格式": "[甲]", "规格": "{颜色: 银色}"}, Fact("规格", ("颜色：银色",))),
        ({"类型": "目标", "单位": "个", "目标值": "[{日期: 2024-12-31, 数值: 11, 说明: 全覆盖}]"}, Fact("分步", ("2024-12-31前：11个，全覆盖",))),
        ({"类型": "后果", "触发": "不合格", "措施": "[不续签]", "持续": "2年"}, Fact("持续", ("2年",))),
        ({"类型": "职责", "责任": "[乡镇]", "事项": "[提供场所, 配备设施]"}, Fact("事项", ("提供场所", "配备设施"))),
    ],
    ids=str,
)  # fmt: skip
def test_everything_a_rule_carries_is_told(keys: dict[str, object], fact: Fact) -> None:
    assert fact in facts(rule(**keys))


def test_a_pending_rule_tells_no_value() -> None:
    assert facts(rule(类型="不少于", 待定="没有写明", 单位="人")) == ()


def test_amounts_are_told_as_people_say_them() -> None:
    assert (wan(22_000_000), wan(16_200_000), wan(5_000)) == ("22万元", "16.2万元", "50元")


def test_a_quote_is_marked_across_line_breaks_and_only_where_it_stands() -> None:
    assert marked("前。每个站\n3名。后。", ["每个站3名。"]) == (
        ("前。", False),
        ("每个站\n3名。", True),
        ("后。", False),
    )
    assert marked("前。", ["没有"]) == (("前。", False),)
    assert marked("前。", [" "]) == (("前。", False),)
    assert [piece for piece, quoted in marked("甲乙丙甲乙", ["甲乙", "甲乙丙"]) if quoted] == [
        "甲乙丙",
        "甲乙",
    ]


def test_a_long_passage_is_cut_around_its_quote() -> None:
    long = "前" * 500 + "每站3名。" + "后" * 500
    cut = excerpt(long, "每站3名。")
    assert cut[1] == ("每站3名。", True)
    assert cut[0][0].startswith("……")
    assert cut[2][0].endswith("……")
    assert sum(len(piece) for piece, _ in cut) < 300
    assert excerpt("短。", None) == (("短。", False),)
    assert excerpt("前" * 500, None)[0][0].endswith("……")
    assert excerpt("每站3名。", "每站3名。") == (("每站3名。", True),)


def workers(number: int) -> str:
    return f"- {{编号: staffing.resident-workers, 规定: 至少{number}人。, 条款: 六, 类型: 不少于, 数值: {number}, 单位: 人}}\n"


OTHER = "- {编号: report.monthly, 规定: 每月报。, 条款: 九, 类型: 频次, 每: 月, 事项: 报进展}\n"


def test_documents_are_stacked_the_narrowest_first_and_count_what_they_rule(held: None) -> None:
    from yizhan.policy import book

    province = pack(workers(2) + OTHER, name="99-p/2024-a")
    county = pack(workers(3), name="990101-c/2024-b", region="990101")
    later = pack(workers(4), name="990101-c/2030-c", region="990101", since="2030-01-01")
    book._shelf = (province, county, later)
    book._held.cache_clear()
    told = [(one.pack.id, one.ruling, one.covered) for one in stacked(region_code="990101", on=ON)]
    assert told == [("990101-c/2024-b", 1, 0), ("99-p/2024-a", 1, 1)]
    asked = {"region_code": "990101", "on": ON}
    assert covered_by(province, "staffing.resident-workers", **asked) == county  # type: ignore[arg-type]
    assert covered_by(county, "staffing.resident-workers", **asked) is None  # type: ignore[arg-type]
    assert covered_by(county, "no.such", **asked) is None  # type: ignore[arg-type]
    assert ruled_also("staffing.resident-workers", **asked) == (province,)  # type: ignore[arg-type]
    assert [one.pack.id for one in stacked(region_code="99", on=ON, packs=(province,))] == ["99-p/2024-a"]


@pytest.fixture
def held() -> object:
    from yizhan.policy import book

    before = book._shelf
    yield
    book._shelf = before
    book._held.cache_clear()


def test_every_rule_on_the_shelf_has_a_short_value() -> None:
    rules = [RuleInForce(one, paper) for paper in shelf() for one in paper.rules]
    assert rules
    assert all(0 < len(brief(each.rule)) <= 24 for each in rules)
    assert all(fact.lines for each in rules for fact in facts(each.rule))
