"""What the records already show about each indicator, before anybody scores."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people import HEAD, QIFANG_STATION, YACHA_STATION
from tests.workforce.test_staff import enrolled, id_number
from tests.world import World
from yizhan.kernel.metric import METRICS
from yizhan.kernel.period import Period
from yizhan.oversight.queries.scoring import Fact, months_scored, prefilled, scheme_for
from yizhan.stations.actions import RoomLine, set_rooms
from yizhan.stations.models import Station

pytestmark = pytest.mark.django_db
HALF = Period(date(2026, 7, 1), date(2026, 11, 20))


def facts(
    region: str, name: str = "", stations: tuple[UUID, ...] = (YACHA_STATION,)
) -> dict[object, dict[str, Fact]]:
    scheme = scheme_for(region_code=region, on=HALF.last, name=name)
    rows = list(Station.objects.filter(pk__in=stations))
    return {key: dict(value) for key, value in prefilled(stations=rows, period=HALF, scheme=scheme).items()}


@pytest.mark.requirement("R248")
def test_a_sheet_is_filled_in_beforehand_from_the_records(world: World) -> None:
    for order in range(2):
        enrolled(name=f"示例{'一二'[order]}", id_number=id_number(order=order * 2))
    set_rooms(actor=HEAD, station_id=YACHA_STATION, rooms=[RoomLine("综合接待区"), RoomLine("个案室")])
    found = facts("330481")[YACHA_STATION]
    assert len(found) == 23
    workers = found["evaluation.indicator.standard-2"]
    assert (workers.says, workers.suggested) == ("2人，满分为6人", Decimal("1.67"))
    assert METRICS[workers.metric].drill is not None  # it opens the records behind it
    assert workers.period == HALF
    rooms = found["evaluation.indicator.standard-1"]
    assert rooms.says.startswith("2 / 9 项，没有居民会客区、")
    assert rooms.suggested == Decimal("1.11")
    judged = found["evaluation.indicator.standard-5"]
    assert (judged.says, judged.suggested, judged.metric) == ("", None, "")
    systems = found["evaluation.indicator.standard-6"]
    assert (systems.suggested, systems.unmeasurable) == (
        Decimal("0.00"),
        "",
    )  # nothing registered is nothing earned


def test_what_nobody_could_measure_says_why(world: World) -> None:
    found = facts("330481")[YACHA_STATION]
    visits = found["evaluation.indicator.professional-3"]
    assert (visits.suggested, visits.unmeasurable) == (None, "应探访0人，不到5人，不计分。")
    assert found["evaluation.indicator.professional-4"].unmeasurable == "没有“高风险对象”，算不出这一项。"
    assert found["evaluation.indicator.result-1"].unmeasurable == "期内没有可以计算“满意度”的记录。"
    assert (
        found["evaluation.indicator.planning-4"].suggested == 0
    )  # a month without activities can be counted


@pytest.mark.requirement("R401", "R428")
def test_the_standard_of_kunming_is_held_against_a_station_rule_by_rule(world: World) -> None:
    found = facts("530111")[YACHA_STATION]
    assert len(found) == 17
    rows = [fact for fact in found.values() if fact.unmeasurable]
    assert all(fact.unmeasurable == "这一条不适用于本站。" for fact in rows)


def test_one_query_a_figure_however_many_stations(world: World) -> None:
    facts("330481")
    with CaptureQueriesContext(
        connection,
    ) as one:
        facts("330481")
    with CaptureQueriesContext(connection) as three:
        facts("330481", stations=(YACHA_STATION, QIFANG_STATION, world.shilu.pk))
    assert len(three) == len(one)


@pytest.mark.parametrize(
    ("first", "last", "opened", "months"),
    [
        ("2026-07-01", "2026-12-31", "2025-01-01", 6),
        ("2026-07-01", "2026-11-20", "2025-01-01", 4),
        ("2026-07-01", "2026-12-31", "2026-10-01", 3),
        ("2026-07-01", "2026-12-31", "2026-10-15", 2),
        ("2026-07-01", "2026-07-20", "2025-01-01", 1),
    ],
)
def test_only_whole_months_are_asked_for(first: str, last: str, opened: str, months: int) -> None:
    period = Period(date.fromisoformat(first), date.fromisoformat(last))
    assert months_scored(period, date.fromisoformat(opened)) == months
