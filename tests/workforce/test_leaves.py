"""Somebody resigns: in time, the post filled first, two months at most; what has happened is always written down."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.people import HEAD, MANAGER, QIAN, WANG, ZHAO
from tests.workforce.test_staff import enrolled, id_number
from tests.world import TODAY, World
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.workforce.actions import announce_leave, end_employment, name_replacement, withdraw_leave
from yizhan.workforce.models import PostChange, Resignation, Worker
from yizhan.workforce.queries.leaves import may_fill, resignations_running
from yizhan.workforce.rules.leaves import clock, earliest_leave

ANNOUNCED = date(2026, 10, 10)


@pytest.fixture
def worker(world: World, staff_rules: None) -> Worker:
    return enrolled(committed_on=date(2026, 3, 10))


def announced(worker: Worker, on: date = TODAY, **given: Any) -> Resignation:
    return announce_leave(
        **{
            "actor": HEAD,
            "worker_id": worker.pk,
            "announced_on": ANNOUNCED,
            "wishes_on": date(2026, 11, 30),
            "reason": "家在外地",
            "on": on,
            **given,
        }
    )


def left(worker: Worker, ended_on: date, **given: Any) -> Worker:
    return end_employment(
        **{
            "actor": HEAD,
            "worker_id": worker.pk,
            "ended_on": ended_on,
            "reason": "家在外地",
            "because": "PERSONAL",
            "on": TODAY,
            **given,
        }
    )


def came(started_on: date, **given: Any) -> Worker:
    return enrolled(
        name="示例六",
        id_number=id_number("19930405", order=4),
        started_on=started_on,
        committed_on=started_on,
        phone="13800000006",
        **given,
    )


@pytest.mark.parametrize(
    ("said", "first"),
    [
        (date(2026, 10, 10), date(2026, 11, 10)),
        (date(2026, 1, 31), date(2026, 3, 1)),
        (date(2026, 2, 28), date(2026, 3, 28)),
    ],
)
def test_the_first_day_one_may_go_was_announced_in_time(said: date, first: date, staff_rules: None) -> None:
    told = clock(region_code="469025100", post="驻站社工", announced_on=said)
    assert told.notice is not None
    assert told.earliest_on == first == earliest_leave(told.notice, said)


@pytest.mark.django_db
@pytest.mark.requirement("R239")
@pytest.mark.refuses("workforce.announce_leave")
def test_a_resignation_is_announced_a_month_ahead(worker: Worker) -> None:
    for given, says in (
        ({"wishes_on": date(2026, 11, 9)}, "提前1个月提出，最早 2026-11-10 离职（第十条）"),
        ({"reason": " "}, "原因"),
        ({"announced_on": date(2026, 12, 1)}, "不能晚于今天"),
        ({"announced_on": worker.started_on - timedelta(days=1)}, "才到岗，提出离职的日期不能更早"),
        ({"wishes_on": date(2026, 10, 1)}, "早于提出"),
    ):
        with pytest.raises(Refused, match=says):
            announced(worker, **given)
    row = announced(worker)
    assert (row.state, row.earliest_on, row.latest_on) == (
        "ANNOUNCED",
        date(2026, 11, 10),
        date(2026, 12, 10),
    )
    with pytest.raises(Refused, match="正在办"):
        announced(worker)
    for actor in (WANG, QIAN):
        with pytest.raises((NotAllowed, Worker.DoesNotExist)):
            announced(worker, actor=actor)
    assert list(resignations_running(actor=MANAGER)) == [row]


@pytest.mark.django_db
@pytest.mark.requirement("R240")
@pytest.mark.refuses("workforce.name_replacement")
def test_she_goes_only_after_her_post_is_filled_or_two_months_are_over(worker: Worker) -> None:
    with pytest.raises(Refused, match="先登记离职申请"):
        left(worker, date(2026, 11, 30))
    row = announced(worker)
    with pytest.raises(Refused, match="最早 2026-11-10"):
        left(worker, date(2026, 11, 1))
    with pytest.raises(Refused, match=r"还没有补上人.*2026-12-10") as no:
        left(worker, date(2026, 11, 30))
    assert "办法" in no.value.clause
    with pytest.raises(Refused, match="本人"):
        name_replacement(actor=HEAD, resignation_id=row.pk, replacement_id=worker.pk, on=TODAY)
    other = came(date(2026, 11, 12))
    assert list(may_fill(actor=HEAD, resignation=row, on=TODAY)) == [other]
    done = name_replacement(actor=HEAD, resignation_id=row.pk, replacement_id=other.pk, on=TODAY)
    assert (done.state, done.replacement) == ("REPLACED", other)
    gone = left(worker, date(2026, 11, 30))
    assert gone.ended_on == date(2026, 11, 30)
    row.refresh_from_db()
    assert row.state == "LEFT"
    assert PostChange.objects.get(worker=worker, kind="LEFT").announced_on == ANNOUNCED


@pytest.mark.django_db
def test_after_two_months_she_may_go_though_nobody_came(worker: Worker) -> None:
    announced(worker, announced_on=date(2026, 9, 15), wishes_on=date(2026, 11, 16))
    with pytest.raises(Refused, match="最迟 2026-11-16 补上"):  # two months end on a Sunday
        left(worker, date(2026, 11, 16))
    assert left(worker, date(2026, 11, 17)).ended_on == date(2026, 11, 17)


@pytest.mark.django_db
def test_who_was_there_before_or_serves_in_another_post_fills_no_post(worker: Worker) -> None:
    old = came(date(2026, 10, 1))
    row = announced(worker)
    with pytest.raises(Refused, match="不是为补这个岗位来的"):
        name_replacement(actor=HEAD, resignation_id=row.pk, replacement_id=old.pk, on=TODAY)


@pytest.mark.django_db
def test_who_simply_stays_away_is_written_down_as_gone(worker: Worker) -> None:
    assert left(worker, date(2026, 11, 18), because="WALKED").ended_on == date(2026, 11, 18)


@pytest.mark.django_db
def test_where_no_paper_speaks_of_notice_nobody_is_held(world: World) -> None:
    assert left(enrolled(), TODAY).ended_on == TODAY
    with pytest.raises(Refused, match="情形"):
        left(enrolled(id_number=id_number("19930405", order=4)), TODAY, because="SECRET")


@pytest.mark.django_db
@pytest.mark.refuses("workforce.withdraw_leave")
def test_she_stays_after_all(worker: Worker) -> None:
    row = announced(worker)
    assert withdraw_leave(actor=HEAD, resignation_id=row.pk, on=TODAY).state == "WITHDRAWN"
    with pytest.raises(Refused, match="离职申请现在是“已撤回”"):
        withdraw_leave(actor=HEAD, resignation_id=row.pk, on=TODAY)
    with pytest.raises(Resignation.DoesNotExist):
        withdraw_leave(actor=QIAN, resignation_id=row.pk, on=TODAY)
    assert announced(worker).state == "ANNOUNCED"
    assert ZHAO.may("workforce.withdraw_leave")
