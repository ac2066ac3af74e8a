"""What the product saw happen, by the words of the papers: a deadline counts from it, a duty is done by it.

A room registers a look for each word (起点, 终点) or rule id (report.monthly) whose facts it keeps; the calendar of
duties reads them by that word, so that nobody ticks off what the program can see.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from yizhan.kernel.period import Period


@dataclass(frozen=True)
class Happened:
    """One fact.

    region_code   of the station, or of the office that did it
    station_id    None: done by an office
    subject_id    what it happened to: the start and the end of a term are paired by it
    what          of which thing, for the calendar: “2026—2027年度协议”; never a person
    period_first  the period it is about, told by its first day; None: the one its day lies in
    part          which of several times in the period: 中期; "": told by its day
    returned      sent back by whom it went to, and not sent again
    received_on   the day on which whoever it went to took it
    kind, id      the row that shows it; windows know the page of a kind
    """

    region_code: str
    on: date
    station_id: UUID | None = None
    subject_id: UUID | None = None
    what: str = ""
    period_first: date | None = None
    part: str = ""
    returned: bool = False
    received_on: date | None = None
    kind: str = ""
    id: UUID | None = None


class Look(Protocol):
    """Every fact of the regions that begin with these digits ("" stands for all of them) with its day in the span."""

    def __call__(self, *, region: str, span: Period) -> Iterable[Happened]: ...


LOOKS: dict[str, Look] = {}
"""By word of a paper or id of a rule; filled as the rooms load."""

TOLD_TOO: set[str] = set()
"""Words of what may also be done where the product does not see it: a person may tell it."""


def happened(*words: str, told_too: bool = False) -> Callable[[Look], Look]:
    """Register a look under the words papers use for it. RuntimeError when a word has one already."""

    def register(look: Look) -> Look:
        if told_too:
            TOLD_TOO.update(words)
        for word in words:
            if LOOKS.setdefault(word, look) is not look:
                raise RuntimeError(f"two looks for {word}")
        return look

    return register
