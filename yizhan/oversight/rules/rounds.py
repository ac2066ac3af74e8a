"""The process of a round, its sheets and objections; how a sample is drawn; why a step is refused. Plain Python."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from yizhan.kernel.states import Process, Transition
from yizhan.policy.book import NoRule, rule_for
from yizhan.policy.schema.times import Deadline

OBJECTION_RULE = "evaluation.objection"
ANSWER_RULE = "evaluation.objection-answer"
OFFICES = frozenset({"county", "city", "province"})
"""Roles of whoever holds a round, or of the office above it."""
LONGEST = 2000
NOTHING = "-"
"""The tick that says that nothing of a checklist is there, as against not looked at yet."""

PREPARE, DROP, COMMISSION = (
    "oversight.prepare_round",
    "oversight.drop_round",
    "oversight.commission_party",
)
OPEN, REFRESH = "oversight.open_round", "oversight.refresh_facts"
SCORE, SEAL, TAKE_BACK = "oversight.score_sheet", "oversight.seal_sheet", "oversight.take_back_sheet"
TELL, OBJECT, DECIDE = (
    "oversight.tell_results",
    "oversight.object_to_result",
    "oversight.decide_objection",
)
CORRECT, SETTLE, LOCK, ARCHIVE = (
    "oversight.correct_mark",
    "oversight.settle_round",
    "oversight.lock_round",
    "oversight.archive_round",
)
VERIFY, FILE = "oversight.verify_round", "oversight.file_result"

PROCESS = Process(
    name="评估",
    labels={
        "PREPARED": "拟订中",
        "OPEN": "评分中",
        "OPENED": "已全部拆封",
        "OBJECTIONS": "异议期",
        "SETTLED": "结果已定",
        "LOCKED": "已锁定",
        "ARCHIVED": "已归档",
        "DROPPED": "已作废",
    },
    transitions=(
        Transition("", "PREPARED", PREPARE, "evaluation.weights"),
        Transition("PREPARED", "PREPARED", COMMISSION),
        Transition("PREPARED", "PREPARED", "oversight.name_expert", "evaluation.team"),
        Transition("PREPARED", "PREPARED", "oversight.release_expert"),
        Transition("PREPARED", "DROPPED", DROP),
        Transition("PREPARED", "OPEN", OPEN),
        Transition("OPEN", "OPEN", COMMISSION),
        Transition("OPEN", "OPEN", "oversight.name_expert", "evaluation.team"),
        Transition("OPEN", "OPEN", "oversight.release_expert"),
        Transition("OPEN", "OPEN", REFRESH),
        Transition("OPEN", "OPEN", SCORE),
        Transition("OPEN", "OPEN", TAKE_BACK),
        Transition("OPEN", "OPEN", SEAL),
        Transition("OPEN", "OPENED", SEAL, "evaluation.weights"),
        Transition("OPENED", "OPENED", CORRECT),
        Transition("OPENED", "OBJECTIONS", TELL, OBJECTION_RULE),
        Transition("OBJECTIONS", "OBJECTIONS", OBJECT, OBJECTION_RULE),
        Transition("OBJECTIONS", "OBJECTIONS", DECIDE),
        Transition("OBJECTIONS", "OBJECTIONS", CORRECT),
        Transition("OBJECTIONS", "SETTLED", SETTLE),
        Transition("SETTLED", "LOCKED", LOCK),
        Transition("LOCKED", "ARCHIVED", ARCHIVE),
    ),
)

SHEET = Process(
    name="评分表",
    labels={"DRAFT": "待评", "SEALED": "已封存"},
    transitions=(
        Transition("", "DRAFT", OPEN),
        Transition("DRAFT", "DRAFT", SCORE),
        Transition("DRAFT", "SEALED", SEAL),
        Transition("SEALED", "DRAFT", TAKE_BACK),
    ),
)

OBJECTION = Process(
    name="评估异议",
    labels={"OPEN": "待答复", "UPHELD": "成立，已更正", "REJECTED": "不成立"},
    transitions=(
        Transition("", "OPEN", OBJECT, OBJECTION_RULE),
        Transition("OPEN", "UPHELD", DECIDE, ANSWER_RULE),
        Transition("OPEN", "REJECTED", DECIDE, ANSWER_RULE),
    ),
)

WORDS_OF_PARTIES = (
    ("第三方", "EVALUATOR"), ("乡镇", "TOWNSHIP"), ("街道", "TOWNSHIP"), ("自评", "OPERATOR"), ("承接", "OPERATOR"),
    ("本级", "OPERATOR"), ("省", "PROVINCE"), ("市", "CITY"), ("县", "COUNTY"), ("上级", "COUNTY"), ("购买", "COUNTY"),
)  # fmt: skip
"""What a paper calls a party, and the kind of organisation that is offered first; the office may choose another."""


def kind_of_party(name: str) -> str:
    """Kind of organisation a party's name suggests; COUNTY where the name says nothing."""
    return next((kind for word, kind in WORDS_OF_PARTIES if word in name), "COUNTY")


