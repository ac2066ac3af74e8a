"""Groups, activities and items of the service list, counted as the region counts them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import (
    QuerySet,
)

from yizhan.kernel.metric import metric
from yizhan.kernel.period import Period
from yizhan.services.models import (
    Programme,
    ServiceItem,
    ServiceRecord,
)
from yizhan.services.queries import programmes_units as units


@metric(
    "services.groups_counted",
    label="计数的小组",
    unit="个",
    says="期间内开始达到计数条件的小组，一个小组只计一次；本地区规定了节数、人数的照规定，没有规定的，开了第一节就计。",
)
def groups_counted(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, int]:
    return Counter(station for station, _ in units.groups_counted(stations=stations, period=period))


@groups_counted.rows
def groups_counted_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[Programme]:
    found = [group for _, group in units.groups_counted(stations=stations, period=period)]
    return Programme.objects.filter(pk__in=found).order_by("-starts_on", "-id")


@metric(
    "services.activities_counted",
    label="计数的社区活动",
    unit="场",
    says="期间内达到计数条件的社区活动，一场计1场；本地区规定了人数的照规定，没有规定的都计；课堂的课不算活动。",
)
def activities_counted(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, int]:
    return Counter(station for station, _ in units.activities_counted(stations=stations, period=period))


@activities_counted.rows
def activities_counted_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[ServiceRecord]:
    found = [record for _, record in units.activities_counted(stations=stations, period=period)]
    return ServiceRecord.objects.filter(pk__in=found).order_by("-done_on", "-id")


def _items(stations: Sequence[UUID], period: Period) -> QuerySet[ServiceItem]:
    return ServiceItem.objects.filter(
        station_id__in=stations,
        done_on__gte=period.first,
        done_on__lte=period.last,
        service__voided_at=None,
    )


@metric(
    "services.items_done",
    label="开展过的清单项目",
    unit="项",
    says="期间内至少有一条没有作废的服务记录写着的服务清单项目编号，一项只计一次。",
)
def items_done(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, frozenset[str]]:
    found: dict[UUID, set[str]] = {}
    for station, code in (
        _items(stations, period).order_by().values_list("station_id", "item_code").distinct()
    ):
        found.setdefault(station, set()).add(code)
    return {station: frozenset(codes) for station, codes in found.items()}


@items_done.rows
def items_done_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[ServiceRecord]:
    done = _items(stations, period).values("service_id")
    return ServiceRecord.objects.filter(pk__in=done).order_by("-done_on", "-id")
