"""Records of services: one, a list by key, the timeline of a file."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from yizhan.clients.models import Client
from yizhan.kernel.actor import Actor
from yizhan.privacy.masking import PersonalText
from yizhan.services.models import (
    ServiceClient,
    ServiceColleague,
    ServiceItem,
    ServiceRecord,
)
from yizhan.services.queries.lists import item_names
from yizhan.services.rules.records import Problem, others_problem

VIEW = "services.view"
MEND_OTHERS = "services.mend_others"


def mending_problem(*, actor: Actor, record: ServiceRecord) -> Problem | None:
    """Why this actor may neither correct nor void this record, or None. The caller found it through `visible_to`."""
    if record.recorded_by == actor.id or str(record.worker.user_id) == actor.id:
        return None
    over = ServiceRecord.objects.visible_to(actor, MEND_OTHERS).filter(pk=record.pk).exists()
    return others_problem(hers=False, over_others=over)


@dataclass(frozen=True)
class Person:
    """Somebody reached, as this reader may see her. id None: a restricted file, told of but not named."""

    id: UUID | None
    name: PersonalText | None
    village: str = ""


@dataclass(frozen=True)
class Told:
    """A record with the words a page needs."""

    record: ServiceRecord
    people: tuple[Person, ...]
    items: tuple[str, ...]
    worker: str
    colleagues: tuple[str, ...] = ()
    volunteers: tuple[tuple[UUID, str], ...] = ()

    @property
    def restricted(self) -> bool:
        """Whether somebody in it has a restricted file this reader may not open: then its texts stay closed too."""
        return any(person.id is None for person in self.people)


def told(records: Iterable[ServiceRecord], *, actor: Actor) -> list[Told]:
    """Records as a page shows them: three queries more, whatever their number."""
    rows = list(records)
    if not rows:
        return []
    ids = [row.pk for row in rows]
    reached = list(
        ServiceClient.objects.filter(service_id__in=ids).order_by("id").values_list("service_id", "client_id")
    )
    files = {
        file.pk: file
        for file in Client.objects.filter(pk__in={client_id for _, client_id in reached})
        .marked_open_to(actor)
        .only("id", "name", "village_name", "station_id", "region_code", "restricted")
    }
    codes: dict[UUID, list[str]] = {}
    for service_id, code in (
        ServiceItem.objects.filter(service_id__in=ids).order_by("id").values_list("service_id", "item_code")
    ):
        codes.setdefault(service_id, []).append(code)
    people: dict[UUID, list[Person]] = {}
    for service_id, client_id in reached:
        people.setdefault(service_id, []).append(_person(files[client_id]))
    names: dict[tuple[str, date], dict[str, str]] = {}
    found = []
    for row in rows:
        known = names.setdefault(
            (row.region_code, row.done_on), item_names(region_code=row.region_code, on=row.done_on)
        )
        found.append(
            Told(
                record=row,
                people=tuple(people.get(row.pk, ())),
                items=tuple(known.get(code, code) for code in codes.get(row.pk, ())),
                worker=row.worker.name,
            )
        )
    return found


def _person(file: Client) -> Person:
    if not getattr(file, "is_open", True):
        return Person(None, None)
    return Person(file.pk, PersonalText(file.name, "name", masked=False), file.village_name)


def record_for(*, actor: Actor, service_id: UUID, verb: str = VIEW) -> Told:
    """One record with everything on it.

    ServiceRecord.DoesNotExist  out of sight
    """
    record = (
        ServiceRecord.objects.visible_to(actor, verb)
        .select_related("station", "worker")
        .prefetch_related(
            Prefetch("colleagues", queryset=ServiceColleague.objects.select_related("worker")), "changes"
        )
        .get(pk=service_id)
    )
    one = told([record], actor=actor)[0]
    colleagues = tuple(each.worker.name for each in record.colleagues.all())
    volunteers = (
        tuple(
            (each.volunteer_id, each.volunteer.name)
            for each in record.volunteers.select_related("volunteer").order_by("id")
        )
        if record.volunteers_count
        else ()
    )
    return Told(one.record, one.people, one.items, one.worker, colleagues, volunteers)


# --- lists --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Page:
    """Rows of one page and the key of the next; "" at the end."""

    rows: list[Told]
    after: str


def records(*, actor: Actor, verb: str = VIEW) -> QuerySet[ServiceRecord]:
    """The records in sight, for a list; long texts stay in the cupboard."""
    return (
        ServiceRecord.objects.visible_to(actor, verb)
        .select_related("station", "worker")
        .defer("note", "found", "follow_up_result")
    )


def with_item(rows: QuerySet[ServiceRecord], code: str) -> QuerySet[ServiceRecord]:
    """Of these, the ones that name this item of the list."""
    return rows.filter(pk__in=ServiceItem.objects.filter(item_code=code).values("service_id"))


def timeline(*, actor: Actor, client_id: UUID, after: str = "", size: int = 10) -> Page:
    """What was done for one client, newest first. The caller has found the client through `visible_to`."""
    mine = ServiceClient.objects.visible_to(actor, VIEW).filter(client_id=client_id)
    try:
        day, _, key = after.partition("_")
        done_on, last = date.fromisoformat(day), UUID(key)
        mine = mine.filter(Q(done_on__lt=done_on) | Q(done_on=done_on, service_id__lt=last))
    except ValueError:
        pass
    found = list(
        mine.select_related("service__worker", "service__station").order_by("-done_on", "-service_id")[
            : size + 1
        ]
    )
    more = len(found) > size
    last_row = found[size - 1] if more else None
    return Page(
        rows=told([row.service for row in found[:size]], actor=actor),
        after=f"{last_row.done_on}_{last_row.service_id}" if last_row else "",
    )


def kinds_since(*, client_id: UUID, since: date) -> list[tuple[str, int]]:
    """How often a client was served since a day, by kind, the most frequent first: [("探访", 9), …]. The file has been found."""
    rows = (
        ServiceClient.objects.filter(
            client_id=client_id, done_on__gte=since, service__voided_at=None, service__met=True
        )
        .values_list("service__kind")
        .annotate(times=Count("service_id"))
        .order_by("-times")
    )
    return [(str(ServiceRecord.Kind(kind).label), times) for kind, times in rows]


def last_notes(*, actor: Actor, client_ids: Collection[UUID]) -> str:
    """What was found or noted the last time, of the first of these people; "" when nothing was written."""
    for client_id in client_ids:
        row = (
            ServiceClient.objects.visible_to(actor, VIEW)
            .filter(client_id=client_id, service__voided_at=None)
            .select_related("service")
            .order_by("-done_on", "-service_id")
            .first()
        )
        if row is not None:
            return str(row.service.found or row.service.note)
    return ""


def my_day(*, actor: Actor, on: date) -> list[Told]:
    """What the person behind the actor recorded for that day."""
    rows = (
        ServiceRecord.objects.visible_to(actor, VIEW)
        .filter(done_on=on, recorded_by=actor.id, voided_at=None)
        .select_related("station", "worker")
        .order_by("-id")
    )
    return told(rows[:50], actor=actor)
