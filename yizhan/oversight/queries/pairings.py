"""Which business offices look after which stations, and the stations nobody looks after."""

from django.db.models import QuerySet

from yizhan.kernel.actor import Actor
from yizhan.oversight.models import Pairing
from yizhan.oversight.rules.pairings import PAIR, VIEW
from yizhan.stations.models import Station

MOST = 300


def pairings(*, actor: Actor) -> QuerySet[Pairing]:
    return Pairing.objects.visible_to(actor, VIEW).select_related("station", "organisation")


def unpaired(*, actor: Actor) -> list[Station]:
    """Open stations in sight nobody looks after now."""
    paired = Pairing.objects.visible_to(actor, PAIR).filter(to_on=None)
    rows = Station.objects.visible_to(actor, PAIR).exclude(status=Station.Status.CLOSED)
    return list(rows.exclude(pk__in=paired.values("station_id")).order_by("region_code", "id")[:MOST])


def stations_to_pair(*, actor: Actor) -> list[Station]:
    rows = Station.objects.visible_to(actor, PAIR).exclude(status=Station.Status.CLOSED)
    return list(rows.order_by("region_code", "id")[:MOST])
