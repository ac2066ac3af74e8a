"""To whom a county files, by when, and why it cannot."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from yizhan.kernel.period import Period
from yizhan.kernel.states import Process, Transition
from yizhan.policy.book import NoRule, rule_for
from yizhan.policy.schema.kinds import AnyRule
from yizhan.policy.schema.measures import Required
from yizhan.policy.schema.times import Deadline, Frequency

FILE, TAKE_BACK = "contracts.file_upward", "contracts.take_back_filing"
RETURN, ACCEPT = "contracts.return_filing", "contracts.accept_filing"

RULES: dict[str, str] = {
    "PLAN": "plan.filing",
    "AGREEMENT": "contract.filing",
    "RECRUITMENT": "filing.recruitment-plan",
    "STAFFING": "plan.filing",
    "OTHER": "",
}
"""What is filed -> the rule that asks for it."""
STAFFING_PLAN = "人员配备方案"
"""As the paper calls it that asks for it beside the plan."""

PROCESS = Process(
    name="备案",
    labels={"SENT": "待上级答复", "TAKEN_BACK": "已撤回", "RETURNED": "已退回", "ACCEPTED": "已备案"},
    transitions=(
        Transition("", "SENT", FILE, "contract.filing"),
        Transition("SENT", "TAKEN_BACK", TAKE_BACK),
        Transition("SENT", "RETURNED", RETURN, "contract.filing"),
        Transition("SENT", "ACCEPTED", ACCEPT, "contract.filing"),
    ),
)

MUNICIPALITIES = frozenset({"11", "12", "31", "50"})
DIRECTLY_BELOW = "90"
"""Third and fourth digit of counties that lie directly below their province (GB/T 2260)."""


@dataclass(frozen=True)
class Clock:
    """What the region's paper says of one filing.

    due_on     None where no paper names a day
    to_region  code of the office that answers
    also       codes of offices that are told besides it
    """

    due_on: date | None
    to_region: str
    also: tuple[str, ...]
    rule: AnyRule | None

    @property
    def rule_id(self) -> str:
        return self.rule.id if self.rule else ""

    @property
    def ref(self) -> str:
        """This very rule, for a label that leads to its text whatever other papers say elsewhere."""
        return self.rule.ref if self.rule else ""

    @property
    def clause(self) -> str:
        return self.rule.source if self.rule else ""


def rule_of(kind: str, *, region_code: str, on: date) -> AnyRule | None:
    """The region's rule for this kind of filing; None where nobody ruled, or rules of the plan alone."""
    try:
        rule = rule_for(RULES[kind], region_code=region_code, on=on) if RULES.get(kind) else None
    except NoRule:
        return None
    if kind != "STAFFING":
        return rule
    named = [item.name for item in rule.items] if isinstance(rule, Required) else []
    return rule if STAFFING_PLAN in named else None


def clock(kind: str, *, region_code: str, event_on: date) -> Clock:
    """By when and to whom, as the papers in force on the day of the event say."""
    rule = rule_of(kind, region_code=region_code, on=event_on)
    to_region, also = receivers(rule, region_code)
    return Clock(_due(rule, event_on), to_region, also, rule)


def _due(rule: AnyRule | None, event_on: date) -> date | None:
    if rule is None or rule.pending:
        return None
    if isinstance(rule, Deadline):
        return rule.due(event_on)
    if isinstance(rule, Frequency):
        period: Period | None = rule.period_of(event_on)
        return rule.due_day(period) if period else None
    return None


def office_above(region_code: str) -> str:
    """The code of the office a county stands under: its city, or its province where none lies between."""
    direct = region_code[:2] in MUNICIPALITIES or region_code[2:4] == DIRECTLY_BELOW
    return region_code[:2] if direct else region_code[:4]


def receivers(rule: AnyRule | None, region_code: str) -> tuple[str, tuple[str, ...]]:
    """Who answers, and who is told besides. Without a word of the paper: the office above."""
    above = office_above(region_code)
    if not isinstance(rule, Frequency):
        return above, ()
    named = {"市民政": above, "省民政": region_code[:2]}
    codes = list(dict.fromkeys(named[word] for word in rule.to_whom if word in named))
    return (codes[0], tuple(codes[1:])) if codes else (above, ())


def filing_problem(
    *,
    kind: str,
    title: str,
    event_on: date,
    year_ends_on: date,
    standing: Iterable[str],
    on: date,
) -> str | None:
    """Why this cannot be filed so, or None.

    standing  states of what was filed of the same row before
    """
    if not 2 <= len(title) <= 120:
        return "请写明报的是什么（2 到 120 个字）。"
    if "ACCEPTED" in standing:
        return "已经备案，不用再报；有变更的，把变更后的文本作为新的一份报。"
    if "SENT" in standing:
        return "已经报上去，正等上级答复。要改的，先撤回。"
    if kind == "PLAN" and on > year_ends_on:
        return f"这个服务年度到 {year_ends_on:%Y年%m月%d日} 已经结束，不能再报它的年度计划。请到新年度的项目里报。"
    if event_on > on and kind != "PLAN":
        return "起算日不能晚于今天。"
    return None


def wrong_year(
    years: Iterable[tuple[str, str, Period]], *, chosen: str, event_on: date, sure: bool
) -> str | None:
    """Why the day of the matter speaks for another project than the one it is filed under, or None.

    years  (id, name, days) of the projects it could be filed under; sure: the office says it belongs there all the same
    """
    known = list(years)
    if sure or any(key == chosen and event_on in days for key, _name, days in known):
        return None
    right = next((name for key, name, days in known if key != chosen and event_on in days), None)
    if right is None:
        return None
    return f"{event_on:%Y年%m月%d日} 的事在“{right}”的年度里，请选那个项目；确实是所选年度的事，在下面勾选。"


def plan_problem(*, state: str | None) -> str | None:
    """Why a plan in that state (None: there is none) cannot be filed."""
    if state is None:
        return "先写好年度计划，再报备案。"
    return None if state == "PASSED" else "年度计划还没有审议通过，不能报备案。"


def answering_problem(*, reaches: bool, office: str) -> str | None:
    return None if reaches else f"这份备案报给{office}，由它答复。"


def reason_problem(reason: str, *, doing: str) -> str | None:
    return None if len(reason.strip()) >= 2 else f"请写明为什么{doing}，好让对方知道怎么改。"


def paper_problem(*, kind: str, has_file: bool, note: str) -> str | None:
    """Why something cannot be sent upwards with so little, or None: the office above would have nothing to look at."""
    if kind == "STAFFING" and not has_file:
        return f"请上传{STAFFING_PLAN}，上级要看方案才能备案。"
    if not has_file and not note.strip():
        return "请上传材料；没有材料的，在说明里写清楚。"
    return None
