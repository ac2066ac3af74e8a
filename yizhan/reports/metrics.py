"""The figures about reports themselves."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import Count, F, QuerySet

from yizhan.kernel.metric import metric
from yizhan.kernel.period import Period
from yizhan.reports.models import Duty, Report


def _reports(stations: Sequence[UUID], period: Period) -> QuerySet[Report]:
    return Report.objects.filter(
        station_id__in=stations,
        kind=Report.Kind.MONTHLY,
        period_first_on__gte=period.first,
        period_first_on__lte=period.last,
        first_signed_on__isnull=False,
    ).order_by("-period_first_on", "id")


def _count(rows: QuerySet[Report]) -> dict[UUID, int]:
    return dict(rows.order_by().values("station_id").annotate(n=Count("id")).values_list("station_id", "n"))


@metric(
    "reports.monthly_on_time",
    label="按时报送的月报",
    unit="份",
    says="期间所属各月的月报中，在规定日期当日或之前首次签发报县的份数；退回后重报的，以首次报送为准。",
)
def monthly_on_time(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, int]:
    return _count(on_time_rows(stations=stations, period=period))


@monthly_on_time.rows
def on_time_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[Report]:
    return _reports(stations, period).exclude(due_on__lt=F("first_signed_on"))


@metric(
    "reports.monthly_late",
    label="迟报的月报",
    unit="份",
    says="期间所属各月的月报中，首次签发报县晚于规定日期的份数；一直没有报送的不在内，看报送日历。",
)
def monthly_late(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, int]:
    return _count(late_rows(stations=stations, period=period))


@monthly_late.rows
def late_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[Report]:
    return _reports(stations, period).filter(due_on__lt=F("first_signed_on"))


@metric(
    "reports.duties_overdue",
    label="逾期没办的到期事项",
    unit="件",
    says="期末当日到期日历上由本站办、期限已过、没有办、没有免办的事项，一项计1件；退回没有重报的也算。",
    stock=True,
)
def duties_overdue(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, int]:
    return dict(
        overdue_rows(stations=stations, period=period)
        .order_by()
        .values("station_id")
        .annotate(n=Count("id"))
        .values_list("station_id", "n")
    )


@duties_overdue.rows
def overdue_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[Duty]:
    return Duty.objects.filter(
        station_id__in=stations,
        owed_by="station",
        state__in=("OPEN", "LATE", "RETURNED"),
        due_on__lt=period.last,
    ).order_by("due_on", "id")
