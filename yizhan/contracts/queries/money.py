"""The money of a project for its pages: purse, budget against spending, the curve, statements, sources."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Sum

from yizhan.contracts.models import (
    Agreement,
    AgreementStation,
    Budget,
    BudgetLine,
    Entry,
    Fund,
    MoneyStatement,
    Project,
)
from yizhan.contracts.models.door import PartyQuerySet
from yizhan.contracts.models.entries import SIGNED_FEN, EntryQuerySet
from yizhan.contracts.rules.budgets import LABOUR, SERVICE, Headings, ShareSeen, headings_of, share_of
from yizhan.contracts.rules.curves import Outlook, outlook
from yizhan.contracts.rules.entries import Purse
from yizhan.contracts.rules.funds import station_price
from yizhan.contracts.rules.statements import Figures, figures_of
from yizhan.kernel.actor import Actor
from yizhan.kernel.period import Period
from yizhan.policy.book import NoRule, rule_for
from yizhan.policy.schema.money import Price

VIEW = "contracts.view_money"
FOUNDING_EQUIPMENT = "funding.founding-equipment"


def entries_of(*, actor: Actor, project: Project, agreement: Agreement | None = None) -> EntryQuerySet:
    """Entries within reach, newest first: an agency sees those of its own agreement."""
    rows = Entry.objects.visible_to(actor, VIEW).filter(project=project)
    if agreement is not None:
        rows = rows.filter(agreement=agreement)
    return rows.select_related("agreement__provider", "station", "reversed_by").order_by("-moved_on", "-id")


def purse_of(*, actor: Actor, project: Project, agreement: Agreement | None = None) -> Purse:
    return Purse.of(entries_of(actor=actor, project=project, agreement=agreement).fen_by("kind"))


def agreements_with_money(*, actor: Actor, project: Project) -> PartyQuerySet[Agreement]:
    """Signed agreements of a project, whether they still run or not."""
    return (
        Agreement.objects.visible_to(actor, VIEW)
        .filter(project=project)
        .exclude(state=Agreement.State.DRAFT)
        .select_related("provider", "project")
        .order_by("first_on", "id")
    )


def stations_with_money(*, actor: Actor, project: Project) -> list[AgreementStation]:
    """Stations of those agreements, also of one the agency has left since: its last accounts are still to be kept."""
    rows = AgreementStation.objects.filter(agreement__in=agreements_with_money(actor=actor, project=project))
    return list(rows.select_related("station").order_by("station__region_code", "id"))


def budget_of(*, agreement: Agreement) -> Budget | None:
    """The version that holds."""
    return Budget.objects.filter(agreement=agreement).order_by("-version").prefetch_related("lines").first()


@dataclass(frozen=True)
class HeadingLine:
    """Whole fen. percent: of the budget; None without one."""

    name: str
    budget: int
    spent: int

    @property
    def percent(self) -> Decimal | None:
        return Decimal(self.spent) * 100 / self.budget if self.budget else None

    @property
    def over(self) -> bool:
        return self.spent > self.budget


@dataclass(frozen=True)
class Board:
    """Budget against spending, by heading, of the agreements the reader may see.

    through    percent of the service year that has passed
    shares     what the region's rules say of labour and the rest, over what was spent; planned: over the budget
    """

    lines: tuple[HeadingLine, ...]
    total: HeadingLine
    through: Decimal
    shares: tuple[ShareSeen, ...]
    planned: tuple[ShareSeen, ...]
    headings: Headings
    has_budget: bool


def board(
    *, actor: Actor, project: Project, on: date, agreement: Agreement | None = None
) -> Board:  # fmt: skip
    headings = headings_of(region_code=project.region_code, on=on)
    agreements = (
        [agreement] if agreement is not None else list(agreements_with_money(actor=actor, project=project))
    )
    newest = {
        each.agreement_id: each.pk
        for each in Budget.objects.filter(agreement__in=agreements).order_by("agreement_id", "version")
    }
    budget: dict[str, int] = dict(
        BudgetLine.objects.filter(budget__in=newest.values())
        .order_by()
        .values_list("heading")
        .annotate(fen=Sum("amount_fen"))
    )
    spent = {
        heading: fen
        for heading, fen in entries_of(actor=actor, project=project, agreement=agreement)
        .filter(kind=Entry.Kind.SPENT)
        .fen_by("heading")
        .items()
        if fen
    }
    order = [*headings.names, *sorted({*budget, *spent} - set(headings.names))]
    names = [name for name in order if name in budget or name in spent]
    lines = tuple(HeadingLine(name, budget.get(name, 0), spent.get(name, 0)) for name in names)
    raised = _base_raised(agreements, project, on)
    return Board(
        lines,
        HeadingLine("", sum(budget.values()), sum(spent.values())),
        Decimal(project.day_of_year(on)) * 100 / project.days,
        _shares(spent, headings, project, on, raised=raised),
        _shares(budget, headings, project, on, raised=raised),
        headings,
        bool(newest),
    )


def _shares(
    amounts: Mapping[str, int], headings: Headings, project: Project, on: date, *, raised: bool
) -> tuple[ShareSeen, ...]:
    seen = (
        share_of(
            rule_id, amounts, headings=headings, region_code=project.region_code, on=on, base_raised=raised
        )
        for rule_id in (LABOUR, SERVICE)
    )
    return tuple(each for each in seen if each is not None)


def _base_raised(agreements: list[Agreement], project: Project, on: date) -> bool:
    """Whether the agreements give a station more than the document's price."""
    price = station_price(region_code=project.region_code, on=on)
    stations = AgreementStation.objects.filter(agreement__in=agreements).count()
    total = sum(each.amount_fen for each in agreements)
    return price is not None and stations > 0 and total > (price.total or 0) * stations


