"""When the next visit of a person is due."""

from datetime import date, timedelta

import pytest

from tests.clients.conftest import Register
from tests.clients.folk import BOY, TODAY, UNCLE, fresh
from tests.people import (
    HEAD,
    LI,
    WANG,
)
from yizhan.access.roles import job
from yizhan.clients.actions import (
    grade_client,
    note_visits,
    refresh_visit_plans,
    restrict_client,
    unclassify_client,
    visits,
)
from yizhan.clients.queries.search import overdue
from yizhan.clients.rules.visits import Visit


@pytest.mark.requirement("R341", "R336")
def test_class_and_grade_decide_when_the_next_visit_is_due(frequencies: None, register: Register) -> None:
    client = register(classes=["ELDER_ALONE"], opened_on=date(2026, 11, 2))
    assert (client.next_visit_on, client.visit_clause) == (date(2026, 11, 30), "协议 第五条")
    note_visits(actor=WANG, client_id=client.pk, visits=[Visit(date(2026, 11, 18))], on=TODAY)
    assert fresh(client).next_visit_on == date(2026, 12, 15)
    grading = grade_client(actor=WANG, client_id=client.pk, grade="HIGH", reason="跌倒一次", on=TODAY)
    assert grading.clause == "协议 第六条"
    assert fresh(client).next_visit_on == date(2026, 11, 29)
    grade_client(actor=WANG, client_id=client.pk, grade="HIGH", reason="房屋倒塌", event_on=TODAY, on=TODAY)
    assert (fresh(client).next_visit_on, fresh(client).visit_clause) == (
        TODAY + timedelta(days=1),
        "协议 第七条",
    )
    note_visits(actor=WANG, client_id=client.pk, visits=[Visit(date(2026, 11, 18)), Visit(TODAY)], on=TODAY)
    assert fresh(client).next_visit_on == date(2026, 11, 29)
    unclassify_client(actor=WANG, client_id=client.pk, code="ELDER_ALONE", until_on=TODAY, on=TODAY)
    grade_client(actor=WANG, client_id=client.pk, grade="LOW", reason="已搬到女儿家", on=TODAY)
    assert (fresh(client).next_visit_on, fresh(client).visit_rule) == (None, "")


def test_a_pending_value_binds_nobody(frequencies: None, register: Register) -> None:
    assert register(classes=["DIBAO"]).next_visit_on is None


def test_where_nobody_has_ruled_no_day_is_due(no_rules: None, register: Register) -> None:
    assert register(classes=["ELDER_ALONE"]).next_visit_on is None


def test_visits_of_days_to_come_do_not_count_and_old_ones_are_let_go(
    frequencies: None, register: Register
) -> None:
    client = register(classes=["ELDER_ALONE"])
    days = [TODAY - timedelta(days=n) for n in range(100)] + [TODAY + timedelta(days=1)]
    note_visits(actor=WANG, client_id=client.pk, visits=[Visit(day) for day in days], on=TODAY)
    assert fresh(client).last_visit_on == TODAY
    assert len(fresh(client).visit_days) == 60
    note_visits(actor=WANG, client_id=client.pk, visits=[], on=TODAY)
    assert fresh(client).last_visit_on is None


def test_a_paper_that_comes_into_force_overnight_gives_everybody_a_day(
    register: Register, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    for person in (UNCLE, BOY):
        register(person)
    granny = register(classes=["ELDER_ALONE"])
    assert granny.next_visit_on is None
    request.getfixturevalue("frequencies")
    monkeypatch.setattr(visits, "SLICE", 1)
    nightly = job("nightly", "系统", "clients.refresh_visit_plans", "clients.view_restricted")
    restrict_client(actor=HEAD, client_id=granny.pk, reason="保护对象")
    after, rounds = None, 0
    while after := refresh_visit_plans(actor=nightly, region_code="46", on=TODAY, after=after):
        rounds += 1
    assert rounds == 3
    assert fresh(granny).next_visit_on == date(2026, 12, 15)
    assert fresh(granny).name == "测试奶奶"


def test_overdue_people_are_listed_the_longest_first(frequencies: None, register: Register) -> None:
    one = register(classes=["ELDER_ALONE"], opened_on=date(2026, 8, 1))
    two = register(UNCLE, opened_on=date(2026, 10, 1))
    grade_client(actor=WANG, client_id=two.pk, grade="HIGH", reason="独居", on=TODAY)
    assert [client.pk for client in overdue(actor=WANG, on=TODAY)] == [one.pk, two.pk]
    assert not overdue(actor=LI, on=TODAY)
    assert fresh(one).overdue(TODAY) == (TODAY - date(2026, 8, 31)).days
