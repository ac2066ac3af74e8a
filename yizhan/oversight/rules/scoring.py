"""The arithmetic of an evaluation: from the lines of each party's sheet to the result. Plain Python, no database.

What holds for every scheme, whatever its papers say:

    an indicator that cannot be measured leaves the denominator; the others are scaled up to full marks
    a party's score and the result are rounded half up to two decimals, so that a pocket calculator agrees
    plus points count at most what the paper allows; minus points never push a score below nothing
    a weight, a band or a share of rounds the papers do not give stays open: nothing is reckoned in its place
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Literal

from yizhan.policy.schema.frames import Aspect, Frame
from yizhan.policy.schema.kinds import AnyRule
from yizhan.policy.schema.money import Band, Bands
from yizhan.policy.schema.scoring import Consequence, Indicator, Weights
from yizhan.policy.schema.words import plain_number

BASE, PLUS, MINUS = "基础", "加分", "扣分"
HELD_AGAINST = "对照"
"""How an item is scored that is a rule of the region: met counts one, unmet none."""

Sort = Literal["基础", "加分", "扣分"]


@dataclass(frozen=True)
class Party:
    """Who scores. weight in percent; None when the paper names the party but not its share."""

    name: str
    weight: Decimal | None


@dataclass(frozen=True)
class Item:
    """One line of a sheet: an 指标, or a rule the station is held against (对照).

    parties, rounds  who scores it and when; empty: every party, every round
    """

    rule: AnyRule
    name: str
    dimension: str
    points: Decimal
    how: str
    sort: Sort = "基础"
    parties: tuple[str, ...] = ()
    rounds: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return self.rule.id

    @property
    def clause(self) -> str:
        return self.rule.chip

    @property
    def measure(self) -> str:
        """The figure it is scored from, "" when a person judges."""
        return self.rule.measure or ""

    def is_for(self, party: str, round_name: str = "") -> bool:
        if self.parties and party not in self.parties:
            return False
        return not self.rounds or not round_name or round_name in self.rounds

    def said(self, points: Decimal | None) -> str:
        """Points in words, as a correction names them."""
        if points is None:
            return "不能评"
        if self.how == HELD_AGAINST:
            return "达标" if points else "没达标"
        return f"{points}"

    def problem(self, given: Decimal) -> str | None:
        """Why these points cannot be given, or None. A rule held against the station is met or not, never by half."""
        if self.how == HELD_AGAINST and given not in (0, 1):
            return f"“{self.name}”是逐条对照的，只有达标（1）和没达标（0）。"
        if not 0 <= given <= self.points:
            return f"“{self.name}”的分数应在0到{plain_number(self.points)}之间。"
        exponent = given.as_tuple().exponent
        if isinstance(exponent, int) and exponent < -2:
            return "分数最多写两位小数。"
        return None


@dataclass(frozen=True)
class Scheme:
    """One evaluation of a region on a day, put together from its papers.

    full       base points that make full marks; None while no indicator has any
    unit       分, or 项 where rules are only held against the station
    pending    indicators whose points the papers do not give: shown, never scored
    drafts     names of the papers that are drafts or examples
    gaps       (name, what of it was not seen) of the papers that are not complete
    packs      every pack a rule came from: with `on` they re-compute the result in later years
    problems   what keeps it from being used, as sentences
    """

    rule: Frame
    region_code: str
    on: date
    parties: tuple[Party, ...]
    aspects: tuple[Aspect, ...]
    items: tuple[Item, ...]
    pending: tuple[Indicator, ...] = ()
    weights: Weights | None = None
    bands: Bands | None = None
    consequences: tuple[Consequence | Bands, ...] = ()
    packs: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    drafts: tuple[str, ...] = ()
    gaps: tuple[tuple[str, str], ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return self.rule.id

    @property
    def name(self) -> str:
        return self.rule.name

    @property
    def clause(self) -> str:
        return self.rule.chip

    @property
    def ref(self) -> str:
        return self.rule.ref

    @property
    def rounds(self) -> tuple[str, ...]:
        return self.weights.rounds if self.weights and self.weights.rounds else self.rule.rounds

    @property
    def by_items(self) -> bool:
        """Whether no paper gives points: the result is how many clauses are met, of those that could be looked at."""
        return bool(self.items) and all(item.how == HELD_AGAINST for item in self.items)

    @property
    def unit(self) -> str:
        return "项" if self.by_items else "分"

    @property
    def unweighted(self) -> bool:
        """Whether the papers leave open what each party counts: their scores stand side by side, and there is no total."""
        return any(party.weight is None for party in self.parties)

    @property
    def full(self) -> Decimal | None:
        base = sum((item.points for item in self.items if item.sort == BASE), Decimal(0))
        return self.rule.full_marks or base or None

    @property
    def plus_cap(self) -> Decimal:
        """The most that plus points may add."""
        given = sum((item.points for item in self.items if item.sort == PLUS), Decimal(0))
        return given if self.rule.plus_cap is None else min(given, self.rule.plus_cap)

    @property
    def most(self) -> Decimal | None:
        """Full marks with all plus points."""
        return None if self.full is None else self.full + self.plus_cap

    @property
    def usable(self) -> bool:
        return not self.problems

    def items_for(self, party: str, round_name: str = "") -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.is_for(party, round_name))

    def item(self, item_id: str) -> Item | None:
        return next((item for item in self.items if item.id == item_id), None)

    def party(self, name: str) -> Party | None:
        return next((party for party in self.parties if party.name == name), None)

    def points_of(self, aspect: str) -> Decimal:
        """The points of an aspect: what its indicators add up to."""
        return sum((item.points for item in self.items if item.dimension == aspect), Decimal(0))

    @property
    def digest(self) -> str:
        """Differs when any rule of the scheme reads otherwise: kept with a round, it tells whether papers changed."""
        rules: list[AnyRule] = [
            self.rule,
            *(item.rule for item in self.items),
            *self.pending,
            *self.consequences,
        ]
        rules += [rule for rule in (self.weights, self.bands) if rule is not None]
        said = sorted((rule.ref, rule.model_dump_json()) for rule in rules)
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class Line:
    """One item as a party scored it.

    fact          what the records show, in words
    suggested     points the figure would earn; None when a person judges
    given         the points of this party; None while not scored
    unmeasurable  why it cannot be scored: then it counts nowhere, not even in the denominator
    """

    item: str
    fact: str = ""
    suggested: Decimal | None = None
    given: Decimal | None = None
    unmeasurable: str = ""


@dataclass(frozen=True)
class Sheet:
    party: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class PartyResult:
    """A party's score and how it came about.

    score    None while lines are missing, or when nothing at all could be measured
    earned   base points given, `of` so many that could be measured
    missing  items not scored yet
    left_out items that left the denominator, each with its reason
    aspects  aspect -> (earned, of), measurable lines only
    """

    party: Party
    score: Decimal | None
    earned: Decimal
    of: Decimal
    plus: Decimal
    minus: Decimal
    missing: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]
    aspects: Mapping[str, tuple[Decimal, Decimal]]


@dataclass(frozen=True)
class Outcome:
    """What follows from a result, with its clause; a person decides."""

    rule: Consequence | Bands

    @property
    def says(self) -> str:
        return self.rule.says

    @property
    def clause(self) -> str:
        return self.rule.chip

    @property
    def ref(self) -> str:
        return self.rule.ref

    @property
    def pending(self) -> str:
        """What the paper leaves open about it, "" when nothing."""
        return self.rule.pending_reason or ""

    def fen(self, spent_fen: int) -> int | None:
        """The amount it leads to for so much spent, where it is a share with a cap."""
        return self.rule.amount(spent_fen) if isinstance(self.rule, Bands) and not self.rule.pending else None


@dataclass(frozen=True)
class Result:
    """The result of one station in one round; `why` tells why there is no total."""

    parties: tuple[PartyResult, ...]
    total: Decimal | None
    why: str
    band: Band | None = None
    next_band: Band | None = None
    to_next: Decimal | None = None
    outcomes: tuple[Outcome, ...] = field(default=())


def half_up(value: Fraction | Decimal) -> Decimal:
    """Two decimals, half up, exact: 2.005 becomes 2.01 also when it came out of a division."""
    return (Decimal(floor(Fraction(value) * 100 + Fraction(1, 2))) / 100).quantize(Decimal("0.01"))


def party_result(scheme: Scheme, sheet: Sheet, round_name: str = "") -> PartyResult:
    """ValueError when the sheet is not one of this scheme: an unknown party, item or impossible points."""
    party = scheme.party(sheet.party)
    if party is None:
        raise ValueError(f"“{sheet.party}”不是评分方")
    items = {item.id: item for item in scheme.items_for(sheet.party, round_name)}
    lines: dict[str, Line] = {}
    for line in sheet.lines:
        if line.item not in items or line.item in lines:
            raise ValueError(f"“{line.item}”不在{sheet.party}的评分表里，或写了两次")
        if line.given is not None and not line.unmeasurable and (no := items[line.item].problem(line.given)):
            raise ValueError(no)
        lines[line.item] = line
    earned = {BASE: Decimal(0), PLUS: Decimal(0), MINUS: Decimal(0)}
    of, missing, left_out = Decimal(0), [], []
    aspects: dict[str, tuple[Decimal, Decimal]] = {}
    for item in items.values():
        line = lines.get(item.id, Line(item.id))
        if line.unmeasurable:
            left_out.append((item.id, line.unmeasurable))
            continue
        if line.given is None:
            missing.append(item.id)
            continue
        earned[item.sort] += line.given
        had, out_of = aspects.get(item.dimension, (Decimal(0), Decimal(0)))
        if item.sort == MINUS:
            aspects[item.dimension] = (had - line.given, out_of)
        else:
            aspects[item.dimension] = (had + line.given, out_of + item.points)
        if item.sort == BASE:
            of += item.points
    score = None
    if not missing and of > 0 and scheme.full is not None:
        # a count of clauses met is a count: 12 of the 15 that could be looked at is not made 13.6 of 17
        rate = Fraction(1) if scheme.by_items else Fraction(scheme.full) / Fraction(of)
        scaled = Fraction(earned[BASE]) * rate
        scaled += Fraction(min(earned[PLUS], scheme.plus_cap)) - Fraction(earned[MINUS])
        score = half_up(max(Fraction(0), scaled))
    return PartyResult(
        party, score, earned[BASE], of, min(earned[PLUS], scheme.plus_cap), earned[MINUS],
        tuple(missing), tuple(left_out), aspects,
    )  # fmt: skip


def result(scheme: Scheme, sheets: Iterable[Sheet], round_name: str = "") -> Result:
    """The result of one station in one round, from the sheets of its parties in whatever order."""
    by_party = {sheet.party: sheet for sheet in sheets}
    found = tuple(
        party_result(scheme, by_party.get(party.name, Sheet(party.name, ())), round_name)
        for party in scheme.parties
    )
    return combined(scheme, found)


def combined(scheme: Scheme, found: Sequence[PartyResult]) -> Result:
    """The parties' scores, weighted; what it is called and what follows."""
    if lacking := [each.party.name for each in found if each.missing]:
        return Result(tuple(found), None, f"还缺{'、'.join(lacking)}的评分。")
    if empty := [each.party.name for each in found if each.score is None]:
        return Result(tuple(found), None, f"{'、'.join(empty)}没有一项可以计分，得不出总分。")
    if any(each.party.weight is None for each in found):
        return Result(tuple(found), None, "各方占多少，文件没有写；各方的分分开列出，不合成总分。")
    total = half_up(
        sum(
            (Fraction(each.score or 0) * Fraction(each.party.weight or 0) / 100 for each in found),
            Fraction(0),
        )
    )
    return judged(scheme, total, tuple(found))


