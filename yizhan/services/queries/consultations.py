"""The queue of the day, what is still open from before, and one consultation."""

from datetime import date
from uuid import UUID

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from yizhan.kernel.actor import Actor
from yizhan.services.models import Consultation
from yizhan.services.rules.consultations import URGENCIES

VIEW = "services.view_consultations"
_URGENCY = Case(
    *(When(urgency=word, then=Value(place)) for place, word in enumerate(URGENCIES)),
    default=Value(len(URGENCIES)),
    output_field=IntegerField(),
)


def consultations(*, actor: Actor, verb: str = VIEW) -> QuerySet[Consultation]:
    """Those in sight, for a list."""
    return Consultation.objects.visible_to(actor, verb).select_related("station", "worker")


def queue(*, actor: Actor, on: date, station_id: UUID | None = None) -> list[Consultation]:
    """Who waits or is being served, whenever she came: the most urgent first, then who came first."""
    rows = consultations(actor=actor).filter(came_on__lte=on).exclude(state=Consultation.State.ENDED)
    if station_id:
        rows = rows.filter(station_id=station_id)
    return list(rows.annotate(place=_URGENCY).order_by("place", "came_at", "id")[:200])


def ended(*, actor: Actor, on: date, station_id: UUID | None = None) -> list[Consultation]:
    """What came that day and has ended, the latest first."""
    rows = consultations(actor=actor).filter(came_on=on, state=Consultation.State.ENDED)
    if station_id:
        rows = rows.filter(station_id=station_id)
    return list(rows.order_by("-ended_at", "-id")[:200])


def consultation_for(*, actor: Actor, consultation_id: UUID, verb: str = VIEW) -> Consultation:
    """One of them. Consultation.DoesNotExist: out of sight."""
    return (
        Consultation.objects.visible_to(actor, verb)
        .select_related("station", "worker", "client")
        .get(pk=consultation_id)
    )


def to_answer(*, actor: Actor, by: date, most: int = 20) -> list[Consultation]:
    """Open ones that wait since an earlier day, or are to be answered by that day; the oldest first."""
    rows = consultations(actor=actor, verb="services.end_consultation").exclude(
        state=Consultation.State.ENDED
    )
    waiting = rows.filter(Q(due_on__lte=by) | Q(came_on__lt=by))
    return list(waiting.order_by(F("due_on").asc(nulls_last=True), "came_at", "id")[:most])
