"""Casework: opened, followed, closed, counted, waiting for approval."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import (
    Count,
    Q,
    QuerySet,
)

from yizhan.kernel.metric import metric
from yizhan.kernel.period import Period
from yizhan.privacy.often import asked_often, of_stations
from yizhan.services.metrics.counting import (
    by_station,
    tally,
)
from yizhan.services.models import Case as ClientCase
from yizhan.services.models import (
    CaseMove,
    CaseSheet,
    ServiceRecord,
)
from yizhan.services.queries.cases_units import cases_counted as counting_cases
from yizhan.services.queries.cases_units import opened_and_closed

casework_opened = tally(
    "services.casework_opened",
    "新开个案",
    "个",
    "期间内登记为“新开”的个案；结案后重新开启的也计1个。",
    where=Q(kind="CASEWORK", case_step="OPENED"),
)
casework_closed = tally(
    "services.casework_closed",
    "结案",
    "个",
    "期间内登记为“结案”的个案。",
    where=Q(kind="CASEWORK", case_step="CLOSED"),
)
casework_sessions = tally(
    "services.casework_sessions",
    "个案服务",
    "次",
    "期间内的个案记录，新开、跟进、结案各计1次。",
    where=Q(kind="CASEWORK"),
)


@metric(
    "services.casework_open",
    label="个案在办",
    unit="个",
    says="期末当日已新开、还没有结案的个案：到当日为止的新开数减结案数；随档案转站的，从转站那天起算在接收的站。",
    stock=True,
)
def casework_open(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, int]:
    found: Counter[UUID] = Counter()
    for station, figure in of_stations(_cases_that_came_and_went, stations=stations, last=period.last):
        found[station] += figure
    return found


@asked_often
def _cases_that_came_and_went(*, stations: Sequence[UUID], last: date) -> QuerySet[Any, Any]:
    rows = ServiceRecord.objects.filter(
        station_id__in=stations, kind="CASEWORK", done_on__lte=last, voided_at=None
    )
    opened = Count("id", filter=Q(case_step="OPENED")) - Count("id", filter=Q(case_step="CLOSED"))
    moved = CaseMove.objects.filter(moved_on__lte=last).order_by()
    came = moved.filter(to_station_id__in=stations).values("to_station_id").annotate(figure=Count("id"))
    went = moved.filter(from_station_id__in=stations).values("from_station_id").annotate(figure=-Count("id"))
    return (
        rows.order_by()
        .values("station_id")
        .annotate(figure=opened)
        .values_list("station_id", "figure")
        .union(
            came.values_list("to_station_id", "figure"),
            went.values_list("from_station_id", "figure"),
            all=True,
        )
    )


@casework_open.rows
def casework_open_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[ServiceRecord]:
    """What opened and what closed; sessions in between move nothing."""
    return opened_and_closed(stations=stations, last=period.last)


@metric(
    "services.cases_counted",
    label="计数的个案",
    unit="个",
    says="期间内开始达到计数条件的个案，一个个案只计一次；本地区规定了接触次数的照规定，没有规定的，接案就计；作废的接触不算。",
)
def cases_counted(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, int]:
    return Counter(station for station, _ in counting_cases(stations=stations, period=period))


@cases_counted.rows
def cases_counted_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[ClientCase]:
    found = [case for _, case in counting_cases(stations=stations, period=period)]
    return ClientCase.objects.filter(pk__in=found).order_by("-opened_on", "-id")


@metric(
    "services.cases_waiting_approval",
    label="待批阅的个案",
    unit="个",
    says="期末当日有建议、计划或结案表报批、还没有批阅的个案。",
    stock=True,
)
def cases_waiting_approval(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, int]:
    return by_station(cases_waiting_rows(stations=stations, period=period), Count("id"))


@cases_waiting_approval.rows
def cases_waiting_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[ClientCase]:
    waiting = CaseSheet.objects.filter(sent_on__lte=period.last).filter(
        Q(state="WAITING") | Q(decided_on__gt=period.last)
    )
    return ClientCase.objects.filter(station_id__in=stations, pk__in=waiting.values("case_id")).order_by(
        "ready_on", "id"
    )
