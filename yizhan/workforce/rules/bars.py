"""What follows from a broken promise, and the right to answer first. Plain Python."""

from dataclasses import dataclass
from datetime import date

from yizhan.kernel.states import Process, Transition
from yizhan.policy.book import NoRule, find_pack, rule_for, rules_in_force
from yizhan.policy.schema.kinds import AnyRule
from yizhan.policy.schema.scoring import Consequence
from yizhan.policy.schema.times import TERM, Deadline, add_term
from yizhan.workforce.rules.workers import PERSONS

HEARING = "penalty.hearing"
PENALTY = "penalty."

SANCTION = Process(
    "处理",
    {"TOLD": "已告知，可申辩", "IN_FORCE": "生效", "DROPPED": "不予处理", "LIFTED": "已提前解除"},
    (
        Transition("", "TOLD", "workforce.tell_sanction", HEARING),
        Transition("TOLD", "TOLD", "workforce.answer_sanction", HEARING),
        Transition("TOLD", "IN_FORCE", "workforce.decide_sanction", "penalty.blacklist"),
        Transition("TOLD", "DROPPED", "workforce.decide_sanction"),
        Transition("IN_FORCE", "LIFTED", "workforce.lift_sanction"),
    ),
)

EFFECTS = {"不得从业": "BAR", "警告": "WARNING", "收回资金": "RECOVERY"}


def penalties(*, region_code: str, on: date, of_workers: bool) -> tuple[Consequence, ...]:
    """The consequences the papers know here for workers, or for agencies."""
    return tuple(
        held.rule
        for held in rules_in_force(region_code=region_code, on=on)
        if isinstance(held.rule, Consequence)
        and held.rule.id.startswith(PENALTY)
        and held.rule.leaning == "不利"
        and any((word in PERSONS) == of_workers for word in held.rule.on_whom)
    )


def effect_of(rule: Consequence) -> str:
    """BAR, WARNING, RECOVERY; OTHER where the paper names a measure the program does nothing about."""
    return EFFECTS.get(rule.effect, "OTHER")


def lasts_until(rule: Consequence, from_on: date) -> date | None:
    """The last day it holds; None where the paper names no time: it holds until it is lifted."""
    return add_term(from_on, rule.lasts) if TERM.fullmatch(rule.lasts) else None


def hearing_rule(*, region_code: str, on: date) -> Deadline | None:
    try:
        rule = rule_for(HEARING, region_code=region_code, on=on)
    except NoRule:
        return None
    return rule if isinstance(rule, Deadline) and not rule.pending else None


def rule_by_ref(ref: str) -> AnyRule | None:
    """The rule a decision was taken under, whatever holds today; None when its document is no longer on the shelf."""
    pack_id, _colon, rule_id = ref.rpartition(":")
    pack = find_pack(pack_id)
    return next((rule for rule in pack.rules if rule.id == rule_id), None) if pack is not None else None


@dataclass(frozen=True)
class Bar:
    """Somebody may not take up a post: until when, and under which clause of which document."""

    until_on: date | None
    source: str
    rule: AnyRule | None

    @property
    def says(self) -> str:
        until = f"到 {self.until_on} 止" if self.until_on is not None else "在解除以前"
        return f"已列入失信名单，{until}不得从事社会工作相关岗位"


def telling_problem(
    *, cause: str, hear_until_on: date, told_on: date, on: date, hearing: Deadline | None, running: bool
) -> str | None:
    """Why a consequence cannot be told so, or None."""
    if running:
        return "同一条规定的处理正在办或正在生效，不用再提。"
    if len(cause.strip()) < 5:
        return "请写明事实：什么时候、做了什么、违反了哪一项承诺或约定。"
    if told_on > on:
        return "告知的日期不能晚于今天。"
    if hear_until_on <= told_on:
        return "要给对方陈述申辩的时间，截止日至少在告知的第二天。"
    least = hearing.due(told_on) if hearing is not None else None
    if hearing is not None and least is not None and hear_until_on < least:
        return f"陈述申辩的时间不少于{hearing.term}，截止日不早于 {least}（{hearing.clause}）。"
    return None


def deciding_problem(*, agreed: bool, opinion: str, heard: bool, hear_until_on: date, on: date) -> str | None:
    """Why it cannot be decided today, or None."""
    if agreed and not heard and on <= hear_until_on:
        return f"对方还可以陈述申辩到 {hear_until_on}，过了这天、或收到申辩意见以后再定。"
    if not opinion.strip():
        return "请写明决定的理由（有申辩意见的，写明采纳没有）。"
    return None
