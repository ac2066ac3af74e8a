"""Rounds in sight, the stations of one side by side, one station's sheets, what waits for whom."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from yizhan.kernel.actor import Actor
from yizhan.oversight.models import (
    Correction,
    Objection,
    Round,
    RoundParty,
    RoundStation,
    RoundStep,
    Sheet,
)
from yizhan.oversight.models.rounds import OBJECT, RESULT, RUNNING, SCORE, TOLD, VIEW
from yizhan.oversight.rules.frozen import thawed
from yizhan.oversight.rules.rounds import DECIDE, SETTLE, TELL, Mark, mark_of
from yizhan.oversight.rules.scoring import Item, Scheme

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


def commission_of(*, actor: Actor, on: date) -> QuerySet[RoundParty]:
    """The rounds this organisation was asked to score in and still may look into that day: a party a round.

    Access ends with the last day of the commission, or when the results were settled.
    """
    if actor.organisation_id is None or not actor.may(SCORE):
        return RoundParty.objects.none()
    mine = Sheet.objects.visible_to(actor, SCORE).values("party_id")
    return (
        RoundParty.objects.filter(pk__in=mine, round__state__in=RUNNING, from_on__lte=on, to_on__gte=on)
        .select_related("round")
        .order_by("round__due_on", "id")
    )


# --- the stations of a round side by side ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    """One party at one station: its score once opened, else only how far it is.

    own    a sheet of the reader's own organisation
    state  "" once opened; SEALED, DRAFT before
    """

    state: str
    score: Decimal | None
    own: bool


@dataclass(frozen=True)
class Line:
    row: RoundStation
    cells: Sequence[Cell]
    rank: int | None
    readable: bool


@dataclass(frozen=True)
class Matrix:
    """Stations by parties. Ranks and medians are of all opened stations in sight, also of those that are not shown.

    count, opened  stations in sight, and those opened for the reader
    readable       whether the reader sees results at all once they are opened: a party alone does not
    """

    parties: Sequence[RoundParty]
    lines: Sequence[Line]
    medians: Sequence[Decimal | None]
    median: Decimal | None
    count: int
    opened: int
    readable: bool

    @property
    def own_open(self) -> int:
        """Sheets of one's own that are not sealed."""
        return sum(1 for line in self.lines for cell in line.cells if cell.own and cell.state == "DRAFT")


def matrix(*, actor: Actor, round_: Round, most: int = 400) -> Matrix:
    """The first `most` stations; as many queries whatever their number."""
    every = list(stations_of(actor=actor, round_=round_).defer("facts"))
    rows = every[:most]
    parties = list(RoundParty.objects.filter(round=round_).order_by("position"))
    in_sight = _with_results(actor, round_)
    sheets: dict[tuple[UUID, UUID], Sheet] = {
        (sheet.round_station_id, sheet.party_id): sheet
        for sheet in Sheet.objects.filter(round_station__in=[row.pk for row in rows]).defer("marks")
    }
    totals = sorted(
        (row.total for row in every if row.total is not None and row.pk in in_sight), reverse=True
    )
    opened_rows = sum(1 for row in every if row.opened_at is not None and row.pk in in_sight)
    lines = []
    for row in rows:
        opened = row.opened_at is not None and row.pk in in_sight
        cells = [_cell(actor, sheets.get((row.pk, party.pk)), opened=opened) for party in parties]
        rank = totals.index(row.total) + 1 if opened and row.total is not None else None
        if not opened:
            row.total, row.outcome, row.band, row.passed = None, None, "", None
            row.opened_at = row.opened_at if row.pk in in_sight else None
        lines.append(Line(row, cells, rank, row.pk in in_sight))
    return Matrix(
        parties,
        lines,
        [middle(line.cells[n].score for line in lines) for n in range(len(parties))],
        middle(totals),
        len(every),
        opened_rows,
        bool(in_sight),
    )


def _with_results(actor: Actor, round_: Round) -> set[UUID]:
    """Stations whose results she may see once they are opened: as an office or as their side, not as a party alone."""
    found: set[UUID] = set()
    for verb in SEEING:
        found |= set(
            RoundStation.objects.visible_to(actor, verb).filter(round=round_).values_list("pk", flat=True)
        )
    return found


def _cell(actor: Actor, sheet: Sheet | None, *, opened: bool) -> Cell:
    if sheet is None:
        return Cell("", None, False)
    own = actor.organisation_id == sheet.organisation_id and actor.may(SCORE)
    return Cell("" if opened else sheet.state, sheet.score if opened else None, own)


def middle(values: Iterable[Decimal | None]) -> Decimal | None:
    """The median, two decimals; None of nothing."""
    have = [value for value in values if value is not None]
    return median(have).quantize(Decimal("0.01"), ROUND_HALF_UP) if have else None


# --- one station --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Given:
    """What one party gave for one indicator, as the page shows it.

    first  what was sealed, where a correction took its place
    """

    mark: Mark
    first: Mark | None = None
    corrections: Sequence[Correction] = ()


@dataclass(frozen=True)
class Row:
    """One indicator of a station's page.

    says, suggested, metric, days  what the records showed when the sheets were filled in beforehand
    cannot  why the records give nothing to measure here; "" when they do
    own     the mark of one's own sheet; None where one has none or it is not one's to score
    given   party name -> mark, once opened
    """

    item: Item
    says: str
    suggested: Decimal | None
    metric: str
    days: tuple[str, str]
    own: Mark | None
    given: Mapping[str, Given] = field(default_factory=dict)
    cannot: str = ""


