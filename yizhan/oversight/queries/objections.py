"""Objections in sight: to answer as the office, one's own as the station's side."""

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from yizhan.access.models import User
from yizhan.access.queries import holders
from yizhan.kernel.actor import Actor
from yizhan.oversight.models import Objection, Round, RoundStation, Sheet
from yizhan.oversight.models.rounds import OBJECT, RESULT, VIEW
from yizhan.oversight.rules.rounds import DECIDE, OFFICES, Term, answer_term

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


def holding_the_round(*, round_: Round, station_id: UUID, on: date) -> list[UUID]:
    """Accounts of the office that holds the round and of those above it; one below a province's round is none of them."""
    return holders(roles=OFFICES, region_code=round_.region_code, station_id=station_id, on=on)


def scorers_of(row: RoundStation) -> set[str]:
    """Whoever typed or sealed a score of this station."""
    found: set[str] = set()
    for pair in Sheet.objects.filter(round_station=row).values_list("sealed_by", "saved_by"):
        found |= set(pair)
    return found - {""}


def may_answer(*, round_: Round, row: RoundStation, on: date) -> list[User]:
    """Who may answer an objection of this station: whoever holds the round, or stands above, and did not score it."""
    scored = scorers_of(row)
    others = [
        key
        for key in holding_the_round(round_=round_, station_id=row.station_id, on=on)
        if str(key) not in scored
    ]
    return list(User.objects.filter(pk__in=others).select_related("organisation").order_by("id"))


def own_waiting(*, actor: Actor, most: int = 3) -> list[Objection]:
    """Objections of one's own stations that are not answered; nothing for those who answer."""
    if not actor.may(OBJECT) or actor.may(DECIDE):
        return []
    rows = Objection.objects.visible_to(actor, OBJECT).filter(state=Objection.State.OPEN)
    return list(rows.select_related("station", "round_station__round").order_by("raised_on", "id")[:most])
