"""挂图作战: a territory as tiles, every figure out of the kept ones, down to the single station."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.db.models.functions import Substr

from yizhan.kernel.actor import EVERYWHERE, Actor
from yizhan.kernel.period import Period
from yizhan.policy.schema.measures import AtLeast
from yizhan.policy.schema.times import Target
from yizhan.regions.models import Region
from yizhan.regions.queries import Drawing, children, drawing, path_of, region_on, townships
from yizhan.regions.queries.grids import grid
from yizhan.regions.rules import prefixes, unpadded
from yizhan.reports.models import CountyMonth, StationMonth
from yizhan.reports.queries.asked import asked_of, staff_rule, target_of
from yizhan.reports.queries.counties import DIGITS, county_figures
from yizhan.reports.queries.few import hides_few
from yizhan.reports.queries.sheet import TOTALS
from yizhan.reports.queries.wall_money import MONEY, money_by_place, sums_of
from yizhan.reports.queries.wall_readers import WARNINGS, hide_few, open_warnings, with_warnings
from yizhan.reports.rules.wall import LAYERS, Asked, Facts, Layer, Look, coverage_verdict, share
from yizhan.stations.models import OpeningStep, Station
from yizhan.stations.queries import honours_borne

WANTED = {
    "services.services": "served", "services.visit_due": "due", "services.visit_met": "met", "clients.high_risk": "high_risk",
    "services.high_risk_visited": "high_risk_seen", "workforce.resident_workers": "workers", "workforce.certified_workers": "certified",
}  # fmt: skip
WIDEST_COLUMNS = 8


@dataclass(frozen=True)
class Place:
    """One tile: a division, or a station of a township. row and column from 1."""

    code: str
    name: str
    row: int
    column: int
    facts: Facts
    asked: Asked
    station: Station | None = None

    @property
    def is_empty(self) -> bool:
        """Nothing of this reader's lies in it."""
        return not self.facts.stations and self.facts.townships is None


@dataclass(frozen=True)
class YearLine:
    """How far the building had come at the end of a year, or today. verdict "": nothing to compare with."""

    day: date
    covered: int
    townships: int
    share: Decimal | None
    target: Target | None
    verdict: str


@dataclass(frozen=True)
class Wall:
    """One territory as a map. region None: the country.

    as_of   when the oldest of the figures shown was counted; None: nothing kept for the month yet
    whole   the territory itself, added up
    layers  the ways of looking this reader may choose
    """

    region: Region | None
    path: list[Region]
    places: list[Place]
    columns: int
    placed: bool
    period: Period
    as_of: datetime | None
    whole: Facts
    asked: Asked
    layers: tuple[Layer, ...]
    years: list[YearLine]
    drawing: Drawing | None

    @property
    def hides(self) -> bool:
        return bool(self.whole.few) or any(place.facts.few for place in self.places)

    def looks(self, layer: Layer) -> list[tuple[Place, Look]]:
        return [(place, layer.look(place.facts, place.asked)) for place in self.places]


def own_codes(*, actor: Actor, verb: str = TOTALS) -> list[str]:
    """Where this reader's maps begin: the divisions of its grants, the widest first; "" is the country."""
    codes = {"" if grant.region == EVERYWHERE else grant.region for grant in actor.grants_for(verb)}
    return sorted(
        code for code in codes if not any(code != other and code.startswith(other) for other in codes)
    )


