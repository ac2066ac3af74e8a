"""资格 职责."""

from datetime import date

import pytest

from tests.policy.papers import rule
from yizhan.policy.schema.people import Condition, Eligibility

CONDITIONS = (
    "[{事实: 年龄, 要求: 不超过, 值: 45, 单位: 岁}, {事实: 学历, 要求: 不低于, 值: 大专},"
    " {事实: 持证, 要求: 是, 或: [社会工作专业], 期限: 2年, 起算: 入职日期}, {事实: 热爱民政事业, 要求: 由人核对}]"
)
GOOD = {"年龄": 45, "学历": "大专", "持证": True}


def eligibility(**keys: object) -> Eligibility:
    made = rule(类型="资格", **{"条件": CONDITIONS, **keys})
    assert isinstance(made, Eligibility)
    return made


def states(facts: dict[str, object], on: date | None = None) -> list[str]:
    return [finding.state for finding in eligibility().assess(facts, on)]


def test_every_condition_is_answered_with_a_sentence() -> None:
    findings = eligibility().assess({"年龄": 46, "学历": "高中", "持证": True})
    assert [(finding.state, finding.says) for finding in findings] == [
        ("not", "不符合“年龄不超过45岁”，现为46岁"),
        ("not", "不符合“学历不低于大专”，现为高中"),
        ("ok", "持证或社会工作专业：符合"),
        ("unknown", "热爱民政事业：由人核对"),
    ]


def test_what_is_not_written_down_is_unknown_and_not_wrong() -> None:
    assert states({}) == ["unknown", "unknown", "unknown", "unknown"]
    assert states({**GOOD, "年龄": "", "学历": "函授"})[:2] == ["unknown", "unknown"]


@pytest.mark.requirement("R310")
def test_two_years_are_given_to_get_the_certificate() -> None:
    new = {**GOOD, "持证": False, "社会工作专业": False, "入职日期": date(2023, 6, 1)}
    within, after = date(2025, 6, 3), date(2025, 6, 4)
    assert states(new, within)[2] == "ok"
    assert eligibility().assess(new, within)[2].says == (
        "持证或社会工作专业：须在2025-06-03前取得，还有0天"
        "（期满日2025-06-01是端午假期，顺延至下一个工作日，依民法典第二百零三条）"
    )
    assert eligibility().assess(new, after)[2].says == "不符合“持证或社会工作专业”，期限2025-06-03已过"
    assert states(new)[2] == "unknown"
    assert states({**new, "入职日期": None}, within)[2] == "unknown"
    assert states({**new, "社会工作专业": True}, after)[2] == "ok"


def test_a_verdict_speaks_of_one_person_or_of_many_by_name() -> None:
    rules = eligibility()
    assert rules.verdict(GOOD).says == "符合条件（六（三））"
    both = [{**GOOD, "姓名": "示例甲"}, {**GOOD, "年龄": 50, "姓名": "示例乙"}]
    answer = rules.verdict(both)
    assert answer.now == "1/2不符合"
    assert answer.says == "示例乙：不符合“年龄不超过45岁”，现为50岁（六（三））"
    assert rules.verdict([GOOD, {"年龄": 30}]).now == "1/2待核"
    assert rules.verdict(None).says == "还没有登记（六（三））"


def test_what_only_people_can_judge_is_left_to_them() -> None:
    human = eligibility(条件="[{事实: 有爱心, 要求: 由人核对}]")
    assert human.verdict({"年龄": 30}).says == "由人核对（六（三））"
    assert human.can_be == frozenset()


def test_preference_counts_what_the_document_prefers() -> None:
    rules = eligibility(优先="持证、社会工作专业", 同等条件优先="本地户籍")
    assert rules.preference({"持证": True, "本地户籍": True}) == (1, 1)
    assert rules.preference({}) == (0, 0)
    assert rules.required() == "年龄不超过45岁、学历不低于大专、持证或社会工作专业、热爱民政事业"
    assert eligibility(条件="[]", 待定="原件缺失").required() == "待定"


@pytest.mark.parametrize(
    ("keys", "fact", "holds", "wording"),
    [
        ({"要求": "不超过", "值": "45", "含本数": "否"}, 45, False, "年龄低于45"),
        ({"要求": "不超过", "值": "45"}, 44, True, "年龄不超过45"),
        ({"要求": "不少于", "值": "18"}, 17, False, "年龄不少于18"),
        ({"要求": "不少于", "值": "18", "含本数": "否"}, 18, False, "年龄超过18"),
        ({"要求": "不少于", "值": "18"}, 19, True, "年龄不少于18"),
    ],
)
def test_numbers_are_compared_with_or_without_the_number_itself(
    keys: dict[str, str], fact: int, holds: bool, wording: str
) -> None:
    condition = Condition.model_validate({"事实": "年龄", **keys})
    assert condition.holds({"年龄": fact}) is holds
    assert condition.wording == wording


def test_a_person_who_is_false_is_not_a_person_unknown() -> None:
    insured = eligibility(条件="[{事实: 五险, 要求: 是}]")
    assert insured.verdict({"五险": False}).says == "不符合“五险”（六（三））"


def test_an_example_tells_facts_as_the_author_writes_them() -> None:
    facts = eligibility().read({"年龄": "45", "持证": "否", "入职日期": "2023-06-01"})
    assert facts == {"年龄": "45", "持证": False, "入职日期": date(2023, 6, 1)}


def test_a_duty_names_who_leads_and_is_judged_by_people() -> None:
    duty = rule(类型="职责", 责任="[乡镇]", 协助="[村居]", 事项="提供场所、联动力量")
    assert duty.required() == "提供场所、联动力量"
    assert duty.verdict(None).says == "没有可自动核对的数，由人核对（六（三））"
    assert duty.can_be == frozenset()
    assert rule(类型="职责", 责任="[乡镇]").required() == "照办。"
    dated = rule(类型="职责", 责任="[县财政]", 事项="列入预算", 日期="2026-12-20")
    assert dated.required() == "2026-12-20前：列入预算"
    assert duty.read("3") == 3
