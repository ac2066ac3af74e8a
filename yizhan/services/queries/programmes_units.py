"""Which groups and activities count as one, for many stations at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import F, Q

from yizhan.kernel.period import Period
from yizhan.policy.schema.units import UnitMinimum
from yizhan.services.models import ServiceRecord, Session
from yizhan.services.rules.units import Held, Unit, counting, unit_rule


@dataclass
class _Rules:
    """The rule of a region on a day, asked once."""

    unit: Unit
    known: dict[tuple[str, date], UnitMinimum | None] = field(default_factory=dict)

    def of(self, region_code: str, on: date) -> UnitMinimum | None:
        key = (region_code, on)
        if key not in self.known:
            self.known[key] = unit_rule(self.unit, region_code=region_code, on=on)
        return self.known[key]


def groups_counted(*, stations: Sequence[UUID], period: Period) -> list[tuple[UUID, UUID]]:
    """(station, group) of the groups that began to count in the period; judged by the rule of the period's last day.

    One query: a line for everybody who came to a session of a group that met in the period.
    """
    met = Session.objects.filter(
        station_id__in=stations,
        state=Session.State.HELD,
        service__voided_at=None,
        service__done_on__gte=period.first,
        service__done_on__lte=period.last,
        programme__kind="GROUP",
    ).values("programme_id")
    lines = (
        Session.objects.filter(
            programme_id__in=met,
            state=Session.State.HELD,
            service__voided_at=None,
            service__done_on__lte=period.last,
        )
        .annotate(reached=F("service__clients_count") + F("service__participants_count"))
        .order_by("service__done_on", "pk")
        .values_list(
            "station_id",
            "region_code",
            "programme_id",
            "pk",
            "service__done_on",
            "service__minutes",
            "reached",
            "attendance__participant_id",
            "attendance__mark",
        )
    )
    rules = _Rules("小组")
    return [
        (station_id, programme_id)
        for (station_id, region_code, programme_id), held in _meetings(lines).items()
        if (counted := counting("小组", held, rules.of(region_code, period.last)).counted_on)
        and counted >= period.first
    ]


def _meetings(lines: Iterable[tuple[object, ...]]) -> dict[tuple[UUID, str, UUID], list[Held]]:
    people: dict[object, set[object]] = {}
    sessions: dict[tuple[UUID, str, UUID], dict[object, tuple[date, int, int]]] = {}
    for station_id, region_code, programme_id, session_id, done_on, minutes, reached, who, mark in lines:
        group = sessions.setdefault((station_id, region_code, programme_id), {})  # type: ignore[arg-type]
        group[session_id] = (done_on, minutes, reached)  # type: ignore[assignment]
        there = people.setdefault(session_id, set())
        if who is not None and mark != "ABSENT":
            there.add(who)
    return {
        key: [
            Held(on, minutes, frozenset(people[session_id]), max(0, reached - len(people[session_id])))
            for session_id, (on, minutes, reached) in group.items()
        ]
        for key, group in sessions.items()
    }


def activities_counted(*, stations: Sequence[UUID], period: Period) -> list[tuple[UUID, UUID]]:
    """(station, record) of the activities of the period that count, whether planned beforehand or only recorded."""
    rules = _Rules("活动")
    found = []
    for pk, station_id, region_code, done_on, minutes, came in (
        ServiceRecord.objects.filter(
            Q(programme_session=None) | Q(programme_session__programme__kind="ACTIVITY"),
            station_id__in=stations,
            kind="ACTIVITY",
            done_on__gte=period.first,
            done_on__lte=period.last,
            voided_at=None,
        )
        .annotate(came=F("clients_count") + F("participants_count"))
        .values_list("pk", "station_id", "region_code", "done_on", "minutes", "came")
    ):
        held = [Held(done_on, minutes, others=came)]
        if counting("活动", held, rules.of(region_code, period.last)).counts:
            found.append((station_id, pk))
    return found
