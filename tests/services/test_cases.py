"""Casework from intake to closure: whose turn it is, who reads it, and the figures that follow."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.clients.folk import TODAY
from tests.people import (
    AGENCY,
    BAISHA,
    HEAD,
    LI,
    SUPERVISOR,
    WANG,
    YACHA_STATION,
    ZHAO,
    named,
    others,
)
from tests.services.cases_world import NOW, brought_to, case, contact, decide, figure, write
from tests.world import World
from yizhan.access.models import Notice
from yizhan.clients.actions import close_file, restrict_client
from yizhan.clients.models import Client
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.metric import METRICS
from yizhan.kernel.period import Period
from yizhan.policy.book import rule_for
from yizhan.services.actions import (
    assign_case,
    decide_case_sheet,
    open_case,
    read_case,
    send_case_sheet,
    void_service,
)
from yizhan.services.models import Case, CaseSheet, ServiceRecord
from yizhan.services.queries.cases import _Days, case_dues, case_file
from yizhan.services.rules.cases import PLAN_RULE, REVIEW_RULE, STATES, TURNS, closing_problem
from yizhan.services.rules.cases_forms import FORMS
from yizhan.workforce.actions import link_account
from yizhan.workforce.models import Worker

__all__ = ["case"]


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
