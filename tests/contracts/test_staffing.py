"""Agreed workers against those present: who is missing where since when, who serves in two places."""

from datetime import date, timedelta

import pytest

from tests.contracts.deals import signed
from tests.people import MANAGER, QIAN, SHILU_STATION, ZHAO
from tests.workforce.test_staff import enrolled, id_number
from tests.world import TODAY, World
from yizhan.contracts.queries.staffing import staffing_of, workers_of_project
from yizhan.contracts.rules.staffing import (
    filled_on,
    local_people_rule,
    missing_since,
    placed,
    placement_rule,
    turnover,
)
from yizhan.policy.schema.times import Deadline

JUNE = date(2026, 6, 24)
STAYS = [(date(2026, 3, 1), None), (date(2026, 7, 10), date(2026, 10, 31))]


@pytest.mark.parametrize(
    ("wanted", "on", "since"),
    [
        (1, date(2026, 11, 1), None),
        (2, date(2026, 7, 9), JUNE),
        (2, date(2026, 7, 10), None),
        (2, date(2026, 10, 31), None),
        (2, date(2026, 11, 20), date(2026, 11, 1)),
        (3, date(2026, 11, 20), JUNE),
    ],
)
def test_somebody_is_missing_since_the_day_after_the_last_was_there(
    wanted: int, on: date, since: date | None
) -> None:
    assert missing_since(STAYS, wanted=wanted, from_on=JUNE, on=on) == since


def test_the_first_day_on_which_all_were_there() -> None:
    assert filled_on(STAYS, wanted=2, signed_on=JUNE, on=TODAY) == date(2026, 7, 10)
    assert filled_on(STAYS, wanted=3, signed_on=JUNE, on=TODAY) is None
    assert turnover(STAYS, first_on=JUNE, on=TODAY, wanted=2) == (1, 50)


@pytest.mark.requirement("R110")
def test_hunan_gives_a_month_from_the_signing_and_baisha_names_no_term() -> None:
    rule = placement_rule(region_code="430102", on=JUNE)
    assert isinstance(rule, Deadline)
    late = placed([], wanted=3, signed_on=JUNE, first_on=date(2026, 7, 1), rule=rule, on=date(2026, 7, 25))
    assert (late.due_on, late.missing, late.state(date(2026, 7, 25))) == (date(2026, 7, 24), 3, "bad")
    assert late.state(late.due_on or TODAY) == "warn"
    told = placement_rule(region_code="469025", on=JUNE)
    assert told is not None
    assert told.pending
    here = placed([], wanted=3, signed_on=JUNE, first_on=JUNE, rule=told, on=TODAY)
    assert (here.due_on, here.state(TODAY)) == (None, "warn"), "no number of the paper, no judgement"


@pytest.mark.requirement("R222")
def test_haining_asks_an_agency_from_outside_for_local_people_and_baisha_does_not() -> None:
    rule = local_people_rule(region_code="330481", on=TODAY)
    assert rule is not None
    assert "3人为本土新招" in rule.says
    assert local_people_rule(region_code="469025", on=TODAY) is None


@pytest.mark.requirement("R095")
@pytest.mark.django_db
def test_a_project_knows_who_is_missing_and_who_stands_in_two_stations(world: World) -> None:
    project = signed().project
    enrolled(started_on=date(2026, 7, 10))
    both = {"name": "示例六", "id_number": id_number("19930405", order=4), "post": "DEPUTY"}
    enrolled(by=ZHAO, **both)
    enrolled(by=QIAN, station_id=SHILU_STATION, **both)
    found = staffing_of(actor=ZHAO, project=project, on=TODAY)
    assert (found.wanted, found.here) == (6, 1)
    yacha, qifang = found.short
    assert (yacha.post.missing, yacha.post.since) == (2, JUNE)
    assert (qifang.post.missing, qifang.state) == (3, "warn")
    (double,) = found.elsewhere
    assert (double.worker.name, double.where) == ("示例六", ""), "that there is one, not where it is"
    assert found.one_project is None, "no paper here: a question, not a breach"
    assert len(workers_of_project(actor=MANAGER, project=project)) == 2
    assert not staffing_of(actor=QIAN, project=project, on=TODAY).stations
    assert staffing_of(actor=ZHAO, project=project, on=TODAY + timedelta(days=1)).employed == 2
