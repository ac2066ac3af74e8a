"""The frame of every page in a real browser: search, bell, letters, the eye on a password, going back to a form."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.eye import too_wide, violations
from tests.browser.test_access_pages import enter
from tests.browser.test_gallery import DESK, PHONE
from tests.clients.folk import GRANNY
from tests.people import BAISHA, WANG, YACHA, YACHA_STATION, ZHAO
from tests.world import NOW, World, sign_in_as
from yizhan.access.actions import send_notice
from yizhan.access.models import Organisation
from yizhan.clients.actions import register_client

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


def shown(
    page: Page, client: Client, server: LiveServer, world: World, role: str, size: tuple[int, int]
) -> None:
    sign_in_as(client, world.account_of(role))
    enter(page, server, client)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(server.url)


def wrong_with(page: Page, name: str) -> list[str]:
    wide = too_wide(page)
    return [f"{name}: {one}" for one in violations(page)] + (
        [f"{name}: {wide} px too wide"] if wide > 0 else []
    )


@SIZES
def test_a_person_is_found_from_any_page_with_the_keyboard_and_the_number_stays_out_of_the_address(
    page: Page, live_server: LiveServer, client: Client, world: World, size: tuple[int, int]
) -> None:
    register_client(actor=WANG, station_id=YACHA_STATION, person=GRANNY, on=localdate())
    shown(page, client, live_server, world, "worker", size)
    page.keyboard.press("/")
    if size == PHONE:
        page.wait_for_url("**/search/")
    expect(page.locator("input[type=search]:focus")).to_be_visible()
    page.keyboard.type(GRANNY.id_number)
    page.keyboard.press("Enter")
    found = page.get_by_role("region", name="服务对象").get_by_role("link")
    expect(found).to_contain_text("测试奶奶")
    assert page.url == live_server.url + reverse("search")
    assert wrong_with(page, "search") == []
    found.click()
    expect(page).to_have_url(re.compile("/clients/"))
    page.go_back()
    expect(found).to_contain_text("测试奶奶")


@SIZES
def test_the_bell_leads_to_what_waits(
    page: Page, live_server: LiveServer, client: Client, world: World, size: tuple[int, int]
) -> None:
    world.account_of("worker")
    send_notice(
        actor=ZHAO, roles=frozenset({"worker"}), region_code=YACHA, station_id=YACHA_STATION, subject="11 月月报还没有报送", url="/reports/", at=NOW,
    )  # fmt: skip
    shown(page, client, live_server, world, "worker", size)
    page.get_by_role("link", name="通知，1 条未读").click()
    assert wrong_with(page, "notices") == []
    page.get_by_role("link", name="11 月月报还没有报送").click()
    expect(page).to_have_url(live_server.url + reverse("reports"))
    expect(page.get_by_role("link", name="通知", exact=True)).to_be_visible()


def test_going_back_to_a_form_that_was_stored_makes_no_second_thing(
    page: Page, live_server: LiveServer, client: Client, world: World
) -> None:
    shown(page, client, live_server, world, "county", DESK)
    page.goto(live_server.url + reverse("organisation-new"))
    page.get_by_label("类型").select_option(value="DEPARTMENT")
    page.get_by_label("所在区划").select_option(value=BAISHA)
    page.get_by_label("全称").fill("示例白沙县残联")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text("已登记")).to_be_visible()
    page.go_back()
    page.get_by_label("类型").select_option(value="DEPARTMENT")
    page.get_by_label("所在区划").select_option(value=BAISHA)
    page.get_by_label("全称").fill("示例白沙县残联")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text("刚才已经存好了")).to_be_visible()
    page.goto(live_server.url + reverse("organisation-new"))
    page.get_by_label("类型").select_option(value="DEPARTMENT")
    page.get_by_label("所在区划").select_option(value=BAISHA)
    page.get_by_label("全称").fill("示例白沙县妇联")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text("“示例白沙县妇联”已登记。")).to_be_visible()
    assert Organisation.objects.filter(kind="DEPARTMENT").count() == 2


@SIZES
def test_the_door_shows_a_password_on_request_and_speaks_in_large_letters(
    page: Page, live_server: LiveServer, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(live_server.url + reverse("account_login"))
    password = page.get_by_label("密码", exact=True)
    password.fill("Shan-Lan-2026")
    page.keyboard.press("Tab")
    eye = page.get_by_role("button", name="显示密码")
    expect(eye).to_be_focused()
    page.keyboard.press("Enter")
    expect(password).to_have_attribute("type", "text")
    expect(eye).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Enter")
    expect(password).to_have_attribute("type", "password")
    before = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    page.get_by_role("button", name="大字版").click()
    expect(page.get_by_role("button", name="普通字号")).to_be_visible()
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") > before * 1.2
    assert wrong_with(page, "large") == []
