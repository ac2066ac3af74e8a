"""Who may be in which post, and why not. Plain Python.

The conditions stand in the region's packs (kind 资格, and 限期 for the certificate); here they are put to one person's
facts. A condition that is not fulfilled refuses; a preference (优先) never does.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from yizhan.kernel.identity import id_number_problem, phone_problem
from yizhan.policy.book import NoRule, rule_for, rules_in_force
from yizhan.policy.schema.kinds import AnyRule
from yizhan.policy.schema.measures import AtMost
from yizhan.policy.schema.people import Eligibility
from yizhan.policy.schema.times import Deadline
from yizhan.policy.schema.words import FACTS

ELIGIBILITY = "workforce.eligibility"
CERTIFICATE_DEADLINE = "workforce.certificate_deadlines"
FILING_RULE = "staffing.filing"
ONE_PROJECT = "staffing.one-project"

PERSONS = ("站长", "副站长", "驻站社工", "转换岗位人员", "督导")
RESIDENT = "驻站社工"
COMPUTED = frozenset(
    {
        "年龄",
        "学历",
        "受聘于承接主体",
        "持证",
        "社会工作专业",
        "本地户籍",
        "专职社工",
        "乡镇分管领导",
        "机构负责人",
    }
)
"""Facts that follow from what the worker's file holds anyway; nobody is asked for them twice."""

RENEWAL = timedelta(days=90)
"""A registration is renewed within the last three months (社会工作者职业水平证书登记办法)."""


@dataclass(frozen=True)
class Person:
    """What the file of a worker says, as far as conditions ask for it."""

    post: str
    born_on: date
    education: str
    major_is_social_work: bool
    local_household: bool
    employed_by_operator: bool
    full_time: bool
    started_on: date
    certified_on: date | None = None
    declared: Mapping[str, Any] | None = None


def facts_of(person: Person, *, on: date) -> dict[str, object]:
    """The facts by the words of the documents, on a day; 入职日期 is where a grace begins."""
    return {
        **(person.declared or {}),
        "岗位": person.post,
        "年龄": _age(person.born_on, on),
        "学历": person.education,
        "持证": person.certified_on is not None and person.certified_on <= on,
        "社会工作专业": person.major_is_social_work,
        "本地户籍": person.local_household,
        "受聘于承接主体": person.employed_by_operator,
        "专职社工": person.full_time,
        "乡镇分管领导": person.post == "站长" and not person.employed_by_operator,
        "机构负责人": person.post == "副站长" and person.employed_by_operator,
        "入职日期": person.started_on,
    }


def _age(born_on: date, on: date) -> int:
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def speaks_of(rule: AnyRule, post: str) -> bool:
    """Whether a rule about staff binds (适用) this post; one that names no post speaks of resident workers."""
    named = [word for word in rule.binds if word in PERSONS]
    return post in (named or (RESIDENT,))


def about_people(rule: AnyRule) -> bool:
    """A 资格 rule about staff, not about agencies: it says so by its 口径 or by whom it binds."""
    return isinstance(rule, Eligibility) and (
        rule.measure == ELIGIBILITY or any(word in PERSONS for word in rule.binds)
    )


def eligibility_rules(*, region_code: str, post: str, on: date) -> tuple[Eligibility, ...]:
    """The 资格 rules about people that bind this post here that day; those about agencies are left out."""
    return tuple(
        held.rule
        for held in rules_in_force(region_code=region_code, on=on)
        if isinstance(held.rule, Eligibility) and about_people(held.rule) and speaks_of(held.rule, post)
    )


def one_project_rule(*, region_code: str, post: str, on: date) -> AtMost | None:
    """The paper that lets a worker serve in so many projects and no more; None when no paper says."""
    try:
        rule = rule_for(ONE_PROJECT, region_code=region_code, on=on)
    except NoRule:
        return None
    return rule if isinstance(rule, AtMost) and not rule.pending and speaks_of(rule, post) else None


