"""Which side of a purchase books what, and what the kinds of entries mean for whose purse."""

from collections.abc import Mapping
from dataclasses import dataclass

OFFICE_KINDS = frozenset({"ALLOCATED", "RECEIVED", "RECOVERED", "DEDUCTED"})
"""Written by the office that buys: what came in, what it paid out, took back or withheld."""
AGENCY_KINDS = frozenset({"SPENT", "INTEREST"})
"""Written by the agency: what it spent, what its account earned."""


def side_problem(kind: str, *, office: bool) -> str | None:
    """Why this side does not book that kind."""
    if office and kind in AGENCY_KINDS:
        return "支出和利息由承接机构自己登记，购买方只看不写。"
    if not office and kind in OFFICE_KINDS:
        return "资金到位、拨付、追回和扣减由购买方登记，机构只看不写。"
    if kind not in OFFICE_KINDS | AGENCY_KINDS:
        return "不认识这类分录。"
    return None


@dataclass(frozen=True)
class Purse:
    """What entries add up to, whole fen, by kind."""

    allocated: int = 0
    received: int = 0
    spent: int = 0
    interest: int = 0
    recovered: int = 0
    deducted: int = 0

    @classmethod
    def of(cls, sums: Mapping[str, int]) -> "Purse":
        """From {kind: fen}."""
        return cls(**{kind.lower(): fen for kind, fen in sums.items()})

    @property
    def on_hand(self) -> int:
        """What the agency holds; below zero it has advanced money of its own."""
        return self.received + self.interest - self.spent - self.recovered

    @property
    def paid(self) -> int:
        """What the agency was paid and kept."""
        return self.received - self.recovered
