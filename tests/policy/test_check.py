"""Worked examples are the pack's own tests."""

from pathlib import Path

import pytest

from tests.policy.papers import pack, sheets
from yizhan.policy.check import check_folders, examples_missing, problems, run_examples

RULES = """
- {编号: a.workers, 规定: 至少3人。, 条款: 六, 类型: 不少于, 数值: 3, 单位: 人, 每: 站}
- {编号: a.duty, 规定: 照办。, 条款: 六, 类型: 职责, 责任: [乡镇]}
- {编号: a.lost, 规定: 照办。, 条款: 六, 类型: 不少于, 待定: 原件缺失}
- {编号: a.report, 规定: 月报。, 条款: 六, 类型: 频次, 每: 月, 截止: 25日}
- {编号: a.sign, 规定: 标牌。, 条款: 六, 类型: 文本, 格式: "{乡镇}社工站"}
- {编号: a.filing, 规定: 备案。, 条款: 六, 类型: 限期, 起点: 签订, 终点: 备案, 期限: 1周, 当: 政府购买服务}
"""


def example(rule: str, actual: str, answer: str, context: str = "{}") -> str:
    return f"- {{情形: 甲, 规则: {rule}, 实际: {actual}, 结论: {answer}, 情境: {context}}}\n"


@pytest.mark.parametrize(
    "text",
    [
        example("a.workers", "5", "还差1人", "{每: 2}"),
        example("a.workers", "6", "达标", "{每: 2}"),
        example("a.report", "2024-02-26", "迟了1天", "{期间: 2024-02-01}"),
        example("a.report", "未报", "待核", "{当天: 2024-02-01}"),
        example("a.report", "1", "达标"),
        example("a.sign", "牙叉镇社工站", "达标", "{填空: {乡镇: 牙叉镇}}"),
        example("a.filing", "2024-03-08", "达标", "{起点: 2024-03-01, 情形: 政府购买服务}"),
        example("a.filing", "未完成", "不达标", "{起点: 2024-03-01, 当天: 2024-04-01, 情形: [政府购买服务]}"),
        "- {情形: 甲, 规则: a.workers, 结论: 还没有数据}\n",
    ],
)
def test_an_example_holds_when_the_rule_answers_as_the_author_thought(text: str) -> None:
    assert [outcome.wrong for outcome in run_examples(pack(RULES, cases=text))] == [""]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (example("a.workers", "2", "达标", "{每: 1}"), "例子“甲”（a.workers）：写的结论是“达标”，规则的回答是“还差1人（六）”"),
        (example("a.workers", "两", "达标"), "例子“甲”（a.workers）：“实际”或“情境”填写有误。“两”不是数"),
        (example("a.workers", "2", "达标", "{昨天: 1}"), "例子“甲”（a.workers）：“实际”或“情境”填写有误。情境里不认识“昨天”，只能写：当天、起点、情形、每、期间、填空"),
        (example("a.workers", "[2]", "达标"), "例子“甲”（a.workers）：“实际”或“情境”填写有误。要的是数，得到 list"),
        (example("a.workers", "2", "还差1人", "{期间: 2024-01-01}"), "例子“甲”（a.workers）：写的结论是“还差1人”，规则的回答是“还没有“站”的数（六）”"),
    ],
)  # fmt: skip
def test_an_example_that_does_not_hold_is_a_sentence(text: str, wrong: str) -> None:
    assert [outcome.wrong for outcome in run_examples(pack(RULES, cases=text))] == [wrong]


def test_every_rule_that_judges_wants_an_example_of_each_answer() -> None:
    missing = examples_missing(pack(RULES, cases=example("a.workers", "2", "还差1人", "{每: 1}")))
    assert "a.workers：cases.yaml里还没有通过的例子" in missing
    assert "a.workers：cases.yaml里还没有不通过的例子" not in missing
    assert not any(line.startswith(("a.duty", "a.lost")) for line in missing)


def test_problems_are_wrong_examples_and_missing_ones() -> None:
    found = problems(pack(RULES.splitlines()[1], cases=example("a.workers", "2", "达标", "{每: 1}")))
    assert len(found) == 2


def test_all_packs_of_a_folder_or_one_are_checked(tmp_path: Path) -> None:
    for name, rules in (("2024-a", RULES), ("2024-b", RULES), ("2024-c", "[]")):
        for sheet, data in sheets(rules).items():
            target = tmp_path / "99-p" / name / sheet
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
    found = check_folders([tmp_path])
    assert found["99-p/2024-c"] == ("rules文件夹里还没有规则",)
    assert found["99-p/2024-a"][0] == "a.workers：cases.yaml里还没有通过的例子"
    assert len(found["书架"]) == 6
    assert list(check_folders([tmp_path / "99-p" / "2024-a"])) == ["99-p/2024-a"]
    nothing = tmp_path / "99-p" / "2024-a" / "rules"
    assert check_folders([nothing]) == {str(nothing): ("这里没有政策包（找不到pack.yaml）",)}
