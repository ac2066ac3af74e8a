"""Supervisions in sight, what was agreed in them and is still open, and how stations keep the pace of their paper."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from yizhan.kernel.actor import Actor
from yizhan.kernel.period import Period
from yizhan.services.models import (
    AgreedAction,
    Case,
    Programme,
    ServiceRecord,
    Supervisee,
    Supervision,
    SupervisionSubject,
)
from yizhan.services.rules.supervisions import Pace, frequency_rule, pace
from yizhan.stations.models import Station
from yizhan.workforce.models import Certificate, Post, Worker
from yizhan.workforce.queries import in_post

VIEW, WRITE, END = (
    "services.view_supervisions",
    "services.record_supervision",
    "services.end_agreed_action",
)
ALL, OTHERS = "services.view_all_supervisions", "services.end_actions_of_others"
READ_CASE = "services.read_case"


def _own(actor: Actor) -> UUID:
    """The account; a job is nobody's."""
    try:
        return UUID(actor.id)
    except ValueError:
        return UUID(int=0)


def supervisions(*, actor: Actor, verb: str = VIEW) -> QuerySet[Supervision]:
    """Those in sight. What one colleague talked about alone is for her, the supervisor and whoever heads the station."""
    rows = Supervision.objects.visible_to(actor, verb).select_related("station", "service", "supervisor")
    hers = Supervisee.objects.filter(worker__user_id=_own(actor)).values("supervision_id")
    seen = Q(form=Supervision.Form.GROUP) | Q(recorded_by=actor.id) | Q(supervisor_account=actor.id)
    seen |= Q(pk__in=hers) | Q(pk__in=Supervision.objects.visible_to(actor, ALL).values("pk"))
    return rows.filter(seen)


def for_list(rows: QuerySet[Supervision]) -> QuerySet[Supervision]:
    """With who was supervised, and how many of what was agreed is open."""
    return rows.annotate(
        agreed_count=Count("actions", distinct=True),
        open_count=Count("actions", filter=Q(actions__state="OPEN"), distinct=True),
    ).prefetch_related(
        Prefetch("supervisees", Supervisee.objects.select_related("worker").order_by("recorded_at", "id"))
    )


def each_occasion_once(rows: QuerySet[Supervision], *, actor: Actor) -> QuerySet[Supervision]:
    """Of several stations that were supervised at one time only the first that this reader sees."""
    earlier = (
        supervisions(actor=actor).filter(occasion=OuterRef("occasion"), pk__lt=OuterRef("pk")).order_by()
    )
    return rows.exclude(Exists(earlier))


def same_occasion(*, actor: Actor, rows: Iterable[Supervision]) -> dict[UUID, list[Supervision]]:
    """By occasion, all of it this reader sees, with whoever was supervised; nothing is asked where no row has one."""
    wanted = {row.occasion for row in rows if row.occasion is not None}
    found: dict[UUID, list[Supervision]] = {}
    if wanted:
        for row in for_list(supervisions(actor=actor).filter(occasion__in=wanted)).order_by(
            "region_code", "id"
        ):
            if row.occasion is not None:
                found.setdefault(row.occasion, []).append(row)
    return found


@dataclass(frozen=True)
class Subject:
    """What was talked about: its words, and where it leads for whoever may read it."""

    label: str
    case: Case | None = None
    programme: Programme | None = None


@dataclass(frozen=True)
class Whole:
    """One supervision as its page shows it.

    mine   the supervised worker this reader is, if any
    theirs this reader is the supervisor
    """

    supervision: Supervision
    supervisees: list[Supervisee]
    subjects: list[Subject]
    actions: list[AgreedAction]
    mine: Supervisee | None
    theirs: bool

    @property
    def confirmed(self) -> bool:
        return self.supervision.supervisor_agreed_on is not None and all(
            one.agreed_on for one in self.supervisees
        )


def supervision_for(*, actor: Actor, supervision_id: UUID) -> Whole:
    """Supervision.DoesNotExist: out of sight."""
    one = supervisions(actor=actor).get(pk=supervision_id)
    supervisees = list(one.supervisees.select_related("worker").order_by("recorded_at", "id"))
    rows = SupervisionSubject.objects.filter(supervision=one).select_related("case", "programme")
    readable = set(
        Case.objects.visible_to(actor, READ_CASE)
        .filter(pk__in=[row.case_id for row in rows if row.case_id])
        .values_list("pk", flat=True)
    )
    return Whole(
        one,
        supervisees,
        [_subject(row, readable) for row in rows],
        list(one.actions.select_related("owner").order_by("due_on", "id")),
        next((row for row in supervisees if str(row.worker.user_id) == actor.id), None),
        bool(one.supervisor_account) and one.supervisor_account == actor.id,
    )


def _subject(row: SupervisionSubject, readable: set[UUID]) -> Subject:
    if row.case is not None:
        return Subject(f"个案 {row.case}", case=row.case if row.case_id in readable else None)
    assert row.programme is not None
    return Subject(f"{row.programme.code} {row.programme.title}", programme=row.programme)


