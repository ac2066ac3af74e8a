"""Days of service side by side: what was done, which working days show nothing. Plain Python."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from yizhan.kernel.calendar import is_workday
from yizhan.kernel.period import Period

COARSE = {
    "AT_HOME": "上门",
    "PHONE": "电话",
    "VIDEO": "视频",
    "COME_IN": "站内",
    "OUTSIDE": "站外",
}
"""All that is told of where: nobody's address, no point on a map."""


@dataclass(frozen=True)
class Gap:
    """Working days in a row without a record."""

    first: date
    last: date
    workdays: int


def gaps(*, served: Collection[date], span: Period, today: date) -> list[Gap]:
    """Working days of the span without any record, joined over weekends and holidays, the newest first.

    Today is no gap yet. Leave and training elsewhere are not known here: a gap is a question, not a judgement.
    """
    found: list[Gap] = []
    first: date | None = None
    last, days = span.first, 0
    day = span.first
    end = min(span.last, today - timedelta(days=1))
    while day <= end:
        if day in served:
            if first is not None:
                found.append(Gap(first, last, days))
            first, days = None, 0
        elif is_workday(day):
            first = first if first is not None else day
            last, days = day, days + 1
        day += timedelta(days=1)
    if first is not None:
        found.append(Gap(first, last, days))
    return found[::-1]


def workdays_of(span: Period, *, today: date) -> int:
    """Working days of the span up to and with today."""
    end = min(span.last, today)
    return sum(is_workday(span.first + timedelta(days=n)) for n in range(max(0, (end - span.first).days + 1)))
