"""A county's list, from the file to the files, on the pages."""

from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse
from django.utils.timezone import localdate

from tests.clients.folk import number
from tests.people import (
    YACHA_STATION,
)
from tests.web.clients_world import As, as_role, book, granny, neighbours
from tests.world import World
from yizhan.clients.models import Client, ImportBatch

__all__ = ["as_role", "granny", "neighbours"]


HEADER = ["姓名", "身份证号", "联系电话", "乡镇", "类别"]
ROWS = [
    ["示例一", number("46902519500101101"), "13800001001", "牙叉镇", "低保"],
    ["示例坏", "123", "", "牙叉镇", ""],
]


def upload(browser: Browser, content: bytes, name: str = "名单.xlsx", **facts: str) -> Any:
    given = {"file": SimpleUploadedFile(name, content), "list_on": localdate().isoformat()} | facts
    return browser.post(reverse("client-import-upload"), given)


@pytest.mark.requirement("R032", "R329")
def test_a_list_goes_from_file_to_files(
    as_role: As, world: World, django_capture_on_commit_callbacks: Any
) -> None:
    county = as_role("county")
    assert county.get(reverse("client-imports")).status_code == 200
    page = county.get(upload(county, book(HEADER, *ROWS))["Location"]).content.decode()
    assert "哪一列是什么" in page
    assert ROWS[0][1] not in page
    batch = ImportBatch.objects.get()
    columns = {field: str(place) for field, place in batch.columns.items()}
    with django_capture_on_commit_callbacks(execute=True):
        county.post(reverse("client-import-map", args=[batch.pk]), columns)
    page = county.get(reverse("client-import", args=[batch.pk])).content.decode()
    assert "新建 1 人，变更 0 人，1 行不能导入" in page
    assert "18位" in page
    assert not Client.objects.exists()
    assert "示**" in county.get(reverse("client-import", args=[batch.pk]), {"fate": "NEW"}).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        county.post(reverse("client-import-confirm", args=[batch.pk]))
    assert Client.objects.get().name == "示例一"
    assert "已新建 1 人" in county.get(reverse("client-import", args=[batch.pk])).content.decode()
    from yizhan.clients.rules.sheet import read_sheet

    back = read_sheet(county.get(reverse("client-import-refused", args=[batch.pk])).content)
    assert back.rows[0][:4] == ["3", "身份证号应为18位，这里是3位", "示例坏", "123"]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "空的"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 50, "不是表格文件"),
        (book(["甲", "乙"]), "表头下面没有一行数据"),
        ("姓名,身份证号\n示例一,123".encode("gbk"), None),
    ],
    ids=["empty", "picture", "no rows", "gbk"],
)
def test_a_bad_file_gets_a_sentence(as_role: As, world: World, content: bytes, word: str | None) -> None:
    answer = upload(as_role("county"), content)
    assert answer.status_code == (422 if word else 302)
    if word:
        assert word in answer.content.decode()


def test_200_megabytes_are_refused_by_their_size_alone(
    as_role: As, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yizhan.clients.rules.sheet.MOST_BYTES", 1000)
    answer = upload(as_role("county"), book(HEADER, *ROWS))
    assert answer.status_code == 422
    assert "文件太大" in answer.content.decode()


def test_wrong_columns_are_refused_with_the_choice_kept(as_role: As, world: World) -> None:
    county = as_role("county")
    upload(county, book(HEADER, *ROWS))
    answer = county.post(
        reverse("client-import-map", args=[ImportBatch.objects.get().pk]), {"name": "0", "id_number": "0"}
    )
    assert answer.status_code == 422
    assert "选了同一列" in answer.content.decode()


def test_progress_survives_leaving_the_page(as_role: As, world: World) -> None:
    county = as_role("county")
    upload(county, book(HEADER, *ROWS))
    batch = ImportBatch.objects.get()
    county.post(reverse("client-import-map", args=[batch.pk]), {"name": "0", "id_number": "1"})
    for url in (
        reverse("client-import", args=[batch.pk]),
        reverse("client-import-progress", args=[batch.pk]),
    ):
        assert "正在核对" in county.get(url).content.decode()
    ImportBatch.objects.update(state="CHECKED")
    assert county.get(reverse("client-import-progress", args=[batch.pk]))["HX-Refresh"] == "true"
    assert county.post(reverse("client-import-discard", args=[batch.pk])).status_code == 302
    assert county.post(reverse("client-import-confirm", args=[batch.pk])).status_code == 422


def test_the_neighbours_do_not_see_the_list(as_role: As, neighbours: list[Browser]) -> None:
    upload(as_role("county"), book(HEADER, *ROWS))
    batch = ImportBatch.objects.get()
    _, head, county = neighbours
    for browser in (head, county):
        assert "名单.xlsx" not in browser.get(reverse("client-imports")).content.decode()
        for name in ("client-import", "client-import-progress", "client-import-refused"):
            assert browser.get(reverse(name, args=[batch.pk])).status_code == 404
    assert as_role("worker").get(reverse("client-imports")).status_code == 403


def test_a_head_uploads_for_her_own_station(as_role: As, world: World) -> None:
    head = as_role("station_head")
    assert upload(head, book(HEADER, *ROWS)).status_code == 422
    assert upload(head, book(HEADER, *ROWS), station=str(YACHA_STATION)).status_code == 302
    assert ImportBatch.objects.get().station_id == UUID(str(YACHA_STATION))
