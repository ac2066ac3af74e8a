"""The process of a warning, who answers it, who agrees to the answer, and how often a rule is wrong. Plain Python."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from yizhan.kernel.states import Process, Transition
from yizhan.policy.schema.warnings import WarningRule
from yizhan.policy.schema.words import plain_number

RAISE, ESCALATE = "oversight.raise_warnings", "oversight.escalate_warnings"
ANSWER, CHECK = "oversight.answer_warning", "oversight.check_warning"
LONGEST = 2000

ENDS = ("HANDLED", "EXPLAINED", "WRONG")
OPEN_STATES = ("OPEN", "ASKED", "RAISED", "ANSWERED")
ANSWERABLE = ("OPEN", "ASKED", "RAISED")

PROCESS = Process(
    name="预警",
    labels={
        "OPEN": "待处理",
        "ASKED": "待说明",
        "RAISED": "已上报",
        "ANSWERED": "待复核",
        "HANDLED": "已处理",
        "EXPLAINED": "已说明",
        "WRONG": "误报",
        "GONE": "自行消除",
    },
    transitions=(
        Transition("", "OPEN", RAISE),
        Transition("", "ASKED", RAISE),
        *(
            Transition(start, end, ANSWER)
            for start in ANSWERABLE
            for end in ("ANSWERED", "HANDLED", "EXPLAINED", "WRONG")
        ),
        *(Transition("ANSWERED", end, CHECK) for end in (*ENDS, "OPEN", "ASKED", "RAISED")),
        Transition("OPEN", "RAISED", ESCALATE),
        Transition("ASKED", "RAISED", ESCALATE),
        *(Transition(start, "GONE", RAISE) for start in OPEN_STATES),
    ),
)

_OWNERS = {
    "社工站": "STATION", "社工室": "STATION", "驻站社工": "STATION", "站长": "STATION", "副站长": "STATION",
    "承接主体": "AGENCY", "督导": "AGENCY", "乡镇": "TOWNSHIP", "市民政": "CITY", "省民政": "PROVINCE",
}  # fmt: skip
"""Words of the papers -> the level that answers; every other word is the county's."""

ROLES_OF: Mapping[str, frozenset[str]] = {
    "STATION": frozenset({"station_head", "deputy_head"}),
    "AGENCY": frozenset({"agency_manager"}),
    "TOWNSHIP": frozenset({"township"}),
    "COUNTY": frozenset({"county"}),
    "CITY": frozenset({"city"}),
    "PROVINCE": frozenset({"province"}),
}
LEVELS = {"红色": "RED", "橙色": "ORANGE", "黄色": "YELLOW", "蓝色": "BLUE"}
SUBJECTS = {"社工站": "STATION", "社工": "WORKER", "协议": "AGREEMENT", "投诉": "COMPLAINT"}


def owner_of(words: Sequence[str], *, has_agency: bool = True) -> str:
    """At which level the first word of the paper answers; the county where it names nobody.

    has_agency  a station the township runs itself has no agency: its township answers in its place
    """
    owner = _OWNERS.get(words[0], "COUNTY") if words else "COUNTY"
    return "TOWNSHIP" if owner == "AGENCY" and not has_agency else owner


def levels_of(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(owner_of([word]) for word in words))


def figure_says(rule: WarningRule, figure: Decimal) -> str:
    """“12人，达到10人时预警”: no name, no text of anybody."""
    return f"{plain_number(figure)}{rule.figure_unit}，{rule.required()}"


def answering_level(*, roles: Collection[str], owner: str, first_owner: str) -> str | None:
    """At which level this person answers; None: it is not hers."""
    for level in (owner, first_owner):
        if ROLES_OF[level] & set(roles):
            return level
    return None


def answering_problem(*, level: str | None, label: str, outcome: str, text: str) -> str | None:
    if level is None:
        return f"这条预警由{label}答复。"
    if outcome not in ENDS:
        return "请选择结果：已处理、已说明，或者误报。"
    if not text.strip():
        return {
            "HANDLED": "请写明做了什么。",
            "EXPLAINED": "请写明是怎么回事。",
            "WRONG": "请写明为什么是误报，管这条规则的人要靠它调整界限。",
        }[outcome]
    if len(text) > LONGEST:
        return f"最多写{LONGEST}字。"
    return None


def checked_by(*, level: str, owner: str, checker: str) -> str:
    """At which level the answer is agreed to before the warning ends; "": the answer ends it.

    A paper may name who agrees; and what has gone up is not ended by whoever let the day pass.
    """
    if checker and checker != level:
        return checker
    return owner if level != owner else ""


def checking_problem(
    *, roles: Collection[str], checker: str, label: str, own: bool, agrees: bool, text: str
) -> str | None:
    if not ROLES_OF[checker] & set(roles):
        return f"这条答复由{label}复核。"
    if own:
        return "自己的答复要由别人复核。"
    if not agrees and not text.strip():
        return "退回的，请写明还要说明什么。"
    if len(text) > LONGEST:
        return f"最多写{LONGEST}字。"
    return None


@dataclass(frozen=True)
class Tally:
    """How the warnings of one rule ended. Percent and number of false alarms are among those that have ended."""

    raised: int = 0
    open: int = 0
    handled: int = 0
    explained: int = 0
    wrong: int = 0
    gone: int = 0
    escalated: int = 0

    @property
    def ended(self) -> int:
        return self.handled + self.explained + self.wrong + self.gone

    @property
    def false_share(self) -> Decimal | None:
        """Percent with one decimal; None before any has ended."""
        if not self.ended:
            return None
        return (Decimal(self.wrong) * 100 / self.ended).quantize(Decimal("0.1"), ROUND_HALF_UP)


def hint(rule: WarningRule, tally: Tally) -> str:
    """What whoever keeps the paper is asked to do; "" while the rule is right often enough, or too few have ended."""
    share = tally.false_share
    if rule.false_share is None or share is None or tally.ended < rule.sample or share < rule.false_share:
        return ""
    move = "调高" if rule.compare in ("超过", "达到") else "调低"
    return (
        f"办完的{tally.ended}条里有{tally.wrong}条是误报（{plain_number(share)}%，"
        f"界限是{plain_number(rule.false_share)}%）。请考虑把“{rule.required()}”{move}一些。"
    )