def drawn(pool: Sequence[str], *, size: int, seed: str) -> list[str]:
    """A sample of ids in the order drawn: those whose SHA-256 with the seed is lowest.

    Everybody with the pool and the seed draws the same, on any machine, in any year.
    """
    return sorted(pool, key=lambda each: hashlib.sha256(f"{seed}:{each}".encode()).hexdigest())[:size]


def preparing_problem(
    *, first_on: date, last_on: date, due_on: date, on: date, stations: int, size: int | None
) -> str | None:
    if last_on < first_on:
        return "评估的时段，最后一天不能早于第一天。"
    if due_on < on:
        return "评分的截止日不能早于今天。"
    if not stations:
        return "这个范围里没有运营中的站点可以评。"
    if size is not None and not 0 < size <= stations:
        return f"这个范围里有{stations}个站，抽取的个数应在1到{stations}之间。"
    return None


@dataclass(frozen=True)
class Mark:
    """What one party gave for one indicator.

    points  None: not scored, or cannot be measured
    ticks   items of a checklist that are there
    cannot  why it cannot be measured; "" when it can
    """

    points: Decimal | None = None
    ticks: tuple[str, ...] = ()
    note: str = ""
    cannot: str = ""

    @property
    def done(self) -> bool:
        return self.points is not None or bool(self.cannot)

    def kept(self) -> dict[str, Any]:
        """As it is stored: what is empty is left out."""
        told = {
            "points": None if self.points is None else str(self.points),
            "ticks": list(self.ticks),
            "note": self.note,
            "cannot": self.cannot,
        }
        return {name: value for name, value in told.items() if value not in (None, [], "")}


def mark_of(kept: Mapping[str, Any] | None) -> Mark:
    kept = kept or {}
    points = kept.get("points")
    return Mark(
        None if points is None else Decimal(points),
        tuple(kept.get("ticks", ())),
        kept.get("note", ""),
        kept.get("cannot", ""),
    )


def points_typed(text: str) -> Decimal | None:
    """What was typed as points; ValueError when it is no number with at most two decimals."""
    plain = text.strip().replace("，", ".").replace("。", ".")
    if not plain:
        return None
    try:
        found = Decimal(plain)
        kept = found.quantize(Decimal("0.01"))
    except InvalidOperation:  # no number, none that ends, or one too long to be points
        raise ValueError(text) from None
    if found != kept:
        raise ValueError(text)
    return kept


def seal_problem(*, missing: Sequence[str]) -> str | None:
    """Why a sheet cannot be sealed; missing: titles of the indicators not scored yet."""
    if not missing:
        return None
    named = "、".join(missing[:3]) + ("等" if len(missing) > 3 else "")
    return f"还差{len(missing)}项未评，不能封存：{named}。"


