"""The process of a complaint, its clock, and why a step is refused. Plain Python."""

from dataclasses import dataclass
from datetime import date

from yizhan.kernel.states import Process, Transition
from yizhan.policy.book import NoRule, rule_for
from yizhan.policy.schema.times import Deadline

RULE = "complaint.handling"
LONGEST = 4000

RECEIVE, TAKE_UP, NOTE = (
    "oversight.receive_complaint",
    "oversight.take_up_complaint",
    "oversight.note_complaint",
)
DECLINE, ANSWER = "oversight.decline_complaint", "oversight.answer_complaint"
ASK, REOPEN = "oversight.ask_complainant", "oversight.reopen_complaint"
HEAR, ACCOUNT = "oversight.ask_account", "oversight.give_account"

PROCESS = Process(
    name="投诉",
    labels={
        "RECEIVED": "待受理",
        "HANDLING": "办理中",
        "DECLINED": "不予受理",
        "ANSWERED": "已答复",
        "CLOSED": "已办结",
    },
    transitions=(
        Transition("", "RECEIVED", RECEIVE, RULE),
        Transition("RECEIVED", "HANDLING", TAKE_UP, RULE),
        Transition("RECEIVED", "DECLINED", DECLINE, RULE),
        Transition("HANDLING", "HANDLING", TAKE_UP),
        Transition("HANDLING", "HANDLING", NOTE),
        Transition("HANDLING", "HANDLING", HEAR),
        Transition("HANDLING", "ANSWERED", ANSWER, RULE),
        Transition("ANSWERED", "ANSWERED", TAKE_UP),
        Transition("ANSWERED", "CLOSED", ASK),
        Transition("ANSWERED", "HANDLING", REOPEN),
    ),
)


@dataclass(frozen=True)
class Term:
    """By when a complaint is answered. due_on None: the paper says “及时” without a number of days."""

    due_on: date | None
    rule: str
    clause: str
    says: str


def term_of(*, region_code: str, received_on: date) -> Term | None:
    """The region's term; None where no paper speaks of complaints."""
    try:
        rule = rule_for(RULE, region_code=region_code, on=received_on)
    except NoRule:
        return None
    if not isinstance(rule, Deadline):
        return None
    return Term(None if rule.pending else rule.due(received_on), rule.ref, rule.chip, rule.says)


def receiving_problem(
    *, what: str, received_on: date, on: date, anonymous: bool, name: str, phone: str
) -> str | None:
    if not what.strip():
        return "请写明投诉的是什么事。"
    if len(what) > LONGEST:
        return f"一次最多写{LONGEST}字，其余的作为补充情况再写。"
    if received_on > on:
        return "收到的日期不能晚于今天。"
    if anonymous and (name.strip() or phone.strip()):
        return "选了匿名，就不登记姓名和电话；愿意留下的，请不要选匿名。"
    if not anonymous and not name.strip():
        return "请登记投诉人怎么称呼；不愿意留姓名的，选“匿名”。"
    return None


def handler_problem(*, subject_organisation: bool, subject_person: bool) -> str | None:
    """Nobody handles a complaint about herself or her own organisation."""
    if subject_person:
        return "这件投诉的对象是您本人，要由别人办理。"
    if subject_organisation:
        return "这件投诉的对象是您所在的单位，要由上级或其他单位办理。"
    return None


def own_case_problem(*, handler: str, actor: str, label: str) -> str | None:
    return None if handler == actor else f"这件由{label}办理；办理人不在的，先点“转由我办理”。"


def answering_problem(*, answer: str, finding: str, measures: str, findings: frozenset[str]) -> str | None:
    if finding not in findings:
        return "请选择查实的结果。"
    if not answer.strip():
        return "请写给投诉人的答复；匿名的，写留存的结论。"
    if finding != "NOT_UPHELD" and not measures.strip():
        return "属实或部分属实的，请写采取了什么措施。"
    if len(answer) > LONGEST or len(measures) > LONGEST:
        return f"一次最多写{LONGEST}字。"
    return None
