"""Ids are made where the record is made, the phone included."""

import os
import time
from uuid import UUID, SafeUUID

_RANDOM = 10
_MARKS = 0x7 << 76 | 0b10 << 62
_FREE = (1 << 80) - 1 & ~(0xF << 76 | 0b11 << 62)


def uuid7() -> UUID:
    """A UUID version 7 (RFC 9562): 48 bits of Unix milliseconds, then random bits; sorts by time of making."""
    millis = time.time_ns() // 1_000_000
    rand = int.from_bytes(os.urandom(10), "big")
    value = (millis & (1 << 48) - 1) << 80
    value |= 0x7 << 76
    value |= (rand >> 68 & 0xFFF) << 64
    value |= 0b10 << 62
    value |= rand & (1 << 62) - 1
    return uuid_of(value)


_number, _safety = (UUID.__dict__[name].__set__ for name in ("int", "is_safe"))
_UNKNOWN = SafeUUID.unknown


def uuid_of(number: int) -> UUID:
    """`UUID(int=number)` for a number of 128 bits, without its checks: a request reads some twenty ids."""
    made = UUID.__new__(UUID)
    _number(made, number)
    _safety(made, _UNKNOWN)
    return made


def uuid7s(count: int) -> list[UUID]:
    """Many at once, for rows that are written together."""
    first = (time.time_ns() // 1_000_000 & (1 << 48) - 1) << 80 | _MARKS
    rand = os.urandom(_RANDOM * count)
    return [
        uuid_of(first | int.from_bytes(rand[at : at + _RANDOM], "big") & _FREE)
        for at in range(0, len(rand), _RANDOM)
    ]
