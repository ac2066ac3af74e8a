"""Files for the tests, opened by the verbs."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests.clients.folk import GRANNY, TODAY
from tests.people import WANG, YACHA_STATION
from tests.world import World
from yizhan.clients.actions import register_client
from yizhan.clients.models import Client
from yizhan.clients.rules.identity import Person

Register = Callable[..., Client]


@pytest.fixture
def register(world: World) -> Register:
    """Open a file at 牙叉镇, by 王社工, today, unless said otherwise."""

    def make(person: Person = GRANNY, **given: Any) -> Client:
        facts: dict[str, Any] = {"actor": WANG, "station_id": YACHA_STATION, "on": TODAY} | given
        return register_client(person=person, **facts)

    return make


@pytest.fixture
def granny(register: Register) -> Client:
    """测试奶奶, 78, a widow who lives alone; her file was opened in July of last year."""
    return register(opened_on=date(2025, 7, 16))
