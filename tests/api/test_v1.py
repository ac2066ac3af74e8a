"""The same verb through another window; one JSON shape for every refusal; the description tells the truth."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils.timezone import localdate

from tests.people import SHILU_STATION, YACHA_STATION, ZHAO
from tests.services.conftest import Record, granny, neighbour, record, stranger, uncle, worker
from tests.world import World, sign_in_as
from yizhan.clients.models import Client
from yizhan.kernel.ids import uuid7
from yizhan.services.models import ServiceRecord
from yizhan.workforce.actions import link_account
from yizhan.workforce.models import Worker

__all__ = ["Record", "granny", "neighbour", "record", "stranger", "uncle", "worker"]
URL = "/api/v1/services"


@pytest.fixture
def phone(world: World, client: Browser, worker: Worker) -> Browser:
    account = world.account_of("worker")
    link_account(actor=ZHAO, worker_id=worker.pk, user_id=account.pk)
    return sign_in_as(client, account)


def body(*people: Client, **given: Any) -> dict[str, Any]:
    return {
        "id": str(uuid7()), "station_id": str(YACHA_STATION), "kind": "VISIT", "mode": "AT_HOME", "minutes": 30,
        "done_on": localdate().isoformat(), "client_ids": [str(one.pk) for one in people],
    } | given  # fmt: skip


def send(phone: Browser, told: dict[str, Any]) -> Any:
    return phone.post(URL, told, content_type="application/json")


def test_a_service_is_recorded_once_however_often_it_is_sent(
    phone: Browser, granny: Client, worker: Worker
) -> None:
    told = body(granny, note="已压好", item_codes=["养老-3"])
    first, again = send(phone, told), send(phone, told)
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json()["id"] == again.json()["id"] == told["id"]
    assert ServiceRecord.objects.get().worker == worker
    other = send(phone, told | {"minutes": 31})
    assert (other.status_code, other.json()["code"]) == (409, "services.id-taken")


@pytest.mark.parametrize(
    ("wrong", "status", "code"),
    [
        ({"minutes": 0}, 422, "body"),
        ({"kind": "DANCE"}, 422, "body"),
        ({"done_on": "2999-01-01"}, 422, "services.future"),
        ({"item_codes": ["计生-1"]}, 422, "services.item-outside-catalogue"),
        ({"station_id": str(SHILU_STATION)}, 404, "not-found"),
    ],
)
def test_every_refusal_has_one_shape(
    phone: Browser, granny: Client, wrong: dict[str, Any], status: int, code: str
) -> None:
    answer = send(phone, body(granny, **wrong))
    assert answer.status_code == status
    assert set(answer.json()) == {"reason", "code", "clause"}
    assert answer.json()["code"] == code
    assert answer.json()["reason"].endswith("。")


def test_a_person_of_the_next_county_is_not_there(phone: Browser, stranger: Client) -> None:
    assert send(phone, body(stranger)).status_code == 404


def test_the_role_decides_and_so_does_the_session(phone: Browser, world: World, granny: Client) -> None:
    sign_in_as(phone, world.account_of("auditor"))
    refused = send(phone, body(granny))
    assert (refused.status_code, refused.json()["code"]) == (403, "services.record_service")
    phone.logout()
    assert send(phone, body(granny)).status_code == 401


def test_without_the_token_of_the_page_nothing_is_written(world: World, granny: Client) -> None:
    strict = sign_in_as(Browser(enforce_csrf_checks=True), world.account_of("worker"))
    assert send(strict, body(granny)).status_code == 403
    assert not ServiceRecord.objects.exists()


def test_who_is_due_by_village(phone: Browser, granny: Client, stranger: Client) -> None:
    found = phone.get("/api/v1/clients", {"due": 1, "days": 62}).json()
    assert str(stranger.pk) not in [one["id"] for one in found]
    assert "id_number" not in str(found)
    for one in found:
        assert one["next_visit_on"] <= (localdate() + timedelta(days=62)).isoformat()


def test_the_description_names_every_refusal(phone: Browser) -> None:
    told = phone.get("/api/v1/openapi.json").json()
    for path in told["paths"].values():
        for operation in path.values():
            assert {"401", "403", "404", "409", "422"} <= set(operation["responses"])
            assert operation["security"]
