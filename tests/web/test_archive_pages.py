"""The archive on the screen: the register, filing what is ticked, papers put in, the printed register."""

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse
from django.utils.timezone import localdate

from tests.conftest import Pinned
from tests.people import WANG, YACHA_STATION, ZHAO
from tests.services.conftest import worker
from tests.world import World, sign_in_as
from yizhan.kernel.ids import uuid7
from yizhan.services.actions import note_publicity
from yizhan.services.models import ArchiveItem, ServiceRecord
from yizhan.workforce.actions import link_account
from yizhan.workforce.models import Worker

__all__ = ["worker"]

PDF = b"%PDF-1.4 example"


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def of(world: World, role: str) -> Browser:
    return sign_in_as(Browser(), world.account_of(role))


def text(page: Any) -> str:
    found: str = page.content.decode()
    return found


@pytest.mark.requirement("R014", "R112")
def test_a_worker_files_what_is_ticked_and_prints_the_register(
    world: World, client: Browser, worker: Worker, pinned_queries: Pinned
) -> None:
    account = world.account_of("worker")
    link_account(actor=ZHAO, worker_id=worker.pk, user_id=account.pk)
    desk, on = sign_in_as(client, account), localdate()
    story = note_publicity(
        actor=WANG, station_id=YACHA_STATION, kind="STORY", channel="NETWORK", level="COUNTY", title="山里来了社工",
        published_on=on, on=on,
    )  # fmt: skip
    page = reverse("archive-station", args=[YACHA_STATION])
    assert desk.get(reverse("archive")).headers["Location"] == page, "one station: straight to its register"
    desk.get(page)
    with pinned_queries("archive: register"):
        shown = text(desk.get(page))
    assert "山里来了社工" in shown
    assert "本地区尚无此项规定" in shown
    send, key = reverse("archive-file", args=[YACHA_STATION]), f"PUBLICITY:{story.pk}"
    given = {"year": str(on.year), "key": [key], "box": "3号盒", "volume": "1", "minutes": "30"}
    assert "整数分钟" in text(desk.post(send, given | {"minutes": "半小时"}, follow=True))
    assert "先勾选" in text(desk.post(send, given | {"key": []}, follow=True))
    told = text(desk.post(send, given, follow=True))
    assert "归档了 1 件" in told
    assert f"{on.year}-宣传-001" in told
    assert ServiceRecord.objects.get().kind == "ARCHIVE"
    with zipfile.ZipFile(io.BytesIO(desk.get(page + "?export=docx&state=filed").content)) as word:
        assert "山里来了社工" in word.read("word/document.xml").decode()
    assert desk.get(page + "?export=xlsx").content.startswith(b"PK")
    assert "山里来了社工" not in text(desk.get(page + "?state=open"))
    item = ArchiveItem.objects.get()
    out = reverse("archive-out", args=[item.pk])
    assert "为什么撤回" in text(desk.post(out, {"reason": " "}, follow=True))
    assert "理由留着" in text(desk.post(out, {"reason": "盒号写错了"}, follow=True))
    county = of(world, "county")
    assert "盒号写错了" in text(county.get(page)), "the county reads and files nothing"
    assert 'name="key"' not in text(county.get(page))
    assert county.post(send, given).status_code == 403


def test_a_paper_is_put_in_with_its_scan_and_read_by_who_may(world: World) -> None:
    desk, on, key = of(world, "worker"), localdate(), uuid7()
    page = reverse("archive-paper", args=[YACHA_STATION])
    assert "会议记录" in text(desk.get(page))
    given = {
        "item_id": key,
        "kind": "MEETING",
        "title": "十一月站务会记录",
        "made_on": on.isoformat(),
        "pages": "2",
    }
    assert desk.post(page, given).status_code == 422, "neither a box nor a scan"
    scan = SimpleUploadedFile("会议.pdf", PDF, "application/pdf")
    told = text(desk.post(page, given | {"file": scan}, follow=True))
    assert "十一月站务会记录" in told
    address = reverse("archive-scan", args=[key])
    assert desk.get(address).content == PDF
    assert of(world, "auditor").get(address).status_code == 403
    assert of(world, "county").get(address).content == PDF


def test_the_county_sees_its_stations_side_by_side(world: World, pinned_queries: Pinned) -> None:
    county = of(world, "county")
    county.get(reverse("archive"))
    with pinned_queries("archive: stations"):
        shown = text(county.get(reverse("archive")))
    assert reverse("archive-station", args=[YACHA_STATION]) in shown
    assert county.get(reverse("archive") + "?export=xlsx").content.startswith(b"PK")
