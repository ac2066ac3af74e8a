"""Rounds in sight, their stations, and whose results may be read."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q, QuerySet

from yizhan.kernel.actor import Actor
from yizhan.oversight.models import (
    Round,
    RoundStation,
    RoundStep,
)
from yizhan.oversight.models.rounds import RESULT, SCORE, TOLD, VIEW

SEEING = (VIEW, RESULT)


def rounds(*, actor: Actor) -> QuerySet[Round]:
    """Every round this person has to do with: the office's, those she scores in, those whose result was told to her."""
    inside = Q(pk__in=())
    for verb in (*SEEING, SCORE):
        inside |= Q(pk__in=Round.objects.visible_to(actor, verb).values("pk"))
    return Round.objects.filter(inside)


def round_for(*, actor: Actor, round_id: UUID) -> Round:
    """Round.DoesNotExist when she has nothing to do with it."""
    return rounds(actor=actor).select_related("project").get(pk=round_id)


def stations_of(*, actor: Actor, round_: Round) -> QuerySet[RoundStation]:
    """The stations of a round she reaches: as an office, as a party, as the station's side once it was told."""
    inside = Q(pk__in=())
    for verb in (*SEEING, SCORE):
        inside |= Q(pk__in=RoundStation.objects.visible_to(actor, verb).filter(round=round_).values("pk"))
    return (
        RoundStation.objects.filter(inside, round=round_)
        .select_related("station", "operator")
        .order_by("region_code", "id")
    )


def with_results(actor: Actor, round_: Round) -> set[UUID]:
    """Stations whose results she may see once they are opened: as an office or as their side, not as a party alone."""
    found: set[UUID] = set()
    for verb in SEEING:
        found |= set(
            RoundStation.objects.visible_to(actor, verb).filter(round=round_).values_list("pk", flat=True)
        )
    return found


def steps_of(round_: Round) -> list[RoundStep]:
    """The caller has found the round through `visible_to` as its office."""
    return list(RoundStep.objects.filter(round=round_).order_by("number"))


def told_rounds(*, stations: Sequence[UUID]) -> QuerySet[RoundStation]:
    """Results that stand (settled and later) of these stations, newest last; the caller reaches the stations."""
    return (
        RoundStation.objects.filter(station_id__in=stations, round__state__in=TOLD[1:])
        .select_related("round", "station")
        .order_by("round__last_on", "round_id")
    )