def curve(
    *,
    actor: Actor,
    project: Project,
    on: date,
    agreement: Agreement | None = None,
    signed: Sequence[Agreement] | None = None,
) -> Outlook:
    """Received and spent up to that day, and when the agency must advance wages.

    signed  its agreements but drafts, where the caller has them already
    """
    by_day: dict[date, tuple[int, int]] = {}
    rows = (
        entries_of(actor=actor, project=project, agreement=agreement)
        .exclude(kind__in=(Entry.Kind.ALLOCATED, Entry.Kind.DEDUCTED))
        .fen_by("moved_on", "kind")
    )
    for (day, kind), fen in rows.items():
        came, went = by_day.get(day, (0, 0))
        if kind == Entry.Kind.SPENT:
            went += fen
        else:
            came += -fen if kind == Entry.Kind.RECOVERED else fen
        by_day[day] = (came, went)
    moves = [(day, came, went) for day, (came, went) in by_day.items()]
    return outlook(moves, first=project.first_on, last=_served_until(project, signed), on=on)


def _served_until(project: Project, signed: Sequence[Agreement] | None) -> date:
    """The last day anything is bought: that of the service year, or an earlier one when every agreement was terminated."""
    rows = Agreement.objects.filter(project=project).exclude(state="DRAFT") if signed is None else signed
    ended = [one.ended_on if one.state == Agreement.State.TERMINATED else None for one in rows]
    return max((on for on in ended if on), default=project.last_on) if all(ended) else project.last_on


def figures_in(*, agreement: Agreement, period: Period) -> Figures:
    """What the ledger says of a period of one agreement that came through the door."""
    rows = Entry.objects.filter(agreement=agreement)
    before = Purse.of(rows.filter(moved_on__lt=period.first).fen_by("kind"))
    inside = rows.filter(moved_on__gte=period.first, moved_on__lte=period.last)
    within = Purse.of(inside.fen_by("kind"))
    return figures_of(before, within, inside.filter(kind=Entry.Kind.SPENT).fen_by("heading"))


