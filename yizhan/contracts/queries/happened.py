"""What of agreed workers the calendar of duties sees by itself: the day on which all of a station were there."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from yizhan.contracts.models import Agreement, AgreementStation
from yizhan.contracts.queries.staffing import POSTS
from yizhan.contracts.rules.staffing import Stay, filled_on
from yizhan.kernel.happened import Happened, happened
from yizhan.kernel.period import Period
from yizhan.workforce.models import Worker


@happened("驻站社工安排到乡镇（街道）", "驻站社工安排到位", "足额配备驻站社工")
def workers_placed(*, region: str, span: Period) -> Iterable[Happened]:
    """The first day since the signing on which a station had all its agreed workers; two questions."""
    lines = list(
        AgreementStation.objects.filter(
            agreement__region_code__startswith=region,
            agreement__signed_on__lte=span.last,
            agreement__last_on__gte=span.first,
        )
        .exclude(agreement__state=Agreement.State.DRAFT)
        .select_related("agreement")
    )
    stays: dict[UUID, list[Stay]] = defaultdict(list)
    for station, first, last in Worker.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gte=span.first),
        station__in={line.station_id for line in lines},
        post__in=POSTS,
    ).values_list("station_id", "started_on", "ended_on"):
        stays[station].append((first, last))
    for line in lines:
        assert line.agreement.signed_on is not None
        begun = max(line.agreement.signed_on, line.from_on or line.agreement.signed_on)
        day = filled_on(
            stays[line.station_id],
            wanted=line.headcount,
            signed_on=begun,
            on=span.last,
        )
        if day is not None and span.first <= day <= span.last:
            yield Happened(
                region_code=line.region_code,
                on=day,
                station_id=line.station_id,
                subject_id=line.pk,
                what=line.agreement.number,
            )
