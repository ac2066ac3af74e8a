"""An agency's mid-term or final report of an agreement, filled in from the records: nobody types what is counted."""

from dataclasses import dataclass
from datetime import date

from yizhan.contracts.models import Agreement, AgreementStation
from yizhan.contracts.queries.agreements import lines_of
from yizhan.contracts.queries.indicators import Board, Reader, board, live
from yizhan.contracts.queries.instalments import VIEW_MONEY
from yizhan.contracts.queries.money import budget_of, figures_in
from yizhan.contracts.queries.staffing import StaffedStation, staffing_of
from yizhan.contracts.rules.statements import Figures
from yizhan.kernel.actor import Actor
from yizhan.kernel.period import Period

MID, FINAL = "mid", "final"


@dataclass(frozen=True)
class Heading:
    """A heading of the budget: planned for the year, spent so far; whole fen."""

    name: str
    planned: int
    spent: int


@dataclass(frozen=True)
class TermReport:
    """The figures of an agreement from its first day to a day.

    money, headings  None where the reader does not see money
    people           agreed and present by station; empty where the reader does not see staff
    """

    agreement: Agreement
    kind: str
    period: Period
    stations: list[AgreementStation]
    progress: Board
    money: Figures | None
    headings: list[Heading]
    people: list[StaffedStation]
    left: int

    @property
    def title(self) -> str:
        return "中期工作报告" if self.kind == MID else "末期工作报告"

    @property
    def wanted(self) -> int:
        return sum(each.post.wanted for each in self.people)

    @property
    def here(self) -> int:
        return sum(each.post.here for each in self.people)


def last_day_of(agreement: Agreement, *, kind: str, on: date, asked: date | None = None) -> date:
    """The day the figures go to: the one asked for within the agreement, else half of the year or its end, but today at most."""
    last = min(agreement.ended_on or agreement.last_on, on)
    if asked is not None and agreement.first_on <= asked <= last:
        return asked
    if kind == FINAL:
        return max(agreement.first_on, last)
    half = agreement.first_on.toordinal() + (agreement.last_on - agreement.first_on).days // 2
    return max(agreement.first_on, min(date.fromordinal(half), last))


def term_report(
    *, actor: Actor, agreement: Agreement, kind: str, upto: date, read: Reader = live
) -> TermReport:
    """Figures of an agreement that was reached, as the records are now."""
    period = Period(agreement.first_on, upto)
    sees_money = actor.may(VIEW_MONEY)
    money = figures_in(agreement=agreement, period=period) if sees_money else None
    budget = budget_of(agreement=agreement) if sees_money else None
    planned: dict[str, int] = {}
    for line in budget.lines.all() if budget else ():
        planned[line.heading] = planned.get(line.heading, 0) + line.amount_fen
    spent = dict(money.headings) if money else {}
    staff = staffing_of(actor=actor, project=agreement.project, on=upto)
    return TermReport(
        agreement=agreement,
        kind=kind,
        period=period,
        stations=lines_of(agreement),
        progress=board(actor=actor, agreement=agreement, on=upto, read=read),
        money=money,
        headings=[
            Heading(name, planned.get(name, 0), spent.get(name, 0))
            for name in dict.fromkeys([*planned, *spent])
        ],
        people=[each for each in staff.stations if each.agreement.pk == agreement.pk],
        left=staff.left,
    )
