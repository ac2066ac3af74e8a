"""Days, sums and names."""

import time
from collections.abc import Iterator
from datetime import date
from uuid import UUID

import pytest

from yizhan.kernel import calendar, money
from yizhan.kernel.ids import uuid7
from yizhan.kernel.metric import METRICS, metric
from yizhan.kernel.period import Period, end_of_week
from yizhan.kernel.pinyin import initials, sound


@pytest.fixture(autouse=True)
def _plain_calendar() -> Iterator[None]:
    yield
    calendar.set_supplement()


def test_the_make_up_sunday_is_a_working_day_and_the_festival_is_not() -> None:
    assert calendar.is_workday(date(2025, 1, 26))
    assert not calendar.is_workday(date(2025, 10, 1))


def test_a_year_without_a_notice_falls_back_to_weekends_and_says_so() -> None:
    assert calendar.known_year(2026)
    assert not calendar.known_year(2031)
    assert calendar.is_workday(date(2031, 1, 1))
    assert not calendar.is_workday(date(2031, 1, 4))


def test_an_administrators_supplement_wins() -> None:
    calendar.set_supplement(holidays=[date(2031, 1, 1)], workdays=[date(2031, 1, 4)])
    assert calendar.known_year(2031)
    assert not calendar.is_workday(date(2031, 1, 1))
    assert calendar.is_workday(date(2031, 1, 4))


