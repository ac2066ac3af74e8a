"""The same station and people as in the tests of services; what it owes the county."""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.people import HEAD, WANG, YACHA_STATION
from tests.policy.papers import pack
from tests.services.conftest import Record, grandpa, granny, neighbour, record, stranger, uncle, worker
from yizhan.access.roles import job
from yizhan.policy import book
from yizhan.reports.actions import open_report, refresh_rollups, sign_report, write_narrative
from yizhan.reports.models import Report
from yizhan.workforce.models import Worker

__all__ = ["Record", "grandpa", "granny", "neighbour", "record", "stranger", "uncle", "worker"]

NOVEMBER = date(2026, 11, 1)
DAY = date(2026, 11, 24)
AT = datetime(2026, 11, 24, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
NIGHT = job("nightly", "夜间任务", "reports.refresh_rollups")


ON_THE_WAY = """
- 编号: report.monthly
  规定: 每月25日前由乡镇审核后报县民政局。
  条款: 三
  类型: 频次
  每: 月
  事项: 报送月报
  由: [承接主体]
  审核: [督导, 乡镇]
  报给: [县民政]
  截止: 25日
- 编号: report.monthly-sheet
  规定: 月报写明探访、上门探访和支出。
  条款: 四
  类型: 报表
  名称: 牙叉镇社工站月报
  栏目:
    - 名称: 服务
      项目:
        - {口径: services.visits, 名称: 探访}
        - {口径: services.visits_at_home, 名称: "其中：上门"}
        - {口径: future.figure, 名称: 将来才数的}
    - 名称: 经费
      项目:
        - {编号: spent, 名称: 支出, 单位: 元, 人填: 财务台账}
- 编号: report.correction
  规定: 月报报出后发现差错的，随下月月报更正。
  条款: 五
  类型: 职责
  责任: [社工站]
"""


@pytest.fixture
def own_paper(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """牙叉镇 has a paper of its own: supervisor and township see the report first, and it has a sheet of its own."""
    one = pack(ON_THE_WAY, name="469025100-yacha/2026-a", region="469025100", since="2026-01-01")
    monkeypatch.setattr(book, "_shelf", (*book.shelf(), one))
    book._held.cache_clear()
    yield
    book._held.cache_clear()


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
