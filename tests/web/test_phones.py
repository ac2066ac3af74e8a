"""手机: the page on which a head or the county decides what a phone sent."""

import pytest
from django.test import Client as Browser

from tests.conftest import Pinned
from tests.devices.conftest import kept, phone, sent, visit_to
from tests.devices.test_commands import difference
from tests.people import ZHAO
from tests.services.conftest import granny, worker
from tests.world import World, sign_in_as
from yizhan.clients.models import Client
from yizhan.devices.models import Command, Device, Difference
from yizhan.services.models import ServiceRecord
from yizhan.workforce.actions import link_account
from yizhan.workforce.models import Worker

__all__ = ["difference", "granny", "phone", "worker"]
PAGE = "/services/phones/"


@pytest.fixture
def head(world: World, client: Browser) -> Browser:
    return sign_in_as(client, world.account_of("station_head"))


def page(browser: Browser) -> str:
    answer = browser.get(PAGE)
    assert answer.status_code == 200
    return answer.content.decode()


def test_both_values_are_shown_and_one_is_chosen(
    head: Browser, difference: Difference, granny: Client
) -> None:
    text = page(head)
    assert "测试奶奶，有 1 处要定" in " ".join(text.split()).replace("</a> ，", "，").replace("</a>，", "，")
    assert "138****0007" in text
    assert "138****0008" in text
    shown = text.split('name="shown" value="')[1].split('"')[0]
    place = f"{PAGE}differences/{difference.pk}/"
    assert head.post(place, {"choice": "PHONE", "shown": "0"}).status_code == 422
    assert head.post(place, {"choice": "PHONE", "shown": shown}).status_code == 302
    granny.refresh_from_db()
    assert granny.phone == "13800000007"
    assert "没有要定的" in page(head)


def test_what_was_not_carried_out_is_written_or_dropped(
    head: Browser, phone: Device, worker: Worker, granny: Client
) -> None:
    link_account(actor=ZHAO, worker_id=worker.pk, user_id=phone.user_id)
    first = kept(phone, visit_to(granny.pk, note="血压已量"))
    second = kept(phone, visit_to(granny.pk), state="WAITING", needs=[granny.pk])
    text = page(head)
    assert "记录服务：测试奶奶" in text
    assert "血压已量" in text
    assert head.post(f"{PAGE}commands/{first.pk}/carry-out/").status_code == 302
    assert ServiceRecord.objects.get().worker == worker
    assert head.post(f"{PAGE}commands/{second.pk}/drop/", {"reason": ""}).status_code == 422
    assert head.post(f"{PAGE}commands/{second.pk}/drop/", {"reason": "纸上已记"}).status_code == 302
    assert set(Command.objects.values_list("state", flat=True)) == {"DONE", "DROPPED"}
    assert "都处理了" in page(head)


def test_the_head_is_told_once_that_something_waits(head: Browser, phone: Device, granny: Client) -> None:
    kept(phone, visit_to(granny.pk))
    kept(phone, visit_to(granny.pk))
    text = head.get("/notices/").content.decode()
    assert text.count("手机发来的记录有没处理的") == 1


def test_a_worker_sees_what_waits_but_not_what_was_told(
    world: World, client: Browser, phone: Device, granny: Client
) -> None:
    kept(phone, visit_to(granny.pk, note="血压已量"))
    sign_in_as(client, world.account_of("worker"))
    text = page(client)
    assert "记录服务" in text
    assert "血压已量" not in text
    assert "报丢失" not in text, "it is a colleague's"
    assert client.post(f"{PAGE}commands/{Command.objects.get().pk}/carry-out/").status_code == 403


def test_what_nobody_understands_is_shown_all_the_same(head: Browser, phone: Device) -> None:
    strange = {"client_ids": ["x"], "client_id": 7, "changes": "y", "mode": "FLY", "kind": 3, "minutes": 5}
    kept(phone, sent("services.dance", strange))
    text = page(head)
    assert "services.dance" in text
    assert "FLY" in text


def test_a_phone_is_reported_lost(head: Browser, phone: Device) -> None:
    assert "测试手机" in page(head)
    assert head.post(f"{PAGE}{phone.pk}/lost/", {"reason": "昨天丢在车上"}).status_code == 302
    phone.refresh_from_db()
    assert (phone.state, phone.lost_reason) == ("LOST", "昨天丢在车上")
    assert "已报丢失，等待清除" in page(head)


def test_who_has_nothing_to_do_with_phones_stays_out(world: World, client: Browser) -> None:
    for role in ("auditor", "province"):
        assert sign_in_as(client, world.account_of(role)).get(PAGE).status_code == 403


def test_queries_of_the_page(
    head: Browser, difference: Difference, phone: Device, granny: Client, pinned_queries: Pinned
) -> None:
    kept(phone, visit_to(granny.pk))
    page(head)
    with pinned_queries("phones"):
        page(head)
