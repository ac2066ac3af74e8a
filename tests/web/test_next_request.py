"""What was taken away is gone at the very next request, on the page and through the API alike."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client as Browser
from django.utils.timezone import localdate, now

from tests.people import YACHA_STATION, ZHAO
from tests.services.conftest import granny, worker
from tests.world import PASSWORD, World, sign_in_as
from yizhan.access.actions import (
    change_own_password,
    close_account,
    end_custody,
    grant_role,
    revoke_role,
)
from yizhan.access.models import RoleGrant, User
from yizhan.access.queries import oneself
from yizhan.clients.models import Client
from yizhan.kernel.ids import uuid7
from yizhan.services.models import ServiceRecord
from yizhan.workforce.actions import link_account
from yizhan.workforce.models import Worker

__all__ = ["granny", "worker"]
YESTERDAY = timedelta(days=1)


@pytest.fixture
def account(world: World, worker: Worker) -> User:
    account = world.account_of("worker")
    link_account(actor=ZHAO, worker_id=worker.pk, user_id=account.pk)
    return account


@pytest.fixture
def phone(client: Browser, account: User, granny: Client) -> Browser:
    """Signed in, and has just recorded a service and looked at a page."""
    sign_in_as(client, account)
    assert record(client, granny).status_code == 200
    assert client.get(f"/clients/{granny.pk}/").status_code == 200
    return client


def record(phone: Browser, person: Client) -> Any:
    told = {
        "id": str(uuid7()), "station_id": str(YACHA_STATION), "kind": "VISIT", "mode": "AT_HOME", "minutes": 30,
        "done_on": localdate().isoformat(), "client_ids": [str(person.pk)],
    }  # fmt: skip
    return phone.post("/api/v1/services", told, content_type="application/json")


def test_a_revoked_role_is_gone_at_the_next_request(phone: Browser, account: User, granny: Client) -> None:
    revoke_role(actor=ZHAO, grant_id=RoleGrant.objects.get(user=account).pk, on=localdate())
    assert record(phone, granny).status_code == 403
    assert phone.get(f"/clients/{granny.pk}/").status_code == 403
    assert ServiceRecord.objects.count() == 1


def test_a_role_given_is_there_at_the_next_request(phone: Browser, account: User, granny: Client) -> None:
    assert phone.get("/access/accounts/").status_code in {403, 404}
    grant = RoleGrant.objects.get(user=account)
    revoke_role(actor=ZHAO, grant_id=grant.pk, on=localdate())
    assert record(phone, granny).status_code == 403
    grant_role(
        actor=ZHAO, user_id=account.pk, role="worker", region_code=grant.region_code, station_id=YACHA_STATION,
        from_on=localdate(), on=localdate(),
    )  # fmt: skip
    assert record(phone, granny).status_code == 200


def test_a_closed_account_is_out_at_the_next_request(phone: Browser, account: User, granny: Client) -> None:
    close_account(actor=ZHAO, user_id=account.pk, on=localdate())
    assert record(phone, granny).status_code == 401
    assert phone.get(f"/clients/{granny.pk}/").headers["Location"].startswith("/accounts/login/")
    assert ServiceRecord.objects.count() == 1


def test_a_station_that_went_to_another_organisation_is_out_of_sight_at_the_next_request(
    phone: Browser, granny: Client
) -> None:
    end_custody(actor=ZHAO, station_id=YACHA_STATION, to_on=localdate() - YESTERDAY)
    assert record(phone, granny).status_code == 404
    assert phone.get(f"/clients/{granny.pk}/").status_code == 404
    assert ServiceRecord.objects.count() == 1


def test_a_session_that_was_ended_elsewhere_is_out_at_the_next_request(
    phone: Browser, granny: Client
) -> None:
    kept = phone.cookies[settings.SESSION_COOKIE_NAME].value
    phone.post("/accounts/logout/")
    phone.cookies[settings.SESSION_COOKIE_NAME] = kept
    assert record(phone, granny).status_code == 401
    assert phone.get(f"/clients/{granny.pk}/").status_code == 302


def test_a_session_of_the_old_password_is_out_at_the_next_request(
    phone: Browser, account: User, granny: Client
) -> None:
    change_own_password(
        actor=oneself(account), user_id=account.pk, old=PASSWORD, new="Bu-Tong-De-2026", at=now()
    )
    assert record(phone, granny).status_code == 401
    assert phone.get(f"/clients/{granny.pk}/").status_code == 302


def test_a_session_that_ran_out_is_out_at_the_next_request(phone: Browser, granny: Client) -> None:
    Session.objects.update(expire_date=now() - YESTERDAY)
    assert record(phone, granny).status_code == 401
    assert phone.get(f"/clients/{granny.pk}/").status_code == 302


def test_somebody_else_at_the_same_desk_is_somebody_else(
    phone: Browser, world: World, granny: Client
) -> None:
    """The same question in the same process, other values."""
    sign_in_as(phone, world.account_of("auditor"))
    assert record(phone, granny).status_code == 403
    assert ServiceRecord.objects.count() == 1
