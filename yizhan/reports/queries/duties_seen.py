"""What was seen to be done of the duties, and by whom it was told before duties were rows."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from yizhan.kernel.happened import LOOKS, TOLD_TOO, Happened
from yizhan.kernel.period import Period
from yizhan.policy.book import rules_in_force
from yizhan.policy.schema.times import Deadline
from yizhan.reports.models import Duty, DutyDone
from yizhan.reports.queries import happened as _registers  # noqa: F401
from yizhan.reports.rules.duties import DIGITS
from yizhan.stations.models import Station


@dataclass
class Facts:
    """What the looks answered for one region and span, asked once per word."""

    region: str
    span: Period
    _told: dict[str, list[Happened]] = field(default_factory=dict)
    _placed: dict[str, dict[object, list[Happened]]] = field(default_factory=dict)

    def of(self, word: str) -> list[Happened]:
        if word not in self._told:
            look = LOOKS.get(word)
            found = (
                []
                if look is None
                else sorted(look(region=self.region, span=self.span), key=lambda one: one.on)
            )
            self._told[word] = found
        return self._told[word]

    def at(self, word: str, place: object) -> list[Happened]:
        """Those of one station, office or subject, the earliest first."""
        if word not in self._placed:
            by_place: dict[object, list[Happened]] = defaultdict(list)
            for fact in self.of(word):
                by_place[fact.station_id or fact.region_code].append(fact)
                if fact.subject_id is not None:
                    by_place[fact.subject_id].append(fact)
            self._placed[word] = by_place
        return self._placed[word].get(place, [])


def fact_for(duty: Duty, *, facts: Facts, end_words: dict[str, str]) -> Happened | None:
    """The fact that shows it done: the first that was not sent back; the last one where all were.

    end_words  by rule (pack:id), the word of the deadline's end
    """
    if duty.event_id is not None:
        those = facts.at(end_words.get(duty.rule, ""), duty.event_id)
    else:
        those = [
            fact for fact in facts.at(duty.rule_id, duty.station_id or duty.region_code) if _is_of(duty, fact)
        ]
    standing = [fact for fact in those if not fact.returned]
    return standing[0] if standing else those[-1] if those else None


def _is_of(duty: Duty, fact: Happened) -> bool:
    if fact.station_id != duty.station_id:
        return False
    if fact.part:
        return fact.part == duty.part and fact.period_first == duty.period_first_on
    if fact.period_first is not None and not duty.part:
        return fact.period_first == duty.period_first_on
    first = duty.opens_on if duty.part else min(duty.opens_on, duty.period_first_on or duty.opens_on)
    return (
        first
        <= fact.on
        <= (duty.due_on if duty.part else max(duty.due_on, duty.period_last_on or duty.due_on))
    )


def can_be_seen(duty: Duty, *, end_words: dict[str, str]) -> bool:
    """Whether the product keeps what shows it done."""
    return _word(duty, end_words) in LOOKS


def needs_no_telling(duty: Duty, *, end_words: dict[str, str]) -> bool:
    """Whether it is done nowhere but here, so that nobody is asked to tell."""
    word = _word(duty, end_words)
    return word in LOOKS and word not in TOLD_TOO


def _word(duty: Duty, end_words: dict[str, str]) -> str:
    return end_words.get(duty.rule, "") if duty.event_id else duty.rule_id


def end_words_of(*, region: str, on: date) -> dict[str, str]:
    """The word of the end of every deadline in force somewhere in the region."""
    codes = {
        region,
        *Station.objects.filter(region_code__startswith=region).values_list("region_code", flat=True),
    }
    if len(region) < DIGITS["county"]:
        codes = {region}
    return {
        each.rule.ref: each.rule.end_event
        for code in codes
        for each in rules_in_force(region_code=code, on=on)
        if isinstance(each.rule, Deadline)
    }


def told_before(*, region: str, since: date) -> dict[tuple[str, UUID | None, str, date], DutyDone]:
    """What people told before duties were rows, by region, station, rule and period."""
    return {
        (row.region_code, row.station_id, row.rule, row.period_first_on): row
        for row in DutyDone.objects.filter(region_code__startswith=region, period_first_on__gte=since)
    }


def regions_touched(*, span: Period) -> list[str]:
    """Counties in which something happened in the span that the calendar does not show yet; reads only."""
    facts = Facts("", span)
    found: set[str] = set()
    shown: dict[UUID, tuple[str, date | None]] = {}
    seen = [fact for word in LOOKS for fact in facts.of(word)]
    for fact_id, state, received in Duty.objects.filter(
        fact_id__in=[fact.id for fact in seen if fact.id is not None]
    ).values_list("fact_id", "state", "received_on"):
        assert fact_id is not None
        shown[fact_id] = (state, received)
    events = set(
        Duty.objects.filter(event_id__in=[fact.subject_id for fact in seen if fact.subject_id]).values_list(
            "event_id", flat=True
        )
    )
    starts: dict[str, set[str]] = {}
    for word in LOOKS:
        for fact in facts.of(word):
            county = fact.region_code[:6]
            if county in found:
                continue
            if fact.id is not None:
                now = shown.get(fact.id)
                if now is not None:
                    if (now[0] == "RETURNED", now[1]) != (fact.returned, fact.received_on):
                        found.add(county)
                    continue
                if _awaited(fact, word):
                    found.add(county)
            elif fact.subject_id not in events:
                if county not in starts:
                    rules = rules_in_force(region_code=fact.region_code, on=span.last)
                    starts[county] = {
                        each.rule.start_event for each in rules if isinstance(each.rule, Deadline)
                    }
                if word in starts[county]:
                    found.add(county)
    return sorted(found)


def _awaited(fact: Happened, word: str) -> bool:
    """Whether an open duty waits for it."""
    rows = Duty.objects.filter(state__in=("OPEN", "LATE", "RETURNED"))
    if fact.subject_id is not None and rows.filter(event_id=fact.subject_id).exists():
        return True
    rows = rows.filter(rule_id=word)
    place = (
        rows.filter(station_id=fact.station_id)
        if fact.station_id
        else rows.filter(region_code=fact.region_code)
    )
    if fact.period_first is not None:
        return place.filter(period_first_on=fact.period_first).exists()
    return place.filter(opens_on__lte=fact.on).exists()
