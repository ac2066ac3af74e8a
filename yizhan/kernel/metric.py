"""One number, one definition: what leaves a room as a figure is registered here.

A metric is a name, a label, a unit, one sentence (口径) and one function that answers for many stations in one
query. Reports, warnings, evaluation and the rules of a region read it by name, so that they can never disagree.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
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


class Parts(Protocol):
    """Both figures a share divides, for every station asked: {station: (part, whole)}; none where there is no whole."""

    def __call__(
        self, *, stations: Sequence[UUID], period: Period
    ) -> Mapping[UUID, tuple[int | Decimal, int | Decimal]]: ...


OF_ONE_STATION = frozenset({"项", "文", "日", "每人"})
"""Units of figures that say something of one station and are not taken together: names, a text, a day, facts."""
NOTHING_COUNTED = OF_ONE_STATION | {"%", "岁"}
"""Units in which nothing counted is no figure, not nought: a share of nobody is no share."""


@dataclass
class Metric:
    """A figure that leaves a room.

    unit   as printed beside the number: 人, 人次, %, 项 (a set of names), 文 (a text), 日 (a day), 每人 (facts a person)
    says   the 口径: one Chinese sentence, shown wherever the figure is explained
    stock  the figure of the period's last day (files open, workers in post), not of the days in between
    several  counts it together with others of its kind, for whoever asks for many at once
    parts  of a share: what it divides, so that of several stations each part is added up before dividing (ADR 0143)
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
    parts: Parts | None = field(default=None)

    def __call__(self, *, stations: Sequence[UUID], period: Period) -> Mapping[UUID, Any]:
        return self.count(stations=stations, period=period)

    def rows(self, records: Rows) -> Rows:
        """Decorator: these are the records behind the figure."""
        self.drill = records
        return records

    def of(self, station: UUID, period: Period) -> Any:
        """The figure of one station; 0 for a number nobody contributed to, None for the other kinds."""
        missing = None if self.unit in NOTHING_COUNTED else 0
        return self.count(stations=[station], period=period).get(station, missing)

    @property
    def together(self) -> bool:
        """Whether `over` can tell the figure of several stations: a share without its parts cannot be told."""
        return self.unit not in OF_ONE_STATION and (self.unit != "%" or self.parts is not None)

    def over(
        self, *, stations: Sequence[UUID], period: Period, values: Mapping[UUID, Any] | None = None
    ) -> Decimal | None:
        """The figure of several stations taken together; None where it cannot be told or there is nothing to tell.

        values  what each has, where that was counted already; a share is counted anew by its parts

        A number is added up, an age is the highest, a share is what its parts add up to: never the mean of shares, in
        which a station of ten people would weigh as much as one of a thousand.
        """
        if not self.together:
            return None
        if self.parts is not None:
            found = self.parts(stations=stations, period=period).values()
            return percent(sum(part for part, _ in found), sum(whole for _, whole in found))
        counted = self(stations=stations, period=period) if values is None else values
        each = [Decimal(value) for value in map(counted.get, stations) if value is not None]
        return max(each, default=None) if self.unit == "岁" else sum(each, Decimal(0))


METRICS: dict[str, Metric] = {}


def metric(name: str, *, label: str, unit: str, says: str, stock: bool = False) -> Callable[[Count], Metric]:
    """Register a figure. RuntimeError when the name is taken: two definitions of one number are one too many."""

    def register(count: Count) -> Metric:
        if name in METRICS:
            raise RuntimeError(f"metric {name} is defined twice")
        METRICS[name] = Metric(name=name, label=label, unit=unit, says=says, count=count, stock=stock)
        return METRICS[name]

    return register


def percent(part: int | Decimal, whole: int | Decimal) -> Decimal | None:
    """88.0 for 796 of 905, one decimal, half up; None of nothing."""
    share = Decimal(part) * 100 / Decimal(whole) if whole else None
    return None if share is None else share.quantize(Decimal("0.1"), ROUND_HALF_UP)


def rate(name: str, *, label: str, says: str, stock: bool = False) -> Callable[[Parts], Metric]:
    """Register a share in percent by what it divides; a station without a whole has no figure."""

    def register(parts: Parts) -> Metric:
        def count(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, Any]:
            both = parts(stations=stations, period=period)
            return {station: percent(part, whole) for station, (part, whole) in both.items() if whole}

        made = metric(name, label=label, unit="%", says=says, stock=stock)(count)
        made.parts = parts
        return made

    return register
