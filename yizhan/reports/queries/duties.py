"""The calendar of duties as pages show it: what is owed on which day, by whom, and what came of it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, F, Min, Q, QuerySet
from django.db.models.functions import Substr

from yizhan.kernel.actor import EVERYWHERE, Actor
from yizhan.kernel.period import Period, end_of_week
from yizhan.reports.models import Duty
from yizhan.reports.queries.sheet import TOTALS
from yizhan.reports.rules.duties import DIGITS, ROLES_OF, STATION

OPEN = ("OPEN", "LATE", "RETURNED")
DUTIES = TOTALS
"""Whoever sees the totals of a region or station sees what is owed there; there is no person in it."""


def duties(*, actor: Actor, span: Period, verb: str = DUTIES) -> QuerySet[Duty]:
    """What is due in the span, in sight of this person, the earliest first."""
    rows = Duty.objects.visible_to(actor, verb).filter(due_on__range=(span.first, span.last))
    return rows.select_related("station").order_by("due_on", "region_code", "id")


def duty_for(*, actor: Actor, duty_id: UUID, verb: str = DUTIES) -> Duty:
    """Duty.DoesNotExist: out of sight."""
    return Duty.objects.visible_to(actor, verb).select_related("station").get(pk=duty_id)


def owned(*, actor: Actor, verb: str) -> Q:
    """Which duties are this person's own to do: her station's, or her office's."""
    mine = Q(pk__in=())
    for grant in actor.grants_for(verb):
        for level, roles in ROLES_OF.items():
            if grant.role not in roles:
                continue
            if level == STATION:
                mine |= (
                    Q(owed_by=level, station_id__in=grant.stations)
                    if grant.stations is not None
                    else Q(pk__in=())
                )
            elif grant.stations is None:
                mine |= Q(owed_by=level, region_code=grant.region)
    return mine


def may_act(*, actor: Actor, duty: Duty, verb: str) -> bool:
    """Whether it is this person's own to do."""
    for grant in actor.grants_for(verb):
        if grant.role not in ROLES_OF[duty.owed_by]:
            continue
        if duty.owed_by == STATION:
            if grant.stations is not None and duty.station_id in grant.stations:
                return True
        elif grant.region == duty.region_code and grant.stations is None:
            return True
    return False


def may_answer(*, actor: Actor, duty: Duty, verb: str) -> bool:
    """Whether it is reported to this person's office."""
    if not duty.receiver:
        return False
    return any(
        grant.role in ROLES_OF[duty.receiver]
        and grant.stations is None
        and duty.region_code.startswith(grant.region)
        for grant in actor.grants_for(verb)
    )


@dataclass(frozen=True)
class Same:
    """So many of one kind on a day."""

    due_on: date
    rule_id: str
    what: str
    all: int
    open: int
    late: int

    @property
    def done(self) -> int:
        return self.all - self.open


def by_day(*, rows: QuerySet[Duty], on: date) -> dict[date, list[Same]]:
    """What is due on which day, same things together: one line for the monthly report of eleven stations."""
    found: dict[date, list[Same]] = {}
    lines = (
        rows.order_by()
        .values("due_on", "rule_id")
        .annotate(
            name=Min("what"),
            all=Count("id"),
            open=Count("id", filter=Q(state__in=OPEN)),
            late=Count("id", filter=Q(state__in=OPEN, due_on__lt=on) | Q(late_days__gt=0)),
        )
        .order_by("due_on", "rule_id")
    )
    for line in lines:
        found.setdefault(line["due_on"], []).append(
            Same(line["due_on"], line["rule_id"], line["name"], line["all"], line["open"], line["late"])
        )
    return found


@dataclass(frozen=True)
class Place:
    """One division or station among the others."""

    code: str
    all: int
    open: int
    over: int
    late: int


def by_place(*, rows: QuerySet[Duty], digits: int, on: date) -> list[Place]:
    """The same per county, per city, or per township: those with most over their day first."""
    lines = (
        rows.order_by()
        .filter(region_code__gte="0")
        .annotate(place=Substr("region_code", 1, digits))
        .values("place")
        .annotate(
            all=Count("id"),
            open=Count("id", filter=Q(state__in=OPEN)),
            over=Count("id", filter=Q(state__in=OPEN, due_on__lt=on)),
            late=Count("id", filter=Q(state="DONE", late_days__gt=0)),
        )
    )
    found = [Place(each["place"], each["all"], each["open"], each["over"], each["late"]) for each in lines]
    return sorted(found, key=lambda place: (-place.over, -place.open, place.code))


@dataclass(frozen=True)
class Sums:
    """What of the person's own and of those below is not done: over its day, due today, due in this week."""

    over: int
    today: int
    week: int

    @property
    def any(self) -> bool:
        return bool(self.over or self.today or self.week)


def sums(*, rows: QuerySet[Duty], on: date) -> Sums:
    sunday = end_of_week(on)
    told = rows.filter(state__in=OPEN, due_on__lte=sunday).order_by().aggregate(
        over=Count("id", filter=Q(due_on__lt=on)),
        today=Count("id", filter=Q(due_on=on)),
        week=Count("id", filter=Q(due_on__gt=on)),
    )  # fmt: skip
    return Sums(**told)


def own_open(*, actor: Actor, until: date, verb: str = "reports.note_duty_done") -> QuerySet[Duty]:
    """What this person has to do by then, the earliest first."""
    return (
        Duty.objects.visible_to(actor, verb)
        .filter(owned(actor=actor, verb=verb), state__in=OPEN, due_on__lte=until, opens_on__lte=F("due_on"))
        .select_related("station")
        .order_by("due_on", "id")
    )


def to_answer(*, actor: Actor, verb: str = "reports.receive_duty") -> QuerySet[Duty]:
    """Told as done and reported to this office, which has not answered yet."""
    asked = Q(pk__in=())
    for grant in actor.grants_for(verb):
        if grant.stations is not None or grant.region == EVERYWHERE:
            continue
        for level in (level for level, roles in ROLES_OF.items() if grant.role in roles and level in DIGITS):
            asked |= Q(receiver=level, region_code__startswith=grant.region)
    return (
        Duty.objects.visible_to(actor, verb)
        .filter(asked, state="DONE", done_how="TOLD", received_on=None)
        .select_related("station")
        .order_by("due_on", "id")
    )


def in_view(*, rows: QuerySet[Duty], view: str, on: date) -> QuerySet[Duty]:
    """today, week, over or open of these; any other word: all."""
    sunday = end_of_week(on)
    match view:
        case "over":
            return rows.filter(state__in=OPEN, due_on__lt=on)
        case "today":
            return rows.filter(state__in=OPEN, due_on=on)
        case "week":
            return rows.filter(state__in=OPEN, due_on__range=(on, sunday))
        case _:
            return rows
