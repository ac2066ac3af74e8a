"""Versions, merging, cursors and clocks, without a database."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from yizhan.devices.rules.bodies import RecordService, body_problem
from yizhan.devices.rules.cursor import BEGINNING, Cursor, Key, cursor_of, stretch
from yizhan.devices.rules.limits import OVERLAP, clock_minutes, clock_problem, made_when_it_could_be
from yizhan.devices.rules.merge import merge, tags_of, version_of
from yizhan.devices.rules.sent import Sent
from yizhan.kernel.ids import uuid7

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
FIELDS = ("a", "b", "c")
VALUES = st.fixed_dictionaries(dict.fromkeys(FIELDS, st.integers(0, 2)))


def tagged(values: dict[str, Any]) -> dict[str, str]:
    return {name: f"t{value}" for name, value in values.items()}


@given(seen=VALUES, now=VALUES, changes=st.dictionaries(st.sampled_from(FIELDS), st.integers(0, 2)))
def test_nothing_is_overwritten_that_the_phone_has_not_seen(
    seen: dict[str, int], now: dict[str, int], changes: dict[str, int]
) -> None:
    met = merge(changes=changes, now=now, seen=tagged(seen), tags=tagged(now))
    for name, value in changes.items():
        changed_there = seen[name] != now[name]
        assert (name in met.write) == (value != now[name] and not changed_there)
        assert (name in met.clash) == (value != now[name] and changed_there)
    assert set(met.merged) == {name for name in FIELDS if name not in changes and seen[name] != now[name]}


@given(st.lists(st.sampled_from(["ab12cd34", "00000000"]), min_size=3, max_size=3))
def test_a_version_is_read_back(tags: list[str]) -> None:
    assert list(tags_of(version_of(tags), FIELDS).values()) == tags


@pytest.mark.parametrize("strange", ["", "1", "2.a.b.c", "1.a.b", "@nothing"])
def test_a_version_of_something_else_says_nothing(strange: str) -> None:
    assert tags_of(strange, FIELDS) == {}


def test_a_change_based_on_nothing_writes_nothing_over() -> None:
    met = merge(changes={"a": 1}, now={"a": 2, "b": 2}, seen={}, tags={"a": "x", "b": "y"})
    assert (met.write, met.clash, met.merged) == ({}, ("a",), ())


KEYS = st.lists(st.integers(0, 40), max_size=12)


@given(ages=KEYS, most=st.integers(1, 4), late=KEYS)
def test_pages_bring_every_row_and_the_next_pull_what_came_late(
    ages: list[int], most: int, late: list[int]
) -> None:
    """Rows that commit after the pull, stamped up to the overlap before it, come with the next one."""

    def keys(minutes: list[int]) -> list[Key]:
        return [(AT - timedelta(minutes=m), "client", uuid7()) for m in minutes]

    def pulled(held: list[Key], cursor: Cursor, at: datetime) -> tuple[list[Key], Cursor]:
        seen: list[Key] = []
        while True:
            page = stretch(keys=held, cursor=cursor, have=None, at=at, most=most)
            seen += page.keys
            cursor = cursor_of(str(page.cursor))
            if not page.rest:
                return seen, cursor

    held = keys(ages)
    first, cursor = pulled(held, Cursor(), AT)
    assert sorted(first) == sorted(held)
    then = [key for key in keys(late) if key[0] >= AT - OVERLAP]
    second, _ = pulled(held + then, cursor, AT + timedelta(minutes=5))
    assert set(then) <= set(second)


def test_what_the_phone_lacks_comes_though_it_is_old() -> None:
    old: Key = (AT - timedelta(days=9), "client", uuid7())
    cursor = Cursor(mark=AT)
    assert stretch(keys=[old], cursor=cursor, have=None, at=AT, most=9).keys == ()
    assert stretch(keys=[old], cursor=cursor, have=[old[2]], at=AT, most=9).keys == ()
    assert stretch(keys=[old], cursor=cursor, have=[], at=AT, most=9).keys == (old,)


@pytest.mark.parametrize(
    "strange", ["", "x", "2026-01-01", "a~b", f"{AT.isoformat()}~{AT.isoformat()}~x~y~z"]
)
def test_a_strange_cursor_begins_anew(strange: str) -> None:
    assert cursor_of(strange) == Cursor()
    assert Cursor().mark == BEGINNING


@pytest.mark.parametrize(
    ("ahead", "minutes", "says"),
    [
        (timedelta(minutes=9), 0, ""),
        (timedelta(minutes=-30), -30, "慢了30分钟"),
        (timedelta(hours=5), 300, "快了5小时"),
        (timedelta(days=1826), 1826 * 1440, "快了1826天"),
    ],
)
def test_a_clock_that_is_wrong_is_named(ahead: timedelta, minutes: int, says: str) -> None:
    assert clock_minutes(sent_at=AT + ahead, at=AT) == minutes
    assert says in clock_problem(minutes)
    assert bool(clock_problem(minutes)) == bool(says)


def test_when_a_command_can_have_been_made() -> None:
    assert made_when_it_could_be(made_at=AT - timedelta(days=40), at=AT)
    assert not made_when_it_could_be(made_at=AT + timedelta(days=1), at=AT)
    assert not made_when_it_could_be(made_at=AT - timedelta(days=4000), at=AT)


def body(**given: Any) -> dict[str, Any]:
    return {
        "service_id": str(uuid7()), "station_id": str(uuid7()), "kind": "VISIT", "mode": "PHONE", "minutes": 5,
    } | given  # fmt: skip


def test_signs_no_database_keeps_are_dropped_and_unknown_fields_refused() -> None:
    assert RecordService.model_validate(body(note="量\x00血压\n好")).note == "量血压\n好"
    with pytest.raises(ValidationError) as no:
        RecordService.model_validate(body(minutes=0, mood="good"))
    assert body_problem(no.value) == "这条记录的内容不合要求：时长（分钟）、mood。"


def test_the_same_content_is_spelled_the_same() -> None:
    one, other = uuid7(), uuid7()

    def sent(raw: dict[str, Any], *after: UUID, seen: str = "") -> Sent:
        return Sent("v", None, raw, seen, None, AT, after)

    assert sent({"a": 1, "b": 2}, one, other).spelled() == sent({"b": 2, "a": 1}, other, one).spelled()
    assert sent({"a": 1}).spelled() != sent({"a": 2}).spelled()
    assert sent({}, seen=f"@{one}").comes_after == (one,)
    assert sent({}, one, seen="@x").comes_after == (one,)
