"""The archive of a station, read from the records themselves: what there is of a year, what of it is filed, what waits."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractMonth

from yizhan.clients.queries.file import name_for
from yizhan.contracts.models import Agreement, AgreementStation
from yizhan.kernel.actor import Actor
from yizhan.kernel.period import Period
from yizhan.services.models import ArchiveItem, Case, Programme, ServiceRecord
from yizhan.services.queries.cases import cases
from yizhan.services.queries.publicity import counted, publicity
from yizhan.services.queries.supervisions import supervisions
from yizhan.services.queries.trainings import trainings
from yizhan.services.rules.archive import KINDS, Kind, State, Term, has_term, state_of, term_of
from yizhan.stations.models import Station, StationDocument

VIEW, FILE, OPEN_PAPER = "services.view_archive", "services.file_archive", "services.open_archive_paper"
SERVICES, STATIONS = "services.view", "stations.view"
OF_RECORDS = ("CONSULTATION", "ACCOMPANY", "ASSESSMENT", "REFERRAL", "RESOURCE", "VOLUNTEER", "OTHER")
"""Kinds of service that go into the month's volume 其他服务记录; the others have files of their own."""

MOST = 1000
"""Files of one kind in one year; beyond that a station has another problem."""


@dataclass(frozen=True)
class Found:
    """A file as the records make it.

    source       id of its record, or its month: 2026-03
    has_file     its record carries the paper itself
    finished_on  None: worked on again
    """

    kind: str
    source: str
    title: str
    finished_on: date | None
    pieces: int = 1
    has_file: bool = False


@dataclass(frozen=True)
class Ask:
    """Which files are asked for: of this station and year, as this reader sees them on that day."""

    actor: Actor
    station: Station
    year: int
    on: date


Source = Callable[[Ask], Iterable[Found]]


def _cases(ask: Ask) -> Iterable[Found]:
    rows = cases(actor=ask.actor).filter(
        station=ask.station, state=Case.State.CLOSED, closed_on__year=ask.year
    )
    for row in rows.order_by("closed_on", "id")[:MOST]:
        yield Found("CASE", str(row.pk), _case_title(ask.actor, row), row.closed_on)


def _case_title(actor: Actor, row: Case) -> str:
    return f"个案{row.case_no} {name_for(actor, row.client)}"


def _programmes(ask: Ask) -> Iterable[Found]:
    rows = Programme.objects.visible_to(ask.actor, SERVICES).filter(
        station=ask.station, state=Programme.State.DONE, finished_on__year=ask.year
    )
    for row in rows.order_by("finished_on", "id")[:MOST]:
        kind = "GROUP" if row.kind == Programme.Kind.GROUP else "ACTIVITY"
        yield Found(kind, str(row.pk), f"{row.code} {row.title}", row.finished_on)


def _months(ask: Ask) -> Iterable[Found]:
    """One volume for each month that is over."""
    rows = ServiceRecord.objects.visible_to(ask.actor, SERVICES).filter(
        station=ask.station,
        done_on__gte=date(ask.year, 1, 1),
        done_on__lt=min(date(ask.year + 1, 1, 1), ask.on.replace(day=1)),
        voided_at=None,
    )
    found = (
        rows.order_by()
        .values(month=ExtractMonth("done_on"))
        .annotate(
            visits=Count("id", filter=Q(kind=ServiceRecord.Kind.VISIT)),
            others=Count("id", filter=Q(kind__in=OF_RECORDS)),
        )
    )
    for row in sorted(found, key=lambda each: int(each["month"])):
        month = Period.month_of(date(ask.year, row["month"], 1))
        word, name = f"{ask.year}-{row['month']:02d}", f"{ask.year}年{row['month']}月"
        if row["visits"]:
            yield Found("VISITS", word, f"{name}探访记录", month.last, row["visits"])
        if row["others"]:
            yield Found("SERVICES", word, f"{name}咨询、陪同、转介等服务记录", month.last, row["others"])


def _supervisions(ask: Ask) -> Iterable[Found]:
    rows = supervisions(actor=ask.actor).filter(
        station=ask.station, service__done_on__year=ask.year, service__voided_at=None
    )
    for row in rows.order_by("service__done_on", "id")[:MOST]:
        yield Found(
            "SUPERVISION", str(row.pk), f"{row.get_form_display()}：{row.service.title}", row.service.done_on
        )


