"""Groups, activities and classes: lists, one with everything on it, what is due, what counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from yizhan.clients.models import Client
from yizhan.kernel.actor import Actor
from yizhan.kernel.period import Period
from yizhan.services.models import (
    Attendance,
    Participant,
    Programme,
    ProgrammeOpinion,
    ProgrammeReport,
    ProgrammeStep,
    Session,
)
from yizhan.services.queries.records import VIEW
from yizhan.services.rules.programmes import OPINIONS
from yizhan.services.rules.units import Counting, Held, Unit, counting, unit_rule

UNITS: dict[str, Unit] = {"GROUP": "小组", "ACTIVITY": "活动"}
"""What a programme counts as; a class is no unit of its own."""


def sessions_held(programme: Programme) -> QuerySet[Session]:
    """Its sessions whose record stands."""
    return programme.sessions.filter(state=Session.State.HELD, service__voided_at=None)


def programmes(*, actor: Actor, verb: str = VIEW) -> QuerySet[Programme]:
    """Those in sight, for a list, with how many sessions there are, were held, and who takes part."""
    return (
        Programme.objects.visible_to(actor, verb)
        .select_related("station", "worker")
        .annotate(
            sessions_count=Count("sessions", distinct=True, filter=~Q(sessions__state="CANCELLED")),
            held_count=Count(
                "sessions",
                distinct=True,
                filter=Q(sessions__state="HELD", sessions__service__voided_at=None),
            ),
            people_count=Count("participants", distinct=True, filter=Q(participants__state="SIGNED_UP")),
        )
    )


def in_month(rows: QuerySet[Programme], month: Period) -> QuerySet[Programme]:
    """Of these, the ones with a session planned or held in the month."""
    inside = Session.objects.filter(programme=OuterRef("pk")).filter(
        Q(planned_on__gte=month.first, planned_on__lte=month.last)
        | Q(service__done_on__gte=month.first, service__done_on__lte=month.last)
    )
    return rows.filter(Exists(inside))


@dataclass(frozen=True)
class Member:
    """A participant as this reader may see her. client_id None: no file, or one that is closed to the reader."""

    id: UUID
    name: str
    state: str
    state_label: str
    client_id: UUID | None
    has_file: bool
    fits: bool
    sex: str
    phone: str
    follow_up: str
    signed_up_on: date
    hidden: bool = False


@dataclass(frozen=True)
class Row:
    """One line of the attendance matrix: marks in the order of the sessions held, and how often she was there."""

    member: Member
    marks: tuple[str, ...]
    came: int
    of: int


@dataclass(frozen=True)
class Bar:
    """The average of one question of the opinion form."""

    label: str
    average: Decimal
    counts: tuple[int, ...]

    @property
    def percent(self) -> Decimal:
        return self.average * 20


@dataclass(frozen=True)
class Whole:
    """One programme with everything on it."""

    programme: Programme
    sessions: tuple[Session, ...]
    held: tuple[Session, ...]
    members: tuple[Member, ...]
    matrix: tuple[Row, ...]
    there: tuple[int, ...]
    steps: tuple[ProgrammeStep, ...]
    report: ProgrammeReport | None
    counting: Counting | None

    @property
    def signed_up(self) -> tuple[Member, ...]:
        return tuple(each for each in self.members if each.state == "SIGNED_UP")

    @property
    def waiting(self) -> tuple[Member, ...]:
        return tuple(each for each in self.members if each.state == "WAITING")

    @property
    def returned(self) -> ProgrammeStep | None:
        """Why the draft came back, while it is one."""
        if self.programme.state != "DRAFT":
            return None
        last = self.steps[-1] if self.steps else None
        return last if last is not None and last.what == "RETURNED" else None

    @property
    def next_session(self) -> Session | None:
        return next((each for each in self.sessions if each.state == "PLANNED"), None)


def programme_for(*, actor: Actor, programme_id: UUID, verb: str = VIEW) -> Whole:
    """One programme with sessions, people, marks, steps and report.

    Programme.DoesNotExist  out of sight
    """
    programme = (
        Programme.objects.visible_to(actor, verb)
        .select_related("station", "worker")
        .prefetch_related(Prefetch("sessions", queryset=_in_order()))
        .prefetch_related(Prefetch("steps", queryset=ProgrammeStep.objects.order_by("recorded_at", "id")))
        .get(pk=programme_id)
    )
    sessions = tuple(programme.sessions.all())
    held = tuple(each for each in sessions if each.service is not None and not each.service.is_voided)
    members = members_of(programme, actor=actor)
    marks = {
        (session_id, participant_id): mark
        for session_id, participant_id, mark in Attendance.objects.filter(session__in=held).values_list(
            "session_id", "participant_id", "mark"
        )
    }
    matrix = tuple(
        _row(member, [marks.get((each.pk, member.id), "") for each in held])
        for member in members
        if member.state == "SIGNED_UP" or any((each.pk, member.id) in marks for each in held)
    )
    there = tuple(each.service.reached for each in held if each.service)
    return Whole(
        programme=programme,
        sessions=sessions,
        held=held,
        members=members,
        matrix=matrix,
        there=there,
        steps=tuple(programme.steps.all()),
        report=ProgrammeReport.objects.filter(programme=programme).first(),
        counting=_counting(programme, held, marks),
    )


def _in_order() -> QuerySet[Session]:
    return Session.objects.select_related("service").order_by("planned_on", "no")


def members_of(programme: Programme, *, actor: Actor) -> tuple[Member, ...]:
    """Everybody who ever signed up, in that order; a file that is closed to the reader has no name."""
    rows = list(Participant.objects.filter(programme=programme).order_by("id"))
    files = {
        file.pk: file
        for file in Client.objects.filter(pk__in=[row.client_id for row in rows if row.client_id])
        .marked_open_to(actor)
        .only("id", "name", "sex", "station_id", "region_code", "restricted")
    }
    return tuple(_member(row, files.get(row.client_id) if row.client_id else None) for row in rows)


def _member(row: Participant, file: Client | None) -> Member:
    hidden = file is not None and not getattr(file, "is_open", True)
    name = row.name if file is None else "" if hidden else file.name
    return Member(
        id=row.pk,
        name=name,
        state=row.state,
        state_label=str(row.get_state_display()),
        client_id=None if file is None or hidden else file.pk,
        has_file=file is not None,
        fits=row.fits,
        sex=row.sex if file is None else "" if hidden else file.sex,
        phone=row.phone,
        follow_up=row.follow_up,
        signed_up_on=row.signed_up_on,
        hidden=hidden,
    )


def _row(member: Member, marks: Sequence[str]) -> Row:
    told = [mark for mark in marks if mark]
    return Row(member, tuple(marks), sum(mark != "ABSENT" for mark in told), len(told))


def _counting(
    programme: Programme, held: Sequence[Session], marks: dict[tuple[UUID, UUID], str]
) -> Counting | None:
    unit = UNITS.get(programme.kind)
    if unit is None:
        return None
    meetings = []
    for each in held:
        if each.service is None:
            continue
        came = frozenset(
            pk for (session_id, pk), mark in marks.items() if session_id == each.pk and mark != "ABSENT"
        )
        others = max(0, each.service.reached - len(came))
        meetings.append(Held(each.service.done_on, each.service.minutes, came, others))
    meetings.sort(key=lambda each: each.on)
    day = meetings[-1].on if meetings else programme.starts_on
    rule = unit_rule(unit, region_code=programme.region_code, on=day)
    if (
        unit == "活动" and len(meetings) > 1
    ):  # each meeting of an activity is one of its own; the fullest speaks
        meetings = [max(meetings, key=lambda each: len(each.people) + each.others)]
    return counting(unit, meetings, rule)


def opinions_of(programme: Programme) -> tuple[tuple[Bar, ...], tuple[ProgrammeOpinion, ...]]:
    """Averages of the nine questions, and the forms themselves, newest first."""
    forms = tuple(ProgrammeOpinion.objects.filter(programme=programme).order_by("-id"))
    if not forms:
        return (), ()
    bars = []
    for name, label in OPINIONS.items():
        scores = [int(getattr(form, name)) for form in forms]
        average = (Decimal(sum(scores)) / len(scores)).quantize(Decimal("0.1"), ROUND_HALF_UP)
        bars.append(Bar(label, average, tuple(scores.count(score) for score in range(5, -1, -1))))
    return tuple(bars), forms


# --- what is due --------------------------------------------------------------------------------------------------------


def sessions_between(
    *, actor: Actor, first: date, last: date, station_id: UUID | None = None, verb: str = VIEW
) -> QuerySet[Session]:
    """Sessions of programmes that were approved, by day and hour, for the weekly timetable."""
    rows = Session.objects.visible_to(actor, verb).filter(planned_on__gte=first, planned_on__lte=last)
    if station_id:
        rows = rows.filter(station_id=station_id)
    return (
        rows.exclude(programme__state__in=("DRAFT", "SUBMITTED", "CANCELLED"))
        .select_related("programme", "station", "service")
        .order_by("planned_on", "starts_at", "id")
    )


def sessions_open(*, actor: Actor, on: date, verb: str) -> QuerySet[Session]:
    """Today's sessions and those of the last fortnight nobody marked, earliest first."""
    return (
        Session.objects.visible_to(actor, verb)
        .filter(
            state=Session.State.PLANNED,
            planned_on__lte=on,
            planned_on__gte=on - timedelta(days=14),
            programme__state__in=("APPROVED", "RUNNING"),
        )
        .select_related("programme", "station")
        .order_by("planned_on", "starts_at", "id")
    )


