"""Training and supervision."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from django.db.models import (
    Q,
    QuerySet,
    Sum,
)

from yizhan.kernel.metric import Metric, metric
from yizhan.kernel.period import Period
from yizhan.services.metrics.counting import PEOPLE, TENTH, by_station, tally
from yizhan.services.models import (
    ServiceRecord,
    Supervision,
    TrainingAttendance,
)

trainings = tally(
    "services.trainings", "培训", "次", "期间内本站组织或参加的培训次数。", where=Q(kind="TRAINING")
)
supervisions = tally(
    "services.supervisions", "督导", "次", "期间内本站接受督导的次数。", where=Q(kind="SUPERVISION")
)
supervision_minutes = tally(
    "services.supervision_minutes",
    "督导时长",
    "分钟",
    "期间内本站接受督导的分钟数之和。",
    where=Q(kind="SUPERVISION"),
    what="minutes",
)
trained_people = tally(
    "services.trained_people",
    "培训人次",
    "人次",
    "期间内培训的参加人次：社工、志愿者、机构负责人和其他参加的人，一人一次计1人次。",
    where=Q(kind="TRAINING"),
    what=PEOPLE,
)


def _studied(stations: Sequence[UUID], period: Period) -> QuerySet[TrainingAttendance]:
    return TrainingAttendance.objects.filter(
        station_id__in=stations,
        training__service__done_on__gte=period.first,
        training__service__done_on__lte=period.last,
        training__service__voided_at=None,
    )


@metric(
    "services.training_hours",
    label="社工培训学时",
    unit="小时",
    says="期间内本站社工参加培训的时长之和，一人一份，折成小时，保留一位小数；志愿者和其他人不算。",
)
def training_hours(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, Decimal]:
    found = by_station(_studied(stations, period), Sum("minutes"))
    return {
        station: (Decimal(minutes or 0) / 60).quantize(TENTH, ROUND_HALF_UP)
        for station, minutes in found.items()
    }


@training_hours.rows
def training_hours_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[ServiceRecord]:
    studied = _studied(stations, period).values("training__service_id")
    return ServiceRecord.objects.filter(pk__in=studied).order_by("-done_on", "-id")


def _supervision_metric(name: str, label: str, says: str, form: str) -> Metric:
    where = Q(pk__in=Supervision.objects.filter(form=form).values("service_id"))
    return tally(name, label, "次", says, where=where)


individual_supervisions = _supervision_metric(
    "services.individual_supervisions", "个别督导", "期间内本站接受的个别督导次数。", "INDIVIDUAL"
)
group_supervisions = _supervision_metric(
    "services.group_supervisions", "团体督导", "期间内本站接受的团体督导（集中督导）次数。", "GROUP"
)
