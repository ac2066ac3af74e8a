"""Records that look alike or cannot be: found by counting, never judged. Each finding is a question to who wrote them.

Plain Python over facts that carry no text and no name: texts come as keyed digests, places as numbers.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt
from typing import TypeVar
from uuid import UUID

EARTH_METRES = 6_371_000
FASTEST = Decimal(9999)
"""Two places at one instant: as many kilometres an hour as are written down."""
PLACE = re.compile(r"(-?\d{1,3}\.\d{1,8}),(-?\d{1,3}\.\d{1,8})")

T = TypeVar("T")
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Written:
    """A record with its text as a digest that is good for nothing but comparing. letters: how long the text is."""

    record: UUID
    worker: UUID
    digest: str
    letters: int


@dataclass(frozen=True)
class Typed:
    """A record, the day of the service and the day it was typed in."""

    record: UUID
    worker: UUID
    done_on: date
    typed_on: date


@dataclass(frozen=True)
class Shot:
    """A photo of a record. place: degrees north and east, where whoever took it sent them along."""

    record: UUID
    worker: UUID
    picture: str
    taken_at: datetime | None = None
    place: tuple[float, float] | None = None


@dataclass(frozen=True)
class Oddity:
    """What is asked about: one worker, how many (or how fast), and the records. key: the same again is the same."""

    worker: UUID
    key: str
    figure: Decimal
    records: tuple[UUID, ...]


def place_of(said: str) -> tuple[float, float] | None:
    """“19.22412,109.45123（误差12米）” as phones send it; None for anything else."""
    found = PLACE.match(said.strip())
    if found is None:
        return None
    north, east = float(found[1]), float(found[2])
    return (north, east) if abs(north) <= 90 and abs(east) <= 180 else None


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """As the crow flies."""
    north, east = radians(one[0]), radians(one[1])
    north2, east2 = radians(other[0]), radians(other[1])
    half = sin((north2 - north) / 2) ** 2 + cos(north) * cos(north2) * sin((east2 - east) / 2) ** 2
    return 2 * EARTH_METRES * asin(min(1.0, sqrt(half)))


def same_text(records: Iterable[Written], *, least: int, letters: int) -> list[Oddity]:
    """One worker wrote the same words, of so many letters or more, in so many records."""
    groups = _grouped(
        (each for each in records if each.digest and each.letters >= letters),
        lambda each: (each.worker, each.digest),
    )
    return [
        _odd(worker, digest, [each.record for each in rows])
        for (worker, digest), rows in groups.items()
        if _records(rows) >= least
    ]


def same_photo(shots: Iterable[Shot], *, least: int) -> list[Oddity]:
    """One picture under so many records; asked of the worker of the newest, who added it again."""
    groups = _grouped(shots, lambda each: each.picture)
    return [
        _odd(
            max(rows, key=lambda each: each.record.bytes).worker, picture[:32], [each.record for each in rows]
        )
        for picture, rows in groups.items()
        if _records(rows) >= least
    ]


def same_minute(shots: Iterable[Shot], *, least: int) -> list[Oddity]:
    """One worker took photos of so many records within one minute of the clock."""
    timed = (each for each in shots if each.taken_at is not None)
    groups = _grouped(timed, lambda each: (each.worker, f"{each.taken_at:%Y-%m-%dT%H:%M}"))
    return [
        _odd(worker, minute, [each.record for each in rows])
        for (worker, minute), rows in groups.items()
        if _records(rows) >= least
    ]


def same_place(shots: Iterable[Shot], *, least: int, within: Decimal) -> list[Oddity]:
    """On one day one worker's photos of so many records were all taken within so many metres of one of them."""
    known = (each for each in shots if each.place is not None and each.taken_at is not None)
    groups = _grouped(known, lambda each: (each.worker, f"{each.taken_at:%Y-%m-%d}"))
    found = []
    for (worker, day), rows in groups.items():
        if _records(rows) < least:
            continue
        near = max(([other for other in rows if _apart(one, other) <= within] for one in rows), key=_records)
        if _records(near) >= least:
            found.append(_odd(worker, day, [each.record for each in near]))
    return found


def too_fast(shots: Iterable[Shot], *, over: Decimal, beyond: Decimal) -> list[Oddity]:
    """From one photo of a worker to her next: farther than so many metres, faster than so many kilometres an hour."""
    known = (each for each in shots if each.place is not None and each.taken_at is not None)
    groups = _grouped(known, lambda each: each.worker)
    found = []
    for worker, rows in groups.items():
        rows.sort(key=lambda each: (each.taken_at, each.record.bytes))
        for one, other in pairwise(rows):
            if one.record == other.record or _apart(one, other) <= beyond:
                continue
            kmh = speed(one, other)
            if kmh > over:
                found.append(
                    Oddity(worker, f"{other.record.hex[:32]}", kmh, tuple(sorted((one.record, other.record))))
                )
    return found


def speed(one: Shot, other: Shot) -> Decimal:
    """Kilometres an hour between two photos, one decimal, never above FASTEST; the way and back are equally fast."""
    assert one.taken_at is not None
    assert other.taken_at is not None
    way = _apart(one, other)
    if not way:
        return Decimal(0)
    seconds = abs((other.taken_at - one.taken_at).total_seconds())
    if not seconds:
        return FASTEST
    kmh = Decimal(str(way)) / Decimal(str(seconds)) * Decimal("3.6")
    return min(FASTEST, kmh.quantize(Decimal("0.1"), ROUND_HALF_UP))


def heaps(records: Iterable[Typed], *, least: int, late: int) -> list[Oddity]:
    """On one day one worker typed in so many services that were so many days old or older."""
    old = (each for each in records if (each.typed_on - each.done_on).days >= late)
    groups = _grouped(old, lambda each: (each.worker, f"{each.typed_on:%Y-%m-%d}"))
    return [
        _odd(worker, day, [each.record for each in rows])
        for (worker, day), rows in groups.items()
        if _records(rows) >= least
    ]


def _grouped(rows: Iterable[T], by: Callable[[T], Key]) -> dict[Key, list[T]]:
    found: dict[Key, list[T]] = defaultdict(list)
    for row in rows:
        found[by(row)].append(row)
    return found


def _records(rows: Sequence[Written] | Sequence[Typed] | Sequence[Shot]) -> int:
    """Several photos of one record are one record."""
    return len({each.record for each in rows})


def _apart(one: Shot, other: Shot) -> Decimal:
    assert one.place is not None
    assert other.place is not None
    return Decimal(str(round(metres(one.place, other.place), 1)))


def _odd(worker: UUID, key: str, records: Iterable[UUID]) -> Oddity:
    once = tuple(sorted(set(records)))
    return Oddity(worker, key, Decimal(len(once)), once)
