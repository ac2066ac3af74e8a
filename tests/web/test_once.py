"""A form that is sent twice makes one thing: after going back, or on a slow line."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils.timezone import localdate

from tests.clients.folk import GRANNY, UNCLE
from tests.people import WANG, YACHA_OFFICE, YACHA_STATION
from tests.web.test_workforce import form as worker_facts
from tests.world import World, sign_in_as
from yizhan.access.models import Organisation, RoleGrant, User
from yizhan.clients.actions import register_client
from yizhan.clients.models import Client, Consent
from yizhan.kernel.ids import uuid7
from yizhan.stations.models import Station
from yizhan.web.once import MAKING
from yizhan.workforce.models import Certificate, Worker

pytestmark = pytest.mark.django_db
As = Callable[[str], Browser]
SAID = "刚才已经存好了"
CLERK = {
    "organisation": str(YACHA_OFFICE),
    "display_name": "示例十三",
    "username": "zhen.yi",
    "role": "township",
}


@pytest.fixture
def as_role(world: World) -> As:
    return lambda role: sign_in_as(Browser(), world.account_of(role))


def drawn(browser: Browser, url: str) -> str:
    """The id with which the page draws its form."""
    found = re.findall(r'name="once" value="([^"]+)"', browser.get(url).content.decode())
    assert found, f"{url} draws no id"
    return str(found[0])


def twice(browser: Browser, url: str, facts: dict[str, Any]) -> Any:
    """Sends the same form twice, as after going back; the second answer."""
    given = facts | {"once": drawn(browser, url)}
    stored = browser.post(url, given)
    assert stored.status_code in (200, 302), stored.content.decode()
    again = browser.post(url, given)
    assert again.status_code == 302
    if stored.status_code == 302:
        assert again["Location"] == stored["Location"]
    page = browser.get(again["Location"])
    assert SAID in page.content.decode()
    return page


MAKES = {
    "station": ("county", "station-new", [], Station, {"region_code": "469025102", "kind": "STATION", "mode": "PURCHASED", "planned_on": "2026-11-01"}),
    "worker": ("station_head", "worker-new", [YACHA_STATION], Worker, None),
    "account": ("county", "account-new", [], User, CLERK),
    "organisation": ("county", "organisation-new", [], Organisation, {"kind": "DEPARTMENT", "name": "示例白沙县残联", "region_code": "469025"}),
}  # fmt: skip


@pytest.mark.parametrize("what", MAKES)
def test_whatever_is_made_is_made_once(as_role: As, what: str) -> None:
    role, name, where, table, facts = MAKES[what]
    browser, url = as_role(role), reverse(name, args=where)
    before = table.objects.count()
    twice(browser, url, worker_facts() if facts is None else facts)
    assert table.objects.count() == before + 1


def test_a_file_is_opened_once(as_role: As) -> None:
    browser, url = as_role("worker"), reverse("client-register")
    facts = {
        "station": str(YACHA_STATION),
        "name": UNCLE.name,
        "id_kind": "RESIDENT",
        "id_number": UNCLE.id_number,
        "opened_on": localdate(),
        "client_id": str(uuid7()),
    }
    twice(browser, url, facts)
    assert Client.objects.count() == 1


def test_a_certificate_and_a_consent_are_entered_once(as_role: As) -> None:
    head = as_role("station_head")
    head.post(reverse("worker-new", args=[YACHA_STATION]), worker_facts())
    worker = Worker.objects.get()
    issued = localdate() - timedelta(days=400)
    facts = {"level": "ASSISTANT", "number": "示例1", "issued_on": issued}
    twice(head, reverse("worker-certificate", args=[worker.pk]), facts)
    assert Certificate.objects.count() == 1

    granny = register_client(actor=WANG, station_id=YACHA_STATION, person=GRANNY, on=localdate())
    browser = as_role("worker")
    given = {"purpose": "PHOTO", "given": "yes", "form": "ORAL", "given_by": "SELF", "given_on": localdate()}
    once = drawn(browser, reverse("client-file", args=[granny.pk]))
    for _ in range(2):
        browser.post(reverse("client-consent", args=[granny.pk]), given | {"once": once})
    assert Consent.objects.count() <= 1


def test_an_account_that_was_opened_leads_to_its_page_not_to_its_password(as_role: As) -> None:
    page = twice(as_role("county"), reverse("account-new"), CLERK)
    assert page.request["PATH_INFO"] == reverse("account", args=[User.objects.get(username="zhen.yi").pk])
    assert RoleGrant.objects.filter(user__username="zhen.yi").count() == 1


def test_going_back_and_changing_a_word_makes_no_second_thing_and_says_so(as_role: As) -> None:
    county, url = as_role("county"), reverse("organisation-new")
    facts = {
        "kind": "DEPARTMENT",
        "name": "示例白沙县残联",
        "region_code": "469025",
        "once": drawn(county, url),
    }
    county.post(url, facts)
    page = county.post(url, facts | {"name": "示例白沙县残疾人联合会"}, follow=True).content.decode()
    assert "后来改的没有存" in page
    assert not Organisation.objects.filter(name__contains="联合会").exists()


def test_a_correction_sent_again_with_other_words_is_done(as_role: As) -> None:
    head = as_role("station_head")
    head.post(reverse("worker-new", args=[YACHA_STATION]), worker_facts())
    url = reverse("worker-edit", args=[Worker.objects.get().pk])
    facts = worker_facts() | {"once": drawn(head, url)}
    head.post(url, facts | {"name": "示例伍"})
    head.post(url, facts | {"name": "示例陆"})
    assert Worker.objects.get().name == "示例陆"


def test_a_refused_form_keeps_its_id_and_goes_through_when_mended(as_role: As) -> None:
    county, url = as_role("county"), reverse("organisation-new")
    facts = {"kind": "DEPARTMENT", "name": "", "region_code": "469025", "once": drawn(county, url)}
    shown = county.post(url, facts)
    assert f'name="once" value="{facts["once"]}"' in shown.content.decode()
    assert county.post(url, facts | {"name": "示例白沙县残联"}).status_code == 302
    assert Organisation.objects.filter(name="示例白沙县残联").exists()


def test_two_forms_drawn_apart_make_two_things(as_role: As) -> None:
    county, url = as_role("county"), reverse("organisation-new")
    assert drawn(county, url) != drawn(county, url)
    for name in ("示例白沙县残联", "示例白沙县妇联"):
        county.post(
            url, {"kind": "DEPARTMENT", "name": name, "region_code": "469025", "once": drawn(county, url)}
        )
    assert Organisation.objects.filter(kind="DEPARTMENT").count() == 2


def test_the_session_keeps_no_word_of_a_form_and_not_even_a_digest_of_a_password(as_role: As) -> None:
    county, url = as_role("county"), reverse("account-new")
    county.post(url, CLERK | {"phone": "13800000001", "once": drawn(county, url)})
    assert "13800000001" not in str(dict(county.session))
    assert "示例十三" not in str(dict(county.session))
    before = dict(county.session)["once"]
    county.post(reverse("own-password"), {"old": "a", "new": "b", "again": "c", "once": str(uuid7())})
    assert dict(county.session)["once"] == before


def test_an_id_that_is_none_is_no_obstacle(as_role: As) -> None:
    county, url = as_role("county"), reverse("organisation-new")
    facts = {"kind": "DEPARTMENT", "name": "示例白沙县残联", "region_code": "469025", "once": "x"}
    assert county.post(url, facts).status_code == 302


def test_every_address_that_makes_something_exists(world: World) -> None:
    from django.urls import get_resolver

    known = {str(name) for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert known >= MAKING, MAKING - known
