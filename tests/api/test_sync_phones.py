"""A phone belongs to one account, is reported lost, signs out."""

from django.test import Client as Browser
from django.utils.timezone import now

from tests.api.one_phone import JSON, Phone, field, phone, states, visit
from tests.conftest import Pinned
from tests.people import HEAD, SHILU_STATION, YACHA_STATION
from tests.services.conftest import granny, uncle, worker
from tests.world import World, sign_in_as
from yizhan.clients.models import Client
from yizhan.devices.actions import report_lost
from yizhan.devices.models import Device
from yizhan.kernel.ids import uuid7

__all__ = ["field", "granny", "phone", "uncle", "worker"]


def test_the_session_tells_who_and_gives_the_token(phone: Phone) -> None:
    told = phone.browser.get("/api/v1/sync/session").json()
    assert [one["id"] for one in told["stations"]] == [str(YACHA_STATION)]
    assert told["csrf_token"]


def test_a_lost_phone_gets_nothing_and_is_told_to_clear_itself(phone: Phone, granny: Client) -> None:
    report_lost(actor=HEAD, device_id=phone.id, reason="昨天下乡时丢在车上", at=now())
    for place, told in (
        ("changes", {"device_id": str(phone.id)}),
        ("first", {"device_id": str(phone.id)}),
        ("commands", {"device_id": str(phone.id), "sent_at": now().isoformat(), "commands": [visit(granny)]}),
    ):
        answer = phone.post(place, told)
        assert (answer.status_code, answer.json()["code"]) == (422, "devices.wipe")
    key = {"headers": {"X-Device-Key": phone.key}}
    assert phone.post("devices/check", {}, **key).json()["state"] == "LOST"
    assert phone.browser.get("/api/v1/sync/session").status_code == 401, "a finder reads nothing as its user"
    assert phone.post("devices/wiped", {}, **key).json()["state"] == "WIPED"
    assert phone.post("devices/wiped", {}, **key).json()["state"] == "WIPED"
    assert Device.objects.get().wiped_at is not None


def test_who_signs_out_on_the_phone_is_signed_out_and_nobody_else(phone: Phone, world: World) -> None:
    key = {"X-Device-Key": phone.key}
    head = sign_in_as(Browser(), world.account_of("station_head"))
    assert head.post("/api/v1/sync/devices/wiped", headers=key).json()["state"] == "WIPED"
    assert head.get("/").status_code == 200, "of another account in the same browser nothing is known"
    assert phone.browser.get("/").status_code == 200
    assert phone.post("devices/wiped", {}, headers=key).json()["state"] == "WIPED"
    assert phone.browser.get("/api/v1/sync/session").status_code == 401


def test_a_phone_is_of_one_account(phone: Phone, world: World) -> None:
    deputy = sign_in_as(Browser(), world.account_of("deputy_head"))
    told = {"id": str(phone.id), "station_id": str(YACHA_STATION)}
    answer = deputy.post("/api/v1/sync/devices", told, content_type=JSON)
    assert (answer.status_code, answer.json()["code"]) == (422, "devices.of-somebody-else")
    assert (
        deputy.post("/api/v1/sync/changes", {"device_id": str(phone.id)}, content_type=JSON).status_code
        == 404
    )
    again = phone.post("devices", told).json()
    assert again["key"] != phone.key
    elsewhere = told | {"id": str(uuid7()), "station_id": str(SHILU_STATION)}
    assert phone.post("devices", elsewhere).status_code == 404


def test_only_the_field_has_phones(world: World, client: Browser) -> None:
    sign_in_as(client, world.account_of("auditor"))
    told = {"id": str(uuid7()), "station_id": str(YACHA_STATION)}
    assert client.post("/api/v1/sync/devices", told, content_type=JSON).status_code == 403
    assert client.get("/api/v1/sync/differences").status_code == 403


def test_queries_of_a_batch_and_of_a_pull(
    phone: Phone, granny: Client, uncle: Client, pinned_queries: Pinned
) -> None:
    batch = [visit(granny) for _ in range(10)]
    with pinned_queries("sync: ten visits"):
        assert set(states(phone.send(*batch))) == {"DONE"}
    with pinned_queries("sync: ten visits again"):
        assert set(states(phone.send(*batch))) == {"DONE"}
    with pinned_queries("sync: changes"):
        assert len(phone.pull()["rows"]) == 12
