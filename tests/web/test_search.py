"""The one box on every page: what it finds for whom, and where the words do not end up."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client as Browser
from django.urls import reverse
from django.utils.timezone import localdate

from tests.clients.folk import GRANNY
from tests.conftest import Pinned
from tests.people import WANG, YACHA_STATION
from tests.world import World, sign_in_as
from yizhan.clients.actions import register_client
from yizhan.clients.models import Client
from yizhan.privacy.models import AuditEvent

pytestmark = pytest.mark.django_db

As = Callable[[str], Browser]


def text(answer: Any) -> str:
    return answer.content.decode()


@pytest.fixture
def granny(world: World) -> Client:
    return register_client(actor=WANG, station_id=YACHA_STATION, person=GRANNY, on=localdate())


@pytest.fixture
def as_role(world: World) -> As:
    return lambda role: sign_in_as(Browser(), world.account_of(role))


def found(browser: Browser, words: str) -> dict[str, list[str]]:
    """Kind → titles, as the page shows them after the words were sent."""
    page = browser.post(reverse("search"), {"q": words}, follow=True)
    assert page.status_code == 200
    return {str(one.kind.label): [hit.title for hit in one.hits] for one in page.context["found"]}


@pytest.mark.parametrize(
    "words", ["测试奶奶", "奶奶", "csnn", GRANNY.id_number, GRANNY.id_number[-4:], GRANNY.phone]
)
def test_a_person_is_found_by_name_initials_number_tail_and_telephone(
    as_role: As, granny: Client, words: str
) -> None:
    assert found(as_role("worker"), words)["服务对象"] == ["测试奶奶"]


def test_the_number_of_a_file_finds_it(as_role: As, granny: Client) -> None:
    assert found(as_role("worker"), granny.file_no)["服务对象"] == ["测试奶奶"]


@pytest.mark.parametrize("role", ["administrator", "province", "agency_finance"])
def test_a_role_that_sees_no_client_finds_none(as_role: As, granny: Client, role: str) -> None:
    assert "服务对象" not in found(as_role(role), GRANNY.id_number)


def test_the_words_are_in_no_address_no_audit_line_and_not_readable_in_the_session(
    as_role: As, granny: Client
) -> None:
    browser = as_role("worker")
    sent = browser.post(reverse("search"), {"q": GRANNY.id_number})
    assert sent["Location"] == reverse("search")
    page = browser.get(sent["Location"])
    assert "测试奶奶" in text(page)
    assert GRANNY.id_number not in Session.objects.get().get_decoded()["search"]
    assert not [line for line in AuditEvent.objects.all() if GRANNY.id_number in str(line.facts)]
    assert 'method="post"' in text(browser.get(reverse("home"))).split('role="search"')[1][:80]


def test_going_back_from_a_file_finds_the_results_again(as_role: As, granny: Client) -> None:
    browser = as_role("worker")
    found(browser, "奶奶")
    browser.get(reverse("client-file", args=[granny.pk]))
    assert "测试奶奶" in text(browser.get(reverse("search")))
    browser.post(reverse("search"), {"q": " "})
    assert "想找谁、找什么？" in text(browser.get(reverse("search")))


def test_stations_are_found_by_name_and_initials(as_role: As) -> None:
    assert found(as_role("county"), "牙叉")["社工站"] == ["白沙黎族自治县牙叉镇社会工作服务站"]
    assert found(as_role("county"), "yc")["社工站"] == ["白沙黎族自治县牙叉镇社会工作服务站"]
    assert "社工站" not in found(as_role("county"), "石碌")


def test_rules_of_the_region_are_found_by_their_words_and_lead_to_the_rule(as_role: As) -> None:
    browser = as_role("worker")
    assert any("驻站社工" in title for title in found(browser, "至少 驻站")["本地区规则"])
    page = browser.get(reverse("search"))
    url = next(hit.url for one in page.context["found"] for hit in one.hits if "rule=" in hit.url)
    assert browser.get(url).status_code == 200


def test_pages_are_found_by_name_other_words_and_initials_if_their_door_opens(as_role: As) -> None:
    assert found(as_role("worker"), "建档")["页面"] == ["建档"]
    assert "开账号" in found(as_role("county"), "开账号")["页面"]
    assert "页面" not in found(as_role("worker"), "开账号")
    assert found(as_role("auditor"), "sjjl")["页面"] == ["审计记录"]


def test_accounts_are_found_by_whoever_looks_after_them(as_role: As, world: World) -> None:
    world.account_of("worker")
    assert found(as_role("county"), "示例驻站")["账号"] == ["示例驻站社工"]
    assert "账号" not in found(as_role("worker"), "示例驻站")


def test_nothing_found_says_how_to_try_again(as_role: As) -> None:
    page = as_role("county").post(reverse("search"), {"q": "查无此人"}, follow=True)
    assert "没有找到" in text(page)
    assert "拼音首字母" in text(page)


def test_every_page_that_is_offered_exists(as_role: As) -> None:
    from yizhan.web.search import PAGES  # after the doors are hung

    for _label, name, _words in PAGES:
        assert reverse(name)


def test_a_search_asks_the_database_a_fixed_number_of_times(
    as_role: As, granny: Client, pinned_queries: Pinned
) -> None:
    browser = as_role("county")
    found(browser, "测试")
    with pinned_queries("search"):
        browser.get(reverse("search"))
