"""The sheets of a case: their order, their versions, and four eyes."""

from dataclasses import replace
from typing import Any

import pytest

from tests.clients.folk import TODAY
from tests.people import (
    HEAD,
    SUPERVISOR,
    WANG,
    named,
    others,
)
from tests.services.cases_world import (
    CLOSURE,
    INTAKE,
    SUGGESTION,
    brought_to,
    case,
    decide,
    figure,
    send,
    write,
)
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.services.actions import (
    reopen_case,
    send_case_sheet,
    write_case_sheet,
)
from yizhan.services.models import Case, CaseSheet
from yizhan.services.queries.cases import case_file, sheets_to_decide
from yizhan.services.rules.cases_forms import lacking
from yizhan.workforce.models import Worker

__all__ = ["case"]


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
