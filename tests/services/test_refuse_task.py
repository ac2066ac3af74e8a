"""Administrative tasks that others ask of the station are registered, not done."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.clients.folk import TODAY
from tests.people import HEAD, QIFANG_STATION, WANG, YACHA_STATION, others
from tests.world import World
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.period import Period
from yizhan.services.actions import refuse_task
from yizhan.services.metrics import administrative_tasks, refused_tasks
from yizhan.services.models import TaskRefusal
from yizhan.services.queries.lists import administrative_rule
from yizhan.stations.models import Station

FACTS: dict[str, Any] = {
    "actor": WANG, "station_id": YACHA_STATION, "asked_on": TODAY, "on": TODAY, "asked_by": "示例镇党政办",
    "task": "帮忙录入农房台账",
}  # fmt: skip


@pytest.mark.requirement("R020", "R302")
def test_a_task_sent_back_keeps_who_asked_and_the_clause(world: World) -> None:
    task = refuse_task(**FACTS)
    rule = administrative_rule(region_code=task.region_code, on=TODAY)
    assert rule is not None
    assert (task.outcome, task.asked_by, task.task) == ("REFUSED", "示例镇党政办", "帮忙录入农房台账")
    assert task.clause == rule.source
    month = Period.month_of(TODAY)
    assert refused_tasks.of(YACHA_STATION, month) == 1
    assert administrative_tasks.of(YACHA_STATION, month) == 0


@pytest.mark.requirement("R302")
def test_where_the_paper_forbids_it_the_task_cannot_be_taken_on(world: World) -> None:
    with pytest.raises(Refused, match="请登记为“已退回”") as no:
        refuse_task(**FACTS, outcome="ACCEPTED", minutes=60)
    assert "白沙" in no.value.clause


def test_where_nobody_has_ruled_it_is_counted(world: World) -> None:
    """Before the paper came into force nobody had ruled, so the task is only counted."""
    before = date(2022, 12, 31)
    task = refuse_task(**(FACTS | {"asked_on": before, "outcome": "ACCEPTED", "minutes": 60}))
    assert (task.outcome, task.minutes, task.clause) == ("ACCEPTED", 60, "")
    assert administrative_tasks.of(YACHA_STATION, Period.month_of(before)) == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"asked_by": " "}, "是谁交办的"),
        ({"task": ""}, "交办了什么事"),
        ({"asked_on": TODAY + timedelta(days=1)}, "不能晚于今天"),
        ({"outcome": "MAYBE"}, "已退回还是已承担"),
        ({"asked_on": date(2022, 12, 31), "outcome": "ACCEPTED"}, "多少分钟"),
    ],
)
def test_what_is_missing_is_said(world: World, wrong: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        refuse_task(**(FACTS | wrong))
    assert not TaskRefusal.objects.exists()


@pytest.mark.refuses("services.refuse_task")
@pytest.mark.parametrize(
    "actor", others("worker", "station_head", "deputy_head"), ids=lambda actor: actor.label
)
def test_only_the_station_registers_tasks(world: World, actor: object) -> None:
    with pytest.raises(NotAllowed):
        refuse_task(**(FACTS | {"actor": actor}))


def test_nobody_registers_for_a_station_out_of_sight(world: World) -> None:
    with pytest.raises(Station.DoesNotExist):
        refuse_task(**(FACTS | {"actor": HEAD, "station_id": QIFANG_STATION}))
