"""What a year's plan must contain, what proves that it was passed, and the states it goes through."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from yizhan.kernel.states import Process, Transition
from yizhan.policy.book import NoRule, rule_for
from yizhan.policy.schema.measures import Required

WRITE, PASS, REOPEN = "contracts.write_plan", "contracts.pass_plan", "contracts.reopen_plan"
CONTENTS, MAJOR = "plan.contents", "duty.major-matters"
WHOLE = "实施计划"
"""The one chapter of a plan where no paper names chapters."""
LONGEST = 20_000

PROCESS = Process(
    name="年度计划",
    labels={"DRAFT": "编写中", "PASSED": "已审议通过"},
    transitions=(
        Transition("", "DRAFT", WRITE, CONTENTS),
        Transition("DRAFT", "DRAFT", WRITE, CONTENTS),
        Transition("DRAFT", "PASSED", PASS, MAJOR),
        Transition("PASSED", "DRAFT", REOPEN),
    ),
)


@dataclass(frozen=True)
class Chapter:
    """One chapter the region asks for. hint: what the paper says belongs into it."""

    name: str
    hint: str = ""
    optional: bool = False


def required_rule(rule_id: str, *, region_code: str, on: date) -> Required | None:
    """A rule of 必备材料; None where nobody ruled or the document lost the value."""
    try:
        rule = rule_for(rule_id, region_code=region_code, on=on)
    except NoRule:
        return None
    return rule if isinstance(rule, Required) and not rule.pending else None


def chapters_of(rule: Required | None) -> tuple[Chapter, ...]:
    if rule is None:
        return (Chapter(WHOLE),)
    return tuple(Chapter(item.name, item.note, item.optional) for item in rule.items)


def written(chapters: Mapping[str, str]) -> list[str]:
    """Names of the chapters with text in them."""
    return [name for name, text in chapters.items() if text.strip()]


def writing_problem(
    chapters: Mapping[str, str], *, known: Collection[str], budget_fen: int | None
) -> str | None:
    if strange := [name for name in chapters if name not in known]:
        return f"“{strange[0][:20]}”不是本地区计划的章节。"
    if too_long := [name for name, text in chapters.items() if len(text) > LONGEST]:
        return f"“{too_long[0]}”太长，请控制在两万字以内。"
    if budget_fen is not None and budget_fen <= 0:
        return "项目预算要大于零。"
    return None


def lacking(
    chapters: Mapping[str, str], *, rule: Required | None, budget_fen: int | None, method: str
) -> str | None:
    """What the plan still lacks before it can be passed and filed, with the clause; None when it is complete."""
    names = written(chapters)
    if rule is not None:
        if refusal := rule.refusal(names):
            return refusal
    elif WHOLE not in names:
        return "计划还没有写。"
    if budget_fen is None:
        return "还没有填项目预算总额。"
    if not method.strip():
        return "还没有写购买方式。"
    return None


def evidence_lacking(kinds: Collection[str], *, rule: Required | None) -> str | None:
    """What the region asks as proof that a major matter was passed and that is not on file; None where it asks nothing."""
    return rule.refusal(list(kinds)) if rule is not None else None


def passing_problem(*, body: str, passed_on: date, on: date) -> str | None:
    if not 2 <= len(body) <= 60:
        return "请写明由谁审议通过，例如“县委常委会”“县长办公会”。"
    if passed_on > on:
        return "通过的日期不能晚于今天。"
    return None


def reopening_problem(*, standing: str, because: str) -> str | None:
    """standing: state of the plan's newest filing, "" when it was not filed"""
    if standing == "SENT":
        return "计划已报上级，正等答复。要改的，先撤回备案。"
    if standing == "ACCEPTED":
        return "计划已经备案，不能再改；年中调整请另行报告。"
    if len(because.strip()) < 2:
        return "请写明为什么要改，例如“上级退回，补绩效评估一章”。"
    return None
