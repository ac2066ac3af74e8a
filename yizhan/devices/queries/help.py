"""Calls for help, for those who answer them and for the one who asked."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, QuerySet

from yizhan.devices.models import HelpCall
from yizhan.kernel.actor import Actor
from yizhan.stations.models import Station

VIEW_CALLS = "devices.view_calls"
TELLS_FOR = timedelta(days=7)
"""How long a phone is told what became of a call."""


def calls(*, actor: Actor) -> QuerySet[HelpCall]:
    """In sight, the open ones first, the newest of each first."""
    return (
        HelpCall.objects.visible_to(actor, VIEW_CALLS)
        .select_related("user")
        .order_by(F("answered_at").desc(nulls_first=True), "-made_at", "id")
    )


def calls_told(*, actor: Actor, most: int) -> list[tuple[HelpCall, str]]:
    """So many of them, each with the name of its station."""
    found = list(calls(actor=actor)[:most])
    stations = Station.objects.filter(pk__in={one.station_id for one in found})
    names = dict(stations.values_list("pk", "short_name"))
    return [(one, names.get(one.station_id, "")) for one in found]


def open_calls(*, actor: Actor) -> int:
    """How many nobody has answered yet."""
    return HelpCall.objects.visible_to(actor, VIEW_CALLS).filter(answered_at=None).count()


def calls_to_answer(*, actor: Actor, most: int) -> list[HelpCall]:
    """Those nobody has answered where this actor may, the oldest first."""
    rows = HelpCall.objects.visible_to(actor, "devices.answer_call").filter(answered_at=None)
    return list(rows.order_by("made_at", "id")[:most])


def calls_of(*, user_id: UUID, at: datetime) -> list[HelpCall]:
    """What somebody asked herself in the last days, the newest first."""
    return list(
        HelpCall.objects.filter(user_id=user_id, made_at__gte=at - TELLS_FOR).order_by("-made_at")[:5]
    )
