"""The year of duties ahead, out of the rules in force."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from yizhan.access.models import Organisation
from yizhan.contracts.models import Project
from yizhan.kernel.happened import Happened
from yizhan.kernel.period import Period
from yizhan.policy.book import RuleInForce, rules_in_force
from yizhan.policy.schema.times import Deadline, Frequency
from yizhan.privacy.rows import new
from yizhan.reports.models import Duty
from yizhan.reports.queries.duties_seen import Facts
from yizhan.reports.rules.duties import (
    AHEAD_DAYS,
    BACK_DAYS,
    CITY,
    DIGITS,
    PROVINCE,
    STATION,
    TOWNSHIP,
    Owing,
    Part,
    is_after_event,
    is_once,
    is_periodic,
    owings,
    parts_of,
    periods_due,
)
from yizhan.stations.models import Station

DIRECTLY_BELOW = "90"
"""Counties with these digits for a city lie directly below their province; no office of a city answers there."""


@dataclass(frozen=True)
class Owner:
    region_code: str
    level: str
    station: Station | None = None

    @cached_property
    def name(self) -> str:
        return self.station.pk.hex if self.station else f"{self.level}:{self.region_code}"


def regions_with_duties() -> list[str]:
    """Every county, city and province that has a station or an office here, the counties first."""
    codes = {
        code[:digits]
        for code in Station.objects.exclude(status=Station.Status.CLOSED).values_list(
            "region_code", flat=True
        )
        for digits in (2, 4, 6)
    }
    offices = (Organisation.Kind.PROVINCE, Organisation.Kind.CITY, Organisation.Kind.COUNTY)
    codes |= set(
        Organisation.objects.filter(kind__in=offices, closed_on=None, region_code__regex=r"^(\d{2}){1,3}$")
        .values_list("region_code", flat=True)
    )  # fmt: skip
    return sorted(
        (code for code in codes if code[2:4] != DIRECTLY_BELOW or len(code) == 6), key=lambda c: (-len(c), c)
    )


@dataclass(frozen=True)
class Paper:
    """What a rule says of whoever owes it; the same for all of them, so put together once."""

    rule: str
    rule_id: str
    says: str
    clause: str
    chip: str
    who: str
    owed_by: str
    receiver: str
    to_whom: str
    what: str
    remind_days: int | None


class Wanted(NamedTuple):
    """One thing asked of one owner; a row is made of it only when there is none yet."""

    key: str
    paper: Paper
    owner: Owner
    opens_on: date
    due_on: date
    part: Part | None
    event: Happened | None

    @property
    def what(self) -> str:
        more = self.event.what if self.event else ""
        return f"{self.paper.what}：{more}"[:80] if more else self.paper.what

    def worded(self) -> tuple[object, ...]:
        """As a row keeps it, in the order of PAPER."""
        paper = self.paper
        return (
            paper.rule, paper.says, paper.clause, paper.chip, self.what, paper.who, paper.owed_by, paper.receiver,
            paper.to_whom, self.opens_on, self.due_on, paper.remind_days,
        )  # fmt: skip

    def row(self) -> Duty:
        part, event = self.part, self.event
        return new(
            Duty,
            station_id=self.owner.station.pk if self.owner.station else None,
            region_code=self.owner.region_code,
            key=self.key,
            rule_id=self.paper.rule_id,
            period_first_on=part.period.first if part else None,
            period_last_on=part.period.last if part else None,
            part=part.part[:20] if part else "",
            event_id=event.subject_id if event else None,
            event_on=event.on if event else None,
            **dict(zip(PAPER, self.worded(), strict=True)),
        )


PAPER = (
    "rule", "says", "clause", "chip", "what", "who", "owed_by", "receiver", "to_whom", "opens_on", "due_on", "remind_days",
)  # fmt: skip
"""What a newer paper may word or set otherwise for something that is not due yet."""


def wanted(*, region: str, on: date, facts: Facts) -> dict[str, Wanted]:
    """By key, everything the papers of today ask of the offices and stations of one county, one city or one province."""
    found: dict[str, Wanted] = {}
    for each, owners in _rules_and_owners(region, on):
        rule = each.rule
        assert isinstance(rule, Frequency | Deadline)
        for owing in owings(rule):
            those = [owner for owner in owners if owner.level == owing.level]
            if not those:
                continue
            paper = _paper(rule, owing)
            if isinstance(rule, Deadline) and not is_once(rule):
                made = _after_events(each, rule, paper, those, facts=facts, on=on)
            else:
                made = _of_periods(each, rule, paper, those, facts=facts, on=on)
            found |= {one.key: one for one in made}
    return found


def _rules_and_owners(region: str, on: date) -> Iterable[tuple[RuleInForce, list[Owner]]]:
    """Every rule that makes a duty, with those it meets; a township may have ruled otherwise than its county."""
    held: dict[tuple[str, str], tuple[RuleInForce, list[Owner]]] = {}
    for owner in _owners(region):
        for each in rules_in_force(region_code=owner.region_code, on=on):
            rule = each.rule
            if is_periodic(rule) or is_once(rule) or is_after_event(rule):
                held.setdefault((each.pack.id, rule.id), (each, []))[1].append(owner)
    return held.values()


def _owners(region: str) -> list[Owner]:
    if len(region) == DIGITS[PROVINCE]:
        return [Owner(region, PROVINCE)]
    if len(region) == DIGITS[CITY]:
        return [Owner(region, CITY)]
    stations = Station.objects.filter(region_code__startswith=region).exclude(status=Station.Status.CLOSED)
    rows = list(stations.only("id", "region_code", "opened_on"))
    towns = sorted({row.region_code[:9] for row in rows if len(row.region_code) >= DIGITS[TOWNSHIP]})
    return [
        *(Owner(row.region_code, STATION, row) for row in rows),
        *(Owner(town, TOWNSHIP) for town in towns),
        *(Owner(region, level) for level in ("county", "evaluator", "other")),
    ]


def _of_periods(
    each: RuleInForce,
    rule: Frequency | Deadline,
    paper: Paper,
    owners: Sequence[Owner],
    *,
    facts: Facts,
    on: date,
) -> Iterable[Wanted]:
    """A row per owner and period whose last day lies between the first known one and a year ahead.

    Nothing is asked for the time before this month unless the product saw something of it: whoever begins to use it
    today is not late with what last year's papers asked.
    """
    this_month = on.replace(day=1)
    known = _first_known(facts.of(rule.id))
    earliest = max(min([this_month, *known.values()]), on - timedelta(days=BACK_DAYS), each.pack.since)
    last = on + timedelta(days=AHEAD_DAYS)
    if each.pack.until is not None:
        last = min(last, each.pack.until - timedelta(days=1))
    if last < earliest:
        return
    span = Period(earliest, last)
    for part in _parts(rule, span, region=owners[0].region_code[:6]):
        mark = f"|{rule.id[:60]}|{part.period.first:%y%m%d}-{part.period.last:%y%m%d}|{part.part}"
        for owner in owners:
            if owner.station and (
                owner.station.opened_on is None or owner.station.opened_on > part.period.last
            ):
                continue
            if part.due_on < min(this_month, known.get(_place(owner), this_month)):
                continue
            yield Wanted(owner.name + mark, paper, owner, part.opens_on, part.due_on, part, None)


def _first_known(found: Iterable[Happened]) -> dict[object, date]:
    """The first day of the first period of which a fact is known, by owner."""
    known: dict[object, date] = {}
    for fact in found:
        place = fact.station_id or fact.region_code
        known[place] = min(known.get(place, date.max), fact.period_first or fact.on)
    return known


def _place(owner: Owner) -> object:
    return owner.station.pk if owner.station else owner.region_code


def _parts(rule: Frequency | Deadline, span: Period, *, region: str) -> Iterable[Part]:
    if isinstance(rule, Deadline):
        if rule.by is not None and rule.by in span:
            first = min(rule.from_day or rule.by.replace(day=1), rule.by)
            yield Part(Period(first, rule.by), "", first, rule.by)
    elif rule.per == "服务年度":
        for first, end in sorted(
            set(Project.objects.filter(region_code=region).values_list("first_on", "last_on"))
        ):
            yield from (part for part in parts_of(rule, Period(first, end)) if part.due_on in span)
    else:
        yield from periods_due(rule, span)


def _after_events(
    each: RuleInForce,
    rule: Deadline,
    paper: Paper,
    owners: Sequence[Owner],
    *,
    facts: Facts,
    on: date,
) -> Iterable[Wanted]:
    by_place = {_place(owner): owner for owner in owners}
    ends = {fact.subject_id for fact in facts.of(rule.end_event)}
    for fact in facts.of(rule.start_event):
        owner = by_place.get(fact.station_id or fact.region_code)
        due = rule.due(fact.on)
        if owner is None or due is None or fact.subject_id is None or fact.on < each.pack.since:
            continue
        if due < on.replace(day=1) and fact.subject_id not in ends:
            continue  # over before anybody could be told of it here
        key = f"{owner.name}|{rule.id[:60]}|{fact.subject_id.hex}"
        yield Wanted(key, paper, owner, min(fact.on, due), due, None, fact)


def _paper(rule: Frequency | Deadline, owing: Owing) -> Paper:
    return Paper(
        rule=rule.ref[:160],
        rule_id=rule.id[:80],
        says=rule.says[:300],
        clause=rule.source[:200],
        chip=rule.chip[:120],
        who=owing.who,
        owed_by=owing.level,
        receiver=owing.receiver,
        to_whom=owing.to_whom,
        what=owing.what,
        remind_days=None if rule.remind is None else int(rule.remind),
    )
