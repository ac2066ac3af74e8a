"""Who may sit in the team of an evaluation, and whether it has every field the region's paper asks for. Plain Python."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from yizhan.oversight.rules.mandates import KIND_OF_WORD
from yizhan.policy.book import NoRule, rule_for
from yizhan.policy.schema.measures import Required
from yizhan.policy.schema.rule import Verdict

NAME, RELEASE = "oversight.name_expert", "oversight.release_expert"
TEAM_RULE = "evaluation.team"
RUNNING = ("PREPARED", "OPEN")
LONGEST = 200


@dataclass(frozen=True)
class Member:
    """One expert as she is written down. conflict: "" nothing ties her to those who are judged."""

    name: str
    title: str
    unit: str
    field: str
    conflict: str = ""


def team_rule(*, region_code: str, on: date) -> Required | None:
    """The fields the region's paper asks for; None where no paper says."""
    try:
        rule = rule_for(TEAM_RULE, region_code=region_code, on=on)
    except NoRule:
        return None
    return rule if isinstance(rule, Required) and not rule.pending else None


def team_verdict(rule: Required, fields: Collection[str]) -> Verdict:
    """Whether every field is there among those who do not stand aside."""
    return rule.verdict(tuple(fields))


def binds_party(rule: Required, *, kind: str) -> bool:
    """Whether the paper asks this of the team of such an organisation (适用). Where it names nobody, it asks all together."""
    return any(KIND_OF_WORD.get(word) == kind for word in rule.binds)


def sealing_problem(rule: Required, *, party: str, fields: Collection[str]) -> str | None:
    """Why a party whose team the paper describes cannot seal: nothing is judged by a team that is not one."""
    refusal = rule.refusal(tuple(fields))
    if refusal is None:
        return None
    lacks = refusal if rule.at_least is not None else f"还缺{'、'.join(rule.missing(fields))}"
    return f"{party}的评估组{lacks}，补齐以前不能封存。{rule.remedy}"


def naming_problem(*, member: Member, declared: bool, operators: Collection[str]) -> str | None:
    """Why somebody cannot be put on the team.

    declared   she said whether anything ties her to those who are judged
    operators  names of the agencies that run the stations of the round
    """
    for word, text in (
        ("姓名", member.name), ("职务或者职称", member.title), ("单位", member.unit), ("专业", member.field),
    ):  # fmt: skip
        if not text.strip():
            return f"请写明{word}。"
    if not declared and not member.conflict.strip():
        return "请本人声明与被评的站点、承接主体有没有利害关系。"
    if not member.conflict.strip() and member.unit.strip() in operators:
        return f"“{member.unit.strip()}”承接了这一轮的站点，请写明利害关系，由她回避。"
    if len(member.conflict) > LONGEST:
        return f"利害关系最多写{LONGEST}字。"
    return None
