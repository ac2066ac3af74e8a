"""Every page that can be reached without naming a record, as people see it: on a desk and on a phone.

Each is opened by every role that is walked; axe looks at it again only where the next role meets a kind of element that no
role before has met there. The addresses are shared out among several walks, which run side by side. A new page is walked by itself as soon as its address exists. With SCREENS=1 pictures are left in var/screens/pages/ for
the eye.
"""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLResolver, get_resolver
from playwright.sync_api import ConsoleMessage, Page, Response
from pytest_django.live_server_helper import LiveServer

from tests.browser.eye import DESK, PHONE, picture, settle, shapes, too_wide, violations
from tests.people import ONE_PER_ROLE
from tests.world import World, sign_in_as
from yizhan.kernel.actor import Actor
from yizhan.web.door import required_verbs

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FILES = (".xlsx", ".docx", ".zip")
"""Addresses that hand over a file instead of a page."""


def addresses(
    resolver: URLResolver | None = None, before: str = "/"
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Addresses of our pages without a blank in them, and the verbs each asks for."""
    for entry in (resolver or get_resolver()).url_patterns:
        address = f"{before}{entry.pattern}"
        if isinstance(entry, URLResolver):
            yield from addresses(entry, address)
        elif "<" not in address and "(" not in address:
            verbs = required_verbs(entry.callback)
            if entry.callback.__module__.startswith("yizhan.web") and verbs is not None:
                yield address, verbs


WALKING = ("county", "worker", "station_head", "administrator")
LIKE = {"station_head": "worker", "administrator": "county"}
"""Who sees what another sees, and more: only the more is walked."""


def reachable(who: str) -> list[str]:
    """What this role may open. The pages of one's own account are the same for all: the administrator walks them."""
    actor: Actor = ONE_PER_ROLE[who]
    kept_out = (
        ("/accounts/logout", "/accounts/demo") if who == "administrator" else ("/accounts/", "/account/")
    )
    seen = set(reachable(LIKE[who])) if who in LIKE else set()
    return [
        address
        for address, verbs in addresses()
        if all(actor.may(verb) for verb in verbs)
        and address not in seen
        and not address.startswith(kept_out)
        and not address.endswith(FILES)
    ]


WALKS = 6


def walked(who: str, walk: int) -> list[str]:
    every = sorted({address for address, _verbs in addresses()})
    mine = set(every[walk::WALKS])
    return [address for address in reachable(who) if address in mine]


@pytest.mark.parametrize("walk", range(WALKS))
def test_every_page_can_be_read_by_everybody(
    page: Page, live_server: LiveServer, client: Client, world: World, walk: int
) -> None:
    heard: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and "status of 404" not in message.text:
            heard.append(message.text)

    def missing(answer: Response) -> None:
        if answer.status == 404 and "/static/" in answer.url:
            heard.append(f"no file {answer.url}")

    page.on("console", hear)
    page.on("response", missing)
    page.on("pageerror", lambda error: heard.append(str(error)))
    wrong: list[str] = []
    met: dict[str, set[str]] = {}
    for who in WALKING:
        sign_in_as(client, world.account_of(who))
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.clear_cookies()
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
        )
        for address in walked(who, walk):
            heard.clear()
            page.set_viewport_size(DESK)
            answer = page.goto(f"{live_server.url}{address}")
            if answer is None or answer.status in {404, 405} or "<html" not in answer.text():
                continue
            told = f"{who} at {address}"
            if answer.status >= 400:
                wrong.append(f"{told}: status {answer.status}")
            settle(page)
            for size, view in (("desk", DESK), ("phone", PHONE)):
                page.set_viewport_size(view)
                picture(page, f"pages/{who}{address.replace('/', '-')}{size}")
                if (wide := too_wide(page)) > 0:
                    wrong.append(f"{told}: {wide} px too wide on the {size}")
            here = shapes(page)
            if not here <= met.setdefault(address, set()):
                met[address] |= here
                wrong += [f"{told}: {one}" for one in violations(page)]
            wrong += [f"{told}: {one}" for one in heard]
    assert not wrong, "\n".join(wrong)
