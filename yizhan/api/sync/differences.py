"""Both values of a field, and the choice between them."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils.timezone import localdate, now
from ninja import Field, Router, Schema

from yizhan.api.shapes import REFUSALS, actor_of
from yizhan.devices.actions import settle_difference
from yizhan.devices.queries.differences import pairs
from yizhan.kernel.errors import NotAllowed

router = Router()


class Side(Schema):
    """One field with both values, masked as on the desk. shown: give it back with the choice."""

    id: UUID
    command_id: UUID
    field: str
    label: str
    phone: str
    phone_by: str
    phone_at: datetime
    phone_why: str
    station: str
    station_at: datetime
    shown: str


class PairOut(Schema):
    """Everything to be decided about one row."""

    subject: str
    subject_id: UUID
    name: str
    fields: list[Side]


@router.get("/differences", response={200: list[PairOut], **REFUSALS}, summary="手机与站里写的不一样的")
def differences(request: HttpRequest) -> Any:
    """按人、按记录排好，两个值都在。"""
    actor = actor_of(request)
    if not actor.may("devices.settle_difference"):
        raise NotAllowed("devices.settle_difference")
    return pairs(actor=actor)


class ChoiceIn(Schema):
    """PHONE or STATION."""

    choice: Literal["PHONE", "STATION"]
    shown: str = Field(max_length=16)


class ChoiceOut(Schema):
    """What was decided."""

    id: UUID
    choice: str


@router.post("/differences/{difference_id}", response={200: ChoiceOut, **REFUSALS}, summary="定用哪一个")
def difference_settle(request: HttpRequest, difference_id: UUID, body: ChoiceIn) -> Any:
    """站里的值在您看过之后又变了，就拒绝，请先看最新的。"""
    return settle_difference(
        actor=actor_of(request),
        difference_id=difference_id,
        choice=body.choice,
        shown=body.shown,
        on=localdate(),
        at=now(),
    )
