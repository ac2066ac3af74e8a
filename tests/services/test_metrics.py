"""What counts and what does not: one test a question, through the verbs."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.clients.folk import TODAY
from tests.people import HEAD, LI, SHILU_STATION, WANG, YACHA_STATION
from tests.services.conftest import Record
from tests.world import NOW
from yizhan.clients.actions import form_household, join_household
from yizhan.clients.models import Client
from yizhan.kernel.metric import METRICS
from yizhan.kernel.period import Period
from yizhan.services.actions import finish_follow_up, void_service
from yizhan.workforce.models import Worker

NOVEMBER = Period.month(2026, 11)
OCTOBER = Period.month(2026, 10)


def of(name: str, period: Period = NOVEMBER) -> object:
    return METRICS[f"services.{name}"].of(YACHA_STATION, period)


@pytest.mark.requirement("R228", "R159")
def test_visits_count_people_met_by_mode(record: Record, granny: Client, uncle: Client) -> None:
    record(granny, uncle)
    record(granny, mode="PHONE")
    record(granny, mode="COME_IN")
    record(granny, met=False)
    record(granny, done_on=date(2026, 10, 31))
    voided = record(uncle)
    void_service(actor=WANG, service_id=voided.pk, on=TODAY, at=NOW, reason="记错")
    assert of("visits") == 4
    assert (of("visits_at_home"), of("home_visits")) == (2, 1)
    assert (of("phone_visits"), of("come_in_visits"), of("visits_in_vain")) == (1, 1, 1)
    assert of("visited_clients") == 2
    assert of("visits", OCTOBER) == 1
    assert of("minutes") == 90


def test_households_count_once_a_day(record: Record, granny: Client, uncle: Client, grandpa: Client) -> None:
    home = form_household(actor=WANG, client_id=granny.pk, on=TODAY)
    join_household(actor=WANG, client_id=grandpa.pk, household_id=home.pk, relation="配偶", on=TODAY)
    record(granny, grandpa)
    record(grandpa, mode="PHONE")
    record(uncle)
    record(granny, done_on=TODAY - timedelta(days=1))
    assert of("visits") == 5
    assert of("visited_households") == 3


@pytest.mark.requirement("R228", "R159")
def test_services_count_named_people_and_others_but_neither_training_nor_supervision(
    record: Record, granny: Client
) -> None:
    record(granny)
    record(kind="ACTIVITY", title="重阳节活动", participants_count=40, mode="OUTSIDE")
    record(granny, kind="GROUP", title="康乐小组第3节", participants_count=7, mode="COME_IN")
    record(kind="PUBLICITY", participants_count=12, mode="OUTSIDE")
    record(kind="TRAINING", title="急救培训", participants_count=3, mode="COME_IN")
    record(kind="SUPERVISION", title="个案督导", mode="COME_IN", minutes=90)
    assert of("services") == 1 + 40 + 8 + 12
    assert (of("activities"), of("activity_participants")) == (1, 40)
    assert (of("group_sessions"), of("group_participants"), of("publicity")) == (1, 8, 1)
    assert (of("trainings"), of("supervisions"), of("supervision_minutes")) == (1, 1, 90)


def test_casework_in_hand_is_what_was_opened_and_not_closed(
    record: Record, granny: Client, uncle: Client
) -> None:
    record(granny, kind="CASEWORK", case_step="OPENED", done_on=date(2026, 10, 5))
    record(uncle, kind="CASEWORK", case_step="OPENED")
    record(granny, kind="CASEWORK", case_step="SESSION")
    record(granny, kind="CASEWORK", case_step="CLOSED")
    assert (of("casework_open", OCTOBER), of("casework_open")) == (1, 1)
    assert (of("casework_opened"), of("casework_closed"), of("casework_sessions")) == (1, 1, 3)


def test_resources_volunteers_and_referrals(record: Record, granny: Client) -> None:
    record(kind="RESOURCE", partner="示例商店", value_fen=123_450, mode="OUTSIDE", client_ids=[])
    record(kind="VOLUNTEER", participants_count=5, minutes=150, mode="OUTSIDE", client_ids=[])
    sent = record(granny, kind="REFERRAL", partner="示例卫生院")
    record(granny, kind="REFERRAL", partner="示例司法所")
    finish_follow_up(actor=WANG, service_id=sent.pk, on=TODAY, result="已接诊")
    assert (of("resource_links"), of("resource_value")) == (1, Decimal("1234.50"))
    assert (of("volunteers"), of("volunteer_hours")) == (5, Decimal("12.5"))
    assert (of("referrals"), of("referrals_answered")) == (2, 1)


@pytest.mark.requirement("R263")
def test_the_visit_rate_is_of_those_who_were_due(record: Record, granny: Client, uncle: Client) -> None:
    """测试奶奶 lives alone and is due where the region has a rule for it; who was met is never left out."""
    due = of("visit_due")
    assert of("visit_met") == 0
    record(granny)
    assert of("visit_met") == (1 if due else 0)
    assert of("visit_rate") == (Decimal("100.0") if due else None)


def test_satisfaction_is_of_those_who_were_asked(record: Record, granny: Client, uncle: Client) -> None:
    record(granny, satisfaction=5)
    record(granny, satisfaction=4)
    record(uncle, satisfaction=2)
    record(uncle)
    assert of("satisfaction") == Decimal("66.7")


@pytest.mark.parametrize("name", sorted(name for name in METRICS if name.startswith("services.")))
def test_every_figure_answers_for_many_stations_in_one_query_and_opens_into_rows(
    name: str, record: Record, granny: Client, stranger: Client, neighbour: Worker
) -> None:
    record(granny)
    record(stranger, actor=LI, station_id=SHILU_STATION, worker_id=neighbour.pk)
    one = METRICS[name]
    with CaptureQueriesContext(connection) as seen:
        one(stations=[YACHA_STATION, SHILU_STATION], period=NOVEMBER)
    assert len(seen) == 1
    assert one.drill is not None
    list(one.drill(stations=[YACHA_STATION], period=NOVEMBER))
    assert one.says.endswith("。")


def test_a_figure_is_the_sum_of_the_rows_it_opens_into(record: Record, granny: Client, uncle: Client) -> None:
    record(granny, uncle)
    record(granny, actor=HEAD)
    rows = METRICS["services.visits"].drill
    assert rows is not None
    assert (
        sum(row.clients_count for row in rows(stations=[YACHA_STATION], period=NOVEMBER)) == of("visits") == 3
    )
