"""Contests of the demo place: the quarter before is published, this one is running; points of judges are invented."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from yizhan.jobs.demo.county import County
from yizhan.kernel.period import Period
from yizhan.oversight.actions import mark_entry, publish_contest, start_contest
from yizhan.oversight.models import Contest, ContestEntry
from yizhan.oversight.queries.scoring import schemes_for

CHINA = ZoneInfo("Asia/Shanghai")
GIVEN = (Decimal("0.92"), Decimal("0.85"), Decimal("0.78"), Decimal("0.88"), Decimal("0.70"))
"""Share of the full points that judges gave, station by station."""


def compete(county: County, *, today: date) -> None:
    """Where the place has a paper on contests."""
    if not schemes_for(region_code=county.place.code, on=today, sort="竞赛"):
        return
    running = Period.quarter_of(today)
    before = Period.quarter_of(running.first - timedelta(days=1))
    day = running.first + timedelta(days=7)
    if day <= today:
        done = _start(county, before.first, day)
        for nth, entry in enumerate(ContestEntry.objects.filter(contest=done).order_by("region_code", "id")):
            _judge(county, entry, nth, day)
        publish_contest(
            actor=county.actor(day),
            contest_id=done.pk,
            on=day,
            at=datetime.combine(day, time(10, 0), CHINA),
        )
    now = _start(county, running.first, today)
    for nth, entry in enumerate(ContestEntry.objects.filter(contest=now).order_by("region_code", "id")[:3]):
        _judge(county, entry, nth + 2, today)


def _start(county: County, quarter: date, on: date) -> Contest:
    return start_contest(actor=county.actor(on), region_code=county.place.code, day=quarter, on=on)


def _judge(county: County, entry: ContestEntry, nth: int, on: date) -> None:
    for item, most in (("contest.indicator.blueprint-1", 12), ("contest.indicator.result-3", 7)):
        points = (GIVEN[(nth + most) % len(GIVEN)] * most).quantize(Decimal("0.1"))
        mark_entry(actor=county.actor(on), entry_id=entry.pk, line=item, points=points, on=on)
