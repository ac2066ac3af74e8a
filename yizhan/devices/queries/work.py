"""What of the station's planned work a phone needs without a line: open cases, and sessions whose attendance may be due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, Q

from yizhan.clients.models import Client
from yizhan.clients.queries.file import name_for
from yizhan.devices.models import Device
from yizhan.kernel.actor import Actor
from yizhan.services.models import Case, CaseContact, Participant, Programme, Session
from yizhan.workforce.models import Worker

MOST_CASES = 100
MOST_SESSIONS = 30
MOST_PEOPLE = 200
BEFORE, AFTER = timedelta(days=14), timedelta(days=14)
"""How long a session that was not written down stays on the phone, and how early it comes."""


@dataclass(frozen=True)
class OpenCase:
    """A case its worker writes contacts to. next_on, next_plan: what the last contact said comes next."""

    id: UUID
    client_id: UUID
    no: str
    state: str
    opened_on: date
    mine: bool
    contacts: int
    next_on: date | None
    next_plan: str


@dataclass(frozen=True)
class Attendee:
    """Somebody who signed up. name "": a file closed to this reader."""

    id: UUID
    name: str


@dataclass(frozen=True)
class DueSession:
    """A session not written down yet, with whoever signed up."""

    id: UUID
    title: str
    kind: str
    no: int
    planned_on: date
    starts_at: time | None
    minutes: int
    place: str
    mine: bool
    people: tuple[Attendee, ...]


def _mine(actor: Actor, device: Device) -> list[UUID]:
    return list(
        Worker.objects.filter(user_id=actor.id, station_id=device.station_id).values_list("pk", flat=True)
    )


def open_cases(*, actor: Actor, device: Device) -> list[OpenCase]:
    """Her own first, then the others of the station; none where she may not write contacts. Three queries."""
    if not actor.may("services.record_case_contact"):
        return []
    me = _mine(actor, device)
    rows = list(
        Case.objects.visible_to(actor, "services.record_case_contact")
        .filter(station_id=device.station_id)
        .exclude(state=Case.State.CLOSED)
        .annotate(hers=ExpressionWrapper(Q(worker_id__in=me), output_field=BooleanField()))
        .order_by("-hers", "opened_on", "id")[:MOST_CASES]
    )
    told: dict[UUID, list[CaseContact]] = {}
    for contact in CaseContact.objects.filter(case__in=rows, service__voided_at=None).order_by("number"):
        told.setdefault(contact.case_id, []).append(contact)
    found = []
    for row in rows:
        contacts = told.get(row.pk, [])
        last = contacts[-1] if contacts else None
        found.append(
            OpenCase(
                id=row.pk,
                client_id=row.client_id,
                no=row.case_no,
                state=str(row.get_state_display()),
                opened_on=row.opened_on,
                mine=row.worker_id in me,
                contacts=len(contacts),
                next_on=last.next_on if last else None,
                next_plan=last.next_plan if last else "",
            )
        )
    return found


def due_sessions(*, actor: Actor, device: Device, on: date) -> list[DueSession]:
    """Sessions of running programmes around that day that are not written down; five queries at most."""
    if not actor.may("services.hold_session"):
        return []
    me = _mine(actor, device)
    rows = list(
        Session.objects.visible_to(actor, "services.hold_session")
        .filter(
            station_id=device.station_id,
            state=Session.State.PLANNED,
            planned_on__gte=on - BEFORE,
            planned_on__lte=on + AFTER,
            programme__state__in=[Programme.State.APPROVED, Programme.State.RUNNING],
        )
        .select_related("programme")
        .order_by("planned_on", "starts_at", "id")[:MOST_SESSIONS]
    )
    people = attendees(actor, [row.programme_id for row in rows]) if rows else {}
    return [
        DueSession(
            id=row.pk,
            title=row.programme.title,
            kind=str(row.programme.get_kind_display()),
            no=row.no,
            planned_on=row.planned_on,
            starts_at=row.starts_at,
            minutes=row.minutes,
            place=row.place or row.programme.place,
            mine=row.programme.worker_id in me,
            people=people.get(row.programme_id, ()),
        )
        for row in rows
    ]


def attendees(actor: Actor, programme_ids: Sequence[UUID]) -> dict[UUID, tuple[Attendee, ...]]:
    rows = list(
        Participant.objects.filter(
            programme_id__in=programme_ids, state=Participant.State.SIGNED_UP
        ).order_by("signed_up_on", "id")
    )
    files = {
        file.pk: name_for(actor, file)
        for file in Client.objects.visible_to(actor, "clients.view").filter(
            pk__in={row.client_id for row in rows if row.client_id}
        )
    }
    found: dict[UUID, list[Attendee]] = {}
    for row in rows:
        name = files.get(row.client_id, "") if row.client_id else row.name
        found.setdefault(row.programme_id, []).append(Attendee(row.pk, name))
    return {key: tuple(people[:MOST_PEOPLE]) for key, people in found.items()}
