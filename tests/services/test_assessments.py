"""An assessment is told once and stands as an assessment and as a service."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.clients.conftest import Register, granny, register, scales
from tests.clients.folk import TODAY
from tests.clients.scales import HARDLY, WELL
from tests.people import AUDITOR, LI, WANG, others
from tests.services.conftest import worker
from tests.world import NOW
from yizhan.clients.actions import grade_client
from yizhan.clients.models import Assessment, Client, Grading
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.metric import METRICS
from yizhan.kernel.period import Period
from yizhan.services.actions import (
    correct_assessment,
    correct_service,
    record_assessment,
    void_assessment,
    void_service,
)
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


def service_of(made: Assessment) -> UUID:
    assert made.service_id is not None
    return made.service_id


@pytest.mark.refuses("services.void_assessment")
def test_a_voided_assessment_takes_back_its_grade_and_its_service(assess: Assess, granny: Client) -> None:
    first = assess(answers=WELL, assessed_on=TODAY - timedelta(days=40), mode="PHONE")
    second = assess()
    granny.refresh_from_db()
    assert granny.grade == "HIGH"
    for reason, actor, error in (
        (" ", WANG, Refused),
        ("x", AUDITOR, NotAllowed),
        ("x", LI, Assessment.DoesNotExist),
    ):
        with pytest.raises(error):
            void_assessment(actor=actor, assessment_id=second.pk, reason=reason, on=TODAY, at=NOW)
    with pytest.raises(Refused, match="在那次评估里作废"):
        void_service(actor=WANG, service_id=service_of(second), on=TODAY, at=NOW, reason="错")
    void_assessment(actor=WANG, assessment_id=second.pk, reason="评错了人", on=TODAY, at=NOW)
    granny.refresh_from_db()
    assert granny.grade == "LOW"
    kept = Grading.objects.filter(client=granny, taken_back_on=None)
    assert [(each.grade, each.graded_on) for each in kept] == [("LOW", TODAY - timedelta(days=40))]
    assert Grading.objects.get(taken_back_on=TODAY).grade == "HIGH", "what was thought stays to be read"
    record = ServiceRecord.objects.get(pk=service_of(second))
    assert (record.is_voided, record.void_reason) == (True, "评估作废：评错了人")
    assert not ServiceRecord.objects.get(pk=service_of(first)).is_voided
    void_assessment(actor=WANG, assessment_id=first.pk, reason="也错了", on=TODAY, at=NOW)
    granny.refresh_from_db()
    assert granny.grade == ""


def test_a_later_grading_by_hand_outlives_the_voided_assessment(assess: Assess, granny: Client) -> None:
    made = assess(assessed_on=TODAY - timedelta(days=5))
    grade_client(actor=WANG, client_id=granny.pk, grade="MEDIUM", reason="好转", on=TODAY)
    void_assessment(actor=WANG, assessment_id=made.pk, reason="评错了人", on=TODAY, at=NOW)
    granny.refresh_from_db()
    assert granny.grade == "MEDIUM"


@pytest.mark.refuses("services.correct_assessment")
def test_a_correction_takes_the_grade_of_the_old_version_back(assess: Assess, granny: Client) -> None:
    made = assess()
    record = ServiceRecord.objects.get(pk=service_of(made))
    was = record.note
    correct_service(actor=WANG, service_id=record.pk, on=TODAY, reason="补一句", note=f"{was}，女儿在场")
    for actor, error in ((AUDITOR, NotAllowed), (LI, Assessment.DoesNotExist)):
        with pytest.raises(error):
            correct_assessment(actor=actor, assessment_id=made.pk, answers=WELL, reason="听错了", on=TODAY)
    now = correct_assessment(actor=WANG, assessment_id=made.pk, answers=WELL, reason="听错了", on=TODAY)
    record.refresh_from_db()
    assert record.note == f"{now.title}：{now.total}分，{now.band}，女儿在场", (
        "the new result, the rest as it was"
    )
    change = record.changes.latest("recorded_at")
    assert (change.before["note"], change.reason) == (f"{was}，女儿在场", "评估更正：听错了")
    granny.refresh_from_db()
    assert granny.grade == "LOW"
    assert [each.grade for each in Grading.objects.filter(client=granny, taken_back_on=None)] == ["LOW"]


@pytest.mark.requirement("R389")
def test_an_assessment_at_home_counts_as_a_visit_and_one_by_telephone_does_not(
    assess: Assess, granny: Client
) -> None:
    assess(mode="PHONE", assessed_on=TODAY - timedelta(days=2))
    granny.refresh_from_db()
    assert granny.last_visit_on is None
    made = assess()
    granny.refresh_from_db()
    assert granny.last_visit_on == TODAY
    assert METRICS["services.visits"].of(granny.station_id, Period.month_of(TODAY)) == 0, (
        "it is no visit by name"
    )
    void_assessment(actor=WANG, assessment_id=made.pk, reason="评错了人", on=TODAY, at=NOW)
    granny.refresh_from_db()
    assert granny.last_visit_on is None
