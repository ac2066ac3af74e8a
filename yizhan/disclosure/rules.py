"""What may be told to the public: figures of people below a floor are hidden. Plain Python."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FEWEST = 5
"""Fewer people than that could be recognised in a town where everybody knows everybody; no paper asks for less."""
OF_PEOPLE = frozenset({"人", "人次", "户"})


@dataclass(frozen=True)
class PublicLine:
    """One line of what is told. value: as printed; unit: 人 and the like are figures of people."""

    label: str
    value: str
    unit: str = ""


def hidden(lines: Sequence[PublicLine], *, fewest: int = FEWEST) -> tuple[list[Mapping[str, Any]], int]:
    """The lines as they are frozen, and how many cells were hidden: 1 to `fewest` - 1 people are told as “少于”."""
    found: list[Mapping[str, Any]] = []
    count = 0
    for line in lines:
        value = line.value
        if line.unit in OF_PEOPLE and value.isdigit() and 0 < int(value) < fewest:
            value, count = f"少于{fewest}", count + 1
        found.append({"label": line.label, "value": value, "unit": line.unit})
    return found, count


def publishing_problem(*, title: str, lines: Sequence[PublicLine], standing: bool) -> str | None:
    if standing:
        return "这一份已经公开；要换新的，请先撤下原来的。"
    if not title.strip() or not lines:
        return "没有可以公开的内容。"
    return None


def withdrawing_problem(*, withdrawn: bool, because: str) -> str | None:
    if withdrawn:
        return "这一份已经撤下。"
    return None if len(because.strip()) >= 2 else "请写明为什么撤下，例如“数字有误，更正后再公开”。"
