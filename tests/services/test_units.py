"""A group, an activity or a case counts only from what its region asks on; without a rule, from the first day on."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.clients.folk import TODAY
from tests.people import WANG, YACHA_STATION
from tests.services.conftest import Record
from tests.services.programmes import FIRST, approved, held, joined, sessions, weekly
from yizhan.clients.models import Client
from yizhan.kernel.period import Period
from yizhan.policy import book
from yizhan.policy.load import load_pack
from yizhan.policy.schema.units import UnitMinimum
from yizhan.services.metrics import activities, activities_counted, groups_counted
from yizhan.services.queries.programmes import programme_for
from yizhan.services.rules.units import Held, counting, facts_of, unit_rule
from yizhan.workforce.models import Worker

ROOT = Path(__file__).parents[2]
DAY = date(2026, 3, 2)
ALL = Period(date(2026, 10, 1), TODAY)


def _rule(name: str) -> UnitMinimum:
    pack = load_pack(
        ROOT / "policies" / "99-example" / "2024-station-standard", "99-example/2024-station-standard"
    )
    rule = pack.rule(name)
    assert isinstance(rule, UnitMinimum)
    return rule


def weeks(*people: set[str], minutes: int = 60) -> list[Held]:
    return [Held(DAY + timedelta(days=7 * n), minutes, frozenset(each)) for n, each in enumerate(people)]


FIVE = set("甲乙丙丁戊")


@pytest.mark.parametrize(
    ("meetings", "missing", "counted"),
    [
        ([], "还差4节、5人", None),
        (weeks(FIVE, FIVE, FIVE), "还差1节", None),
        (weeks({"甲"}, {"乙"}, {"甲"}, {"乙"}), "还差3人", None),
        (weeks({"甲"}, {"乙", "丙"}, {"丁"}, {"戊"}), "", DAY + timedelta(days=21)),
        (weeks(FIVE, {"甲"}, {"甲"}, {"甲"}, FIVE), "", DAY + timedelta(days=21)),
    ],
)
def test_members_of_a_group_are_those_who_came_each_once(
    meetings: list[Held], missing: str, counted: date | None
) -> None:
    answer = counting("小组", meetings, _rule("services.unit-group"))
    assert (answer.missing, answer.counted_on) == (missing, counted)
    assert (answer.required, answer.rule_id) == ("至少4节，至少5人", "services.unit-group")


def test_a_case_counts_from_the_fifth_contact_on() -> None:
    rule = _rule("services.unit-case")
    contacts = [Held(DAY + timedelta(days=n), 20) for n in range(5)]
    assert counting("个案", contacts[:3], rule).missing == "还差2次"
    assert counting("个案", contacts, rule).counted_on == DAY + timedelta(days=4)
    assert facts_of("个案", contacts) == {"次数": 5}


def test_what_is_too_short_is_left_out() -> None:
    rule = _rule("services.unit-group").model_copy(update={"minutes": 45})
    assert counting("小组", weeks(FIVE, FIVE, FIVE, FIVE, minutes=30), rule).missing == "还差4节、5人"


def test_without_a_rule_it_counts_from_the_first_day_on() -> None:
    answer = counting("小组", weeks({"甲"}), None)
    assert (answer.counts, answer.ruled, answer.missing) == (True, False, "")
    assert counting("小组", [], None).missing == "还没有开始"
    assert unit_rule("小组", region_code="469025100", on=TODAY) is None


@pytest.fixture
def ruled(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """白沙 signs the invented agreement of the demo, which asks for minimums."""
    name = "469025-baisha/2025-service-agreement"
    pack = load_pack(ROOT / "demo" / "packs" / name, name)
    with monkeypatch.context() as patch:
        patch.setattr(book, "_shelf", (*book.shelf(), pack))
        book._held.cache_clear()
        yield
    book._held.cache_clear()


def test_a_group_counts_in_the_month_in_which_it_reached_the_minimum(
    ruled: None, worker: Worker, granny: Client, uncle: Client
) -> None:
    group = approved(worker)
    people = joined(group, granny, uncle, "示例甲", "示例乙", "示例丙")
    for session in sessions(group)[:3]:
        held(session, people)
    whole = programme_for(actor=WANG, programme_id=group.pk)
    assert whole.counting is not None
    assert (whole.counting.missing, whole.counting.now) == ("还差1节", "3节、5人")
    assert groups_counted.of(YACHA_STATION, ALL) == 0
    held(sessions(group)[3], people)
    assert groups_counted.of(YACHA_STATION, ALL) == 1
    assert groups_counted.of(YACHA_STATION, Period.month_of(FIRST).previous_month()) == 0
    assert groups_counted.drill is not None
    assert [row.code for row in groups_counted.drill(stations=[YACHA_STATION], period=ALL)] == [group.code]
    event = approved(worker, kind="ACTIVITY", title="重阳节", sessions=weekly(1))
    held(sessions(event)[0], [], others_count=7)
    assert (activities.of(YACHA_STATION, ALL), activities_counted.of(YACHA_STATION, ALL)) == (1, 0)


def test_where_nobody_ruled_everything_counts_and_lessons_are_no_activities(
    worker: Worker, granny: Client, record: Record
) -> None:
    group = approved(worker)
    held(sessions(group)[0], joined(group, granny))
    lesson = approved(worker, kind="CLASS", title="四点半课堂", category="", sessions=weekly(1))
    held(sessions(lesson)[0], joined(lesson, granny))
    event = approved(worker, kind="ACTIVITY", title="重阳节", sessions=weekly(1))
    held(sessions(event)[0], [], others_count=3)
    record(kind="ACTIVITY", title="防诈骗宣讲", participants_count=2, mode="OUTSIDE")
    assert groups_counted.of(YACHA_STATION, ALL) == 1
    assert (activities.of(YACHA_STATION, ALL), activities_counted.of(YACHA_STATION, ALL)) == (3, 2)
