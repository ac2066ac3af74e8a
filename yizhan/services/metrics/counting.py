"""How figures about delivered services are counted: which records stand, what is service, sums by station."""

from collections.abc import Mapping, Sequence
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


def tally(name: str, label: str, unit: str, says: str, *, where: Q, what: Any = None, per: int = 1) -> Metric:
    """A figure counted or summed over records; `per` divides it (minutes to hours, fen to yuan)."""

    def count(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, Any]:
        found = by_station(
            records(stations, period).filter(where), Count("id") if what is None else Sum(what)
        )
        if per == 1:
            return found
        return {
            station: (Decimal(figure or 0) / per).quantize(
                TENTH if per == 60 else Decimal("0.01"), ROUND_HALF_UP
            )
            for station, figure in found.items()
        }

    one = metric(name, label=label, unit=unit, says=says)(count)
    one.rows(lambda *, stations, period: records(stations, period).filter(where).order_by("-done_on", "-id"))
    return one


def percent(part: int | Decimal, whole: int | Decimal) -> Decimal:
    """88.0 for 796 of 905; 0.0 of nothing."""
    return (Decimal(part) * 100 / Decimal(whole)).quantize(TENTH, ROUND_HALF_UP) if whole else Decimal("0.0")
