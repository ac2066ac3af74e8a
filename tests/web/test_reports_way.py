"""The report on its way in the browser: opinions, records that change after signing, urging, the county's own form."""

import io
from datetime import date

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils.timezone import localdate
from docx import Document

from tests.people import YACHA_STATION
from tests.reports.conftest import own_paper
from tests.reports.test_own_form import form
from tests.services.conftest import Record, granny, record, uncle, worker
from tests.web.test_reports_pages import opened, this_month
from tests.world import World, sign_in_as
from yizhan.access.models import Notice
from yizhan.clients.models import Client
from yizhan.reports.models import Report, SheetTemplate

__all__ = ["granny", "own_paper", "record", "this_month", "uncle", "worker"]

HTMX = {"HX-Request": "true"}


def signed(client: Browser, world: World, month: date) -> Report:
    report = opened(client, world, month)
    client.post(reverse("report-narrative", args=[report.pk]), {"narrative": "无"})
    sign_in_as(client, world.account_of("station_head"))
    client.post(reverse("report-sign", args=[report.pk]))
    report.refresh_from_db()
    return report


def text(client: Browser, name: str, *args: object, **query: str) -> str:
    return client.get(reverse(name, args=args), query).content.decode()


@pytest.mark.usefixtures("own_paper")
def test_the_township_finds_the_report_on_her_home_reads_it_and_signs_her_opinion(
    world: World, client: Browser, this_month: date
) -> None:
    report = signed(client, world, this_month)
    assert "待督导签署意见" in text(client, "report", report.pk)
    sign_in_as(client, world.account_of("supervisor"))
    assert "给月报签署意见 1 份" in text(client, "home")
    assert client.post(reverse("report-endorse", args=[report.pk]), {"opinion": ""}).status_code == 422
    client.post(reverse("report-endorse", args=[report.pk]), {"opinion": "已看"})
    sign_in_as(client, world.account_of("township"))
    assert reverse("report", args=[report.pk]) in text(client, "home")
    page = text(client, "report", report.pk)
    for words in ("您的审核意见", "乡镇（街道）审核", "等您签署意见", "退回站点"):
        assert words in page
    client.post(reverse("report-endorse", args=[report.pk]), {"opinion": "情况属实"})
    report.refresh_from_db()
    assert report.state == "SIGNED"
    assert "给月报签署意见" not in text(client, "home")
    sign_in_as(client, world.account_of("county"))
    assert "情况属实" in text(client, "report", report.pk)
    paper = Document(io.BytesIO(client.get(reverse("report-docx", args=[report.pk])).content))
    assert paper.paragraphs[0].text.endswith("牙叉镇社工站月报")
    assert any("情况属实" in line.text for line in paper.paragraphs)


def test_the_worker_reads_that_the_sheet_is_signed_before_she_changes_a_record(
    world: World, client: Browser, record: Record, granny: Client, this_month: date
) -> None:
    visit = record(granny, done_on=localdate(), on=localdate())
    sign_in_as(client, world.account_of("worker"))
    assert "已经签字" not in text(client, "service", visit.pk)
    report = signed(client, world, this_month)
    assert "记录改动" not in text(client, "report", report.pk)
    sign_in_as(client, world.account_of("worker"))
    for name in ("service", "service-correct"):
        page = text(client, name, visit.pk)
        assert "这个月的月报已经签字" in page
        assert "请县民政局退回" in page
    sign_in_as(client, world.account_of("station_head"))
    client.post(reverse("service-void", args=[visit.pk]), {"reason": "记错"})
    for role in ("station_head", "county"):
        sign_in_as(client, world.account_of(role))
        page = text(client, "report", report.pk)
        assert "签字后有 1 条记录改动" in page
        assert reverse("service", args=[visit.pk]) in page
        assert "记错" not in page


def test_one_press_asks_for_what_is_missing_and_the_notice_leads_to_the_report(
    world: World, client: Browser, this_month: date
) -> None:
    head = world.account_of("station_head")
    sign_in_as(client, world.account_of("county"))
    assert "一键催报" in text(client, "county")
    answer = client.post(reverse("county-urge"), {"month": f"{this_month:%Y-%m}"}, follow=True)
    page = answer.content.decode()
    assert "已催 2 个站" in page
    assert "今天已经催过了" in page
    assert "催过" in page
    assert client.post(reverse("county-urge"), {"month": f"{this_month:%Y-%m}"}).status_code == 422
    address = Notice.objects.get(user=head).url
    sign_in_as(client, head)
    assert client.get(address).headers["Location"] == reverse("reports")
    report = opened(client, world, this_month)
    assert client.get(address).headers["Location"] == reverse("report", args=[report.pk])
    assert client.post(reverse("county-urge"), {"month": f"{this_month:%Y-%m}"}).status_code == 403


