"""Volunteers named on records: their hours are counted where they were written down, and proved from there."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.clients.folk import TODAY
from tests.people import HEAD, LI, NEIGHBOUR_HEAD, QIAN, SHILU_STATION, WANG, YACHA_STATION
from tests.services.conftest import Record
from yizhan.clients.models import Client
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.metric import METRICS
from yizhan.kernel.period import Period
from yizhan.services.actions import (
    correct_service,
    issue_volunteer_proof,
    void_service,
    void_volunteer_proof,
)
from yizhan.services.models import ServiceRecord, VolunteerProof
from yizhan.services.queries.volunteers import hours_of
from yizhan.workforce.actions import end_volunteer, register_volunteer
from yizhan.workforce.models import Volunteer, Worker

pytestmark = pytest.mark.django_db

YEAR = Period.year_of(TODAY)


def volunteer_named(name: str, **given: Any) -> Volunteer:
    facts: dict[str, Any] = {
        "actor": WANG, "station_id": YACHA_STATION, "name": name, "sex": "M", "source": "RECRUITED",
        "registered_on": date(2026, 1, 5), "on": TODAY,
    }  # fmt: skip
    return register_volunteer(**(facts | given))


@pytest.fixture
def ann(worker: Worker) -> Volunteer:
    return volunteer_named("示例安安")


@pytest.fixture
def ben(worker: Worker) -> Volunteer:
    return volunteer_named("示例贝贝")


def of(name: str) -> Any:
    return METRICS[f"services.{name}"].of(YACHA_STATION, YEAR)


def issue(volunteer: Volunteer, **given: Any) -> VolunteerProof:
    facts: dict[str, Any] = {"actor": HEAD, "volunteer_id": volunteer.pk, "first_on": YEAR.first}
    return issue_volunteer_proof(**facts | {"last_on": TODAY, "on": TODAY} | given)


@pytest.mark.requirement("R347", "R393")
def test_hours_are_those_of_the_records_that_name_her(
    record: Record, granny: Client, ann: Volunteer, ben: Volunteer
) -> None:
    record(granny, minutes=40, volunteer_ids=[ann.pk])
    crowd = record(kind="VOLUNTEER", minutes=90, mode="OUTSIDE", volunteer_ids=[ann.pk, ben.pk])
    record(kind="TRAINING", title="志愿者培训", minutes=60, participants_count=2, mode="COME_IN",
           volunteer_ids=[ann.pk])  # fmt: skip
    assert (crowd.participants_count, crowd.others_count) == (2, 0), "who is named is not counted by hand too"
    found = hours_of(volunteer_ids=[ann.pk, ben.pk])
    assert (found[ann.pk].times, found[ann.pk].minutes, found[ann.pk].learnt) == (2, 130, 60)
    assert (of("volunteers"), of("volunteer_hours"), of("active_volunteers")) == (3, Decimal("3.7"), 2)


def test_hours_follow_the_record_when_it_is_corrected_or_voided(
    record: Record, granny: Client, ann: Volunteer
) -> None:
    from tests.world import NOW

    made = record(granny, minutes=40, volunteer_ids=[ann.pk])
    correct_service(actor=WANG, service_id=made.pk, on=TODAY, reason="记少了", minutes=50)
    assert hours_of(volunteer_ids=[ann.pk])[ann.pk].minutes == 50
    void_service(actor=WANG, service_id=made.pk, on=TODAY, at=NOW, reason="记重了")
    assert hours_of(volunteer_ids=[ann.pk]) == {}


def test_fewer_cannot_have_come_than_are_named(record: Record, ann: Volunteer, ben: Volunteer) -> None:
    made = record(kind="VOLUNTEER", mode="OUTSIDE", participants_count=5, volunteer_ids=[ann.pk, ben.pk])
    with pytest.raises(Refused, match="不能更少"):
        correct_service(actor=WANG, service_id=made.pk, on=TODAY, reason="改", participants_count=1)


def test_a_record_told_again_with_its_volunteers_is_the_same(
    record: Record, granny: Client, ann: Volunteer, ben: Volunteer
) -> None:
    first = record(granny, volunteer_ids=[ann.pk])
    again = record(granny, volunteer_ids=[ann.pk], service_id=first.pk)
    assert again.pk == first.pk
    assert ServiceRecord.objects.count() == 1
    with pytest.raises(Refused, match="已经记过"):
        record(granny, volunteer_ids=[ben.pk], service_id=first.pk)


@pytest.mark.refuses("services.record_service")
def test_only_volunteers_of_the_station_registered_that_day_are_named(
    record: Record, granny: Client, neighbour: Worker
) -> None:
    theirs = volunteer_named("示例邻站", actor=LI, station_id=SHILU_STATION)
    with pytest.raises(Refused, match="没有在本站登记"):
        record(granny, volunteer_ids=[theirs.pk])
    late = volunteer_named("示例新来", registered_on=TODAY)
    with pytest.raises(Refused, match="还没有登记"):
        record(granny, volunteer_ids=[late.pk], done_on=date(2026, 11, 19))
    end_volunteer(actor=WANG, volunteer_id=late.pk, ended_on=TODAY, reason="改主意", on=TODAY)
    assert record(granny, volunteer_ids=[late.pk]).volunteers_count == 1, "her last day still counts"


@pytest.mark.requirement("R347", "R393")
def test_a_proof_tells_what_the_records_told_and_stays_as_it_was_issued(
    record: Record, granny: Client, ann: Volunteer
) -> None:
    made = record(granny, minutes=40, volunteer_ids=[ann.pk])
    record(kind="ACTIVITY", title="重阳敬老", minutes=100, participants_count=30, mode="OUTSIDE", place="示例村广场",
           volunteer_ids=[ann.pk])  # fmt: skip
    proof = issue(ann, honours="镇级优秀志愿者")
    assert (str(proof), proof.minutes) == ("2026-0001", 140)
    assert {line["what"] for line in proof.lines} == {"探访", "社区活动：重阳敬老"}
    assert granny.name not in str(proof.lines)
    correct_service(actor=WANG, service_id=made.pk, on=TODAY, reason="改", minutes=10)
    proof.refresh_from_db()
    assert proof.minutes == 140
    assert str(issue(ann)) == "2026-0002"
    assert issue(ann, proof_id=proof.pk).pk == proof.pk


@pytest.mark.refuses("services.issue_volunteer_proof", "services.void_volunteer_proof")
def test_without_hours_there_is_no_proof_and_only_the_head_of_the_station_proves(
    record: Record, granny: Client, ann: Volunteer, ben: Volunteer
) -> None:
    record(granny, volunteer_ids=[ann.pk])
    with pytest.raises(Refused, match="没有时长可以证明"):
        issue(ben)
    with pytest.raises(Refused, match="没有时长可以证明"):
        issue(ann, last_on=date(2026, 2, 1))
    with pytest.raises(Refused, match="起止日期不对"):
        issue(ann, last_on=date(2025, 1, 1))
    with pytest.raises(NotAllowed):
        issue(ann, actor=WANG)
    with pytest.raises(Volunteer.DoesNotExist):
        issue(ann, actor=NEIGHBOUR_HEAD)
    proof = issue(ann)
    assert not VolunteerProof.objects.visible_to(QIAN, "workforce.view_volunteers").exists()
    with pytest.raises(VolunteerProof.DoesNotExist):
        void_volunteer_proof(actor=NEIGHBOUR_HEAD, proof_id=proof.pk, on=TODAY, reason="错")
    with pytest.raises(Refused, match="为什么作废"):
        void_volunteer_proof(actor=HEAD, proof_id=proof.pk, on=TODAY, reason=" ")
    void_volunteer_proof(actor=HEAD, proof_id=proof.pk, on=TODAY, reason="日期写错")
    with pytest.raises(Refused, match="已经作废"):
        void_volunteer_proof(actor=HEAD, proof_id=proof.pk, on=TODAY, reason="再来")
    assert str(issue(ann)) == "2026-0002", "a number is not given twice"
