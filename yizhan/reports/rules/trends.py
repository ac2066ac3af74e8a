"""How a figure moves and where the middle is: comparison in words, ranks with the median beside them. Plain Python."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

FIGURES = (
    "services.services", "services.visit_rate", "services.activities", "services.casework_open", "clients.files",
    "workforce.resident_workers",
)  # fmt: skip
"""What a dashboard follows over the months; all of them kept."""


@dataclass(frozen=True)
class Ranked:
    """One place of a ranking. rank: equal values share a rank; off: how far from the median, with its sign."""

    key: str
    value: Decimal
    rank: int
    off: Decimal


def months_back(month: date, count: int) -> list[date]:
    """The first days of so many months up to this one, oldest first."""
    found = []
    year, number = month.year, month.month
    for _ in range(count):
        found.append(date(year, number, 1))
        year, number = (year, number - 1) if number > 1 else (year - 1, 12)
    return found[::-1]


def change_words(now: Decimal | None, before: Decimal | None, *, unit: str, than: str) -> str:
    """“比上月多 12 人次（+8.5%）”; a share moves in points; nothing to compare with is said."""
    if now is None or before is None:
        return f"{than}没有数"
    off = now - before
    if off == 0:
        return f"和{than}一样"
    word = ("高" if off > 0 else "低") if unit == "%" else ("多" if off > 0 else "少")
    size = f"{abs(off):,f}".rstrip("0").rstrip(".") if "." in f"{abs(off):f}" else f"{abs(off):,f}"
    if unit == "%":
        return f"比{than}{word} {size} 个百分点"
    if not before:
        return f"{than}为 0"
    part = f"（{off * 100 / before:+.1f}%）"
    return f"比{than}{word} {size} {unit}{part}"


def middle(values: Sequence[Decimal]) -> Decimal | None:
    """The median, to one tenth half up; None of nothing."""
    return Decimal(median(values)).quantize(Decimal("0.1"), ROUND_HALF_UP) if values else None


def ranked(values: Mapping[str, Decimal]) -> list[Ranked]:
    """The highest first; equal values share a rank, the next one counts those before it."""
    mid = middle(list(values.values())) or Decimal(0)
    order = sorted(values.items(), key=lambda each: (-each[1], each[0]))
    found: list[Ranked] = []
    for place, (key, value) in enumerate(order, start=1):
        rank = found[-1].rank if found and found[-1].value == value else place
        found.append(Ranked(key, value, rank, value - mid))
    return found
