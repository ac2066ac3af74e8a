"""What project money may not be spent on, and what about an expense is worth a question. Nothing here accuses anybody."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from yizhan.kernel.money import yuan
from yizhan.policy.book import NoRule, rule_for
from yizhan.policy.schema.measures import Listing

FORBIDDEN = "funding.forbidden-spending"
INVOICE = "contracts.invoice"
PAYEE = "contracts.payee"
"""What the digests are for."""
_DOING = re.compile(r"^(购买|修建|缴纳|偿还|对外|提取|与项目无关的|用于)")
"""What such a phrase begins with and a person leaves out when writing down what was paid."""


def plain_invoice(number: str) -> str:
    """Without spaces, capital letters: one invoice has one number, however it is typed."""
    return re.sub(r"\s", "", number).upper()


def forbidden_of(*, region_code: str, on: date) -> Listing | None:
    try:
        rule = rule_for(FORBIDDEN, region_code=region_code, on=on)
    except NoRule:
        return None
    return rule if isinstance(rule, Listing) and not rule.pending else None


def forbidden_words(text: str, phrases: Iterable[str]) -> list[str]:
    """Phrases of the list that a text seems to speak of: by the whole phrase, or by the thing it names."""
    bare = re.sub(r"\s", "", text)
    found = []
    for phrase in phrases:
        thing = _DOING.sub("", phrase)
        pieces = [thing[:2], thing[2:]] if len(thing) == 4 and thing[0] == thing[2] else [thing]
        if phrase in bare or any(piece and piece in bare for piece in pieces):
            found.append(phrase)
    return found


@dataclass(frozen=True)
class Spent:
    """One expense as the look for oddities sees it; digests stand for names and numbers."""

    key: str
    fen: int
    on: date
    heading: str
    payee: str = ""
    invoice: str = ""
    agreement: str = ""
    has_paper: bool = True


@dataclass(frozen=True)
class Question:
    """Something about the money that somebody may want to explain. keys: the expenses it is about."""

    word: str
    says: str
    keys: tuple[str, ...] = ()


ROUND_FEN = 1_000_00
"""Thousands of yuan are called round: a way of speaking, no rule."""
LAST_DAYS = 3


def same_invoice(expenses: Sequence[Spent], elsewhere: Mapping[str, int]) -> list[Question]:
    """One invoice claimed more than once, here or in what the reader may see of other agreements."""
    seen: dict[str, list[Spent]] = {}
    for each in expenses:
        if each.invoice:
            seen.setdefault(each.invoice, []).append(each)
    found = []
    for invoice, rows in seen.items():
        times = max(len(rows), elsewhere.get(invoice, 0))
        if times > 1:
            found.append(
                Question(
                    "同一张发票",
                    f"一张发票登记了 {times} 次，合计 {yuan(sum(row.fen for row in rows))} 元，是不是报重了？",
                    tuple(row.key for row in rows),
                )
            )
    return found


def over_budget(spent: Mapping[str, int], budget: Mapping[str, int]) -> list[Question]:
    """Headings that were spent beyond their budget, or have none."""
    if not budget:
        return []
    return [
        Question(
            "超预算",
            f"“{heading}”预算 {yuan(budget.get(heading, 0))} 元，已支 {yuan(fen)} 元，"
            f"超出 {yuan(fen - budget.get(heading, 0))} 元，要不要调整预算？",
        )
        for heading, fen in spent.items()
        if fen > budget.get(heading, 0)
    ]


def advanced(moves: Sequence[tuple[date, int]]) -> tuple[date, int] | None:
    """First day the agency's account of this agreement fell below nothing, and the deepest it fell.

    moves  (day, fen: in above zero, out below); of one day money in is counted first
    """
    balance, first, deepest = 0, None, 0
    for on, fen in sorted(moves, key=lambda move: (move[0], -move[1])):
        balance += fen
        if balance < 0:
            first = first or on
            deepest = min(deepest, balance)
    return (first, -deepest) if first is not None else None


def round_at_the_end(expenses: Sequence[Spent], *, last: date) -> list[Question]:
    """Round sums in the last days of the year. A late hour or a weekend is no oddity: people work then."""
    rows = [
        each
        for each in expenses
        if 0 <= (last - each.on).days < LAST_DAYS and each.fen % ROUND_FEN == 0
    ]  # fmt: skip
    if not rows:
        return []
    return [
        Question(
            "期末整数支出",
            f"服务年度最后 {LAST_DAYS} 天有 {len(rows)} 笔整千元的支出，"
            f"合计 {yuan(sum(row.fen for row in rows))} 元，是实际发生的吗？",
            tuple(row.key for row in rows),
        )
    ]


def paid_to_workers(
    expenses: Sequence[Spent], workers: Iterable[str], labour: Iterable[str]
) -> list[Question]:
    """Payees that are workers of the project, for something other than their pay."""
    known, pay = set(workers), set(labour)
    rows = [each for each in expenses if each.payee and each.payee in known and each.heading not in pay]
    if not rows:
        return []
    return [
        Question(
            "收款人是本项目人员",
            f"有 {len(rows)} 笔不是人员经费的支出付给了本项目的工作人员，"
            f"合计 {yuan(sum(row.fen for row in rows))} 元，是报销垫付吗？",
            tuple(row.key for row in rows),
        )
    ]


def without_paper(expenses: Sequence[Spent]) -> list[Question]:
    rows = [each for each in expenses if not each.has_paper]
    if not rows:
        return []
    return [
        Question(
            "没有凭证",
            f"有 {len(rows)} 笔支出还没有上传凭证，合计 {yuan(sum(row.fen for row in rows))} 元。",
            tuple(row.key for row in rows),
        )
    ]
