"""The same station and people as in the tests of services; what it owes the county."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.people import HEAD, WANG, YACHA_STATION
from tests.services.conftest import Record, grandpa, granny, neighbour, record, stranger, uncle, worker
from yizhan.access.roles import job
from yizhan.reports.actions import open_report, refresh_rollups, sign_report, write_narrative
from yizhan.reports.models import Report
from yizhan.workforce.models import Worker

__all__ = ["Record", "grandpa", "granny", "neighbour", "record", "stranger", "uncle", "worker"]

NOVEMBER = date(2026, 11, 1)
DAY = date(2026, 11, 24)
AT = datetime(2026, 11, 24, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
NIGHT = job("nightly", "夜间任务", "reports.refresh_rollups")


@pytest.fixture
def draft(worker: Worker) -> Report:
    """The report of November, opened by 王社工 on the 24th."""
    return opened()


def opened(on: date = DAY, month: date = NOVEMBER) -> Report:
    return open_report(actor=WANG, station_id=YACHA_STATION, month=month, on=on, at=AT)


def signed(report: Report, on: date = DAY) -> Report:
    write_narrative(actor=WANG, report_id=report.pk, narrative="无")
    return sign_report(actor=HEAD, report_id=report.pk, on=on, at=AT)


def rolled(on: date = DAY, *, everything: bool = False, at: datetime = AT) -> int:
    return refresh_rollups(actor=NIGHT, on=on, at=at, everything=everything)