def access_problem(*, from_on: date, to_on: date, on: date) -> str | None:
    """Why an organisation cannot score that day."""
    if on < from_on:
        return f"这一轮评分从 {from_on:%Y-%m-%d} 开始，还没有到。"
    if on > to_on:
        return f"这一轮评分到 {to_on:%Y-%m-%d} 为止，已经结束；要延长的，请组织评估的单位改期。"
    return None


@dataclass(frozen=True)
class Term:
    """Until when one may object. rule, clause: "" where no paper says it and the office names the day."""

    until_on: date
    rule: str
    clause: str


def objection_term(*, region_code: str, told_on: date) -> Term | None:
    """The region's days for an objection; None where no paper names them."""
    return _term(OBJECTION_RULE, region_code, told_on)


def answer_term(*, region_code: str, raised_on: date) -> Term | None:
    """Until when an objection is to be answered; None where no paper says."""
    return _term(ANSWER_RULE, region_code, raised_on)


def _term(rule_id: str, region_code: str, since_on: date) -> Term | None:
    try:
        rule = rule_for(rule_id, region_code=region_code, on=since_on)
    except NoRule:
        return None
    if not isinstance(rule, Deadline) or rule.pending:
        return None
    until = rule.due(since_on)
    return None if until is None else Term(until, rule.ref, rule.chip)


def objecting_problem(*, what: str, until_on: date | None, on: date) -> str | None:
    if not what.strip():
        return "请写明对哪里有异议、理由是什么。"
    if len(what) > LONGEST:
        return f"一次最多写{LONGEST}字。"
    if until_on is not None and on > until_on:
        return f"异议期到 {until_on:%Y-%m-%d} 为止，已经过了。"
    return None


def deciding_problem(*, answer: str, by: str, raised_by: str, scored_by: Iterable[str]) -> str | None:
    """Nobody decides about her own objection, nor about scores she gave."""
    if by == raised_by:
        return "这件异议是您提出的，要由别人答复。"
    if by in scored_by:
        return "这个站有您封存的评分，异议要由没有给它打分的人答复。"
    if not answer.strip():
        return "请写明答复和理由。"
    return f"一次最多写{LONGEST}字。" if len(answer) > LONGEST else None


def office_problem(*, reaches: bool) -> str | None:
    """A round is put right by the office that holds it or one above, never by one below."""
    if reaches:
        return None
    return "这一轮不是您这一级组织的，异议由组织评估的民政部门或者它的上级答复。"


def who_may_answer(names: Sequence[str]) -> str:
    """What to do for somebody who may not answer herself. names: those who may, each with her organisation."""
    if names:
        told = "、".join(names[:3]) + ("等" if len(names) > 3 else "")
        return f"能答复的有：{told}；这件异议在他们的工作台上。"
    return (
        "本局和上级民政部门里，没给这个站打过分、能答复的账号一个也没有。"
        "请在“管理”里给本局没有参加评分的同事开一个账号，由他答复；"
        "上级民政部门有了账号的，也可以由上级答复。不答复，这一轮定不了结果。"
    )


def settling_problem(*, waiting: int, until_on: date | None, on: date) -> str | None:
    if waiting:
        return f"还有{waiting}件异议没有答复，答复以后再定结果。"
    if until_on is not None and on <= until_on:
        return f"异议期到 {until_on:%Y-%m-%d} 为止，过了这一天再定结果。"
    return None


def digest_of(facts: object) -> str:
    """SHA-256 over plain data, the same for the same content."""
    told = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(told.encode()).hexdigest()


def unsaid_differences(lines: Sequence[str]) -> str | None:
    """Both figures stay, so a change says why. lines: titles given other points than the records earn, without a word."""
    if not lines:
        return None
    named = "、".join(lines[:3]) + ("等" if len(lines) > 3 else "")
    return f"{named}{len(lines)}项的分与系统算出的参考分不同，请在说明里写一句为什么。"
