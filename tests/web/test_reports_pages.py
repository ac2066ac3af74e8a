"""The month's report as the station, the head and the county see it; the stations side by side; home."""

import io
from datetime import date, timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from tests.conftest import Pinned
from tests.people import CHANGJIANG, CHANGJIANG_BUREAU, YACHA_STATION
from tests.reports.conftest import NIGHT
from tests.services.conftest import Record, granny, record, uncle, worker
from tests.world import World, sign_in_as
from yizhan.clients.models import Client
from yizhan.reports.actions import refresh_rollups
from yizhan.reports.models import Report
from yizhan.workforce.models import Worker

__all__ = ["granny", "record", "uncle", "worker"]


@pytest.fixture
def this_month(worker: Worker) -> date:
    return localdate().replace(day=1)


def opened(client: Browser, world: World, month: date) -> Report:
    sign_in_as(client, world.account_of("worker"))
    client.post(reverse("report-open"), {"station": YACHA_STATION, "month": month.isoformat()})
    return Report.objects.get()


@pytest.mark.requirement("R324", "R113", "R082", "R290", "R370")
def test_from_the_first_visit_to_the_archive(
    world: World, client: Browser, record: Record, granny: Client, this_month: date
) -> None:
    record(granny, done_on=localdate(), on=localdate())
    report = opened(client, world, this_month)
    page = client.get(reverse("report", args=[report.pk])).content.decode()
    assert "站点填报" in page
    assert "九（二）" in page
    assert "签发报县" not in page
    drill = client.get(
        reverse("report-drill", args=[report.pk, "services.visits"]), headers={"HX-Request": "true"}
    )
    assert "测试奶奶" in drill.content.decode()
    assert "口径：期间内见到或联系到本人的探访" in drill.content.decode()
    refused = client.post(
        reverse("report-figure", args=[report.pk]), {"code": "services.visits", "value": "5", "reason": ""}
    )
    assert (refused.status_code, "改数要写理由" in refused.content.decode()) == (422, True)
    client.post(
        reverse("report-figure", args=[report.pk]),
        {"code": "services.visits", "value": "2", "reason": "补录"},
    )
    client.post(
        reverse("report-figure", args=[report.pk]), {"code": "spent", "value": "18,260.00", "source": "台账"}
    )
    client.post(reverse("report-narrative", args=[report.pk]), {"narrative": "无"})
    assert client.post(reverse("report-sign", args=[report.pk])).status_code == 403

    sign_in_as(client, world.account_of("station_head"))
    assert "签发报县" in client.get(reverse("report", args=[report.pk])).content.decode()
    assert client.post(reverse("report-sign", args=[report.pk])).status_code == 302

    sign_in_as(client, world.account_of("county"))
    text = client.get(reverse("report", args=[report.pk])).content.decode()
    assert "系统数 1，填报 2" in text
    assert "退回修改" in text
    assert client.post(reverse("report-return", args=[report.pk]), {"opinion": ""}).status_code == 422
    assert client.post(reverse("report-return", args=[report.pk]), {"opinion": "探访写清"}).status_code == 302

    sign_in_as(client, world.account_of("station_head"))
    assert "探访写清" in client.get(reverse("report", args=[report.pk])).content.decode()
    client.post(reverse("report-refresh", args=[report.pk]))
    client.post(reverse("report-sign", args=[report.pk]))
    sign_in_as(client, world.account_of("county"))
    assert client.post(reverse("report-accept", args=[report.pk]), {"opinion": ""}).status_code == 302
    report.refresh_from_db()
    assert report.state == "ACCEPTED"
    assert "内容与签发时一致" in client.get(reverse("report", args=[report.pk])).content.decode()


def test_the_report_is_downloaded_as_word_and_excel(world: World, client: Browser, this_month: date) -> None:
    from docx import Document
    from python_calamine import CalamineWorkbook

    report = opened(client, world, this_month)
    word = client.get(reverse("report-docx", args=[report.pk]))
    assert word.status_code == 200
    paper = Document(io.BytesIO(word.content))
    cells = [cell.text for row in paper.tables[0].rows for cell in row.cells]
    assert {"探访", "建档与探访", "人次"} <= set(cells)
    assert "牙叉镇社工站" in paper.paragraphs[0].text
    sheet = client.get(reverse("report-xlsx", args=[report.pk]))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert any("探访" in row for row in rows)


