"""Clients: who is due, for the list on the phone."""

from datetime import date, timedelta
from uuid import UUID

from django.http import HttpRequest
from django.utils.timezone import localdate
from ninja import Field, Query, Router, Schema

from yizhan.api.shapes import REFUSALS, actor_of
from yizhan.kernel.errors import NotAllowed
from yizhan.services.queries.due import due_visits

router = Router(tags=["服务对象"])
VERB = "clients.view"


class DueIn(Schema):
    """due: 1, the only list so far; days: how many days ahead; station_id: one station of several."""

    due: int = Field(default=1, ge=1, le=1)
    days: int = Field(default=7, ge=0, le=62)
    station_id: UUID | None = None


class ClientOut(Schema):
    """Somebody to be visited; no papers, no telephone."""

    id: UUID
    station_id: UUID
    name: str
    village: str
    grade: str
    classes: list[str]
    last_visit_on: date | None
    next_visit_on: date | None
    overdue_days: int
    clause: str


@router.get("", response={200: list[ClientOut], **REFUSALS}, summary="到期该探访的服务对象")
def client_list(request: HttpRequest, asked: Query[DueIn]) -> list[ClientOut]:
    """按村排好，逾期的在前；最多 200 位。"""
    actor, on = actor_of(request), localdate()
    if not actor.may(VERB):
        raise NotAllowed(VERB)
    villages = due_visits(
        actor=actor, on=on, until=on + timedelta(days=asked.days), station_id=asked.station_id
    )
    return [
        ClientOut(
            id=one.pk,
            station_id=one.station_id,
            name=one.name,
            village=one.village_name,
            grade=one.grade,
            classes=[row.code for row in one.classes.all() if row.until_on is None],
            last_visit_on=one.last_visit_on,
            next_visit_on=one.next_visit_on,
            overdue_days=one.overdue(on),
            clause=one.visit_clause,
        )
        for village in villages
        for one in village.clients
    ]
