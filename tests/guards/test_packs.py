"""Packs: every one loads, its examples hold, every rule has some; the generated pages beside them are fresh."""

import json
from pathlib import Path

import pytest

from tests.guards.test_numbers import load_metrics
from yizhan.kernel.metric import METRICS
from yizhan.policy.check import check_folders, problems
from yizhan.policy.load import build_pack, load_pack
from yizhan.policy.papers import policy_papers
from yizhan.policy.schema.kinds import KINDS

POLICIES = Path(__file__).parents[2] / "policies"
FOLDERS = sorted(head.parent for head in POLICIES.glob("*/*/pack.yaml"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_pack_loads_and_its_examples_hold(folder: Path) -> None:
    assert problems(load_pack(folder)) == ()


def test_no_region_rules_twice() -> None:
    assert {name: wrong for name, wrong in check_folders([POLICIES]).items() if wrong} == {}


def test_the_example_pack_shows_every_kind() -> None:
    example = load_pack(POLICIES / "99-example" / "2024-station-standard")
    assert {rule.kind for rule in example.rules} == set(KINDS)


def test_every_quoted_clause_leads_to_its_passage() -> None:
    packs = [load_pack(folder) for folder in FOLDERS]
    lost = [f"{pack.id} {rule.id}" for pack in packs if pack.original for rule in pack.rules if rule.quote and pack.passage_for(rule) is None]  # fmt: skip
    assert not lost, lost


def test_a_rule_without_an_example_is_recognised() -> None:
    head = '适用区划: "99"\n依据: {文件名称: 甲}\n施行日期: 2024-01-01\n'
    rules = "- {编号: a.b, 规定: 至少3人。, 条款: 六, 类型: 不少于, 数值: 3}\n"
    planted = build_pack("99-a/2024-b", {"pack.yaml": head.encode(), "rules/a.yaml": rules.encode()})
    assert problems(planted) == (
        "a.b：cases.yaml里还没有通过的例子",
        "a.b：cases.yaml里还没有不通过的例子",
    )


def test_the_pages_beside_the_packs_are_what_the_code_generates() -> None:
    load_metrics()
    packs = [load_pack(folder) for folder in FOLDERS]
    for name, text in policy_papers(packs, METRICS.values()).items():
        assert (POLICIES / name).read_text("utf-8") == text, f"run make papers: policies/{name}"
    assert json.loads((POLICIES / "schema.json").read_text("utf-8"))["definitions"]
