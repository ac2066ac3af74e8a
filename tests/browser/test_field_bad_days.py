"""The field app when the phone dies in the middle of sending, and when it has no room left."""

from pathlib import Path

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import expect

from tests.browser.eye import too_wide, violations
from tests.browser.test_field import LOCK_IS_GONE, Phone, granny, phone, worker
from tests.people import ZHAO
from tests.world import World
from yizhan.access.actions import close_account
from yizhan.clients.models import Client
from yizhan.devices.models import Command, Device
from yizhan.services.models import ServiceRecord

__all__ = ["granny", "phone", "worker"]
NO_ROOM = """() => {
    const full = () => { throw new DOMException("no room", "QuotaExceededError"); };
    IDBObjectStore.prototype.add = IDBObjectStore.prototype.put = IDBCursor.prototype.update = full;
}"""
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_phone_that_dies_while_sending_sends_again_and_nothing_counts_twice(
    phone: Phone, granny: Client
) -> None:
    phone.set_up(opens_offline=True)
    phone.context.set_offline(True)
    phone.visits(granny, [f"示例：第{n}次" for n in range(3)])
    phone.context.route(
        "**/sync/commands", lambda route: route.fetch()
    )  # the server has it, the phone never hears
    with phone.page.expect_request("**/sync/commands"):
        phone.context.set_offline(False)
    phone.page.close()
    phone.context.unroute_all(behavior="ignoreErrors")
    phone.context.set_offline(True)
    phone.page = phone.context.new_page()
    phone.page.goto(f"{phone.url}/field/")
    phone.unlock()
    phone.go("/field/outbox")
    expect(phone.page.get_by_text("发过，等答复")).to_have_count(3)
    expect(phone.page.get_by_role("link", name="改一下")).to_have_count(0)  # mended now, it would count twice
    phone.context.set_offline(False)
    expect(phone.page.get_by_text("没有没发的记录")).to_be_visible(timeout=20_000)
    assert sorted(ServiceRecord.objects.values_list("minutes", flat=True)) == [5, 5, 5]
    assert set(Command.objects.values_list("state", flat=True)) == {"DONE"}


def test_a_full_phone_says_so_keeps_what_it_has_and_still_sends(
    phone: Phone, granny: Client, tmp_path: Path
) -> None:
    phone.set_up()
    phone.context.set_offline(True)
    phone.visit(granny, "示例：放得下的")
    phone.page.evaluate(NO_ROOM)
    phone.go(f"/field/people/{granny.pk}/visit")
    phone.page.locator("#note").fill("示例：放不下的" * 200)
    expect(phone.page.get_by_role("alert")).to_have_text("草稿没存上：手机存储满了，请删些照片或程序")
    phone.page.get_by_role("button", name="存好，没信号也行").click()
    expect(phone.page.get_by_text("没存上，手机存储满了。内容还在这里")).to_be_visible()
    expect(phone.page.locator("#note")).to_have_value("示例：放不下的" * 200)
    phone.go("/field/outbox")
    expect(phone.page.get_by_text("1 条未发")).to_be_visible()
    with phone.page.expect_download() as download:
        phone.page.get_by_role("button", name="导出成文件").click()
    download.value.save_as(tmp_path / "queue.txt")
    assert "示例：放得下的" in (tmp_path / "queue.txt").read_text("utf-8")
    phone.context.set_offline(False)
    expect(phone.page.get_by_text("没有没发的记录")).to_be_visible(timeout=20_000)
    assert ServiceRecord.objects.get().note == "示例：放得下的"
    expect(phone.page.get_by_text("没发的记录都还在，照样能发、能导出")).to_be_visible()


def test_whoever_was_dismissed_hands_in_what_her_phone_holds_and_it_clears_itself(
    phone: Phone, granny: Client, world: World
) -> None:
    phone.set_up()
    phone.context.set_offline(True)
    phone.visit(granny, "示例：没信号时去看过")
    close_account(actor=ZHAO, user_id=world.account_of("worker").pk, on=localdate())
    with phone.page.expect_response("**/sync/devices/wiped"):
        phone.context.set_offline(False)
    expect(phone.page.get_by_text("您的账号已停用。")).to_be_visible(timeout=20_000)
    expect(phone.page.get_by_text("都交给站长了")).to_be_visible()
    assert violations(phone.page) == []
    assert too_wide(phone.page) <= 0
    phone.page.wait_for_function(LOCK_IS_GONE)
    row = Command.objects.get()
    assert (row.state, row.told["body"]["note"]) == ("KEPT", "示例：没信号时去看过")
    assert (Device.objects.get().state, ServiceRecord.objects.count()) == (Device.State.WIPED, 0)
