"""What a statement of money says, from sums of the ledger; every figure but those a person adds is worked out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from yizhan.contracts.rules.entries import Purse
from yizhan.disclosure.rules import PublicLine
from yizhan.kernel.money import yuan
from yizhan.kernel.period import Period

FIGURES = (
    ("opening", "期初结存"),
    ("received", "本期收到项目款"),
    ("interest", "本期利息收入"),
    ("spent", "本期支出"),
    ("recovered", "本期退回"),
    ("closing", "期末结存"),
    ("spent_to_date", "累计支出"),
)


@dataclass(frozen=True)
class Figures:
    """Whole fen. closing = opening + received + interest − spent − recovered, always."""

    opening: int
    received: int
    interest: int
    spent: int
    recovered: int
    closing: int
    spent_to_date: int
    headings: Mapping[str, int]

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name, _label in FIGURES} | {"headings": dict(self.headings)}


def figures_of(before: Purse, within: Purse, headings: Mapping[str, int]) -> Figures:
    """before: all entries until the day before the period; within: those of the period."""
    return Figures(
        opening=before.on_hand,
        received=within.received,
        interest=within.interest,
        spent=within.spent,
        recovered=within.recovered,
        closing=before.on_hand + within.on_hand,
        spent_to_date=before.spent + within.spent,
        headings={heading: fen for heading, fen in headings.items() if fen},
    )


def sending_problem(
    kind: str, period: Period, *, year: Period, on: date, added: Sequence[Mapping[str, Any]]
) -> str | None:
    """Why a statement cannot be handed in."""
    if period.last < year.first:
        return "这个月不在项目的服务年度里。"
    if period.last >= on:
        word = "这个月" if kind == "MONTH" else "服务年度"
        return f"{word}到 {period.last:%Y年%m月%d日} 才结束，之后再报。"
    for each in added:
        if not str(each.get("name", "")).strip():
            return "补充的一行没有写名称。"
        if not str(each.get("because", "")).strip():
            return f"“{each['name']}”是手填的，请写明依据。"
    return None


def changed_since(sent: Mapping[str, Any], now: Figures) -> list[tuple[str, int, int]]:
    """(label, as handed in, as the ledger says now) of figures that differ: something was booked afterwards."""
    facts = now.as_json()
    return [
        (label, int(sent.get(name, 0)), int(facts[name]))
        for name, label in FIGURES
        if sent.get(name) != facts[name]
    ]


def publishing_problem(kind: str, *, returned: bool, newer: bool) -> str | None:
    """Why a statement is not for the public."""
    if kind != "YEAR":
        return "只公开年度财务报告，月报不公开。"
    if returned:
        return "这一份已退回，改好重报以后再公开。"
    return "机构已经报了新的一份，请公开新的。" if newer else None


def public_lines(
    figures: Mapping[str, Any],
    added: Sequence[Mapping[str, Any]],
    *,
    amount_fen: int,
    stations: int,
    heads: int,
) -> list[PublicLine]:
    """A yearly report as the public reads it: sums and headings, no voucher, no payee, no person."""
    found = [
        PublicLine("服务的社工站", str(stations), "个"),
        PublicLine("驻站社工", str(heads), "人"),
        PublicLine("协议金额", yuan(amount_fen), "元"),
    ]
    for name, label in FIGURES:
        found.append(PublicLine(label, yuan(int(figures[name])), "元"))
        if name == "spent":
            found += [
                PublicLine(f"其中：{heading}", yuan(int(fen)), "元")
                for heading, fen in figures["headings"].items()
            ]
    return found + [PublicLine(str(each["name"]), yuan(int(each["fen"])), "元") for each in added]
