"""What a paper gives a project on top: for its performance, for a station founded, for a pilot. Plain Python."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from yizhan.kernel.money import yuan
from yizhan.kernel.states import Process, Transition
from yizhan.policy.book import NoRule, rule_for
from yizhan.policy.schema.kinds import AnyRule
from yizhan.policy.schema.money import Bands, Price

PROPOSE, DECIDE = "contracts.propose_subsidy", "contracts.decide_subsidy"
RECEIVE = "contracts.receive_subsidy"
NAMES = {
    "funding.subsidy": "绩效补助",
    "funding.city-subsidy": "市级绩效补助",
    "funding.provincial-subsidy": "省级绩效补助",
    "funding.setup": "建站补助",
    "funding.pilot-subsidy": "试点补助",
}
"""Rules that give money on top, by what they are called in the books."""

DECIDED_BY = {"funding.city-subsidy": 4, "funding.provincial-subsidy": 2}
"""Digits of the office that gives it; any other is decided in the county."""

PROCESS = Process(
    name="补助",
    labels={"PROPOSED": "待决定", "GRANTED": "已批准，待到账", "REFUSED": "不予补助", "RECEIVED": "已到账"},
    transitions=(
        Transition("", "PROPOSED", PROPOSE, "funding.subsidy"),
        Transition("PROPOSED", "GRANTED", DECIDE, "funding.subsidy"),
        Transition("PROPOSED", "REFUSED", DECIDE, "funding.subsidy"),
        Transition("GRANTED", "RECEIVED", RECEIVE),
    ),
)


@dataclass(frozen=True)
class Result:
    """The year's evaluation of one agreement: its words, and whether it passed; None: nobody said."""

    words: str
    passed: bool | None


@dataclass(frozen=True)
class Books:
    """What a subsidy is reckoned from.

    spent_fen  really spent in the year, reversals taken off
    founded    stations that were opened in the year
    results    one for each signed agreement; None where it has not been evaluated
    """

    spent_fen: int
    founded: int
    results: Sequence[Result | None]


@dataclass(frozen=True)
class Reckoned:
    """What a rule gives.

    fen      None where the paper names no amount
    how      the sum in words
    problem  why nothing is given (yet); None: it can be put forward
    """

    rule: AnyRule
    fen: int | None
    how: str
    problem: str | None = None
    by_result: bool = False

    @property
    def name(self) -> str:
        return NAMES[self.rule.id]


def subsidy_rules(*, region_code: str, on: date) -> list[AnyRule]:
    """The region's rules that give money on top, those without an amount too."""
    found = []
    for rule_id in NAMES:
        try:
            found.append(rule_for(rule_id, region_code=region_code, on=on))
        except NoRule:
            continue
    return found


def reckoned(rule: AnyRule, books: Books) -> Reckoned:
    """What the rule gives by the books as they are."""
    if isinstance(rule, Price) and rule.total is not None:
        if "站" in rule.each:
            if not books.founded:
                return Reckoned(rule, None, "", "本年度没有新建的社工站。")
            return Reckoned(
                rule, rule.total * books.founded, f"{yuan(rule.total)} 元 × 新建 {books.founded} 个站"
            )
        return Reckoned(rule, rule.total, f"每个{rule.each} {yuan(rule.total)} 元")
    problem = _result_problem(rule, books.results)
    if not isinstance(rule, Bands) or rule.pending or rule.percent is None:
        return Reckoned(rule, None, "文件没有写补助多少，由决定的单位写明金额", problem, by_result=True)
    if problem is None and books.spent_fen <= 0:
        problem = "账上还没有支出，没有可以计算的实际投入。"
    fen = rule.amount(max(0, books.spent_fen))
    how = f"实际投入 {yuan(books.spent_fen)} 元 × {rule.percent.normalize():f}%"
    if rule.cap is not None:
        how += f"，最高 {yuan(rule.cap)} 元"
    return Reckoned(rule, fen, how, problem, by_result=True)


def _result_problem(rule: AnyRule, results: Sequence[Result | None]) -> str | None:
    if not results or any(one is None for one in results):
        return "还没有登记全部协议的年度评估结果。"
    bad = [one.words or "不合格" for one in results if one is not None and one.passed is False]
    if bad:
        return f"年度评估结果是“{bad[0]}”，不给绩效补助。"
    if isinstance(rule, Bands) and rule.in_bands:
        out = [one.words for one in results if one is not None and one.words not in rule.in_bands]
        if out:
            return f"只补助评估为“{'、'.join(rule.in_bands)}”的，现在是“{out[0] or '没有写等次'}”。"
    return None


def deciding_problem(
    rule: AnyRule | None,
    *,
    granted: bool,
    fen: int | None,
    reckoned_fen: int | None,
    document: str,
    because: str,
) -> str | None:
    """Why it cannot be decided so, or None. rule: as it was put forward; None when its document is gone."""
    if not granted:
        return None if len(because.strip()) >= 2 else "请写明为什么不予补助。"
    if not fen or fen <= 0:
        return "请写明批准的金额。"
    if len(document.strip()) < 2:
        return "请写明批准的文号。"
    if reckoned_fen is not None:
        floor = isinstance(rule, Price) and rule.compare == "不少于"
        exact = isinstance(rule, Price) and rule.compare == "等于"
        if fen > reckoned_fen and not floor:
            return f"按规定最多 {yuan(reckoned_fen)} 元。"
        if fen < reckoned_fen and (floor or exact):
            return f"按规定不少于 {yuan(reckoned_fen)} 元。"
        if fen != reckoned_fen and len(because.strip()) < 2:
            return f"与算出的 {yuan(reckoned_fen)} 元不同，请写明为什么。"
    return None
