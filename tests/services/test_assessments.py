"""An assessment is told once and stands as an assessment and as a service."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.clients.conftest import Register, granny, register, scales
from tests.clients.folk import TODAY
from tests.clients.scales import HARDLY, WELL
from tests.people import LI, others
from tests.services.conftest import worker
from yizhan.clients.models import Assessment, Client
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.services.actions import record_assessment
from yizhan.services.models import ServiceClient, ServiceRecord
from yizhan.workforce.models import Worker

__all__ = ["Register", "granny", "register", "scales", "worker"]
pytestmark = pytest.mark.usefixtures("scales")
Assess = Callable[..., Assessment]


@pytest.fixture
def assess(granny: Client, worker: Worker, wang: Any) -> Assess:
    def do(**given: Any) -> Assessment:
        facts: dict[str, Any] = {
            "actor": wang,
            "client_id": granny.pk,
            "scale": "scale.ability",
            "answers": HARDLY,
            "assessed_on": TODAY,
            "on": TODAY,
            "minutes": 40,
            "mode": "AT_HOME",
            "worker_id": worker.pk,
        }
        return record_assessment(**(facts | given))

    return do


@pytest.mark.requirement("R389", "R390")
def test_one_telling_makes_an_assessment_and_a_service_of_the_same_day(
    assess: Assess, granny: Client
) -> None:
    made = assess(needs=[("CARE", "想要助浴")])
    service = ServiceRecord.objects.get()
    assert (service.pk, service.kind, service.done_on, service.minutes) == (
        made.service_id,
        "ASSESSMENT",
        TODAY,
        40,
    )
    assert service.note == "能力评估：1分，失能"
    assert ServiceClient.objects.get().client_id == granny.pk
    granny.refresh_from_db()
    assert granny.grade == "HIGH"
    assert granny.needs.count() == 1


@pytest.mark.refuses("services.record_assessment")
@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"answers": {"吃饭": "自己来"}}, "还有2题没有答"),
        ({"minutes": 0}, "时长应在1分钟"),
        ({"mode": ""}, "请选择服务方式"),
        ({"item_codes": ["没有-1"]}, "没有-1"),
    ],
)
def test_what_either_refuses_stores_neither(assess: Assess, given: dict[str, Any], word: str) -> None:
    with pytest.raises(Refused, match=word):
        assess(**({"answers": WELL} | given))
    assert not Assessment.objects.exists()
    assert not ServiceRecord.objects.exists()


@pytest.mark.refuses("services.record_assessment")
def test_assessing_is_for_the_people_of_the_station(assess: Assess) -> None:
    for actor in others("worker", "station_head", "deputy_head"):
        with pytest.raises(NotAllowed):
            assess(actor=actor)
    with pytest.raises(Client.DoesNotExist):
        assess(actor=LI)