def statements_of(*, actor: Actor, agreement: Agreement) -> list[MoneyStatement]:
    """The newest version of each month and year that was handed in; latest first."""
    newest: dict[tuple[str, date], MoneyStatement] = {}
    for each in (
        MoneyStatement.objects.visible_to(actor, VIEW)
        .filter(agreement=agreement)
        .order_by("-first_on", "kind", "-version")
    ):
        newest.setdefault((each.kind, each.first_on), each)
    return list(newest.values())


@dataclass(frozen=True)
class FundLine:
    """What a source promised and what arrived; `extra` holds arrivals no promise was written down for."""

    fund: Fund | None
    source: str
    purpose: str
    planned: int
    arrived: int

    @property
    def missing(self) -> int:
        return max(0, self.planned - self.arrived)


def funds_of(*, actor: Actor, project: Project) -> list[FundLine]:
    """By source, purpose and payer. Arrivals of one source are set against its promises in their order."""
    arrived: dict[tuple[str, str], int] = (
        entries_of(actor=actor, project=project).filter(kind=Entry.Kind.ALLOCATED).fen_by("source", "purpose")
    )
    funds = list(
        Fund.objects.visible_to(actor, VIEW).filter(project=project, withdrawn_on=None).order_by("id")
    )
    lines = []
    for place, fund in enumerate(funds):
        key = (fund.source, fund.purpose)
        left = arrived.get(key, 0)
        is_last = all((each.source, each.purpose) != key for each in funds[place + 1 :])
        got = left if is_last else min(left, fund.planned_fen)
        arrived[key] = left - got
        lines.append(FundLine(fund, fund.source, fund.purpose, fund.planned_fen, got))
    lines += [
        FundLine(None, source, purpose, 0, fen)
        for (source, purpose), fen in arrived.items()
        if fen and all((line.source, line.purpose) != (source, purpose) for line in lines)
    ]
    return lines


def arrived_by_region(*, actor: Actor, first: date, last: date) -> dict[tuple[str, str], int]:
    """{(region, source): fen} of what arrived in those days, over every county within reach (R147)."""
    rows = (
        Entry.objects.visible_to(actor, VIEW)
        .filter(kind=Entry.Kind.ALLOCATED, moved_on__gte=first, moved_on__lte=last)
        .order_by()
        .values_list("region_code", "source")
        .annotate(fen=Sum(SIGNED_FEN))
    )
    return {(region, source): int(fen) for region, source, fen in rows if fen}


def planned_by_region(*, actor: Actor, first: date, last: date) -> dict[tuple[str, str], int]:
    """The same of what was promised to projects whose service year began in those days."""
    rows = (
        Fund.objects.visible_to(actor, VIEW)
        .filter(withdrawn_on=None, project__first_on__gte=first, project__first_on__lte=last)
        .order_by()
        .values_list("region_code", "source")
        .annotate(fen=Sum("planned_fen"))
    )
    return {(region, source): int(fen) for region, source, fen in rows}


@dataclass(frozen=True)
class AnnexRow:
    """A line of the cost table: a station, its workers, its money by main heading."""

    station_id: UUID | None
    name: str
    heads: int
    amounts: tuple[int, ...]
    note: str = ""

    @property
    def total(self) -> int:
        return sum(self.amounts)


@dataclass(frozen=True)
class Annex:
    """The cost table of all stations of a project (经费测算表); columns are the main headings."""

    columns: tuple[str, ...]
    rows: tuple[AnnexRow, ...]
    total: AnnexRow
    computed: bool
    """Whether amounts come from the document's price, because no budget was set by station."""


