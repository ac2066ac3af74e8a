"""Casework: the states of a case and who moves them, and why something is refused. Plain Python."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from yizhan.services.rules.cases_forms import CLOSING_WITHOUT, FORMS, LABELS
from yizhan.services.rules.records import Problem

PLAN_RULE = "casework.plan-within"
"""Within how many days of opening a case its plan is to be sent for approval (不超过, 日)."""

REVIEW_RULE = "casework.review-every"
"""After how many days at the latest a running case is reviewed (不超过, 日)."""

CLOSING_RULE = "casework.min-visits"
"""How many visits at the home a case needs before it is closed (不少于, 次)."""

# --- states and the verbs between them ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Turn:
    """One line of the table: from a state, by a verb, to a state, and whose it is.

    kind  the form whose sending or deciding it is; "" when it is of none
    who   the roles, in a word for the screen
    """

    state: str
    verb: str
    to: str
    label: str
    who: str
    kind: str = ""


WORKER, READER, HEAD = "社工", "督导或站长", "站长"

TURNS = (
    Turn("", "open", "ASSESSING", "接案", WORKER),
    Turn("ASSESSING", "send", "ASSESSED", "报批建议", WORKER, "SUGGESTION"),
    Turn("ASSESSED", "return", "ASSESSING", "退回建议", READER, "SUGGESTION"),
    Turn("ASSESSED", "approve", "PLANNING", "同意跟进", READER, "SUGGESTION"),
    Turn("ASSESSED", "approve", "CLOSED", "同意不跟进", READER, "SUGGESTION"),
    Turn("PLANNING", "send", "PLANNED", "报批计划", WORKER, "PLAN"),
    Turn("PLANNED", "return", "PLANNING", "退回计划", READER, "PLAN"),
    Turn("PLANNED", "approve", "RUNNING", "同意计划", READER, "PLAN"),
    Turn("PLANNING", "send", "CLOSING", "报批结案", WORKER, "CLOSURE"),
    Turn("RUNNING", "send", "CLOSING", "报批结案", WORKER, "CLOSURE"),
    Turn("CLOSING", "return", "RUNNING", "退回结案，已有计划的", READER, "CLOSURE"),
    Turn("CLOSING", "return", "PLANNING", "退回结案，还没有计划的", READER, "CLOSURE"),
    Turn("CLOSING", "approve", "CLOSED", "同意结案", READER, "CLOSURE"),
    Turn("CLOSED", "reopen", "PLANNING", "重新开启", HEAD),
    Turn("CLOSED", "reopen", "ASSESSING", "重新开启预估后没有跟进的", HEAD),
)
"""Every change of a case's state: nothing else moves it. New versions of approved sheets move nothing."""

STATES = {
    "ASSESSING": "接案预估",
    "ASSESSED": "预估待批",
    "PLANNING": "定计划",
    "PLANNED": "计划待批",
    "RUNNING": "服务中",
    "CLOSING": "结案待批",
    "CLOSED": "已结案",
}

WAITING = frozenset({"ASSESSED", "PLANNED", "CLOSING"})


def turns_from(state: str, *, verb: str, kind: str = "") -> tuple[Turn, ...]:
    return tuple(turn for turn in TURNS if (turn.state, turn.verb, turn.kind) == (state, verb, kind))


def next_state(
    state: str, *, verb: str, kind: str = "", follow_up: bool = True, planned: bool = False
) -> str:
    """The state a case goes to; its own when the verb moves nothing (a later version of an approved sheet).

    follow_up  what the suggestion says, where it decides; of a case to be reopened: whether it was followed up
    planned    an approved plan stands: a returned closure goes back to the service, else to the plan
    """
    found = turns_from(state, verb=verb, kind=kind)
    if not found:
        return state
    if len(found) == 1:
        return found[0].to
    if verb == "reopen":
        return "PLANNING" if follow_up else "ASSESSING"
    if kind == "SUGGESTION":
        return "PLANNING" if follow_up else "CLOSED"
    return "RUNNING" if planned else "PLANNING"


# --- refusals -----------------------------------------------------------------------------------------------------------


