"""Numbers about the people served: one query for all stations, and the files behind each."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.clients.conftest import Register
from tests.clients.folk import BOY, TODAY, UNCLE
from tests.people import HEAD, QIFANG_STATION, WANG, YACHA_STATION, ZHAO
from yizhan.clients import metrics
from yizhan.clients.actions import (
    classify_client,
    close_file,
    grade_client,
    record_consent,
    unclassify_client,
)
from yizhan.clients.models import Client
from yizhan.kernel.metric import METRICS
from yizhan.kernel.period import Period

NOVEMBER = Period.month(2026, 11)
NAMES = sorted(name for name in METRICS if name.startswith("clients."))


@pytest.fixture
def three(register: Register) -> list[Client]:
    """An old widow on low income, of high risk, consenting; a left-behind boy; a man at the next station."""
    granny = register(classes=["DIBAO", "ELDER_ALONE"], consent="ORAL", opened_on=date(2026, 10, 5))
    boy = register(BOY, classes=["CHILD_LEFT_BEHIND"], despite_duplicates=[granny.pk])
    uncle = register(UNCLE, actor=ZHAO, station_id=QIFANG_STATION)
    grade_client(actor=WANG, client_id=granny.pk, grade="HIGH", reason="独居，跌倒一次", on=TODAY)
    return [granny, boy, uncle]


@pytest.mark.requirement("R159")
@pytest.mark.parametrize(
    ("name", "here", "there"),
    [
        ("clients.files", 2, 1),
        ("clients.new_files", 1, 1),
        ("clients.closed_files", 0, 0),
        ("clients.safety_net", 2, 0),
        ("clients.poor", 1, 0),
        ("clients.elders", 1, 0),
        ("clients.children", 1, 0),
        ("clients.disabled", 0, 0),
        ("clients.high_risk", 1, 0),
        ("clients.ungraded", 1, 1),
        ("clients.consented", 1, 0),
    ],
)
def test_figures_count_people_by_station(three: list[Client], name: str, here: int, there: int) -> None:
    with CaptureQueriesContext(connection) as asked:
        found = METRICS[name](stations=[YACHA_STATION, QIFANG_STATION], period=NOVEMBER)
    assert len(asked) == 1
    assert (found.get(YACHA_STATION, 0), found.get(QIFANG_STATION, 0)) == (here, there)


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_opens_into_as_many_files(three: list[Client], name: str) -> None:
    figure = METRICS[name]
    assert figure.drill is not None
    rows = figure.drill(stations=[YACHA_STATION, QIFANG_STATION], period=NOVEMBER)
    assert rows.count() == sum(figure(stations=[YACHA_STATION, QIFANG_STATION], period=NOVEMBER).values())
    assert figure.says.endswith("。")


def test_stock_figures_are_those_of_the_last_day(three: list[Client]) -> None:
    granny, *_ = three
    assert metrics.files.of(YACHA_STATION, Period.month(2026, 9)) == 0
    assert metrics.files.of(YACHA_STATION, Period.month(2026, 10)) == 1
    close_file(actor=HEAD, client_id=granny.pk, reason="MOVED_AWAY", closed_on=TODAY, on=TODAY)
    assert metrics.files.of(YACHA_STATION, NOVEMBER) == 1
    assert metrics.files.of(YACHA_STATION, Period.month(2026, 10)) == 1
    assert metrics.closed_files.of(YACHA_STATION, NOVEMBER) == 1


def test_a_class_counts_while_it_lasts(three: list[Client]) -> None:
    _, boy, _ = three
    unclassify_client(actor=WANG, client_id=boy.pk, code="CHILD_LEFT_BEHIND", until_on=TODAY, on=TODAY)
    assert metrics.children.of(YACHA_STATION, NOVEMBER) == 0
    classify_client(actor=WANG, client_id=boy.pk, code="ORPHAN", since_on=TODAY, on=TODAY)
    assert metrics.children.of(YACHA_STATION, NOVEMBER) == 1


def test_a_consent_that_ran_out_no_longer_counts(three: list[Client]) -> None:
    granny, *_ = three
    record_consent(
        actor=WANG,
        client_id=granny.pk,
        purpose="SERVICE",
        given=True,
        basis="WRITTEN",
        given_on=TODAY,
        until_on=TODAY,
        on=TODAY,
    )
    assert metrics.consented.of(YACHA_STATION, Period.of_day(TODAY)) == 1
    assert metrics.consented.of(YACHA_STATION, Period.of_day(TODAY + timedelta(days=1))) == 0


def test_overdue_and_due_follow_the_due_day(three: list[Client]) -> None:
    granny, *_ = three
    Client.objects.filter(pk=granny.pk).update(next_visit_on=TODAY, visit_rule="x:y")
    today = Period.of_day(TODAY)
    assert (metrics.visit_plan_due.of(YACHA_STATION, today), metrics.overdue.of(YACHA_STATION, today)) == (
        1,
        0,
    )
    tomorrow = Period.of_day(TODAY + timedelta(days=1))
    assert metrics.overdue.of(YACHA_STATION, tomorrow) == 1
