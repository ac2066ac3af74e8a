"""Contests in sight, the ranking of one, one station's lines, the sum of a year."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from yizhan.kernel.actor import Actor
from yizhan.kernel.metric import METRICS
from yizhan.kernel.period import Period
from yizhan.oversight.models import Contest, ContestEntry
from yizhan.oversight.queries.scoring import Fact, number_of, prefilled
from yizhan.oversight.rules.contests import VIEW, Runner, Standing, YearLine, standings, year_sum
from yizhan.oversight.rules.frozen import thawed
from yizhan.oversight.rules.scoring import Item, Line, Scheme, Sheet, party_result
from yizhan.stations.models import Station


def contests(*, actor: Actor) -> QuerySet[Contest]:
    """Newest quarter first; of a station's side those that were published."""
    return Contest.objects.visible_to(actor, VIEW).order_by("-first_on", "-id")


def contest_for(*, actor: Actor, contest_id: UUID) -> Contest:
    """Contest.DoesNotExist when out of reach."""
    return contests(actor=actor).get(pk=contest_id)


def entries_of(*, actor: Actor, contest: Contest) -> QuerySet[ContestEntry]:
    """The stations of a contest she may open."""
    return (
        ContestEntry.objects.visible_to(actor, VIEW)
        .filter(contest=contest)
        .select_related("station")
        .order_by("region_code", "id")
    )


@dataclass(frozen=True)
class Row:
    """One item at one station: what the records showed and what it earned.

    judged   a person gives the points; otherwise they follow from the figure and nobody can change them
    left_out why it counts nowhere, "" when it counts
    days     (from, to) of the figure, for the link to its records
    """

    item: Item
    says: str
    points: Decimal | None
    judged: bool
    left_out: str
    by_hand: bool
    metric: str
    days: tuple[str, str]

    @property
    def can_be_left_out(self) -> bool:
        """Or counted again; what the figures themselves leave out stays out."""
        return self.by_hand or not self.left_out


def rows_of(scheme: Scheme, entry: ContestEntry) -> list[Row]:
    return [
        _row(item, entry.facts.get(item.id) or {}, entry.marks.get(item.id) or {}) for item in scheme.items
    ]


def _row(item: Item, fact: Mapping[str, Any], mark: Mapping[str, Any]) -> Row:
    judged = fact.get("suggested") is None and not fact.get("unmeasurable")
    by_hand = bool(mark.get("left_out"))
    points = mark.get("points") if judged else fact.get("suggested")
    return Row(
        item=item,
        says=fact.get("says", ""),
        points=None if points is None else Decimal(points),
        judged=judged,
        left_out=mark.get("left_out") or fact.get("unmeasurable", ""),
        by_hand=by_hand,
        metric=fact.get("metric", ""),
        days=(fact.get("from", ""), fact.get("to", "")),
    )


def runner_of(scheme: Scheme, entry: ContestEntry) -> Runner:
    lines = tuple(
        Line(row.item.id, row.says, given=row.points, unmeasurable=row.left_out)
        for row in rows_of(scheme, entry)
    )
    party = scheme.parties[0].name
    return Runner(
        entry.station_id, entry.station.short_name, party_result(scheme, Sheet(party, lines)), entry.sample
    )


def sample_word(scheme: Scheme) -> str:
    """What the minimum of the ranking counts, in words."""
    metric = METRICS.get(scheme.rule.sample_measure or "")
    return metric.label if metric else ""


def ranking(contest: Contest, entries: Iterable[ContestEntry]) -> tuple[Standing, ...]:
    """As published; before that, as it stands now and without flags."""
    if contest.state == Contest.State.PUBLISHED:
        return read(contest.published)
    scheme = thawed(contest.rules)
    runners = [runner_of(scheme, entry) for entry in entries]
    lines = standings(scheme, runners, sample_word=sample_word(scheme))
    return tuple(replace(line, flag="") for line in lines)


def kept(lines: Sequence[Standing]) -> list[dict[str, Any]]:
    """A ranking as plain data."""
    return [
        {
            "station": str(each.station),
            "name": each.name,
            "total": None if each.total is None else str(each.total),
            "aspects": {name: [str(had), str(of)] for name, (had, of) in each.aspects.items()},
            "rank": each.rank,
            "why": each.why,
            "flag": each.flag,
        }
        for each in lines
    ]


def read(kept_lines: Sequence[Mapping[str, Any]]) -> tuple[Standing, ...]:
    return tuple(
        Standing(
            UUID(each["station"]),
            each["name"],
            None if each["total"] is None else Decimal(each["total"]),
            {name: (Decimal(had), Decimal(of)) for name, (had, of) in each["aspects"].items()},
            each["rank"],
            each["why"],
            each["flag"],
        )
        for each in kept_lines
    )


def year_of(*, actor: Actor, region_code: str, year: int) -> tuple[YearLine, ...]:
    """The sum of the published quarters of a county's year."""
    rows = Contest.objects.visible_to(actor, VIEW).filter(
        region_code=region_code, first_on__year=year, state=Contest.State.PUBLISHED
    )
    return year_sum({each.quarter: read(each.published) for each in rows})


def taken(
    *, scheme: Scheme, stations: Sequence[Station], period: Period, on: date
) -> Mapping[UUID, tuple[dict[str, Any], Decimal | None]]:
    """Station -> its facts as plain data, and the size the ranking asks a minimum of; figures up to the day."""
    period = Period(period.first, min(period.last, on))
    facts = prefilled(stations=stations, period=period, scheme=scheme)
    sizes: Mapping[UUID, Any] = {}
    measure = scheme.rule.sample_measure
    if measure:
        sizes = METRICS[measure](stations=[each.pk for each in stations], period=period)
    return {
        each.pk: (
            {item: _plain(fact) for item, fact in facts[each.pk].items()},
            number_of(sizes.get(each.pk, 0)) if measure else None,
        )
        for each in stations
    }


def _plain(fact: Fact) -> dict[str, Any]:
    days = fact.period
    return {
        "says": fact.says,
        "suggested": None if fact.suggested is None else str(fact.suggested),
        "unmeasurable": fact.unmeasurable,
        "metric": fact.metric,
        "from": days.first.isoformat() if days else "",
        "to": days.last.isoformat() if days else "",
    }
