"""The frame of every page: letters in two sizes, a password one may look at, what comes next when nothing is due."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.test import override_settings
from django.urls import reverse
from django.utils.timezone import localdate

from tests.clients.folk import GRANNY
from tests.people import WANG, YACHA, YACHA_OFFICE, YACHA_STATION, ZHAO
from tests.world import World, sign_in_as
from yizhan.access.actions import open_account
from yizhan.clients.actions import register_client
from yizhan.clients.models import Client

pytestmark = pytest.mark.django_db
As = Callable[[str], Browser]
SIGN_IN = reverse("account_login")


def text(answer: Any) -> str:
    return answer.content.decode()


@pytest.fixture
def as_role(world: World) -> As:
    return lambda role: sign_in_as(Browser(), world.account_of(role))


def test_large_letters_are_chosen_before_signing_in_and_stay(client: Browser) -> None:
    assert "大字版" in text(client.get(SIGN_IN))
    answer = client.post(
        reverse("type-size"), {"size": "large"}, headers={"Referer": f"http://testserver{SIGN_IN}?next=/due/"}
    )
    assert answer["Location"] == f"{SIGN_IN}?next=/due/"
    page = text(client.get(SIGN_IN))
    assert '<html lang="zh-CN" data-bs-theme="light" class="large">' in page
    assert "普通字号" in page
    client.post(reverse("type-size"), {"size": "usual"})
    assert 'class="large"' not in text(client.get(SIGN_IN))


def test_large_letters_hold_inside_too_and_are_changed_from_the_account_menu(as_role: As) -> None:
    browser = as_role("worker")
    assert "大字版" in text(browser.get("/"))
    browser.cookies["type"] = "large"
    assert 'class="large"' in text(browser.get("/"))


@pytest.mark.parametrize("referer", ["https://elsewhere.example/", ""])
def test_nobody_is_led_to_another_site(client: Browser, referer: str) -> None:
    assert (
        client.post(reverse("type-size"), {"size": "large"}, headers={"Referer": referer})["Location"] == "/"
    )


def test_a_password_may_be_looked_at(client: Browser) -> None:
    page = text(client.get(SIGN_IN))
    assert 'data-reveal="id_password"' in page
    assert 'aria-label="显示密码"' in page
    assert 'type="password"' in page


@pytest.fixture
def granny(world: World) -> Client:
    return register_client(actor=WANG, station_id=YACHA_STATION, person=GRANNY, on=localdate())


def visit_due(client: Client, day: date) -> None:
    Client.objects.filter(pk=client.pk).update(next_visit_on=day, visit_rule="x:y")


def test_an_empty_week_says_whom_to_visit_next(as_role: As, granny: Client) -> None:
    sunday = localdate() + timedelta(days=6 - localdate().weekday())
    visit_due(granny, sunday + timedelta(days=2))
    browser = as_role("worker")
    for url in (reverse("home"), reverse("due")):
        page = text(browser.get(url))
        assert "接下来：" in page
        assert "探访 1 位" in page


def test_whoever_has_visits_due_is_not_told_of_later_ones(as_role: As, granny: Client) -> None:
    visit_due(granny, localdate())
    assert "接下来：" not in text(as_role("worker").get(reverse("home")))


def test_an_account_that_waits_for_its_first_password_says_so_but_not_one_the_demo_brought(
    as_role: As, world: World
) -> None:
    made = open_account(
        actor=ZHAO, organisation_id=YACHA_OFFICE, username="zhen.yi", display_name="示例十三", role="township", region_code=YACHA, on=localdate(),
    ).user  # fmt: skip
    brought = world.account_of("worker")
    brought.must_change_password = True
    brought.save(update_fields=["must_change_password"])
    county = as_role("county")
    for demo, words in ((False, 2), (True, 1)):
        with override_settings(DEMO=demo):
            assert text(county.get(reverse("accounts"))).count("等本人改密码") == words
    assert "等本人改密码" in text(county.get(reverse("account", args=[made.pk])))
