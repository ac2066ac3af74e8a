"""When the next visit is due. Plain arithmetic: no database."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yizhan.clients.rules.visits import (
    Visit,
    VisitRule,
    event_visit_on,
    grade_code,
    next_visit_on,
    parts_of,
    visit_plan,
)
from yizhan.kernel.period import Period

TODAY = date(2026, 11, 22)
OPENED = date(2025, 7, 16)


def d(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("period", "times", "ends"),
    [
        (Period.month(2026, 11), 1, ["2026-11-30"]),
        (Period.month(2026, 11), 2, ["2026-11-15", "2026-11-30"]),
        (Period.month(2026, 10), 2, ["2026-10-15", "2026-10-31"]),
        (Period.month(2024, 2), 2, ["2024-02-14", "2024-02-29"]),
        (Period.month(2026, 2), 2, ["2026-02-14", "2026-02-28"]),
        (Period.month(2026, 2), 3, ["2026-02-09", "2026-02-18", "2026-02-28"]),
        (Period.week_of(date(2026, 11, 22)), 2, ["2026-11-18", "2026-11-22"]),
        (Period.quarter_of(date(2026, 11, 22)), 3, ["2026-10-30", "2026-11-30", "2026-12-31"]),
    ],
)
def test_a_period_is_cut_into_equal_parts_of_whole_days(period: Period, times: int, ends: list[str]) -> None:
    assert [part.last.isoformat() for part in parts_of(period, times)] == ends


@pytest.mark.requirement("R341")
@pytest.mark.parametrize(
    ("days", "frequency", "due"),
    [
        # once a month: the whole next month is there for the next visit
        (["2026-11-03"], ("月", 1), "2026-12-31"),
        (["2026-10-31"], ("月", 1), "2026-11-30"),
        (["2026-01-31"], ("月", 1), "2026-02-28"),
        (["2024-01-31"], ("月", 1), "2024-02-29"),
        (["2026-06-02"], ("月", 1), "2026-07-31"),  # overdue for months, and says since when
        # twice a month: halves
        (["2026-11-03"], ("月", 2), "2026-11-30"),
        (["2026-11-20"], ("月", 2), "2026-12-15"),
        (["2026-11-03", "2026-11-05"], ("月", 2), "2026-12-15"),  # both done early: the month has its visits
        (["2026-11-03", "2026-11-20"], ("月", 2), "2026-12-15"),
        (["2026-11-03", "2026-11-03"], ("月", 2), "2026-11-30"),  # one day counts once
        (["2024-02-02"], ("月", 2), "2024-02-29"),
        (["2026-08-20"], ("月", 2), "2026-09-15"),
        # every week, Monday to Sunday
        (["2026-11-16"], ("周", 1), "2026-11-29"),
        (["2026-11-22"], ("周", 1), "2026-11-29"),
        (["2026-11-15"], ("周", 1), "2026-11-22"),
        (["2026-12-30"], ("周", 1), "2026-11-29"),  # a day that has not come does not count: never visited
        # quarter, half-year, year
        (["2026-11-03"], ("季", 1), "2027-03-31"),
        (["2026-06-30"], ("季", 1), "2026-09-30"),
        (["2026-11-03"], ("半年", 1), "2027-06-30"),
        (["2026-11-03"], ("年", 1), "2027-12-31"),
        (["2026-02-03"], ("年", 2), "2026-12-31"),
    ],
)
def test_after_a_visit_the_next_is_due_at_the_end_of_the_part_that_follows(
    days: list[str], frequency: tuple[str, int], due: str
) -> None:
    opened = d("2026-11-18") if days == ["2026-12-30"] else OPENED
    assert next_visit_on(days=map(d, days), opened_on=opened, frequency=frequency, on=TODAY) == d(due)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("opened", "frequency", "due"),
    [
        ("2026-11-07", ("月", 1), "2026-12-31"),
        ("2026-11-07", ("月", 2), "2026-11-30"),
        ("2026-11-16", ("月", 2), "2026-12-15"),
        ("2026-11-22", ("周", 1), "2026-11-29"),
        ("2024-02-29", ("年", 1), "2025-12-31"),
        ("2026-01-15", ("月", 1), "2026-02-28"),
    ],
)
def test_a_new_client_gets_one_whole_part(opened: str, frequency: tuple[str, int], due: str) -> None:
    assert next_visit_on(days=[], opened_on=d(opened), frequency=frequency, on=TODAY) == d(due)  # type: ignore[arg-type]


days = st.dates(min_value=date(2020, 1, 1), max_value=date(2030, 12, 31))
frequencies = st.tuples(st.sampled_from(["周", "月", "季", "半年", "年"]), st.integers(1, 6))


@given(seen=st.lists(days, max_size=12), opened=days, frequency=frequencies)
def test_a_visit_never_makes_the_next_one_due_earlier_and_is_always_ahead_of_the_last(
    seen: list[date], opened: date, frequency: tuple[str, int]
) -> None:
    on = date(2030, 12, 31)
    due = next_visit_on(days=seen, opened_on=opened, frequency=frequency, on=on)  # type: ignore[arg-type]
    assert due > max(seen, default=opened)
    if seen and max(seen) < on:
        later = max(seen) + timedelta(days=1)
        again = next_visit_on(days=[*seen, later], opened_on=opened, frequency=frequency, on=on)  # type: ignore[arg-type]
        assert again >= due


@given(seen=st.lists(days, min_size=1, max_size=40, unique=True), frequency=frequencies)
def test_who_is_visited_by_every_due_day_has_her_visits_in_every_whole_period(
    seen: list[date], frequency: Any
) -> None:
    """Follow the due days from the first visit on: no calendar period in between ever falls short."""
    per, times = frequency
    visits = [min(seen)]
    for _ in range(30):
        visits.append(
            next_visit_on(days=visits, opened_on=visits[0], frequency=frequency, on=date(9999, 1, 1))
        )
    period_of = {
        "周": Period.week_of,
        "月": Period.month_of,
        "季": Period.quarter_of,
        "半年": Period.half_year_of,
        "年": Period.year_of,
    }[per]
    whole = [
        day
        for day in visits
        if period_of(day) != period_of(visits[0]) and period_of(day) != period_of(visits[-1])
    ]
    for period in {period_of(day) for day in whole}:
        assert sum(day in period for day in visits) >= min(times, period.days)


@given(day=days, per=st.sampled_from(["周", "月", "季", "半年", "年"]), times=st.integers(1, 400))
def test_parts_cover_the_period_without_gap_or_overlap(day: date, per: str, times: int) -> None:
    period = {
        "周": Period.week_of,
        "月": Period.month_of,
        "季": Period.quarter_of,
        "半年": Period.half_year_of,
        "年": Period.year_of,
    }[per](day)
    parts = parts_of(period, times)
    assert [each for part in parts for each in part] == list(period)
    assert max(part.days for part in parts) - min(part.days for part in parts) <= 1


@pytest.mark.parametrize(
    ("event", "seen", "due"),
    [
        ("2026-11-20", [], "2026-11-21"),
        ("2026-11-20", ["2026-11-19"], "2026-11-21"),
        ("2026-11-20", ["2026-11-20"], None),
        ("2026-11-20", ["2026-11-21"], None),
        (None, [], None),
        ("2024-02-28", [], "2024-02-29"),
    ],
)
def test_a_major_event_asks_for_a_visit_within_a_day(
    event: str | None, seen: list[str], due: str | None
) -> None:
    found = event_visit_on(
        days=[d(day) for day in seen], event_on=d(event) if event else None, term="24小时", on=TODAY
    )
    assert found == (d(due) if due else None)


ALONE = VisitRule(id="a", clause="甲 一", says="", per="月", times=2, classes=frozenset({"ELDER_ALONE"}))
HIGH = VisitRule(id="b", clause="乙 二", says="", per="周", times=1, grades=frozenset({"HIGH"}))
EVENT = VisitRule(id="c", clause="丙 三", says="", per=None, grades=frozenset({"HIGH"}), after_event="24小时")


@pytest.mark.parametrize(
    ("classes", "grade", "event", "rule", "due"),
    [
        (["ELDER_ALONE"], "", None, "a", "2026-11-30"),
        (["ELDER_ALONE"], "HIGH", None, "b", "2026-11-22"),
        ([], "HIGH", "2026-11-15", "c", "2026-11-16"),
        (["ELDER_ALONE"], "HIGH", "2026-11-10", "b", "2026-11-22"),
        ([], "LOW", None, None, None),
        (["DIBAO"], "", None, None, None),
    ],
)
def test_the_strictest_rule_that_binds_wins(
    classes: list[str], grade: str, event: str | None, rule: str | None, due: str | None
) -> None:
    plan = visit_plan(
        [ALONE, HIGH, EVENT],
        classes=classes,
        grade=grade,
        visits=[Visit(date(2026, 11, 12))],
        opened_on=OPENED,
        event_on=d(event) if event else None,
        on=TODAY,
    )
    assert (plan.rule if plan else None) == rule
    assert (plan.next_on.isoformat() if plan else None) == due


def test_a_rule_for_everybody_binds_everybody() -> None:
    assert VisitRule(id="x", clause="", says="", per="季").binds(classes=(), grade="")


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("高风险", "HIGH"),
        ("重点对象", "MEDIUM"),
        ("一般对象", "LOW"),
        ("中", "MEDIUM"),
        ("HIGH", "HIGH"),
        ("牛", None),
    ],
)
def test_grades_are_read_from_the_words_of_the_paper(word: str, code: str | None) -> None:
    assert grade_code(word) == code
