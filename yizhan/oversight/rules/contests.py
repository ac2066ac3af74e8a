"""一季一赛: the process of a contest, how its ranking is made, and why somebody stands in it without a rank. Plain Python."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from statistics import median
from uuid import UUID

from yizhan.kernel.period import Period
from yizhan.kernel.states import Process, Transition
from yizhan.oversight.rules.scoring import PartyResult, Scheme, half_up
from yizhan.policy.schema.words import plain_number

RULE, FLAGS = "contest.quarterly", "contest.flags"
VIEW, START, REFRESH, MARK, PUBLISH, REOPEN, DROP = (
    "oversight.view_contests",
    "oversight.start_contest",
    "oversight.refresh_contest",
    "oversight.mark_entry",
    "oversight.publish_contest",
    "oversight.reopen_contest",
    "oversight.drop_contest",
)
LONGEST = 400

PROCESS = Process(
    name="季度比拼",
    labels={"OPEN": "评比中", "PUBLISHED": "已通报", "DROPPED": "已作废"},
    transitions=(
        Transition("", "OPEN", START, RULE),
        Transition("OPEN", "OPEN", REFRESH),
        Transition("OPEN", "OPEN", MARK),
        Transition("OPEN", "PUBLISHED", PUBLISH, FLAGS),
        Transition("OPEN", "DROPPED", DROP),
        Transition("PUBLISHED", "OPEN", REOPEN),
    ),
)


@dataclass(frozen=True)
class Runner:
    """One station in a contest: how it was scored and how large what was counted is (None: nothing is asked)."""

    station: UUID
    name: str
    score: PartyResult
    sample: Decimal | None = None


@dataclass(frozen=True)
class Standing:
    """A line of the ranking. rank None: listed without one, and `why` says why; flag "" or what the rank earns."""

    station: UUID
    name: str
    total: Decimal | None
    aspects: Mapping[str, tuple[Decimal, Decimal]]
    rank: int | None
    why: str
    flag: str = ""


def standings(scheme: Scheme, runners: Iterable[Runner], *, sample_word: str = "") -> tuple[Standing, ...]:
    """The ranking: equal scores share a rank and the next one is skipped; those without a rank follow by name.

    sample_word  what the sample counts, as a sentence names it: 应探访
    """
    found = [_listed(scheme, each, sample_word) for each in runners]
    ranked = [each for each in found if not each.why]
    above = {each.total: sum(other.total > each.total for other in ranked) for each in ranked}  # type: ignore[operator]
    placed = [
        replace(each, rank=above[each.total] + 1, flag=flag_for(scheme, above[each.total] + 1))
        for each in ranked
    ]
    placed.sort(key=lambda each: (each.rank or 0, each.name))
    return (*placed, *sorted((each for each in found if each.why), key=lambda each: each.name))


def _listed(scheme: Scheme, one: Runner, sample_word: str) -> Standing:
    why = unranked_because(scheme, one, sample_word)
    return Standing(one.station, one.name, one.score.score, one.score.aspects, None, why)


def unranked_because(scheme: Scheme, one: Runner, sample_word: str) -> str:
    """Why a station is listed without a rank, "" when it is ranked."""
    rule = scheme.rule
    if one.score.missing:
        return f"还有{len(one.score.missing)}项没有评分。"
    if one.score.score is None:
        return "本季没有一项可以计分。"
    if rule.least_sample is not None and one.sample is not None and one.sample < rule.least_sample:
        return (
            f"本季{sample_word}只有{plain_number(one.sample)}，不到{plain_number(rule.least_sample)}，"
            "数目太小，差一两件名次就会大变，只列不排。"
        )
    full = sum((item.points for item in scheme.items if item.sort == "基础"), Decimal(0))
    if rule.least_share is not None and one.score.of * 100 < full * rule.least_share:
        return f"可以计分的只有{plain_number(one.score.of)}分，不到满分的{plain_number(rule.least_share)}%，只列不排。"
    return ""


def flag_for(scheme: Scheme, rank: int) -> str:
    """What a rank earns by the region's paper: 优胜红旗 for the first three; "" where nobody has ruled."""
    if scheme.bands is None or scheme.bands.pending:
        return ""
    band = scheme.bands.band(Decimal(rank))
    return band.leads_to if band is not None and band.passes is not False and band.high is not None else ""


def middle(scheme: Scheme, lines: Sequence[Standing]) -> tuple[Decimal | None, dict[str, Decimal]]:
    """The median of the ranked, in all and by aspect: so that a rank is read beside what is usual."""
    ranked = [each for each in lines if each.rank is not None and each.total is not None]
    if not ranked:
        return None, {}
    by_aspect: dict[str, Decimal] = {}
    for aspect in scheme.aspects:
        had = [each.aspects[aspect.name][0] for each in ranked if aspect.name in each.aspects]
        if had:
            by_aspect[aspect.name] = half_up(Decimal(median(had)))
    return half_up(Decimal(median(each.total for each in ranked if each.total is not None))), by_aspect


@dataclass(frozen=True)
class YearLine:
    """A station's year: its four totals, their sum; lacking names the quarters it has none in."""

    station: UUID
    name: str
    quarters: tuple[Decimal | None, ...]
    total: Decimal
    lacking: tuple[int, ...]


def year_sum(quarters: Mapping[int, Sequence[Standing]]) -> tuple[YearLine, ...]:
    """The sum of the quarters published, the highest first; a quarter without a score adds nothing and is named."""
    names: dict[UUID, str] = {}
    totals: dict[UUID, dict[int, Decimal]] = {}
    for quarter, lines in quarters.items():
        for each in lines:
            names[each.station] = each.name
            totals.setdefault(each.station, {})
            if each.total is not None:
                totals[each.station][quarter] = each.total
    found = [
        YearLine(
            station,
            names[station],
            tuple(had.get(quarter) for quarter in (1, 2, 3, 4)),
            half_up(sum((Fraction(total) for total in had.values()), Fraction(0))),
            tuple(quarter for quarter in (1, 2, 3, 4) if quarter not in had),
        )
        for station, had in totals.items()
    ]
    return tuple(sorted(found, key=lambda line: (len(line.lacking), -line.total, line.name)))


def quarter_of(day: date) -> int:
    return (day.month - 1) // 3 + 1


def starting_problem(*, period: Period, on: date, stations: int) -> str | None:
    if period.first > on:
        return "这个季度还没有开始。"
    if stations == 0:
        return "这个季度没有开着的站点。"
    return None


def publishing_problem(*, period: Period, on: date, counted_on: date, missing: int) -> str | None:
    if on <= period.last:
        return f"季度到{period.last:%m月%d日}才结束，结束以后再通报。"
    if counted_on <= period.last:
        return "数还是季度结束以前取的，请先重新取数。"
    if missing:
        return f"还有{missing}个站有没评的项，评完再通报。"
    return None
