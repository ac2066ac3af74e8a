"""What comes next when nothing is due now, so that an empty list still says when to look again."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.clients.models import Client
from yizhan.kernel.actor import Actor


@dataclass(frozen=True)
class Coming:
    """The next day on which something is due, and what."""

    day: date
    what: str
    url: str


def next_visits(
    *, actor: Actor, after: date, verb: str = "clients.view", station_id: UUID | None = None
) -> Coming | None:
    """The first day after this one on which visits are due, and how many."""
    rows = Client.objects.visible_to(actor, verb).active().filter(next_visit_on__gt=after)
    if station_id:
        rows = rows.filter(station_id=station_id)
    first = rows.values("next_visit_on").annotate(people=Count("id")).order_by("next_visit_on").first()
    day = first["next_visit_on"] if first else None
    if first is None or day is None:
        return None
    this_month = (day.year, day.month) == (after.year, after.month)
    url = (
        f"{reverse('due')}?until=month" if this_month else reverse("clients")
    )  # which begins with the next visit
    return Coming(day, _("探访 %(n)s 位") % {"n": first["people"]}, url)
