"""Who is due for a visit, and what was promised."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from django.db.models import Count, Min, Prefetch, Q, QuerySet

from yizhan.clients.models import Client
from yizhan.kernel.actor import Actor
from yizhan.services.models import (
    ServiceClient,
    ServiceRecord,
)
from yizhan.services.queries.records import VIEW
from yizhan.workforce.models import Worker


def visits_made(*, client_ids: Collection[UUID], since: date) -> Iterable[tuple[UUID, date, str]]:
    """(client, day, mode) of everything that counts as a visit (`rules.records.counts_as_visit`)."""
    return (
        ServiceClient.objects.filter(
            Q(service__kind="VISIT") | Q(service__kind="ASSESSMENT", service__mode="AT_HOME"),
            client_id__in=client_ids,
            done_on__gte=since,
            service__met=True,
            service__voided_at=None,
        )
        .order_by("-done_on")
        .values_list("client_id", "done_on", "service__mode")
    )


# --- who is due ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Village:
    """Clients to be seen in one village, overdue first."""

    name: str
    clients: list[Client]
    overdue: int


def due_visits(
    *,
    actor: Actor,
    on: date,
    until: date,
    station_id: UUID | None = None,
    verb: str = "clients.view",
    most: int = 200,
) -> list[Village]:
    """Open files whose next visit is due by `until`, by village, because one walks by village."""
    files = Client.objects.visible_to(actor, verb).active().filter(next_visit_on__lte=until)
    if station_id:
        files = files.filter(station_id=station_id)
    rows = list(
        files.select_related("station")
        .prefetch_related(Prefetch("classes"))
        .defer(
            "id_number",
            "phone",
            "address",
            "note",
            "emergency_name",
            "emergency_phone",
            "restriction_reason",
            "no_id_reason",
        )
        .order_by("next_visit_on", "id")[:most]
    )
    for row in rows:
        row.overdue_days = row.overdue(on)  # type: ignore[attr-defined]  # for the page
    rows.sort(key=lambda row: row.village_name)
    villages = [
        Village(name, list(clients), 0) for name, clients in groupby(rows, key=lambda row: row.village_name)
    ]
    villages = [
        Village(
            each.name,
            each.clients,
            sum(1 for row in each.clients if row.next_visit_on and row.next_visit_on < on),
        )
        for each in villages
    ]
    return sorted(villages, key=lambda each: (-each.overdue, each.clients[0].next_visit_on or on, each.name))


def due_count(
    *, actor: Actor, on: date, until: date, verb: str = "clients.view"
) -> tuple[int, int, date | None]:
    """(due by `until`, of them overdue on `on`, the earliest day one of them was due) among the files in sight."""
    found = (
        Client.objects.visible_to(actor, verb)
        .active()
        .filter(next_visit_on__lte=until)
        .aggregate(
            due=Count("id"), late=Count("id", filter=Q(next_visit_on__lt=on)), since=Min("next_visit_on")
        )
    )
    return found["due"], found["late"], found["since"]


def open_follow_ups(*, actor: Actor, until: date) -> QuerySet[ServiceRecord]:
    """Promised and not yet done, earliest first."""
    return (
        ServiceRecord.objects.visible_to(actor, VIEW)
        .filter(follow_up_on__lte=until, followed_up_on=None, voided_at=None)
        .select_related("station", "worker")
        .order_by("follow_up_on", "id")
    )


def workers_in_post(*, station_ids: Sequence[UUID], on: date) -> QuerySet[Worker]:
    """Who may be named as the one who served."""
    return Worker.objects.filter(
        Q(ended_on=None) | Q(ended_on__gte=on), station_id__in=station_ids, started_on__lte=on
    ).order_by("started_on", "id")
