"""A phone of the field as far as the server sees it, and what it sends."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test import Client as Browser
from django.utils.timezone import localdate, now

from tests.clients.folk import number
from tests.people import YACHA_STATION, ZHAO
from tests.world import World, sign_in_as
from yizhan.clients.models import Client
from yizhan.kernel.ids import uuid7
from yizhan.services.models import ServiceRecord
from yizhan.workforce.actions import link_account
from yizhan.workforce.models import Worker

JSON = "application/json"


class Phone:
    """A phone with the field app, as far as the server sees it."""

    def __init__(self, browser: Browser, *, station_id: UUID = YACHA_STATION) -> None:
        self.browser, self.id = browser, uuid7()
        made = self.post("devices", {"id": str(self.id), "station_id": str(station_id), "label": "测试手机"})
        assert made.status_code == 200, made.content
        self.key = made.json()["key"]

    def post(self, place: str, told: dict[str, Any], **given: Any) -> Any:
        return self.browser.post(f"/api/v1/sync/{place}", told, content_type=JSON, **given)

    def send(self, *commands: Any, place: str = "commands", **given: Any) -> list[dict[str, Any]]:
        headers = {"headers": {"X-Device-Key": self.key}} if place == "leftovers" else {}
        told = {"device_id": str(self.id), "sent_at": now().isoformat(), "commands": list(commands)} | given
        answer = self.post(place, told, **headers)
        assert answer.status_code == 200, answer.content
        found: list[dict[str, Any]] = answer.json()["answers"]
        return found

    def pull(self, **given: Any) -> dict[str, Any]:
        answer = self.post("changes", {"device_id": str(self.id)} | given)
        assert answer.status_code == 200, answer.content
        found: dict[str, Any] = answer.json()
        return found

    def row(self, of: Client | ServiceRecord) -> dict[str, Any]:
        return next(row for row in self.pull()["rows"] if row["id"] == str(of.pk))


Carry = Callable[[], Phone]


@pytest.fixture
def field(world: World, client: Browser, worker: Worker) -> Browser:
    account = world.account_of("worker")
    link_account(actor=ZHAO, worker_id=worker.pk, user_id=account.pk)
    return sign_in_as(client, account)


@pytest.fixture
def phone(field: Browser) -> Phone:
    return Phone(field)


def command(verb: str, body: dict[str, Any], **given: Any) -> dict[str, Any]:
    return {
        "id": str(uuid7()), "verb": verb, "body": body, "made_at": now().isoformat(),
        "done_on": localdate().isoformat(),
    } | given  # fmt: skip


def visit(*people: Client | UUID | str, **given: Any) -> dict[str, Any]:
    outside = {name: given.pop(name) for name in ("id", "after", "done_on", "made_at") if name in given}
    ids = [str(one.pk if isinstance(one, Client) else one) for one in people]
    body = {
        "service_id": str(uuid7()), "station_id": str(YACHA_STATION), "kind": "VISIT", "mode": "AT_HOME", "minutes": 30,
        "client_ids": ids,
    }  # fmt: skip
    return command("services.record_service", body | given, **outside)


def newcomer(**given: Any) -> dict[str, Any]:
    body = {
        "client_id": str(uuid7()), "station_id": str(YACHA_STATION), "name": "示例新人",
        "id_number": number("46902519550505004"), "village_name": "示例村",
    }  # fmt: skip
    return command("clients.register_client", body | given)


def changed(client: Client, version: str, **changes: Any) -> dict[str, Any]:
    return command(
        "clients.update_client", {"client_id": str(client.pk), "changes": changes}, seen_version=version
    )


def states(answers: list[dict[str, Any]]) -> list[str]:
    return [each["state"] for each in answers]