def test_a_notice_is_entered_as_it_reads_and_moves_the_days_of_a_deadline() -> None:
    """Invented days of a year the package does not know."""
    told = "# 示例通知\n2031-01-01 放假\n2031-02-03 至 2031-02-05 放假；2031-02-08 上班。\n"
    workdays, holidays = calendar.read_supplement(told)
    assert workdays == {date(2031, 2, 8)}
    assert sorted(holidays) == [date(2031, 1, 1), date(2031, 2, 3), date(2031, 2, 4), date(2031, 2, 5)]
    assert calendar.add_workdays(date(2031, 1, 31), 4) == date(2031, 2, 6), "weekends only"
    calendar.set_supplement(workdays=workdays, holidays=holidays)
    assert calendar.known_year(2031)
    assert calendar.add_workdays(date(2031, 1, 31), 4) == date(2031, 2, 10), (
        "with the days off, and the Saturday worked"
    )
    assert calendar.read_supplement("") == (frozenset(), frozenset())


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ("元旦放假", "看不懂"), ("2031-02-30 放假", "看不懂"), ("2031-02-05 至 2031-02-03 放假", "看不懂"),
        ("2031-01-01 至 2032-01-01 放假", "看不懂"), ("2031-01-01 放假\n2031-01-01 上班", "既写了放假，又写了上班"),
    ],
)  # fmt: skip
def test_a_notice_that_cannot_be_read_is_refused(told: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        calendar.read_supplement(told)


@pytest.mark.parametrize(
    ("today", "due", "left"),
    [
        (date(2026, 11, 20), date(2026, 11, 25), 3),
        (date(2026, 11, 19), date(2026, 11, 20), 1),
        (date(2026, 11, 20), date(2026, 11, 20), 0),
        (date(2026, 11, 20), date(2026, 11, 19), -1),
        (date(2026, 11, 20), date(2026, 11, 8), -12),
    ],
)
def test_days_left_are_working_days_and_days_late_are_calendar_days(
    today: date, due: date, left: int
) -> None:
    assert calendar.workdays_left(today, due) == left


def test_fifteen_working_days_after_signing() -> None:
    assert calendar.add_workdays(date(2026, 11, 20), 15) == date(2026, 12, 11)
    assert [calendar.last_workday_by(date(2026, 11, day)).day for day in (20, 21, 22, 23)] == [20, 20, 20, 23]


def test_days_off_and_days_worked_instead_are_called_by_name() -> None:
    named = {
        date(2025, 10, 1): "国庆节", date(2025, 1, 26): "补班", date(2025, 2, 8): "补班", date(2025, 3, 1): "",
        date(2025, 3, 3): "", date(2031, 5, 1): "",
    }  # fmt: skip
    assert {day: calendar.holiday_name(day) for day in named} == named
    calendar.set_supplement(
        holidays=[date(2031, 5, 1)], workdays=[date(2031, 5, 10), date(2031, 5, 11), date(2031, 5, 12)]
    )
    assert calendar.holiday_name(date(2031, 5, 1)) == "放假"
    assert [calendar.holiday_name(date(2031, 5, day)) for day in (10, 11, 12)] == ["补班", "补班", ""]


def test_periods() -> None:
    november = Period.month(2026, 11)
    assert november.label == "2026年11月"
    assert november.days == 30
    assert date(2026, 11, 30) in november
    assert date(2026, 11, 1) in november
    assert date(2026, 12, 1) not in november
    assert date(2026, 10, 31) not in november
    assert list(november)[:2] == [date(2026, 11, 1), date(2026, 11, 2)]
    assert november.next_month() == Period.month(2026, 12)
    assert Period.month(2026, 1).previous_month() == Period.month(2025, 12)
    assert Period.month(2028, 3).previous_month() == Period(date(2028, 2, 1), date(2028, 2, 29))
    assert [Period.quarter_of(date(2026, month, 1)).first.month for month in range(1, 13)] == [
        1, 1, 1, 4, 4, 4, 7, 7, 7, 10, 10, 10,
    ]  # fmt: skip
    assert Period.quarter_of(date(2026, 11, 5)) == Period(date(2026, 10, 1), date(2026, 12, 31))
    assert Period.half_year_of(date(2026, 6, 30)) == Period(date(2026, 1, 1), date(2026, 6, 30))
    assert Period.half_year_of(date(2026, 7, 1)).last == date(2026, 12, 31)
    assert Period.year_of(date(2026, 6, 30)).days == 365
    assert Period.week_of(date(2026, 11, 22)) == Period(date(2026, 11, 16), date(2026, 11, 22))
    assert Period.of_day(date(2026, 11, 22)).label == "2026-11-22 至 2026-11-22"
    assert len(list(november)) == 30
    with pytest.raises(ValueError, match="after"):
        Period(date(2026, 2, 1), date(2026, 1, 1))


def test_sums_of_money() -> None:
    assert money.yuan(123450) == "1,234.50"
    assert money.wan(242_000_000) == "242.00"
    assert money.fen("22万元") == 22_000_000
    assert money.fen("1,234.50") == 123450
    assert money.fen("2.1亿元") == 21_000_000_000
    for wrong in ("", "三万", "1.234", "NaN", "1e999999", "1e5", "1_000", "9" * 18, "9" * 40):
        with pytest.raises(ValueError, match="金额"):
            money.fen(wrong)


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("测试奶奶", "csnn"),
        ("【示例】王某某", "slwmm"),
        ("单示例", "ssl"),
        ("尉迟示例", "ycsl"),
        ("A1", "a1"),
        ("", ""),
    ],
)
def test_names_are_found_by_the_first_letters_of_their_sounds(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_ids_sort_by_the_time_they_were_made() -> None:
    first = uuid7()
    time.sleep(0.002)
    second = uuid7()
    assert first < second
    assert (first.version, first.variant) == (7, "specified in RFC 4122")
    assert len({uuid7() for _ in range(1000)}) == 1000


def test_a_figure_has_one_definition() -> None:
    station = UUID(int=1)

    @metric("test.figure", label="示例", unit="人", says="示例口径。")
    def figure(*, stations: object, period: Period) -> dict[UUID, int]:
        return {}

    try:
        assert figure.of(station, Period.month(2026, 11)) == 0
        assert figure(stations=[station], period=Period.month(2026, 11)) == {}

        @figure.rows
        def rows(*, stations: object, period: Period) -> list[int]:
            return [1]

        assert figure.drill is rows
        with pytest.raises(RuntimeError, match="twice"):
            metric("test.figure", label="", unit="", says="")(figure.count)
    finally:
        del METRICS["test.figure"]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("张芳", "章方", True),
        ("【示例】王某", "示例汪谋", True),
        ("张芳", "张 芳", True),
        ("张芳", "张凤", False),
    ],
)
def test_names_of_one_sound_are_known(one: str, other: str, alike: bool) -> None:
    assert (sound(one) == sound(other)) is alike


@pytest.mark.parametrize(("day", "last"), [(16, 22), (20, 22), (22, 22), (23, 29)])
def test_a_week_ends_on_its_sunday(day: int, last: int) -> None:
    assert end_of_week(date(2026, 11, day)) == date(2026, 11, last)