@dataclass(frozen=True)
class Side:
    """One party of a station's page. sheet: None to whoever may not read it; state in words for everybody."""

    party: RoundParty
    organisation: str
    state: str
    own: bool
    sealed_at: Any
    sealed_by: str
    score: Decimal | None
    sheet: Sheet | None


@dataclass(frozen=True)
class Page:
    """One station in a round, as far as the reader may see it."""

    round: Round
    row: RoundStation
    scheme: Scheme
    sides: Sequence[Side]
    own: Sheet | None
    rows: Sequence[Row]
    objections: Sequence[Objection]
    opened: bool

    @property
    def missing(self) -> list[str]:
        return [row.item.name for row in self.rows if row.own is not None and not row.own.done]

    @property
    def scored(self) -> int:
        return sum(1 for row in self.rows if row.own is not None and row.own.done)

    @property
    def to_score(self) -> int:
        return sum(1 for row in self.rows if row.own is not None)


def station_page(*, actor: Actor, round_id: UUID, round_station_id: UUID) -> Page:
    """RoundStation.DoesNotExist when it is out of sight, or its result was not told to her side yet."""
    round_ = round_for(actor=actor, round_id=round_id)
    row = stations_of(actor=actor, round_=round_).get(pk=round_station_id)
    may_read = row.opened_at is not None and row.pk in _with_results(actor, round_)
    if not may_read:
        row.total, row.outcome, row.band, row.passed = None, None, "", None
    scheme = thawed(round_.rules)
    sheets = list(
        Sheet.objects.filter(round_station=row)
        .select_related("party", "organisation")
        .order_by("party__position")
    )
    mine = set(Sheet.objects.visible_to(actor, SCORE).filter(round_station=row).values_list("pk", flat=True))
    own = next((sheet for sheet in sheets if sheet.pk in mine), None)
    sides = [_side(sheet, own=sheet.pk in mine, opened=may_read) for sheet in sheets]
    corrections: dict[UUID, list[Correction]] = {}
    if may_read:
        for each in Correction.objects.filter(sheet__in=sheets).order_by("number"):
            corrections.setdefault(each.sheet_id, []).append(each)
    readable = sheets if may_read else []
    return Page(
        round=round_,
        row=row,
        scheme=scheme,
        sides=sides,
        own=own,
        rows=[
            _row(item, row, round_.word, own, readable, corrections)
            for item in scheme.items
            if any(item.is_for(sheet.party.name, round_.word) for sheet in sheets) or not sheets
        ],
        objections=_objections(actor, row) if may_read else [],
        opened=may_read,
    )


def _side(sheet: Sheet, *, own: bool, opened: bool) -> Side:
    sealed = sheet.state == Sheet.State.SEALED
    return Side(
        party=sheet.party,
        organisation=sheet.organisation.name,
        state=sheet.state,
        own=own,
        sealed_at=sheet.sealed_at if sealed else None,
        sealed_by=sheet.sealed_by_label.split("·")[0] if sealed else "",
        score=sheet.score if opened else None,
        sheet=sheet if own or opened else None,
    )


def _row(
    item: Item,
    row: RoundStation,
    word: str,
    own: Sheet | None,
    readable: Sequence[Sheet],
    corrections: Mapping[UUID, Sequence[Correction]],
) -> Row:
    fact = row.facts.get(item.id, {})
    suggested = fact.get("suggested")
    given: dict[str, Given] = {}
    for sheet in readable:
        if not item.is_for(sheet.party.name, word):
            continue
        first = mark_of((sheet.marks or {}).get(item.id))
        put_right = [each for each in corrections.get(sheet.pk, ()) if each.line == item.id]
        if put_right:
            last = put_right[-1].new_points
            now = Mark(last, first.ticks, first.note, "" if last is not None else "更正：不能评")
            given[sheet.party.name] = Given(now, first, put_right)
        else:
            given[sheet.party.name] = Given(first)
    mine = own is not None and item.is_for(own.party.name, word)
    days = fact.get("days") or ["", ""]
    return Row(
        item=item,
        says=fact.get("says", ""),
        suggested=None if suggested is None else Decimal(suggested),
        metric=fact.get("metric", ""),
        days=(days[0], days[1]),
        own=mark_of((own.marks or {}).get(item.id)) if mine and own is not None else None,
        given=given,
        cannot=fact.get("cannot", ""),
    )


def _objections(actor: Actor, row: RoundStation) -> list[Objection]:
    inside = Q(pk__in=())
    for verb in (VIEW, RESULT, OBJECT):
        inside |= Q(pk__in=Objection.objects.visible_to(actor, verb).values("pk"))
    return list(Objection.objects.filter(inside, round_station=row).order_by("raised_on", "id"))


def steps_of(round_: Round) -> list[RoundStep]:
    """The caller has found the round through `visible_to` as its office."""
    return list(RoundStep.objects.filter(round=round_).order_by("number"))


# --- what waits ---------------------------------------------------------------------------------------------------------


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
    rows = list(
        Round.objects.visible_to(actor, TELL)
        .filter(state__in=["OPENED", "OBJECTIONS"])
        .order_by("due_on", "id")[: most * 2]
    )
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


def told_rounds(*, stations: Sequence[UUID]) -> QuerySet[RoundStation]:
    """Results that stand (settled and later) of these stations, newest last; the caller reaches the stations."""
    return (
        RoundStation.objects.filter(station_id__in=stations, round__state__in=TOLD[1:])
        .select_related("round", "station")
        .order_by("round__last_on", "round_id")
    )
