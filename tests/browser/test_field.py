"""The field app on a phone, with the line cut and given back: what was recorded in the valley arrives, once."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.conf import settings
from django.test import Client as Browser
from django.utils.timezone import localdate, now
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.eye import too_wide, violations
from tests.people import HEAD, WANG, ZHAO
from tests.services.conftest import granny, uncle, worker
from tests.world import World, sign_in_as
from yizhan.clients.actions import grade_client, update_client
from yizhan.clients.models import Client
from yizhan.devices.actions import report_lost
from yizhan.devices.models import Device
from yizhan.services.models import ServiceRecord
from yizhan.workforce.actions import link_account
from yizhan.workforce.models import Worker

__all__ = ["granny", "uncle", "worker"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PIN = "135790"
LOCK_IS_GONE = """() => new Promise(done => {
    const store = indexedDB.open("yizhan");
    store.onsuccess = () => {
        const count = store.result.transaction("lock").objectStore("lock").count();
        count.onsuccess = () => { store.result.close(); done(count.result === 0); };
    };
})"""


RECORD_VISITS = """async ([address, notes]) => {
    const until = async found => {
        for (let n = 0; n < 2000; n++) {
            const it = found();
            if (it) return it;
            await new Promise(done => setTimeout(done, 5));
        }
        throw new Error("the form did not do what it was asked");
    };
    for (const note of notes) {
        history.pushState({}, "", address);
        dispatchEvent(new PopStateEvent("popstate", {state: {}}));
        const box = await until(() => document.querySelector("#note"));
        box.value = note;
        box.dispatchEvent(new Event("input", {bubbles: true}));
        document.querySelector(".save button").click();
        await until(() => location.pathname === "/field/" && !document.querySelector("#note"));
    }
}"""
"""The form of a visit is opened, written in and kept as a hand does it, without a message to the browser for every touch."""


COUNT_STEPS = """() => {
    window.steps = {taps: 0, keys: 0};
    addEventListener("click", event => { if (event.isTrusted && event.detail) window.steps.taps += 1 }, true);
    addEventListener("keydown", event => { if (event.isTrusted) window.steps.keys += 1 }, true);
}"""
MOST_TAPS = 8
"""From the locked phone to the kept visit, by way of 服务对象; from 今日 it is two less; at most 12 would still fit into 90 seconds. See “多久记一次” in
docs/howto/use-the-field-app.md, which rests on this number."""


class Phone:
    """A phone in the hands of 示例驻站社工."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.context, self.url, self.page = context, url, context.new_page()

    def set_up(self, *, opens_offline: bool = False) -> None:
        """opens_offline: the tab is opened anew without a line, so the service worker has to be there."""
        self.page.goto(f"{self.url}/field/")
        self.page.get_by_label("口令，6 位以上数字").fill(PIN)
        self.page.get_by_label("再写一遍").fill(PIN)
        self.page.get_by_role("button", name="登记这台手机").click()
        expect(self.page.get_by_role("button", name="收发过")).to_be_visible(timeout=20_000)
        if opens_offline:
            self.page.wait_for_function("navigator.serviceWorker.controller !== null")

    def reopen(self, address: str = "/field/") -> None:
        """Close the tab, open the app anew, and give the PIN."""
        self.page.close()
        self.page = self.context.new_page()
        self.page.goto(f"{self.url}{address}")
        self.unlock()

    def unlock(self) -> None:
        self.page.get_by_role("textbox", name="口令").fill(PIN)
        self.page.get_by_role("button", name="打开").click()
        expect(self.page.get_by_role("navigation", name="主要页面")).to_be_visible()

    def go(self, address: str) -> None:
        """As the app itself goes: without asking the server for a page."""
        self.page.evaluate(
            "address => { history.pushState({}, '', address); dispatchEvent(new PopStateEvent('popstate', {state: {}})) }",
            address,
        )

    def visit(self, client: Client, note: str) -> None:
        self.go(f"/field/people/{client.pk}/visit")
        self.page.locator("#note").fill(note)
        self.page.get_by_role("button", name="存好，没信号也行").click()
        expect(self.page.get_by_text("存好了").first).to_be_visible()
        self.page.wait_for_url("**/field/")

    def plain_visit(self, client: Client, note: str) -> dict[str, int]:
        """From the locked app, by the ways a hand goes and no other: the PIN, her page, what was done, a word, kept.
        Returns how many touches and typed characters it took."""
        self.page.close()
        self.page = self.context.new_page()
        self.page.goto(f"{self.url}/field/")
        self.page.evaluate(COUNT_STEPS)
        self.page.get_by_role("textbox", name="口令").click()
        self.page.keyboard.type(PIN)
        self.page.get_by_role("button", name="打开").click()
        self.page.get_by_role("link", name="服务对象", exact=True).click()
        self.page.locator(f"a[href$='/people/{client.pk}']").click()
        self.page.get_by_role("link", name="记录探访").click()
        self.page.locator("fieldset", has_text="做了什么").get_by_role("button").first.click()
        self.page.locator("#note").click()
        self.page.keyboard.type(note)
        self.page.get_by_role("button", name="存好，没信号也行").click()
        expect(self.page.get_by_text("存好了").first).to_be_visible()
        self.page.wait_for_url("**/field/")
        found: dict[str, int] = self.page.evaluate("window.steps")
        return found

    def visits(self, client: Client, notes: list[str]) -> None:
        """The first by hand, where every word on the way is looked at; the others through the same form."""
        self.visit(client, notes[0])
        self.page.evaluate(RECORD_VISITS, [f"/field/people/{client.pk}/visit", notes[1:]])


