"""不少于 不超过 配比 必备材料 名单 文本."""

from decimal import Decimal

import pytest

from tests.policy.papers import rule
from yizhan.policy.schema.measures import Listing, Required, Share, Wording

WORKERS = {"类型": "不少于", "数值": 3, "单位": "人"}
AGE = {"类型": "不超过", "数值": 45, "单位": "岁"}


@pytest.mark.parametrize(
    ("actual", "state", "says"),
    [
        (2, "unmet", "还差1人（六（三））"),
        (3, "met", "达标，现有3人（六（三））"),
        (Decimal("3.5"), "met", "达标，现有3.5人（六（三））"),
        (None, "open", "还没有数据（六（三））"),
        (True, "open", "还没有数据（六（三））"),
    ],
)
def test_a_floor_says_how_much_is_missing(actual: object, state: str, says: str) -> None:
    answer = rule(**WORKERS).verdict(actual)
    assert (answer.state, answer.says, answer.required) == (state, says, "不少于3人")


def test_a_refusal_is_the_sentence_of_an_unmet_rule_and_nothing_else() -> None:
    floor = rule(**WORKERS)
    assert floor.refusal(2) == "还差1人（六（三））"
    assert floor.refusal(3) is None
    assert floor.refusal(None) is None


def test_a_floor_without_the_number_itself_asks_for_more_than_it() -> None:
    more = rule(**WORKERS, 含本数="否")
    assert more.required() == "超过3人"
    assert more.verdict(3).says == "须超过3人（六（三））"
    assert more.verdict(4).state == "met"


def test_a_floor_counts_for_each_of_something() -> None:
    each = rule(类型="不少于", 数值=5, 单位="名", 每="名社工")
    assert each.required() == "每名社工不少于5名"
    assert each.verdict(12, per=3).says == "还差3名（六（三））"
    assert each.verdict(15, per=3).state == "met"
    assert each.verdict(15).says == "还没有“名社工”的数（六（三））"


@pytest.mark.parametrize(
    ("actual", "state", "says"),
    [
        (45, "met", "达标，现为45岁（六（三））"),
        (46, "unmet", "超出1岁（六（三））"),
        (None, "open", "还没有数据（六（三））"),
    ],
)
def test_below_a_number_includes_the_number(actual: int | None, state: str, says: str) -> None:
    answer = rule(**AGE).verdict(actual)
    assert (answer.state, answer.says, answer.required) == (state, says, "不超过45岁")


def test_a_ceiling_can_leave_the_number_out() -> None:
    under = rule(**AGE, 含本数="否")
    assert under.verdict(45).says == "须低于45岁（六（三））"
    assert under.required() == "低于45岁"
    assert under.verdict(44).state == "met"


def test_percents_differ_by_points() -> None:
    assert rule(类型="不少于", 数值=90, 单位='"%"').verdict(88).says == "还差2个百分点（六（三））"


def test_a_number_of_another_kind_is_our_mistake_and_not_a_zero() -> None:
    with pytest.raises(TypeError, match="要的是数"):
        rule(**WORKERS).verdict("三")


def test_a_lost_value_is_never_judged() -> None:
    lost = rule(类型="不少于", 单位="㎡", 待定="原件缺失")
    answer = lost.verdict(1)
    assert (answer.state, answer.says) == ("open", "本项数值待定：原件缺失（六（三））")
    assert answer.required == "待定"
    assert lost.can_be == frozenset()
    assert rule(类型="不超过", 待定="原件缺失").required() == "待定"
    assert rule(类型="配比", 待定="原件缺失").required() == "待定"
    assert rule(类型="必备材料", 待定="原件缺失").required() == "待定"
    assert rule(类型="名单", 待定="原件缺失").required() == "待定"
    assert rule(类型="文本", 待定="原件缺失").required() == "待定"


def test_a_rule_for_a_named_circumstance_holds_only_there() -> None:
    share = rule(类型="配比", 部分="人力", 下限=70, 当="[经费基础标准提高]")
    assert share.verdict(60, circumstances=["经费基础标准提高"]).state == "unmet"
    assert share.verdict(60).says == "仅在“经费基础标准提高”时适用，由人核对（六（三））"
    assert share.verdict(60, circumstances=[]).says == "不适用（仅在“经费基础标准提高”时适用）（六（三））"
    assert rule(**WORKERS).applies(None) is True


def test_a_share_has_a_floor_or_a_ceiling_or_both() -> None:
    share = rule(类型="配比", 部分="人力、保险", 下限=60, 上限=70)
    assert isinstance(share, Share)
    assert share.required() == "不低于60%，不高于70%"
    assert share.verdict(Decimal("59.5")).says == "还差0.5个百分点（六（三））"
    assert share.verdict(72).says == "超出2个百分点（六（三））"
    assert share.verdict(70).state == "met"
    assert share.verdict(None).state == "open"
    assert share.share_of({"人力": 600, "保险": 60, "办公": 330}) == Decimal("66.67")
    assert share.share_of({}) is None


