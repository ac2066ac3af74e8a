"""Records that look alike or cannot be: what is asked about, and what is not."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yizhan.oversight.rules.quality import (
    FASTEST,
    Shot,
    Typed,
    Written,
    heaps,
    metres,
    place_of,
    same_minute,
    same_photo,
    same_place,
    same_text,
    speed,
    too_fast,
)

HER, HIM = UUID(int=1), UUID(int=2)
NOON = datetime(2026, 11, 20, 12, 0)
YACHA, QIFANG = (19.22412, 109.45123), (19.30512, 109.38001)


def shot(record: int, *, worker: UUID = HER, sha: str = "", at: datetime | None = NOON, place: tuple[float, float] | None = YACHA) -> Shot:  # fmt: skip
    return Shot(UUID(int=100 + record), worker, sha or f"{record:064x}", at, place)


def written(record: int, digest: str = "a", letters: int = 30, worker: UUID = HER) -> Written:
    return Written(UUID(int=100 + record), worker, digest, letters)


def test_the_same_words_are_asked_about_from_so_many_records_and_letters_on() -> None:
    three = [written(1), written(2), written(3)]
    (found,) = same_text(three, least=3, letters=20)
    assert (found.worker, found.key, found.figure, len(found.records)) == (HER, "a", Decimal(3), 3)
    assert same_text(three[:2], least=3, letters=20) == []
    assert same_text(three, least=3, letters=31) == []
    assert same_text([*three[:2], written(3, worker=HIM)], least=3, letters=20) == []
    assert same_text([written(1, ""), written(2, ""), written(3, "")], least=2, letters=0) == []


def test_one_picture_under_two_records_is_asked_of_whoever_added_it_last() -> None:
    (found,) = same_photo([shot(1, sha="b" * 64), shot(2, worker=HIM, sha="b" * 64)], least=2)
    assert (found.worker, found.figure) == (HIM, Decimal(2))
    assert same_photo([shot(1, sha="b" * 64), shot(1, sha="b" * 64)], least=2) == []


def test_one_minute_of_the_clock_and_no_longer() -> None:
    third = shot(3, at=NOON + timedelta(seconds=59))
    assert len(same_minute([shot(1), shot(2), third], least=3)) == 1
    assert same_minute([shot(1), shot(2), shot(3, at=NOON + timedelta(seconds=60))], least=3) == []
    assert same_minute([shot(1), shot(2), shot(3, at=None)], least=3) == []


def test_one_place_on_one_day() -> None:
    near = (YACHA[0] + 0.0003, YACHA[1])  # some 33 metres
    rows = [shot(1), shot(2, at=NOON + timedelta(hours=1)), shot(3, place=near, at=NOON + timedelta(hours=2))]
    (found,) = same_place(rows, least=3, within=Decimal(50))
    assert found.key == "2026-11-20"
    assert same_place(rows, least=3, within=Decimal(20)) == []
    assert same_place([*rows[:2], shot(3, at=NOON + timedelta(days=1))], least=3, within=Decimal(50)) == []
    assert same_place([*rows[:2], shot(3, place=None)], least=3, within=Decimal(50)) == []


def test_services_typed_in_on_one_day_long_after_they_were_done() -> None:
    day = date(2026, 11, 24)

    def row(number: int, back: int) -> Typed:
        return Typed(UUID(int=100 + number), HER, day - timedelta(days=back), day)

    assert len(heaps([row(1, 10), row(2, 30)], least=2, late=10)) == 1
    assert heaps([row(1, 10), row(2, 9)], least=2, late=10) == []


def test_too_fast_from_one_photo_to_the_next() -> None:
    """牙叉 to 七坊, 11.7 kilometres, in five minutes; then in half an hour; then a clock that stands still."""
    (found,) = too_fast(
        [shot(1), shot(2, place=QIFANG, at=NOON + timedelta(minutes=5))],
        over=Decimal(120),
        beyond=Decimal(1000),
    )
    assert 130 < found.figure < 150
    slow = [shot(1), shot(2, place=QIFANG, at=NOON + timedelta(minutes=30))]
    assert too_fast(slow, over=Decimal(120), beyond=Decimal(1000)) == []
    still = [shot(1), shot(2, place=QIFANG)]
    assert too_fast(still, over=Decimal(120), beyond=Decimal(1000))[0].figure == FASTEST
    assert too_fast(still, over=Decimal(120), beyond=Decimal(20_000)) == []
    assert too_fast([shot(1), shot(1, place=QIFANG)], over=Decimal(120), beyond=Decimal(1000)) == []
    assert too_fast([shot(1), shot(2, worker=HIM, place=QIFANG)], over=Decimal(0), beyond=Decimal(0)) == []


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("19.22412,109.45123（误差12米）", YACHA),
        ("-19.5,109.0", (-19.5, 109.0)),
        ("牙叉村委会", None),
        ("", None),
        ("95.12345,109.45123", None),
    ],
)
def test_a_place_is_read_as_phones_send_it(said: str, place: tuple[float, float] | None) -> None:
    assert place_of(said) == place


DEGREES = st.tuples(st.floats(-89, 89, allow_nan=False), st.floats(-179, 179, allow_nan=False))
SECONDS = st.integers(0, 86_400 * 3)


@given(DEGREES, DEGREES, SECONDS)
def test_the_way_and_back_are_equally_fast_and_never_below_nothing(
    one: tuple[float, float], other: tuple[float, float], seconds: int
) -> None:
    here, there = shot(1, place=one), shot(2, place=other, at=NOON + timedelta(seconds=seconds))
    assert Decimal(0) <= speed(here, there) <= FASTEST
    assert speed(here, there) == speed(there, here)
    assert metres(one, one) == 0


@given(DEGREES, DEGREES, st.integers(60, 3600), st.integers(1, 20))
def test_more_time_is_never_faster(
    one: tuple[float, float], other: tuple[float, float], seconds: int, times: int
) -> None:
    here = shot(1, place=one)
    quick = shot(2, place=other, at=NOON + timedelta(seconds=seconds))
    slow = shot(2, place=other, at=NOON + timedelta(seconds=seconds * times))
    assert speed(here, slow) <= speed(here, quick)
    if speed(here, slow) > 120:
        assert too_fast([here, quick], over=Decimal(120), beyond=Decimal(0))


@given(st.lists(st.tuples(st.integers(0, 6), st.sampled_from("abc"), st.integers(0, 40)), max_size=30))
def test_whatever_is_asked_about_has_the_records_it_counts(rows: list[tuple[int, str, int]]) -> None:
    for odd in same_text([written(record, word, size) for record, word, size in rows], least=2, letters=10):
        assert odd.figure == len(odd.records) >= 2
        assert set(odd.records) <= {UUID(int=100 + record) for record, word, size in rows if word == odd.key and size >= 10}  # fmt: skip