def opening_problem(*, opened_on: date, on: date, active: bool, open_case: str) -> Problem | None:
    """Why no case can be opened. open_case: the number of one still open, or ""."""
    if not active:
        return Problem("这份档案已销档，恢复后才能开案。", "services.client-closed")
    if open_case:
        return Problem(f"这位服务对象在本站已有个案{open_case}，没有结案。", "services.case-open")
    if opened_on > on:
        return Problem(f"开案日期不能晚于今天（{on:%Y-%m-%d}）。", "services.future")
    return None


def writing_problem(kind: str, *, state: str, waiting: bool, has: Collection[str]) -> Problem | None:
    """Why this form cannot be written now.

    state    of the case
    waiting  a version of this form is waiting for approval
    has      forms with a version that holds (approved or filed)
    """
    if kind not in FORMS:
        return Problem("没有这样的表。", "services.case-form")
    if waiting:
        return Problem(f"《{LABELS[kind]}》正在等批阅，批过或退回后才能再改。", "services.case-waiting")
    if state == "CLOSED" and kind != "EVALUATION":
        return Problem("个案已结案，内容不再改；重新开启后可以写新的一版。", "services.case-closed")
    if kind == "SUGGESTION" and "INTAKE" not in has:
        return Problem("先写好《接案登记》并存档，再写建议。", "services.case-order")
    if kind == "PLAN" and "SUGGESTION" not in has:
        return Problem("《社工建议及行动》批准后才定计划。", "services.case-order")
    if kind == "REVIEW" and "PLAN" not in has:
        return Problem("服务计划批准后才做阶段检视。", "services.case-order")
    if kind == "CLOSURE" and "SUGGESTION" not in has:
        return Problem(
            "建议还没有批准：不需要跟进的，请在《社工建议及行动》里写明并报批。", "services.case-order"
        )
    if kind == "EVALUATION" and "PLAN" not in has:
        return Problem("还没有按计划服务过，不需要案主评估。", "services.case-order")
    return None


def sending_problem(
    kind: str, *, state: str, exists: bool, lacks: Sequence[str], has: Collection[str]
) -> Problem | None:
    """Why a sheet cannot be sent for approval, or filed, now. exists: a draft, or one that was returned."""
    label = LABELS.get(kind, kind)
    if not exists:
        return Problem(f"还没有写《{label}》。", "services.case-empty")
    if lacks:
        return Problem(f"《{label}》还缺：{'、'.join(lacks)}。", "services.case-lacking")
    if state in WAITING and kind not in has:
        return Problem(f"个案现在“{STATES[state]}”，批过以后才能报批《{label}》。", "services.case-waiting")
    if kind == "CLOSURE" and not turns_from(state, verb="send", kind=kind):
        return Problem(f"个案现在“{STATES[state]}”，不能报批结案。", "services.case-state")
    return None


def deciding_problem(
    *, waiting: bool, own: bool, may_own: bool, agreed: bool, opinion: str, label: str
) -> Problem | None:
    """Why somebody cannot approve or return a sheet. Four eyes: not the one who wrote it, unless granted."""
    if not waiting:
        return Problem(f"《{label}》现在不在等批阅。", "services.case-not-waiting")
    if own and not may_own:
        return Problem(
            f"《{label}》是您自己写的或是您负责的个案，须由督导或另一位站长批阅。", "services.case-four-eyes"
        )
    if not agreed and not opinion.strip():
        return Problem("退回要写意见，让社工知道改什么。", "services.reason-missing")
    return None


def closing_problem(*, reason: str, note: str, refusal: str | None, clause: str) -> Problem | None:
    """The visits a paper asks for before a case is closed; who died or left is not visited again, and it is said why.

    refusal  what the region's rule says of the visits made, or None
    """
    if refusal is None or (reason in CLOSING_WITHOUT and (note.strip() or reason == "REFERRED")):
        return None
    if reason in CLOSING_WITHOUT:
        return Problem(f"{refusal}。不能再上门的，请在“原因说明”里写清楚。", "services.case-visits", clause)
    return Problem(f"{refusal}。", "services.case-visits", clause)


# --- due days -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Due:
    """What a worker or a reader has to do in a case, and by when."""

    what: str
    due_on: date | None
    clause: str = ""
    rule: str = ""


def due_after(start: date, days: int) -> date:
    return start + timedelta(days=days)


def reviewed_from(opened_on: date, finals: Mapping[str, date]) -> date:
    """From which day the interval to the next review runs: the last review, else the plan, else the opening."""
    return max(finals.get("REVIEW", opened_on), finals.get("PLAN", opened_on), opened_on)
