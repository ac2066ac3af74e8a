"""A case in the tests, brought as far as a test wants it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.clients.folk import TODAY
from tests.people import (
    SUPERVISOR,
    WANG,
    YACHA_STATION,
)
from yizhan.clients.models import Client
from yizhan.kernel.metric import METRICS
from yizhan.kernel.period import Period
from yizhan.services.actions import (
    decide_case_sheet,
    open_case,
    record_case_contact,
    send_case_sheet,
    write_case_sheet,
)
from yizhan.services.actions.cases_contacts import TaskTold
from yizhan.services.actions.cases_sheets import GoalTold
from yizhan.services.models import Case, CaseSheet
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
