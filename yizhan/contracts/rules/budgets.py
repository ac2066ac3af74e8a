"""Headings of a budget as the region's document names them, and why a budget does not add up."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yizhan.kernel.money import yuan
from yizhan.policy.book import NoRule, rule_for
from yizhan.policy.schema.measures import Listing, Share
from yizhan.policy.schema.money import Price
from yizhan.policy.schema.rule import Rule

HEADINGS = "application.budget"
STATION_YEAR = "funding.station-year"
LABOUR = "funding.labour-share"
SERVICE = "funding.service-share"
INCOME_GROUP, SPENDING_GROUP = "收入", "支出"


def plain_name(name: str) -> str:
    """Without points and the word 支出, by which one paper's table and clause differ in naming one thing."""
    return re.sub(r"[、，·（）()\s]", "", name).removesuffix("支出")


def same_heading(one: str, other: str) -> bool:
    return plain_name(one) == plain_name(other)


@dataclass(frozen=True)
class Heading:
    """A line of the document's budget; `group` is the heading it stands under."""

    name: str
    group: str = ""


@dataclass(frozen=True)
class Headings:
    """What a region's budgets are made of. rule: where that is written; None where nobody has ruled."""

    spending: tuple[Heading, ...]
    income: tuple[str, ...]
    rule: Rule | None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(heading.name for heading in self.spending)

    def group_of(self, name: str) -> str:
        """The main heading of a line: itself, where it stands under none."""
        return next((each.group or each.name for each in self.spending if each.name == name), name)

    @property
    def groups(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(each.group or each.name for each in self.spending))


def headings_of(*, region_code: str, on: date) -> Headings:
    """From the budget table of the region's document; else the parts of its yearly price of a station."""
    try:
        rule = rule_for(HEADINGS, region_code=region_code, on=on)
    except NoRule:
        pass
    else:
        if isinstance(rule, Listing):
            return _of_table(rule)
    try:
        price = rule_for(STATION_YEAR, region_code=region_code, on=on)
    except NoRule:
        return Headings((), (), None)
    parts = price.parts if isinstance(price, Price) else ()
    return Headings(tuple(Heading(part.name) for part in parts), (), price)


def _of_table(rule: Listing) -> Headings:
    main = rule.groups.get(SPENDING_GROUP) or rule.allowed
    spending: list[Heading] = []
    for name in main:
        below = next(
            (parts for group, parts in rule.groups.items() if same_heading(group, name) and group != SPENDING_GROUP),
            (),
        )  # fmt: skip
        spending += [Heading(part, name) for part in below] or [Heading(name)]
    return Headings(tuple(spending), tuple(rule.groups.get(INCOME_GROUP, ())), rule)


@dataclass(frozen=True)
class Line:
    """A line as it is handed in. station: its id, "" for the whole agreement."""

    heading: str
    fen: int
    station: str = ""
    formula: str = ""


def budget_problem(
    lines: Sequence[Line],
    *,
    total_fen: int,
    headings: Headings,
    stations: Mapping[str, tuple[str, int]],
) -> str | None:
    """What is wrong with a budget, in one sentence; the difference is named.

    total_fen  the agreement's amount
    stations   {id: (name, amount of the agreement for it)}
    """
    if not lines:
        return "预算里还没有一行。"
    for place, line in enumerate(lines, start=1):
        if not line.heading.strip():
            return f"第 {place} 行没有选科目。"
        if headings.names and line.heading not in headings.names:
            return f"第 {place} 行的科目“{line.heading}”不在本地区的预算科目里：{'、'.join(headings.names)}。"
        if line.fen <= 0:
            return f"第 {place} 行“{line.heading}”的金额要大于零。"
        if line.station and line.station not in stations:
            return f"第 {place} 行的站点不在这份协议里。"
        worked = formula_fen(line.formula)
        if worked is not None and worked != line.fen:
            return (
                f"第 {place} 行“{line.heading}”的算式 {line.formula} 得 {yuan(worked)} 元，"
                f"金额写的是 {yuan(line.fen)} 元。"
            )
    twice = [key for key in _keys(lines) if _keys(lines).count(key) > 1 and not _has_formula(lines, key)]
    if twice:
        return f"“{twice[0][0]}”写了两次，请合并。"
    total = sum(line.fen for line in lines)
    if total != total_fen:
        gap = total_fen - total
        return (
            f"各行相加 {yuan(total)} 元，协议金额 {yuan(total_fen)} 元，"
            f"{'还差' if gap > 0 else '多出'} {yuan(abs(gap))} 元。"
        )
    return _stations_problem(lines, stations)


def _stations_problem(lines: Sequence[Line], stations: Mapping[str, tuple[str, int]]) -> str | None:
    """Where every line names a station, each station adds up to its amount of the agreement."""
    if not all(line.station for line in lines):
        return None
    for key, (name, fen) in stations.items():
        have = sum(line.fen for line in lines if line.station == key)
        if have != fen:
            return (
                f"{name}各行相加 {yuan(have)} 元，协议给它 {yuan(fen)} 元，"
                f"{'还差' if have < fen else '多出'} {yuan(abs(fen - have))} 元。"
            )
    return None


def _keys(lines: Sequence[Line]) -> list[tuple[str, str]]:
    return [(line.heading, line.station) for line in lines]