def wall(
    *,
    actor: Actor,
    code: str,
    period: Period,
    on: date,
    verb: str = TOTALS,
    with_drawing: bool = True,
    on_a_wall: bool = False,
) -> Wall:
    """The map of a territory for one month. Region.DoesNotExist: it lies outside what the actor may see, or never was.

    on_a_wall  a screen that visitors pass: figures of few people are not shown, whoever switched it on

    Nothing is counted from the records: the figures are the kept ones, and the number of queries is the same for a
    township and for a province.
    """
    code = unpadded(code) if code else ""
    if not any(code.startswith(own) for own in own_codes(actor=actor, verb=verb)):
        raise Region.DoesNotExist
    region = region_on(code=code, on=on) if code else None
    sees_whole = any(grant.reaches_region(code) for grant in actor.grants_for(verb))
    of_stations = region is not None and len(region.code) >= 9
    below = [] if of_stations else list(children(code=code, on=on)[:400])
    stations = _stations(actor, code, verb)
    of_counties = county_figures(actor=actor, verb=verb, code=code) if len(code) < DIGITS else None
    rules = {place: staff_rule(place, on) for place in sorted({row.region_code[:DIGITS] for row in stations})}
    measures = {rule.measure for rule in rules.values() if rule is not None and rule.measure}
    kept, as_of = _kept(actor, code, period, verb, names=WANTED if of_counties is None else measures)
    counts = _townships(code, on) if sees_whole else {}
    titles = honours_borne(station_ids={row.pk for row in stations}, on=on)
    sums: Sums | None = None
    if of_counties is not None:
        sums, as_of = _county_sums(of_counties, period)
    gathered = _Gather(stations, kept, counts, titles, rules, sums)
    warned = open_warnings(actor, code) if actor.may(WARNINGS) else None
    may_see_money = actor.may(MONEY) and len(code) < 6
    paid = money_by_place(actor, on) if may_see_money else {}
    if of_stations:
        assert region is not None
        places, placed = _station_places(region, gathered, period, on), False
        columns = max((place.column for place in places), default=1)
    else:
        layout = grid(code=code, below=below)
        columns, placed = layout.columns, layout.placed
        places = []
        for cell in layout.cells:
            facts = gathered.of(cell.code, whole=sees_whole)
            if not sees_whole and not facts.stations:
                continue
            price, out = sums_of(paid, cell.code)
            places.append(
                Place(
                    cell.code, cell.name, cell.row, cell.column,
                    replace(facts, price_fen=price, paid_fen=out), asked_of(cell.code, period, on),
                )
            )  # fmt: skip
        if not sees_whole:
            places, columns = _closed_up(places)
    whole = gathered.of(code, whole=sees_whole)
    every = [place.facts for place in places]
    if warned is not None:
        stands = [place.station.pk if place.station else None for place in places]
        every = [
            with_warnings(each, warned, code=place.code, station=station)
            for each, place, station in zip(every, places, stands, strict=True)
        ]
        whole = with_warnings(whole, warned, code=code)
    if on_a_wall or hides_few(actor):
        every, whole = hide_few(every, whole)
    places = [replace(place, facts=each) for place, each in zip(places, every, strict=True)]
    price, out = sums_of(paid, code)
    layers = tuple(
        layer
        for layer in LAYERS
        if (not layer.of_money or may_see_money)
        and (not layer.of_warnings or warned is not None)
        and (not layer.of_whole or (sees_whole and not of_stations))
    )
    return Wall(
        region=region,
        path=path_of(code=code, on=on) if code else [],
        places=places,
        columns=columns,
        placed=placed,
        period=period,
        as_of=as_of,
        whole=replace(whole, price_fen=price, paid_fen=out),
        asked=asked_of(code, period, on),
        layers=layers,
        years=_years(code, stations, counts, on) if sees_whole else [],
        drawing=drawing(region=region, on=on)
        if with_drawing and region is not None and not of_stations
        else None,
    )


@dataclass(frozen=True)
class _Row:
    """A station as the map needs it."""

    pk: UUID
    region_code: str
    status: str
    kind: str
    opened_on: date | None
    closed_on: date | None
    title: str


def _stations(actor: Actor, code: str, verb: str) -> list[_Row]:
    rows = Station.objects.visible_to(actor, verb).order_by("region_code", "id")
    if code:
        rows = rows.filter(region_code__startswith=code)
    return [
        _Row(pk, place, status, kind, opened, closed, short)
        for pk, place, status, kind, opened, closed, short in rows.values_list(
            "pk", "region_code", "status", "kind", "opened_on", "closed_on", "short_name"
        )
    ]


Kept = dict[tuple[Any, str], Decimal]


def _kept(
    actor: Actor, code: str, period: Period, verb: str, *, names: Iterable[str]
) -> tuple[Kept, datetime | None]:
    """The month's kept figures by station; (station, metric) -> value. One query however wide the map is."""
    names = list(names)
    if not names:
        return {}, None
    rows = StationMonth.objects.visible_to(actor, verb).filter(month=period.first, metric__in=names)
    if code:
        rows = rows.filter(region_code__startswith=code)
    kept: Kept = {}
    as_of: datetime | None = None
    for station, name, value, counted in rows.order_by().values_list(
        "station_id", "metric", "value", "as_of"
    ):
        kept[station, name] = value
        as_of = counted if as_of is None else min(as_of, counted)
    return kept, as_of


Sums = list[tuple[str, str, Decimal]]
"""(county, metric, sum)"""


def _county_sums(rows: QuerySet[CountyMonth], period: Period) -> tuple[Sums, datetime | None]:
    """The month's figures by county, for a map on which nothing smaller is drawn."""
    found = list(
        rows.filter(month=period.first, metric__in=WANTED).values_list(
            "county_code", "metric", "value", "as_of"
        )
    )
    return [each[:3] for each in found], min((each[3] for each in found), default=None)


def _townships(code: str, on: date) -> dict[str, int]:
    """How many townships each part has, by the first digits of their codes."""
    width = 9 if len(code) >= 6 else 6 if code else 2
    rows = (
        townships(code=code, on=on).order_by().values_list(Substr("code", 1, width)).annotate(n=Count("pk"))
    )
    return {str(part): int(n) for part, n in rows}


