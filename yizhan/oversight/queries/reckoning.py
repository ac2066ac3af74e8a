"""From sheets as they are kept, with their corrections, to a result; the same today and years later."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from yizhan.oversight.models import Correction, Round, RoundStation, Sheet
from yizhan.oversight.rules.frozen import thawed, told
from yizhan.oversight.rules.rounds import Mark, digest_of, drawn, mark_of
from yizhan.oversight.rules.scoring import Line, Result, Scheme, result
from yizhan.oversight.rules.scoring import Sheet as Scores


def marks_of(sheet: Sheet, corrections: Sequence[Correction] = ()) -> dict[str, Mark]:
    """Line -> mark that counts: what was sealed, with later corrections over it."""
    found = {line: mark_of(kept) for line, kept in (sheet.marks or {}).items()}
    for each in corrections:
        before = found.get(each.line, Mark())
        cannot = "更正：不能评" if each.new_points is None else ""
        found[each.line] = Mark(each.new_points, before.ticks, before.note, cannot)
    return found


def reckoned(
    scheme: Scheme,
    word: str,
    facts: Mapping[str, Any],
    sheets: Iterable[Sheet],
    corrections: Mapping[UUID, Sequence[Correction]],
) -> Result:
    """The result of one station. The caller has found the sheets; nothing is read here."""
    scores = []
    for sheet in sheets:
        marks = marks_of(sheet, corrections.get(sheet.pk, ()))
        lines = tuple(
            Line(
                item.id,
                str(facts.get(item.id, {}).get("says", "")),
                None,
                marks[item.id].points if item.id in marks else None,
                marks[item.id].cannot if item.id in marks else "",
            )
            for item in scheme.items_for(sheet.party.name, word)
        )
        scores.append(Scores(sheet.party.name, lines))
    return result(scheme, scores, word)


@dataclass(frozen=True)
class Verification:
    """A round reckoned again from what was kept with it.

    differing    stations whose result comes out otherwise: (station id, kept, reckoned)
    same_sample  the seed draws the same stations from the same pool
    unbroken     the seal taken when it was locked still fits; None before
    """

    stations: int
    differing: tuple[tuple[UUID, str, str], ...]
    same_sample: bool
    unbroken: bool | None

    @property
    def same(self) -> bool:
        return not self.differing and self.same_sample and self.unbroken is not False

    @property
    def says(self) -> str:
        if self.same:
            return f"{self.stations}个站按当时的方案复算，结果全部一致。"
        wrong = [f"{len(self.differing)}个站的结果不一致"] if self.differing else []
        wrong += [] if self.same_sample else ["抽取的站点与种子对不上"]
        wrong += ["锁定时的封印对不上"] if self.unbroken is False else []
        return f"复算发现：{'、'.join(wrong)}。"


def verified(round_: Round) -> Verification:
    """Reckon every opened station of a round again; the caller has found the round through `visible_to`."""
    scheme = thawed(round_.rules)
    rows, sheets, corrections = kept_with(round_)
    differing = []
    for row in rows:
        if row.opened_at is None:
            continue
        found = told(reckoned(scheme, round_.word, row.facts, sheets.get(row.pk, ()), corrections))
        if found != row.outcome or _text(row.total) != found["total"]:
            differing.append((row.station_id, _text(row.total) or "—", found["total"] or "—"))
    chosen = {str(row.station_id) for row in rows}
    again = drawn(round_.pool, size=len(rows), seed=round_.seed) if round_.seed else round_.pool
    return Verification(
        stations=sum(1 for row in rows if row.opened_at),
        differing=tuple(differing),
        same_sample=set(again) == chosen,
        unbroken=None if not round_.seal else round_.seal == seal_of(round_),
    )


def kept_with(
    round_: Round,
) -> tuple[list[RoundStation], dict[UUID, list[Sheet]], dict[UUID, list[Correction]]]:
    """Stations, sheets by station, corrections by sheet; three queries."""
    rows = list(RoundStation.objects.filter(round=round_).order_by("region_code", "id"))
    sheets: dict[UUID, list[Sheet]] = {}
    for sheet in (
        Sheet.objects.filter(round_station__round=round_)
        .select_related("party")
        .order_by("party__position", "id")
    ):
        sheets.setdefault(sheet.round_station_id, []).append(sheet)
    corrections: dict[UUID, list[Correction]] = {}
    for each in Correction.objects.filter(sheet__round_station__round=round_).order_by("number"):
        corrections.setdefault(each.sheet_id, []).append(each)
    return rows, sheets, corrections


def seal_of(round_: Round) -> str:
    """Digest over rules, facts, sheets, corrections and results."""
    rows, sheets, corrections = kept_with(round_)
    return digest_of(
        [
            round_.rules,
            round_.pool,
            round_.seed,
            [
                [
                    str(row.station_id),
                    row.facts,
                    row.outcome,
                    [
                        [
                            sheet.party.name,
                            sheet.marks,
                            sheet.sealed_by,
                            [
                                [each.line, _text(each.old_points), _text(each.new_points)]
                                for each in corrections.get(sheet.pk, ())
                            ],
                        ]
                        for sheet in sheets.get(row.pk, ())
                    ],
                ]
                for row in rows
            ],
        ]
    )


def _text(number: Any) -> str | None:
    return None if number is None else f"{number:.2f}"
