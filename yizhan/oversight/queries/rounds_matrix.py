"""The stations of a round side by side, party by party, with ranks and medians."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from uuid import UUID

from yizhan.kernel.actor import Actor
from yizhan.oversight.models import (
    Round,
    RoundParty,
    RoundStation,
    Sheet,
)
from yizhan.oversight.models.rounds import SCORE
from yizhan.oversight.queries.rounds import SEEING, stations_of, with_results


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
    """Stations by parties. Ranks are among all stations of the round, medians of those in sight, shown here or not.

    count, opened  stations in sight, and those opened for the reader
    stations       of the whole round: a station's own side sees its rank among these, and nothing else of them
    readable       whether the reader sees results at all once they are opened: a party alone does not
    """

    parties: Sequence[RoundParty]
    lines: Sequence[Line]
    medians: Sequence[Decimal | None]
    median: Decimal | None
    count: int
    opened: int
    readable: bool
    stations: int

    @property
    def own_open(self) -> int:
        """Sheets of one's own that are not sealed."""
        return sum(1 for line in self.lines for cell in line.cells if cell.own and cell.state == "DRAFT")


def matrix(*, actor: Actor, round_: Round, most: int = 400) -> Matrix:
    """The first `most` stations; as many queries whatever their number."""
    every = list(stations_of(actor=actor, round_=round_).defer("facts"))
    rows = every[:most]
    parties = list(
        RoundParty.objects.filter(round=round_).select_related("organisation").order_by("position")
    )
    in_sight = with_results(actor, round_)
    sheets: dict[tuple[UUID, UUID], Sheet] = {
        (sheet.round_station_id, sheet.party_id): sheet
        for sheet in Sheet.objects.filter(round_station__in=[row.pk for row in rows]).defer("marks")
    }
    totals = sorted(
        (row.total for row in every if row.total is not None and row.pk in in_sight), reverse=True
    )
    ranked, stations = totals, len(every)
    if in_sight and not _sees_all(actor, round_):
        whole = list(RoundStation.objects.filter(round=round_).values_list("total", flat=True))
        ranked, stations = sorted((one for one in whole if one is not None), reverse=True), len(whole)
    opened_rows = sum(1 for row in every if row.opened_at is not None and row.pk in in_sight)
    lines = []
    for row in rows:
        opened = row.opened_at is not None and row.pk in in_sight
        cells = [_cell(actor, sheets.get((row.pk, party.pk)), opened=opened) for party in parties]
        rank = ranked.index(row.total) + 1 if opened and row.total is not None else None
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
        stations,
    )


def _sees_all(actor: Actor, round_: Round) -> bool:
    """Whether the round lies in a territory she answers for, so that no station of it is out of her sight."""
    return any(
        grant.stations is None and round_.region_code.startswith(grant.region)
        for verb in SEEING
        for grant in actor.grants_for(verb)
    )


def _cell(actor: Actor, sheet: Sheet | None, *, opened: bool) -> Cell:
    if sheet is None:
        return Cell("", None, False)
    own = actor.organisation_id == sheet.organisation_id and actor.may(SCORE)
    return Cell("" if opened else sheet.state, sheet.score if opened else None, own)


def middle(values: Iterable[Decimal | None]) -> Decimal | None:
    """The median, two decimals; None of nothing."""
    have = [value for value in values if value is not None]
    return median(have).quantize(Decimal("0.01"), ROUND_HALF_UP) if have else None
