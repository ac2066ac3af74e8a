"""Why an agreement cannot be drafted, signed, varied or ended so; and its states."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from yizhan.kernel.money import yuan
from yizhan.kernel.period import Period
from yizhan.kernel.states import Process, Transition
from yizhan.policy.book import NoRule, rule_for
from yizhan.policy.schema.kinds import AnyRule
from yizhan.policy.schema.measures import AtMost, Required
from yizhan.policy.schema.times import add_months

DRAFT, CHANGE_DRAFT = "contracts.draft_agreement", "contracts.change_draft"
SIGN, VARY = "contracts.sign_agreement", "contracts.vary_agreement"
TERMINATE, END = "contracts.terminate_agreement", "contracts.end_agreement"
CLAUSES, CYCLE, YEARLY = "contract.clauses", "contract.cycle", "contract.yearly-signing"
TERMINATED = "contract.terminated"
PROCUREMENT, INDICATORS, SERVICES = "contract.procurement", "contract.indicators", "contract.services-named"
MOST_FEN = 10**15

PROCESS = Process(
    name="服务协议",
    labels={"DRAFT": "拟订中", "SIGNED": "履行中", "ENDED": "已期满", "TERMINATED": "已终止"},
    transitions=(
        Transition("", "DRAFT", DRAFT, CYCLE),
        Transition("DRAFT", "DRAFT", CHANGE_DRAFT, CLAUSES),
        Transition("DRAFT", "SIGNED", SIGN, CLAUSES),
        Transition("SIGNED", "SIGNED", VARY, CLAUSES),
        Transition("SIGNED", "TERMINATED", TERMINATE, CLAUSES),
        Transition("SIGNED", "ENDED", END, YEARLY),
    ),
)


@dataclass(frozen=True)
class Part:
    """One station of an agreement: its id, the word for it, workers, money."""

    station: UUID
    name: str
    headcount: int
    fen: int


def ruled(rule_id: str, *, region_code: str, on: date) -> AnyRule | None:
    """The region's rule; None where nobody has ruled."""
    try:
        return rule_for(rule_id, region_code=region_code, on=on)
    except NoRule:
        return None


def clauses_missing(rule: AnyRule | None, clauses: Mapping[str, str]) -> list[str]:
    """Clauses the region's paper asks for that have no text yet; none where no paper asks."""
    if not isinstance(rule, Required) or rule.pending:
        return []
    return list(rule.missing({name for name, text in clauses.items() if text.strip()}))


def clause_names(rule: AnyRule | None) -> list[str]:
    """The clauses an agreement of this region has, in the paper's order."""
    return [item.name for item in rule.items] if isinstance(rule, Required) else []


def parts_problem(parts: Sequence[Part], *, amount_fen: int) -> str | None:
    """Why the stations do not make up the agreement, or None."""
    if not parts:
        return "请写明为哪些社工站购买服务，每站几人、多少钱。"
    if any(part.fen < 0 or part.headcount < 0 for part in parts):
        return "人数和金额不能是负数。"
    if len({part.station for part in parts}) < len(parts):
        return "同一个站写了两次。"
    if not 0 < amount_fen <= MOST_FEN:
        return "协议金额要大于零，写到分为止。"
    whole = sum(part.fen for part in parts)
    if whole != amount_fen:
        return f"各站相加是 {yuan(whole)} 元，协议金额是 {yuan(amount_fen)} 元，差 {yuan(abs(whole - amount_fen))} 元。"
    return None


def years_problem(
    *, year: Period, cycle: Period, project: Period, rule: AnyRule | None
) -> tuple[str, str] | None:
    """Why the days of the agreement are wrong (sentence, clause), or None.

    rule  contract.cycle: the whole cycle takes no more than so many years
    """
    if year.last == year.first:
        return "协议的最后一天要晚于第一天。", ""
    if year.first < project.first or year.last > project.last:
        return (
            f"协议的期限要在项目的服务年度（{project.first:%Y-%m-%d} 至 {project.last:%Y-%m-%d}）以内，一年一签。",
            "",
        )
    if cycle.first > year.first or cycle.last < year.last:
        return "这一年要在整个周期以内。", ""
    if isinstance(rule, AtMost) and not rule.pending and rule.value is not None and rule.unit == "年":
        latest = add_months(cycle.first, int(rule.value * 12))
        if cycle.last >= latest:
            return f"周期最长 {_plain(rule.value)} 年，应到 {_before(latest):%Y-%m-%d} 为止。", rule.source
    return None


def overlap_problem(others: Iterable[tuple[str, str, Period]], year: Period) -> str | None:
    """Why another signed agreement stands in the way: (station, its agreement, its days)."""
    for station, number, period in others:
        if period.first <= year.last and period.last >= year.first:
            return (
                f"{station}在 {period.first:%Y-%m-%d} 至 {period.last:%Y-%m-%d} 已有协议“{number}”，"
                "同一个站同一天只能有一份协议。"
            )
    return None


def payments_problem(amounts: Collection[int], *, amount_fen: int) -> str | None:
    """Why the instalments do not make up the agreement; no plan yet is no fault."""
    whole = sum(amounts)
    if not amounts or whole == amount_fen:
        return None
    return f"各期付款相加是 {yuan(whole)} 元，协议金额是 {yuan(amount_fen)} 元，请改好付款计划。"


def sides_problem(*, provider_kind: str, provider_closed: bool, same: bool) -> str | None:
    """An agreement has two parties: the county's office and an agency."""
    if same:
        return "购买方和服务方不能是同一个单位。"
    if provider_kind != "AGENCY":
        return "服务方应是社会服务机构。"
    return "服务方已经注销，不能签订。" if provider_closed else None


def signing_day_problem(*, signed_on: date, year: Period, on: date) -> str | None:
    if signed_on > on:
        return "签订日期不能晚于今天。"
    return "签订日期不能晚于协议的最后一天。" if signed_on > year.last else None


def ending_problem(*, ended_on: date, year: Period, on: date, early: bool, because: str = "") -> str | None:
    """Why an agreement cannot be ended so. early: before its last day (终止), else at its end (期满)."""
    if early and len(because.strip()) < 2:
        return "请写明为什么终止，例如“政策调整”。"
    if early and ended_on >= year.last:
        return f"协议到 {year.last:%Y年%m月%d日} 期满，那一天起请办理期满，不是终止。"
    if early and ended_on < year.first:
        return "终止日期不能早于协议的第一天。"
    if not early and on < year.last:
        return f"协议到 {year.last:%Y年%m月%d日} 才期满；提前结束的请办理终止。"
    return None


def varying_problem(*, from_on: date, year: Period, because: str, changed: bool) -> str | None:
    if len(because.strip()) < 2:
        return "请写明为什么变更。"
    if not year.first <= from_on <= year.last:
        return "变更的起始日要在协议期限以内。"
    return None if changed else "没有改动任何内容。"


def leaving_problem(station: str, *, left_on: date | None, first_on: date, from_on: date) -> str | None:
    """Why a station cannot leave the agreement with the day before `from_on`, or None."""
    if left_on is not None:
        return f"{station}已于 {left_on:%Y年%m月%d日} 退出。"
    return (
        f"{station}从 {first_on:%Y年%m月%d日} 起在协议里，退出要晚于这一天。" if from_on <= first_on else None
    )


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)
