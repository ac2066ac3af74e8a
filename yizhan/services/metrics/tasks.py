"""Tasks of others that were refused or taken on, and what is to be followed up."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import (
    Count,
    Q,
    QuerySet,
)

from yizhan.kernel.metric import Metric, metric
from yizhan.kernel.period import Period
from yizhan.services.metrics.counting import by_station
from yizhan.services.models import (
    ServiceRecord,
    TaskRefusal,
)


def _tasks(stations: Sequence[UUID], period: Period, outcome: str) -> QuerySet[TaskRefusal]:
    return TaskRefusal.objects.filter(
        station_id__in=stations, asked_on__gte=period.first, asked_on__lte=period.last, outcome=outcome
    ).order_by("-asked_on", "-id")


def _task_metric(name: str, label: str, says: str, outcome: str) -> Metric:
    def count(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, int]:
        return by_station(_tasks(stations, period, outcome), Count("id"))

    one = metric(name, label=label, unit="件", says=says)(count)
    one.rows(lambda *, stations, period: _tasks(stations, period, outcome))
    return one


refused_tasks = _task_metric(
    "services.refused_tasks", "退回的行政事务", "期间内登记为“已退回”的行政事务，一次交办计1件。", "REFUSED"
)
administrative_tasks = _task_metric(
    "services.administrative_tasks",
    "承担的行政事务",
    "期间内登记为“已承担”的行政事务，一次交办计1件。",
    "ACCEPTED",
)


@metric(
    "services.follow_ups_open",
    label="待跟进",
    unit="件",
    says="期末当日约定跟进日期已到、还没有登记结果的服务。",
    stock=True,
)
def follow_ups_open(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, int]:
    return by_station(follow_up_rows(stations=stations, period=period), Count("id"))


@follow_ups_open.rows
def follow_up_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[ServiceRecord]:
    return ServiceRecord.objects.filter(
        Q(followed_up_on=None) | Q(followed_up_on__gt=period.last),
        station_id__in=stations,
        follow_up_on__lte=period.last,
        voided_at=None,
    ).order_by("follow_up_on", "id")
