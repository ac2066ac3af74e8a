"""项目申报书: which fields the region asks for, how its budget is reckoned, what is wrong with it. Plain Python."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from yizhan.contracts.rules.plans import required_rule
from yizhan.kernel.identity import phone_problem
from yizhan.kernel.money import yuan
from yizhan.kernel.states import Process, Transition
from yizhan.policy.book import NoRule, rule_for
from yizhan.policy.schema.kinds import AnyRule
from yizhan.policy.schema.measures import Listing, Required, Share

WRITE, SUBMIT = "contracts.write_application", "contracts.submit_application"
ENDORSE, RETURN = "contracts.endorse_application", "contracts.return_application"
ACCEPT = "contracts.accept_application"
FORM, BUDGET = "application.form", "application.budget"
SHARES = ("funding.labour-share", "funding.service-share")
FORBIDDEN, MATCHING = "funding.forbidden-spending", "funding.matching"

PROCESS = Process(
    name="项目申报书",
    labels={
        "DRAFT": "填写中", "SUBMITTED": "待县级意见", "ENDORSED": "待上级审核", "ACCEPTED": "审核通过",
        "RETURNED": "已退回",
    },
    transitions=(
        Transition("", "DRAFT", WRITE, FORM),
        Transition("DRAFT", "DRAFT", WRITE, FORM),
        Transition("RETURNED", "RETURNED", WRITE, FORM),
        Transition("DRAFT", "SUBMITTED", SUBMIT, FORM),
        Transition("RETURNED", "SUBMITTED", SUBMIT, FORM),
        Transition("SUBMITTED", "ENDORSED", ENDORSE, FORM),
        Transition("SUBMITTED", "RETURNED", RETURN, FORM),
        Transition("ENDORSED", "RETURNED", RETURN, FORM),
        Transition("ENDORSED", "ACCEPTED", ACCEPT, FORM),
    ),
)  # fmt: skip

Shape = Literal["line", "number", "text", "people", "awards", "budget", "schedule", "opinion"]
SHAPES: dict[str, Shape] = {
    "曾获奖励": "awards", "项目负责人": "people", "项目联系人": "people", "经费预算": "budget",
    "项目进度安排": "schedule", "预计直接受益人数": "number",
}  # fmt: skip
LONG = re.compile("分析|内容|目标|可行|方案|特色|计划|说明")
PERSON = ("name", "phone", "email")
MOST_AWARDS = 3
"""限填三个: as many lines as the form has."""
MOST_LINES = 80
LONGEST = 8_000


@dataclass(frozen=True)
class Box:
    """One field of the region's form."""

    name: str
    shape: Shape
    hint: str = ""
    optional: bool = False


@dataclass(frozen=True)
class Check:
    """One look at the budget. state: ok, warn (a word like “约” leaves room) or stop."""

    says: str
    state: Literal["ok", "warn", "stop"]
    rule: AnyRule | None = None


@dataclass(frozen=True)
class BudgetForm:
    """Sources and sections of the region's budget table, in its order; subs: lines printed under a section."""

    sources: tuple[str, ...]
    sections: tuple[str, ...]
    subs: Mapping[str, tuple[str, ...]]
    counts_as: Mapping[str, tuple[str, ...]]
    rule: Listing | None


NO_FORM = BudgetForm((), (), {}, {}, None)
COUNTS_AS = "计入"
"""Groups of the rule named 计入… tell which headings a word of a share means: 计入交通差旅: [交通费]."""


def boxes_of(rule: Required | None) -> tuple[Box, ...]:
    """The fields of the form, in the document's order; none where no paper has a form."""
    return tuple(
        Box(item.name, shape_of(item.name), item.note, item.optional) for item in (rule.items if rule else ())
    )


def shape_of(name: str) -> Shape:
    if name.endswith("意见"):
        return "opinion"
    return SHAPES.get(name) or ("text" if LONG.search(name) else "line")


