"""What is searched may be a name or a number: it is written in no address, and the list is found again all the same."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client as Browser

from tests.clients.folk import GRANNY
from tests.services.conftest import granny
from tests.world import World, sign_in_as
from yizhan.clients.models import Client
from yizhan.web.words import opened, sealed

__all__ = ["granny"]
pytestmark = pytest.mark.django_db


def test_a_search_leads_to_an_address_that_says_nothing_and_finds_the_same(
    world: World, client: Browser, granny: Client
) -> None:
    sign_in_as(client, world.account_of("worker"))
    sent = client.post("/clients/?find=1&grade=&after=x", {"q": GRANNY.id_number, "sort": "name"})
    assert sent.status_code == 303
    told = parse_qs(urlsplit(sent["Location"]).query)
    assert (set(told), told["sort"]) == ({"q", "sort"}, ["name"])
    assert GRANNY.id_number not in sent["Location"]
    page = client.get(sent["Location"])
    assert [row["client"].pk for row in page.context["rows"]] == [granny.pk]
    assert f'value="{GRANNY.id_number}"' in page.content.decode(), "the box still says what was asked"
    links = [page.context["listing"].export_url, page.context["listing"].first_url]
    assert not any(GRANNY.id_number in link for link in links)


def test_a_fragment_that_looks_while_one_types_is_answered_at_once(
    world: World, client: Browser, granny: Client
) -> None:
    sign_in_as(client, world.account_of("worker"))
    answer = client.post(
        "/services/new/people/?find=1&kind=VISIT", {"q": "测试奶奶"}, headers={"HX-Request": "true"}
    )
    assert (answer.status_code, "测试奶奶" in answer.content.decode()) == (200, True)


def test_words_are_opened_only_as_they_were_sealed() -> None:
    assert opened(sealed("测试奶奶")) == "测试奶奶"
    assert opened("~1:bm90aGluZw==") == ""
    assert opened("in clear") == "in clear"
