"""Who is asked how satisfied they are: people served at 牙叉镇, an evaluator, and a survey drawn among them."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from tests.clients.folk import number
from tests.people import (
    BAISHA,
    HEAD,
    WANG,
    YACHA_STATION,
    ZHAO,
    person,
)
from tests.world import TODAY, World
from yizhan.access.actions import register_organisation
from yizhan.access.roles import founder
from yizhan.clients.actions import record_consent, register_client, restrict_client
from yizhan.clients.rules.identity import Person
from yizhan.kernel.actor import EVERYWHERE, Actor, Grant
from yizhan.kernel.ids import uuid7
from yizhan.oversight.actions import (
    draw_survey,
)
from yizhan.oversight.models import Ask, Survey
from yizhan.services.actions import record_service
from yizhan.workforce.actions import enrol_worker

PUBLIC = Actor(
    id="public", label="群众", grants=(Grant("public", frozenset({"intake.post_answer"}), EVERYWHERE),)
)
ASSESSORS = uuid7()
CALLER = person(81, "评估员", "evaluator", BAISHA, organisation=ASSESSORS)
OTHER_CALLER = person(82, "别家的评估员", "evaluator", BAISHA, organisation=uuid7())
PAST = TODAY - timedelta(days=30)
Draw = Callable[..., Survey]


@pytest.fixture
def served(world: World) -> list[Any]:
    """Nine people at 牙叉镇, all met last month: one file is restricted, one said no to evaluations."""
    worker = enrol_worker(
        actor=HEAD, station_id=YACHA_STATION, name="示例社工", id_number=number("46902519950101001"),
        education="BACHELOR", post="RESIDENT", started_on=date(2025, 1, 1), on=TODAY, major_is_social_work=True,
        facts={"身体健康": True, "热爱民政事业": True},
    )  # fmt: skip
    people = [
        register_client(
            actor=WANG, station_id=YACHA_STATION, on=TODAY, opened_on=date(2025, 7, 16), consent="ORAL",
            person=Person(
                name=f"示例{'甲乙丙丁戊己庚辛壬'[at]}", id_number=number(f"469025195001{at + 10}001"),
                phone=f"1380000010{at}",
                village_name="示例村" if at % 2 else "测试村",
            ),
        )
        for at in range(9)
    ]  # fmt: skip
    record_service(
        actor=WANG, station_id=YACHA_STATION, kind="VISIT", done_on=PAST, on=TODAY, minutes=30, mode="AT_HOME",
        worker_id=worker.pk, client_ids=[each.pk for each in people], late_reason="补记",
    )  # fmt: skip
    restrict_client(actor=ZHAO, client_id=people[0].pk, reason="保护")
    record_consent(
        actor=WANG,
        client_id=people[1].pk,
        purpose="EVALUATION",
        given=False,
        basis="ORAL",
        given_on=TODAY,
        on=TODAY,
    )
    register_organisation(
        actor=founder(), kind="EVALUATOR", organisation_id=ASSESSORS, name="示例评估中心", region_code=BAISHA
    )
    register_organisation(
        actor=founder(), kind="DEPARTMENT", organisation_id=uuid7(), name="示例县残联", region_code=BAISHA
    )
    return people


@pytest.fixture
def draw(served: list[Any]) -> Draw:
    def make(**given: Any) -> Survey:
        facts: dict[str, Any] = {
            "actor": ZHAO, "survey_id": uuid7(), "region_code": BAISHA, "round_word": "MID",
            "first_on": TODAY - timedelta(days=60), "last_on": TODAY - timedelta(days=1),
            "closes_on": TODAY + timedelta(days=10), "on": TODAY, "per_station": 6, "units": 3,
            "commissioned_id": ASSESSORS,
        }  # fmt: skip
        return draw_survey(**(facts | given))

    return make


def clients_of(survey: Survey) -> list[Ask]:
    return list(Ask.objects.filter(survey=survey, group="CLIENT").order_by("number"))
