"""What the results of evaluation say about an agreement: so that nobody types a result a second time."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from yizhan.contracts.models import Agreement, AgreementStation, InstalmentCondition
from yizhan.kernel.actor import Actor
from yizhan.oversight.models import Round, RoundStation
from yizhan.oversight.queries.rounds import told_rounds
from yizhan.oversight.rules.frozen import thawed
from yizhan.oversight.rules.rounds import FILE
from yizhan.oversight.rules.scoring import yearly

RENEW = "contracts.decide_renewal"


@dataclass(frozen=True)
class RoundResult:
    """One settled round as far as it concerns an agreement.

    average  of the totals of its stations, two decimals, half up; None where no total can be given
    """

    round: Round
    stations: Sequence[RoundStation]
    average: Decimal | None


@dataclass(frozen=True)
class YearResult:
    """The rounds of an agreement's service year, and what they make together.

    points  None where the papers do not say how the rounds combine, or one is missing; `why` says which
    """

    rounds: Sequence[RoundResult]
    points: Decimal | None
    why: str


def year_result(*, agreement: Agreement) -> YearResult | None:
    """Results of the agreement's own days; None while no round is settled. The caller has found the agreement."""
    stations = list(AgreementStation.objects.filter(agreement=agreement).values_list("station_id", flat=True))
    by_round: dict[UUID, list[RoundStation]] = {}
    for row in told_rounds(stations=stations):
        if agreement.first_on <= row.round.last_on <= agreement.last_on:
            by_round.setdefault(row.round_id, []).append(row)
    if not by_round:
        return None
    found = [RoundResult(rows[0].round, rows, average(rows)) for rows in by_round.values()]
    totals = {each.round.word: each.average for each in found if each.average is not None}
    points, why = yearly(thawed(found[-1].round.rules), totals)
    return YearResult(found, points, why)


def average(rows: Sequence[RoundStation]) -> Decimal | None:
    """Mean of the totals; None when one has none."""
    totals = [row.total for row in rows if row.total is not None]
    if not totals or len(totals) < len(rows):
        return None
    return (sum(totals, Decimal(0)) / len(totals)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def conditions_of(*, actor: Actor, round_: Round) -> list[InstalmentCondition]:
    """Payments that wait for a result of evaluation, of agreements all of whose stations this round has judged."""
    if round_.state not in ("SETTLED", "LOCKED", "ARCHIVED"):
        return []
    judged = set(RoundStation.objects.filter(round=round_).values_list("station_id", flat=True))
    rows = list(
        InstalmentCondition.objects.visible_to(actor, FILE)
        .filter(
            kind=InstalmentCondition.Kind.EVALUATION,
            paper__isnull=True,
            instalment__agreement__first_on__lte=round_.last_on,
            instalment__agreement__last_on__gte=round_.first_on,
            instalment__agreement__stations__station__in=judged,
        )
        .exclude(instalment__state="PAID")
        .exclude(instalment__agreement__state="DRAFT")
        .select_related("instalment__agreement__provider")
        .distinct()
        .order_by("instalment__number")
    )
    stations: dict[UUID, set[UUID]] = {}
    for agreement_id, station_id in AgreementStation.objects.filter(
        agreement__in={row.instalment.agreement_id for row in rows}
    ).values_list("agreement_id", "station_id"):
        stations.setdefault(agreement_id, set()).add(station_id)
    return [row for row in rows if stations[row.instalment.agreement_id] <= judged]


def agreements_judged(*, actor: Actor, round_: Round) -> list[Agreement]:
    """Agreements whose days the round judged and whose stations stand in it, once its result stands: where it is acted on."""
    if round_.state not in ("SETTLED", "LOCKED", "ARCHIVED"):
        return []
    judged = RoundStation.objects.filter(round=round_).values("station_id")
    return list(
        Agreement.objects.visible_to(actor, RENEW)
        .filter(first_on__lte=round_.last_on, last_on__gte=round_.first_on)
        .filter(pk__in=AgreementStation.objects.filter(station_id__in=judged).values("agreement_id"))
        .exclude(state="DRAFT")
        .select_related("provider", "project")
        .order_by("first_on", "pk")
    )
