"""Plans of groups, activities and classes for tests, made by the verbs."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any

from tests.clients.folk import TODAY
from tests.people import HEAD, SUPERVISOR, WANG, YACHA_STATION
from yizhan.clients.models import Client
from yizhan.services.actions import approve_programme, hold_session, plan_programme, sign_up, submit_programme
from yizhan.services.models import Participant, Programme, Session
from yizhan.services.rules.programmes import OPINIONS, SessionPlan
from yizhan.workforce.models import Worker

FIRST = TODAY - timedelta(days=21)


def weekly(count: int, *, first: date = FIRST) -> list[SessionPlan]:
    return [
        SessionPlan(first + timedelta(days=7 * n), time(15, 0), 60, f"第{n + 1}次见面") for n in range(count)
    ]


def plan(worker: Worker, **given: Any) -> Programme:
    facts: dict[str, Any] = {
        "actor": WANG, "station_id": YACHA_STATION, "kind": "GROUP", "title": "示例康乐小组", "category": "MUTUAL",
        "starts_on": FIRST, "ends_on": TODAY + timedelta(days=60), "on": FIRST, "worker_id": worker.pk,
        "sessions": weekly(4), "aims": "让独居老人认识邻居", "evaluation": "意见表、出席率",
        "budget": [{"what": "服务物资", "fen": 30_000}, {"what": "交通运输", "fen": 0}],
        "risks": [{"risk": "老人摔倒", "answer": "两人陪同，备急救包"}],
    }  # fmt: skip
    return plan_programme(**(facts | given))


def approved(worker: Worker, **given: Any) -> Programme:
    """Planned and submitted by 王社工, approved by the supervisor."""
    made = plan(worker, **given)
    submit_programme(actor=WANG, programme_id=made.pk, on=FIRST)
    return approve_programme(actor=SUPERVISOR, programme_id=made.pk, on=FIRST)


def joined(programme: Programme, *people: Client | str) -> list[Participant]:
    return [
        sign_up(
            actor=WANG,
            programme_id=programme.pk,
            on=FIRST,
            **({"name": each} if isinstance(each, str) else {"client_id": each.pk}),
        )
        for each in people
    ]


def held(session: Session, people: Sequence[Participant], **given: Any) -> Session:
    """Held on its day; everybody present unless said otherwise."""
    facts: dict[str, Any] = {
        "actor": HEAD, "session_id": session.pk, "held_on": session.planned_on, "on": TODAY, "minutes": 60,
        "marks": {each.pk: "PRESENT" for each in people},
    }  # fmt: skip
    return hold_session(**(facts | given))


def sessions(programme: Programme) -> list[Session]:
    return list(programme.sessions.order_by("no"))


FINE = dict.fromkeys(OPINIONS, 4)
