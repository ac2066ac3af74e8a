"""What a buyer may see at any time: day by day what was served, and nobody it was served to."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.clients.folk import TODAY
from tests.people import AUDITOR, LI, MANAGER, QIAN, ZHAO
from tests.query_counts import counting
from tests.services.conftest import Record
from yizhan.clients.models import Client
from yizhan.kernel.period import Period
from yizhan.services.queries.trajectory import project_trajectory, trajectory_of
from yizhan.services.rules.trajectory import Gap, gaps, workdays_of
from yizhan.workforce.models import Worker

NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))


def test_working_days_without_a_record_are_joined_over_the_weekend() -> None:
    served = {date(2026, 11, 2), date(2026, 11, 3), date(2026, 11, 10)}
    assert gaps(served=served, span=NOVEMBER, today=date(2026, 11, 13)) == [
        Gap(date(2026, 11, 11), date(2026, 11, 12), 2),
        Gap(date(2026, 11, 4), date(2026, 11, 9), 4),
    ], "today is no gap yet"
    assert workdays_of(NOVEMBER, today=date(2026, 11, 13)) == 10
    assert gaps(served=(), span=NOVEMBER, today=date(2026, 11, 1)) == []


@pytest.mark.django_db
@pytest.mark.requirement("R246", "R247", "R249")
def test_a_trajectory_tells_days_kinds_and_minutes_at_once(
    worker: Worker, granny: Client, record: Record
) -> None:
    span = Period(TODAY - timedelta(days=20), TODAY)
    record(granny, done_on=TODAY, minutes=40)
    record(granny, done_on=TODAY, minutes=20)
    before = trajectory_of(actor=ZHAO, worker=worker, span=span, on=TODAY)
    assert [(day.on, day.times, day.minutes) for day in before.days] == [(TODAY, 2, 60)]
    assert {each.kind for each in before.days[0].served} == {"探访"}
    assert before.newest == TODAY
    record(granny, done_on=TODAY - timedelta(days=1), minutes=30)
    with counting("services: trajectory of a worker"):
        after = trajectory_of(actor=ZHAO, worker=worker, span=span, on=TODAY)
    assert (after.times, after.minutes, after.reached) == (3, 90, 3)
    told = repr([after.days, after.gaps, after.overdue, after.elsewhere])
    assert granny.name not in told
    assert str(granny.pk) not in told
    for reader in (MANAGER, AUDITOR):
        assert trajectory_of(actor=reader, worker=worker, span=span, on=TODAY).times == 3
    for stranger in (QIAN, LI):
        assert trajectory_of(actor=stranger, worker=worker, span=span, on=TODAY).times == 0


@pytest.mark.django_db
@pytest.mark.requirement("R245")
def test_a_project_is_counted_in_two_questions_whatever_its_size(
    worker: Worker, granny: Client, record: Record
) -> None:
    record(granny, done_on=TODAY, minutes=40)
    facts: dict[str, Any] = {
        "workers": [worker], "span": Period(TODAY - timedelta(days=20), TODAY), "on": TODAY,
    }  # fmt: skip
    with counting("services: trajectory of a project"):
        found = project_trajectory(actor=ZHAO, **facts)
    (row,) = found.rows
    assert (row.today, row.times, row.minutes, row.days_served) == (1, 1, 40, 1)
    assert found.days == [(TODAY, 1)]
    assert found.today == found.times == 1
    assert project_trajectory(actor=QIAN, **facts).times == 0
