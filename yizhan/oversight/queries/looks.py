"""What may be drawn for a look, and a file as whoever looks at it may see it: without a name."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import get_default_timezone

from yizhan.clients.models import Assessment, Client, ClientClass, Guardianship
from yizhan.clients.rules.classes import labels
from yizhan.kernel.actor import Actor
from yizhan.oversight.models import Look, LookFile, LookVisit, RoundParty
from yizhan.oversight.models.rounds import RUNNING
from yizhan.oversight.models.satisfaction import COMMISSIONED
from yizhan.oversight.rules.looks import VIEW, Blacker, Evidence, Known, age_band, apart
from yizhan.services.models import ServiceClient, ServicePhoto, ServiceRecord
from yizhan.workforce.models import Volunteer, Worker

MOST_NAMES = 5000
"""Names of one station that are taken out of its texts."""


def looks(*, actor: Actor, on: date, verb: str = VIEW) -> QuerySet[Look]:
    """Looks in reach; of a commissioned evaluator those of the days of its commission."""
    rows = Look.objects.visible_to(actor, verb).select_related("round", "party", "party__organisation")
    if _commissioned(actor, verb):
        rows = rows.filter(party__from_on__lte=on, party__to_on__gte=on)
    return rows


def _commissioned(actor: Actor, verb: str) -> bool:
    return all(grant.role == COMMISSIONED for grant in actor.grants_for(verb))


def parties_to_draw_for(*, actor: Actor, verb: str) -> QuerySet[RoundParty]:
    """Parties of running rounds that are one commissioned evaluator and have no look yet."""
    return (
        RoundParty.objects.visible_to(actor, verb)
        .filter(round__state__in=RUNNING, organisation__kind="EVALUATOR")
        .exclude(pk__in=Look.objects.values("party_id"))
        .select_related("round", "organisation")
        .order_by("round__due_on", "id")
    )


def files_of(*, actor: Actor, look: Look) -> QuerySet[LookFile]:
    return (
        LookFile.objects.visible_to(actor, VIEW)
        .filter(look=look)
        .select_related("station")
        .annotate(
            checked=Count("drawn", filter=~Q(drawn__verdict="")),
            all=Count("drawn"),
            doubtful=Count("drawn", filter=Q(drawn__verdict__in=["DOUBTFUL", "MISMATCH"])),
        )
    )


def services_of(*, clients: Iterable[UUID], first_on: date, last_on: date) -> dict[UUID, list[UUID]]:
    """client -> ids of services in which she was met in the period."""
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for client_id, service_id in (
        ServiceClient.objects.filter(
            client_id__in=list(clients), done_on__gte=first_on, done_on__lte=last_on,
            service__met=True, service__voided_at=None,
        )
        .order_by()
        .values_list("client_id", "service_id")
    ):  # fmt: skip
        found[client_id].append(service_id)
    return found


@dataclass(frozen=True)
class VisitTold:
    """A visit without a name: what was done, its words blackened, what stands beside it."""

    row: LookVisit
    kind: str
    contact: str
    done_on: date
    minutes: int
    together: int
    words: tuple[tuple[str, str], ...]
    evidence: Evidence


@dataclass(frozen=True)
class FileTold:
    """A file without a name: no day of birth, no village, no number."""

    row: LookFile
    sex: str
    age: str
    classes: tuple[str, ...]
    grade: str
    since: str
    visits: tuple[VisitTold, ...]


def file_told(*, sampled: LookFile, on: date) -> FileTold:
    """The file of a row the caller opened by its verb."""
    client = Client.objects.select_related("household").get(pk=sampled.client_id)
    drawn = list(
        sampled.drawn.select_related("service", "service__worker").order_by("service__done_on", "id")
    )
    black = Blacker(
        known_of(
            client,
            stations={sampled.station_id, *(each.service.station_id for each in drawn)},
            workers=[each.service.worker.name for each in drawn],
        )
    )
    codes = ClientClass.objects.filter(client=client, until_on=None).values_list("code", flat=True)
    return FileTold(
        row=sampled,
        sex=str(client.get_sex_display()) if client.sex else "",
        age=age_band(born_on=client.born_on, on=on),
        classes=tuple(labels(codes)),
        grade=str(client.get_grade_display()) if client.grade else "",
        since=f"{client.opened_on.year} 年",
        visits=_visits(client, drawn, black),
    )


def known_of(client: Client, *, stations: Collection[UUID], workers: Sequence[str]) -> Known:
    """Every name the program knows around a file, so that none of them is left in its texts.

    stations  where its texts were written; she, and whoever wrote them, may have moved to another since
    workers   names of those who wrote them
    """
    family: list[str] = [client.emergency_name]
    if client.household_id:
        family += list(
            Client.objects.filter(household=client.household_id)
            .exclude(pk=client.pk)
            .values_list("name", flat=True)
        )
    family += list(Guardianship.objects.filter(client=client).values_list("name", flat=True))
    around = known_of_stations({client.station_id, *stations}, but=client.pk)
    places = {client.village_name, client.address}
    if client.household:
        places |= {client.household.address, client.household.village_name}
    return Known(
        own=(client.name,),
        family=tuple(each for each in family if each),
        workers=(*around.workers, *workers),
        others=around.others,
        places=(*around.places, *(place for place in places if place)),
    )


def known_of_stations(
    stations: Collection[UUID], *, but: UUID | None = None, more: Sequence[str] = ()
) -> Known:
    """Names everybody around some stations goes by. but: a client who is told apart; more: people without a file."""
    neighbours = list(
        Client.objects.filter(station__in=stations)
        .exclude(pk__in=[but] if but else [])
        .values_list("name", "village_name", "emergency_name")[:MOST_NAMES]
    )
    return Known(
        workers=(
            *Worker.objects.filter(station__in=stations).values_list("name", flat=True)[:500],
            *Volunteer.objects.filter(station__in=stations).values_list("name", flat=True)[:2000],
        ),
        others=(*(name for one, _village, other in neighbours for name in (one, other) if name), *more),
        places=tuple({village for _name, village, _other in neighbours if village}),
    )


def _visits(client: Client, drawn: Sequence[LookVisit], black: Blacker) -> tuple[VisitTold, ...]:
    ids = [each.service_id for each in drawn]
    photos: dict[UUID, list[ServicePhoto]] = defaultdict(list)
    of_file = ServiceClient.objects.filter(client=client).values("service_id")
    for photo in ServicePhoto.objects.filter(service__in=of_file, removed_at=None):
        photos[photo.service_id].append(photo)
    assessed = set(Assessment.objects.filter(client=client).values_list("assessed_on", flat=True))
    days = {(each.service.worker_id, each.service.done_on) for each in drawn}
    beside = {(worker, day): (n, minutes) for worker, day, n, minutes in _same_days(days)}
    others = dict(
        ServiceClient.objects.filter(client=client, service__voided_at=None)
        .exclude(service__in=ids)
        .order_by()
        .values_list("done_on")
        .annotate(n=Count("pk"))
    )
    return tuple(_visit(each, photos, assessed, beside, others, black) for each in drawn)


def _same_days(days: Iterable[tuple[UUID, date]]) -> Iterable[tuple[UUID, date, int, int]]:
    """(worker, day, how many services, minutes together) of these workers' days, in one query."""
    asked = set(days)
    found: dict[tuple[UUID, date], tuple[int, int]] = {}
    rows = ServiceRecord.objects.filter(
        worker_id__in={worker for worker, _day in asked},
        done_on__in={day for _worker, day in asked},
        voided_at=None,
    ).values_list("worker_id", "done_on", "minutes")
    for worker, day, minutes in rows:
        n, before = found.get((worker, day), (0, 0))
        found[worker, day] = (n + 1, before + minutes)
    return [(worker, day, *found.get((worker, day), (0, 0))) for worker, day in asked]


