"""What an agreement asks for is counted from records, or shown by a paper, and judged as the region's paper says."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import examples
from tests.contracts.deals import PDF, draft, signed
from tests.contracts.years import FIRST, LAST
from tests.people import HEAD, MANAGER, QIAN, QIFANG_STATION, SHILU_STATION, WANG, YACHA_STATION, ZHAO
from tests.world import TODAY, World
from yizhan.contracts.actions import (
    IndicatorLine,
    note_indicator,
    plan_months,
    set_indicators,
    sign_agreement,
    vary_agreement,
)
from yizhan.contracts.models import Agreement, Indicator, IndicatorShare
from yizhan.contracts.queries.indicators import board
from yizhan.contracts.rules.indicators import (
    Progress,
    bands_rule,
    expected,
    judged,
    months_of,
    months_problem,
    shared,
    spread,
    together,
    whole_months,
)
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.metric import METRICS
from yizhan.kernel.period import Period

YEAR = Period(FIRST, LAST)
EXAMPLE = "99"
BOTH = (YACHA_STATION, QIFANG_STATION)


def of(value: int) -> dict[Any, Decimal]:
    return dict.fromkeys(BOTH, Decimal(value))


LINES = (
    IndicatorLine("CONTENT", "探访", of(365), metric="services.visits"),
    IndicatorLine("SATISFACTION", "满意度", of(90), metric="services.satisfaction"),
    IndicatorLine("HOURS", "督导时长", of(40), unit="小时"),
)

# --- rules: no database -----------------------------------------------------------------------------------------------------


def test_a_year_is_owed_day_by_day_unless_months_are_planned() -> None:
    target = Decimal(365)
    assert expected(target=target, months={}, year=YEAR, on=date(2026, 6, 30)) == 0
    assert expected(target=target, months={}, year=YEAR, on=FIRST) == 1
    assert expected(target=target, months={}, year=YEAR, on=date(2026, 11, 20)) == 143
    assert expected(target=target, months={}, year=YEAR, on=date(2028, 1, 1)) == 365
    planned = {"2026-07": "31", "2026-12": "334"}
    assert expected(target=target, months=planned, year=YEAR, on=date(2026, 11, 20)) == 31
    assert expected(target=target, months=planned, year=YEAR, on=date(2026, 7, 10)) == 10
    assert expected(target=Decimal(90), months={}, year=YEAR, on=FIRST, rate=True) == 90


@pytest.mark.requirement("R252")
@pytest.mark.parametrize(
    ("done", "word", "tone"),
    [(143, "跟得上", "good"), (500, "跟得上", "good"), (129, "跟得上", "good"), (120, "稍慢", "warn"), (100, "落后较多", "bad")],
)  # fmt: skip
def test_the_program_finds_the_deviation_by_the_bands_of_the_paper(done: int, word: str, tone: str) -> None:
    rule = bands_rule(region_code=EXAMPLE, on=TODAY)
    found = judged(rule, Progress(Decimal(365), Decimal(143), Decimal(done)))
    assert found is not None
    assert (found.name, found.tone) == (word, tone)


def test_where_no_paper_has_bands_nothing_is_judged() -> None:
    assert bands_rule(region_code="43", on=TODAY) is None
    assert judged(None, Progress(Decimal(1), Decimal(1), Decimal(0))) is None
    rule = bands_rule(region_code=EXAMPLE, on=TODAY)
    assert judged(rule, Progress(Decimal(365), Decimal(0), Decimal(0))) is None, "before the year begins"
    assert judged(rule, Progress(Decimal(365), Decimal(143), None)) is None, "nothing known"


def test_rates_are_not_added_up_but_stations_that_reach_them_are_counted() -> None:
    parts = [Progress(Decimal(90), Decimal(90), value) for value in (Decimal(92), Decimal(85), None)]
    assert together(parts, rate=True) == Progress(Decimal(3), Decimal(3), Decimal(1))
    assert together(parts[2:], rate=True).actual is None
    whole = together([Progress(Decimal(10), Decimal(4), Decimal(5)), Progress(Decimal(20), Decimal(8), None)])
    assert whole == Progress(Decimal(30), Decimal(12), Decimal(5))
    assert (whole.gap, whole.percent, whole.kept) == (Decimal(7), Decimal("16.7"), Decimal("41.7"))


@settings(max_examples=examples(60))
@given(
    target=st.integers(0, 100_000),
    first=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    days=st.integers(1, 366),
)
def test_a_months_plan_always_makes_the_year(target: int, first: date, days: int) -> None:
    year = Period(first, first + timedelta(days=days))
    months = spread(Decimal(target), year)
    assert sum(months.values()) == target
    assert len(months) == len(months_of(year))
    assert all(share >= 0 and share == int(share) for share in months.values())
    typed = {key: str(value) for key, value in months.items()}
    assert months_problem(Decimal(target), typed, year) is None
    owed = [expected(target=Decimal(target), months=typed, year=year, on=day) for day in year]
    assert owed == sorted(owed), "what is owed never shrinks"
    assert owed[-1] == target


@settings(max_examples=examples(60))
@given(total=st.integers(0, 10**9), weights=st.lists(st.integers(0, 500), min_size=1, max_size=20))
def test_shares_of_stations_always_make_the_whole_and_are_fair(total: int, weights: list[int]) -> None:
    found = shared(total, weights)
    assert sum(found) == total
    assert min(found) >= 0
    whole = sum(weights) or len(weights)
    exact = [Decimal(total * (weight if sum(weights) else 1)) / whole for weight in weights]
    assert all(abs(share - fair) < 1 + Decimal("1e-6") for share, fair in zip(found, exact, strict=True))


def test_kept_figures_of_whole_months_are_read_and_only_the_days_before_are_counted() -> None:
    months, odd = whole_months(Period(date(2026, 7, 15), TODAY), on=TODAY)
    assert months == [date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)]
    assert odd == [Period(date(2026, 7, 15), date(2026, 7, 31))]
    short = Period(date(2026, 7, 15), date(2026, 7, 20))
    assert whole_months(short, on=TODAY) == ([], [short])
    past = Period(date(2026, 7, 1), date(2026, 8, 20))
    assert whole_months(past, on=TODAY) == ([date(2026, 7, 1)], [Period(date(2026, 8, 1), date(2026, 8, 20))])


def test_typed_months_that_do_not_make_the_year_are_said() -> None:
    assert "差 1" in (months_problem(Decimal(13), {"2026-07": "12"}, YEAR) or "")
    assert "不在服务年度里" in (months_problem(Decimal(12), {"2025-07": "12"}, YEAR) or "")
    assert "负数" in (months_problem(Decimal(0), {"2026-07": "-1", "2026-08": "1"}, YEAR) or "")


# --- verbs -----------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.requirement("R168")
@pytest.mark.refuses("contracts.set_indicators")
def test_indicators_name_a_figure_that_is_counted_or_a_unit(world: World) -> None:
    made = draft()
    with pytest.raises(NotAllowed):
        set_indicators(actor=MANAGER, agreement_id=made.pk, lines=LINES)
    with pytest.raises(Agreement.DoesNotExist):
        set_indicators(actor=QIAN, agreement_id=made.pk, lines=LINES)
    for line, sentence in (
        (IndicatorLine("CONTENT", "探", of(1), metric="services.visits"), "要有名称"),
        (IndicatorLine("CONTENT", "探访", of(1), metric="services.no_such"), "不是可以数的数"),
        (IndicatorLine("CONTENT", "制度", of(1), metric="stations.systems"), "不是可以数的数"),
        (IndicatorLine("CONTENT", "督导时长", of(1)), "要写单位"),
        (IndicatorLine("CONTENT", "探访", {}, metric="services.visits"), "还没有写各站的数"),
        (IndicatorLine("CONTENT", "探访", {SHILU_STATION: Decimal(1)}, metric="services.visits"), "协议里的社工站"),
        (IndicatorLine("CONTENT", "探访", of(-1), metric="services.visits"), "不能是负数"),
        (
            IndicatorLine("CONTENT", "探访", of(2), "services.visits", months={YACHA_STATION: {"2026-07": "1"}}),
            "各月相加是 1",
        ),
        (
            IndicatorLine("CONTENT", "探访", of(2), "services.visits", months={YACHA_STATION: {"2026-07": "一"}}),
            "要写数字",
        ),
    ):  # fmt: skip
        with pytest.raises(Refused, match=sentence):
            set_indicators(actor=ZHAO, agreement_id=made.pk, lines=[line])
    with pytest.raises(Refused, match="不能同名"):
        set_indicators(actor=ZHAO, agreement_id=made.pk, lines=[LINES[0], LINES[0]])
    set_indicators(actor=ZHAO, agreement_id=made.pk, lines=LINES[:1])
    set_indicators(actor=ZHAO, agreement_id=made.pk, lines=LINES)
    assert [(one.name, one.unit) for one in Indicator.objects.order_by("position")] == [
        ("探访", METRICS["services.visits"].unit), ("满意度", "%"), ("督导时长", "小时"),
    ]  # fmt: skip
    sign_agreement(actor=ZHAO, agreement_id=made.pk, number="示例1", signed_on=date(2026, 6, 24), on=TODAY)
    with pytest.raises(Refused, match="请办理协议变更"):
        set_indicators(actor=ZHAO, agreement_id=made.pk, lines=LINES)


@pytest.mark.django_db
def test_a_signed_target_changes_only_by_a_variation(world: World) -> None:
    made = draft()
    set_indicators(actor=ZHAO, agreement_id=made.pk, lines=LINES)
    sign_agreement(actor=ZHAO, agreement_id=made.pk, number="示例1", signed_on=date(2026, 6, 24), on=TODAY)
    share = IndicatorShare.objects.get(indicator__name="探访", station_id=YACHA_STATION)
    version = vary_agreement(
        actor=ZHAO, agreement_id=made.pk, kind="VARIATION", from_on=TODAY, because="人口减少", on=TODAY,
        targets={(share.indicator_id, YACHA_STATION): Decimal(300)},
    )  # fmt: skip
    assert version.before == {"targets": {str(share.pk): "365.00"}}
    share.refresh_from_db()
    assert share.target == 300


@pytest.mark.django_db
@pytest.mark.refuses("contracts.plan_months")
def test_the_months_of_a_share_are_planned_by_the_county(world: World) -> None:
    made = draft()
    set_indicators(actor=ZHAO, agreement_id=made.pk, lines=LINES)
    share = IndicatorShare.objects.get(indicator__name="探访", station_id=YACHA_STATION)
    with pytest.raises(NotAllowed):
        plan_months(actor=MANAGER, share_id=share.pk, months={})
    with pytest.raises(IndicatorShare.DoesNotExist):
        plan_months(actor=QIAN, share_id=share.pk, months={})
    with pytest.raises(Refused, match="各月相加是 3"):
        plan_months(actor=ZHAO, share_id=share.pk, months={"2026-07": "3"})
    planned = {key: str(value) for key, value in spread(share.target, YEAR).items()}
    assert plan_months(actor=ZHAO, share_id=share.pk, months=planned).months == planned


@pytest.mark.django_db
@pytest.mark.refuses("contracts.note_indicator")
def test_what_no_record_counts_is_shown_by_a_paper(world: World) -> None:
    made = draft()
    set_indicators(actor=ZHAO, agreement_id=made.pk, lines=LINES)
    one = Indicator.objects.get(name="督导时长")
    told: dict[str, Any] = {
        "indicator_id": one.pk, "station_id": YACHA_STATION, "value": Decimal(20), "counted_to_on": TODAY,
        "on": TODAY, "file_name": "督导记录.pdf", "content": PDF,
    }  # fmt: skip
    with pytest.raises(Refused, match="还没有签订"):
        note_indicator(actor=MANAGER, **told)
    sign_agreement(actor=ZHAO, agreement_id=made.pk, number="示例1", signed_on=date(2026, 6, 24), on=TODAY)
    with pytest.raises(NotAllowed):
        note_indicator(actor=WANG, **told)
    with pytest.raises(Indicator.DoesNotExist):
        note_indicator(actor=QIAN, **told)
    for wrong, sentence in (
        ({"indicator_id": Indicator.objects.get(name="探访").pk}, "由系统从服务记录里数出来"),
        ({"station_id": SHILU_STATION}, "没有这项指标"),
        ({"counted_to_on": TODAY + timedelta(days=1)}, "不能晚于今天"),
        ({"value": Decimal(-1)}, "不能是负数"),
        ({"content": b""}, "文件"),
    ):
        with pytest.raises(Refused, match=sentence):
            note_indicator(actor=MANAGER, **(told | wrong))
    note_indicator(actor=MANAGER, **told)
    row = board(actor=HEAD, agreement=Agreement.objects.get(), on=TODAY).rows[2]
    assert (row.progress.target, row.progress.actual) == (80, 20)
    assert [each.progress.actual for each in row.stations] == [20, None]
    assert row.judged is None, "白沙's own paper has no bands"


@pytest.mark.django_db
@pytest.mark.requirement("R247")
@pytest.mark.requirement("R249")
def test_progress_is_counted_at_any_moment_with_one_query_a_figure(
    world: World, django_assert_num_queries: Any
) -> None:
    made = signed()
    set_indicators(actor=ZHAO, agreement_id=made.pk, lines=LINES)
    asked: list[Any] = []

    def read(names: Any, stations: Any, days: Period) -> dict[Any, Decimal]:
        asked.append((names, len(stations), days))
        return {
            ("services.visits", YACHA_STATION): Decimal(143),
            ("services.visits", QIFANG_STATION): Decimal(20),
        }

    found = board(actor=ZHAO, agreement=made, on=TODAY, read=read)
    assert asked == [(["services.satisfaction", "services.visits"], 2, Period(FIRST, TODAY))]
    visits = found.rows[0]
    assert (visits.progress.actual, visits.progress.expected, visits.progress.target) == (163, 286, 730)
    assert [each.share.station_id for each in visits.furthest_behind] == [QIFANG_STATION]
    assert found.day_percent == Decimal("39.2")
    with django_assert_num_queries(
        7
    ):  # indicators, shares, stations; days of the stations; two figures; notes
        assert board(actor=ZHAO, agreement=made, on=TODAY).rows[0].progress.actual == 0
    before = board(actor=ZHAO, agreement=made, on=date(2026, 6, 1))
    assert (before.days, before.rows[0].progress.actual, before.day_percent) == (None, None, 0)
