"""Small figures about people: a line tells none of them, neither by itself nor by subtraction."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import examples
from yizhan.reports.queries.wall_readers import hide_few
from yizhan.reports.rules.cells import SMALLEST_CELL, hidden_in_line, is_about_people
from yizhan.reports.rules.wall import BY_CODE, Asked, Facts

COUNTS = st.lists(st.one_of(st.none(), st.integers(0, 40)), min_size=1, max_size=8)


@given(COUNTS)
@settings(max_examples=examples(200))
def test_a_line_with_its_total_gives_no_small_figure_away(values: list[int | None]) -> None:
    there = [value or 0 for value in values]
    hidden, total_hidden = hidden_in_line(values, total=sum(there))
    assert all(n in hidden for n, value in enumerate(there) if 0 < value < SMALLEST_CELL)
    assert not any(values[n] is None for n in hidden), "a place without anybody hides nothing"
    if hidden and not total_hidden:
        assert len(hidden) > 1, "the total minus the others would be the hidden one"
        assert sum(there[n] for n in hidden) >= SMALLEST_CELL


def test_what_oversight_counts_of_persons_is_about_people_and_staff_are_not() -> None:
    assert is_about_people(name="oversight.danger_unanswered", unit="人")
    assert not is_about_people(name="workforce.resident_workers", unit="人")
    assert not is_about_people(name="oversight.workers_missing", unit="人")


def test_a_map_for_visitors_names_no_small_number() -> None:
    places = [
        Facts(high_risk=3, high_risk_seen=2, due=30, met=28),
        Facts(high_risk=40, high_risk_seen=39, due=90, met=90),
    ]
    whole = Facts(high_risk=43, high_risk_seen=41, due=120, met=118)
    shown, over_all = hide_few(places, whole)
    risk, visits = BY_CODE["risk"], BY_CODE["visits"]
    asked = Asked(on=date(2026, 11, 30))
    assert [risk.look(each, asked).value for each in shown] == ["＊", "＊"]
    assert risk.look(over_all, asked).value == "43 人"
    assert visits.look(shown[0], asked).value == "93.3%"
