"""The lines of a bank statement that waits to be taken over."""

from datetime import date
from typing import Any

from yizhan.contracts.models import BankStatement
from yizhan.contracts.rules.bank import BankMove
from yizhan.privacy.fields import digest

LINE = "contracts.bank-line"


def read_back(statement: BankStatement) -> list[BankMove]:
    """The lines as they were read, while the statement waits."""
    rows: Any = statement.read or []
    return [
        BankMove(row, date.fromisoformat(on) if on else None, out, partner, note, serial, wrong)
        for row, on, out, partner, note, serial, wrong in rows
    ]


def marked(moves: list[BankMove]) -> list[tuple[BankMove, str]]:
    """Each with its digest; two lines alike in one file are two movements, counted by their place among the alike."""
    seen: dict[str, int] = {}
    found = []
    for move in moves:
        seen[move.mark] = seen.get(move.mark, 0) + 1
        found.append((move, digest(f"{move.mark}#{seen[move.mark]}", purpose=LINE)))
    return found
