"""Whether a pack is fit for the shelf: its worked examples hold, and an uploaded zip is what it claims."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from yizhan.policy.book import clashes
from yizhan.policy.load import PackError, load_pack
from yizhan.policy.schema.kinds import AnyRule
from yizhan.policy.schema.pack import Example, Pack

STATES = {"达标": "met", "不达标": "unmet", "待核": "open"}


@dataclass(frozen=True)
class Outcome:
    """A worked example and what the rule said. `wrong` is the sentence for the author, "" when it holds."""

    example: Example
    state: Literal["met", "unmet", "open"] | None
    says: str
    wrong: str


def run_example(rule: AnyRule, example: Example) -> Outcome:
    """Let the rule answer an example. 结论 is 达标, 不达标, 待核, or words the sentence must contain."""
    where = f"例子“{example.case}”（{example.rule}）"
    try:
        actual = None if example.actual is None else rule.read(example.actual)
        answer = rule.verdict(actual, **rule.read_context(example.context))
    except (ValueError, TypeError, AssertionError, ArithmeticError) as problem:
        return Outcome(example, None, "", f"{where}：“实际”或“情境”填写有误。{problem}")
    wanted = STATES.get(example.answer)
    holds = answer.state == wanted if wanted else example.answer in answer.says
    wrong = "" if holds else f"{where}：写的结论是“{example.answer}”，规则的回答是“{answer.says}”"
    return Outcome(example, answer.state, answer.says, wrong)


def run_examples(pack: Pack) -> tuple[Outcome, ...]:
    rules = {rule.id: rule for rule in pack.rules}
    return tuple(run_example(rules[example.rule], example) for example in pack.examples)


def examples_missing(pack: Pack) -> tuple[str, ...]:
    """Sentences for rules that can judge but lack an example that passes or one that fails."""
    seen = {(outcome.example.rule, outcome.state) for outcome in run_examples(pack)}
    wrong = []
    for rule in pack.rules:
        for state, word in (("met", "通过"), ("unmet", "不通过")):
            if state in rule.can_be and (rule.id, state) not in seen:
                wrong.append(f"{rule.id}：cases.yaml里还没有{word}的例子")
    return tuple(wrong)


def problems(pack: Pack) -> tuple[str, ...]:
    """All that keeps a readable pack from the shelf."""
    wrong = [outcome.wrong for outcome in run_examples(pack) if outcome.wrong]
    return (*wrong, *examples_missing(pack))


def check_folders(folders: Iterable[Path]) -> dict[str, tuple[str, ...]]:
    """Every pack under the folders (`<region>/<document>/`, or a pack's own folder) and what is wrong with it.

    Under the name "书架" what is wrong between packs: two rulings of one region for one day, two of one name.
    """
    found: dict[str, tuple[str, ...]] = {}
    packs: list[Pack] = []
    for folder in folders:
        heads = (
            [folder / "pack.yaml"]
            if (folder / "pack.yaml").is_file()
            else sorted(folder.glob("*/*/pack.yaml"))
        )
        if not heads:
            found[str(folder)] = ("这里没有政策包（找不到pack.yaml）",)
        for head in heads:
            place = head.resolve().parent
            name = f"{place.parent.name}/{place.name}"
            try:
                packs.append(load_pack(place, name))
                found[name] = problems(packs[-1])
            except PackError as problem:
                found[name] = problem.sentences
    if wrong := clashes(packs):
        found["书架"] = tuple(wrong)
    return found