def open_actions(*, actor: Actor, station_id: UUID | None = None, verb: str = VIEW) -> QuerySet[AgreedAction]:
    """Agreed and not ended, the earliest day first; only of supervisions this reader may read, or one's own."""
    rows = AgreedAction.objects.visible_to(actor, verb).filter(
        state=AgreedAction.State.OPEN, supervision__service__voided_at=None
    )
    readable = supervisions(actor=actor).order_by().values("pk")
    rows = rows.filter(Q(supervision__in=readable) | Q(owner__user_id=_own(actor)))
    if station_id:
        rows = rows.filter(station_id=station_id)
    return rows.select_related("owner", "station", "supervision__service").order_by("due_on", "id")


def actions_due(*, actor: Actor, by: date, most: int = 5) -> list[AgreedAction]:
    """One's own up to that day, and those of others that are overdue for whoever may end them."""
    rows = open_actions(actor=actor, verb=END).filter(due_on__lte=by)
    over = AgreedAction.objects.visible_to(actor, OTHERS).values("pk")
    return list(rows.filter(Q(owner__user_id=_own(actor)) | Q(pk__in=over))[:most])


def to_confirm(*, actor: Actor, most: int = 3) -> list[Supervision]:
    """Supervisions that wait for the word of this reader, the latest first."""
    mine = Supervisee.objects.filter(worker__user_id=_own(actor), agreed_on=None).values("supervision_id")
    waiting = Q(pk__in=mine) | Q(supervisor_account=actor.id, supervisor_agreed_on=None)
    rows = supervisions(actor=actor, verb="services.confirm_supervision").filter(
        waiting, service__voided_at=None
    )
    return list(rows.order_by("-service__done_on", "-id")[:most])


def overdue_untold(*, on: date, most: int = 200) -> list[UUID]:
    """Open actions whose day has passed and of which nobody was told, for the night."""
    rows = AgreedAction.objects.filter(
        state=AgreedAction.State.OPEN, due_on__lt=on, told_on=None, supervision__service__voided_at=None
    )
    return list(rows.order_by("due_on", "id").values_list("pk", flat=True)[:most])


@dataclass(frozen=True)
class StationPace:
    """A station and how it stands with the frequency of its paper; None: its region has no such rule."""

    station: Station
    pace: Pace | None


def paces(*, actor: Actor, on: date, verb: str = VIEW, most: int = 60) -> list[StationPace]:
    """Every open station in sight, those furthest behind first. One question for each length of period asked for."""
    stations = list(
        Station.objects.visible_to(actor, verb)
        .filter(status=Station.Status.OPEN, opened_on__lte=on)
        .order_by("region_code", "id")[:most]
    )
    rules = {
        code: frequency_rule(region_code=code, on=on) for code in {each.region_code for each in stations}
    }
    spans = {rule.period_of(on) for rule in rules.values() if rule} - {None}
    counted = {span: _supervised([each.pk for each in stations], span) for span in spans if span is not None}
    found = []
    for station in stations:
        rule = rules[station.region_code]
        span = rule.period_of(on) if rule else None
        done = counted[span].get(station.pk, 0) if span else 0
        found.append(StationPace(station, pace(rule, done=done, on=on) if rule else None))
    order = {"bad": 0, "warn": 1, "idle": 2, "good": 3}
    return sorted(found, key=lambda each: order[each.pace.state] if each.pace else 4)


def _supervised(stations: Sequence[UUID], period: Period) -> dict[UUID, int]:
    """The same count as the metric `services.supervisions`, which stands above this file."""
    rows = ServiceRecord.objects.filter(
        station_id__in=stations,
        kind=ServiceRecord.Kind.SUPERVISION,
        done_on__gte=period.first,
        done_on__lte=period.last,
        voided_at=None,
    )
    return dict(rows.order_by().values("station_id").annotate(n=Count("id")).values_list("station_id", "n"))


def supervisors_of(*, station_id: UUID, on: date) -> list[tuple[Worker, str]]:
    """Who may have supervised here: supervisors first, then the heads; each with her highest certificate."""
    posts = [Post.SUPERVISOR, Post.HEAD, Post.DEPUTY]
    people = in_post(Worker.objects.filter(station_id=station_id, post__in=posts), on)
    order = list(Certificate.Level.values)
    found = []
    for one in sorted(people.prefetch_related("certificates"), key=lambda each: posts.index(Post(each.post))):
        held = max(one.certificates.all(), key=lambda each: order.index(each.level), default=None)
        found.append((one, str(held.get_level_display()) if held else ""))
    return found


def subjects_to_name(
    *, actor: Actor, station_ids: Sequence[UUID], most: int = 20
) -> tuple[list[Case], list[Programme]]:
    """Open cases and running programmes of the stations that a supervision may be about."""
    cases = Case.objects.visible_to(actor, WRITE).filter(station_id__in=station_ids).exclude(state="CLOSED")
    programmes = Programme.objects.visible_to(actor, WRITE).filter(
        station_id__in=station_ids, state__in=("SUBMITTED", "APPROVED", "RUNNING")
    )
    return list(cases.order_by("-opened_on", "-id")[:most]), list(
        programmes.order_by("-starts_on", "-id")[:most]
    )
