"""A quarter's contest from the first figures to the published ranking, and who may see and do what."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from tests.oversight.rounds_world import details_of_baisha
from tests.people import BAISHA, CHANGJIANG, HEAD, QIFANG_STATION, WANG, YACHA_STATION, ZHAO, person
from tests.world import NOW, TODAY, World
from yizhan.access.models import Notice
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.oversight.actions import (
    drop_contest,
    mark_entry,
    publish_contest,
    refresh_contest,
    reopen_contest,
    start_contest,
)
from yizhan.oversight.models import Contest, ContestEntry
from yizhan.oversight.queries.contests import contest_for, contests, entries_of, ranking, rows_of, year_of
from yizhan.oversight.rules.frozen import thawed

pytestmark = pytest.mark.django_db

AUGUST, AFTER = date(2026, 8, 15), date(2026, 10, 8)
PLAN, CASE = "contest.indicator.blueprint-1", "contest.indicator.result-3"
COUNTED = "contest.indicator.skill-2"
NEIGHBOUR = person(91, "邻县经办人", "county", CHANGJIANG)


@pytest.fixture(autouse=True)
def papers() -> Iterator[None]:
    with details_of_baisha():
        yield


@pytest.fixture
def contest(world: World) -> Contest:
    return start_contest(actor=ZHAO, region_code=BAISHA, day=AUGUST, on=AFTER)


def entry(contest: Contest, station: UUID = YACHA_STATION) -> ContestEntry:
    return ContestEntry.objects.get(contest=contest, station_id=station)


def judge(contest: Contest, plan: str = "10", case: str = "6") -> None:
    for each in ContestEntry.objects.filter(contest=contest):
        mark_entry(actor=ZHAO, entry_id=each.pk, line=PLAN, points=Decimal(plan), on=AFTER)
        mark_entry(actor=ZHAO, entry_id=each.pk, line=CASE, points=Decimal(case), on=AFTER)


def published(contest: Contest) -> Contest:
    judge(contest)
    return publish_contest(actor=ZHAO, contest_id=contest.pk, on=AFTER, at=NOW)


@pytest.mark.requirement("R232")
def test_a_quarter_is_filled_in_from_the_records_in_four_aspects(contest: Contest) -> None:
    assert (contest.first_on, contest.last_on) == (date(2026, 7, 1), date(2026, 9, 30))
    assert contest.name == "2026年第3季度一季一赛"
    scheme = thawed(contest.rules)
    assert [aspect.name for aspect in scheme.aspects] == ["赛蓝图", "赛能力", "赛进度", "赛成果"]
    rows = rows_of(scheme, entry(contest))
    assert len(rows) == 11
    judged = [row.item.id for row in rows if row.judged]
    assert judged == [PLAN, CASE]
    counted = next(row for row in rows if row.item.id == COUNTED)
    assert (counted.points, counted.metric, counted.days) == (
        Decimal("0.00"),
        "services.supervisions",
        ("2026-07-01", "2026-09-30"),
    )


@pytest.mark.requirement("R233")
def test_a_published_ranking_names_who_is_too_small_to_be_ranked_and_tells_the_stations(
    contest: Contest, world: World
) -> None:
    world.account_of("station_head")
    found = published(contest)
    assert found.state == "PUBLISHED"
    lines = ranking(found, ())
    assert {line.station for line in lines} == {YACHA_STATION, QIFANG_STATION}
    assert all(line.rank is None and "应探访只有0，不到10" in line.why for line in lines)
    assert Notice.objects.filter(url=f"/oversight/contests/{contest.pk}/").exists()


@pytest.mark.requirement("R233")
def test_the_first_three_get_the_flag(contest: Contest) -> None:
    ContestEntry.objects.filter(contest=contest).update(sample=30)
    rules = contest.rules
    rules["rule"]["body"]["至少可评"] = "10"
    Contest.objects.filter(pk=contest.pk).update(rules=rules)
    judge(contest)
    mark_entry(actor=ZHAO, entry_id=entry(contest).pk, line=PLAN, points=Decimal(12), on=AFTER)
    found = publish_contest(actor=ZHAO, contest_id=contest.pk, on=AFTER, at=NOW)
    assert [(line.station, line.rank, line.flag) for line in ranking(found, ())] == [
        (YACHA_STATION, 1, "优胜红旗"),
        (QIFANG_STATION, 2, "优胜红旗"),
    ]
    year = year_of(actor=ZHAO, region_code=BAISHA, year=2026)
    assert [line.lacking for line in year] == [(1, 2, 4), (1, 2, 4)]


def test_counted_points_are_changed_by_nobody(contest: Contest) -> None:
    mine = entry(contest)
    with pytest.raises(Refused, match="由记录算出，不能手改"):
        mark_entry(actor=ZHAO, entry_id=mine.pk, line=COUNTED, points=Decimal(8), on=AFTER)
    with pytest.raises(Refused, match="应在0到12之间"):
        mark_entry(actor=ZHAO, entry_id=mine.pk, line=PLAN, points=Decimal(13), on=AFTER)
    with pytest.raises(Refused, match="没有这一项"):
        mark_entry(actor=ZHAO, entry_id=mine.pk, line="contest.indicator.other", points=Decimal(1), on=AFTER)
    with pytest.raises(Refused, match="为什么不计"):
        mark_entry(actor=ZHAO, entry_id=mine.pk, line=COUNTED, left_out="灾", on=AFTER)
    mark_entry(actor=ZHAO, entry_id=mine.pk, line=COUNTED, left_out="台风停工，督导没有来", on=AFTER)
    scheme = thawed(contest.rules)
    assert next(row for row in rows_of(scheme, entry(contest)) if row.item.id == COUNTED).by_hand
    mark_entry(actor=ZHAO, entry_id=mine.pk, line=COUNTED, on=AFTER)
    assert not next(row for row in rows_of(scheme, entry(contest)) if row.item.id == COUNTED).by_hand


def test_nothing_is_published_before_the_quarter_is_over_counted_and_scored(contest: Contest) -> None:
    with pytest.raises(Refused, match="2个站有没评的项"):
        publish_contest(actor=ZHAO, contest_id=contest.pk, on=AFTER, at=NOW)
    running = start_contest(actor=ZHAO, region_code=BAISHA, day=TODAY, on=TODAY)
    judge(running)
    with pytest.raises(Refused, match="才结束"):
        publish_contest(actor=ZHAO, contest_id=running.pk, on=TODAY, at=NOW)
    with pytest.raises(Refused, match="重新取数"):
        publish_contest(actor=ZHAO, contest_id=running.pk, on=date(2027, 1, 5), at=NOW)
    refresh_contest(actor=ZHAO, contest_id=running.pk, on=date(2027, 1, 5))
    assert entry(running).marks  # the points of judges stay
    publish_contest(actor=ZHAO, contest_id=running.pk, on=date(2027, 1, 5), at=NOW)


def test_a_station_sees_its_lines_and_the_ranking_once_they_are_published(contest: Contest) -> None:
    assert not contests(actor=HEAD).exists()
    with pytest.raises(Contest.DoesNotExist):
        contest_for(actor=HEAD, contest_id=contest.pk)
    published(contest)
    seen = contest_for(actor=HEAD, contest_id=contest.pk)
    assert [each.station_id for each in entries_of(actor=HEAD, contest=seen)] == [YACHA_STATION]
    assert len(ranking(seen, ())) == 2
    assert not contests(actor=NEIGHBOUR).exists()


def test_a_wrong_ranking_is_taken_back_and_a_wrong_contest_dropped(contest: Contest) -> None:
    published(contest)
    with pytest.raises(Refused, match="为什么撤回"):
        reopen_contest(actor=ZHAO, contest_id=contest.pk, because="", on=AFTER)
    with pytest.raises(Refused, match="已通报"):
        refresh_contest(actor=ZHAO, contest_id=contest.pk, on=AFTER)
    again = reopen_contest(actor=ZHAO, contest_id=contest.pk, because="七坊镇的督导漏记", on=AFTER)
    assert (again.state, again.published) == ("OPEN", [])
    with pytest.raises(Refused, match="为什么作废"):
        drop_contest(actor=ZHAO, contest_id=contest.pk, because=" ", on=AFTER)
    drop_contest(actor=ZHAO, contest_id=contest.pk, because="季度选错了", on=AFTER)
    assert start_contest(actor=ZHAO, region_code=BAISHA, day=AUGUST, on=AFTER).state == "OPEN"


@pytest.mark.refuses(
    "oversight.start_contest", "oversight.refresh_contest", "oversight.mark_entry", "oversight.publish_contest",
    "oversight.reopen_contest", "oversight.drop_contest",
)  # fmt: skip
def test_only_the_county_of_the_stations_runs_a_contest(contest: Contest) -> None:
    for actor in (HEAD, WANG):
        with pytest.raises(NotAllowed):
            start_contest(actor=actor, region_code=BAISHA, day=AUGUST, on=AFTER)
        with pytest.raises(NotAllowed):
            refresh_contest(actor=actor, contest_id=contest.pk, on=AFTER)
        with pytest.raises(NotAllowed):
            mark_entry(actor=actor, entry_id=entry(contest).pk, line=PLAN, points=Decimal(1), on=AFTER)
        with pytest.raises(NotAllowed):
            publish_contest(actor=actor, contest_id=contest.pk, on=AFTER, at=NOW)
        with pytest.raises(NotAllowed):
            reopen_contest(actor=actor, contest_id=contest.pk, because="看看能不能", on=AFTER)
        with pytest.raises(NotAllowed):
            drop_contest(actor=actor, contest_id=contest.pk, because="看看能不能", on=AFTER)
    with pytest.raises(Refused, match="本辖区"):
        start_contest(actor=NEIGHBOUR, region_code=BAISHA, day=AUGUST, on=AFTER)
    with pytest.raises(Refused, match="没有季度比拼的办法"):
        start_contest(actor=NEIGHBOUR, region_code=CHANGJIANG, day=AUGUST, on=AFTER)
    with pytest.raises(Contest.DoesNotExist):
        drop_contest(actor=NEIGHBOUR, contest_id=contest.pk, because="不是本县的", on=AFTER)
    with pytest.raises(Refused, match="已经有了"):
        start_contest(actor=ZHAO, region_code=BAISHA, day=AUGUST, on=AFTER)
    with pytest.raises(Refused, match="还没有开始"):
        start_contest(actor=ZHAO, region_code=BAISHA, day=date(2027, 2, 1), on=AFTER)
    assert (
        start_contest(actor=ZHAO, region_code=BAISHA, day=AUGUST, on=AFTER, contest_id=contest.pk) == contest
    )


def test_the_database_keeps_one_contest_a_quarter(contest: Contest) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Contest.objects.create(
            region_code=BAISHA, name="又一个", first_on=contest.first_on, last_on=contest.last_on, packs_on=AFTER,
            rules={}, started_on=AFTER, counted_on=AFTER,
        )  # fmt: skip