def budget_form(*, region_code: str, on: date) -> BudgetForm:
    try:
        rule = rule_for(BUDGET, region_code=region_code, on=on)
    except NoRule:
        return NO_FORM
    if not isinstance(rule, Listing) or rule.pending:
        return NO_FORM
    groups = dict(rule.groups)
    sources, sections = groups.pop("收入", ()), groups.pop("支出", ())
    counts = {
        name.removeprefix(COUNTS_AS): words for name, words in groups.items() if name.startswith(COUNTS_AS)
    }
    subs = {
        section: words
        for section in sections
        for name, words in groups.items()
        if not name.startswith(COUNTS_AS) and _same(name, section)
    }
    return BudgetForm(sources, sections, subs, counts, rule)


def _plain(word: str) -> str:
    return word.replace("、", "").replace("，", "").removesuffix("支出")


def _same(one: str, other: str) -> bool:
    return _plain(one) == _plain(other)


def line_fen(*, people: int | None, times: int | None, price_fen: int) -> int:
    """人数×场次×金额, 人数×金额, or the amount itself: what is not told counts once."""
    return (people or 1) * (times or 1) * price_fen


def heading_of(line: Mapping[str, Any]) -> str:
    return str(line.get("sub") or line.get("section") or "")


def totals_of(lines: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Fen by heading: by the line under a section where it has one, else by the section."""
    found: dict[str, int] = {}
    for line in lines:
        found[heading_of(line)] = found.get(heading_of(line), 0) + int(line["fen"])
    return found


def section_totals(lines: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for line in lines:
        found[line["section"]] = found.get(line["section"], 0) + int(line["fen"])
    return found


def share_of(rule: Share, lines: Sequence[Mapping[str, Any]], form: BudgetForm) -> Decimal | None:
    """The parts the rule names as percent of all spending; None when nothing is planned or a part has no heading."""
    totals = {**section_totals(lines), **totals_of(lines)}
    headings = {*form.sections, *(word for words in form.subs.values() for word in words)}
    whole = sum(int(line["fen"]) for line in lines)
    if not whole:
        return None
    part = 0
    for word in rule.parts:
        named = form.counts_as.get(word) or tuple(each for each in headings if _same(each, word))
        if not named:
            return None
        part += sum(totals.get(each, 0) for each in named)
    return round(Decimal(part) * 100 / whole, 2)


def budget_checks(
    *,
    income: Mapping[str, int],
    lines: Sequence[Mapping[str, Any]],
    region_code: str,
    on: date,
) -> tuple[Check, ...]:
    """Every look the region's papers and plain arithmetic take at the budget."""
    form = budget_form(region_code=region_code, on=on)
    come, go = sum(income.values()), sum(int(line["fen"]) for line in lines)
    found: list[Check] = []
    if come != go:
        found.append(
            Check(
                f"收入合计{yuan(come)}元，支出合计{yuan(go)}元，相差{yuan(abs(come - go))}元。",
                "stop",
                form.rule,
            )
        )
    elif come:
        found.append(Check(f"收支相等，合计{yuan(come)}元", "ok", form.rule))
    for rule_id in SHARES:
        rule = _rule(rule_id, region_code, on)
        if not isinstance(rule, Share):
            continue
        verdict = rule.verdict(share_of(rule, lines, form))
        says = f"{'、'.join(rule.parts)}：{verdict.says}"
        state: Literal["ok", "warn", "stop"] = "ok"
        if verdict.state == "unmet":
            state = "warn" if rule.about else "stop"
            says += "；文件写的是“约”，由审核的人定" if rule.about else ""
        elif verdict.state == "open":
            state = "warn"
        found.append(Check(says, state, rule))
    found += _forbidden(lines, region_code, on)
    matching = _rule(MATCHING, region_code, on)
    promised = sum(fen for source, fen in income.items() if "配套" in source)
    if matching is not None and promised:
        found.append(
            Check(f"承诺配套资金{yuan(promised)}元，要足额投入（{matching.clause}）", "ok", matching)
        )
    return tuple(found)


def _forbidden(lines: Sequence[Mapping[str, Any]], region_code: str, on: date) -> list[Check]:
    rule = _rule(FORBIDDEN, region_code, on)
    if not isinstance(rule, Listing):
        return []
    wrong = [
        (word, str(line["what"]))
        for line in lines
        for word in rule.forbidden
        if word in str(line.get("what", ""))
    ]
    if wrong:
        word, what = wrong[0]
        return [Check(f"“{what[:30]}”属于不得列支的“{word}”（{rule.clause}）", "stop", rule)]
    return [Check(f"没有不得列支的项目（{rule.clause}）", "ok", rule)] if lines else []


def _rule(rule_id: str, region_code: str, on: date) -> AnyRule | None:
    try:
        rule = rule_for(rule_id, region_code=region_code, on=on)
    except NoRule:
        return None
    return None if rule.pending else rule


def filled(
    form: Mapping[str, Any], *, boxes: Sequence[Box], lines: Sequence[Any], schedule: Sequence[Any]
) -> list[str]:
    """Names of the fields that say something; opinions are the offices' and count as said."""
    names = []
    for box in boxes:
        value = form.get(box.name)
        if box.shape == "opinion":
            names.append(box.name)
        elif box.shape == "budget":
            names += [box.name] if lines else []
        elif box.shape == "schedule":
            names += [box.name] if schedule else []
        elif box.shape == "people":
            told = value if isinstance(value, Mapping) else {}
            names += [box.name] if told.get("name") and told.get("phone") else []
        elif box.shape == "awards":
            names += [box.name] if any(value or ()) else []
        elif str(value or "").strip():
            names.append(box.name)
    return names


def field_problem(box: Box, value: Any) -> str | None:
    """Why this field cannot be kept so, or None; empty fields are kept."""
    if box.shape == "people":
        told: Mapping[str, str] = value
        if told.get("phone") and (problem := phone_problem(told["phone"])):
            return f"{box.name}：{problem}"
        if told.get("email") and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", told["email"]):
            return f"{box.name}的电子邮箱不完整，应像 name@example.cn。"
        return None
    if box.shape == "awards":
        return (
            f"“{box.name}”限填{MOST_AWARDS}个。"
            if len([each for each in value if each]) > MOST_AWARDS
            else None
        )
    if box.shape == "number" and value and not str(value).isdigit():
        return f"“{box.name}”请填人数，例如 1200。"
    if len(str(value)) > LONGEST:
        return f"“{box.name}”太长，请控制在八千字以内。"
    return None


def line_problem(line: Mapping[str, Any], form: BudgetForm) -> str | None:
    if form.sections and line["section"] not in form.sections:
        return f"“{str(line['section'])[:20]}”不是预算表里的支出类别。"
    if not str(line["what"]).strip() and not line.get("sub"):
        return "预算的每一行要写明是什么支出。"
    if line["price_fen"] <= 0 or any((line.get(key) or 1) <= 0 for key in ("people", "times")):
        return f"“{str(line['what'])[:20]}”的人数、场次、金额要大于零。"
    return None


def submitting_problem(*, names: Sequence[str], rule: Required | None, checks: Sequence[Check]) -> str | None:
    """Why the application cannot be handed in, or None."""
    if rule is None:
        return "本地区尚无此项规定：没有文件要求填写项目申报书。"
    if refusal := rule.refusal(names):
        return refusal
    stopped = next((check for check in checks if check.state == "stop"), None)
    return stopped.says if stopped else None


def form_rule(*, region_code: str, on: date) -> Required | None:
    return required_rule(FORM, region_code=region_code, on=on)


def opinion_problem(opinion: str, *, what: str) -> str | None:
    return None if 2 <= len(opinion.strip()) <= 500 else f"请写{what}（2 到 500 个字）。"
