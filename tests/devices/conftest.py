"""A phone in the hands of 王社工, and what it sends."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from tests.people import LI, SHILU_STATION, WANG, YACHA_STATION
from tests.services.conftest import Record, granny, neighbour, record, stranger, uncle, worker
from tests.world import NOW, TODAY, World
from yizhan.access.actions import open_account
from yizhan.access.models import User
from yizhan.access.roles import founder
from yizhan.devices.actions import register_device, set_aside
from yizhan.devices.actions.phones import Registered
from yizhan.devices.actions.verbs import PHONE_VERBS
from yizhan.devices.models import Command, Device
from yizhan.devices.queries.phones import sender
from yizhan.devices.rules.sent import Sent
from yizhan.kernel.actor import Actor
from yizhan.kernel.ids import uuid7

__all__ = ["Record", "granny", "neighbour", "record", "stranger", "uncle", "worker"]


def account_of(actor: Actor, *, station_id: UUID) -> User:
    """An account under the very id of one of the people we know."""
    region = actor.grants[0].region
    assert actor.organisation_id is not None
    return open_account(
        actor=founder(),
        account_id=UUID(actor.id),
        organisation_id=actor.organisation_id,
        username=f"phone.{station_id.hex[-6:]}",
        display_name=f"示例{actor.label}",
        role=next(iter(actor.roles)),
        region_code=region,
        station_id=station_id,
        on=date(2025, 1, 1),
    ).user


def phone_of(actor: Actor, *, station_id: UUID) -> Registered:
    return register_device(actor=actor, device_id=uuid7(), station_id=station_id, label="测试手机", at=NOW)


@pytest.fixture
def phone(world: World) -> Device:
    account_of(WANG, station_id=YACHA_STATION)
    return phone_of(WANG, station_id=YACHA_STATION).device


@pytest.fixture
def neighbours_phone(world: World) -> Device:
    account_of(LI, station_id=SHILU_STATION)
    return phone_of(LI, station_id=SHILU_STATION).device


def sent(verb: str, body: dict[str, Any], **given: Any) -> Sent:
    facts: dict[str, Any] = {"seen_version": "", "done_on": TODAY, "made_at": NOW} | given
    known = PHONE_VERBS.get(verb)
    return Sent(verb=verb, body=known.body.model_validate(body) if known else None, raw=body, **facts)


def visit_to(*ids: UUID, **given: Any) -> Sent:
    body = {
        "service_id": str(uuid7()), "station_id": str(YACHA_STATION), "kind": "VISIT", "mode": "AT_HOME", "minutes": 30,
        "client_ids": [str(one) for one in ids],
    }  # fmt: skip
    return sent("services.record_service", body | given)


def kept(device: Device, told: Sent, *, actor: Actor = WANG, **given: Any) -> Command:
    """A command that was set aside."""
    facts: dict[str, Any] = {
        "state": "KEPT", "code": "devices.out-of-sight", "reason": "留存。", "command_id": uuid7(), "at": NOW,
    }  # fmt: skip
    return set_aside(
        actor=sender(actor=actor, device=device),
        device_id=device.pk,
        device=device,
        user_id=device.user_id,
        verb=told.verb,
        sent=told,
        **(facts | given),
    )
