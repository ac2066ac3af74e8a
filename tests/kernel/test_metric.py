"""What several stations come to together: numbers are added, a share is divided last, an age is the highest."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from yizhan.kernel.metric import METRICS, Metric, metric, percent, rate
from yizhan.kernel.period import Period

BIG, SMALL, EMPTY = (UUID(int=n) for n in range(3))
DAY = Period.of_day(date(2026, 11, 20))
MET = {BIG: (500, 1000), SMALL: (10, 10), EMPTY: (0, 0)}


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    before = set(METRICS)
    yield
    for name in set(METRICS) - before:
        del METRICS[name]


def share() -> Metric:
    @rate("kernel.share", label="探访率", says="示例")
    def parts(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, tuple[int, int]]:
        return {station: MET[station] for station in stations}

    return parts


def of_unit(unit: str, **values: Any) -> Metric:
    @metric(f"kernel.{len(METRICS)}", label="示例", unit=unit, says="示例")
    def one(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, Any]:
        told = {BIG: values["big"], SMALL: values["small"]}
        return {station: told[station] for station in stations if station in told}

    return one


def test_a_station_of_ten_people_does_not_weigh_as_much_as_one_of_a_thousand() -> None:
    one = share()
    assert one(stations=[BIG, SMALL, EMPTY], period=DAY) == {BIG: Decimal("50.0"), SMALL: Decimal("100.0")}
    assert one.over(stations=[BIG, SMALL, EMPTY], period=DAY) == percent(510, 1010) == Decimal("50.5")
    assert one.over(stations=[EMPTY], period=DAY) is None
    assert one.of(EMPTY, DAY) is None, "a share of nobody is no share"


@pytest.mark.parametrize(
    ("unit", "big", "small", "told"),
    [
        ("人", 3, Decimal(2), Decimal(5)),
        ("岁", 44, 59, Decimal(59)),
        ("%", Decimal("50.0"), Decimal("100.0"), None),
        ("项", frozenset({"个案室"}), frozenset({"办公室"}), None),
        ("日", date(2026, 1, 1), date(2026, 2, 1), None),
    ],
)
def test_what_cannot_be_taken_together_is_not(unit: str, big: Any, small: Any, told: Decimal | None) -> None:
    assert of_unit(unit, big=big, small=small).over(stations=[BIG, SMALL, EMPTY], period=DAY) == told


def test_of_nobody_there_is_no_highest_age() -> None:
    assert of_unit("岁", big=None, small=None).over(stations=[BIG, EMPTY], period=DAY) is None
