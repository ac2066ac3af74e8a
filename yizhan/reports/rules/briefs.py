"""Weekly reports, monthly bulletins and papers of the quarterly meeting: which days they cover, and what stands in them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

from yizhan.kernel.period import Period
from yizhan.reports.rules.reports import plain

NAMES = {"week": "工作周报", "month": "情况通报", "quarter": "季度调度会材料"}

OF_RULES = {
    "report.weekly": "week",
    "report.monthly-bulletin": "month",
    "report.quarterly-scheduling": "quarter",
    "supervision.quarterly": "quarter",
}
"""Duties of the papers that such a brief fulfils."""

RATE = "services.visit_rate"


@dataclass(frozen=True)
class Figure:
    """One figure of the area beside the span before; None: nothing to count it from.

    running  the span is not over: it is not compared with a whole one
    """

    label: str
    unit: str
    now: Decimal | None
    before: Decimal | None
    running: bool = False

    @property
    def change(self) -> str:
        """+12, -3, 持平; empty where one of the two is missing or the span still runs."""
        if self.now is None or self.before is None or self.running:
            return ""
        gap = self.now - self.before
        return "持平" if gap == 0 else f"{'+' if gap > 0 else '-'}{plain(abs(gap))}"


@dataclass(frozen=True)
class Place:
    """A division or station below. place 0: nobody was due there, so it has no place among the others."""

    name: str
    stations: int
    services: int
    visits: int
    rate: Decimal | None
    cases: int
    waiting: int
    place: int = 0


@dataclass(frozen=True)
class Undone:
    """What was due and is not done, or was done late."""

    who: str
    what: str
    due_on: date
    days: int
    clause: str


@dataclass(frozen=True)
class Brief:
    """One paper, filled in; it names divisions, stations and offices, never a person.

    stations  those that are planned or open, closed ones not
    steps   (step of setting up a station, stations that have done it, those that did it in these days)
    watch   (what is watched over, open at the end, of these overdue)
    """

    kind: str
    area: str
    period: Period
    counted_to_on: date
    clauses: tuple[str, ...]
    stations: int = 0
    figures: tuple[Figure, ...] = ()
    places: tuple[Place, ...] = ()
    middle: Decimal | None = None
    undone: tuple[Undone, ...] = ()
    undone_more: int = 0
    steps: tuple[tuple[str, int, int], ...] = ()
    watch: tuple[tuple[str, int, int], ...] = field(default=())

    @property
    def title(self) -> str:
        return f"{self.area}社会工作服务站{NAMES[self.kind]}"

    @property
    def span(self) -> str:
        return span_label(self.kind, self.period)


def period_of(kind: str, day: date) -> Period:
    """The week, month or quarter around a day."""
    return {"week": Period.week_of, "month": Period.month_of, "quarter": Period.quarter_of}[kind](day)


def period_before(kind: str, period: Period) -> Period:
    return period_of(kind, period.first - timedelta(days=1))


def span_label(kind: str, period: Period) -> str:
    """2026年第47周（11-16 至 11-22）, 2026年11月, 2026年第四季度."""
    first = period.first
    if kind == "week":
        year, week, _day = first.isocalendar()
        return f"{year}年第{week}周（{first:%m-%d} 至 {period.last:%m-%d}）"
    if kind == "month":
        return period.label
    return f"{first.year}年第{'一二三四'[(first.month - 1) // 3]}季度"


def ranked(places: Sequence[Place]) -> tuple[tuple[Place, ...], Decimal | None]:
    """Each place with its rank by rate (equal rates share one), in the order given; and the median of the rates.

    A place where nobody was due has no rank and does not count for the median.
    """
    rates = sorted((each.rate for each in places if each.rate is not None), reverse=True)
    found = tuple(
        each if each.rate is None else Place(**{**each.__dict__, "place": rates.index(each.rate) + 1})
        for each in places
    )
    middle = median(rates) if rates else None
    return found, None if middle is None else Decimal(middle).quantize(Decimal("0.1"), ROUND_HALF_UP)


def opening(brief: Brief) -> str:
    """The first paragraph: what was done, beside the span before."""
    parts = [
        f"{each.label}{plain(each.now)}{each.unit}"
        + (f"（比上期{each.change}）" if each.change and each.change != "持平" else "")
        for each in brief.figures
        if each.now is not None
    ]
    head = f"{brief.span}，数据截至{brief.counted_to_on}。"
    return head + ("，".join(parts) + "。" if parts else "这一期还没有可以汇总的数。")


def to_settle(brief: Brief) -> tuple[str, ...]:
    """What a meeting has to talk about: what is late, who is below the middle, what is overdue."""
    found: list[str] = []
    late = sorted({each.who for each in brief.undone})
    if late:
        more = f"等{len(late)}家" if len(late) > 5 else ""
        found.append(f"逾期和迟办的{len(brief.undone) + brief.undone_more}项：{'、'.join(late[:5])}{more}。")
    low = [
        each.name
        for each in brief.places
        if each.rate is not None and brief.middle and each.rate < brief.middle
    ]
    if low:
        more = f"等{len(low)}处" if len(low) > 5 else ""
        found.append(f"探访率低于中位数（{plain(brief.middle)}%）：{'、'.join(low[:5])}{more}。")
    found += [
        f"{what}：{open_now}件未了，其中{late_now}件超期。"
        for what, open_now, late_now in brief.watch
        if late_now
    ]
    waiting = [
        f"{name}还差{brief.stations - done}个站" for name, done, _now in brief.steps if done < brief.stations
    ]
    if waiting:
        found.append(f"建站步骤：{'、'.join(waiting)}。")
    return tuple(found)
