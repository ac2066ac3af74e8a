"""Casework: the forms of the case file, the states and who moves them, and why something is refused. Plain Python."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from yizhan.services.rules.records import Problem

PLAN_RULE = "casework.plan-within"
"""Within how many days of opening a case its plan is to be sent for approval (不超过, 日)."""

REVIEW_RULE = "casework.review-every"
"""After how many days at the latest a running case is reviewed (不超过, 日)."""

CLOSING_RULE = "casework.min-visits"
"""How many visits at the home a case needs before it is closed (不少于, 次)."""

LONGEST = 4000
"""Letters of one text of a sheet."""


# --- the forms ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Field:
    """One field of a form of the case file.

    choices  code -> word; empty: a text
    needed   without it the sheet is not sent for approval nor filed
    when     another field and the codes of it with which this one is needed, too
    lines    rows of the box on the page; 0 is a single line
    minutes  a whole number of minutes, 1 to 1440
    picked   one of the things the page offers: the id of a referral of this client
    """

    name: str
    label: str
    choices: tuple[tuple[str, str], ...] = ()
    needed: bool = False
    when: tuple[str, tuple[str, ...]] | None = None
    lines: int = 3
    hint: str = ""
    minutes: bool = False
    picked: bool = False

    def wrong(self, value: str) -> bool:
        """Whether it is filled in with what cannot be."""
        if not value:
            return False
        if self.choices:
            return value not in dict(self.choices)
        return self.minutes and not (value.isdigit() and 1 <= int(value) <= 1440)

    def word(self, value: object) -> str:
        """What it says in words: “低”, “4”."""
        return dict(self.choices).get(str(value), str(value)) if self.choices else str(value)


YES_NO = (("YES", "需要"), ("NO", "不需要"))
TALK = (
    ("AT_HOME", "上门"),
    ("COME_IN", "请入站"),
    ("PHONE", "电话"),
    ("VIDEO", "视频"),
    ("OUTSIDE", "其他地点"),
)
SCORES = tuple((str(n), str(n)) for n in range(6))
"""The client's scale of the form: 0 not at all, 5 fully."""

