"""Objections in sight: to answer as the office, one's own as the station's side."""

from datetime import date

from django.db.models import Q, QuerySet

from yizhan.kernel.actor import Actor
from yizhan.oversight.models import Objection
from yizhan.oversight.models.rounds import OBJECT, RESULT, VIEW
from yizhan.oversight.rules.rounds import DECIDE, Term, answer_term

SEEING = (VIEW, RESULT, OBJECT)


def objections(*, actor: Actor) -> QuerySet[Objection]:
    """Those of the region as its office, those of her stations as their side."""
    inside = Q(pk__in=())
    for verb in SEEING:
        inside |= Q(pk__in=Objection.objects.visible_to(actor, verb).values("pk"))
    return Objection.objects.filter(inside).select_related("station", "round_station__round")


def term_of(objection: Objection) -> Term | None:
    """Until when it is to be answered by the papers of the day it was raised; None answered already, or no paper says."""
    if objection.state != Objection.State.OPEN:
        return None
    return answer_term(region_code=objection.region_code, raised_on=objection.raised_on)


def days_waited(objection: Objection, on: date) -> int:
    """From the day it was raised to its answer, or until now."""
    return ((objection.decided_on or on) - objection.raised_on).days


def own_waiting(*, actor: Actor, most: int = 3) -> list[Objection]:
    """Objections of one's own stations that are not answered; nothing for those who answer."""
    if not actor.may(OBJECT) or actor.may(DECIDE):
        return []
    rows = Objection.objects.visible_to(actor, OBJECT).filter(state=Objection.State.OPEN)
    return list(rows.select_related("station", "round_station__round").order_by("raised_on", "id")[:most])
