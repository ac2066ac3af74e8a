"""Whoever follows the links of the product, in whatever role, is never sent where the door is shut or the page breaks."""

import re
from collections import deque
from collections.abc import Callable, Iterator
from functools import cache
from random import Random
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client as Browser
from django.urls import Resolver404, resolve, reverse
from lxml import html

from tests.clients.conftest import only_these_packs
from tests.people import ONE_PER_ROLE
from tests.reports.rich import OCTOBER, furnish, papers
from tests.world import World, sign_in_as
from yizhan.clients.models import Client
from yizhan.kernel.metric import METRICS
from yizhan.policy import book
from yizhan.reports.rules.monthly_process import PROCESS
from yizhan.web.door import may_enter
from yizhan.web.reports.county import LEFT_FIRST

RAW = re.compile(
    r"\bNone\b|\b(?:True|False)\b|UUID\(|datetime\.|Decimal\(|\{\{|%\([a-z]|[0-9a-f]{8}-[0-9a-f]{4}-7|。。|，，|：："
)
"""What a person is never to read: a value nobody put into words, a sentence put together wrongly."""
WALKING = ("county", "province", "township", "station_head", "agency_finance", "auditor", "administrator")
"""What the other roles are shown, one of these is shown too."""


def links(page: html.HtmlElement, here: str) -> Iterator[str]:
    for one in page.iterlinks():
        if one[0].tag == "a" and one[1] == "href":
            address = urlsplit(urljoin(here, one[2]))
            if not address.netloc and address.path.startswith("/") and not one[0].get("download"):
                yield address.path + (f"?{address.query}" if address.query else "")


@cache
def leads_to(path: str) -> tuple[str, Callable[..., object] | None]:
    """The page without whose it is, and what draws it; None: nothing does."""
    try:
        found = resolve(path)
    except Resolver404:
        return path, None
    return found.view_name, found.func


def walk(browser: Browser, who: str, files: set[str]) -> Iterator[str]:
    """What is wrong on the way through every kind of page that a link leads to, one address of each.

    files  what turned out to be a file: it has no links, so whoever comes next only has to be let in
    """
    actor = ONE_PER_ROLE[who]
    waiting, seen = deque([("/", "/")]), {"home"}
    while waiting:
        address, came_from = waiting.popleft()
        answer = browser.get(address)
        told = f"{who}: {address} (linked on {came_from})"
        if answer.status_code >= 400:
            yield f"{told} answers {answer.status_code}"
        if answer.status_code != 200 or "html" not in answer.headers["Content-Type"]:
            if answer.status_code == 200:
                files.add(leads_to(urlsplit(address).path)[0])
            continue
        page = html.fromstring(answer.content)
        for hidden in page.xpath("//script|//style|//template|//code"):
            hidden.drop_tree()
        if (raw := RAW.search(page.text_content())) is not None:
            yield f"{told} says {raw.group()}"
        for link in links(page, address):
            name, view = leads_to(urlsplit(link).path)
            if name in seen or link.startswith(("/static/", "/accounts/", "/field")):
                continue
            seen.add(name)
            if view is None:
                yield f"{told} leads nowhere: {link}"
            elif not may_enter(view, actor):
                yield f"{told} leads to a shut door: {link}"
            elif name not in files:
                waiting.append((link, address))


@pytest.fixture
def furnished(
    world: World, granny: Client, uncle: Client, grandpa: Client, monkeypatch: pytest.MonkeyPatch
) -> World:
    only_these_packs(monkeypatch, [*book.shelf(), papers()])
    furnish(Random(0))
    return world


def test_no_link_leads_to_a_shut_door_or_a_broken_page_and_no_page_shows_raw_values(
    furnished: World, client: Browser
) -> None:
    wrong: list[str] = []
    files = {"role-matrix"}  # one table for everybody, and a test of its own
    for who in WALKING:
        sign_in_as(client, furnished.account_of(who))
        wrong += walk(client, who, files)
    sign_in_as(client, furnished.account_of("province"))
    totals = {(each.unit, each.stock, name.partition(".")[0]): name for name, each in METRICS.items()}
    for name in METRICS:
        address = f"{reverse('figure', args=[name])}?month={OCTOBER:%Y-%m}"
        everywhere = (
            [""] if name in totals.values() else []
        )  # a total is drawn alike in one room, unit and kind
        for station in (f"&station={furnished.yacha.pk}", *everywhere):
            answer = client.get(address + station)
            text = html.fromstring(answer.content).text_content()
            if answer.status_code != 200 or RAW.search(text):
                wrong.append(f"{address}{station} answers {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_the_stations_are_sorted_by_their_reports_in_whatever_state_these_are() -> None:
    assert set(LEFT_FIRST) == set(PROCESS.labels)