class _Gather:
    """Figures of stations brought together by division; each row of the tables is looked at once."""

    def __init__(
        self,
        stations: Sequence[_Row],
        kept: Kept,
        townships: dict[str, int],
        titles: dict[UUID, list[str]],
        rules: dict[str, AtLeast | None],
        sums: Sums | None = None,
    ) -> None:
        self.kept, self.townships, self.titles, self.rules, self.sums = kept, townships, titles, rules, sums
        self.by_code: dict[str, list[_Row]] = defaultdict(list)
        for row in stations:
            for part in ("", *prefixes(row.region_code)):
                self.by_code[part].append(row)

    def of(self, code: str, *, whole: bool) -> Facts:
        rows = [row for row in self.by_code.get(code, []) if row.status != "CLOSED"]
        facts = self.sum(rows, code)
        if not whole:
            return facts
        covered = {row.region_code[:9] for row in rows if row.status == "OPEN" and row.kind == "STATION"}
        there = sum(n for part, n in self.townships.items() if part.startswith(code) or code.startswith(part))
        return replace(facts, townships=there, covered=len(covered))

    def sum(self, rows: Sequence[_Row], code: str = "") -> Facts:
        """code: of the division, whose counties are added up where the map is as wide as that."""
        found: dict[str, Any] = {}
        for name, column in WANTED.items():
            values = (
                [self.kept[row.pk, name] for row in rows if (row.pk, name) in self.kept]
                if self.sums is None
                else [value for county, one, value in self.sums if one == name and county.startswith(code)]
            )
            if values:
                found[column] = int(sum(values))
        states = [row.status for row in rows]
        return Facts(
            stations=len(rows),
            planned=states.count("PLANNED"),
            open=states.count("OPEN"),
            suspended=states.count("SUSPENDED"),
            short=self._short(rows),
            honours=tuple("、".join(self.titles[row.pk]) for row in rows if row.pk in self.titles),
            **found,
        )

    def _short(self, rows: Sequence[_Row]) -> int | None:
        """Stations with fewer workers than the paper of their county asks for; None: no paper does."""
        ruled, short = False, 0
        for row in rows:
            rule = self.rules[row.region_code[:DIGITS]]
            have = self.kept.get((row.pk, rule.measure)) if rule is not None and rule.measure else None
            if rule is None or row.status != "OPEN" or have is None:
                continue
            ruled = True
            short += rule.verdict(have).state == "unmet"
        return short if ruled else None


def _station_places(region: Region, gathered: _Gather, period: Period, on: date) -> list[Place]:
    """The stations of a township, side by side."""
    rows = [row for row in gathered.by_code.get(region.code, []) if row.status != "CLOSED"]
    done = dict(
        OpeningStep.objects.filter(station__in=[row.pk for row in rows])
        .order_by()
        .values_list("station_id")
        .annotate(n=Count("pk"))
    )
    whole = {one.pk: one for one in Station.objects.filter(pk__in=[row.pk for row in rows])}
    wide = min(4, max(1, len(rows)))
    return [
        Place(
            row.region_code,
            whole[row.pk].title,
            1 + nth // wide,
            1 + nth % wide,
            replace(gathered.sum([row]), steps=done.get(row.pk, 0)),
            asked_of(row.region_code, period, on),
            whole[row.pk],
        )
        for nth, row in enumerate(rows)
    ]


def _closed_up(places: list[Place]) -> tuple[list[Place], int]:
    """Tiles of whoever sees only some places, moved together: no holes where the others would stand."""
    wide = min(WIDEST_COLUMNS, max(1, len(places)))
    return [
        replace(place, row=1 + nth // wide, column=1 + nth % wide) for nth, place in enumerate(places)
    ], wide


def _years(code: str, stations: Sequence[_Row], counts: dict[str, int], on: date) -> list[YearLine]:
    """Coverage at the end of each year since the first station opened, and today."""
    opened = [row for row in stations if row.opened_on is not None and row.kind == "STATION"]
    there = sum(counts.values())
    if not opened or not there:
        return []
    first = min(row.opened_on.year for row in opened if row.opened_on)
    found = []
    for year in range(max(first, on.year - 7), on.year + 1):
        day = min(date(year, 12, 31), on)
        covered = len(
            {
                row.region_code[:9]
                for row in opened
                if row.opened_on and row.opened_on <= day and (row.closed_on is None or row.closed_on > day)
            }
        )
        target = target_of(code, day) if code else None
        verdict = coverage_verdict(Facts(townships=there, covered=covered), target, day)
        found.append(YearLine(day, covered, there, share(covered, there), target, verdict))
    return found