def _visit(
    row: LookVisit,
    photos: dict[UUID, list[ServicePhoto]],
    assessed: set[date],
    beside: dict[tuple[UUID, date], tuple[int, int]],
    others: dict[date, int],
    black: Blacker,
) -> VisitTold:
    service = row.service
    zone = get_default_timezone()
    own = photos[service.pk]
    dated = [each.taken_at.astimezone(zone).date() for each in own if each.taken_at]
    elsewhere = [each.place for key, found in photos.items() if key != service.pk for each in found]
    n, minutes = beside.get((service.worker_id, service.done_on), (1, service.minutes))
    also = (["当天做过评估"] if service.done_on in assessed else []) + (
        [f"当天另有 {others[service.done_on]} 条记录"] if others.get(service.done_on) else []
    )
    told = (
        ("做了什么", service.note),
        ("发现", service.found),
        ("要跟进", service.follow_up),
        ("跟进结果", service.follow_up_result),
        ("为什么补记", service.late_reason),
    )
    return VisitTold(
        row=row,
        kind=str(service.get_kind_display()),
        contact=service.contact,
        done_on=service.done_on,
        minutes=service.minutes,
        together=service.clients_count + service.participants_count,
        words=tuple((word, black(text)) for word, text in told if text),
        evidence=Evidence(
            late_days=max(1, (service.recorded_at.astimezone(zone).date() - service.done_on).days)
            if service.late_reason
            else 0,
            photos=len(own),
            photos_of_day=sum(day == service.done_on for day in dated) if dated else None,
            apart=apart([each.place for each in own], elsewhere),
            others=tuple(also),
            same_day=n - 1,
            same_day_minutes=minutes,
        ),
    )
