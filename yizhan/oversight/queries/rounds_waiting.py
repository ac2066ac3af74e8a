"""What waits in rounds: sheets to score, results to tell, objections to answer."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from yizhan.kernel.actor import Actor
from yizhan.oversight.models import (
    Objection,
    Round,
    RoundStation,
    Sheet,
)
from yizhan.oversight.models.rounds import OBJECT, SCORE
from yizhan.oversight.rules.rounds import DECIDE, SETTLE, TELL
from yizhan.privacy.often import asked_often


@dataclass(frozen=True)
class ToScore:
    """Sheets of one's own organisation that are not sealed in one round."""

    round: Round
    sheets: int


def to_score(*, actor: Actor, on: date, most: int = 3) -> list[ToScore]:
    """Rounds with sheets to score, the earliest due first; those whose days are over are left out."""
    if actor.organisation_id is None or not actor.may(SCORE):
        return []
    counted = (
        Sheet.objects.visible_to(actor, SCORE)
        .filter(
            state=Sheet.State.DRAFT,
            round_station__round__state=Round.State.OPEN,
            party__from_on__lte=on,
            party__to_on__gte=on,
        )
        .values("round_station__round_id")
        .annotate(count=Count("pk"))
        .values_list("round_station__round_id", "count")
    )
    numbers = dict(counted)
    if not numbers:
        return []
    found = Round.objects.filter(pk__in=numbers).order_by("due_on", "id")[:most]
    return [ToScore(each, numbers[each.pk]) for each in found]


@dataclass(frozen=True)
class Waiting:
    """What the office has to do next about a round: TELL, SETTLE or DECIDE, with how many."""

    round: Round
    what: str
    count: int = 0


def waiting_for_office(*, actor: Actor, on: date, most: int = 3) -> list[Waiting]:
    """Rounds all opened but not told, with objections unanswered, or past the days for objections."""
    if not actor.may(TELL):
        return []
    rows = _rounds_opened(actor=actor, most=most * 2)
    if not rows:
        return []
    unanswered = dict(
        Objection.objects.filter(round_station__round__in=rows, state=Objection.State.OPEN)
        .values("round_station__round_id")
        .annotate(count=Count("pk"))
        .values_list("round_station__round_id", "count")
    )
    found = []
    for each in rows:
        if each.state == Round.State.OPENED:
            found.append(Waiting(each, TELL))
        elif each.pk in unanswered:
            found.append(Waiting(each, DECIDE, unanswered[each.pk]))
        elif each.objections_until_on is not None and each.objections_until_on < on:
            found.append(Waiting(each, SETTLE))
    return found[:most]


@asked_often
def _rounds_opened(*, actor: Actor, most: int) -> "QuerySet[Round, Round]":
    rows = Round.objects.visible_to(actor, TELL).filter(state__in=["OPENED", "OBJECTIONS"])
    return rows.order_by("due_on", "id")[:most]


def to_read(*, actor: Actor, on: date, most: int = 3) -> list[RoundStation]:
    """Results of one's own stations that may still be objected to."""
    if not actor.may(OBJECT):
        return []
    return list(
        RoundStation.objects.visible_to(actor, OBJECT)
        .filter(round__state=Round.State.OBJECTIONS, round__objections_until_on__gte=on)
        .exclude(pk__in=Objection.objects.visible_to(actor, OBJECT).values("round_station_id"))
        .select_related("round", "station")
        .order_by("round__objections_until_on", "id")[:most]
    )
