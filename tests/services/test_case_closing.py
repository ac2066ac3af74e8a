"""A case is closed, opened again, and goes to another worker or station."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.clients.folk import TODAY, number
from tests.people import (
    AGENCY,
    DEPUTY,
    HEAD,
    QIFANG,
    QIFANG_STATION,
    WANG,
    YACHA_STATION,
    ZHAO,
    person,
)
from tests.services.cases_world import CLOSURE, NOW, brought_to, case, contact, decide, figure, send, write
from tests.world import World
from yizhan.clients.actions import close_file
from yizhan.clients.models import Client
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.metric import METRICS
from yizhan.kernel.period import Period
from yizhan.services.actions import (
    assign_case,
    correct_service,
    hold_case_conference,
    move_file,
    reopen_case,
    send_case_sheet,
    void_service,
    write_case_sheet,
)
from yizhan.services.models import Case, CaseMove, CaseSheet, ServiceRecord
from yizhan.services.queries.cases import case_file, without_worker
from yizhan.workforce.actions import enrol_worker
from yizhan.workforce.models import Worker

__all__ = ["case"]


def test_nothing_is_written_in_a_closed_case_but_the_clients_evaluation(case: Case, worker: Worker) -> None:
    brought_to(case, "CLOSED")
    for refused in (
        lambda: contact(case, worker),
        lambda: write(case, "PLAN"),
        lambda: hold_case_conference(
            actor=WANG, case_id=case.pk, held_on=TODAY, on=TODAY, minutes=30, who="督导", result="好"
        ),
        lambda: assign_case(actor=HEAD, case_id=case.pk, on=TODAY, worker_id=worker.pk),
    ):
        with pytest.raises(Refused, match="已结案"):
            refused()
    told = {"worker": "5", "help": "4", "change": "4", "effort": "3", "by": "SELF"}
    write_case_sheet(actor=WANG, case_id=case.pk, kind="EVALUATION", body=told | {"goals": "5"}, on=TODAY)
    filed = send_case_sheet(actor=WANG, case_id=case.pk, kind="EVALUATION", on=TODAY)
    assert (filed.state, filed.body["goals"]) == ("FILED", "5")


def test_a_case_is_closed_after_the_file_was_closed_by_a_death(case: Case, granny: Client) -> None:
    brought_to(case, "RUNNING")
    close_file(actor=WANG, client_id=granny.pk, reason="DIED", closed_on=TODAY, on=TODAY)
    decide(send(case, "CLOSURE", reason="CHANGED", reason_note="案主去世"))
    case.refresh_from_db()
    assert (case.state, case.close_reason) == ("CLOSED", "CHANGED")


NEW_HEAD = person(61, "七坊站长", "station_head", QIFANG, QIFANG_STATION, organisation=AGENCY)


@pytest.fixture
def successor(world: World) -> Worker:
    """A worker of 七坊镇, where files are moved to."""
    return enrol_worker(
        actor=NEW_HEAD, station_id=QIFANG_STATION, name="示例接手", id_number=number("46902519960101001"),
        education="BACHELOR", post="RESIDENT", started_on=date(2025, 1, 1), on=TODAY, major_is_social_work=True,
        facts={"身体健康": True, "热爱民政事业": True},
    )  # fmt: skip


@pytest.mark.refuses("services.move_file")
def test_an_open_case_goes_with_the_file_and_the_new_head_names_who_serves(
    case: Case, granny: Client, worker: Worker, successor: Worker
) -> None:
    brought_to(case, "RUNNING")
    old = case.case_no
    facts: dict[str, Any] = {
        "client_id": granny.pk,
        "to_station_id": QIFANG_STATION,
        "on": TODAY,
        "reason": "搬家",
    }
    with pytest.raises(NotAllowed):
        move_file(actor=HEAD, **facts)
    move_file(actor=ZHAO, **facts)
    case.refresh_from_db()
    assert (case.station_id, case.region_code, case.state) == (QIFANG_STATION, QIFANG, "RUNNING")
    assert not Case.objects.visible_to(HEAD, "services.view_cases").exists()
    assert [each.old_case_no for each in CaseMove.objects.all()] == [old]
    assert [row.pk for row in without_worker(actor=NEW_HEAD)] == [case.pk], "nobody is left without"
    assert not without_worker(actor=HEAD).exists()
    assert (case.needs_worker, case.worker_id) == (True, worker.pk), "who wrote it stays written"
    sheet = send_case_sheet_of(case, "CLOSURE", actor=NEW_HEAD)
    with pytest.raises(Refused, match="先指定本站的社工"):
        decide(sheet)
    assign_case(actor=NEW_HEAD, case_id=case.pk, worker_id=successor.pk, on=TODAY)
    assert not without_worker(actor=NEW_HEAD).exists()
    decide(sheet)
    case.refresh_from_db()
    assert case.state == "CLOSED"
    open_at = METRICS["services.casework_open"](
        stations=[YACHA_STATION, QIFANG_STATION], period=Period.month_of(TODAY)
    )
    assert [open_at.get(station, 0) for station in (YACHA_STATION, QIFANG_STATION)] == [0, 0]


def test_an_open_case_is_counted_where_its_file_is(case: Case, granny: Client) -> None:
    move_file(actor=ZHAO, client_id=granny.pk, to_station_id=QIFANG_STATION, on=TODAY)
    counted = METRICS["services.casework_open"]
    both = [YACHA_STATION, QIFANG_STATION]
    before = counted(stations=both, period=Period.of_day(TODAY - timedelta(days=1)))
    after = counted(stations=both, period=Period.of_day(TODAY))
    assert [before.get(each, 0) for each in both] == [1, 0]
    assert [after.get(each, 0) for each in both] == [0, 1]


def send_case_sheet_of(case: Case, kind: str, *, actor: Any) -> CaseSheet:
    body = CLOSURE if kind == "CLOSURE" else {}
    write_case_sheet(actor=actor, case_id=case.pk, kind=kind, body=body, on=TODAY)
    return send_case_sheet(actor=actor, case_id=case.pk, kind=kind, on=TODAY)


@pytest.mark.refuses("services.reopen_case")
def test_a_closed_case_is_opened_again_with_all_that_was_written(case: Case, granny: Client) -> None:
    with pytest.raises(Refused, match="没有结案"):
        reopen_case(actor=HEAD, case_id=case.pk, on=TODAY, minutes=30, mode="PHONE", reason="又要")
    brought_to(case, "CLOSED")
    with pytest.raises(NotAllowed):
        reopen_case(actor=WANG, case_id=case.pk, on=TODAY, minutes=30, mode="PHONE", reason="又要")
    with pytest.raises(Refused, match="为什么"):
        reopen_case(actor=HEAD, case_id=case.pk, on=TODAY, minutes=30, mode="PHONE", reason=" ")
    reopen_case(actor=HEAD, case_id=case.pk, on=TODAY, minutes=30, mode="PHONE", reason="情况又变了")
    case.refresh_from_db()
    assert (case.state, case.closed_on, case.close_reason, case.reopened_on) == ("PLANNING", None, "", TODAY)
    assert figure("services.casework_open") == 1
    assert set(case_file(actor=WANG, case=case, on=TODAY).in_force) == {
        "INTAKE",
        "SUGGESTION",
        "PLAN",
        "CLOSURE",
    }


@pytest.mark.refuses("services.assign_case")
def test_the_head_gives_a_case_to_another_worker(case: Case, worker: Worker, neighbour: Worker) -> None:
    assign_case(actor=DEPUTY, case_id=case.pk, on=TODAY, worker_id=worker.pk)
    with pytest.raises(Refused, match="不在本站"):
        assign_case(actor=HEAD, case_id=case.pk, on=TODAY, worker_id=neighbour.pk)
    with pytest.raises(Refused, match="不能批阅"):
        assign_case(actor=HEAD, case_id=case.pk, on=TODAY, supervisor_id=neighbour.pk)
    with pytest.raises(NotAllowed):
        assign_case(actor=WANG, case_id=case.pk, on=TODAY, worker_id=worker.pk)


def test_the_records_that_open_and_close_a_case_stand_with_it(case: Case) -> None:
    brought_to(case, "CLOSED")
    for step in ("OPENED", "CLOSED"):
        record = ServiceRecord.objects.get(case_step=step)
        with pytest.raises(Refused, match="不能作废或改日期"):
            void_service(actor=HEAD, service_id=record.pk, on=TODAY, at=NOW, reason="记错了")
    opening = ServiceRecord.objects.get(case_step="OPENED")
    with pytest.raises(Refused, match="不能作废或改日期"):
        correct_service(actor=HEAD, service_id=opening.pk, on=TODAY, done_on=TODAY, reason="记错了")
    correct_service(actor=HEAD, service_id=opening.pk, on=TODAY, minutes=50, reason="记错了")