def annex_of(*, actor: Actor, project: Project, on: date) -> Annex | None:
    """Per station of the project's agreements: from the budget where it is set by station, else from the document's
    price of a station. None where there is neither."""
    agreements = list(
        Agreement.objects.visible_to(actor, VIEW).filter(project=project).order_by("first_on", "id")
    )
    parts = list(
        AgreementStation.objects.filter(agreement__in=agreements)
        .select_related("station")
        .order_by("station__region_code", "station_id")
    )
    if not parts:
        return None
    headings = headings_of(region_code=project.region_code, on=on)
    price = station_price(region_code=project.region_code, on=on)
    newest = {
        each.agreement_id: each.pk
        for each in Budget.objects.filter(agreement__in=agreements).order_by("agreement_id", "version")
    }
    by_station: dict[UUID, dict[str, int]] = {}
    for station_id, heading, fen in BudgetLine.objects.filter(
        budget__in=newest.values(), station__isnull=False
    ).values_list("station_id", "heading", "amount_fen"):
        group = headings.group_of(heading)
        row = by_station.setdefault(station_id, {})
        row[group] = row.get(group, 0) + fen
    set_by_station = all(part.station_id in by_station for part in parts)
    if not set_by_station and (price is None or not price.parts):
        return None
    columns = headings.groups if set_by_station else tuple(part.name for part in price.parts)  # type: ignore[union-attr]
    founding = _founding_note(project, on)
    rows = []
    for part in parts:
        amounts = (
            tuple(by_station[part.station_id].get(name, 0) for name in columns)
            if set_by_station
            else tuple(piece.fen for piece in price.parts)  # type: ignore[union-attr]
        )
        rows.append(
            AnnexRow(
                part.station_id,
                part.station.short_name,
                part.headcount,
                amounts,
                founding if is_founding(part, project) else "",
            )
        )
    sums = tuple(sum(row.amounts[place] for row in rows) for place in range(len(columns)))
    total = AnnexRow(None, "合计", sum(row.heads for row in rows), sums)
    return Annex(columns, tuple(rows), total, not set_by_station)


def is_founding(part: AgreementStation, project: Project) -> bool:
    """Whether the station was opened in this service year."""
    opened = part.station.opened_on
    return opened is not None and opened in project.period


def _founding_note(project: Project, on: date) -> str:
    """What the document says of the founding year's equipment; "" where it says nothing."""
    try:
        return rule_for(FOUNDING_EQUIPMENT, region_code=project.region_code, on=on).says
    except NoRule:
        return ""


def agreements_to_report(*, actor: Actor, on: date) -> PartyQuerySet[Agreement]:
    """Signed agreements of projects whose accounts are open and whose year has begun."""
    return (
        Agreement.objects.visible_to(actor, VIEW)
        .filter(project__closed_on=None, project__first_on__lte=on)
        .exclude(state=Agreement.State.DRAFT)
        .select_related("project")
        .order_by("-first_on", "id")
    )


def statements_missing(*, agreement: Agreement, on: date) -> list[tuple[Period, str]]:
    """Months of the service year that are over and not handed in, the earliest first; with the reason of those that
    came back."""
    sent = dict(
        MoneyStatement.objects.filter(agreement=agreement, kind=MoneyStatement.Kind.MONTH)
        .order_by("version")
        .values_list("first_on", "returned_because")
    )
    found = []
    month = Period.month_of(agreement.project.first_on)
    while month.last < on and month.first <= agreement.project.last_on:
        back = sent.get(month.first)
        if back is None or back:
            found.append((month, back or ""))
        month = month.next_month()
    return found


def below_price(*, agreement: Agreement) -> tuple[Price, list[AgreementStation]] | None:
    """Stations whose money of a whole year is less than the document's price; None where there is none or nobody ruled.

    One that joined or left within the year is held against its days of it.
    """
    price = station_price(region_code=agreement.region_code, on=agreement.first_on)
    if price is None or price.compare == "不超过":
        return None
    parts = AgreementStation.objects.filter(agreement=agreement).select_related("station")
    year = Period(agreement.first_on, agreement.last_on)
    found = []
    for part in parts:
        there = Period(part.from_on or year.first, part.to_on or year.last)
        if price.judge(part.amount_fen * year.days // there.days, {}).state == "unmet":
            found.append(part)
    return (price, found) if found else None
