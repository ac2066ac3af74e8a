"""Facts for the questions about records: only of workers whose records changed, and no text leaves this file.

Texts are opened one by one, turned into keyed digests that are good for nothing but comparing, and forgotten.
"""
# ruff: noqa: ARG001  # every question is asked with the same words

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Length
from django.utils.timezone import get_default_timezone

from yizhan.kernel.period import Period
from yizhan.oversight.queries.warnings_matters import MOST, Seen
from yizhan.oversight.rules.quality import (
    Oddity,
    Shot,
    Typed,
    Written,
    heaps,
    place_of,
    same_minute,
    same_photo,
    same_place,
    same_text,
    too_fast,
)
from yizhan.policy.book import rules_in_force
from yizhan.policy.schema.times import Frequency
from yizhan.policy.schema.warnings import WarningRule
from yizhan.privacy.fields import digest
from yizhan.services.models import ServicePhoto, ServiceRecord

PURPOSE = "oversight.same-text"
SHOTS_BACK = 2
"""Days before the change from which photos are held against each other: those of one day and the day before."""
CHUNK = 5_000
MONTHLY = "reports.monthly_on_time"
"""The figure that a rule about the monthly report is judged by."""


class Asker(Protocol):
    """The workers whose records were looked at, and what is odd about them."""

    def __call__(
        self, *, stations: Sequence[UUID], on: date, since: datetime, rule: WarningRule
    ) -> tuple[set[UUID], list[Seen]]: ...


def _changed(stations: Sequence[UUID], since: datetime) -> QuerySet[ServiceRecord]:
    return ServiceRecord.objects.filter(station_id__in=stations, changed_at__gte=since)


def _writers(stations: Sequence[UUID], since: datetime) -> dict[UUID, UUID]:
    """Worker -> station of everybody with a record that changed."""
    return dict(_changed(stations, since).order_by().values_list("worker_id", "station_id").distinct())


def texts(
    *, stations: Sequence[UUID], on: date, since: datetime, rule: WarningRule
) -> tuple[set[UUID], list[Seen]]:
    """Only texts as long as some other of the same worker are opened: equal texts are equally long when sealed."""
    workers = _writers(stations, since)
    least, letters = int(rule.threshold or 0), int(rule.param("字数"))
    rows = (
        ServiceRecord.objects.filter(
            worker_id__in=workers,
            done_on__gt=on - timedelta(days=int(rule.param("天数"))),
            done_on__lte=on,
            voided_at=None,
        )
        .annotate(size=Length("note"))
        .filter(size__gt=letters)
        .order_by()
    )
    sized = list(rows.values_list("pk", "worker_id", "size"))
    often = Counter((worker, size) for _pk, worker, size in sized)
    alike = [pk for pk, worker, size in sized if often[worker, size] >= least]
    written = []
    for start in range(0, len(alike), CHUNK):
        some = ServiceRecord.objects.filter(pk__in=alike[start : start + CHUNK]).order_by()
        for pk, worker, note in some.values_list("pk", "worker_id", "note"):
            text = "".join(note.split())
            written.append(Written(pk, worker, digest(text, purpose=PURPOSE), len(text)))
    return set(workers), _seen(same_text(written, least=least, letters=letters), workers)


def heaped(
    *, stations: Sequence[UUID], on: date, since: datetime, rule: WarningRule
) -> tuple[set[UUID], list[Seen]]:
    """By the day a record came in, as the clock of this program had it.

    截止前天数: only what came in on the last days before a monthly report was due, the due day among them; a region whose
    papers name no such day is asked nothing.
    """
    workers = _writers(stations, since)
    late, zone = int(rule.param("迟记天数")), get_default_timezone()
    ahead = rule.params.get("截止前天数")
    rows = (
        _changed(stations, since)
        .filter(recorded_at__gte=since, voided_at=None, done_on__lte=on - timedelta(days=late))
        .order_by()
        .values_list("pk", "worker_id", "done_on", "recorded_at", "region_code")
    )
    came = [(pk, worker, done, at.astimezone(zone).date(), code) for pk, worker, done, at, code in rows]
    typed = [
        Typed(pk, worker, done, day)
        for pk, worker, done, day, code in came
        if ahead is None or is_before_a_report(day, region_code=code, days=int(ahead))
    ]
    return set(workers), _seen(heaps(typed, least=int(rule.threshold or 0), late=late), workers)


