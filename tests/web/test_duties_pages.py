"""The calendar of duties on the pages: month and lists, one duty, home, the project's panel, a county's report upwards."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils.timezone import localdate

from tests.clients.conftest import only_these_packs
from tests.conftest import Pinned
from tests.people import BAISHA, BAISHA_BUREAU, YACHA_STATION, ZHAO
from tests.policy.papers import pack
from tests.reports.test_duties import NIGHT
from tests.world import World, sign_in_as
from yizhan.contracts.actions import open_project
from yizhan.jobs.tasks import refresh_figures
from yizhan.policy import book
from yizhan.reports.actions import fill_duties
from yizhan.reports.models import AreaReport, Duty

PAPER = """
- 编号: report.monthly
  规定: 每月报县民政局。
  条款: 三
  类型: 频次
  每: 月
  事项: 报送月报
  由: [承接主体]
  报给: [县民政]
- 编号: agency.disclosure-day
  规定: 每周公开项目执行情况。
  条款: 五
  类型: 频次
  每: 周
  事项: 公开执行情况
  由: [承接主体]
  报给: [县民政]
- 编号: report.monthly-county
  规定: 县级民政部门每月提交项目实施情况报告。
  条款: 六
  类型: 频次
  每: 月
  事项: 提交项目实施情况报告
  由: [县民政]
  报给: [省民政]
"""


@pytest.fixture(autouse=True)
def calendar(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    only_these_packs(monkeypatch, [pack(PAPER, name="46-example/2026-a", region="46", since="2026-01-01")])
    fill_duties(actor=NIGHT, region_code=BAISHA, on=localdate())
    yield
    book._held.cache_clear()


def text(client: Browser, name: str, *args: object, **query: str) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.requirement("R324")
def test_the_month_the_lists_and_one_duty_from_telling_to_receipt(world: World, client: Browser) -> None:
    sign_in_as(client, world.account_of("station_head"))
    month = text(client, "duties")
    assert "报送月报" in month
    assert 'class="cal"' in month
    mine = Duty.objects.filter(station_id=YACHA_STATION, rule_id="agency.disclosure-day").order_by("due_on")[
        0
    ]
    page = text(client, "duty", mine.pk)
    assert "登记已办" in page
    assert "系统自己看得到" not in page
    refused = client.post(reverse("duty-done", args=[mine.pk]), {"done_on": f"{localdate()}", "note": ""})
    assert refused.status_code == 422
    client.post(reverse("duty-done", args=[mine.pk]), {"done_on": f"{localdate()}", "note": "镇公示栏"})
    monthly = Duty.objects.filter(station_id=YACHA_STATION, rule_id="report.monthly").order_by("due_on")[0]
    page = text(client, "duty", monthly.pk)
    assert "系统自己看得到" in page
    assert "打开填报" in page
    sign_in_as(client, world.account_of("county"))
    assert "下级报来 1 项" in text(client, "home")
    assert "接收" in text(client, "duty", mine.pk)
    client.post(reverse("duty-return", args=[mine.pk]), {"reason": "没有照片"})
    assert "没有照片" in text(client, "duty", mine.pk)
    sign_in_as(client, world.account_of("station_head"))
    assert "没有照片" in text(client, "home")
    assert client.get(reverse("duties"), {"export": "xlsx"}).status_code == 200
    for month, unknown in (("2026-11", False), ("2031-01", True)):
        page = client.get(reverse("duties"), {"month": month}).content.decode()
        assert ("这一年的放假安排系统里还没有" in page) is unknown, month


def test_a_province_sees_its_counties_side_by_side_and_a_county_its_townships(
    world: World, client: Browser, pinned_queries: Pinned
) -> None:
    sign_in_as(client, world.account_of("province"))
    assert "白沙" in text(client, "duties", view="places")
    assert "白沙" in text(client, "duties", place="469025")
    sign_in_as(client, world.account_of("county"))
    text(client, "duties")
    with pinned_queries("duties: month"):
        text(client, "duties")
    assert "牙叉" in text(client, "duties", view="places")
    for view in ("over", "today", "week"):
        text(client, "duties", view=view)


def test_the_projects_page_shows_what_is_due_in_its_county(world: World, client: Browser) -> None:
    first = localdate().replace(day=1)
    project = open_project(
        actor=ZHAO, region_code=BAISHA, name="示例年度项目", buyer_id=BAISHA_BUREAU,
        first_on=first, last_on=first + timedelta(days=364),
    )  # fmt: skip
    sign_in_as(client, world.account_of("county"))
    panel = text(client, "contract-duties", project.pk)
    assert "要报、要办的" in panel
    assert "公开执行情况" in panel
    assert reverse("contract-duties", args=[project.pk]) in text(client, "contract", project.pk)


@pytest.mark.requirement("R365")
def test_a_countys_report_is_filled_in_written_signed_and_received_above(
    world: World, client: Browser
) -> None:
    sign_in_as(client, world.account_of("county"))
    duty = Duty.objects.filter(rule_id="report.monthly-county").order_by("due_on")[0]
    assert "打开报告" in text(client, "duty", duty.pk)
    client.post(reverse("area-report-open", args=[duty.pk]))
    report = AreaReport.objects.get()
    assert "有2个站的记录还在汇总，现在的数不全" in text(client, "area-report", report.pk)
    refresh_figures()
    client.post(reverse("area-report-refresh", args=[report.pk]))
    page = text(client, "area-report", report.pk)
    assert "还没有写" in page
    client.post(
        reverse("area-report-chapters", args=[report.pk]),
        {f"chapter-{n}": "照常开展。" for n in range(len(report.chapters))},
    )
    early = "才结束，现在签发" in text(client, "area-report", report.pk)
    assert early == (report.counted_to_on < report.period_last_on), "an early one is not signed by oversight"
    assert f'data-draft="area-{report.pk}"' in text(client, "area-report", report.pk)
    code = report.lines.exclude(metric="")[0].code
    refused = client.post(reverse("area-report-figure", args=[report.pk]), {"code": code, "value": "7"})
    assert refused.status_code == 422
    client.post(
        reverse("area-report-figure", args=[report.pk]), {"code": code, "value": "7", "reason": "补报"}
    )
    client.post(reverse("area-report-sign", args=[report.pk]))
    report.refresh_from_db()
    assert report.state == "SIGNED"
    assert client.get(reverse("area-report-docx", args=[report.pk])).status_code == 200
    sign_in_as(client, world.account_of("province"))
    assert "接收下级报告 1 份" in text(client, "home")
    assert "补报" in text(client, "area-report", report.pk)
    client.post(reverse("area-report-return", args=[report.pk]), {"opinion": "补充经费情况"})
    sign_in_as(client, world.account_of("county"))
    assert "补充经费情况" in text(client, "area-report", report.pk)
    client.post(reverse("area-report-sign", args=[report.pk]))
    sign_in_as(client, world.account_of("province"))
    client.post(reverse("area-report-accept", args=[report.pk]), {"opinion": ""})
    report.refresh_from_db()
    duty.refresh_from_db()
    assert (report.state, duty.state, duty.received_on) == ("ACCEPTED", "DONE", localdate())
    assert report.title in text(client, "area-reports")


def test_nobody_opens_what_another_office_owes(world: World, client: Browser) -> None:
    sign_in_as(client, world.account_of("station_head"))
    duty = Duty.objects.filter(rule_id="report.monthly-county")[0]
    assert client.get(reverse("duty", args=[duty.pk])).status_code == 404
