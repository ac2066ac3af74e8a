"""What was published."""

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
    PublicityItem,
)
from yizhan.services.queries.publicity import counted as publicity_counted


def _publicity_metric(name: str, label: str, unit: str, says: str, *, where: Q) -> Metric:
    def items(*, stations: Sequence[UUID], period: Period) -> QuerySet[PublicityItem]:
        rows = PublicityItem.objects.filter(
            where, station_id__in=stations, published_on__gte=period.first, published_on__lte=period.last
        )
        return publicity_counted(rows).order_by("-published_on", "-id")

    def count(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, int]:
        return by_station(items(stations=stations, period=period), Count("id"))

    one = metric(name, label=label, unit=unit, says=says)(count)
    one.rows(items)
    return one


media_articles = _publicity_metric(
    "services.media_articles",
    "媒体报道",
    "篇",
    "期间内登在媒体上的报道，一篇计1篇；同一篇登在几家媒体的，按登记的条数计；撤下的不算。",
    where=Q(kind="MEDIA"),
)
publicity_items = _publicity_metric(
    "services.publicity_items",
    "宣传件数",
    "件",
    "期间内登记的各类宣传：媒体报道、公众号和网络、短视频、社工故事、简报、宣传品、现场宣传，一件计1件；撤下和作废的不算。",
    where=Q(),
)
