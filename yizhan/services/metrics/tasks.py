"""Tasks of others that were refused or taken on, and what is to be followed up."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import (
    Count,
    Q,
    QuerySet,
)

from yizhan.kernel.metric import Metric, metric
from yizhan.kernel.period import Period
from yizhan.privacy.often import asked_often, of_stations
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


@asked_often
def _by_outcome(*, stations: Sequence[UUID], first: date, last: date) -> QuerySet[Any, Any]:
    asked = TaskRefusal.objects.filter(station_id__in=stations, asked_on__gte=first, asked_on__lte=last)
    return asked.order_by().values_list("station_id", "outcome").annotate(figure=Count("id"))


def _tasks_at_once(
    *, names: Sequence[str], stations: Sequence[UUID], period: Period
) -> Mapping[str, Mapping[UUID, Any]]:
    """Refused and taken on, out of one reading."""
    names_of = {"REFUSED": refused_tasks.name, "ACCEPTED": administrative_tasks.name}
    found: dict[str, dict[UUID, Any]] = {name: {} for name in names_of.values()}
    for station, outcome, figure in of_stations(
        _by_outcome, stations=stations, first=period.first, last=period.last
    ):
        if outcome in names_of:
            found[names_of[outcome]][station] = figure
    return {name: found[name] for name in names}


for _task in (refused_tasks, administrative_tasks):
    _task.several = _tasks_at_once


@metric(
    "services.follow_ups_open",
    label="待跟进",
    unit="件",
    says="期末当日约定跟进日期已到、还没有登记结果的服务。",
    stock=True,
)
def follow_ups_open(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, int]:
    return dict(of_stations(_follow_ups_counted, stations=stations, last=period.last))


def _follow_ups(stations: Sequence[UUID], last: date) -> QuerySet[ServiceRecord]:
    return ServiceRecord.objects.filter(
        Q(followed_up_on=None) | Q(followed_up_on__gt=last),
        station_id__in=stations,
        follow_up_on__lte=last,
        voided_at=None,
    )


@asked_often
def _follow_ups_counted(*, stations: Sequence[UUID], last: date) -> QuerySet[Any, Any]:
    return _follow_ups(stations, last).order_by().values_list("station_id").annotate(figure=Count("id"))


@follow_ups_open.rows
def follow_up_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[ServiceRecord]:
    return _follow_ups(stations, period.last).order_by("follow_up_on", "id")