def certificate_rule(*, region_code: str, post: str, on: date) -> Deadline | None:
    """By when somebody neither certified nor a graduate must hold a certificate; None when no paper says."""
    for held in rules_in_force(region_code=region_code, on=on):
        rule = held.rule
        if isinstance(rule, Deadline) and rule.measure == CERTIFICATE_DEADLINE and speaks_of(rule, post):
            return None if rule.pending else rule
    return None


def asked_facts(rules: Sequence[Eligibility]) -> tuple[str, ...]:
    """What a form has to ask beyond the columns, in the order of the documents: 身体健康, 本地民族 …"""
    words: dict[str, None] = {}
    for rule in rules:
        for condition in rule.conditions:
            if condition.asks != "由人核对":
                words.update(dict.fromkeys((condition.fact, *condition.alternatives)))
        words.update(dict.fromkeys((*rule.preferred, *rule.preferred_next)))
    return tuple(word for word in words if word in FACTS and word not in COMPUTED)


@dataclass(frozen=True)
class Line:
    """One condition held against one person.

    state  ok, not, unknown (nobody wrote the fact down), manual (a person judges), plus (a preference that holds)
    due    the last day of the time given to fulfil it
    """

    state: Literal["ok", "not", "unknown", "manual", "plus"]
    says: str
    rule: AnyRule
    due: date | None = None


@dataclass(frozen=True)
class Examination:
    """A person against every condition of a post."""

    lines: tuple[Line, ...]

    @property
    def failing(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.state == "not")

    @property
    def open(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.state == "unknown")

    @property
    def refusal(self) -> str | None:
        """The sentence an enrolment is refused with; None when nothing stands against it."""
        return "；".join(f"{line.says}（{line.rule.clause}）" for line in self.failing) or None

    @property
    def clause(self) -> str:
        return self.failing[0].rule.source if self.failing else ""


def examine(
    person: Person,
    *,
    region_code: str,
    on: date,
    circumstances: Collection[str] | None = None,
    bars: Sequence[tuple[str, AnyRule]] = (),
) -> Examination:
    """Hold a person against the conditions of her post in that region on that day.

    bars  what bars her from the trade that day, as a sentence and the rule it was decided under
    """
    facts = facts_of(person, on=on)
    lines: list[Line] = [Line("not", says, rule) for says, rule in bars]
    for rule in eligibility_rules(region_code=region_code, post=person.post, on=on):
        if rule.applies(circumstances) is False:
            continue
        if rule.pending:
            lines.append(Line("unknown", f"本项待定：{rule.pending_reason}", rule))
            continue
        lines += [
            Line(
                "manual" if found.condition.asks == "由人核对" else found.state,
                found.says,
                rule,
                found.condition.due(facts)
                if found.state == "ok" and not found.condition.holds(facts)
                else None,
            )
            for found in rule.assess(facts, on)
        ]
        held = [word for word in (*rule.preferred, *rule.preferred_next) if facts.get(word) is True]
        lines += [Line("plus", f"优先条件：{word}", rule) for word in held]
    told = any("持证" in line.says for line in lines if line.state != "plus")
    deadline = certificate_rule(region_code=region_code, post=person.post, on=on)
    if deadline is not None and not told:  # the conditions of the post often carry the same two years
        lines.append(_certificate_line(deadline, person, on))
    return Examination(tuple(lines))


def needs_certificate(person: Person) -> bool:
    """Neither certified nor a graduate of social work: the clock for the certificate runs."""
    return not person.major_is_social_work


def _certificate_line(rule: Deadline, person: Person, on: date) -> Line:
    due = rule.due(person.started_on)
    if person.certified_on is not None and person.certified_on <= on:
        return Line("ok", f"已于 {person.certified_on} 取得证书", rule)
    if not needs_certificate(person):
        return Line("ok", "社会工作专业毕业，不限期取证", rule)
    if due is None:
        return Line("unknown", "算不出取证期限", rule)
    if on > due:
        return Line("not", f"应在 {due} 前取得社会工作者职业资格证书，已超期 {(on - due).days} 天", rule, due)
    return Line("ok", f"须在 {due} 前取得社会工作者职业资格证书，还有 {(due - on).days} 天", rule, due)


