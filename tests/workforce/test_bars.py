"""A broken promise has consequences: told, answered, decided; they end on their day by themselves."""

from datetime import date
from typing import Any

import pytest

from tests.people import AGENCY, AUDITOR, HEAD, MANAGER, NEIGHBOUR_HEAD, QIAN, WANG, ZHAO
from tests.workforce.test_staff import enrolled
from tests.world import TODAY, World
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.workforce.actions import (
    answer_sanction,
    decide_sanction,
    end_employment,
    lift_sanction,
    tell_sanction,
)
from yizhan.workforce.models import Sanction, Worker
from yizhan.workforce.queries import staff_of
from yizhan.workforce.queries.bars import (
    agency_standing,
    sanctions_of,
    sanctions_to_answer,
    sanctions_waiting,
)

pytestmark = pytest.mark.django_db
TOLD, HEARD = date(2026, 11, 2), date(2026, 11, 9)


@pytest.fixture
def worker(world: World, staff_rules: None) -> Worker:
    return enrolled(committed_on=date(2026, 3, 10))


def told(worker: Worker | None = None, **given: Any) -> Sanction:
    whom: dict[str, Any] = {"worker_id": worker.pk} if worker else {"organisation_id": AGENCY}
    return tell_sanction(
        **{
            "actor": ZHAO,
            "rule_id": "penalty.blacklist" if worker else "penalty.yellow-card",
            "cause": "十月八日起没有到岗，没有提前提出",
            "told_on": TOLD,
            "hear_until_on": HEARD,
            "on": TODAY,
            **whom,
            **given,
        }
    )


def decided(row: Sanction, on: date = TODAY, **given: Any) -> Sanction:
    return decide_sanction(
        **{
            "actor": ZHAO,
            "sanction_id": row.pk,
            "agreed": True,
            "opinion": "事实清楚",
            "on": on,
            **given,
        }
    )


@pytest.mark.refuses("workforce.tell_sanction")
def test_a_consequence_is_told_with_facts_and_time_to_answer(worker: Worker) -> None:
    for given, says in (
        ({"rule_id": "penalty.yellow-card"}, "没有规定这种处理"),
        ({"cause": "迟到"}, "写明事实"),
        ({"hear_until_on": TOLD}, "至少在告知的第二天"),
        ({"hear_until_on": date(2026, 11, 6)}, "不少于5个工作日，截止日不早于 2026-11-09（第十一条）"),
        ({"told_on": date(2026, 12, 1), "hear_until_on": date(2026, 12, 9)}, "不能晚于今天"),
        ({"organisation_id": AGENCY}, "哪个人或哪家机构"),
    ):
        with pytest.raises(Refused, match=says):
            told(worker, **given)
    row = told(worker)
    assert (row.state, row.effect) == ("TOLD", "BAR")
    with pytest.raises(Refused, match="不用再提"):
        told(worker)
    for actor in (HEAD, MANAGER, WANG, AUDITOR):
        with pytest.raises(NotAllowed):
            told(worker, actor=actor)
    with pytest.raises(Worker.DoesNotExist):
        told(worker, actor=QIAN)
    assert not staff_of(actor=ZHAO, station_id=worker.station_id, on=TODAY)[0].examination.failing  # type: ignore[union-attr]


