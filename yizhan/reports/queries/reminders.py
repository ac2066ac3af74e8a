"""Whom to remind this morning, and of how many things; numbers only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from yizhan.kernel.calendar import is_workday, workdays_left
from yizhan.reports.models import Duty

MOST_DAYS = 100


@dataclass(frozen=True)
class Owner:
    """A station or an office: so many things due today, due soon, and over their day since the last working day."""

    owed_by: str
    region_code: str
    station_id: UUID | None
    today: int
    soon: int
    over: int


def to_remind(*, on: date, days: int) -> Iterable[Owner]:
    """Everybody who owes something that falls due so many working days from now, today, or fell due since the last one.

    days  working days ahead, for what no paper names a number of
    """
    since = on - timedelta(days=1)
    while not is_workday(since):
        since -= timedelta(days=1)
    left: dict[date, int] = {}
    found: dict[tuple[str, str, UUID | None], list[int]] = {}
    rows = Duty.objects.filter(
        state__in=("OPEN", "LATE", "RETURNED"), due_on__gte=since, due_on__lte=on + timedelta(days=MOST_DAYS)
    )
    for owed_by, region, station, due, ahead in rows.values_list(
        "owed_by", "region_code", "station_id", "due_on", "remind_days"
    ).iterator():
        if due not in left:
            left[due] = workdays_left(on, due)
        if due == on:
            place = 0
        elif due < on:
            place = 2
        elif left[due] == (days if ahead is None else ahead):
            place = 1
        else:
            continue
        found.setdefault((owed_by, region, station), [0, 0, 0])[place] += 1
    return [Owner(*owner, *numbers) for owner, numbers in found.items()]
