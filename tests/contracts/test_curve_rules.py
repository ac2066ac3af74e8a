"""When the money runs out, and which oddities are worth a question."""

from datetime import date

from yizhan.contracts.rules.curves import outlook
from yizhan.contracts.rules.expenses import (
    Spent,
    advanced,
    forbidden_of,
    forbidden_words,
    over_budget,
    paid_to_workers,
    round_at_the_end,
    same_invoice,
)

FIRST, LAST, TODAY = date(2026, 7, 1), date(2027, 6, 30), date(2026, 11, 20)


def _daily(fen: int, *, until: date) -> list[tuple[date, int, int]]:
    days = [date.fromordinal(day) for day in range(FIRST.toordinal(), until.toordinal() + 1)]
    return [(day, 0, fen) for day in days]


def test_the_day_wages_must_be_advanced_follows_from_what_is_left_and_the_rate() -> None:
    moves = [(date(2026, 7, 10), 146_00, 0), *_daily(1_00, until=TODAY)]
    seen = outlook(moves, first=FIRST, last=LAST, on=TODAY)
    assert (seen.daily, seen.points[-1].received, seen.points[-1].spent) == (1_00, 146_00, 143_00)
    assert seen.dry_on == date(2026, 11, 24), "three yuan last three days; on the fourth the agency pays"


def test_money_that_lasts_beyond_the_year_never_runs_dry() -> None:
    moves = [(FIRST, 10_000_00, 0), *_daily(1_00, until=TODAY)]
    assert outlook(moves, first=FIRST, last=LAST, on=TODAY).dry_on is None
    assert outlook([], first=FIRST, last=LAST, on=TODAY).dry_on is None


def test_an_agency_that_advances_already_is_told_since_when() -> None:
    moves = [(date(2026, 7, 10), 10_00, 0), (date(2026, 9, 1), 0, 12_00)]
    assert outlook(moves, first=FIRST, last=LAST, on=TODAY).dry_on == date(2026, 9, 1)


def test_what_the_year_comes_to_follows_from_the_last_ninety_days() -> None:
    """Before the 23rd of August a thousand a day was spent; what was spent then does not bend the rate of today."""
    began = date(2026, 8, 23)
    early = [(date.fromordinal(began.toordinal() - 1), 0, 1_000_00)]
    lately = [(date.fromordinal(began.toordinal() + n), 0, 2_00) for n in range(90)]
    seen = outlook([(FIRST, 5_000_00, 0), *early, *lately], first=FIRST, last=LAST, on=TODAY)
    assert lately[-1][0] == TODAY
    assert seen.daily == 2_00
    assert seen.at_end == seen.points[-1].spent + 2_00 * 222, "the days from tomorrow to the last of June"
    over = outlook([(FIRST, 5_000_00, 0), *lately], first=FIRST, last=TODAY, on=date(2026, 12, 31))
    assert (over.at_end, over.dry_on) == (180_00, None), "nothing is spent any more once the year is over"
    assert over.points[-1].on == TODAY


def test_the_very_last_day_still_counts_and_nothing_left_is_not_below_nothing() -> None:
    first, on, last = date(2026, 11, 1), date(2026, 11, 10), date(2026, 11, 20)
    days = [(date(2026, 11, n), 0, 1_00) for n in range(1, 11)]
    until_the_end = outlook([(first, 20_00 - 1, 0), *days], first=first, last=last, on=on)
    assert until_the_end.dry_on == last, "a fen is missing on the last day"
    assert outlook([(first, 20_00, 0), *days], first=first, last=last, on=on).dry_on is None
    empty = outlook([(first, 10_00, 0), *days], first=first, last=last, on=on)
    assert empty.dry_on == date(2026, 11, 11), "nothing is left: tomorrow the agency pays, not since today"
    mended = [(first, 0, 3), (date(2026, 11, 2), 3, 0), (date(2026, 11, 4), 0, 1)]
    assert outlook(mended, first=first, last=last, on=on).dry_on == date(2026, 11, 4), (
        "since it was last below"
    )
    leap = outlook(
        [(date(2028, 1, 31), 1, 0)], first=date(2028, 1, 31), last=date(2028, 3, 31), on=date(2028, 3, 1)
    )
    assert [point.on for point in leap.points] == [date(2028, 1, 31), date(2028, 2, 29), date(2028, 3, 1)]


def test_the_curve_has_a_point_for_every_month_and_for_today() -> None:
    points = outlook([(FIRST, 5, 3)], first=FIRST, last=LAST, on=TODAY).points
    assert [point.on for point in points] == [
        date(2026, 7, 31), date(2026, 8, 31), date(2026, 9, 30), date(2026, 10, 31), TODAY,
    ]  # fmt: skip
    assert points[-1].spent == 3


def test_what_may_not_be_paid_is_recognised_by_the_thing_it_names() -> None:
    rule = forbidden_of(region_code="530102", on=date(2024, 3, 1))
    assert rule is not None
    assert forbidden_words("缴交通罚款", rule.forbidden) == ["缴纳罚款罚金"]
    assert forbidden_words("提取管理费", rule.forbidden) == ["提取管理费"]
    assert forbidden_words("购买投影仪", rule.forbidden) == []
    assert forbidden_of(region_code="469025", on=date(2024, 3, 1)) is None, "nobody ruled, nothing is judged"


SATURDAY_NIGHT = Spent("1", 380_50, date(2026, 10, 17), "活动与服务", "x", "a")


def test_a_weekend_is_no_oddity() -> None:
    assert not [
        *same_invoice([SATURDAY_NIGHT], {}),
        *round_at_the_end([SATURDAY_NIGHT], last=LAST),
        *paid_to_workers([SATURDAY_NIGHT], ["y"], []),
    ]


def test_one_invoice_twice_is_asked_about_also_when_the_other_is_elsewhere() -> None:
    twice = same_invoice([SATURDAY_NIGHT, Spent("2", 380_50, TODAY, "办公设备", "", "a")], {})
    assert twice[0].keys == ("1", "2")
    assert "登记了 2 次，合计 761.00 元" in twice[0].says
    assert "登记了 2 次" in same_invoice([SATURDAY_NIGHT], {"a": 2})[0].says


def test_round_sums_in_the_last_days_and_payees_who_work_there_are_asked_about() -> None:
    last = Spent("3", 5_000_00, date(2027, 6, 29), "办公设备", "w")
    assert "1 笔整千元" in round_at_the_end([last, SATURDAY_NIGHT], last=LAST)[0].says
    assert paid_to_workers([last], ["w"], ["人力服务费用"])[0].keys == ("3",)
    assert not paid_to_workers([last], ["w"], ["办公设备"]), "wages go to workers"


def test_a_heading_beyond_its_budget_and_an_account_below_nothing_are_asked_about() -> None:
    assert "超出 0.01 元" in over_budget({"交通差旅": 101}, {"交通差旅": 100})[0].says
    assert not over_budget({"交通差旅": 101}, {}), "without a budget there is none to exceed"
    moves = [(date(2026, 7, 1), -5), (date(2026, 7, 1), 5), (date(2026, 8, 1), -3), (date(2026, 9, 1), 1)]
    assert advanced(moves) == (date(2026, 8, 1), 3)
    assert advanced([(TODAY, 5), (TODAY, -5)]) is None
