"""What the field app asks for besides commands and rows: the choices of its forms, the month so far, the demo's banner."""

import hashlib
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.utils.timezone import localdate
from django.utils.timezone import now as timezone_now

from tests.clients.folk import number
from tests.people import HEAD, WANG, YACHA_STATION, ZHAO
from tests.services.conftest import Record, granny, record, uncle, worker
from tests.services.test_photos import jpeg
from tests.world import TODAY, World, sign_in_as
from yizhan.clients.actions import restrict_client
from yizhan.clients.models import Client
from yizhan.clients.rules.visits import VisitRule
from yizhan.devices.actions import report_lost
from yizhan.devices.queries import lists as choices
from yizhan.kernel.ids import uuid7
from yizhan.services.actions import open_case
from yizhan.services.models import ServicePhoto
from yizhan.workforce.actions import enrol_worker, link_account
from yizhan.workforce.models import Worker

__all__ = ["Record", "granny", "record", "uncle", "worker"]


class Phone:
    """A phone that has been set up, as far as the server sees it."""

    def __init__(self, browser: Browser) -> None:
        self.browser, self.id = browser, uuid7()
        told = {"id": str(self.id), "station_id": str(YACHA_STATION), "label": "测试手机"}
        assert browser.post("/api/v1/sync/devices", told, content_type="application/json").status_code == 200

    def get(self, place: str, **given: str) -> Any:
        answer = self.browser.get(f"/api/v1/sync/{place}", {"device_id": str(self.id)} | given)
        assert answer.status_code == 200, answer.content
        return answer.json()


@pytest.fixture
def phone(world: World, client: Browser, worker: Worker) -> Phone:
    account = world.account_of("worker")
    link_account(actor=ZHAO, worker_id=worker.pk, user_id=account.pk)
    return Phone(sign_in_as(client, account))