def is_before_a_report(day: date, *, region_code: str, days: int) -> bool:
    """Whether it is the last day for a monthly report of the region, or one of so many days before it."""
    span = Period(day, day + timedelta(days=days))
    return any(
        rule.due_day(month) in span
        for rule in (each.rule for each in rules_in_force(region_code=region_code, on=day))
        if isinstance(rule, Frequency) and rule.measure == MONTHLY and not rule.pending
        for month in rule.periods(Period(span.first - timedelta(days=62), span.last))
    )


def photos(
    *,
    stations: Sequence[UUID],
    on: date,
    since: datetime,
    rule: WarningRule,
) -> tuple[set[UUID], list[Seen]]:
    """Pictures added since then against all pictures there are, whoever added them."""
    added = _pictures().filter(station_id__in=stations, recorded_at__gte=since)
    workers = dict(added.order_by().values_list("service__worker_id", "station_id").distinct())
    shas = list(added.order_by().values_list("sha256", flat=True).distinct())
    shots = []
    for start in range(0, len(shas), CHUNK):
        same = _pictures().filter(sha256__in=shas[start : start + CHUNK]).order_by()
        shots += [
            Shot(record, worker, sha)
            for record, worker, sha in same.values_list("service_id", "service__worker_id", "sha256")
        ]
    return set(workers), _seen(same_photo(shots, least=int(rule.threshold or 0)), workers)


def minutes(
    *,
    stations: Sequence[UUID],
    on: date,
    since: datetime,
    rule: WarningRule,
) -> tuple[set[UUID], list[Seen]]:
    workers, shots = _shots(stations, since)
    return set(workers), _seen(same_minute(shots, least=int(rule.threshold or 0)), workers)


def places(
    *,
    stations: Sequence[UUID],
    on: date,
    since: datetime,
    rule: WarningRule,
) -> tuple[set[UUID], list[Seen]]:
    workers, shots = _shots(stations, since)
    found = same_place(shots, least=int(rule.threshold or 0), within=rule.param("米"))
    return set(workers), _seen(found, workers)


def speeds(
    *,
    stations: Sequence[UUID],
    on: date,
    since: datetime,
    rule: WarningRule,
) -> tuple[set[UUID], list[Seen]]:
    workers, shots = _shots(stations, since)
    found = too_fast(shots, over=rule.threshold or Decimal(0), beyond=rule.param("米"))
    return set(workers), _seen(found, workers)


def _pictures() -> QuerySet[ServicePhoto]:
    return ServicePhoto.objects.filter(removed_at=None, service__voided_at=None)


def _shots(stations: Sequence[UUID], since: datetime) -> tuple[dict[UUID, UUID], list[Shot]]:
    """Photos with a time of everybody who added one, from the day before on; those of an earlier day stay as they were."""
    zone = get_default_timezone()
    added = _pictures().filter(station_id__in=stations, recorded_at__gte=since, taken_at__isnull=False)
    workers = dict(added.order_by().values_list("service__worker_id", "station_id").distinct())
    rows = _pictures().filter(
        Q(service__worker_id__in=workers),
        taken_at__gte=since - timedelta(days=SHOTS_BACK),
    )
    told = rows.order_by().values_list("service_id", "service__worker_id", "sha256", "taken_at", "place")
    return workers, [
        Shot(record, worker, sha, at.astimezone(zone), place_of(place or ""))
        for record, worker, sha, at, place in told
        if at is not None
    ]


def _seen(odd: Iterable[Oddity], workers: dict[UUID, UUID]) -> list[Seen]:
    return [
        Seen(
            "WORKER",
            each.worker,
            each.figure,
            station_id=workers[each.worker],
            key=each.key,
            evidence=tuple(("service", record) for record in each.records[:MOST]),
        )
        for each in odd
        if each.worker in workers
    ]


QUESTIONS: dict[str, Asker] = {
    "文字雷同": texts,
    "照片雷同": photos,
    "地点雷同": places,
    "时刻雷同": minutes,
    "行程过快": speeds,
    "集中补录": heaped,
}
