"""Trainings in sight, one training, and how long each worker studied in the period of her certificate (学时台账)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Prefetch, QuerySet, Sum

from yizhan.kernel.actor import Actor
from yizhan.kernel.period import Period
from yizhan.policy.schema.measures import AtLeast
from yizhan.services.models import Training, TrainingAttendance
from yizhan.services.rules.trainings import hours, hours_rule, registration_period
from yizhan.workforce.models import Certificate, Worker
from yizhan.workforce.queries import in_post

VIEW, WRITE = "services.view", "services.record_training"


def trainings(*, actor: Actor, verb: str = VIEW) -> QuerySet[Training]:
    """Those in sight, each with `workers_count`."""
    return (
        Training.objects.visible_to(actor, verb)
        .select_related("station", "service", "service__worker")
        .annotate(workers_count=Count("attendances"))
    )


def training_for(*, actor: Actor, training_id: UUID) -> Training:
    """Training.DoesNotExist: out of sight."""
    return trainings(actor=actor).get(pk=training_id)


def attendances_of(training: Training) -> list[TrainingAttendance]:
    """The caller has found the training through `visible_to`."""
    return list(training.attendances.select_related("worker").order_by("recorded_at", "id"))


def same_course(*, actor: Actor, training: Training) -> list[Training]:
    """The other stations in sight that were at it."""
    rows = trainings(actor=actor).filter(course=training.course).exclude(pk=training.pk)
    return list(rows.order_by("region_code", "id")[:60])


def team_to_name(*, actor: Actor, on: date, station_id: UUID | None = None, most: int = 300) -> list[Worker]:
    """Workers who may have been there: of one station, or of all in sight, station by station."""
    rows = in_post(Worker.objects.visible_to(actor, WRITE), on)
    if station_id:
        rows = rows.filter(station_id=station_id)
    return list(rows.select_related("station").order_by("region_code", "station_id", "post", "id")[:most])


@dataclass(frozen=True)
class Studied:
    """What a worker studied in the running period of one certificate.

    period  None: nobody wrote down until when it is registered
    rule    None: no paper asks for a number of hours
    """

    certificate: Certificate
    period: tuple[date, date] | None
    hours: Decimal
    rule: AtLeast | None

    @property
    def missing(self) -> Decimal | None:
        """Hours still to study; None where nothing is asked."""
        if self.rule is None or self.rule.value is None:
            return None
        return max(Decimal(0), self.rule.value - self.hours)

    @property
    def state(self) -> str:
        """good: enough; idle: still to do, or nothing asked; warn: within a year of the end; said by the page."""
        if self.missing is None:
            return "idle"
        return "good" if not self.missing else "warn"


@dataclass(frozen=True)
class Ledger:
    """One worker's line of the ledger: hours of all training in the span, and what counts for her certificate."""

    worker: Worker
    times: int
    hours: Decimal
    studied: Studied | None


def standing() -> QuerySet[TrainingAttendance]:
    """Attendances of trainings whose record still counts."""
    return TrainingAttendance.objects.filter(training__service__voided_at=None)


def ledger(*, workers: Iterable[Worker], span: Period, on: date) -> list[Ledger]:
    """The lines of these workers, in their order; three questions, whatever their number. The caller saw to it that
    they are in sight. A person who changed her station keeps what she studied there: it follows her identity number."""
    people = list(workers)
    same = defaultdict(list)
    twins = Worker.objects.filter(id_digest__in={one.id_digest for one in people})
    for pk, mark in twins.values_list("pk", "id_digest"):
        same[mark].append(pk)
    held: dict[str, Certificate] = {}
    order = list(Certificate.Level.values)
    for certificate in Certificate.objects.filter(
        worker__in=[pk for pks in same.values() for pk in pks]
    ).select_related("worker"):
        mark = certificate.worker.id_digest
        if mark not in held or order.index(certificate.level) > order.index(held[mark].level):
            held[mark] = certificate
    rows = (
        standing()
        .filter(worker__in=[pk for pks in same.values() for pk in pks])
        .values_list("worker_id", "minutes", "result", "training__continuing", "training__service__done_on")
    )
    learnt = defaultdict(list)
    for worker_id, minutes, result, continuing, day in rows:
        learnt[worker_id].append((minutes, result == "PASSED" and continuing, day))
    found = []
    for one in people:
        mine = [row for pk in same[one.id_digest] for row in learnt[pk]]
        within = [row for row in mine if row[2] in span]
        best = held.get(one.id_digest)
        studied = _studied(best, mine, one.region_code, on) if best is not None else None
        found.append(Ledger(one, len(within), hours(sum(row[0] for row in within)), studied))
    return found


def _studied(
    certificate: Certificate, mine: list[tuple[int, bool, date]], region_code: str, on: date
) -> Studied:
    period = registration_period(
        issued_on=certificate.issued_on,
        registered_on=certificate.registered_on,
        expires_on=certificate.expires_on,
    )
    counted = sum(
        minutes
        for minutes, counts, day in mine
        if counts and period is not None and period[0] <= day <= period[1]
    )
    rule = hours_rule(level=certificate.level, region_code=region_code, on=on)
    return Studied(certificate, period, hours(counted), rule)


def studies_of(*, actor: Actor, worker: Worker, most: int = 60) -> list[TrainingAttendance]:
    """What one worker was at, the latest first; of the stations this reader sees."""
    rows = TrainingAttendance.objects.visible_to(actor, VIEW).filter(worker__id_digest=worker.id_digest)
    return list(
        rows.filter(training__service__voided_at=None)
        .select_related("training__service", "training__station")
        .order_by("-training__service__done_on", "-id")[:most]
    )


def trained_people(*, actor: Actor, span: Period) -> dict[str, int]:
    """Person-times of a span by who they were, over the stations in sight: workers, volunteers, heads, others."""
    rows = Training.objects.visible_to(actor, VIEW).filter(
        service__voided_at=None, service__done_on__gte=span.first, service__done_on__lte=span.last
    )
    sums = rows.aggregate(
        volunteers=Sum("volunteers_count"), heads=Sum("heads_count"), others=Sum("others_count")
    )
    workers = TrainingAttendance.objects.filter(training__in=rows).count()
    return {"workers": workers, **{name: count or 0 for name, count in sums.items()}}


def with_people(rows: QuerySet[Training]) -> QuerySet[Training]:
    """For the export: with the names of who was there."""
    return rows.prefetch_related(
        Prefetch(
            "attendances", TrainingAttendance.objects.select_related("worker").order_by("recorded_at", "id")
        )
    )
