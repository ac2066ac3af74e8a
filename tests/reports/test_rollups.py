"""Kept figures equal what a count from the records gives, however they came about; the county page reads only them."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.clients.conftest import only_these_packs
from tests.conftest import examples
from tests.people import (
    HEAD,
    PROVINCE,
    QIAN,
    QIFANG_STATION,
    SHILU_STATION,
    WANG,
    YACHA_STATION,
    ZHAO,
    others,
)
from tests.reports.conftest import AT, DAY, NOVEMBER, Record, opened, rolled, signed
from tests.world import World
from yizhan.clients.actions import grade_client
from yizhan.clients.models import Client
from yizhan.kernel.errors import NotAllowed
from yizhan.kernel.metric import METRICS
from yizhan.kernel.period import Period
from yizhan.policy import book
from yizhan.policy.load import load_pack
from yizhan.reports.actions import refresh_rollups
from yizhan.reports.models import StationMonth
from yizhan.reports.queries.board import board
from yizhan.reports.queries.rollups import rolled_metrics
from yizhan.reports.queries.totals import regions_below, totals
from yizhan.services.actions import correct_service, void_service
from yizhan.workforce.models import Worker

POLICIES = Path(__file__).parents[2] / "policies"
NOV, OCT = Period.month(2026, 11), Period.month(2026, 10)


def kept() -> dict[tuple[Any, Any, str], Decimal]:
    return {(row.station_id, row.month, row.metric): row.value for row in StationMonth.objects.all()}


def test_kept_figures_are_those_of_the_definitions(record: Record, granny: Client, uncle: Client) -> None:
    record(granny, uncle, done_on=date(2026, 11, 3))
    record(granny, done_on=date(2026, 10, 3))
    rolled()
    for name in rolled_metrics():
        for period in (NOV, OCT):
            counted = METRICS[name].of(
                YACHA_STATION,
                period if not METRICS[name].stock else Period(period.first, min(period.last, DAY)),
            )
            assert (
                StationMonth.objects.get(station_id=YACHA_STATION, month=period.first, metric=name).value
                == (counted or 0)  # a share of nobody is kept as 0 and shown by its parts
            ), name


STEP = st.tuples(
    st.sampled_from(["visit", "phone", "activity", "void", "move", "grade", "roll"]), st.integers(0, 60)
)


@pytest.mark.slow
@settings(max_examples=examples(3), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, min_size=4, max_size=8))
def test_brought_up_to_date_step_by_step_they_equal_a_rebuild(
    record: Record, granny: Client, uncle: Client, steps: list[tuple[str, int]]
) -> None:
    made = []
    for what, back in steps:
        day = DAY - timedelta(days=back)
        if what == "visit":
            made.append(record(granny, uncle, done_on=day, on=DAY))
        elif what == "phone":
            made.append(record(uncle, done_on=day, on=DAY, mode="PHONE"))
        elif what == "activity":
            made.append(
                record(kind="ACTIVITY", title="示例活动", participants_count=back + 1, done_on=day, on=DAY)
            )
        elif what == "void" and made:
            void_service(actor=WANG, service_id=made.pop().pk, on=DAY, at=AT, reason="记错")
        elif what == "move" and made and made[-1].done_on != day:
            made[-1] = correct_service(
                actor=WANG, service_id=made[-1].pk, on=DAY, reason="日期记错", done_on=day
            )
        elif what == "grade":
            grade_client(
                actor=HEAD,
                client_id=granny.pk,
                grade="HIGH" if back % 2 else "LOW",
                reason="走访评定",
                on=DAY,
            )
        elif what == "roll":
            rolled()
    rolled()
    step_by_step = kept()
    rolled(everything=True)
    assert kept() == step_by_step


def test_a_new_day_brings_the_stocks_of_every_station_up_to_date(record: Record, granny: Client) -> None:
    record(granny, done_on=date(2026, 11, 3), follow_up="看屋顶", follow_up_on=date(2026, 11, 25))
    rolled()
    figure = StationMonth.objects.get(
        station_id=YACHA_STATION, month=NOVEMBER, metric="services.follow_ups_open"
    )
    assert figure.value == 0
    rolled(on=date(2026, 11, 25), at=AT + timedelta(days=1))
    figure.refresh_from_db()
    assert figure.value == 1
    rolled(on=date(2026, 12, 1), at=AT + timedelta(days=7))
    assert StationMonth.objects.filter(month=date(2026, 12, 1), station_id=QIFANG_STATION).exists()


def test_nothing_changed_nothing_counted(
    record: Record, granny: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(granny, done_on=date(2026, 11, 3))
    rolled()
    monkeypatch.setattr("yizhan.reports.queries.rollups.SEEN_AGAIN_MINUTES", -1)
    assert rolled() == 0


@pytest.mark.refuses("reports.refresh_rollups")
@pytest.mark.parametrize("actor", others(), ids=lambda actor: actor.label)
def test_only_the_nightly_job_keeps_figures(world: World, actor: object) -> None:
    with pytest.raises(NotAllowed):
        refresh_rollups(actor=actor, on=DAY, at=AT)  # type: ignore[arg-type]


# --- the county page --------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R324", "R323")
def test_the_county_sees_its_stations_side_by_side_and_nobody_elses(
    record: Record, granny: Client, stranger: Client, neighbour: Worker
) -> None:
    from tests.people import LI

    record(granny, done_on=date(2026, 11, 3))
    record(stranger, actor=LI, station_id=SHILU_STATION, worker_id=neighbour.pk, done_on=date(2026, 11, 4))
    signed(opened())
    rolled()
    seen = board(actor=ZHAO, period=NOV, on=DAY, map_code="469025")
    assert [row.station.pk for row in seen.rows] == [YACHA_STATION, QIFANG_STATION]
    assert (seen.served, seen.missing, seen.late, seen.by_state("SIGNED")) == (1, 1, 0, 1)
    assert seen.rows[0].report is not None
    assert seen.rows[1].report is None
    after = board(actor=ZHAO, period=NOV, on=date(2026, 11, 26))
    assert [row.late for row in after.rows] == [False, True]
    assert [row.station.pk for row in board(actor=QIAN, period=NOV, on=DAY).rows] == [SHILU_STATION]
    assert seen.served == sum(row.served for row in seen.rows)


def test_the_county_page_asks_as_often_for_a_little_as_for_a_lot(
    record: Record, granny: Client, uncle: Client
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            board(actor=ZHAO, period=NOV, on=DAY)
        return len(seen)

    rolled()
    few = cost()
    for back in range(20):
        record(granny, uncle, done_on=DAY - timedelta(days=back), on=DAY)
    rolled()
    assert cost() == few == 6


def test_totals_are_the_sums_of_the_stations(
    record: Record, granny: Client, stranger: Client, neighbour: Worker
) -> None:
    from tests.people import LI

    record(granny, done_on=date(2026, 11, 3))
    record(stranger, actor=LI, station_id=SHILU_STATION, worker_id=neighbour.pk, done_on=date(2026, 11, 4))
    rolled()
    province, county = totals(actor=PROVINCE, period=NOV), totals(actor=ZHAO, period=NOV)
    assert (province.figures["services.visits"], county.figures["services.visits"]) == (2, 1)
    below = dict(regions_below(actor=PROVINCE, period=NOV, digits=6))
    assert sum(each["services.services"] for each in below.values()) == province.figures["services.services"]
    assert set(below) == {"469025", "469026"}


def test_a_rate_is_low_only_where_the_regions_paper_says_so(
    record: Record, granny: Client, uncle: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Baisha's paper asks for no rate, so nobody is judged; the example paper asks for 95 %."""
    StationMonth.objects.bulk_create(
        StationMonth(
            station_id=YACHA_STATION,
            region_code="469025101",
            month=NOV.first,
            metric=name,
            value=value,
            as_of=AT,
        )
        for name, value in (("services.visit_due", 20), ("services.visit_met", 18))
    )
    seen = board(actor=ZHAO, period=NOV, on=DAY)
    assert seen.rows[0].rate == Decimal("90.0")
    assert (seen.is_ruled, seen.rate_rule, seen.is_behind, seen.rows[0].is_behind) == (
        False,
        None,
        False,
        False,
    )
    example = load_pack(POLICIES / "99-example/2024-station-standard")
    only_these_packs(monkeypatch, [example.model_copy(update={"region": "469025", "until": None})])
    running = board(actor=ZHAO, period=NOV, on=DAY)
    seen = board(actor=ZHAO, period=NOV, on=NOV.last)
    book._held.cache_clear()
    assert seen.rate_rule is not None
    assert seen.rate_rule.clause == "九"
    assert [(row.rate, row.is_behind) for row in seen.rows] == [(Decimal("90.0"), True), (None, False)]
    assert seen.is_behind
    assert not any(row.is_behind for row in running.rows)  # nobody is behind before the month is over
    assert not running.is_behind