def test_the_next_county_gets_404(world: World, client: Browser, this_month: date) -> None:
    report = opened(client, world, this_month)
    other = world.account("county", organisation=CHANGJIANG_BUREAU, region=CHANGJIANG, username="qian.county")
    sign_in_as(client, other)
    for name in ("report", "report-docx", "report-xlsx"):
        assert client.get(reverse(name, args=[report.pk])).status_code == 404
    assert client.post(reverse("report-accept", args=[report.pk])).status_code == 404
    assert "牙叉镇" not in client.get(reverse("county")).content.decode()


@pytest.mark.requirement("R324", "R323")
def test_the_county_page_and_its_query_count(
    world: World,
    client: Browser,
    record: Record,
    granny: Client,
    uncle: Client,
    this_month: date,
    pinned_queries: Pinned,
) -> None:
    account = world.account_of("county")
    refresh_rollups(actor=NIGHT, on=localdate(), at=timezone.now())
    sign_in_as(client, account)
    with pinned_queries("county"):
        client.get(reverse("county"))
    for back in range(20):
        record(granny, uncle, done_on=localdate() - timedelta(days=back), on=localdate())
    refresh_rollups(actor=NIGHT, on=localdate(), at=timezone.now())
    with pinned_queries("county"):
        page = client.get(reverse("county")).content.decode()
    for word in ("牙叉镇", "七坊镇", "合计", "乡镇示意图", "汇总截至"):
        assert word in page
    assert client.get(reverse("county-export")).status_code == 200
    with pinned_queries("home: county"):
        home = client.get(reverse("home")).content.decode()
    assert "要办的事" in home
    assert "月报还没开始" in home or "去审核" in home


def test_a_figure_opens_into_its_records_or_says_why_not(
    world: World, client: Browser, record: Record, granny: Client, this_month: date
) -> None:
    record(granny, done_on=localdate(), on=localdate())
    sign_in_as(client, world.account_of("county"))
    page = client.get(
        reverse("figure", args=["services.visits"]), {"station": str(YACHA_STATION)}
    ).content.decode()
    assert "测试奶奶" in page
    assert "口径" in page
    record(granny, done_on=localdate(), on=localdate(), minutes=31, satisfaction=5)
    shares = client.get(reverse("figure", args=["services.satisfaction"])).content.decode()
    assert "满意度：100 %" in shares, "of all stations together"
    assert "不是各站百分比的平均" in shares
    sign_in_as(client, world.account_of("province"))
    page = client.get(reverse("figure", args=["services.visits"])).content.decode()
    assert "测试奶奶" not in page
    assert "只看合计" in page
    assert client.get(reverse("figure", args=["no.such"])).status_code == 404


@pytest.mark.parametrize(
    "role",
    ["worker", "station_head", "deputy_head", "supervisor", "agency_manager", "agency_finance", "township", "county",
     "auditor", "province", "administrator"],
)  # fmt: skip
def test_everybody_has_a_home(
    world: World, client: Browser, record: Record, granny: Client, role: str
) -> None:
    record(granny, done_on=localdate(), on=localdate())
    sign_in_as(client, world.account_of(role))
    page = client.get(reverse("home"))
    text = page.content.decode()
    assert page.status_code == 200
    assert text.count("btn-primary") <= 2  # one of the page, one of the dialog of confirmations
    if role in ("province", "administrator"):
        assert "测试奶奶" not in text


def test_what_is_missing_at_which_station_is_listed_with_its_clause(world: World, client: Browser) -> None:
    sign_in_as(client, world.account_of("county"))
    assert reverse("county-gaps") in client.get(reverse("county")).content.decode()
    page = client.get(reverse("county-gaps")).content.decode()
    assert "牙叉镇" in page
    assert "?state=unmet" in page
    assert "方案" in page
    part = client.get(reverse("county-gaps"), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "牙叉镇" in part


def test_whoever_only_looks_on_gets_no_duties_of_others_and_no_dead_links(
    world: World, client: Browser
) -> None:
    sign_in_as(client, world.account_of("agency_finance"))
    home = client.get(reverse("home")).content.decode()
    assert "眼下没有要您办的事" in home
    for name in ("due", "reports"):
        assert f'href="{reverse(name)}"' not in home


def test_the_address_of_a_button_opened_by_hand_gets_a_page(
    world: World, client: Browser, this_month: date
) -> None:
    report = opened(client, world, this_month)
    sign_in_as(client, world.account_of("county"))
    answer = client.get(reverse("report-accept", args=[report.pk]))
    assert answer.status_code == 405
    assert "没有找到这一页" in answer.content.decode()
