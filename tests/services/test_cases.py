"""Casework from intake to closure: whose turn it is, four eyes, versions, and the figures that follow."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.clients.folk import TODAY, number
from tests.people import (
    AGENCY,
    BAISHA,
    DEPUTY,
    HEAD,
    LI,
    MANAGER,
    QIFANG,
    QIFANG_STATION,
    SUPERVISOR,
    WANG,
    YACHA_STATION,
    ZHAO,
    named,
    others,
    person,
)
from tests.world import World
from yizhan.access.models import Notice
from yizhan.clients.actions import close_file, note_need, restrict_client
from yizhan.clients.models import Client, Need
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.metric import METRICS
from yizhan.kernel.period import Period
from yizhan.policy.book import rule_for
from yizhan.services.actions import (
    advise_case_contact,
    assign_case,
    correct_service,
    decide_case_sheet,
    finish_case_task,
    hold_case_conference,
    judge_case_goal,
    move_file,
    open_case,
    read_case,
    record_case_contact,
    reopen_case,
    send_case_sheet,
    void_service,
    write_case_sheet,
)
from yizhan.services.actions.cases_contacts import TaskTold
from yizhan.services.actions.cases_sheets import GoalTold
from yizhan.services.models import Case, CaseGoal, CaseMove, CaseSheet, CaseTask, ServiceRecord
from yizhan.services.queries.cases import _Days, case_dues, case_file, sheets_to_decide, without_worker
from yizhan.services.rules.cases import PLAN_RULE, REVIEW_RULE, STATES, TURNS, closing_problem
from yizhan.services.rules.cases_forms import FORMS, lacking
from yizhan.workforce.actions import enrol_worker, link_account
from yizhan.workforce.models import Worker

NOW = datetime(TODAY.year, TODAY.month, TODAY.day, 4, tzinfo=UTC)

INTAKE = {
    "used_before": "NONE", "own_words": "想有人说说话", "problem": "独居，少与人来往", "needs": "陪伴和就医",
}  # fmt: skip
SUGGESTION = {"follow_up": "YES", "risk": "LOW", "urgent": "NO", "willing": "YES", "route": "ASSIGN"}
PLAN = {"aim": "能自己去卫生院", "services": "每周一次面谈，陪同两次"}
CLOSURE = {
    "work": "面谈和陪同", "now": "能自己去", "reason": "OTHER", "reason_note": "按计划完成", "told": "YES", "mode": "COME_IN",
    "minutes": "40",
}  # fmt: skip
BODIES = {"INTAKE": INTAKE, "SUGGESTION": SUGGESTION, "PLAN": PLAN, "CLOSURE": CLOSURE}
GOAL = GoalTold("会看挂号单", tasks=[TaskTold("陪同去一次", TODAY + timedelta(days=7))])


@pytest.fixture
def case(granny: Client, worker: Worker) -> Case:
    return open_case(
        actor=WANG,
        client_id=granny.pk,
        opened_on=TODAY - timedelta(days=20),
        on=TODAY,
        minutes=45,
        mode="AT_HOME",
        worker_id=worker.pk,
    )


def write(case: Case, kind: str, *, goals: Any = (), **changed: str) -> CaseSheet:
    return write_case_sheet(
        actor=WANG,
        case_id=case.pk,
        kind=kind,
        body=BODIES.get(kind, {}) | changed,
        on=TODAY,
        goals=goals or ((GOAL,) if kind == "PLAN" else ()),
    )


def send(case: Case, kind: str, **changed: Any) -> CaseSheet:
    write(case, kind, **changed)
    return send_case_sheet(actor=WANG, case_id=case.pk, kind=kind, on=TODAY)


def decide(sheet: CaseSheet, *, agreed: bool = True, actor: Any = SUPERVISOR, opinion: str = "") -> CaseSheet:
    return decide_case_sheet(actor=actor, sheet_id=sheet.pk, agreed=agreed, on=TODAY, opinion=opinion)


def brought_to(case: Case, state: str) -> Case:
    """The case on the usual way, as far as that state."""
    way: list[tuple[str, Callable[[], object]]] = [
        ("ASSESSED", lambda: (send(case, "INTAKE"), send(case, "SUGGESTION"))),
        ("PLANNING", lambda: decide(CaseSheet.objects.get(case=case, kind="SUGGESTION"))),
        ("PLANNED", lambda: send(case, "PLAN")),
        ("RUNNING", lambda: decide(CaseSheet.objects.get(case=case, kind="PLAN"))),
        ("CLOSING", lambda: send(case, "CLOSURE")),
        ("CLOSED", lambda: decide(CaseSheet.objects.get(case=case, kind="CLOSURE"))),
    ]
    reached_before = [reached for reached, _step in way]
    begun = reached_before.index(case.state) + 1 if case.state in reached_before else 0
    for reached, step in way[begun:]:
        if case.state == state:
            break
        step()
        case.refresh_from_db()
        assert case.state == reached
    return case


def contact(case: Case, worker: Worker, **given: Any) -> Any:
    facts: dict[str, Any] = {
        "actor": WANG, "case_id": case.pk, "done_on": TODAY, "on": TODAY, "minutes": 30, "mode": "AT_HOME",
        "aim": "看看近况", "worker_id": worker.pk,
    }  # fmt: skip
    return record_case_contact(**(facts | given))


def figure(name: str) -> Any:
    return METRICS[name].of(YACHA_STATION, Period.month_of(TODAY))


# --- the way ------------------------------------------------------------------------------------------------------------


def test_a_case_goes_from_intake_to_closure_and_every_turn_is_kept(case: Case) -> None:
    assert case.case_no == f"{TODAY.year}-001"
    brought_to(case, "CLOSED")
    file = case_file(actor=WANG, case=case, on=TODAY)
    assert [turn.to_state for turn in file.turns] == [
        "ASSESSING", "ASSESSED", "PLANNING", "PLANNED", "RUNNING", "CLOSING", "CLOSED",
    ]  # fmt: skip
    table = {(turn.state, turn.verb, turn.to) for turn in TURNS}
    assert {(turn.from_state, turn.verb, turn.to_state) for turn in file.turns} <= table
    assert case.close_reason == "OTHER"
    assert case.closed_on == TODAY


def test_the_table_names_every_state_and_only_those() -> None:
    assert {turn.to for turn in TURNS} == set(STATES) == set(Case.State.values)
    assert {turn.state for turn in TURNS} - {""} == set(STATES)
    assert {code: str(word) for code, word in Case.State.choices} == STATES
    assert set(FORMS) == set(CaseSheet.Kind.values)


def test_opening_and_closing_a_case_are_service_records_and_figures(case: Case) -> None:
    record = ServiceRecord.objects.get(kind="CASEWORK")
    assert (record.case_step, record.minutes, record.clients_count) == ("OPENED", 45, 1)
    brought_to(case, "RUNNING")
    assert figure("services.casework_open") == 1
    brought_to(case, "CLOSED")
    assert figure("services.casework_open") == 0
    assert figure("services.casework_closed") == 1
    assert ServiceRecord.objects.get(case_step="CLOSED").minutes == 40


def test_a_client_has_one_open_case_at_a_time(case: Case, granny: Client, worker: Worker) -> None:
    with pytest.raises(Refused, match=case.case_no):
        open_case(
            actor=WANG, client_id=granny.pk, opened_on=TODAY, on=TODAY, minutes=30, mode="PHONE", worker_id=worker.pk
        )  # fmt: skip


def test_a_case_told_twice_is_opened_once(case: Case, granny: Client) -> None:
    again = open_case(
        actor=WANG, client_id=granny.pk, opened_on=TODAY, on=TODAY, minutes=30, mode="PHONE", case_id=case.pk
    )
    assert again == case
    assert ServiceRecord.objects.count() == 1


@pytest.mark.refuses("services.open_case")
@pytest.mark.parametrize("actor", others("worker", "station_head", "deputy_head"), ids=named)
def test_only_the_station_opens_cases(granny: Client, worker: Worker, actor: Any) -> None:
    with pytest.raises(NotAllowed):
        open_case(actor=actor, client_id=granny.pk, opened_on=TODAY, on=TODAY, minutes=30, mode="PHONE")


def test_no_case_is_opened_for_a_closed_file_nor_at_another_station(
    granny: Client, worker: Worker, neighbour: Worker
) -> None:
    with pytest.raises(Client.DoesNotExist):
        open_case(actor=LI, client_id=granny.pk, opened_on=TODAY, on=TODAY, minutes=30, mode="PHONE")
    close_file(actor=WANG, client_id=granny.pk, reason="DIED", closed_on=TODAY, on=TODAY)
    with pytest.raises(Refused, match="已销档"):
        open_case(actor=WANG, client_id=granny.pk, opened_on=TODAY, on=TODAY, minutes=30, mode="PHONE")


# --- the sheets ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "body", "lacks"),
    [
        ("INTAKE", INTAKE, []),
        ("INTAKE", INTAKE | {"used_before": "NOW"}, ["哪些服务、什么时候"]),
        ("SUGGESTION", SUGGESTION | {"follow_up": "NO"}, ["不需要跟进的原因", "怎样告知案主不跟进", "告知和整理用时（分钟）"]),
        ("SUGGESTION", SUGGESTION | {"risk": "HIGH"}, ["是什么危机"]),
        ("SUGGESTION", SUGGESTION | {"risk": "PURPLE"}, ["危机因素"]),
        ("PLAN", {}, ["总体目的", "服务计划", "至少一个目标"]),
        ("CLOSURE", CLOSURE | {"minutes": "0"}, ["结案用时（分钟）"]),
        ("CLOSURE", CLOSURE | {"reason": "REFERRED"}, ["哪一次转介"]),
        ("EVALUATION", {"worker": "6"}, ["对社工的表现满意"]),
    ],
)  # fmt: skip
def test_a_sheet_says_what_it_lacks(kind: str, body: dict[str, str], lacks: list[str]) -> None:
    assert lacking(kind, body)[: len(lacks)] == lacks
    assert bool(lacking(kind, body)) is bool(lacks)


@pytest.mark.requirement("R111")
def test_sheets_are_written_in_their_order(case: Case) -> None:
    for kind, why in (
        ("SUGGESTION", "接案登记"),
        ("PLAN", "批准后才定"),
        ("REVIEW", "批准后"),
        ("EVALUATION", "还没有"),
    ):
        with pytest.raises(Refused, match=why):
            write(case, kind)
    with pytest.raises(Refused, match="建议还没有批准"):
        write(case, "CLOSURE")
    with pytest.raises(Refused, match="还没有写"):
        send_case_sheet(actor=WANG, case_id=case.pk, kind="INTAKE", on=TODAY)
    write(case, "INTAKE", own_words="")
    with pytest.raises(Refused, match="还缺：案主自述的服务要求"):
        send_case_sheet(actor=WANG, case_id=case.pk, kind="INTAKE", on=TODAY)


def test_what_waits_is_not_changed_and_what_was_returned_is_mended(case: Case) -> None:
    brought_to(case, "ASSESSED")
    with pytest.raises(Refused, match="正在等批阅"):
        write(case, "SUGGESTION")
    sheet = CaseSheet.objects.get(case=case, kind="SUGGESTION")
    with pytest.raises(Refused, match="写意见"):
        decide(sheet, agreed=False)
    decide(sheet, agreed=False, opinion="危机写具体")
    case.refresh_from_db()
    assert case.state == "ASSESSING"
    assert case.ready_on is None
    send(case, "SUGGESTION", risk="HIGH", risk_note="一个人用煤炉")
    sheet.refresh_from_db()
    assert (sheet.version, sheet.state, sheet.opinion) == (1, "WAITING", "")


def test_an_approved_plan_is_followed_by_a_new_version_and_both_are_kept(case: Case) -> None:
    brought_to(case, "RUNNING")
    send(case, "PLAN", aim="新的目的")
    case.refresh_from_db()
    assert case.state == "RUNNING"
    first, second = CaseSheet.objects.filter(case=case, kind="PLAN").order_by("version")
    assert (first.state, second.state) == ("APPROVED", "WAITING")
    file = case_file(actor=WANG, case=case, on=TODAY)
    assert file.in_force["PLAN"] == first
    decide(second)
    case.refresh_from_db()
    assert case.state == "RUNNING"
    file = case_file(actor=WANG, case=case, on=TODAY)
    assert [each.body["aim"] for each in file.sheets["PLAN"]] == ["新的目的", "能自己去卫生院"]


def test_a_returned_closure_goes_back_to_where_it_came_from(case: Case) -> None:
    brought_to(case, "PLANNING")
    decide(
        send(case, "CLOSURE", reason="UNWILLING", reason_note="案主说不用了"),
        agreed=False,
        opinion="再问一次",
    )
    case.refresh_from_db()
    assert case.state == "PLANNING"
    brought_to(case, "RUNNING")
    decide(send(case, "CLOSURE"), agreed=False, opinion="目标还没评定")
    case.refresh_from_db()
    assert case.state == "RUNNING"


def test_a_suggestion_not_to_go_on_closes_the_case(case: Case) -> None:
    send(case, "INTAKE")
    decide(send(case, "SUGGESTION", follow_up="NO", no_reason="亲属已接走", mode="PHONE", minutes="15"))
    case.refresh_from_db()
    assert (case.state, case.close_reason) == ("CLOSED", "NOT_NEEDED")
    assert figure("services.casework_open") == 0
    reopen_case(actor=HEAD, case_id=case.pk, on=TODAY, minutes=20, mode="PHONE", reason="又搬回来了")
    case.refresh_from_db()
    assert case.state == "ASSESSING"


@pytest.mark.refuses("services.write_case_sheet")
@pytest.mark.refuses("services.send_case_sheet")
@pytest.mark.parametrize("actor", others("worker", "station_head", "deputy_head"), ids=named)
def test_only_the_station_writes_sheets(case: Case, actor: Any) -> None:
    with pytest.raises(NotAllowed):
        write_case_sheet(actor=actor, case_id=case.pk, kind="INTAKE", body=INTAKE, on=TODAY)
    with pytest.raises(NotAllowed):
        send_case_sheet(actor=actor, case_id=case.pk, kind="INTAKE", on=TODAY)


# --- four eyes ----------------------------------------------------------------------------------------------------------


def test_nobody_approves_her_own_case_unless_a_grant_says_so(case: Case, worker: Worker) -> None:
    send(case, "INTAKE")
    write_case_sheet(actor=HEAD, case_id=case.pk, kind="SUGGESTION", body=SUGGESTION, on=TODAY)
    sheet = send_case_sheet(actor=HEAD, case_id=case.pk, kind="SUGGESTION", on=TODAY)
    with pytest.raises(Refused, match="督导或另一位站长"):
        decide(sheet, actor=HEAD)
    assert sheet not in sheets_to_decide(actor=HEAD)
    assert sheet in sheets_to_decide(actor=SUPERVISOR)
    granted = tuple(replace(each, verbs=each.verbs | {"services.decide_own_case"}) for each in HEAD.grants)
    decide(sheet, actor=replace(HEAD, grants=granted))
    case.refresh_from_db()
    assert case.state == "PLANNING"
    with pytest.raises(Refused, match="不在等批阅"):
        decide(sheet)


@pytest.mark.refuses("services.decide_case_sheet")
@pytest.mark.parametrize("actor", others("supervisor", "station_head"), ids=named)
def test_only_supervisor_and_head_decide(case: Case, actor: Any) -> None:
    brought_to(case, "ASSESSED")
    with pytest.raises(NotAllowed):
        decide(CaseSheet.objects.get(case=case, kind="SUGGESTION"), actor=actor)


# --- contacts, goals, tasks, conferences --------------------------------------------------------------------------------


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


# --- closing and opening again ------------------------------------------------------------------------------------------


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


# --- who sees it --------------------------------------------------------------------------------------------------------


@pytest.mark.refuses("services.read_case")
@pytest.mark.parametrize(
    "actor", others("worker", "station_head", "deputy_head", "supervisor", "county", "auditor"), ids=named
)
def test_few_read_a_case(case: Case, actor: Any) -> None:
    with pytest.raises(NotAllowed):
        read_case(actor=actor, case_id=case.pk)


def test_a_case_of_a_restricted_file_stays_shut_with_it(case: Case, granny: Client) -> None:
    brought_to(case, "ASSESSED")
    restrict_client(actor=HEAD, client_id=granny.pk, reason="家暴")
    sheet = CaseSheet.objects.get(case=case, kind="SUGGESTION")
    for refused in (
        lambda: read_case(actor=WANG, case_id=case.pk),
        lambda: write(case, "SUGGESTION"),
        lambda: read_case(actor=LI, case_id=case.pk),
    ):
        with pytest.raises(Case.DoesNotExist):
            refused()
    assert not CaseSheet.objects.visible_to(WANG, "services.read_case")
    assert read_case(actor=SUPERVISOR, case_id=case.pk) == case
    decide(sheet)


def test_each_year_numbers_its_cases_anew(case: Case, uncle: Client, worker: Worker) -> None:
    facts: dict[str, Any] = {
        "actor": WANG,
        "on": TODAY,
        "minutes": 30,
        "mode": "PHONE",
        "worker_id": worker.pk,
    }
    second = open_case(client_id=uncle.pk, opened_on=TODAY, **facts)
    assert second.case_no == f"{TODAY.year}-002"
    assert date(TODAY.year, 1, 1) <= second.opened_on


# --- what counts --------------------------------------------------------------------------------------------------------


def test_a_case_counts_from_the_contacts_its_region_asks_for(
    case: Case, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert figure("services.cases_counted") == (1 if case.opened_on >= TODAY.replace(day=1) else 0)
    asked = rule_for("services.unit-case", region_code="990000", on=TODAY)
    for place in ("cases", "cases_units"):
        monkeypatch.setattr(f"yizhan.services.queries.{place}.unit_rule", lambda *_args, **_given: asked)
    for _n in range(3):
        last = contact(case, worker)
    counting = case_file(actor=WANG, case=case, on=TODAY).counting
    assert (counting.counts, counting.missing) == (False, "还差1次")
    assert figure("services.cases_counted") == 0
    contact(case, worker)
    assert case_file(actor=WANG, case=case, on=TODAY).counting.counted_on == TODAY
    assert figure("services.cases_counted") == 1
    void_service(actor=WANG, service_id=last.service_id, on=TODAY, at=NOW, reason="记重了")
    assert figure("services.cases_counted") == 0


def test_a_case_that_waits_is_counted_until_it_was_decided(case: Case) -> None:
    assert figure("services.cases_waiting_approval") == 0
    brought_to(case, "ASSESSED")
    assert figure("services.cases_waiting_approval") == 1
    assert case in METRICS["services.cases_waiting_approval"].drill(  # type: ignore[misc]
        stations=[YACHA_STATION], period=Period.month_of(TODAY)
    )
    brought_to(case, "PLANNING")
    assert figure("services.cases_waiting_approval") == 0


def test_the_days_of_the_agreement_are_reminded(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    days = {
        PLAN_RULE: _Days(15, "第九条", "示例:casework.plan-within"),
        REVIEW_RULE: _Days(90, "第九条", "示例:casework.review-every"),
    }
    monkeypatch.setattr("yizhan.services.queries.cases._days", lambda rule, *_args: days[rule])
    until = TODAY + timedelta(days=100)
    told = [(due.what, due.due_on) for due in case_dues(actor=WANG, on=TODAY, until=until)]
    assert told == [("服务计划报批", case.opened_on + timedelta(days=15))]
    brought_to(case, "RUNNING")
    told = [(due.what, due.due_on) for due in case_dues(actor=WANG, on=TODAY, until=until)]
    assert ("阶段检视", TODAY + timedelta(days=90)) in told


@pytest.mark.parametrize(
    ("reason", "note", "refused"),
    [("REACHED", "", True), ("CHANGED", "", True), ("CHANGED", "案主去世", False), ("REFERRED", "", False)],
)
def test_the_visits_a_paper_asks_before_closing_are_asked_of_whoever_can_still_be_visited(
    reason: str, note: str, refused: bool
) -> None:
    problem = closing_problem(reason=reason, note=note, refusal="还差1次", clause="第十二条")
    assert bool(problem) is refused
    assert closing_problem(reason=reason, note=note, refusal=None, clause="") is None


def test_whoever_must_approve_and_whoever_wrote_is_told_without_a_word_of_the_person(
    case: Case, granny: Client, worker: Worker, world: World
) -> None:
    head, author = world.account_of("station_head"), world.account_of("worker")
    reader = world.account("supervisor", organisation=AGENCY, region=BAISHA)
    link_account(actor=ZHAO, worker_id=worker.pk, user_id=author.pk)
    write(case, "INTAKE")
    send_case_sheet(actor=WANG, case_id=case.pk, kind="INTAKE", on=TODAY, at=NOW)
    write(case, "SUGGESTION")
    assert not Notice.objects.exists(), "what needs no approval is filed quietly"
    sheet = send_case_sheet(actor=WANG, case_id=case.pk, kind="SUGGESTION", on=TODAY, at=NOW)
    told = list(Notice.objects.values_list("user_id", "subject", "url"))
    assert {row[0] for row in told} == {head.pk, reader.pk}
    assert {row[1] for row in told} == {"一份个案的社工建议及行动等您批阅"}
    assert f"/services/cases/sheets/{sheet.pk}/" in told[0][2]
    Notice.objects.all().delete()
    decide_case_sheet(actor=SUPERVISOR, sheet_id=sheet.pk, agreed=False, opinion="再写细些", on=TODAY, at=NOW)
    back = Notice.objects.get()
    assert (back.user_id, back.subject) == (author.pk, "一份个案的社工建议及行动被退回，请按意见修改")
    assign_case(actor=HEAD, case_id=case.pk, supervisor_id=reader.pk, on=TODAY)
    Notice.objects.all().delete()
    sheet = send_case_sheet(actor=WANG, case_id=case.pk, kind="SUGGESTION", on=TODAY, at=NOW)
    assert [each.user_id for each in Notice.objects.all()] == [reader.pk], "only whoever is named"
    decide_case_sheet(actor=SUPERVISOR, sheet_id=sheet.pk, agreed=True, on=TODAY, at=NOW)
    assert Notice.objects.filter(user=author, subject="一份个案的社工建议及行动已批准").exists()
    assert not Notice.objects.filter(subject__contains=granny.name).exists()
