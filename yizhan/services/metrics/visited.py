"""Who was visited, and who was due."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat

from yizhan.clients.models import Client
from yizhan.clients.rules.visits import TOPIC
from yizhan.kernel.metric import metric, rate
from yizhan.kernel.period import Period
from yizhan.policy.book import shelf
from yizhan.policy.schema.times import Frequency
from yizhan.privacy.often import asked_often, of_stations
from yizhan.services.metrics.counting import VISIT, by_station, percent, records
from yizhan.services.models import (
    ServiceClient,
    ServiceRecord,
)


def _met(stations: Sequence[UUID], period: Period) -> QuerySet[ServiceClient]:
    return ServiceClient.objects.filter(
        station_id__in=stations,
        done_on__gte=period.first,
        done_on__lte=period.last,
        service__kind="VISIT",
        service__met=True,
        service__voided_at=None,
    )


_A_HOUSEHOLDS_DAY = Concat(
    Cast("done_on", CharField()),
    Value("/"),
    Cast(Coalesce("client__household_id", "client_id"), CharField()),
)


@metric(
    "services.visited_clients",
    label="探访人数",
    unit="人",
    says="期间内至少见到或联系到一次的服务对象，一人只计一次。",
)
def visited_clients(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, int]:
    return by_station(_met(stations, period), Count("client_id", distinct=True))


@metric(
    "services.visited_households",
    label="探访户次",
    unit="户次",
    says="期间内的探访按户计：同一户同一天不论见到几人都计1户次；没有登记户的，一人算一户。",
)
def visited_households(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, int]:
    return by_station(_met(stations, period), Count(_A_HOUSEHOLDS_DAY, distinct=True))


@metric(
    "services.high_risk_visited",
    label="高风险对象已探访",
    unit="人",
    says="现评为高风险、期间内至少见到或联系到一次的服务对象，一人只计一次。",
)
def high_risk_visited(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, int]:
    return by_station(_met(stations, period).filter(client__grade="HIGH"), Count("client_id", distinct=True))


@asked_often
def _met_in_all_ways(*, stations: Sequence[UUID], first: date, last: date) -> QuerySet[Any, Any]:
    met = _met(stations, Period(first, last)).order_by().values_list("station_id")
    return met.annotate(
        people=Count("client_id", distinct=True),
        households=Count(_A_HOUSEHOLDS_DAY, distinct=True),
        high_risk=Count("client_id", distinct=True, filter=Q(client__grade="HIGH")),
    )


def _met_at_once(
    *, names: Sequence[str], stations: Sequence[UUID], period: Period
) -> Mapping[str, Mapping[UUID, Any]]:
    """People, households and those graded high, out of one reading of the visits."""
    rows = list(of_stations(_met_in_all_ways, stations=stations, first=period.first, last=period.last))
    told: dict[str, Mapping[UUID, Any]] = {
        "services.visited_clients": {station: people for station, people, _, _ in rows},
        "services.visited_households": {station: households for station, _, households, _ in rows},
        "services.high_risk_visited": {station: high for station, _, _, high in rows if high},
    }
    return {name: told[name] for name in names}


for _of_visits in (visited_clients, visited_households, high_risk_visited):
    _of_visits.several = _met_at_once


def _visit_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[ServiceRecord]:
    return records(stations, period).filter(VISIT).order_by("-done_on", "-id")


for _each in (visited_clients, visited_households):
    _each.rows(_visit_rows)


@high_risk_visited.rows
def high_risk_visit_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[ServiceRecord]:
    """The visits at which somebody graded high was met, not those of everybody."""
    met = _met(stations, period).filter(client__grade="HIGH")
    return _visit_rows(stations=stations, period=period).filter(pk__in=met.values("service_id"))


def _monthly_rules() -> list[str]:
    """How files name the rules that ask for a visit every month or more often."""
    return [
        f"{pack.id}:{rule.id}"
        for pack in shelf()
        for rule in pack.rules
        if isinstance(rule, Frequency) and rule.topic == TOPIC and rule.per in ("周", "月")
    ]


def _uncounted_modes() -> dict[frozenset[str], list[str]]:
    """How files name the rules under which some ways of visiting do not count, by the modes that do not."""
    found: dict[frozenset[str], list[str]] = {}
    for pack in shelf():
        for rule in pack.rules:
            if isinstance(rule, Frequency) and rule.topic == TOPIC and rule.uncounted_modes:
                found.setdefault(rule.uncounted_modes, []).append(f"{pack.id}:{rule.id}")
    return found


@dataclass(frozen=True)
class _Rules:
    """How the rules of the shelf, as it stands, make a visit due; of the shape of a statement, not of its values."""

    monthly: tuple[str, ...]
    uncounted: tuple[tuple[frozenset[str], tuple[str, ...]], ...]

    @classmethod
    def of_the_shelf(cls) -> "_Rules":
        uncounted = ((modes, tuple(names)) for modes, names in _uncounted_modes().items())
        return cls(tuple(_monthly_rules()), tuple(uncounted))


def _due(stations: Sequence[UUID], period: Period, rules: _Rules | None = None) -> QuerySet[Client]:
    """Open files with a visit due in the period, each with `was_met`.

    A file whose rule asks monthly or more often is due in every period that begins after it was opened; another
    one when its due day lies in the period or before. Whoever was met is never left out. A call is no meeting for a
    file whose rule does not count calls.
    """
    rules = rules or _Rules.of_the_shelf()
    met = ServiceClient.objects.filter(
        Q(service__kind="VISIT") | Q(service__kind="ASSESSMENT", service__mode="AT_HOME"),
        client_id=OuterRef("pk"),
        done_on__gte=period.first,
        done_on__lte=period.last,
        service__met=True,
        service__voided_at=None,
    )
    strict = [
        When(visit_rule__in=names, then=Exists(met.exclude(service__mode__in=modes)))
        for modes, names in rules.uncounted
    ]
    was_met = Case(*strict, default=Exists(met), output_field=BooleanField())
    due = Q(visit_rule__in=rules.monthly, opened_on__lt=period.first) | Q(next_visit_on__lte=period.last)
    return (
        Client.objects.filter(station_id__in=stations, status="ACTIVE", opened_on__lte=period.last)
        .exclude(visit_rule="")
        .annotate(was_met=was_met)
        .filter(due | Q(was_met=True))
    )


_DUE = "在册、按规则期间内应探访的服务对象：按月或更勤的规则，建档次月起每月都算；其他规则，到期的才算；已经见到的都算"


@metric("services.visit_due", label="应探访", unit="人", says=f"{_DUE}。")
def visit_due(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, int]:
    return by_station(_due(stations, period), Count("id"))


@metric(
    "services.visit_met",
    label="应探访中已见到",
    unit="人",
    says=f"{_DUE}；其中期间内至少见到或联系到一次的人数，上门评估也算见到，规则写明不计的方式（如电话）不算。",
)
def visit_met(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, int]:
    return by_station(_due(stations, period), Count("id", filter=Q(was_met=True)))


@rate(
    "services.visit_rate",
    label="探访率",
    says=f"期间内至少见到或联系到一次（上门评估也算，规则写明不计的方式不算）的人数，占应探访人数的百分比，保留一位小数。应探访：{_DUE}。",
)
def visit_rate(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, tuple[int, int]]:
    rows = _due(stations, period).order_by().values_list("station_id")
    both = rows.annotate(due=Count("id"), seen=Count("id", filter=Q(was_met=True)))
    return {station: (seen, due) for station, due, seen in both}


@visit_due.rows
def due_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[Client]:
    return _due(stations, period).order_by("next_visit_on", "id")


@visit_met.rows
def met_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[Client]:
    return _due(stations, period).filter(Q(was_met=True)).order_by("next_visit_on", "id")


@visit_rate.rows
def rate_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[Client]:
    """Everybody who was due: those nobody has met yet come first, each says whether it was met."""
    return _due(stations, period).order_by(F("was_met"), "next_visit_on", "id")


@asked_often
def _due_and_seen(*, stations: Sequence[UUID], first: date, last: date, rules: _Rules) -> QuerySet[Any, Any]:
    return (
        _due(stations, Period(first, last), rules)
        .order_by()
        .values_list("station_id")
        .annotate(due=Count("id"), seen=Count("id", filter=Q(was_met=True)))
    )


def _due_at_once(
    *, names: Sequence[str], stations: Sequence[UUID], period: Period
) -> Mapping[str, Mapping[UUID, Any]]:
    """Due, met and the rate out of one reading of the files."""
    rows = list(
        of_stations(
            _due_and_seen,
            stations=stations,
            first=period.first,
            last=period.last,
            rules=_Rules.of_the_shelf(),
        )
    )
    told: dict[str, Mapping[UUID, Any]] = {
        "services.visit_due": {station: due for station, due, _seen in rows},
        "services.visit_met": {station: seen for station, _due, seen in rows},
        "services.visit_rate": {station: percent(seen, due) for station, due, seen in rows if due},
    }
    return {name: told[name] for name in names}


for _of_due in (visit_due, visit_met, visit_rate):
    _of_due.several = _due_at_once
