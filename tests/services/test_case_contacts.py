"""What is done in a running case: contacts, goals, tasks, conferences."""

from datetime import timedelta
from typing import Any

import pytest

from tests.clients.folk import TODAY
from tests.people import (
    MANAGER,
    SUPERVISOR,
    WANG,
    ZHAO,
    named,
    others,
)
from tests.services.cases_world import brought_to, case, contact, decide, send, write
from yizhan.clients.actions import note_need
from yizhan.clients.models import Client, Need
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.services.actions import (
    advise_case_contact,
    finish_case_task,
    hold_case_conference,
    judge_case_goal,
    send_case_sheet,
)
from yizhan.services.actions.cases_contacts import TaskTold
from yizhan.services.actions.cases_sheets import GoalTold
from yizhan.services.models import Case, CaseGoal, CaseTask, ServiceRecord
from yizhan.services.queries.cases import case_dues
from yizhan.workforce.models import Worker

__all__ = ["case"]


def test_a_contact_is_one_service_record_and_one_process_record(case: Case, worker: Worker) -> None:
    first = contact(
        case,
        worker,
        said="“好多了”",
        unsaid="笑了",
        next_plan="下周去卫生院",
        next_on=TODAY + timedelta(days=3),
    )
    again = contact(
        case, worker, said="“好多了”", unsaid="笑了", next_plan="下周去卫生院", contact_id=first.pk
    )
    assert again == first
    assert first.number == 2
    assert ServiceRecord.objects.filter(kind="CASEWORK", case_step="SESSION").count() == 1
    with pytest.raises(Refused, match="另一次接触"):
        contact(case, worker, said="别的话", contact_id=first.pk)
    dues = case_dues(actor=WANG, on=TODAY, until=TODAY + timedelta(days=7))
    assert ("下次会谈", TODAY + timedelta(days=3)) in [(due.what, due.due_on) for due in dues]


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"aim": " "}, "目标"),
        ({"done_on": TODAY - timedelta(days=30), "late_reason": "补记"}, "早于开案"),
        ({"next_on": TODAY - timedelta(days=1)}, "早于这次"),
        ({"minutes": 0}, "时长"),
    ],
)
def test_a_contact_that_cannot_be_is_refused(case: Case, worker: Worker, given: Any, why: str) -> None:
    with pytest.raises(Refused, match=why):
        contact(case, worker, **given)


@pytest.mark.refuses("services.record_case_contact")
@pytest.mark.parametrize("actor", others("worker", "station_head", "deputy_head"), ids=named)
def test_only_the_station_records_contacts(case: Case, worker: Worker, actor: Any) -> None:
    with pytest.raises(NotAllowed):
        contact(case, worker, actor=actor)


@pytest.mark.refuses("services.advise_case_contact")
def test_the_supervisor_advises_on_a_contact(case: Case, worker: Worker) -> None:
    one = contact(case, worker)
    advise_case_contact(actor=SUPERVISOR, contact_id=one.pk, advice="下次多听", on=TODAY)
    one.refresh_from_db()
    assert (one.advice, one.advised_on) == ("下次多听", TODAY)
    with pytest.raises(Refused, match="一句"):
        advise_case_contact(actor=SUPERVISOR, contact_id=one.pk, advice=" ", on=TODAY)
    with pytest.raises(NotAllowed):
        advise_case_contact(actor=WANG, contact_id=one.pk, advice="好", on=TODAY)


@pytest.mark.requirement("R111")
@pytest.mark.refuses("services.judge_case_goal")
@pytest.mark.refuses("services.finish_case_task")
def test_a_reached_goal_meets_the_need_it_served(case: Case, granny: Client) -> None:
    need = note_need(
        actor=WANG,
        client_id=granny.pk,
        kind="HEALTH",
        what="不会看病",
        source="VISIT",
        found_on=TODAY,
        on=TODAY,
    )
    brought_to(case, "PLANNING")
    sheet = send(case, "PLAN", goals=(GoalTold("会看病", need.pk, [TaskTold("陪同一次", TODAY)]),))
    goal, task = CaseGoal.objects.get(), CaseTask.objects.get()
    with pytest.raises(Refused, match="批准后"):
        judge_case_goal(actor=WANG, goal_id=goal.pk, result="REACHED", on=TODAY)
    with pytest.raises(Refused, match="批准后"):
        finish_case_task(actor=WANG, task_id=task.pk, on=TODAY)
    decide(sheet)
    need.refresh_from_db()
    assert need.state == Need.State.PLANNED
    finish_case_task(actor=WANG, task_id=task.pk, on=TODAY, result="去了")
    with pytest.raises(Refused, match="完成"):
        finish_case_task(actor=WANG, task_id=task.pk, on=TODAY)
    write(case, "CLOSURE", reason="REACHED")
    with pytest.raises(Refused, match="1个目标的评定"):
        send_case_sheet(actor=WANG, case_id=case.pk, kind="CLOSURE", on=TODAY)
    judge_case_goal(actor=WANG, goal_id=goal.pk, result="REACHED", on=TODAY)
    need.refresh_from_db()
    assert need.state == Need.State.MET
    send_case_sheet(actor=WANG, case_id=case.pk, kind="CLOSURE", on=TODAY)
    for actor in (MANAGER, ZHAO):
        with pytest.raises(NotAllowed):
            judge_case_goal(actor=actor, goal_id=goal.pk, result="MISSED", on=TODAY)
        with pytest.raises(NotAllowed):
            finish_case_task(actor=actor, task_id=task.pk, on=TODAY)


def test_a_need_of_somebody_else_is_no_goal(case: Case, uncle: Client) -> None:
    need = note_need(
        actor=WANG, client_id=uncle.pk, kind="HEALTH", what="牙疼", source="VISIT", found_on=TODAY, on=TODAY
    )
    brought_to(case, "PLANNING")
    with pytest.raises(Refused, match="不是这位"):
        write(case, "PLAN", goals=(GoalTold("看牙", need.pk),))


@pytest.mark.refuses("services.hold_case_conference")
def test_what_a_conference_agreed_is_followed_up(case: Case) -> None:
    given: dict[str, Any] = {
        "case_id": case.pk,
        "held_on": TODAY,
        "on": TODAY,
        "minutes": 60,
        "who": "督导、村干部",
    }
    steps = [TaskTold("联系卫生院", TODAY + timedelta(days=2), "王社工"), TaskTold(" ")]
    hold_case_conference(actor=SUPERVISOR, result="分头联系", steps=steps, **given)
    assert [task.what for task in CaseTask.objects.all()] == ["联系卫生院"]
    dues = case_dues(actor=WANG, on=TODAY, until=TODAY + timedelta(days=7))
    assert "任务：联系卫生院" in [due.what for due in dues]
    with pytest.raises(Refused, match="结论"):
        hold_case_conference(actor=WANG, result="", **given)
    with pytest.raises(Refused, match="日期"):
        hold_case_conference(actor=WANG, result="好", **(given | {"held_on": TODAY + timedelta(days=1)}))
    with pytest.raises(NotAllowed):
        hold_case_conference(actor=ZHAO, result="好", **given)
