"""The archive of the demo place: most of what was closed lies in boxes, the newest waits, two files are overdue."""

from datetime import date, timedelta

from django.db import transaction

from yizhan.jobs.demo.county import County, Crew
from yizhan.services.actions import file_archive, put_paper_in_archive
from yizhan.services.queries.archive import register
from yizhan.services.rules.archive import MOST_AT_ONCE

FRESH = timedelta(days=25)
"""What was finished so lately is not filed yet."""

LEFT = 2
"""Closed cases and groups that were forgotten."""


def keep_archives(county: County, *, today: date) -> None:
    """One filing a station for each year of the play, and the minutes of a meeting on paper."""
    for nth, crew in enumerate(county.crews):
        with transaction.atomic():
            for year in (today.year - 1, today.year):
                _file(crew, year, today, forgets=LEFT if nth in (1, 3) and year == today.year else 0)
            for back, title in (
                (40, "【示例】站务会记录：重阳节活动怎么办"),
                (9, "【示例】站务会记录：下月计划"),
            ):
                put_paper_in_archive(
                    actor=crew.actor(today), station_id=crew.station.pk, kind="MEETING", title=title,
                    made_on=today - timedelta(days=back), on=today, box="会议1盒", pages=2,
                )  # fmt: skip


def _file(crew: Crew, year: int, today: date, *, forgets: int) -> None:
    lines = [
        line
        for line in register(actor=crew.actor(today), station=crew.station, year=year, on=today)
        if line.is_open and line.finished_on is not None and line.finished_on < today - FRESH
    ]
    kept = [line for line in lines if line.kind.code in ("CASE", "GROUP", "ACTIVITY")][:forgets]
    left = [line for line in lines if line not in kept]
    for start in range(0, len(left), MOST_AT_ONCE):
        file_archive(
            actor=crew.actor(today), station_id=crew.station.pk, year=year, on=today,
            keys=[line.key for line in left[start : start + MOST_AT_ONCE]],
            box=f"{year}年{start // MOST_AT_ONCE + 1}盒",
        )  # fmt: skip
