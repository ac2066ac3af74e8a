"""Reads of delivered services: lists by key, a file's timeline, who is due, what is used most."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from uuid import UUID

from django.db.models import Count, Min, Prefetch, Q, QuerySet

from yizhan.clients.models import Client
from yizhan.kernel.actor import Actor
from yizhan.policy.book import NoRule, catalogue_for, rule_for
from yizhan.policy.schema.pack import Catalogue, Service
from yizhan.privacy.masking import PersonalText
from yizhan.privacy.often import asked_often
from yizhan.services.models import (
    ClosedDays,
    ServiceClient,
    ServiceColleague,
    ServiceItem,
    ServiceRecord,
    TaskRefusal,
)
from yizhan.services.rules import ADMINISTRATIVE_RULE, Problem, others_problem
from yizhan.stations.models import ServiceListItem
from yizhan.workforce.models import Worker

VIEW = "services.view"
MEND_OTHERS = "services.mend_others"


# --- the paper --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AdministrativeRule:
    """What the region says about administrative tasks.

    id       `pack:id`, so that it leads to this text
    forbids  they may not be taken on; otherwise they are counted
    """

    id: str
    says: str
    source: str
    chip: str
    forbids: bool


def administrative_rule(*, region_code: str, on: date) -> AdministrativeRule | None:
    """None while nobody has ruled: then tasks are only counted."""
    try:
        rule = rule_for(ADMINISTRATIVE_RULE, region_code=region_code, on=on)
    except NoRule:
        return None
    return AdministrativeRule(
        rule.ref,
        rule.says,
        rule.source,
        rule.chip,
        forbids=not rule.pending and bool(getattr(rule, "forbidden", ())),
    )


_known: dict[int, tuple[Catalogue, dict[str, Service]]] = {}


def catalogue_items(catalogue: Catalogue) -> dict[str, Service]:
    """The items of a list by code; worked out once for each list on the shelf."""
    kept = _known.get(id(catalogue))
    if kept is None or kept[0] is not catalogue:
        kept = _known[id(catalogue)] = (catalogue, {service.code: service for service in catalogue.services})
    return kept[1]


def own_list_codes(*, station_id: UUID) -> frozenset[str] | None:
    """The codes of the newest list the station filed with the county; None when it has filed none."""
    return newest_list(filed_items(station_id=station_id))


def newest_list(filed: Sequence[tuple[UUID, str]]) -> frozenset[str] | None:
    """The same of what `filed_items` answered."""
    return frozenset(code for listed, code in filed if listed == filed[0][0]) if filed else None


@asked_often
def filed_items(*, station_id: UUID) -> "QuerySet[ServiceListItem, tuple[UUID, str]]":
    """(list, code) of every list the station filed with the county, the newest list first."""
    return (
        ServiceListItem.objects.filter(station_id=station_id, service_list__filed_county_on__isnull=False)
        .order_by("-service_list__made_on")
        .values_list("service_list_id", "item_code")
    )


@dataclass(frozen=True)
class ItemChoice:
    """One chip of the form; used: how often this station chose it in the last 90 days."""

    code: str
    name: str
    domain: str
    guidance: str
    clause: str
    used: int


def item_choices(*, station_id: UUID, region_code: str, on: date) -> list[ItemChoice]:
    """What the station may choose from, most used first; empty where nobody has issued a list."""
    try:
        known = catalogue_items(catalogue_for(region_code=region_code, on=on))
    except NoRule:
        return []
    own = own_list_codes(station_id=station_id)
    used: dict[str, int] = dict(
        ServiceItem.objects.filter(station_id=station_id, done_on__gte=on - timedelta(days=90))
        .values("item_code")
        .annotate(n=Count("id"))
        .values_list("item_code", "n")
    )
    choices = [
        ItemChoice(code, item.name, item.domain_name, item.guidance, item.clause, used.get(code, 0))
        for code, item in known.items()
        if own is None or code in own
    ]
    return sorted(choices, key=lambda choice: -choice.used)


def item_names(*, region_code: str, on: date) -> dict[str, str]:
    """Names by code, for showing what a record says: “养老 · 精神慰藉”."""
    try:
        known = catalogue_items(catalogue_for(region_code=region_code, on=on))
    except NoRule:
        return {}
    return {code: item.name for code, item in known.items()}


# --- one record -------------------------------------------------------------------------------------------------------


def day_is_closed(*, station_id: UUID, day: date) -> bool:
    """Whether the day went into a report that was accepted."""
    return ClosedDays.objects.filter(station_id=station_id, first_on__lte=day, last_on__gte=day).exists()


def mending_problem(*, actor: Actor, record: ServiceRecord) -> Problem | None:
    """Why this actor may neither correct nor void this record, or None. The caller found it through `visible_to`."""
    if record.recorded_by == actor.id or str(record.worker.user_id) == actor.id:
        return None
    over = ServiceRecord.objects.visible_to(actor, MEND_OTHERS).filter(pk=record.pk).exists()
    return others_problem(hers=False, over_others=over)


def visits_made(*, client_ids: Collection[UUID], since: date) -> Iterable[tuple[UUID, date, str]]:
    """(client, day, mode) of every visit on which the client was met."""
    return (
        ServiceClient.objects.filter(
            client_id__in=client_ids,
            done_on__gte=since,
            service__kind="VISIT",
            service__met=True,
            service__voided_at=None,
        )
        .order_by("-done_on")
        .values_list("client_id", "done_on", "service__mode")
    )


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
    return Told(one.record, one.people, one.items, one.worker, colleagues)


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


def tasks(*, actor: Actor, station_id: UUID | None = None, outcome: str = "") -> QuerySet[TaskRefusal]:
    """Administrative tasks asked of the stations in sight, newest first."""
    rows = TaskRefusal.objects.visible_to(actor, VIEW).select_related("station")
    if station_id:
        rows = rows.filter(station_id=station_id)
    if outcome:
        rows = rows.filter(outcome=outcome)
    return rows.order_by("-asked_on", "-id")


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


def my_day(*, actor: Actor, on: date) -> list[Told]:
    """What the person behind the actor recorded for that day."""
    rows = (
        ServiceRecord.objects.visible_to(actor, VIEW)
        .filter(done_on=on, recorded_by=actor.id, voided_at=None)
        .select_related("station", "worker")
        .order_by("-id")
    )
    return told(rows[:50], actor=actor)


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
