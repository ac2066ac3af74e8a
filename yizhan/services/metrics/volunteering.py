"""Volunteers in the records of services."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import (
    Count,
    F,
    QuerySet,
)

from yizhan.kernel.metric import metric
from yizhan.kernel.period import Period
from yizhan.services.metrics.counting import BY_VOLUNTEERS, VOLUNTEERING, by_station, records, tally
from yizhan.services.models import (
    ServiceRecord,
)

_BY_VOLUNTEERS = "志愿服务登记的参加人，加上其他服务（培训、督导除外）里点名的志愿者"
volunteers = tally(
    "services.volunteers",
    "志愿者参与",
    "人次",
    f"期间内{_BY_VOLUNTEERS}的人次。",
    where=BY_VOLUNTEERS,
    what=VOLUNTEERING,
)
volunteer_hours = tally(
    "services.volunteer_hours",
    "志愿服务",
    "小时",
    f"期间内{_BY_VOLUNTEERS}的人次乘那次服务的时长，折成小时，保留一位小数。",
    where=BY_VOLUNTEERS,
    what=F("minutes") * VOLUNTEERING,
    per=60,
)


@metric(
    "services.active_volunteers",
    label="参加过服务的志愿者",
    unit="人",
    says="期间内至少在一次服务（培训、督导除外）里点过名的志愿者，一人只计一次。",
)
def active_volunteers(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, int]:
    served = records(stations, period).filter(BY_VOLUNTEERS)
    return by_station(
        served.filter(volunteers__isnull=False), Count("volunteers__volunteer_id", distinct=True)
    )


@active_volunteers.rows
def active_volunteer_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[ServiceRecord]:
    return (
        records(stations, period).filter(BY_VOLUNTEERS, volunteers_count__gte=1).order_by("-done_on", "-id")
    )