def _trainings(ask: Ask) -> Iterable[Found]:
    rows = trainings(actor=ask.actor).filter(
        station=ask.station, service__done_on__year=ask.year, service__voided_at=None
    )
    for row in rows.order_by("service__done_on", "id")[:MOST]:
        yield Found("TRAINING", str(row.pk), f"{row.form}：{row.service.title}", row.service.done_on)


def _publicity(ask: Ask) -> Iterable[Found]:
    rows = counted(publicity(actor=ask.actor)).filter(station=ask.station, published_on__year=ask.year)
    for row in rows.order_by("published_on", "id")[:MOST]:
        yield Found(
            "PUBLICITY", str(row.pk), f"{row.get_kind_display()}：{row.title}", row.published_on,
            has_file=bool(row.file),
        )  # fmt: skip


def _agreements(ask: Ask) -> Iterable[Found]:
    rows = AgreementStation.objects.visible_to(ask.actor, VIEW).filter(
        station=ask.station, agreement__signed_on__year=ask.year
    )
    seen = set()
    for row in rows.select_related("agreement").order_by("agreement__signed_on", "id")[:MOST]:
        one = row.agreement
        if one.pk not in seen and one.state != Agreement.State.DRAFT:
            seen.add(one.pk)
            yield Found("AGREEMENT", str(one.pk), f"服务协议 {one.number}".strip(), one.signed_on)


def _documents(ask: Ask) -> Iterable[Found]:
    rows = (
        StationDocument.objects.visible_to(ask.actor, STATIONS)
        .filter(station=ask.station, in_force_from_on__year=ask.year)
        .filter(in_force_from_on__lte=ask.on)
        .exclude(kind=StationDocument.Kind.PHOTO)
    )
    for row in rows.order_by("in_force_from_on", "id")[:MOST]:
        yield Found(
            "DOCUMENT", str(row.pk), f"{row.get_kind_display()}：{row.title}", row.in_force_from_on,
            has_file=bool(row.file),
        )  # fmt: skip


SOURCES: list[Source] = [
    _cases,
    _programmes,
    _months,
    _supervisions,
    _trainings,
    _publicity,
    _agreements,
    _documents,
]
"""Where the files of the archive come from. A room above that has some of its own adds to it."""


@dataclass(frozen=True)
class Line:
    """One line of the register.

    item  as it lies in the archive; None: not filed
    term  by when it is to be; None where no paper says a time, or it is filed
    """

    kind: Kind
    source: str
    title: str
    finished_on: date | None
    pieces: int
    state: State
    item: ArchiveItem | None
    term: Term | None
    has_file: bool = False

    @property
    def key(self) -> str:
        return f"{self.kind.code}:{self.source}"

    @property
    def day(self) -> date | None:
        return self.finished_on or (self.item.finished_on if self.item else None)

    @property
    def is_open(self) -> bool:
        """Whether it can be put into the archive now."""
        return self.state in ("OPEN", "LATE", "CHANGED")


_ORDER = {code: place for place, code in enumerate(KINDS)}


def register(*, actor: Actor, station: Station, year: int, on: date) -> list[Line]:
    """Everything of a year this reader may see, kind by kind, the oldest first. The station was found in sight."""
    ask = Ask(actor, station, year, on)
    found = [one for source in SOURCES for one in source(ask)]
    held = (
        ArchiveItem.objects.visible_to(actor, VIEW)
        .filter(Q(year=year) | Q(source__in=[one.source for one in found]), station=station)
        .filter(taken_out_on=None)
    )
    filed = {(item.kind, item.source): item for item in held if item.source}
    found += _opened_again(actor, filed, {(one.kind, one.source) for one in found})
    lines = [_line(station, one, filed.get((one.kind, one.source)), on) for one in found]
    lines += [
        Line(KINDS[item.kind], "", item.title, item.finished_on, item.pieces, "FILED", item, None)
        for item in held
        if item.is_paper and item.year == year
    ]
    return sorted(lines, key=lambda one: (_ORDER[one.kind.code], one.day or date.max))


