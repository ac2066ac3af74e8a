"""The door and the pages of accounts in a real browser, on a desk and on a phone."""

from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.browser.eye import look
from tests.people import BAISHA, BAISHA_BUREAU
from tests.world import PASSWORD, World, sign_in_as

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = ("accounts", "audit")
"""With something in them; the others are walked with all addresses that need no record."""


def enter(page: Page, live_server: LiveServer, client: Client) -> None:
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )


def test_the_pages_of_accounts_are_usable_by_everybody(
    page: Page, live_server: LiveServer, client: Client, world: World
) -> None:
    user = world.account_of("worker")
    for role in ("station_head", "township", "agency_manager", "auditor"):
        world.account_of(role)
    client.post(reverse("account_login"), {"login": "worker", "password": "Wrong-pass-1"})
    sign_in_as(client, world.account_of("county"))
    enter(page, live_server, client)
    wrong: list[str] = []
    for name in PAGES:
        page.goto(live_server.url + reverse(name))
        wrong += look(page, f"access-{name}")
    page.goto(live_server.url + reverse("account", args=[user.pk]))
    wrong += look(page, "account")
    page.goto(live_server.url + reverse("account-new"))
    page.get_by_role("button", name="开账号").click()
    expect(page.get_by_role("alert").first).to_contain_text("有几处要改")
    wrong += look(page, "account-new-wrong")
    page.get_by_label("单位").select_option(label="示例牙叉镇人民政府")
    page.get_by_label("姓名").fill("示例二十")
    page.get_by_label("账号", exact=True).fill("zhen.er")
    page.get_by_label("角色").select_option(value="township")
    page.get_by_role("button", name="开账号").click()
    expect(page.get_by_role("heading", name="账号开好了")).to_be_visible()
    wrong += look(page, "password-once")
    assert wrong == []


def test_the_door_is_usable_by_everybody(
    page: Page, live_server: LiveServer, world: World, settings: Settings
) -> None:
    for role in (
        "worker",
        "station_head",
        "township",
        "agency_manager",
        "auditor",
        "province",
        "administrator",
    ):
        world.account_of(role)
    officer = world.account("county", organisation=BAISHA_BUREAU, region=BAISHA)
    door: Any = live_server.url + reverse("account_login")
    page.goto(door)
    wrong = look(page, "login")
    page.get_by_label("手机号或账号").fill("county")
    page.get_by_label("密码", exact=True).fill("Wrong-pass-1")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert").first).to_contain_text("账号或密码不对")
    wrong += look(page, "login-wrong")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="设置动态口令")).to_be_visible()
    wrong += look(page, "second-factor-set-up")
    page.get_by_role("button", name="现在没空，先退出").click()
    TOTP.activate(officer, "JBSWY3DPEHPK3PXP")
    page.get_by_label("手机号或账号").fill("county")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="第二步：动态口令")).to_be_visible()
    wrong += look(page, "second-factor")
    page.get_by_role("button", name="换个账号").click()
    expect(page.get_by_role("heading", name="登录", exact=True)).to_be_visible()
    for _ in range(5):
        page.goto(door)
        page.get_by_label("手机号或账号").fill("worker")
        page.get_by_label("密码", exact=True).fill("Wrong-pass-1")
        page.get_by_role("button", name="登录").click()
        page.wait_for_load_state()
    expect(page.get_by_role("heading", name="账号暂时停用")).to_be_visible()
    wrong += look(page, "locked")
    settings.DEMO = True
    page.goto(door)
    wrong += look(page, "login-demo")
    page.get_by_role("button", name="驻站社工").click()
    expect(page.get_by_role("heading", name="登录", exact=True)).to_have_count(0)
    assert wrong == []