def test_the_phone_knows_which_ways_of_visiting_do_not_count(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = VisitRule("p:r", "第十二条", "电话联系不计次数。", "月", uncounted=frozenset({"PHONE", "VIDEO"}))
    monkeypatch.setattr(choices, "visit_rules", lambda **_given: (rule,))
    told = phone.get("lists")["lists"]
    assert told["visit_rules"][0]["uncounted"] == ["PHONE", "VIDEO"]
    assert told["visit_rules"][0]["clause"] == "第十二条"


def test_the_phone_knows_what_each_kind_asks_for(phone: Phone) -> None:
    needs = phone.get("lists")["lists"]["kind_needs"]
    assert needs["VISIT"] == {"people": "must", "title": False, "partner": "", "step": False}
    assert needs["RESOURCE"]["partner"] == "资源由谁提供"
    assert (needs["PUBLICITY"]["people"], needs["CONSULTATION"]["people"]) == ("count", "may")
    assert needs["CASEWORK"]["step"]
    assert needs["ACTIVITY"]["title"]


def test_a_demo_says_so_on_the_phone_too(phone: Phone, settings: Any) -> None:
    before = phone.get("lists")
    assert before["lists"]["demo"] is False
    settings.DEMO = True
    after = phone.get("lists")
    assert after["lists"]["demo"] is True
    assert after["version"] != before["version"]


def test_the_month_so_far_is_her_own_and_names_nobody_she_may_not_see(
    phone: Phone, record: Record, granny: Client, uncle: Client
) -> None:
    today = localdate()
    now_and_here = {"done_on": today, "on": today}
    record(granny, **now_and_here)
    record(granny, uncle, **now_and_here)
    record(uncle, met=False, **now_and_here)
    record(kind="PUBLICITY", mode="OUTSIDE", participants_count=20, minutes=60, **now_and_here)
    record(granny, done_on=today.replace(day=1) - timedelta(days=1), on=today, late_reason="补记")
    told = phone.get("month")
    assert (told["visits"], told["services"], told["minutes"], told["people"]) == (2, 4, 150, 2)
    assert sorted(told["client_ids"]) == sorted([str(granny.pk), str(uncle.pk)])
    restrict_client(actor=ZHAO, client_id=uncle.pk, reason="示例：需要保密")
    told = phone.get("month")
    assert (told["people"], told["client_ids"]) == (2, [str(granny.pk)])


def test_a_colleague_s_month_is_not_mine(phone: Phone, record: Record, granny: Client) -> None:
    colleague = enrol_worker(
        actor=HEAD,
        station_id=YACHA_STATION,
        name="示例同事",
        id_number=number("46902519960202002"),
        education="BACHELOR",
        post="RESIDENT",
        started_on=date(2025, 1, 1),
        on=TODAY,
        major_is_social_work=True,
        facts={"身体健康": True, "热爱民政事业": True},
    )
    record(granny, done_on=localdate(), on=localdate(), worker_id=colleague.pk)
    assert phone.get("month")["services"] == 0


# --- photos -------------------------------------------------------------------------------------------------------------


def shot(phone: Phone, service_id: Any, content: bytes | None = None, **given: Any) -> Any:
    content = jpeg() if content is None else content
    told = {
        "device_id": str(phone.id), "id": str(uuid7()), "service_id": str(service_id),
        "sha256": hashlib.sha256(content).hexdigest(), "content": SimpleUploadedFile("photo.jpg", content, "image/jpeg"),
    }  # fmt: skip
    return phone.browser.post("/api/v1/sync/photos", told | given)


def test_a_photo_sent_twice_is_kept_once(
    phone: Phone, record: Record, granny: Client, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    made = record(granny)
    photo_id = str(uuid7())
    future = (timezone_now() + timedelta(days=1500)).isoformat()
    first = shot(phone, made.pk, id=photo_id, place="19.2,109.4", taken_at=future)
    assert first.status_code == 200, first.content
    assert first.json()["says"].startswith("您的照片占1 KB")
    assert shot(phone, made.pk, id=photo_id).json()["id"] == photo_id
    row = ServicePhoto.objects.get()
    assert (str(row.pk), row.place, row.taken_at) == (photo_id, "19.2,109.4", None)


def test_a_photo_that_cannot_be_kept_is_answered_with_a_sentence(
    phone: Phone, record: Record, granny: Client, settings: Any
) -> None:
    made = record(granny)
    for content, status, words in (
        (b"%PDF-1.4", 422, "不是照片，或者坏了"),
        (jpeg(body=b"\0" * 1_100_000), 422, "一张最多1.0 MB"),
    ):
        answer = shot(phone, made.pk, content)
        assert answer.status_code == status
        assert words in answer.json()["reason"]
    assert shot(phone, uuid7()).status_code == 404
    assert shot(phone, made.pk, sha256="short").status_code == 422
    settings.PHOTO_ROOM_BYTES = 10
    assert "放不下了" in shot(phone, made.pk).json()["reason"]
    assert not ServicePhoto.objects.exists()


def test_a_lost_phone_sends_no_photo(phone: Phone, record: Record, granny: Client) -> None:
    report_lost(actor=HEAD, device_id=phone.id, reason="示例：丢在车上", at=timezone_now())
    assert shot(phone, record(granny).pk).json()["code"] == "devices.wipe"


def test_planned_work_comes_whole_and_only_when_it_changed(
    phone: Phone, granny: Client, worker: Worker
) -> None:
    first = phone.get("work")
    assert (first["cases"], first["sessions"]) == ([], [])
    assert phone.get("work", have=first["version"])["cases"] is None
    open_case(
        actor=WANG,
        client_id=granny.pk,
        opened_on=localdate(),
        on=localdate(),
        minutes=45,
        mode="AT_HOME",
        worker_id=worker.pk,
    )
    then = phone.get("work", have=first["version"])
    assert [each["client_id"] for each in then["cases"]] == [str(granny.pk)]
    assert then["cases"][0]["mine"]
