"""The components in a real browser: no rule of accessibility broken, nothing refused by the policy, nothing too wide."""

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.eye import picture, settle, too_wide, violations

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.browser.gallery"),
]
DESK, PHONE, ZOOMED = (1440, 900), (360, 800), (720, 900)


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser's console says: refused by the policy, not found, or broken."""
    heard: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            heard.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


@pytest.mark.parametrize(
    ("address", "size"),
    [
        ("/", DESK), ("/", ZOOMED), ("/", PHONE), ("/?errors=1", PHONE), ("/sign-in/", DESK), ("/sign-in/", PHONE),
        ("/refuse/", PHONE), ("/nowhere/", DESK),
    ],
)  # fmt: skip
def test_every_component_is_usable_by_everybody(
    page: Page, live_server: LiveServer, complaints: list[str], address: str, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{live_server.url}{address}")
    settle(page)
    picture(page, f"{address.strip('/?').replace('=', '-').replace('/', '-') or 'gallery'}-{size[0]}")
    assert not violations(page)
    assert too_wide(page) <= 0
    assert [line for line in complaints if "status of 4" not in line] == []


def test_the_menu_opens_on_the_phone_and_every_target_is_large_enough(
    page: Page, live_server: LiveServer
) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"{live_server.url}/")
    expect(page.get_by_role("link", name="服务对象")).to_be_hidden()
    page.get_by_role("button", name="菜单").click()
    expect(page.get_by_role("link", name="服务对象")).to_be_visible()
    expect(page.locator("#top-menu.show")).to_be_visible()
    picture(page, "menu-360")
    small = page.evaluate(
        """[...document.querySelectorAll('.top a, .top button, .btn')]
             .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 43.5)
             .map(e => e.outerHTML.slice(0, 80))"""
    )
    assert small == []
    assert not violations(page)


def test_the_keyboard_reaches_the_text_the_search_and_the_account(
    page: Page, live_server: LiveServer
) -> None:
    page.goto(f"{live_server.url}/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="搜索")).to_be_focused()
    page.keyboard.type("/")
    expect(page.get_by_role("searchbox", name="搜索")).to_have_value("/")
    page.get_by_role("button", name="示例一").press("Enter")
    expect(page.get_by_role("button", name="退出登录")).to_be_visible()


def test_a_refusal_in_a_fragment_is_read_out_with_its_clause(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/")
    page.get_by_role("button", name="会被拒").click()
    expect(page.get_by_role("alert").last).to_contain_text("本月已经报送，不能再改")
    expect(page.locator("#toasts")).to_contain_text("方案 九（二）")
    page.get_by_role("button", name="没权限").click()
    expect(page.locator("#toasts")).to_contain_text("您的岗位没有这项权限")
    picture(page, "toasts-1440")
    page.locator("#toasts [data-close]").first.click()
    expect(page.locator("#toasts")).not_to_contain_text("本月已经报送")


def test_a_fault_and_a_lost_line_are_said_in_plain_words(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/")
    page.get_by_role("button", name="出错").click()
    expect(page.locator("#toasts")).to_contain_text("系统出了点问题，已经记下")
    page.context.set_offline(True)
    page.get_by_role("button", name="会被拒").click()
    expect(page.locator("#toasts")).to_contain_text("没有连上服务器")


def test_a_question_is_asked_before_it_happens(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/")
    page.get_by_role("button", name="要问一句").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("确定要换吗？")
    dialog.get_by_role("button", name="先不").click()
    expect(page.locator("#here")).to_be_empty()
    page.get_by_role("button", name="要问一句").click()
    dialog.get_by_role("button", name="确定").click()
    expect(page.locator("#here")).to_have_text("换好了")


def test_what_was_typed_survives_leaving_the_page_and_being_signed_out_by_the_clock(
    page: Page, live_server: LiveServer
) -> None:
    page.goto(f"{live_server.url}/")
    page.get_by_label("经过").fill("屋顶漏雨")
    page.get_by_role("radio", name="电话").check()
    expect(page.locator("form [data-draft-state]")).to_contain_text("日前有效，存在本机")
    page.goto(f"{live_server.url}/sign-in/")
    page.goto(f"{live_server.url}/")
    expect(page.get_by_label("经过")).to_have_value("屋顶漏雨")
    assert page.evaluate("() => Object.keys(localStorage).length") == 1


def test_a_draft_comes_back_to_the_same_person_and_can_be_dropped(
    page: Page, live_server: LiveServer
) -> None:
    page.goto(f"{live_server.url}/")
    page.get_by_label("经过").fill("屋顶漏雨")
    expect(page.locator("form [data-draft-state]")).to_contain_text("日前有效，存在本机")
    page.goto(f"{live_server.url}/rules/")
    expect(page.get_by_label("经过")).to_have_value("屋顶漏雨")
    page.get_by_role("button", name="不要草稿").click()
    expect(page.get_by_label("经过")).to_have_value("")


def test_a_block_unfolds_and_a_grey_button_does_nothing(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/")
    opener = page.get_by_role("button", name="展开")
    opener.click()
    expect(page.get_by_text("展开的内容")).to_be_visible()
    expect(opener).to_have_attribute("aria-expanded", "true")
    grey = page.get_by_role("button", name="退回修改")
    expect(grey).to_have_attribute("aria-disabled", "true")


def test_paper_leaves_out_what_only_a_screen_needs(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/")
    page.emulate_media(media="print")
    expect(page.locator("header.top")).to_be_hidden()
    expect(page.get_by_role("heading", name="要办的事")).to_be_visible()
    picture(page, "print")
