"""What was found wrong and is not cleared, counted a station."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from yizhan.kernel.metric import metric
from yizhan.kernel.period import Period
from yizhan.oversight.models import Finding


def _open(stations: Sequence[UUID], period: Period) -> QuerySet[Finding]:
    """Not cleared by the end of the period's last day. One that was reopened counts by its last clearing."""
    return Finding.objects.filter(
        Q(cleared_on=None) | Q(cleared_on__gt=period.last),
        station_id__in=stations,
        opened_on__lte=period.last,
    ).exclude(state="WITHDRAWN")


def _late(stations: Sequence[UUID], period: Period) -> QuerySet[Finding]:
    return _open(stations, period).filter(
        Q(mended_on=None) | Q(mended_on__gt=period.last), mend_by_on__lt=period.last
    )


def _cleared(stations: Sequence[UUID], period: Period) -> QuerySet[Finding]:
    return Finding.objects.filter(
        station_id__in=stations, state="CLEARED", cleared_on__range=(period.first, period.last)
    )


def _count(rows: QuerySet[Finding]) -> dict[UUID, int]:
    return dict(rows.order_by().values("station_id").annotate(n=Count("id")).values_list("station_id", "n"))


@metric(
    "oversight.findings_open",
    label="未销号的整改事项",
    unit="件",
    says="当日还没有销号的本站整改事项；撤销的不计，重新整改的按最后一次销号日。",
    stock=True,
)
def findings_open(*, stations: Sequence[UUID], period: Period) -> dict[UUID, int]:
    return _count(_open(stations, period))


@findings_open.rows
def findings_open_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[Finding]:
    return _open(stations, period).order_by("-opened_on", "-id")


@metric(
    "oversight.findings_overdue",
    label="超期的整改事项",
    unit="件",
    says="当日还没有销号、过了整改期限还没有报整改结果的本站整改事项；延期的按新的期限。",
    stock=True,
)
def findings_overdue(*, stations: Sequence[UUID], period: Period) -> dict[UUID, int]:
    return _count(_late(stations, period))


@findings_overdue.rows
def findings_overdue_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[Finding]:
    return _late(stations, period).order_by("-opened_on", "-id")


@metric(
    "oversight.findings_cleared",
    label="销号的整改事项",
    unit="件",
    says="期间内核查通过、销号的本站整改事项；重新整改的按最后一次销号日。",
)
def findings_cleared(*, stations: Sequence[UUID], period: Period) -> dict[UUID, int]:
    return _count(_cleared(stations, period))


@findings_cleared.rows
def findings_cleared_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[Finding]:
    return _cleared(stations, period).order_by("-cleared_on", "-id")
