"""A list of several stations is narrowed to one of them."""

from django.utils.translation import gettext as _

from yizhan.kernel.actor import Actor
from yizhan.stations.models import Station
from yizhan.web.listing import Filter

MOST = 100


def station_filters(actor: Actor, verb: str, by: str = "station_id") -> tuple[Filter, ...]:
    """The box 站点; nothing for whoever sees one station, or more than a box can hold."""
    rows = Station.objects.visible_to(actor, verb).exclude(opened_on=None).order_by("region_code", "id")
    stations = list(rows.values_list("pk", "short_name")[: MOST + 1])
    if not 1 < len(stations) <= MOST:
        return ()
    return (Filter("station", _("站点"), stations, by),)
