"""What became of a step that a paper sets by a fixed day. Plain Python."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Step:
    """A step and its day.

    done_on  the day on which all of it was done; None: not all of it, or nothing is known
    done     how many parts were done, of how many
    """

    by: date
    done_on: date | None
    done: int
    of: int
    on: date

    @property
    def late_days(self) -> int:
        return max(0, (self.done_on - self.by).days) if self.done_on else 0

    @property
    def tone(self) -> str:
        if self.done_on is not None:
            return "warn" if self.late_days else "good"
        return "idle" if self.by >= self.on or not self.done else "warn"

    @property
    def word(self) -> str:
        if self.done_on is not None:
            return f"办了，迟 {self.late_days} 天" if self.late_days else "按时办了"
        if self.by >= self.on:
            return "还没到期"
        if self.done:
            return f"办了 {self.done}/{self.of}"
        return "系统里没有办结的记录"


def done_by(by: date, days: Sequence[date | None], *, on: date) -> Step:
    """The step as a whole: done when each part is, on the day of the last."""
    known = [day for day in days if day is not None and day <= on]
    whole = max(known) if known and len(known) == len(days) else None
    return Step(by, whole, len(known), len(days), on)