def judged(scheme: Scheme, total: Decimal, parties: tuple[PartyResult, ...] = ()) -> Result:
    """A total with its band, the next one above, and what follows."""
    band = above = None
    if scheme.bands is not None and not scheme.bands.pending:
        band = scheme.bands.band(total) or _above_all(scheme.bands, total)
        higher = [each for each in scheme.bands.bands if each.low is not None and each.low > total]
        above = min(higher, key=lambda each: each.low or Decimal(0), default=None)
    to_next = above.low - total if above is not None and above.low is not None else None
    called = band.name if band is not None else ""
    outcomes = tuple(
        Outcome(rule) for rule in scheme.consequences if not rule.in_bands or called in rule.in_bands
    )
    return Result(parties, total, "", band, above, to_next, outcomes)


def _above_all(bands: Bands, total: Decimal) -> Band | None:
    """The highest band, for a total that plus points carried beyond its 上限: 102 of 100 is no less than 优秀."""
    best = max(bands.bands, key=lambda each: each.high if each.high is not None else Decimal("-Infinity"))
    return best if best.high is not None and total > best.high else None


def yearly(scheme: Scheme, totals: Mapping[str, Decimal]) -> tuple[Decimal | None, str]:
    """The result of a service year from those of its rounds, and why there is none."""
    if lacking := [name for name in scheme.rounds if name not in totals]:
        return None, f"还没有{'、'.join(lacking)}的结果。"
    shares = scheme.weights.round_weights if scheme.weights else None
    if len(scheme.rounds) == 1:
        return totals[scheme.rounds[0]], ""
    if not shares or set(shares) != set(scheme.rounds):
        return None, "各轮占多少，文件没有写；各轮的结果分开列出，不合成年度总分。"
    parts = (Fraction(totals[name]) * Fraction(share) / 100 for name, share in shares.items())
    return half_up(sum(parts, Fraction(0))), ""
