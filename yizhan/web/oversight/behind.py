"""The records behind a line of a score: those of the figure, and of the figure it is divided by."""

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from yizhan.kernel.metric import METRICS
from yizhan.oversight.rules.scoring import Item
from yizhan.policy.schema.scoring import Indicator


@dataclass(frozen=True)
class Behind:
    """url "": the line comes from no records. divisor: what the figure was divided by, in words."""

    url: str = ""
    divisor: str = ""
    divisor_url: str = ""


def behind(*, item: Item, metric: str, days: tuple[str, str], station_id: UUID) -> Behind:
    if not metric:
        return Behind()
    query = urlencode({"station": str(station_id), "from": days[0], "to": days[1]})

    def address(name: str) -> str:
        return f"{reverse('figure', args=[name])}?{query}"

    each = item.rule.each_measure if isinstance(item.rule, Indicator) else None
    per = METRICS.get(each) if each else None
    if per is None or per.drill is None:
        return Behind(address(metric))
    return Behind(address(metric), per.label, address(per.name))