def _has_formula(lines: Sequence[Line], key: tuple[str, str]) -> bool:
    """Several lines of one heading are welcome where each says how it came about."""
    return all(line.formula for line in lines if (line.heading, line.station) == key)


_FACTOR = re.compile(r"^([\d.,]+)(万|[%％]|‰)?[^\d%％‰]*$")
_SCALES = {"万": Decimal(10_000), "%": Decimal("0.01"), "％": Decimal("0.01"), "‰": Decimal("0.001")}


def formula_fen(formula: str) -> int | None:
    """What 3人×5.4万元, 200人*2场*15.5元 or 22万元×10% comes to, in fen; None when it is not a product of numbers."""
    if not formula.strip():
        return None
    product = Decimal(1)
    for factor in re.split(r"[×*xX✕]", formula.replace(" ", "")):
        found = _FACTOR.match(factor)
        if found is None:
            return None
        try:
            product *= Decimal(found[1].replace(",", "")) * _SCALES.get(found[2] or "", Decimal(1))
        except ArithmeticError:
            return None
    fen = product * 100
    return int(fen) if fen == int(fen) else None


@dataclass(frozen=True)
class ShareSeen:
    """A share of the money held against the region's rule.

    names    headings that count
    applies  whether the rule speaks of this case at all
    """

    rule: Share
    names: tuple[str, ...]
    percent: Decimal
    part_fen: int
    whole_fen: int
    applies: bool
    kept: bool

    @property
    def bound(self) -> Decimal:
        return self.rule.floor if self.rule.floor is not None else self.rule.ceiling or Decimal(0)

    @property
    def is_floor(self) -> bool:
        return self.rule.floor is not None


def share_of(
    rule_id: str,
    amounts: Mapping[str, int],
    *,
    headings: Headings,
    region_code: str,
    on: date,
    base_raised: bool = False,
) -> ShareSeen | None:
    """A 配比 rule over amounts by heading; None where nobody has ruled, nothing is there, or no part is known.

    base_raised  more than the document's price for a station: some floors speak only of then
    """
    try:
        rule = rule_for(rule_id, region_code=region_code, on=on)
    except NoRule:
        return None
    whole = sum(amounts.values())
    if not isinstance(rule, Share) or rule.pending or not whole:
        return None
    parts = {plain_name(word) for name in rule.parts for word in (name, *rule.also.get(name, ()))}
    names = tuple(
        name for name in amounts if plain_name(name) in parts or plain_name(headings.group_of(name)) in parts
    )
    inside = sum(amounts[name] for name in names)
    percent = round(Decimal(inside) * 100 / whole, 2)
    # judged by fen, not by the rounded percent: 70.00 % may be a fen short
    kept = (rule.floor is None or inside * 100 >= rule.floor * whole) and (
        rule.ceiling is None or inside * 100 <= rule.ceiling * whole
    )
    applies = not rule.when or base_raised
    return ShareSeen(rule, names, percent, inside, whole, applies, kept)


def share_problem(seen: ShareSeen) -> str | None:
    """Refused only where the document gives a firm bound; “约” is shown and left to people."""
    if seen.kept or not seen.applies or seen.rule.about:
        return None
    return f"{'、'.join(seen.rule.parts)}占 {seen.percent}%，要求{seen.rule.required()}。{seen.rule.remedy}"


@dataclass(frozen=True)
class PaperRow:
    """One line of the budget table as the office prints it. level: 0 a section or a total, 1 what stands under it."""

    name: str
    formula: str
    fen: int
    level: int = 0


SECTIONS = "一二三四五六七八九十"


def budget_table(
    headings: Headings,
    *,
    income: Mapping[str, int],
    lines: Sequence[tuple[str, str, str, int]],
) -> list[PaperRow]:
    """The budget table of the application: income by source with its total, spending by section, its total.

    income  {source: fen}; a source that the table names otherwise stands under the table's name
    lines   (heading, place, formula, fen)
    """
    came = dict.fromkeys(headings.income, 0)
    for source, fen in income.items():
        name = next((each for each in came if same_heading(each, source)), source)
        came[name] = came.get(name, 0) + fen
    rows = [PaperRow(f"资金来源：{name}", "", fen) for name, fen in came.items()]
    if came:
        rows.append(PaperRow("资金总额合计", "", sum(came.values())))
    for number, group in enumerate(headings.groups):
        inside = [line for line in lines if headings.group_of(line[0]) == group]
        rows.append(PaperRow(f"{SECTIONS[number % 10]}、{group}", "", sum(line[3] for line in inside)))
        below = [each.name for each in headings.spending if each.group == group]
        for place, name in enumerate(below, start=1):
            own = [line for line in inside if line[0] == name]
            formulas = "；".join(line[2] for line in own if line[2])
            rows.append(PaperRow(f"{place}.{name}", formulas, sum(line[3] for line in own), 1))
        if not below:
            rows += [PaperRow(line[1], line[2], line[3], 1) for line in inside]
    known = set(headings.names)
    rows += [PaperRow(line[0], line[2], line[3]) for line in lines if line[0] not in known]
    rows.append(PaperRow("预算支出合计", "", sum(line[3] for line in lines)))
    return rows