# --- what cannot be written down ---------------------------------------------------------------------------------------


def person_problem(*, name: str, id_number: str, phone: str, on: date) -> str | None:
    """Why this cannot be a person's name, number and telephone, or None."""
    if not 2 <= len(name.strip()) <= 20:
        return "请填写姓名（2 到 20 个字）。"
    if problem := id_number_problem(id_number, on=on):
        return f"{problem}。"
    if phone.strip() and (problem := phone_problem(phone)):
        return f"{problem}。"
    return None


def enrolling_refusal(
    *,
    here_already: bool,
    elsewhere: bool,
    started_on: date,
    born_on: date,
    on: date,
    leaving_on: date | None = None,
    one_project: AnyRule | None = None,
) -> str | None:
    """Why this person cannot take up the post that day, whatever the region's papers say, or None.

    leaving_on   her last day elsewhere, when she has only that left
    one_project  the paper's own word on it, whose clause is told
    """
    clause = f"（{one_project.clause}）" if one_project is not None else ""
    if here_already:
        return "此人已在本站任职，不用再登记；要换岗位请用“调整岗位”。"
    if elsewhere and leaving_on is not None:
        return f"此人在别的站点任职到{leaving_on}，到岗日期请写在这天以后。"
    if elsewhere:
        return f"此人已在别的站点任职，一名社工不能同时在几个项目任职{clause}；请先在原站办理离岗。"
    if _age(born_on, started_on) < 16:
        return "到岗时不满 16 周岁，不能聘用，请核对身份证号和到岗日期。"
    if started_on > on + timedelta(days=31):
        return f"到岗日期（{started_on}）在一个月以后，请到时再登记。"
    return None


def declared_problem(declared: Mapping[str, Any]) -> str | None:
    """Why these registered facts cannot stand: a word no document knows, or an answer of the wrong kind."""
    for word, value in declared.items():
        if word not in FACTS or word in COMPUTED:
            return f"不认识“{word}”这项条件。"
        if FACTS[word] == "是非" and not isinstance(value, bool):
            return f"“{word}”只能填是或否。"
        if FACTS[word] == "数" and (
            isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 100
        ):
            return f"“{word}”应填 0 到 100 的整数。"
    return None


def leaving_refusal(
    *, ended: date | None, started_on: date, ended_on: date, reason: str, announced_on: date | None, on: date
) -> str | None:
    """Why she cannot leave on that day, or None."""
    if ended is not None:
        return f"已于 {ended} 离岗，不用再办。"
    if not reason.strip():
        return "请写明离岗的原因。"
    if ended_on < started_on:
        return f"离岗日期早于到岗日期（{started_on}），请核对。"
    if ended_on > on + timedelta(days=92):
        return "离岗日期在三个月以后，请到时再办。"
    if announced_on is not None and announced_on > ended_on:
        return "提出离岗的日期晚于离岗日期，请核对。"
    return None


def certificate_problem(*, issued_on: date, expires_on: date | None, born_on: date, on: date) -> str | None:
    """Why these days cannot be those of a certificate, or None."""
    if issued_on > on:
        return f"发证日期（{issued_on}）在今天以后，请核对。"
    if _age(born_on, issued_on) < 16:
        return "发证日期太早，请核对。"
    if expires_on is not None and expires_on <= issued_on:
        return "登记有效期早于发证日期，请核对。"
    return None


def filing_refusal(*, under_review: bool, in_post: int, unfiled: int, ever_filed: bool) -> str | None:
    """Why there is nothing to file, or None."""
    if under_review:
        return "上一份备案还在等县民政局审核，审核后再报。"
    if not in_post and not unfiled:
        return "还没有人员，请先登记人员。"
    if ever_filed and not unfiled:
        return "上次备案以后没有人员变动，不用再报。"
    return None


def deciding_refusal(*, state: str) -> str | None:
    return None if state == "FILED" else "这份备案已经审核过了。"
