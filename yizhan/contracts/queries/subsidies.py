"""What subsidies a project may have, and what became of them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from yizhan.contracts.models import Agreement, AgreementStation, Entry, Project, RenewalDecision, Subsidy
from yizhan.contracts.queries.money import VIEW, is_founding
from yizhan.contracts.rules.subsidies import (
    DECIDE,
    DECIDED_BY,
    NAMES,
    RECEIVE,
    Books,
    Reckoned,
    Result,
    reckoned,
    subsidy_rules,
)
from yizhan.kernel.actor import Actor
from yizhan.privacy.often import asked_often


@dataclass(frozen=True)
class Line:
    """One rule of the region with what it gives now, and the subsidy that was put forward by it."""

    reckoned: Reckoned
    subsidy: Subsidy | None


def books_of(project: Project) -> Books:
    """What a project that was reached really spent, founded, and how it was evaluated."""
    agreements = list(
        Agreement.objects.filter(project=project)
        .exclude(state=Agreement.State.DRAFT)
        .order_by("first_on", "id")
    )
    decided: dict[object, Result] = {}
    for row in RenewalDecision.objects.filter(agreement__in=agreements).order_by("decided_on", "id"):
        decided[row.agreement_id] = Result(row.result, row.passed)
    parts = AgreementStation.objects.filter(agreement__in=agreements).select_related("station")
    return Books(
        spent_fen=Entry.objects.filter(project=project, kind=Entry.Kind.SPENT).fen(),
        founded=len({part.station_id for part in parts if is_founding(part, project)}),
        results=[decided.get(one.pk) for one in agreements],
    )


def subsidies_of(*, actor: Actor, project: Project, on: date) -> tuple[list[Line], list[Subsidy]]:
    """Every rule of the region with its subsidy; then those refused, or whose rule no longer holds."""
    rows = list(
        Subsidy.objects.visible_to(actor, VIEW).filter(project=project).order_by("-proposed_on", "-id")
    )
    standing = {row.rule_id: row for row in rows if row.state != Subsidy.State.REFUSED}
    books = books_of(project)
    lines = [
        Line(reckoned(rule, books), standing.pop(rule.id, None))
        for rule in subsidy_rules(region_code=project.region_code, on=on)
    ]
    shown = {line.subsidy.pk for line in lines if line.subsidy}
    return lines, [row for row in rows if row.pk not in shown]


def subsidies_waiting(*, actor: Actor) -> list[Subsidy]:
    """Those the actor's office decides or has to book when they arrive, the longest waiting first; one question."""
    return _waiting(actor=actor)


@asked_often
def _waiting(*, actor: Actor) -> "QuerySet[Subsidy, Subsidy]":
    digits = min((len(grant.region) for grant in actor.grants_for(DECIDE)), default=0)
    own = [rule_id for rule_id in NAMES if DECIDED_BY.get(rule_id, 6) == digits]
    waiting = Q(state=Subsidy.State.PROPOSED, rule_id__in=own)
    if actor.may(RECEIVE):
        waiting |= Q(state=Subsidy.State.GRANTED)
    rows = Subsidy.objects.visible_to(actor, DECIDE).filter(waiting, project__closed_on=None)
    return rows.select_related("project").order_by("proposed_on", "id")[:10]


def name_of(subsidy: Subsidy) -> str:
    return NAMES.get(subsidy.rule_id, subsidy.rule_id)
