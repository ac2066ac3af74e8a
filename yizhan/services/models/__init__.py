"""Tables of what is done for people, by noun."""

from yizhan.services.models.records import (
    ServiceChange,
    ServiceClient,
    ServiceColleague,
    ServiceItem,
    ServiceRecord,
)
from yizhan.services.models.tasks import ClosedDays, TaskRefusal

__all__ = [
    "ClosedDays",
    "ServiceChange",
    "ServiceClient",
    "ServiceColleague",
    "ServiceItem",
    "ServiceRecord",
    "TaskRefusal",
]