@pytest.mark.refuses("workforce.answer_sanction", "workforce.decide_sanction")
def test_nothing_takes_effect_before_it_could_be_answered(worker: Worker) -> None:
    row = told(worker, told_on=date(2026, 11, 18), hear_until_on=date(2026, 11, 25))
    with pytest.raises(Refused, match="还可以陈述申辩到 2026-11-25"):
        decided(row)
    with pytest.raises(Refused, match="意见"):
        answer_sanction(actor=MANAGER, sanction_id=row.pk, statement=" ", stated_on=TODAY, on=TODAY)
    with pytest.raises(Sanction.DoesNotExist):
        answer_sanction(actor=NEIGHBOUR_HEAD, sanction_id=row.pk, statement="不对", stated_on=TODAY, on=TODAY)
    assert list(sanctions_to_answer(actor=MANAGER, on=TODAY)) == [row]
    assert not sanctions_to_answer(actor=ZHAO, on=TODAY).exists(), "the county decides, it does not plead"
    answer_sanction(
        actor=MANAGER, sanction_id=row.pk, statement="家中急事，已说明", stated_on=TODAY, on=TODAY
    )
    with pytest.raises(Refused, match="已于"):
        answer_sanction(actor=MANAGER, sanction_id=row.pk, statement="再说", stated_on=TODAY, on=TODAY)
    assert not sanctions_to_answer(actor=MANAGER, on=TODAY).exists()
    assert list(sanctions_waiting(actor=ZHAO, on=TODAY)) == [row]
    with pytest.raises(Refused, match="理由"):
        decided(row, opinion="")
    assert decided(row, agreed=False, opinion="申辩成立").state == "DROPPED"
    with pytest.raises(Refused, match="不予处理"):
        decided(row)


@pytest.mark.requirement("R243")
def test_the_barred_are_refused_everywhere_until_their_day_is_over(worker: Worker) -> None:
    end_employment(
        actor=HEAD,
        worker_id=worker.pk,
        ended_on=date(2026, 10, 8),
        reason="没有到岗",
        because="WALKED",
        on=TODAY,
    )
    row = decided(told(worker), on=date(2026, 11, 12))
    assert (row.from_on, row.until_on) == (date(2026, 11, 12), date(2028, 11, 12))
    again: dict[str, Any] = {"committed_on": TODAY, "started_on": TODAY, "on": TODAY}
    with pytest.raises(Refused, match=r"到 2028-11-12 止不得从事社会工作相关岗位.*第十一条") as no:
        enrolled(**again)
    assert no.value.code == "workforce.barred"
    (seen,) = sanctions_of(actor=MANAGER, on=TODAY, worker=worker)
    assert (seen.word, seen.tone) == ("生效", "bad")
    later = date(2028, 11, 13)
    assert sanctions_of(actor=ZHAO, on=later, worker=worker)[0].word == "已到期"
    assert enrolled(committed_on=later, started_on=later, on=later).pk != worker.pk


def test_who_is_in_post_while_barred_is_named_with_the_clause(worker: Worker) -> None:
    decided(told(worker))
    (line,) = staff_of(actor=ZHAO, station_id=worker.station_id, on=TODAY)
    assert line.state == "bad"
    assert line.examination is not None
    assert "失信名单" in (line.examination.refusal or "")
    assert line.examination.clause.endswith("第十一条")


@pytest.mark.requirement("R244")
@pytest.mark.refuses("workforce.lift_sanction")
def test_a_yellow_card_to_an_agency_holds_a_year_or_is_lifted_with_a_reason(
    world: World, staff_rules: None
) -> None:
    row = decided(told())
    assert (row.effect, row.until_on, row.worker_id) == ("WARNING", date(2027, 11, 20), None)
    assert agency_standing(organisation_id=AGENCY, on=TODAY) == [row]
    assert agency_standing(organisation_id=AGENCY, on=date(2027, 11, 21)) == []
    assert [each.sanction for each in sanctions_of(actor=MANAGER, on=TODAY, organisation_id=AGENCY)] == [row]
    assert not sanctions_of(actor=NEIGHBOUR_HEAD, on=TODAY, organisation_id=AGENCY)
    with pytest.raises(Refused, match="理由"):
        lift_sanction(actor=ZHAO, sanction_id=row.pk, because=" ", on=TODAY)
    with pytest.raises(NotAllowed):
        lift_sanction(actor=MANAGER, sanction_id=row.pk, because="已改正", on=TODAY)
    lift_sanction(actor=ZHAO, sanction_id=row.pk, because="已改正", on=TODAY)
    assert agency_standing(organisation_id=AGENCY, on=TODAY) == []
    with pytest.raises(Refused, match="已提前解除"):
        lift_sanction(actor=ZHAO, sanction_id=row.pk, because="已改正", on=TODAY)


def test_where_no_paper_names_a_consequence_there_is_none(world: World) -> None:
    with pytest.raises(Refused, match="没有规定这种处理"):
        told(enrolled())
