"""A station with a worker and people to visit, all made by the verbs."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests.clients.folk import GRANNY, NOBODY_KNOWS, TODAY, UNCLE, number
from tests.people import HEAD, LI, NEIGHBOUR_HEAD, SHILU_STATION, WANG, YACHA_STATION
from tests.world import World
from yizhan.clients.actions import register_client
from yizhan.clients.models import Client
from yizhan.services.actions import record_service
from yizhan.services.models import ServiceRecord
from yizhan.workforce.actions import enrol_worker
from yizhan.workforce.models import Worker

Record = Callable[..., ServiceRecord]


@pytest.fixture
def worker(world: World) -> Worker:
    """示例社工, in post at 牙叉镇 since the station opened."""
    return enrol_worker(
        actor=HEAD,
        station_id=YACHA_STATION,
        name="示例社工",
        id_number=number("46902519950101001"),
        education="BACHELOR",
        post="RESIDENT",
        started_on=date(2025, 1, 1),
        on=TODAY,
        major_is_social_work=True,
        facts={"身体健康": True, "热爱民政事业": True},
    )


@pytest.fixture
def neighbour(world: World) -> Worker:
    """A worker of the next county."""
    return enrol_worker(
        actor=NEIGHBOUR_HEAD,
        station_id=SHILU_STATION,
        name="示例邻县社工",
        id_number=number("46902619950101001"),
        education="BACHELOR",
        post="RESIDENT",
        started_on=date(2025, 1, 1),
        on=TODAY,
        major_is_social_work=True,
        facts={"身体健康": True, "热爱民政事业": True},
    )


def _file(person: Any, **given: Any) -> Client:
    facts: dict[str, Any] = {
        "actor": WANG, "station_id": YACHA_STATION, "on": TODAY, "opened_on": date(2025, 7, 16), "consent": "ORAL",
    }  # fmt: skip
    return register_client(person=person, **(facts | given))


@pytest.fixture
def granny(world: World) -> Client:
    return _file(GRANNY, classes=["ELDER_ALONE"])


@pytest.fixture
def uncle(world: World) -> Client:
    return _file(UNCLE)


@pytest.fixture
def grandpa(world: World) -> Client:
    return _file(NOBODY_KNOWS)


@pytest.fixture
def stranger(world: World) -> Client:
    """Somebody with a file in the next county."""
    return _file(UNCLE, actor=LI, station_id=SHILU_STATION)


@pytest.fixture
def record(worker: Worker) -> Record:
    """Record a visit at home by 示例社工, today, half an hour, unless said otherwise."""

    def make(*people: Client, **given: Any) -> ServiceRecord:
        facts: dict[str, Any] = {
            "actor": WANG, "station_id": YACHA_STATION, "kind": "VISIT", "done_on": TODAY, "on": TODAY, "minutes": 30,
            "mode": "AT_HOME", "worker_id": worker.pk, "client_ids": [each.pk for each in people],
        }  # fmt: skip
        return record_service(**(facts | given))

    return make
