"""One number, one definition: what leaves a room as a figure is registered here.

A metric is a name, a label, a unit, one sentence (口径) and one function that answers for many stations in one
query. Reports, warnings, evaluation and the rules of a region read it by name, so that they can never disagree.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol
from uuid import UUID

from yizhan.kernel.period import Period


class Count(Protocol):
    """Answers for every station asked, in one query. A missing key reads as nothing counted."""

    def __call__(self, *, stations: Sequence[UUID], period: Period) -> Mapping[UUID, Any]: ...


class Several(Protocol):
    """Answers several figures of one kind for every station asked, in one query: {name: {station: figure}}."""

    def __call__(
        self, *, names: Sequence[str], stations: Sequence[UUID], period: Period
    ) -> Mapping[str, Mapping[UUID, Any]]: ...


class Rows(Protocol):
    """The records behind the figure, newest first; a queryset, so that the page decides how many it reads."""

    def __call__(self, *, stations: Sequence[UUID], period: Period) -> Any: ...


@dataclass
class Metric:
    """A figure that leaves a room.

    unit   as printed beside the number: 人, 人次, %, 项 (a set of names), 文 (a text), 日 (a day), 每人 (facts a person)
    says   the 口径: one Chinese sentence, shown wherever the figure is explained
    stock  the figure of the period's last day (files open, workers in post), not of the days in between
    several  counts it together with others of its kind, for whoever asks for many at once
    """

    do_not_call_in_templates: ClassVar[bool] = True  # a template asks for its label, never for its figure

    name: str
    label: str
    unit: str
    says: str
    count: Count
    stock: bool = False
    drill: Rows | None = field(default=None)
    several: Several | None = field(default=None)

    def __call__(self, *, stations: Sequence[UUID], period: Period) -> Mapping[UUID, Any]:
        return self.count(stations=stations, period=period)

    def rows(self, records: Rows) -> Rows:
        """Decorator: these are the records behind the figure."""
        self.drill = records
        return records

    def of(self, station: UUID, period: Period) -> Any:
        """The figure of one station; 0 for a number nobody contributed to, None for the other kinds."""
        missing = 0 if self.unit not in ("项", "文", "日", "每人") else None
        return self.count(stations=[station], period=period).get(station, missing)


METRICS: dict[str, Metric] = {}


def metric(name: str, *, label: str, unit: str, says: str, stock: bool = False) -> Callable[[Count], Metric]:
    """Register a figure. RuntimeError when the name is taken: two definitions of one number are one too many."""

    def register(count: Count) -> Metric:
        if name in METRICS:
            raise RuntimeError(f"metric {name} is defined twice")
        METRICS[name] = Metric(name=name, label=label, unit=unit, says=says, count=count, stock=stock)
        return METRICS[name]

    return register
