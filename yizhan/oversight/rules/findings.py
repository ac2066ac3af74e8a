"""The way of a finding until it is cleared, its term, and why a step is refused. Plain Python."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from yizhan.kernel.states import Process, Transition
from yizhan.policy.book import NoRule, rule_for
from yizhan.policy.schema.times import Deadline

TERM_RULE = "rectification.deadline"
WAYS_RULE = "rectification.ways"
LONGEST = 2000

VIEW = "oversight.view_findings"
OPEN = "oversight.open_finding"
PLAN, HAND_IN = "oversight.plan_rectification", "oversight.hand_in_rectification"
CLEAR, RETURN = "oversight.clear_finding", "oversight.return_finding"
EXTEND, REOPEN = "oversight.extend_finding", "oversight.reopen_finding"
WITHDRAW = "oversight.withdraw_finding"
ATTACH, TAKE_OFF = "oversight.attach_evidence", "oversight.withdraw_evidence"

SOURCES = {
    "INSPECTION": "检查",
    "SAFETY": "安全检查",
    "ADMONITION": "发函、约谈、通报",
    "EVALUATION": "评估",
    "COMPLAINT": "投诉",
    "WARNING": "预警",
    "OTHER": "其他",
}

PROCESS = Process(
    name="整改事项",
    labels={
        "TOLD": "待整改",
        "MENDING": "整改中",
        "HANDED": "待核查",
        "CLEARED": "已销号",
        "WITHDRAWN": "已撤销",
    },
    transitions=(
        Transition("", "TOLD", OPEN, TERM_RULE),
        Transition("TOLD", "MENDING", PLAN),
        Transition("MENDING", "MENDING", PLAN),
        Transition("TOLD", "HANDED", HAND_IN),
        Transition("MENDING", "HANDED", HAND_IN),
        Transition("TOLD", "TOLD", EXTEND),
        Transition("MENDING", "MENDING", EXTEND),
        Transition("HANDED", "CLEARED", CLEAR, WAYS_RULE),
        Transition("HANDED", "MENDING", RETURN),
        Transition("CLEARED", "MENDING", REOPEN, WAYS_RULE),
        Transition("TOLD", "WITHDRAWN", WITHDRAW),
        Transition("MENDING", "WITHDRAWN", WITHDRAW),
        Transition("HANDED", "WITHDRAWN", WITHDRAW),
    ),
)
STILL_OPEN = ("TOLD", "MENDING", "HANDED")


@dataclass(frozen=True)
class Term:
    """By when the region wants a finding put right."""

    due_on: date | None
    ref: str
    chip: str
    says: str


def term_of(*, region_code: str, on: date) -> Term | None:
    """The region's term for putting something right; None where no paper names one."""
    try:
        rule = rule_for(TERM_RULE, region_code=region_code, on=on)
    except NoRule:
        return None
    if not isinstance(rule, Deadline):
        return None
    return Term(None if rule.pending else rule.due(on), rule.ref, rule.chip, rule.says)


def opening_problem(what: str) -> str | None:
    if len(what.strip()) < 4:
        return "请写明要整改的是什么。"
    if len(what) > LONGEST:
        return f"一项最多写{LONGEST}字，几件事请分开提。"
    return None


def term_problem(*, mend_by_on: date | None, on: date, term: Term | None) -> str | None:
    """Why something cannot be due on that day, or None."""
    latest = term.due_on if term else None
    if mend_by_on is None and latest is None:
        return "请写整改期限：本地区的文件没有规定天数，由提出的人定。"
    if mend_by_on is not None and mend_by_on < on:
        return "整改期限不能早于今天。"
    if mend_by_on is not None and latest is not None and mend_by_on > latest:
        return f"文件规定的期限是 {latest}，不能定得更晚；确实来不及的，以后写理由延期。"
    return None


def rectifying_problem(*, owner: str, by_employer: bool, by_territory: bool, label: str) -> str | None:
    """Whose it is to put right: the township's own by the township, all others by station or agency."""
    if owner == "TOWNSHIP":
        return None if by_territory else "这一项由乡镇（街道）整改。"
    return None if by_employer else f"这一项由{label}整改，您负责督促和核查。"


def checking_problem(
    *,
    actor: str,
    organisation: object,
    rectified_by: Collection[str],
    organisations: Collection[object],
) -> str | None:
    """Nobody checks what she, or her own office, put right."""
    if actor in rectified_by:
        return "整改结果是您自己报的，要由别人核查。"
    if organisation is not None and organisation in organisations:
        return "整改的是您所在的单位，要由上级或者其他单位核查。"
    return None


def extending_problem(*, because: str, until_on: date, mend_by_on: date, on: date) -> str | None:
    if not because.strip():
        return "请写明为什么延期。"
    if until_on <= mend_by_on:
        return f"新的期限要晚于原来的 {mend_by_on}。"
    if until_on < on:
        return "新的期限不能早于今天。"
    return None
