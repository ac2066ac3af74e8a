"""Received and spent over time, and when the money runs out if spending goes on as it did."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

LOOK_BACK = 90
"""Days the rate of spending is taken from: about a quarter, so that one pay day more or less does not bend it."""


@dataclass(frozen=True)
class Point:
    """Whole fen, from the beginning to the end of that day."""

    on: date
    received: int
    spent: int


@dataclass(frozen=True)
class Outlook:
    """points: month ends up to today, the last one today. daily: fen a day, of late.

    dry_on  the first day on which the agency must advance wages; in the past when it already does; None when nothing
            is spent or the money lasts beyond the last day
    last    the day up to which it is looked ahead
    """

    points: tuple[Point, ...]
    daily: int
    dry_on: date | None
    at_end: int
    last: date


def outlook(
    moves: Sequence[tuple[date, int, int]], *, first: date, last: date, on: date
) -> Outlook:  # fmt: skip
    """moves: (day, received fen, spent fen), reversals below zero. Days after `on` are not looked at."""
    known = sorted(move for move in moves if move[0] <= on)
    today = min(on, max(last, known[-1][0])) if known else min(on, last)
    points = tuple(_point(known, day) for day in _month_ends(first, max(today, first)))
    end = points[-1]
    began = max(first, today - timedelta(days=LOOK_BACK - 1))
    lately = sum(spent for day, _received, spent in known if began <= day <= today)
    days = (today - began).days + 1
    daily = max(0, lately // days) if days > 0 else 0
    left = end.received - end.spent
    dry: date | None = None
    if left < 0:
        dry = _first_below(known)
    elif daily > 0 and today < last:
        when = today + timedelta(days=left // daily + 1)
        dry = when if when <= last else None
    at_end = end.spent + daily * max(0, (last - today).days)
    return Outlook(points, daily, dry, at_end, last)


def _point(moves: Sequence[tuple[date, int, int]], day: date) -> Point:
    until = [move for move in moves if move[0] <= day]
    return Point(day, sum(move[1] for move in until), sum(move[2] for move in until))


def _month_ends(first: date, last: date) -> list[date]:
    days = []
    month = first.replace(day=1)
    while month <= last:
        after = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
        days.append(min(after - timedelta(days=1), last))
        month = after
    return days


def _first_below(moves: Sequence[tuple[date, int, int]]) -> date | None:
    """The day since which the account has been below nothing without a break."""
    balance, since = 0, None
    by_day: dict[date, int] = {}
    for day, received, spent in moves:
        by_day[day] = by_day.get(day, 0) + received - spent
    for day in sorted(by_day):
        balance += by_day[day]
        if balance >= 0:
            since = None
        elif since is None:
            since = day
    return since
