"""Payments of an agreement with the state of what each waits for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from yizhan.contracts.models import Agreement, AgreementStation, Deduction, Instalment, InstalmentCondition
from yizhan.contracts.rules.instalments import (
    COUNTED,
    OF_THE_COUNTY,
    Met,
    no_longer_due,
    request_problem,
    staff_missing,
)
from yizhan.kernel.actor import Actor
from yizhan.kernel.metric import METRICS
from yizhan.kernel.period import Period

VIEW_MONEY = "contracts.view_money"
IN_POST = "workforce.resident_workers"


@dataclass(frozen=True)
class Condition:
    """A condition as the page shows it."""

    row: InstalmentCondition
    met: Met

    @property
    def by_paper(self) -> bool:
        return self.row.kind not in COUNTED

    @property
    def by_county(self) -> bool:
        """Only the county puts its paper on file."""
        return self.row.kind in OF_THE_COUNTY


@dataclass(frozen=True)
class Payment:
    """An instalment as the page shows it.

    kept_back_fen  deductions that stand
    why_not        why it cannot be asked for; "" when it can
    over           it is not paid any more: the agreement was terminated, or the accounts closed, before it was asked for
    """

    row: Instalment
    conditions: Sequence[Condition]
    kept_back_fen: int
    why_not: str
    over: bool = False

    @property
    def to_pay_fen(self) -> int:
        return self.row.amount_fen - self.kept_back_fen

    @property
    def missing(self) -> list[str]:
        return [each.met.name for each in self.conditions if not each.met.met]


def payments_of(*, actor: Actor, agreement: Agreement, on: date) -> list[Payment]:
    """All instalments in order; five queries whatever their number."""
    rows = list(
        Instalment.objects.visible_to(actor, VIEW_MONEY).filter(agreement=agreement).order_by("number")
    )
    keys = [row.pk for row in rows]
    conditions: dict[object, list[InstalmentCondition]] = {key: [] for key in keys}
    for condition in (
        InstalmentCondition.objects.filter(instalment_id__in=keys)
        .select_related("paper")
        .order_by("position")
    ):
        conditions[condition.instalment_id].append(condition)
    kept = dict(
        Deduction.objects.filter(instalment_id__in=keys, withdrawn_on=None)
        .values("instalment_id")
        .annotate(fen=Sum("amount_fen"))
        .values_list("instalment_id", "fen")
    )
    short = _staff_short(agreement, on) if _asks_for_staff(conditions.values()) else None
    found: list[Payment] = []
    for row in rows:
        over = why_over(row, agreement, on=on)
        shown = [Condition(each, _met(each, agreement, short, on, over)) for each in conditions[row.pk]]
        before = found[-1].row if found else None
        why_not = request_problem(
            [each.met for each in shown],
            paid_before=row.settles or before is None or before.state != Instalment.State.PLANNED,
            number=row.number,
            over=over,
        )
        found.append(Payment(row, shown, kept.get(row.pk, 0), why_not or "", over is not None))
    return found


def why_over(row: Instalment, agreement: Agreement, *, on: date) -> str | None:
    """Why it is not paid any more, since the agreement was terminated or the accounts closed; None where it is, or was."""
    terminated = agreement.state == Agreement.State.TERMINATED
    return no_longer_due(
        ended_on=agreement.ended_on if terminated else None,
        settles=row.settles,
        asked=row.state != Instalment.State.PLANNED,
        on=on,
        closed_on=agreement.project.closed_on,
    )


def left_to_settle(agreement: Agreement) -> int:
    """Fen of an agreement that were neither paid nor asked for: a settlement cannot come to more."""
    gone = (
        Instalment.objects.filter(agreement=agreement)
        .exclude(state=Instalment.State.PLANNED)
        .aggregate(fen=Sum("amount_fen"))["fen"]
    )
    return agreement.amount_fen - (gone or 0)


def conditions_met(instalment: Instalment, *, on: date) -> list[Met]:
    """What one payment waits for, and whether it is there."""
    agreement = instalment.agreement
    rows = list(InstalmentCondition.objects.filter(instalment=instalment).order_by("position"))
    short = _staff_short(agreement, on) if _asks_for_staff([rows]) else None
    over = why_over(instalment, agreement, on=on)
    return [_met(row, agreement, short, on, over) for row in rows]


def kept_back(instalment: Instalment) -> int:
    """Fen kept back from a payment."""
    rows = Deduction.objects.filter(instalment=instalment, kind="DEDUCTION", withdrawn_on=None)
    return int(rows.aggregate(fen=Sum("amount_fen"))["fen"] or 0)


def fetched_back(agreement: Agreement) -> int:
    """Fen that are to be fetched back, or came back already."""
    rows = Deduction.objects.filter(agreement=agreement, kind="RECOVERY", withdrawn_on=None)
    return int(rows.aggregate(fen=Sum("amount_fen"))["fen"] or 0)


def _asks_for_staff(lists: object) -> bool:
    return any(row.kind == "STAFF_ON_SITE" for rows in lists for row in rows)  # type: ignore[attr-defined]


def _staff_short(agreement: Agreement, on: date) -> str | None:
    """Which stations have fewer resident workers in post than agreed."""
    lines = AgreementStation.objects.filter(agreement=agreement).select_related("agreement", "station")
    rows = [row for row in lines if row.days.first <= on and (row.to_on is None or row.to_on >= on)]
    one = METRICS.get(IN_POST)
    present = one(stations=[row.station_id for row in rows], period=Period.of_day(on)) if one else {}
    return staff_missing(
        (row.station.title, row.headcount, int(present.get(row.station_id) or 0)) for row in rows
    )


def _met(
    row: InstalmentCondition, agreement: Agreement, short: str | None, on: date, over: str | None
) -> Met:
    if row.kind == InstalmentCondition.Kind.IN_FORCE:
        runs = agreement.state != Agreement.State.DRAFT and agreement.first_on <= on
        said = f"{agreement.first_on:%Y-%m-%d}起" if runs else ""
        if over and agreement.state == Agreement.State.TERMINATED:
            runs, said = False, f"已于 {agreement.ended_on:%Y-%m-%d} 终止"
        return Met(row.name, row.kind, runs, said)
    if row.kind == InstalmentCondition.Kind.STAFF_ON_SITE:
        return Met(row.name, row.kind, short is None, short or "")
    return Met(row.name, row.kind, row.paper_id is not None, row.note)
