"""Figures that warnings are raised on and no lower room counts. Stock figures: they hold on the period's last day."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from yizhan.clients.models import Assessment, Client, Consent
from yizhan.contracts.models import AgreementStation
from yizhan.kernel.metric import metric
from yizhan.kernel.period import Period
from yizhan.services.models import Session
from yizhan.workforce.metrics import resident_workers


def _by_station(rows: QuerySet[Any]) -> dict[UUID, int]:
    return dict(rows.order_by().values("station_id").annotate(n=Count("pk")).values_list("station_id", "n"))


def _overdue(stations: Sequence[UUID], period: Period, **only: Any) -> QuerySet[Client]:
    return Client.objects.filter(
        station_id__in=stations, status="ACTIVE", next_visit_on__lt=period.last, **only
    ).order_by("next_visit_on", "id")


@metric(
    "oversight.visits_overdue",
    label="超过探访期限的对象",
    unit="人",
    says="当日在册、按规则应探访的日期已经过去、还没有见到的服务对象，一人计1人；没有探访规则的不计。",
    stock=True,
)
def visits_overdue(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, int]:
    return _by_station(_overdue(stations, period))


@visits_overdue.rows
def visits_overdue_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[Client]:
    return _overdue(stations, period)


@metric(
    "oversight.visits_overdue_high",
    label="超过探访期限的高风险对象",
    unit="人",
    says="当日在册、现评为高风险、按规则应探访的日期已经过去、还没有见到的服务对象，一人计1人。",
    stock=True,
)
def visits_overdue_high(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, int]:
    return _by_station(_overdue(stations, period, grade="HIGH"))


@visits_overdue_high.rows
def visits_overdue_high_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[Client]:
    return _overdue(stations, period, grade="HIGH")


def _agreed(stations: Sequence[UUID], day: date) -> QuerySet[AgreementStation]:
    """The lines of the agreements in force that say how many workers a station has."""
    return AgreementStation.objects.filter(
        Q(from_on__isnull=True) | Q(from_on__lte=day),
        Q(to_on__isnull=True) | Q(to_on__gte=day),
        Q(agreement__ended_on__isnull=True) | Q(agreement__ended_on__gte=day),
        station_id__in=stations,
        agreement__first_on__lte=day,
        agreement__last_on__gte=day,
    ).exclude(agreement__state="DRAFT")


@metric(
    "oversight.workers_missing",
    label="缺的驻站社工",
    unit="人",
    says="当日履行中的服务协议给本站约定的驻站社工人数，减去当日在岗的驻站社工和转换岗位人员；不缺的、没有协议的为0。",
    stock=True,
)
def workers_missing(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, int]:
    day = period.last
    agreed = _agreed(stations, day).values_list("station_id", "headcount")
    wanted: dict[UUID, int] = {}
    for station, heads in agreed:
        wanted[station] = wanted.get(station, 0) + heads
    here = resident_workers(stations=list(wanted), period=Period.of_day(day)) if wanted else {}
    return {
        station: heads - here.get(station, 0)
        for station, heads in wanted.items()
        if heads > here.get(station, 0)
    }


@workers_missing.rows
def workers_missing_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[AgreementStation]:
    """What was agreed, station by station; who is there opens from 驻站社工."""
    return _agreed(stations, period.last).select_related("agreement").order_by("station_id", "id")


@metric(
    "oversight.consents_expired",
    label="同意书过期的对象",
    unit="人",
    says="当日在册、有一份同意书过了有效期、没有撤回也没有重新征得同意的服务对象，一人只计一次。",
    stock=True,
)
def consents_expired(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, int]:
    return _by_station(consents_expired_rows(stations=stations, period=period))


@consents_expired.rows
def consents_expired_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[Client]:
    over = Consent.objects.filter(
        client_id=OuterRef("pk"),
        given=True,
        replaced=False,
        withdrawn_on__isnull=True,
        until_on__lt=period.last,
    )
    return Client.objects.filter(Exists(over), station_id__in=stations, status="ACTIVE").order_by(
        "next_visit_on", "id"
    )


@metric(
    "oversight.danger_unanswered",
    label="评估危险、还没再见到的对象",
    unit="人",
    says="当日在册、有一张量表最近一次评在最重一档、评估那天以后还没有再见到的服务对象，一人只计一次。",
    stock=True,
)
def danger_unanswered(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, int]:
    return _by_station(danger_unanswered_rows(stations=stations, period=period))


@danger_unanswered.rows
def danger_unanswered_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[Client]:
    worst = Assessment.objects.filter(
        Q(client__last_visit_on__isnull=True) | Q(client__last_visit_on__lte=F("assessed_on")),
        client_id=OuterRef("pk"),
        newest=True,
        bands_count__gte=2,
        severity=F("bands_count") - 1,
        assessed_on__lt=period.last,
    )
    return Client.objects.filter(Exists(worst), station_id__in=stations, status="ACTIVE").order_by(
        "next_visit_on", "id"
    )


@metric(
    "oversight.sessions_not_held",
    label="排了没开的活动",
    unit="次",
    says="期间内排了日期、到期末前一天还没有开也没有改期、取消的小组、活动、课堂的节次；没批准的计划不算。",
)
def sessions_not_held(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, int]:
    return _by_station(sessions_not_held_rows(stations=stations, period=period))


@sessions_not_held.rows
def sessions_not_held_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[Session]:
    return (
        Session.objects.filter(
            station_id__in=stations,
            state="PLANNED",
            planned_on__gte=period.first,
            planned_on__lt=period.last,
            programme__state__in=("APPROVED", "RUNNING"),
        )
        .select_related("programme")
        .order_by("-planned_on", "-id")
    )
