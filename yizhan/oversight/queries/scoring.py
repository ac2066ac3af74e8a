"""Which evaluation holds in a region on a day, and what the records already say about each of its indicators."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from yizhan.kernel.metric import METRICS, Metric
from yizhan.kernel.period import Period
from yizhan.oversight.queries.checkups import CheckRow, checkups
from yizhan.oversight.rules.honesty import honesty_problems
from yizhan.oversight.rules.scoring import HELD_AGAINST, Item, Line, Party, Scheme
from yizhan.policy.book import NoRule, RuleInForce, edition, rules_in_force
from yizhan.policy.schema.frames import Frame
from yizhan.policy.schema.money import Bands
from yizhan.policy.schema.scoring import Consequence, Indicator, Weights
from yizhan.policy.schema.words import near, plain_number
from yizhan.stations.models import Station

SETS = "项"
NO_NUMBERS = frozenset({"文", "日", "每人"})
"""Units of figures that cannot be scored in proportion."""


@dataclass(frozen=True)
class Fact:
    """What the records show for one item at one station.

    says          the figure in words, "" when the program has none and a person looks
    suggested     points it would earn; None when a person judges
    unmeasurable  why nothing can be scored here; the item leaves the denominator
    metric        name of the figure and `period` for which: the link to the records behind it; "" without records
    """

    item: str
    says: str
    suggested: Decimal | None = None
    unmeasurable: str = ""
    metric: str = ""
    period: Period | None = None

    def line(self, given: Decimal | None = None) -> Line:
        return Line(self.item, self.says, self.suggested, given, self.unmeasurable)


def schemes_for(*, region_code: str, on: date, sort: str = "评估") -> tuple[Scheme, ...]:
    """Every evaluation (or contest, sort="竞赛") in force in a region on a day, in order of rule id."""
    return _schemes(region_code, on, sort, edition())


def scheme_for(*, region_code: str, on: date, name: str = "", sort: str = "评估") -> Scheme:
    """One evaluation by its 名称 or rule id; without a name the usable one of the narrowest region.

    NoRule  nobody has ruled on one
    """
    found = schemes_for(region_code=region_code, on=on, sort=sort)
    named = [scheme for scheme in found if not name or name in (scheme.name, scheme.id)]
    if not named:
        raise NoRule(name or "evaluation.frame")
    return max(named, key=lambda scheme: (scheme.usable, len(scheme.rule.document.region)))


@lru_cache(maxsize=256)
def _schemes(region_code: str, on: date, sort: str, _edition: int) -> tuple[Scheme, ...]:
    held = {each.rule.id: each for each in rules_in_force(region_code=region_code, on=on)}
    return tuple(
        _put_together(each.rule, region_code, on, held)
        for each in held.values()
        if isinstance(each.rule, Frame) and not each.rule.pending and each.rule.sort == sort
    )


def _put_together(frame: Frame, region_code: str, on: date, held: Mapping[str, RuleInForce]) -> Scheme:
    problems: list[str] = []
    used = [held[frame.id]]

    def rule(rule_id: str, kind: type) -> Any:
        if not rule_id:
            return None
        found = held.get(rule_id)
        if found is None or not isinstance(found.rule, kind):
            problems.append(f"方案要用的“{rule_id}”没有规定{near(rule_id, held)}。")
            return None
        used.append(found)
        return found.rule

    weights: Weights | None = rule(frame.weights, Weights)
    bands: Bands | None = rule(frame.bands, Bands)
    follow = [rule(name, Consequence | Bands) for name in frame.consequences]  # type: ignore[arg-type]
    items, pending = [], []
    for name, each in held.items():
        own = isinstance(each.rule, Indicator) and bool(frame.indicators)
        # what a broader region has ruled for its own evaluation is no part of a narrower region's
        if (
            own
            and name.startswith(f"{frame.indicators}.")
            and len(each.pack.region) >= len(frame.document.region)
        ):
            used.append(each)
            assert isinstance(each.rule, Indicator)
            if each.rule.pending or each.rule.points is None:
                pending.append(each.rule)
            else:
                items.append(_item(each.rule))
    for name in frame.against:
        found = held.get(name)
        if found is None:
            problems.append(f"方案要对照的“{name}”没有规定{near(name, held)}。")
        else:
            used.append(found)
            items.append(Item(found.rule, found.rule.says, found.rule.topic, Decimal(1), HELD_AGAINST))
    parties = _parties(frame, weights)
    aspects = {aspect.name: aspect for aspect in frame.aspects}
    items.sort(
        key=lambda item: list(aspects).index(item.dimension) if item.dimension in aspects else len(aspects)
    )
    problems += _problems(frame, items, parties)
    problems += honesty_problems(items, contest=frame.sort == "竞赛", follows=follow)
    packs = {each.pack.id: each.pack for each in used}
    return Scheme(
        rule=frame,
        region_code=region_code,
        on=on,
        parties=parties,
        aspects=frame.aspects,
        items=tuple(items),
        pending=tuple(pending),
        weights=weights,
        bands=bands,
        consequences=tuple(each for each in follow if each is not None),
        packs=tuple(packs),
        documents=tuple(pack.basis.name for pack in packs.values()),
        drafts=tuple(pack.basis.name for pack in packs.values() if pack.nature in ("示例", "草稿")),
        gaps=tuple((pack.basis.name, pack.gaps) for pack in packs.values() if pack.gaps),
        problems=tuple(problems),
    )


def _item(rule: Indicator) -> Item:
    assert rule.points is not None
    return Item(
        rule, rule.name or rule.says, rule.dimension, rule.points, rule.how, rule.sort, rule.parties, rule.rounds
    )  # fmt: skip


def _parties(frame: Frame, weights: Weights | None) -> tuple[Party, ...]:
    if weights is not None and weights.parties:
        return tuple(Party(name, weight) for name, weight in weights.parties.items())
    if len(frame.parties) == 1:
        return (Party(frame.parties[0], Decimal(100)),)
    return tuple(Party(name, None) for name in frame.parties)


def _problems(frame: Frame, items: Sequence[Item], parties: Sequence[Party]) -> list[str]:
    said = []
    if not items:
        said.append("文件没有给出指标和分值，要有评估细则才能评分。")
    if not parties:
        said.append("文件没有写由谁评分。")
    names = [party.name for party in parties]
    for item in items:
        if (
            item.how != HELD_AGAINST
            and frame.aspects
            and item.dimension not in [each.name for each in frame.aspects]
        ):
            said.append(f"“{item.name}”的维度“{item.dimension}”不在方案的方面里。")
        if wrong := [name for name in item.parties if name not in names]:
            said.append(f"“{item.name}”写了由{'、'.join(wrong)}评，方案没有这一方。")
    base = sum((item.points for item in items if item.sort == "基础"), Decimal(0))
    if items and frame.full_marks is not None and base != frame.full_marks:
        said.append(f"指标分值合计{plain_number(base)}分，方案满分{plain_number(frame.full_marks)}分。")
    said += [f"没有一项由{name}评。" for name in names if items and not any(i.is_for(name) for i in items)]
    return said


class _Figures:
    """Figures of all stations, each asked for once."""

    def __init__(self, stations: Sequence[Station], period: Period) -> None:
        self.ids = [station.pk for station in stations]
        self.period = period
        self.known: dict[str, Mapping[UUID, Any]] = {}

    def of(self, name: str, station: UUID) -> Any:
        """The figure; None when there is none to score: nobody was due, nobody was asked."""
        metric = METRICS[name]
        if name not in self.known:
            self.known[name] = metric(stations=self.ids, period=self.period)
        missing: Any = (
            frozenset() if metric.unit == SETS else None if metric.unit in ("%", *NO_NUMBERS) else 0
        )
        found = self.known[name].get(station)
        return missing if found is None else found


def prefilled(
    *, stations: Sequence[Station], period: Period, scheme: Scheme, round_name: str = ""
) -> Mapping[UUID, Mapping[str, Fact]]:
    """Station -> item id -> what its records show. One query a figure for all stations, however many.

    The caller has found the stations through `visible_to`. A period that is not over is asked up to its last day as
    given: the caller ends it on the day of counting.
    """
    figures = _Figures(stations, period)
    held: dict[UUID, dict[str, CheckRow]] = {}
    if any(item.how == HELD_AGAINST for item in scheme.items):
        held = {
            each.station.pk: {row.rule.id: row for row in each.rows}
            for each in checkups(stations=stations, on=period.last)
        }
    items = [item for item in scheme.items if not item.rounds or not round_name or round_name in item.rounds]
    return {
        station.pk: {
            item.id: _against(item, held[station.pk].get(item.id))
            if item.how == HELD_AGAINST
            else _measured(item, station, figures)
            for item in items
        }
        for station in stations
    }


def _against(item: Item, row: CheckRow | None) -> Fact:
    if row is None:
        return Fact(item.id, "", unmeasurable="这一条不适用于本站。")
    metric = row.metric.name if row.metric is not None and row.has_records else ""
    points = {"met": Decimal(1), "unmet": Decimal(0)}.get(row.state)
    return Fact(item.id, row.now or row.says, points, metric=metric, period=row.period)


def _measured(item: Item, station: Station, figures: _Figures) -> Fact:
    rule = item.rule
    assert isinstance(rule, Indicator)
    metric = METRICS.get(item.measure)
    if metric is None:
        return Fact(item.id, "")
    drill = metric.name if metric.drill is not None else ""
    actual = figures.of(metric.name, station.pk)

    def fact(says: str, suggested: Decimal | None = None, because: str = "") -> Fact:
        return Fact(item.id, says, suggested, because, drill, figures.period)

    if rule.how == "清单":
        have = [word for word in rule.checklist if word in actual]
        lacking = "、".join(word for word in rule.checklist if word not in have)
        says = f"{len(have)} / {len(rule.checklist)} 项" + (f"，没有{lacking}" if lacking else "")
        return fact(says, rule.points_for(actual))
    if rule.sample_measure is not None and rule.least_sample is not None:
        sample = METRICS[rule.sample_measure]
        seen = number_of(figures.of(sample.name, station.pk)) or Decimal(0)
        if seen < rule.least_sample:
            least = f"{sample.label}{_said(seen, sample.unit)}，不到{_said(rule.least_sample, sample.unit)}"
            return fact(in_words(metric, actual), None, f"{least}，不计分。")
    value = number_of(actual)
    if value is None:
        return fact("", None, f"期内没有可以计算“{metric.label}”的记录。")
    says, unit = in_words(metric, actual), metric.unit
    if rule.each_measure is not None:
        per = METRICS[rule.each_measure]
        by = number_of(figures.of(per.name, station.pk))
        if not by:
            return fact(says, None, f"没有“{per.label}”，算不出这一项。")
        share = per.unit == unit  # people of people, items of items: a percentage
        value = (value / by * (100 if share else 1)).quantize(Decimal("0.01"), ROUND_HALF_UP)
        unit = "%" if share else unit
        says = (
            f"{says} / {_said(by, per.unit)}，{_said(value, '%')}"
            if share
            else f"{says}，每{per.label}{_said(value, unit)}"
        )
    if rule.how == "评议":
        return fact(says)
    months = months_scored(figures.period, station.opened_on)
    if rule.full_at is not None:
        says += f"，满分为{_said(rule.full_at * (months if rule.by_month else 1), unit)}"
    return fact(says, rule.points_for(value, months))


def number_of(actual: Any) -> Decimal | None:
    """A figure as a number: a set by how much is in it."""
    if actual is None or isinstance(actual, str | date):
        return None
    if isinstance(actual, frozenset | set | list | tuple):
        return Decimal(len(actual))
    return Decimal(str(actual))


def in_words(metric: Metric, actual: Any) -> str:
    value = number_of(actual)
    return "" if value is None else _said(value, metric.unit)


def _said(value: Decimal, unit: str) -> str:
    return f"{plain_number(value)}{unit}"


def months_scored(period: Period, opened_on: date | None) -> int:
    """The whole months a station is asked for: one opened within the period only from then on; at least one."""
    first = period.first
    if opened_on is not None and first < opened_on <= period.last:
        first = opened_on
    whole = (period.last.year - first.year) * 12 + period.last.month - first.month + 1
    whole -= (first.day > 1) + (period.last != Period.month_of(period.last).last)
    return max(whole, 1)