def _opened_again(
    actor: Actor, filed: dict[tuple[str, str], ArchiveItem], known: set[tuple[str, str]]
) -> list[Found]:
    """Cases in the archive that are worked on again."""
    left = [source for kind, source in filed if kind == "CASE" and (kind, source) not in known]
    rows = cases(actor=actor).filter(pk__in=left).exclude(state=Case.State.CLOSED) if left else []
    return [Found("CASE", str(row.pk), _case_title(actor, row), None) for row in rows]


def _line(station: Station, one: Found, item: ArchiveItem | None, on: date) -> Line:
    due = (
        term_of(region_code=station.region_code, finished_on=one.finished_on)
        if one.finished_on and item is None
        else None
    )
    state = state_of(
        finished_on=one.finished_on,
        pieces=one.pieces,
        filed_finished_on=item.finished_on if item else None,
        filed_pieces=item.pieces if item else None,
        due_on=due.due_on if due else None,
        on=on,
    )
    return Line(
        KINDS[one.kind], one.source, one.title, one.finished_on, one.pieces, state, item, due, one.has_file
    )


def item_in_sight(*, actor: Actor, item_id: UUID, verb: str = VIEW) -> ArchiveItem:
    """ArchiveItem.DoesNotExist: out of sight."""
    return ArchiveItem.objects.visible_to(actor, verb).select_related("station").get(pk=item_id)


def taken_out(*, actor: Actor, station: Station, year: int) -> QuerySet[ArchiveItem]:
    """What lay in the archive of a year and does no longer, newest first."""
    return (
        ArchiveItem.objects.visible_to(actor, VIEW)
        .filter(station=station, year=year, taken_out_on__isnull=False)
        .order_by("-taken_out_on", "-id")[:50]
    )


@dataclass(frozen=True)
class Standing:
    """How far the archive of a station is: filed files of the year, and closed cases, groups and activities still out.

    term  of the one that is due first
    """

    station: Station
    year: int
    filed: int
    waiting: int
    term: Term | None


def standings(*, actor: Actor, stations: Iterable[Station], year: int) -> list[Standing]:
    """The stations side by side, in four questions however many they are."""
    places = {one.pk: one for one in stations}
    filed = dict(
        ArchiveItem.objects.visible_to(actor, VIEW)
        .filter(station__in=places, year=year, taken_out_on=None)
        .order_by()
        .values_list("station_id")
        .annotate(n=Count("id"))
    )
    ended = [
        *cases(actor=actor)
        .filter(station__in=places, state=Case.State.CLOSED, closed_on__year=year)
        .values_list("station_id", "pk", "closed_on"),
        *Programme.objects.visible_to(actor, SERVICES)
        .filter(station__in=places, state=Programme.State.DONE, finished_on__year=year)
        .values_list("station_id", "pk", "finished_on"),
    ]
    inside = set(
        ArchiveItem.objects.visible_to(actor, VIEW)
        .filter(station__in=places, kind__in=("CASE", "GROUP", "ACTIVITY"), taken_out_on=None)
        .filter(finished_on__year=year)
        .values_list("source", flat=True)
    )
    first: dict[UUID, date] = {}
    waiting: dict[UUID, int] = dict.fromkeys(places, 0)
    for station_id, pk, finished_on in ended:
        if str(pk) not in inside and finished_on is not None:
            waiting[station_id] += 1
            first[station_id] = min(finished_on, first.get(station_id, finished_on))
    return [
        Standing(
            station=station,
            year=year,
            filed=filed.get(pk, 0),
            waiting=waiting[pk],
            term=term_of(region_code=station.region_code, finished_on=first[pk]) if pk in first else None,
        )
        for pk, station in places.items()
    ]


def waiting_for_filing(*, actor: Actor, on: date, most: int = 3) -> list[Standing]:
    """For the list of the day: the actor's stations where something waits, and a paper says by when. Nothing is asked of
    the database where no paper does, or where somebody reaches more stations than she could file for."""
    codes = {grant.region for grant in actor.grants_for(FILE)}
    if not any(has_term(region_code=code, on=on) for code in codes if len(code) >= 6):
        return []
    stations = list(Station.objects.visible_to(actor, FILE).order_by("region_code", "id")[: most + 1])
    if len(stations) > most:
        return []
    years = {on.year, (on - timedelta(days=90)).year}
    found = [row for year in sorted(years) for row in standings(actor=actor, stations=stations, year=year)]
    return [row for row in found if row.waiting and row.term]