def test_about_seventy_percent_is_shown_as_about() -> None:
    assert rule(类型="配比", 上限=70, 约数="是").required() == "约不高于70%"


def test_materials_are_all_asked_for_and_another_name_may_do() -> None:
    rooms = rule(
        类型="必备材料", 材料="[{名称: 个案工作室, 也可: [个案室]}, 社工办公室, {名称: 小组活动室, 选配: 是}]"
    )
    assert isinstance(rooms, Required)
    assert rooms.required() == "个案工作室、社工办公室"
    assert rooms.verdict({"个案室", "社工办公室"}).says == "达标，2项齐全（六（三））"
    answer = rooms.verdict(frozenset({"社工办公室"}))
    assert (answer.now, answer.says) == ("1/2项", "还缺1项：个案工作室（六（三））")
    assert rooms.verdict(None).says == "还没有登记（六（三））"
    assert rooms.can_be == {"met", "unmet"}


def test_some_of_the_materials_may_be_enough() -> None:
    some = rule(类型="必备材料", 材料="甲、乙、丙", 至少=2)
    assert some.required() == "至少2项：甲、乙、丙"
    assert some.verdict(["甲"]).says == "还差1项，可选：乙、丙（六（三））"
    assert some.verdict(["甲", "丙"]).says == "达标，已有2项（六（三））"


def test_where_all_is_optional_nothing_is_missing() -> None:
    wishes = rule(类型="必备材料", 材料="[{名称: 档案室, 选配: 是}]")
    assert wishes.can_be == {"met"}
    assert wishes.verdict([]).state == "met"
    assert wishes.verdict([]).says == "选配，没有也不算缺（六（三））"
    assert (wishes.required(), wishes.verdict(["档案室"]).now) == ("选配：档案室", "1项")
    assert wishes.verdict(["档案室"]).says == "选配，已有档案室（六（三））"
    assert wishes.read("无") == ()
    assert wishes.read("甲、乙") == ("甲", "乙")


def test_a_list_allows_its_words_and_forbids_others() -> None:
    fields = rule(类型="名单", 允许="救助、养老", 分组="{其他: [儿童, 养老]}")
    assert isinstance(fields, Listing)
    assert fields.words == ("救助", "养老", "儿童")
    assert fields.allows("儿童")
    assert not fields.allows("招商")
    assert fields.verdict(["养老", "招商"]).says == "“招商”不在允许之列（六（三））"
    assert fields.verdict("养老").state == "met"
    assert fields.verdict(None).state == "open"


def test_an_open_list_leaves_other_words_to_a_person() -> None:
    groups = rule(类型="名单", 允许="老人", 禁止="行政", 封闭="否")
    assert isinstance(groups, Listing)
    assert groups.allows("其他人")
    assert groups.verdict("其他人").state == "open"
    assert groups.verdict("行政").state == "unmet"
    assert groups.can_be == {"met", "unmet"}
    assert groups.required() == "限于：老人；不得：行政"
    assert rule(类型="名单", 允许="老人", 封闭="否").can_be == {"met"}


def test_examples_are_read_as_words() -> None:
    assert rule(类型="名单", 允许="甲").read("甲、乙") == ("甲", "乙")
    assert rule(类型="文本", 格式="甲").read("甲") == "甲"
    assert rule(**WORKERS).read("2.5") == Decimal("2.5")


def test_only_forbidden_words_leave_all_others_free() -> None:
    spending = rule(类型="名单", 禁止="购买汽车")
    assert spending.verdict("办公用品").state == "met"
    assert spending.required() == "不得：购买汽车"


def test_a_text_has_blanks_to_fill() -> None:
    sign = rule(类型="文本", 格式='["{县}{乡镇}社会工作服务站", "{乡镇}社工站"]', 规格="{材质: 不锈钢}")
    assert isinstance(sign, Wording)
    blanks = {"县": "白沙黎族自治县", "乡镇": "牙叉镇"}
    assert sign.blanks == ("县", "乡镇")
    assert sign.text(blanks) == "白沙黎族自治县牙叉镇社会工作服务站"
    assert sign.text({}) == "{县}{乡镇}社会工作服务站"
    assert sign.verdict("白沙黎族自治县 牙叉镇社会工作服务站", blanks=blanks).state == "met"
    assert sign.verdict("牙叉镇社工站", blanks=blanks).state == "met"
    assert sign.verdict("任何地方社工站").state == "met"
    wrong = sign.verdict("牙叉镇社会工作站", blanks=blanks)
    assert wrong.says == "应为“白沙黎族自治县牙叉镇社会工作服务站”，现为“牙叉镇社会工作站”（六（三））"
    assert sign.verdict("").state == "open"
    assert sign.verdict(None).state == "open"
    assert sign.required() == "{县}{乡镇}社会工作服务站 或 {乡镇}社工站"