FORMS: dict[str, tuple[Field, ...]] = {
    "INTAKE": (
        Field("alias", "别名", lines=0),
        Field("field", "领域（科室）", lines=0),
        Field("economy", "家庭经济情况", lines=2),
        Field(
            "used_before",
            "使用社会服务记录",
            (("NONE", "没有"), ("BEFORE", "曾经有"), ("NOW", "现仍有")),
            needed=True,
        ),
        Field("used_which", "哪些服务、什么时候", when=("used_before", ("BEFORE", "NOW")), lines=2),
        Field("own_words", "案主自述的服务要求", needed=True, hint="尽量用案主自己的话"),
        Field("problem", "问题（病情）摘要", needed=True),
        Field("disability", "致残原因摘要", lines=2),
        Field("needs", "服务需求摘要", needed=True),
        Field("background", "家庭和个案背景", lines=5),
    ),
    "SUGGESTION": (
        Field("follow_up", "是否需要跟进", YES_NO, needed=True),
        Field("no_reason", "不需要跟进的原因", when=("follow_up", ("NO",)), lines=2),
        Field("mode", "怎样告知案主不跟进", TALK, when=("follow_up", ("NO",))),
        Field("minutes", "告知和整理用时（分钟）", when=("follow_up", ("NO",)), lines=0, minutes=True),
        Field(
            "risk",
            "危机因素",
            (("NONE", "无"), ("LOW", "低"), ("MEDIUM", "中"), ("HIGH", "高")),
            needed=True,
        ),
        Field("risk_note", "是什么危机", when=("risk", ("MEDIUM", "HIGH")), lines=2),
        Field("urgent", "紧急服务", YES_NO, needed=True),
        Field("urgent_which", "需要哪些紧急服务", when=("urgent", ("YES",)), lines=2),
        Field("other", "其他原因", lines=2),
        Field(
            "willing",
            "案主是否愿意接受建议的服务",
            (("YES", "愿意"), ("NO", "不愿意"), ("NA", "不适用")),
            needed=True,
        ),
        Field("unwilling", "不愿意的原因和其他跟进办法", when=("willing", ("NO",)), lines=2),
        Field(
            "route",
            "怎样跟进",
            (("ASSIGN", "由本站社工跟进"), ("REFER", "转介")),
            when=("follow_up", ("YES",)),
        ),
        Field("refer_to", "转介到哪里", when=("route", ("REFER",)), lines=0),
    ),
    "PLAN": (
        Field("aim", "总体目的", needed=True, lines=2),
        Field("services", "服务计划", needed=True, lines=5, hint="用什么方法、多久一次、谁参与"),
        Field("hard", "困难预计和对策"),
    ),
    "REVIEW": (
        Field("span", "检视的时期", lines=0, needed=True, hint="例如 2026年9月至11月"),
        Field("needs", "服务需求", lines=2),
        Field("work", "介入摘要", needed=True),
        Field("now", "案主现状", needed=True),
        Field(
            "next",
            "往后怎样",
            (("GO_ON", "按计划继续"), ("CHANGE", "修订计划"), ("CLOSE", "准备结案")),
            needed=True,
        ),
    ),
    "CLOSURE": (
        Field("needs", "服务需求", lines=2),
        Field("work", "介入摘要", needed=True),
        Field("now", "案主现状", needed=True),
        Field(
            "reason",
            "结案原因",
            (
                ("REACHED", "达到约定目标"),
                ("ABLE", "已有面对类似困难的能力"),
                ("UNWILLING", "案主不愿继续"),
                ("CHANGED", "情况有变（死亡、搬家等）"),
                ("OTHER", "其他"),
                ("REFERRED", "转介"),
            ),
            needed=True,
        ),
        Field("referral", "哪一次转介", when=("reason", ("REFERRED",)), picked=True),
        Field("reason_note", "原因说明", when=("reason", ("CHANGED", "OTHER")), lines=2),
        Field(
            "told",
            "已告知结案和再次求助的途径",
            (("YES", "已告知"), ("NO", "没有告知")),
            needed=True,
        ),
        Field("told_not", "为什么没有告知", when=("told", ("NO",)), lines=0),
        Field("mode", "结案怎样谈的", TALK, needed=True),
        Field(
            "minutes",
            "结案用时（分钟）",
            needed=True,
            lines=0,
            minutes=True,
            hint="告知、结案面谈和整理一共多少分钟；批准当天记一次结案服务",
        ),
    ),
    "EVALUATION": (
        Field("worker", "对社工的表现满意", SCORES, needed=True),
        Field("help", "能协助面对、解决问题", SCORES, needed=True),
        Field("change", "情况改善的程度", SCORES, needed=True),
        Field("effort", "自己解决困难的积极性", SCORES, needed=True),
        Field("goals", "双方同意的目标能达到", SCORES, needed=True),
        Field("remark", "其他评语", lines=2),
        Field(
            "by",
            "谁填的",
            (("SELF", "案主本人"), ("GUARDIAN", "监护人"), ("TOLD", "案主口述，他人代填")),
            needed=True,
        ),
    ),
}
"""The forms of a case file with their fields, in the order of the paper."""

LABELS = {
    "INTAKE": "接案登记",
    "SUGGESTION": "社工建议及行动",
    "PLAN": "服务计划",
    "REVIEW": "阶段检视",
    "CLOSURE": "结案表",
    "EVALUATION": "个案结束评估",
}

APPROVED_KINDS = frozenset({"SUGGESTION", "PLAN", "CLOSURE"})
"""Forms a second pair of eyes reads before they hold; the others are filed as they are."""

CLOSING_WITHOUT = frozenset({"UNWILLING", "CHANGED", "OTHER", "REFERRED"})
"""Reasons with which a case may end before the visits a paper asks for: nobody can still make them. It is said why."""


def fields_of(kind: str) -> tuple[Field, ...]:
    return FORMS.get(kind, ())


def body_of(kind: str, given: Mapping[str, Any]) -> dict[str, str]:
    """What was filled in, field by field of the form; anything else is dropped, texts are trimmed."""
    return {field.name: str(given.get(field.name) or "").strip()[:LONGEST] for field in fields_of(kind)}


def lacking(kind: str, body: Mapping[str, str], *, goals: int = 0) -> list[str]:
    """What the sheet still lacks before it can be sent or filed, as labels in the order of the form."""
    found = []
    for field in fields_of(kind):
        value = body.get(field.name, "")
        if field.wrong(value) or (not value and (field.needed or _asked_here(field, body))):
            found.append(field.label)
    if kind == "PLAN" and not goals:
        found.append("至少一个目标")
    return found


def _asked_here(field: Field, body: Mapping[str, str]) -> bool:
    if field.when is None:
        return False
    other, codes = field.when
    return body.get(other, "") in codes


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