def plans_waiting(*, actor: Actor, verb: str) -> QuerySet[Programme]:
    """Plans somebody else submitted, longest waiting first."""
    return (
        Programme.objects.visible_to(actor, verb)
        .filter(state=Programme.State.SUBMITTED)
        .exclude(submitted_by=actor.id)
        .select_related("station")
        .order_by("submitted_on", "id")
    )


def summaries_due(*, actor: Actor, verb: str) -> QuerySet[Programme]:
    """Programmes all of whose sessions are over and which were not brought to an end."""
    sessions = Session.objects.filter(programme=OuterRef("pk"))
    return (
        Programme.objects.visible_to(actor, verb)
        .filter(state=Programme.State.RUNNING)
        .filter(~Exists(sessions.filter(state="PLANNED")), Exists(sessions.filter(state="HELD")))
        .select_related("station")
        .order_by("ends_on", "id")
    )


def programmes_of_client(*, actor: Actor, client_id: UUID) -> QuerySet[Participant]:
    """Where a client takes part, and how often she was there. The caller has found the client through `visible_to`."""
    told = Q(attendance__session__service__voided_at=None)
    return (
        Participant.objects.visible_to(actor, VIEW)
        .filter(client_id=client_id)
        .select_related("programme")
        .annotate(
            asked=Count("attendance", filter=told),
            came=Count("attendance", filter=told & ~Q(attendance__mark="ABSENT")),
        )
        .order_by("-signed_up_on", "-id")
    )
