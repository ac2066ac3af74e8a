"""Administrative tasks asked of stations; days closed by a report."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from yizhan.kernel.actor import Actor
from yizhan.services.models import (
    ClosedDays,
    TaskRefusal,
)
from yizhan.services.queries.records import VIEW


def day_is_closed(*, station_id: UUID, day: date) -> bool:
    """Whether the day went into a report that was accepted."""
    return ClosedDays.objects.filter(station_id=station_id, first_on__lte=day, last_on__gte=day).exists()


def tasks(*, actor: Actor, station_id: UUID | None = None, outcome: str = "") -> QuerySet[TaskRefusal]:
    """Administrative tasks asked of the stations in sight, newest first."""
    rows = TaskRefusal.objects.visible_to(actor, VIEW).select_related("station")
    if station_id:
        rows = rows.filter(station_id=station_id)
    if outcome:
        rows = rows.filter(outcome=outcome)
    return rows.order_by("-asked_on", "-id")
