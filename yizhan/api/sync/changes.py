"""Changes out: what a phone may carry, and what it has to drop."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils.timezone import localdate, now
from django.views.decorators.gzip import gzip_page
from ninja import Field, Router, Schema
from ninja.decorators import decorate_view

from yizhan.api.shapes import REFUSALS
from yizhan.api.sync.callers import called
from yizhan.devices.queries.carry import Load, client_rows, load, service_rows
from yizhan.devices.queries.lists import lists
from yizhan.devices.queries.month import month_so_far
from yizhan.devices.rules.cursor import Cursor, Key, cursor_of, stretch
from yizhan.devices.rules.limits import (
    MOST_BYTES,
    MOST_CLIENTS,
    MOST_ROWS,
)
from yizhan.kernel.actor import Actor

router = Router()
small = decorate_view(gzip_page)
"""On a thin line in a valley a tenth of the bytes. No token and no secret stands in these answers."""


class Limits(Schema):
    """What the phone carries, and how much it could; `says` is the sentence to read before leaving."""

    clients: int
    all_clients: int
    rows: int
    bytes: int
    most_clients: int
    most_bytes: int
    says: str


class FirstIn(Schema):
    """after: what the last page gave, "" to begin; a broken first sync goes on where it stopped."""

    device_id: UUID
    after: str = Field(default="", max_length=200)


class FirstOut(Schema):
    """rest: rows still to come. cursor: with what to ask /sync/changes, on the last page."""

    rows: list[dict[str, Any]]
    rest: int
    after: str
    cursor: str
    check: str
    limits: Limits


@router.post("/first", response={200: FirstOut, **REFUSALS}, summary="第一次把资料带到手机上")
@small
def first(request: HttpRequest, body: FirstIn) -> FirstOut:
    """按编号一页一页取，断了接着取；取完用 cursor 取之后的变化。"""
    actor, device = called(request, body.device_id)
    on, at = localdate(), now()
    whole = load(actor=actor, device=device, on=on)
    cursor = cursor_of(body.after)
    began = cursor.began or at
    last = cursor.at[2] if cursor.at else None
    keys = sorted((key for key in whole.keys if last is None or key[2] > last), key=lambda key: key[2])
    page, rest = keys[:MOST_ROWS], len(keys) - len(keys[:MOST_ROWS])
    return FirstOut(
        rows=_rows(actor, page, on),
        rest=rest,
        after=str(replace(cursor, began=began, at=page[-1])) if rest else "",
        cursor="" if rest else str(Cursor(mark=began)),
        check=whole.check,
        limits=_limits(whole),
    )


class ChangesIn(Schema):
    """since: the cursor of the last answer. have: ids of all rows the phone holds, when its check differs from ours."""

    device_id: UUID
    since: str = Field(default="", max_length=200)
    have: list[UUID] | None = Field(default=None, max_length=5000)
    unsent: int | None = Field(default=None, ge=0, le=1_000_000)
    carried: int | None = Field(default=None, ge=0, le=1_000_000)


class ChangesOut(Schema):
    """gone: ids the phone has to drop. more: ask again with `cursor` at once.

    check  over all rows the phone should hold now: sha256 of the lines “<id> <changed_at>”, sorted, joined by a newline
    """

    rows: list[dict[str, Any]]
    gone: list[UUID]
    more: bool
    cursor: str
    check: str
    limits: Limits
    at: datetime


@router.post("/changes", response={200: ChangesOut, **REFUSALS}, summary="上次之后变了什么")
@small
def changes(request: HttpRequest, body: ChangesIn) -> ChangesOut:
    """手机上多出来的（不再归您看的）在 gone 里，立即删去；已不在那个站工作的，全部在 gone 里。"""
    actor, device = called(request, body.device_id, unsent=body.unsent, carried=body.carried, also_left=True)
    on, at = localdate(), now()
    whole = load(actor=actor, device=device, on=on)
    have = None if body.have is None else frozenset(body.have)
    page = stretch(keys=whole.keys, cursor=cursor_of(body.since), have=have, at=at, most=MOST_ROWS)
    may_carry = {row_id for _, _, row_id in whole.keys}
    return ChangesOut(
        rows=_rows(actor, page.keys, on),
        gone=sorted(have - may_carry) if have is not None else [],
        more=page.rest > 0,
        cursor=str(page.cursor),
        check=whole.check,
        limits=_limits(whole),
        at=at,
    )


def _rows(actor: Actor, keys: Sequence[Key], on: date) -> list[dict[str, Any]]:
    files = client_rows(actor=actor, ids=[pk for _, kind, pk in keys if kind == "client"], on=on)
    records = service_rows(actor=actor, ids=[pk for _, kind, pk in keys if kind == "service"])
    found = files | records
    return [found[pk] for _, _, pk in keys if pk in found]


def _limits(whole: Load) -> Limits:
    return Limits(
        clients=whole.clients,
        all_clients=whole.all_clients,
        rows=len(whole.keys),
        bytes=whole.size,
        most_clients=MOST_CLIENTS,
        most_bytes=MOST_BYTES,
        says=whole.says,
    )


class ListsOut(Schema):
    """Choices for the forms; `version` changes when any of them does. lists.demo: nobody in it is real, the
    phone says so. lists.draft_days: how long a half-filled form is kept on the phone."""

    version: str
    lists: dict[str, Any]


@router.get(
    "/lists", response={200: ListsOut, **REFUSALS}, summary="表单里的选项：服务清单、探访规定、村、同事"
)
@small
def choices(request: HttpRequest, device_id: UUID, have: str = "") -> ListsOut:
    """have 与现在的 version 相同，lists 就是空的。"""
    actor, device = called(request, device_id)
    told = lists(actor=actor, device=device, on=localdate()) | {
        "demo": settings.DEMO,
        "draft_days": settings.DRAFT_DAYS,
    }
    spelled = json.dumps({k: v for k, v in told.items() if k != "on"}, default=str, sort_keys=True)
    version = hashlib.sha256(spelled.encode()).hexdigest()[:16]
    return ListsOut(version=version, lists={} if have == version else told)


class MonthOut(Schema):
    """people: how many were met; client_ids: those of them she may see, so that the phone counts nobody twice."""

    month: str
    visits: int
    services: int
    minutes: int
    people: int
    client_ids: list[UUID]
    at: datetime


@router.get("/month", response={200: MonthOut, **REFUSALS}, summary="本月到今天，站里已有的")
def month(request: HttpRequest, device_id: UUID) -> MonthOut:
    """这台手机的人本月的服务；还没发的由手机自己加上，并分开写明。"""
    actor, device = called(request, device_id)
    on, at = localdate(), now()
    found = month_so_far(actor=actor, device=device, on=on)
    return MonthOut(
        month=f"{on:%Y-%m}",
        visits=found.visits,
        services=found.services,
        minutes=found.minutes,
        people=found.people,
        client_ids=list(found.client_ids),
        at=at,
    )