@pytest.fixture
def phone(
    browser: Chromium, live_server: LiveServer, client: Browser, world: World, worker: Worker
) -> Iterator[Phone]:
    account = world.account_of("worker")
    link_account(actor=ZHAO, worker_id=worker.pk, user_id=account.pk)
    sign_in_as(client, account)
    name = settings.SESSION_COOKIE_NAME
    context = browser.new_context(
        viewport={"width": 360, "height": 800}, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    yield Phone(context, live_server.url)
    context.close()


def test_fifty_visits_recorded_without_a_line_arrive_once(phone: Phone, granny: Client) -> None:
    phone.set_up(opens_offline=True)
    phone.context.set_offline(True)
    steps = phone.plain_visit(granny, "00")
    assert steps["taps"] <= MOST_TAPS, steps
    assert steps["keys"] == len(PIN) + len("00"), "nothing is typed but the PIN and the note"
    phone.visits(granny, [f"示例：第{n}次" for n in range(1, 25)])
    phone.reopen()  # the tab was closed, still no line
    phone.visits(granny, [f"示例：第{n}次" for n in range(25, 50)])
    expect(phone.page.get_by_text("50 条未发")).to_be_visible()
    assert ServiceRecord.objects.count() == 0
    phone.context.set_offline(False)
    expect(phone.page.get_by_text("条未发")).to_have_count(0, timeout=60_000)
    phone.go("/field/outbox")
    expect(phone.page.get_by_text("没有没发的记录")).to_be_visible()
    told = sorted(row.note for row in ServiceRecord.objects.all())
    assert told == sorted("00" if n == 0 else f"示例：第{n}次" for n in range(50))


def test_a_line_cut_while_sending_loses_nothing_and_doubles_nothing(phone: Phone, granny: Client) -> None:
    phone.set_up()
    phone.context.set_offline(True)
    phone.visits(granny, [f"示例：第{n}次" for n in range(3)])
    cuts = []

    def lose_the_answer(route: object) -> None:
        cuts.append(route.fetch())  # type: ignore[attr-defined]  # the server takes it in, the phone never hears of it
        route.abort()  # type: ignore[attr-defined]

    phone.context.route("**/sync/commands", lose_the_answer)
    with phone.page.expect_event("requestfailed", lambda request: request.url.endswith("/sync/commands")):
        phone.context.set_offline(False)
    expect(phone.page.get_by_role("button", name="没信号")).to_be_visible(timeout=20_000)
    assert cuts
    expect(phone.page.get_by_text("3 条未发")).to_be_visible()
    phone.context.unroute("**/sync/commands")
    phone.reopen()
    expect(phone.page.get_by_text("条未发")).to_have_count(0, timeout=20_000)
    assert ServiceRecord.objects.count() == 3


def test_a_difference_is_shown_with_both_values_and_cleared(phone: Phone, granny: Client) -> None:
    phone.set_up()
    phone.context.set_offline(True)
    phone.go(f"/field/people/{granny.pk}/particulars")
    phone.page.get_by_label("联系电话").first.fill("13900000001")
    phone.page.get_by_role("button", name="存好，没信号也行").click()
    expect(phone.page.get_by_text("1 条未发")).to_be_visible()
    update_client(actor=WANG, client_id=granny.pk, on=localdate(), changes={"phone": "13900000002"})
    phone.context.set_offline(False)
    expect(phone.page.get_by_text("1 处要您看一下")).to_be_visible(timeout=20_000)
    phone.go("/field/differences")
    expect(phone.page.get_by_text("139****0001")).to_be_visible()
    expect(phone.page.get_by_text("139****0002")).to_be_visible()
    widths = [
        box["width"] for each in phone.page.locator("label.option").all() if (box := each.bounding_box())
    ]
    assert len(widths) == 2
    assert min(widths) > 250, "each value on a line of its own"
    assert violations(phone.page) == []
    phone.page.get_by_label("139****0001").check()
    phone.page.get_by_role("button", name="就这样定").click()
    expect(phone.page.get_by_text("没有没发的记录")).to_be_visible(timeout=20_000)
    granny.refresh_from_db()
    assert granny.phone == "13900000001"


def test_a_refused_record_says_why_and_is_mended(phone: Phone, granny: Client) -> None:
    phone.set_up()
    phone.context.set_offline(True)
    phone.go(f"/field/people/{granny.pk}/visit")
    phone.page.locator("#note").fill("示例：早先的探访")
    phone.page.get_by_role("button", name="发现问题、要跟进、改日期").click()
    phone.page.get_by_label("哪天探访的").fill(date(2024, 5, 1).isoformat())
    phone.page.get_by_role("button", name="存好，没信号也行").click()
    phone.page.wait_for_url("**/field/")
    phone.context.set_offline(False)
    expect(phone.page.get_by_text("1 处要您看一下")).to_be_visible(timeout=20_000)
    phone.go("/field/outbox")
    expect(phone.page.get_by_text("不能记", exact=True)).to_be_visible()
    assert violations(phone.page) == []
    phone.page.get_by_role("link", name="改了再发").click()
    expect(phone.page.locator("#note")).to_have_value("示例：早先的探访")
    phone.page.get_by_label("哪天探访的").fill(localdate().isoformat())
    phone.page.get_by_role("button", name="存好，没信号也行").click()
    phone.page.wait_for_url("**/field/")
    phone.go("/field/outbox")
    expect(phone.page.get_by_text("没有没发的记录")).to_be_visible(timeout=20_000)
    assert ServiceRecord.objects.get().note == "示例：早先的探访"


def test_a_lost_phone_clears_itself_when_it_calls(phone: Phone, granny: Client) -> None:
    phone.set_up()
    report_lost(actor=HEAD, device_id=Device.objects.get().pk, reason="昨天下乡时丢在车上", at=now())
    phone.page.close()
    phone.page = phone.context.new_page()
    with phone.page.expect_response("**/sync/devices/wiped"):
        phone.page.goto(f"{phone.url}/field/")
    expect(phone.page.get_by_text("这台手机上的资料已清除")).to_be_visible(timeout=20_000)
    assert Device.objects.get().state == Device.State.WIPED
    phone.page.wait_for_function(LOCK_IS_GONE)
    phone.page.reload()
    expect(phone.page.get_by_role("link", name="去登录")).to_be_visible()  # not her account, still open on it


def test_every_screen_is_usable_by_everybody(phone: Phone, granny: Client, uncle: Client) -> None:
    grade_client(actor=WANG, client_id=granny.pk, grade="HIGH", reason="示例：夜里跌倒", on=localdate())
    phone.page.goto(f"{phone.url}/field/")
    expect(phone.page.get_by_text("设个口令")).to_be_visible()
    wrong = violations(phone.page)
    phone.set_up()
    person = f"/field/people/{granny.pk}"
    for address in (
        "/field/",
        "/field/people",
        person,
        f"{person}/visit",
        f"{person}/particulars",
        "/field/mine",
    ):
        phone.go(address)
        phone.page.wait_for_timeout(200)
        wrong += [f"{address}: {one}" for one in violations(phone.page)]
        if (wide := too_wide(phone.page)) > 0:
            wrong.append(f"{address}: {wide} px too wide")
        phone.page.screenshot(
            path=f"var/screens/pages{address.replace('/', '-').replace(str(granny.pk), 'person')}.png",
            full_page=True,
        )
    assert not wrong, "\n".join(wrong)
