"""What the papers ask of whom by when, and what came of it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from yizhan.kernel.actor import Actor
from yizhan.kernel.calendar import workdays_left
from yizhan.kernel.period import Period
from yizhan.policy.book import RuleInForce, rules_in_force
from yizhan.policy.schema.times import Frequency
from yizhan.policy.schema.words import spoken
from yizhan.reports.models import DutyDone, Report
from yizhan.reports.queries.board import stations_in_sight
from yizhan.reports.queries.sheet import TOTALS
from yizhan.reports.rules.reports import (
    MONTHLY_RULE,
    STATION_WORDS,
)
from yizhan.stations.models import Station


@dataclass(frozen=True)
class Owed:
    """One station's (or one office's) share in a duty.

    done_on   None: not done, or sent back and not sent again
    late      done late, or not done and over
    """

    station: Station | None
    region_code: str
    done_on: date | None
    late: bool
    returned: bool = False
    report: Report | None = None
    note: str = ""


@dataclass(frozen=True)
class Duty:
    """Something a paper asks for every period.

    left    working days to the last day; negative: calendar days over
    counted whether the program sees by itself that it was done; otherwise a person says so
    """

    rule: Frequency
    rule_key: str
    region_code: str
    period: Period
    due_on: date
    left: int
    who: str
    owed: list[Owed]
    counted: bool

    @property
    def to_whom(self) -> str:
        return spoken(self.rule.to_whom)

    @property
    def open(self) -> list[Owed]:
        return [each for each in self.owed if each.done_on is None]

    @property
    def late(self) -> int:
        return sum(each.late for each in self.owed)

    @property
    def done(self) -> int:
        return sum(each.done_on is not None for each in self.owed)


def duties(*, actor: Actor, span: Period, on: date, verb: str = TOTALS) -> list[Duty]:
    """Everything the papers in force ask for again and again whose last day lies in the span, the earliest first.

    Visits to persons are not among them: those are on the list of who is due.
    """
    stations = list(stations_in_sight(actor=actor, verb=verb)[:400])
    counties: dict[str, list[Station]] = defaultdict(list)
    for station in stations:
        counties[station.region_code[:6]].append(station)
    found: list[Duty] = []
    earliest = span.first - timedelta(days=370)
    sent: dict[tuple[UUID, date], Report] = {
        (report.station_id, report.period_first_on): report
        for report in Report.objects.filter(
            station_id__in=[station.pk for station in stations], period_first_on__gte=earliest
        ).defer("frozen", "narrative")
    }
    told: dict[tuple[str, UUID | None, str, date], DutyDone] = {
        (row.region_code, row.station_id, row.rule, row.period_first_on): row
        for row in DutyDone.objects.visible_to(actor, verb).filter(period_first_on__gte=earliest)
    }
    for county, all_members in counties.items():
        for each, members in _held_where(all_members, on=on):
            rule = each.rule
            if not isinstance(rule, Frequency) or rule.pending or rule.is_visit or rule.per is None:
                continue
            of_stations = bool(STATION_WORDS.intersection(rule.by_whom))
            for period in rule.periods(Period(earliest, span.last)):
                due = rule.due_day(period)
                if due not in span or due < each.pack.since:
                    continue
                key = f"{each.pack.id}:{rule.id}"
                owners: list[Station | None] = [*members] if of_stations else [None]
                owed = [
                    _owed(rule, key, owner, county, period=period, due=due, on=on, sent=sent, told=told)
                    for owner in owners
                    if owner is None or (owner.opened_on is not None and owner.opened_on <= period.last)
                ]
                if owed:
                    found.append(
                        Duty(
                            rule=rule,
                            rule_key=key,
                            region_code=county,
                            period=period,
                            due_on=due,
                            left=workdays_left(on, due),
                            who=spoken(rule.by_whom),
                            owed=owed,
                            counted=rule.id == MONTHLY_RULE,
                        )
                    )
    return sorted(found, key=lambda duty: (duty.due_on, duty.rule.id, duty.region_code))


def _held_where(stations: Sequence[Station], *, on: date) -> list[tuple[RuleInForce, list[Station]]]:
    """Every rule in force at one of these stations, with the stations it holds at: a township may have ruled otherwise."""
    found: dict[tuple[str, str], tuple[RuleInForce, list[Station]]] = {}
    for station in stations:
        for each in rules_in_force(region_code=station.region_code, on=on):
            found.setdefault((each.pack.id, each.rule.id), (each, []))[1].append(station)
    return list(found.values())


def _owed(
    rule: Frequency,
    key: str,
    owner: Station | None,
    county: str,
    *,
    period: Period,
    due: date,
    on: date,
    sent: Mapping[tuple[UUID, date], Report],
    told: Mapping[tuple[str, UUID | None, str, date], DutyDone],
) -> Owed:
    region = owner.region_code if owner else county
    report = sent.get((owner.pk, period.first)) if owner and rule.id == MONTHLY_RULE else None
    said = told.get((region, owner.pk if owner else None, key, period.first))
    returned = report is not None and report.state == Report.State.RETURNED
    done = None if returned else report.first_signed_on if report else said.done_on if said else None
    return Owed(
        station=owner,
        region_code=region,
        done_on=done,
        late=(done or on) > due,
        returned=returned,
        report=report,
        note=said.note if said else "",
    )
