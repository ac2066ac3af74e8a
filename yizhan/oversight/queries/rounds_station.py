"""One station in a round, as far as the reader may see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q

from yizhan.kernel.actor import Actor
from yizhan.oversight.models import (
    Correction,
    Objection,
    Round,
    RoundParty,
    RoundStation,
    Sheet,
)
from yizhan.oversight.models.rounds import OBJECT, RESULT, SCORE, VIEW
from yizhan.oversight.queries.rounds import round_for, stations_of, with_results
from yizhan.oversight.rules.frozen import thawed
from yizhan.oversight.rules.rounds import Mark, mark_of
from yizhan.oversight.rules.scoring import Item, Scheme


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
    may_read = row.opened_at is not None and row.pk in with_results(actor, round_)
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
