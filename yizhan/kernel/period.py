"""Spans of local days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, order=True)
class Period:
    """From the first to the last day, both inside. ValueError when it ends before it begins."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"{self.first} after {self.last}")

    @classmethod
    def month(cls, year: int, month: int) -> "Period":
        first = date(year, month, 1)
        return cls(first, _next_month(first) - timedelta(days=1))

    @classmethod
    def month_of(cls, day: date) -> "Period":
        return cls.month(day.year, day.month)

    @classmethod
    def quarter_of(cls, day: date) -> "Period":
        return cls._months(day.year, (day.month - 1) // 3 * 3 + 1, 3)

    @classmethod
    def half_year_of(cls, day: date) -> "Period":
        return cls._months(day.year, 1 if day.month <= 6 else 7, 6)

    @classmethod
    def year_of(cls, day: date) -> "Period":
        return cls(date(day.year, 1, 1), date(day.year, 12, 31))

    @classmethod
    def week_of(cls, day: date) -> "Period":
        """Monday to Sunday."""
        monday = day - timedelta(days=day.weekday())
        return cls(monday, monday + timedelta(days=6))

    @classmethod
    def of_day(cls, day: date) -> "Period":
        return cls(day, day)

    @classmethod
    def _months(cls, year: int, month: int, count: int) -> "Period":
        first = date(year, month, 1)
        after = first
        for _ in range(count):
            after = _next_month(after)
        return cls(first, after - timedelta(days=1))

    def previous_month(self) -> "Period":
        return Period.month_of(self.first.replace(day=1) - timedelta(days=1))

    def next_month(self) -> "Period":
        return Period.month_of(_next_month(self.first.replace(day=1)))

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def label(self) -> str:
        """“2026年11月” for a whole month, otherwise both days."""
        if self == Period.month_of(self.first):
            return f"{self.first.year}年{self.first.month}月"
        return f"{self.first:%Y-%m-%d} 至 {self.last:%Y-%m-%d}"

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __iter__(self) -> Iterator[date]:
        return (self.first + timedelta(days=n) for n in range(self.days))


def end_of_week(day: date) -> date:
    """The Sunday of that day's week: until then something is due this week."""
    return Period.week_of(day).last


def _next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)
