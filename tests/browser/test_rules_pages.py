"""The pages of rules in a real browser: choosing a rule by keyboard, by thumb, and without a script."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.eye import too_wide, violations
from tests.world import World, sign_in_as

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PLAN = "/rules/469025-baisha/2023-station-plan/"
RULE = "a[id='to-sign.text']"


@pytest.fixture
def cookie(live_server: LiveServer, client: Client, world: World) -> dict[str, str]:
    sign_in_as(client, world.account_of("county"))
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": live_server.url}


def test_a_rule_is_chosen_by_keyboard_and_the_place_in_the_list_is_kept(
    page: Page, live_server: LiveServer, cookie: dict[str, str]
) -> None:
    page.context.add_cookies([cookie])  # type: ignore[list-item]
    page.set_viewport_size({"width": 1440, "height": 900})
    page.emulate_media(reduced_motion="reduce")  # so that the browser is where it scrolls to at once
    page.goto(f"{live_server.url}/rules/")
    page.locator(RULE).focus()
    place = page.evaluate("scrollY")
    page.keyboard.press("Enter")
    expect(page.locator("#rule mark")).to_contain_text("标牌格式")
    expect(page.locator(RULE)).to_be_focused()
    assert page.url.endswith("/rules/?rule=sign.text")
    expect(page.locator(RULE)).to_be_in_viewport()
    assert page.evaluate("scrollY") == place
    expect(page.locator("#rule mark")).to_be_in_viewport()
    assert violations(page) == []


def test_on_the_phone_the_text_comes_to_the_thumb(
    page: Page, live_server: LiveServer, cookie: dict[str, str]
) -> None:
    page.context.add_cookies([cookie])  # type: ignore[list-item]
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"{live_server.url}/rules/?topic=统一标识")
    page.locator(RULE).click()
    expect(page.locator("#rule mark")).to_be_in_viewport()
    for address in (f"{PLAN}funding.county-total/", PLAN, f"{PLAN}changes/"):
        page.goto(live_server.url + address)
        assert violations(page) == []
        assert too_wide(page) <= 0


def test_without_a_script_the_same_address_shows_the_same(
    browser: Browser, live_server: LiveServer, cookie: dict[str, str]
) -> None:
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies([cookie])  # type: ignore[list-item]
    page = context.new_page()
    page.goto(f"{live_server.url}/rules/")
    page.locator(RULE).click()
    expect(page.locator("#rule mark")).to_contain_text("标牌格式")
    context.close()
