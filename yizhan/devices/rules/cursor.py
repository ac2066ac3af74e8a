"""How far a phone has read. Opaque to the phone: it gives back what it was given.

A row is stamped when its transaction writes and seen when it commits, so rows may appear behind the mark. Each pull
therefore begins a little before the mark of the last one (`OVERLAP`); the check over all rows finds what even that misses.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from yizhan.devices.rules.limits import OVERLAP

Key = tuple[datetime, str, UUID]
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Cursor:
    """mark: the instant up to which everything was read; began: when the pull under way began; at: its last row."""

    mark: datetime = BEGINNING
    began: datetime | None = None
    at: Key | None = None

    def __str__(self) -> str:
        parts = [self.mark.isoformat()]
        if self.began is not None:
            parts.append(self.began.isoformat())
            parts += [self.at[0].isoformat(), self.at[1], str(self.at[2])] if self.at else []
        return "~".join(parts)


def cursor_of(text: str) -> Cursor:
    """What was given out before; the beginning for "" and for anything else, because reading too much does no harm."""
    try:
        parts = text.split("~")
        mark = _instant(parts[0])
        began = _instant(parts[1]) if len(parts) > 1 else None
        at = (_instant(parts[2]), parts[3], UUID(parts[4])) if len(parts) == 5 else None
    except (ValueError, IndexError):
        return Cursor()
    return Cursor(mark, began, at)


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(text)
    return found


@dataclass(frozen=True)
class Stretch:
    """The rows of one page; `rest`: how many more there are; `cursor`: what to ask with next."""

    keys: tuple[Key, ...]
    rest: int
    cursor: Cursor


def stretch(
    *, keys: Iterable[Key], cursor: Cursor, have: Collection[UUID] | None, at: datetime, most: int
) -> Stretch:
    """The next rows in order of change.

    keys  every row the phone may carry
    have  ids the phone holds, when it told them: whatever it lacks comes too, however long ago it changed
    at    now: the mark of the next pull, once this one is through
    """
    began = cursor.began or at
    since = cursor.mark - OVERLAP if cursor.mark > BEGINNING else BEGINNING
    wanted: Sequence[Key] = sorted(
        key
        for key in keys
        if (key[0] >= since or (have is not None and key[2] not in have))
        and (cursor.at is None or key > cursor.at)
    )
    page = tuple(wanted[:most])
    rest = len(wanted) - len(page)
    if rest:
        return Stretch(page, rest, Cursor(cursor.mark, began, page[-1]))
    return Stretch(page, 0, Cursor(began))
