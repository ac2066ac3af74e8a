"""Open cases and sessions go to the phone; a case note and an attendance come back as services, once."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.devices.conftest import sent
from tests.people import HEAD, LI, TOWNSHIP, WANG, YACHA_STATION, ZHAO
from tests.services.programmes import approved, joined, sessions
from tests.world import NOW, TODAY
from yizhan.clients.actions import restrict_client
from yizhan.clients.models import Client
from yizhan.devices.actions import take_command
from yizhan.devices.actions.verbs import PHONE_VERBS
from yizhan.devices.actions.work import Work
from yizhan.devices.models import Command, Device
from yizhan.devices.queries.phones import sender
from yizhan.devices.queries.work import due_sessions, open_cases
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.ids import uuid7
from yizhan.services.actions import open_case
from yizhan.services.models import Attendance, Case, CaseContact, ServiceRecord, Session
from yizhan.workforce.actions import link_account, register_volunteer
from yizhan.workforce.models import Volunteer, Worker


@pytest.fixture
def case(phone: Device, granny: Client, worker: Worker) -> Case:
    link_account(actor=ZHAO, worker_id=worker.pk, user_id=phone.user_id)
    return open_case(
        actor=WANG,
        client_id=granny.pk,
        opened_on=TODAY - timedelta(days=20),
        on=TODAY,
        minutes=45,
        mode="AT_HOME",
        worker_id=worker.pk,
    )


@pytest.fixture
def helper(phone: Device) -> Volunteer:
    return register_volunteer(
        actor=WANG, station_id=YACHA_STATION, name="示例志愿者", phone="13800000001", sex="F", source="RECRUITED",
        team="银龄队", registered_on=TODAY - timedelta(days=30), on=TODAY,
    )  # fmt: skip


def send(phone: Device, verb: str, body: dict[str, Any], *, actor: Actor = WANG) -> Command:
    told = sent(verb, body)
    return take_command(
        actor=sender(actor=actor, device=phone),
        device_id=phone.pk,
        device=phone,
        command_id=uuid7(),
        verb=verb,
        sent=told,
        on=TODAY,
        at=NOW,
    )


def note(case: Case, **given: Any) -> dict[str, Any]:
    return {
        "contact_id": str(uuid7()), "case_id": str(case.pk), "minutes": 40, "mode": "AT_HOME",
        "aim": "示例：看药吃得怎样", "said": "示例：夜里不疼了", "next_plan": "带去复查",
        "next_on": (TODAY + timedelta(days=7)).isoformat(),
    } | given  # fmt: skip


def test_a_case_note_from_the_phone_is_one_service_and_comes_back_as_the_next_step(
    phone: Device, case: Case, granny: Client, helper: Volunteer
) -> None:
    before = open_cases(actor=WANG, device=phone)[0]
    assert (before.id, before.client_id, before.mine, before.next_plan) == (case.pk, granny.pk, True, "")
    body = note(case, volunteer_ids=[str(helper.pk)])
    row = send(phone, "services.record_case_contact", body)
    assert row.state == "DONE"
    contact = CaseContact.objects.get(pk=UUID(body["contact_id"]))
    assert contact.service_id == UUID(body["contact_id"])
    assert contact.service.kind == "CASEWORK"
    assert [each.volunteer_id for each in contact.service.volunteers.all()] == [helper.pk]
    again = send(phone, "services.record_case_contact", body)
    assert again.state == "DONE"
    assert ServiceRecord.objects.filter(pk=contact.service_id).count() == 1
    with pytest.raises(Refused, match="已经记过另一次接触"):
        send(phone, "services.record_case_contact", body | {"volunteer_ids": []})
    after = open_cases(actor=WANG, device=phone)[0]
    assert (after.contacts, after.next_plan) == (before.contacts + 1, "带去复查")


def test_a_restricted_person_s_case_leaves_the_phone(phone: Device, case: Case, granny: Client) -> None:
    restrict_client(actor=HEAD, client_id=granny.pk, reason="示例：需要保密")
    assert open_cases(actor=WANG, device=phone) == []
    assert open_cases(actor=TOWNSHIP, device=phone) == []


def test_attendance_taken_on_the_phone_is_one_service_with_everybody_s_mark(
    phone: Device, worker: Worker, granny: Client, helper: Volunteer
) -> None:
    programme = approved(worker)
    here, guest = joined(programme, granny, "示例邻居")
    due = due_sessions(actor=WANG, device=phone, on=TODAY)
    assert [one.no for one in due] == [2, 3, 4]
    assert {each.name for each in due[0].people} == {granny.name, "示例邻居"}
    session = sessions(programme)[1]
    body = {
        "session_id": str(session.pk), "minutes": 90, "marks": {str(here.pk): "PRESENT", str(guest.pk): "LATE"},
        "others_count": 3, "note": "示例：做了手指操", "volunteer_ids": [str(helper.pk)],
    }  # fmt: skip
    row = send(phone, "services.hold_session", body)
    assert row.state == "DONE"
    session.refresh_from_db()
    assert session.service is not None
    assert (session.state, session.service.participants_count, session.service.clients_count) == (
        "HELD",
        4,
        1,
    )
    assert Attendance.objects.filter(session=session).count() == 2
    assert [each.volunteer_id for each in session.service.volunteers.all()] == [helper.pk]
    assert send(phone, "services.hold_session", body).state == "DONE"
    with pytest.raises(Refused, match="已经点过名"):
        send(phone, "services.hold_session", body | {"volunteer_ids": []})
    assert [one.no for one in due_sessions(actor=WANG, device=phone, on=TODAY)] == [3, 4]


def test_a_name_of_a_closed_file_is_not_on_the_sheet(phone: Device, worker: Worker, granny: Client) -> None:
    joined(approved(worker), granny)
    restrict_client(actor=HEAD, client_id=granny.pk, reason="示例：需要保密")
    assert due_sessions(actor=WANG, device=phone, on=TODAY)[0].people[0].name == ""
    assert due_sessions(actor=TOWNSHIP, device=phone, on=TODAY) == []


@pytest.mark.parametrize("verb", ["services.record_case_contact", "services.hold_session"])
def test_neither_is_taken_from_another_station_or_another_role(
    phone: Device, case: Case, worker: Worker, verb: str
) -> None:
    session = sessions(approved(worker))[0]
    body = (
        note(case)
        if verb == "services.record_case_contact"
        else {"session_id": str(session.pk), "minutes": 60, "marks": {}, "others_count": 5}
    )
    work: dict[str, Any] = {"sent": sent(verb, body), "on": TODAY, "at": NOW}
    with pytest.raises((Case.DoesNotExist, Session.DoesNotExist)):
        PHONE_VERBS[verb].carry_out(Work(actor=LI, **work))
    with pytest.raises(NotAllowed):
        PHONE_VERBS[verb].carry_out(Work(actor=TOWNSHIP, **work))


def test_a_case_note_carried_out_for_somebody_else_stays_hers(
    phone: Device, case: Case, worker: Worker
) -> None:
    told = sent("services.record_case_contact", note(case))
    work = Work(actor=HEAD, sent=told, on=TODAY, at=NOW, behalf_of=phone.user_id)
    outcome = PHONE_VERBS["services.record_case_contact"].carry_out(work)
    assert isinstance(outcome.row, ServiceRecord)
    assert outcome.row.worker_id == worker.pk
    assert outcome.row.station_id == YACHA_STATION