def test_the_board_shows_how_many_rules_each_station_breaks_and_so_does_the_export(
    world: World, client: Browser
) -> None:
    from python_calamine import CalamineWorkbook

    sign_in_as(client, world.account_of("county"))
    assert f"unmet-{YACHA_STATION}" in text(client, "county")
    part = client.get(reverse("county-gaps"), headers=HTMX).content.decode()
    assert f'id="unmet-{YACHA_STATION}"' in part
    assert part.count("hx-swap-oob") == 3
    made = client.get(reverse("county-export")).content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_index(0).to_python()
    heads = next(row for row in rows if "站点" in row)
    place = heads.index("未达标（项）")
    assert all(float(str(row[place])) > 0 for row in rows if row[0] in ("牙叉镇社工站", "七坊镇社工站"))


def test_going_to_fill_in_opens_the_draft_itself(world: World, client: Browser, this_month: date) -> None:
    sign_in_as(client, world.account_of("worker"))
    home = text(client, "home")
    assert f'action="{reverse("report-open")}"' in home
    assert f'name="month" value="{this_month.isoformat()}"' in home
    answer = client.post(
        reverse("report-open"), {"station": str(YACHA_STATION), "month": this_month.isoformat()}
    )
    report = Report.objects.get(period_first_on=this_month)
    assert answer.headers["Location"] == reverse("report", args=[report.pk])


def test_what_nobody_has_counted_yet_is_not_shown_as_nothing(
    world: World, client: Browser, record: Record, granny: Client
) -> None:
    record(granny, done_on=localdate(), on=localdate())
    sign_in_as(client, world.account_of("county"))
    assert "各数是刚刚现数的" in text(client, "county")
    assert "<b>1</b>" in text(client, "home") or ">1<small>人次" in text(client, "home")
    sign_in_as(client, world.account_of("province"))
    assert "正在汇总，约一分钟后可看" in text(client, "home")


def test_the_county_brings_its_own_form_tries_it_and_takes_it_up(
    world: World, client: Browser, record: Record, granny: Client, this_month: date
) -> None:
    record(granny, done_on=localdate(), on=localdate())
    report = opened(client, world, this_month)
    sign_in_as(client, world.account_of("county"))
    assert reverse("report-form") in text(client, "reports")
    page = text(client, "report-form")
    for words in ("本月用的是通用样式", "{{ 探访 }}", "{{ 其中上门 }}", "{{ 站点 }}"):
        assert words in page

    def send(content: bytes, name: str = "我县月报.docx") -> str:
        given = io.BytesIO(content)
        given.name = name
        return client.post(reverse("report-form-upload"), {"file": given}, follow=True).content.decode()

    assert "不认识的空：“探防”" in send(form("{{ 探防 }}"))
    assert "请选择一个Word文档" in client.post(reverse("report-form-upload")).content.decode()
    assert "第 1 版传好了" in send(form("我县样式 {{ 站点 }}", "探访 {{ 探访 }} 人次"))
    made = SheetTemplate.objects.get()
    for query in ({"report": str(report.pk)}, {}):
        preview = client.get(reverse("report-form-preview", args=[made.pk]), query)
        assert "我县样式" in Document(io.BytesIO(preview.content)).paragraphs[0].text
    assert client.get(reverse("report-form-preview", args=[made.pk]), {"report": "x"}).status_code == 422
    client.post(reverse("report-form-adopt", args=[made.pk]), {"month": this_month.isoformat()})
    assert "本月用的是本地第 1 版" in text(client, "report-form")
    word = Document(io.BytesIO(client.get(reverse("report-docx", args=[report.pk])).content))
    assert [line.text for line in word.paragraphs] == ["我县样式 牙叉镇社工站", "探访 1 人次"]
    assert client.get(reverse("report-form-file", args=[made.pk])).status_code == 200
    assert client.get(reverse("report-form-blank")).status_code == 200
    assert client.post(reverse("report-form-adopt", args=[made.pk]), {"month": ""}).status_code == 422
    client.post(reverse("report-form-standard"), {"month": this_month.isoformat()})
    assert "本月用的是通用样式" in text(client, "report-form")
    sign_in_as(client, world.account_of("station_head"))
    assert client.get(reverse("report-form")).status_code == 403
