"""The forms of a case file, field by field, and what a sheet still lacks. Plain Python."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LONGEST = 4000
"""Letters of one text of a sheet."""


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
