"""Who sat the examination stands in a register, and so does what was paid for passing."""

from typing import Any

import pytest

from tests.clients.folk import TODAY
from tests.people import HEAD, LI, NEIGHBOUR_HEAD, WANG, YACHA_STATION, others
from tests.services.conftest import worker
from tests.world import World
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.stations.models import Station
from yizhan.workforce.actions import note_exam
from yizhan.workforce.models import Exam, Worker

__all__ = ["worker"]

PASSED: dict[str, Any] = {
    "actor": HEAD, "station_id": YACHA_STATION, "level": "ASSISTANT", "year": 2026, "result": "PASSED", "on": TODAY,
}  # fmt: skip


@pytest.mark.requirement("R136")
def test_a_reward_is_noted_for_whoever_passed_in_post_or_about_to_be(worker: Worker) -> None:
    entered = note_exam(**(PASSED | {"result": "ENTERED"}), worker_id=worker.pk)
    passed = note_exam(
        **PASSED, worker_id=worker.pk, reward_fen=50_000, rewarded_on=TODAY, rewarded_by="示例县民政局"
    )
    assert (passed.pk, Exam.objects.count()) == (entered.pk, 1), (
        "the same person, level and year is put right"
    )
    assert (passed.reward_fen, passed.who) == (50_000, "示例社工")
    coming = note_exam(**PASSED, name="示例新人")
    assert (coming.worker, coming.who) == (None, "示例新人")
    assert note_exam(**(PASSED | {"result": "FAILED"}), name="示例新人", exam_id=coming.pk).result == "FAILED"


def test_what_cannot_be_is_said(worker: Worker) -> None:
    cases: tuple[tuple[dict[str, Any], str], ...] = (
        ({}, "选择人员"),
        ({"name": "示例", "level": ""}, "哪一级"),
        ({"name": "示例", "result": ""}, "考试结果"),
        ({"name": "示例", "year": 1999}, "2008年"),
        ({"name": "示例", "reward_fen": 0}, "大于0"),
        ({"name": "示例", "reward_fen": 1, "result": "FAILED"}, "通过考试的"),
        ({"name": "示例", "reward_fen": 1}, "哪天发的"),
    )
    for wrong, sentence in cases:
        with pytest.raises(Refused, match=sentence):
            note_exam(**(PASSED | wrong))
    with pytest.raises(Refused, match="发了再登记"):
        note_exam(
            **PASSED, name="示例", reward_fen=1, rewarded_on=TODAY.replace(day=30), rewarded_by="示例局"
        )


@pytest.mark.refuses("workforce.note_exam")
def test_others_note_none(world: World, worker: Worker) -> None:
    for actor in others("station_head", "deputy_head", "agency_manager", "county"):
        with pytest.raises(NotAllowed):
            note_exam(**(PASSED | {"actor": actor}), worker_id=worker.pk)
    with pytest.raises(Station.DoesNotExist):
        note_exam(**(PASSED | {"actor": NEIGHBOUR_HEAD}), worker_id=worker.pk)
    assert not LI.may("workforce.note_exam")
    assert not WANG.may("workforce.note_exam")
