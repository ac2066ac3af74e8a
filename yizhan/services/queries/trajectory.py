"""The service trajectory (服务轨迹): day by day what was served, for whoever buys the service, at any time.

Read from the service records themselves, so that nobody reports anything. No client, no note, no address and no place
on a map comes out of here: kinds, numbers, minutes, and whether it was at home, at the station or elsewhere.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Count, F, Max, Q, QuerySet, Sum

from yizhan.kernel.actor import Actor
from yizhan.kernel.period import Period
from yizhan.services.models import ServiceRecord, Session
from yizhan.services.rules.trajectory import COARSE, Gap, gaps, workdays_of
from yizhan.workforce.models import Worker

VIEW = "services.view_trajectory"
MOST = 60


@dataclass(frozen=True)
class Served:
    """One kind of service of one day."""

    kind: str
    where: str
    times: int
    reached: int
    minutes: int


@dataclass
class Day:
    """One day with what was served on it."""

    on: date
    served: list[Served] = field(default_factory=list)

    @property
    def times(self) -> int:
        return sum(each.times for each in self.served)

    @property
    def minutes(self) -> int:
        return sum(each.minutes for each in self.served)

    @property
    def reached(self) -> int:
        return sum(each.reached for each in self.served)


@dataclass(frozen=True)
class Overdue:
    """A session that was planned for a day that is past, neither held nor cancelled."""

    programme_id: UUID
    title: str
    no: int
    planned_on: date
    station: str


@dataclass(frozen=True)
class Elsewhere:
    """The same person in another post, as far as this reader may see."""

    worker_id: UUID
    station: str
    post: str
    first: date
    last: date | None
    times: int


@dataclass(frozen=True)
class Trajectory:
    """What one worker served in a span of days."""

    worker: Worker
    span: Period
    days: list[Day]
    gaps: list[Gap]
    workdays: int
    late: int
    overdue: list[Overdue]
    elsewhere: list[Elsewhere]
    newest: date | None

    @property
    def times(self) -> int:
        return sum(day.times for day in self.days)

    @property
    def minutes(self) -> int:
        return sum(day.minutes for day in self.days)

    @property
    def reached(self) -> int:
        return sum(day.reached for day in self.days)

    @property
    def days_without(self) -> int:
        return sum(gap.workdays for gap in self.gaps)

    @property
    def kinds(self) -> list[tuple[str, int, int]]:
        """Kind, times, minutes; the most frequent first."""
        counted: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for day in self.days:
            for each in day.served:
                counted[each.kind][0] += each.times
                counted[each.kind][1] += each.minutes
        return sorted(
            ((kind, times, minutes) for kind, (times, minutes) in counted.items()), key=lambda row: -row[1]
        )


def _records(actor: Actor, span: Period) -> QuerySet[ServiceRecord]:
    return ServiceRecord.objects.visible_to(actor, VIEW).filter(
        done_on__range=(span.first, span.last), voided_at=None
    )


def _days(rows: QuerySet[ServiceRecord]) -> list[Day]:
    """One question: days, kinds and modes counted by the database."""
    kinds, found = dict(ServiceRecord.Kind.choices), dict[date, Day]()
    counted = (
        rows.order_by()
        .values("done_on", "kind", "mode")
        .annotate(
            times=Count("id"),
            minutes_sum=Sum("minutes"),
            reached_sum=Sum(F("clients_count") + F("participants_count"), filter=Q(met=True)),
        )
        .order_by("-done_on", "kind", "mode")
    )
    for row in counted:
        day = found.setdefault(row["done_on"], Day(row["done_on"]))
        day.served.append(
            Served(
                str(kinds[row["kind"]]),
                COARSE[row["mode"]],
                row["times"],
                row["reached_sum"] or 0,
                row["minutes_sum"],
            )
        )
    return list(found.values())


def in_post_during(worker: Worker, span: Period) -> Period | None:
    """The days of the span on which she was in post."""
    first = max(span.first, worker.started_on)
    last = min(span.last, worker.ended_on) if worker.ended_on is not None else span.last
    return Period(first, last) if first <= last else None


def trajectory_of(*, actor: Actor, worker: Worker, span: Period, on: date) -> Trajectory:
    """One worker; five questions, whatever the span. The caller has found the worker in sight."""
    rows = _records(actor, span).filter(worker=worker)
    days = _days(rows)
    inside = in_post_during(worker, span)
    told = rows.aggregate(late=Count("id", filter=~Q(late_reason="")), newest=Max("done_on"))
    return Trajectory(
        worker,
        span,
        days,
        gaps(served={day.on for day in days}, span=inside, today=on) if inside else [],
        workdays_of(inside, today=on) if inside else 0,
        told["late"],
        overdue_sessions(actor=actor, span=span, on=on, worker_ids=[worker.pk]),
        _elsewhere(actor, worker, span),
        told["newest"],
    )


def overdue_sessions(
    *,
    actor: Actor,
    span: Period,
    on: date,
    worker_ids: Collection[UUID] | None = None,
    station_ids: Collection[UUID] | None = None,
) -> list[Overdue]:
    """Planned sessions whose day is past and that were neither held nor cancelled: where the plan is not carried out."""
    rows = (
        Session.objects.visible_to(actor, VIEW)
        .filter(state=Session.State.PLANNED, planned_on__range=(span.first, span.last), planned_on__lt=on)
        .exclude(programme__state__in=("CANCELLED", "DRAFT", "RETURNED"))
    )
    if worker_ids is not None:
        rows = rows.filter(programme__worker__in=worker_ids)
    if station_ids is not None:
        rows = rows.filter(station__in=station_ids)
    return [
        Overdue(*row)
        for row in rows.order_by("planned_on", "id").values_list(
            "programme_id", "programme__title", "no", "planned_on", "station__short_name"
        )[:MOST]
    ]


def _elsewhere(actor: Actor, worker: Worker, span: Period) -> list[Elsewhere]:
    """Other posts of the same identity number that overlap the span, with what was recorded there."""
    others = list(
        Worker.objects.visible_to(actor, VIEW)
        .filter(id_digest=worker.id_digest, started_on__lte=span.last)
        .filter(Q(ended_on__isnull=True) | Q(ended_on__gte=span.first))
        .exclude(pk=worker.pk)
        .select_related("station")[:20]
    )
    if not others:
        return []
    counted = dict(
        _records(actor, span)
        .filter(worker__in=others)
        .order_by()
        .values("worker_id")
        .annotate(n=Count("id"))
        .values_list("worker_id", "n")
    )
    return [
        Elsewhere(
            other.pk,
            other.station.short_name,
            str(other.get_post_display()),
            other.started_on,
            other.ended_on,
            counted.get(other.pk, 0),
        )
        for other in others
    ]


@dataclass(frozen=True)
class WorkerRow:
    """One worker of a project in the span."""

    worker: Worker
    times: int
    minutes: int
    reached: int
    today: int
    newest: date | None
    days_served: int
    gaps: list[Gap]
    workdays: int

    @property
    def days_without(self) -> int:
        return sum(gap.workdays for gap in self.gaps)


@dataclass(frozen=True)
class ProjectTrajectory:
    """What the workers of a project served in a span, worker by worker and day by day."""

    span: Period
    rows: list[WorkerRow]
    days: list[tuple[date, int]]
    overdue: list[Overdue]
    late: int

    @property
    def times(self) -> int:
        return sum(row.times for row in self.rows)

    @property
    def minutes(self) -> int:
        return sum(row.minutes for row in self.rows)

    @property
    def today(self) -> int:
        return sum(row.today for row in self.rows)

    @property
    def most(self) -> int:
        return max((times for _day, times in self.days), default=0)


def project_trajectory(
    *, actor: Actor, workers: Sequence[Worker], span: Period, on: date
) -> ProjectTrajectory:
    """Two questions for all workers together: their days, and the sessions not held."""
    people = {worker.pk: worker for worker in workers if in_post_during(worker, span) is not None}
    counted = (
        _records(actor, span)
        .filter(worker__in=people)
        .order_by()
        .values("worker_id", "done_on")
        .annotate(
            times=Count("id"),
            minutes_sum=Sum("minutes"),
            reached_sum=Sum(F("clients_count") + F("participants_count"), filter=Q(met=True)),
            late=Count("id", filter=~Q(late_reason="")),
        )
    )
    by_worker: dict[UUID, dict[date, tuple[int, int, int]]] = defaultdict(dict)
    by_day: dict[date, int] = defaultdict(int)
    late = 0
    for row in counted:
        by_worker[row["worker_id"]][row["done_on"]] = (
            row["times"],
            row["minutes_sum"],
            row["reached_sum"] or 0,
        )
        by_day[row["done_on"]] += row["times"]
        late += row["late"]
    return ProjectTrajectory(
        span,
        [_row(worker, by_worker[pk], span, on) for pk, worker in people.items()],
        sorted(by_day.items()),
        overdue_sessions(
            actor=actor, span=span, on=on, station_ids={worker.station_id for worker in people.values()}
        ),
        late,
    )


def _row(worker: Worker, days: dict[date, tuple[int, int, int]], span: Period, on: date) -> WorkerRow:
    inside = in_post_during(worker, span)
    assert inside is not None
    return WorkerRow(
        worker,
        sum(times for times, _minutes, _reached in days.values()),
        sum(minutes for _times, minutes, _reached in days.values()),
        sum(reached for _times, _minutes, reached in days.values()),
        days.get(on, (0, 0, 0))[0],
        max(days, default=None),
        len(days),
        gaps(served=days, span=inside, today=on),
        workdays_of(inside, today=on),
    )
