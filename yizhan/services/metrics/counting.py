"""How figures about delivered services are counted: which records stand, what is service, sums by station."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    F,
    Q,
    QuerySet,
    Sum,
    When,
)

from yizhan.kernel.metric import Metric, metric
from yizhan.kernel.period import Period
from yizhan.privacy.often import asked_often, of_stations
from yizhan.services.models import (
    ServiceRecord,
)

VISIT = Q(kind="VISIT", met=True)
NOT_SERVICE = ("TRAINING", "SUPERVISION", "ARCHIVE")
SERVED = ~Q(kind__in=NOT_SERVICE) & ~Q(task_class="ADMINISTRATIVE") & Q(met=True)
PEOPLE = F("clients_count") + F("participants_count")
BY_VOLUNTEERS = Q(kind="VOLUNTEER") | (Q(volunteers_count__gte=1) & ~Q(kind__in=NOT_SERVICE))
VOLUNTEERING = Case(When(kind="VOLUNTEER", then=PEOPLE), default=F("volunteers_count"))
"""How many served as volunteers in a record: all who came to a 志愿服务, elsewhere those who are named."""
TENTH = Decimal("0.1")


def records(stations: Sequence[UUID], period: Period) -> QuerySet[ServiceRecord]:
    return ServiceRecord.objects.filter(
        station_id__in=stations, done_on__gte=period.first, done_on__lte=period.last, voided_at=None
    )


def by_station(rows: QuerySet[Any], figure: Any) -> dict[UUID, Any]:
    return dict(
        rows.order_by().values("station_id").annotate(figure=figure).values_list("station_id", "figure")
    )


@dataclass(frozen=True)
class Tally:
    """What a figure counts (what None) or sums over which records; `per` divides it (minutes to hours, fen to yuan)."""

    where: Q
    what: Any
    per: int

    def figure(self) -> Any:
        return Count("id", filter=self.where) if self.what is None else Sum(self.what, filter=self.where)

    def told(self, figure: Any) -> Any:
        if self.per == 1:
            return figure
        return (Decimal(figure or 0) / self.per).quantize(
            TENTH if self.per == 60 else Decimal("0.01"), ROUND_HALF_UP
        )


TALLIES: dict[str, Tally] = {}


@dataclass(frozen=True)
class _Which:
    """The figures a statement counts; they belong to its shape, not to its values."""

    names: tuple[str, ...]


@asked_often
def _tallied(*, stations: Sequence[UUID], first: date, last: date, which: _Which) -> QuerySet[Any, Any]:
    figures = {f"figure_{n}": TALLIES[name].figure() for n, name in enumerate(which.names)}
    return (
        records(stations, Period(first, last))
        .order_by()
        .values_list("station_id")
        .annotate(**figures)
        .values_list("station_id", *figures)
    )


def several(
    *, names: Sequence[str], stations: Sequence[UUID], period: Period
) -> Mapping[str, Mapping[UUID, Any]]:
    """Figures over the same records, counted in one reading of them; a station without any record is missing."""
    which = _Which(tuple(names))
    found: dict[str, dict[UUID, Any]] = {name: {} for name in names}
    for station, *figures in of_stations(
        _tallied, stations=stations, first=period.first, last=period.last, which=which
    ):
        for name, figure in zip(names, figures, strict=True):
            found[name][station] = TALLIES[name].told(figure)
    return found


def tally(name: str, label: str, unit: str, says: str, *, where: Q, what: Any = None, per: int = 1) -> Metric:
    """A figure counted or summed over records."""
    kept = TALLIES[name] = Tally(where, what, per)

    def count(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, Any]:
        found = by_station(
            records(stations, period).filter(where), Count("id") if what is None else Sum(what)
        )
        return {station: kept.told(figure) for station, figure in found.items()}

    one = metric(name, label=label, unit=unit, says=says)(count)
    one.rows(lambda *, stations, period: records(stations, period).filter(where).order_by("-done_on", "-id"))
    one.several = several
    return one


def percent(part: int | Decimal, whole: int | Decimal) -> Decimal:
    """88.0 for 796 of 905; 0.0 of nothing."""
    return (Decimal(part) * 100 / Decimal(whole)).quantize(TENTH, ROUND_HALF_UP) if whole else Decimal("0.0")
