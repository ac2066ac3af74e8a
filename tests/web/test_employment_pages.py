"""Pages of employment, leaving, consequences and trajectory, as each reader sees them."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from tests.clients.conftest import only_these_packs
from tests.query_counts import counting
from tests.workforce.test_staff import enrolled
from tests.world import World, sign_in_as
from yizhan.policy import book
from yizhan.workforce.models import PayRecord, Resignation, Sanction, StaffPaper, Worker

pytestmark = pytest.mark.django_db
PAPER = Path(__file__).parents[2] / "demo" / "packs"


@pytest.fixture
def worker(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Worker]:
    paper = next(pack for pack in book.read_shelf([PAPER]) if pack.id == "469025-baisha/2025-staff-rules")
    only_these_packs(monkeypatch, (*book.shelf(), paper))
    today = localdate()
    yield enrolled(started_on=today - timedelta(days=100), committed_on=today - timedelta(days=103), on=today)
    book._held.cache_clear()


def page(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


def test_an_agency_files_contract_insurance_pay_grade_and_letter(
    world: World, client: Client, worker: Worker
) -> None:
    manager, today = sign_in_as(client, world.account_of("agency_manager")), localdate()
    file = reverse("worker", args=[worker.pk])
    shown = page(manager.get(file))
    assert "没有在有效期内的劳动合同" in shown
    assert "办法 第五条" in shown
    scan = SimpleUploadedFile("示例.pdf", b"%PDF-1.4 invented")
    new = reverse("labour-contract-new", args=[worker.pk])
    days = {"signed_on": worker.started_on, "first_on": worker.started_on}
    assert manager.post(new, {**days, "last_on": worker.started_on}).status_code == 422
    assert manager.post(new, {**days, "file": scan}).status_code == 302
    slip = StaffPaper.objects.get()
    assert manager.get(reverse("staff-paper-file", args=[slip.pk])).content == b"%PDF-1.4 invented"
    kinds = ["PENSION", "MEDICAL", "UNEMPLOYMENT", "INJURY", "MATERNITY"]
    assert (
        manager.post(
            reverse("insurance-new", args=[worker.pk]), {"kinds": kinds, "from_on": worker.started_on}
        ).status_code
        == 302
    )
    assert (
        manager.post(
            reverse("worker-grade", args=[worker.pk]),
            {"grade": "社工一级", "from_on": worker.started_on, "reason": "新聘"},
        ).status_code
        == 302
    )
    letter = manager.get(reverse("worker-commitment-docx", args=[worker.pk]))
    assert letter.content.startswith(b"PK")
    month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    sheet = reverse("pay-month") + f"?month={month:%Y-%m}"
    assert 'value="4500.00"' in page(manager.get(sheet)), "the amount of the grade is proposed"
    sent = {"month": f"{month:%Y-%m}", "paid_on": today, "voucher": "示例批次", f"fen-{worker.pk}": "4,400"}
    assert manager.post(sheet, {**sent, f"fen-{worker.pk}": "四千"}).status_code == 422
    assert manager.post(sheet, sent).status_code == 302
    assert PayRecord.objects.get().amount_fen == 440_000
    with counting("workforce: file of a worker"):
        shown = page(manager.get(file))
    assert "低于岗级“社工一级”的4,500.00元，差100.00元" in shown
    assert "五项都在缴" in shown
    head = page(sign_in_as(client, world.account_of("station_head")).get(file))
    assert "五项都在缴" in head
    assert "4,400.00" not in head
    assert "示例批次" not in head
    with counting("workforce: staff of a station"):
        client.get(reverse("station-staff", args=[worker.station_id]))


def test_a_resignation_shows_its_clock_and_an_early_leave_is_refused_on_the_form(
    world: World, client: Client, worker: Worker
) -> None:
    head, today = sign_in_as(client, world.account_of("station_head")), localdate()
    resign = reverse("worker-resign", args=[worker.pk])
    assert "要提前1个月提出" in page(head.get(resign))
    said = {"announced_on": today, "wishes_on": today, "reason": "家在外地"}
    refused = head.post(resign, said)
    assert refused.status_code == 422
    assert "提前1个月提出，最早" in page(refused)
    assert head.post(resign, {**said, "wishes_on": today + timedelta(days=40)}).status_code == 302
    row = Resignation.objects.get()
    shown = page(head.get(reverse("worker", args=[worker.pk])))
    assert "待补员" in shown
    assert "办法 第十条" in shown
    assert "还没有新到岗的人" in page(head.get(reverse("resignation-replace", args=[row.pk])))
    leave = {"because": "PERSONAL", "ended_on": today + timedelta(days=40), "reason": "家在外地"}
    answer = head.post(reverse("worker-leave", args=[worker.pk]), leave)
    assert answer.status_code == 422
    assert "还没有补上人" in page(answer)
    assert "申请离职，岗位要补人" in page(head.get("/"))
    assert head.post(reverse("resignation-withdraw", args=[row.pk])).status_code == 302


def test_a_consequence_is_told_answered_and_decided_on_its_page(
    world: World, client: Client, worker: Worker
) -> None:
    county, today = sign_in_as(client, world.account_of("county")), localdate()
    told = today - timedelta(days=20)
    new = reverse("sanction-worker", args=[worker.pk])
    assert "两年内不得从事社会工作岗位" in page(county.get(new))
    facts = {
        "rule_id": "penalty.blacklist", "cause": "没有到岗，没有提前提出", "told_on": told,
        "hear_until_on": told + timedelta(days=1),
    }  # fmt: skip
    assert "不少于5个工作日" in page(county.post(new, facts))
    assert county.post(new, {**facts, "hear_until_on": today - timedelta(days=1)}).status_code == 302
    row = Sanction.objects.get()
    one = reverse("sanction", args=[row.pk])
    decided = county.post(one, {"step": "decide", "agreed": "1", "opinion": "事实清楚"})
    assert decided.status_code == 302
    with counting("workforce: list of the barred"):
        shown = page(county.get(reverse("sanctions")))
    assert "生效" in shown
    assert "失信名单" in page(county.get(reverse("worker", args=[worker.pk])))
    assert "处理" in page(county.get(reverse("sanction-agency")))
    manager = sign_in_as(client, world.account_of("agency_manager"))
    assert "决定" not in page(manager.get(one)).split("经过")[1].split("依据")[0]
    assert manager.get(new).status_code == 403


@pytest.mark.requirement("R249", "R252")
def test_the_trajectory_of_a_worker_opens_at_any_time_and_names_no_client(
    world: World, client: Client, worker: Worker
) -> None:
    county = sign_in_as(client, world.account_of("county"))
    address = reverse("worker-trajectory", args=[worker.pk])
    with counting("workforce: trajectory of a worker"):
        shown = page(county.get(address))
    assert "由服务记录实时汇出" in shown
    assert "没有服务对象姓名" in shown
    assert "没有记录的工作日" in shown
    assert county.get(address + "?from=2026-01-01&to=2026-12-31").status_code == 200
    assert county.get(address + "?month=x").status_code == 200
