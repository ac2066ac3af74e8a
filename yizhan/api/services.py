"""Services: record one, with the id the phone gave it; sent again, it is the same record."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from ninja import Field, Router, Schema
from pydantic import BaseModel

from yizhan.api.shapes import REFUSALS, actor_of, answer
from yizhan.services.actions import record_service

router = Router(tags=["服务记录"])

Kind = Literal[
    "VISIT", "CONSULTATION", "ACCOMPANY", "ASSESSMENT", "CASEWORK", "GROUP", "ACTIVITY", "REFERRAL", "RESOURCE",
    "PUBLICITY", "VOLUNTEER", "TRAINING", "SUPERVISION", "OTHER",
]  # fmt: skip
Mode = Literal["AT_HOME", "PHONE", "VIDEO", "COME_IN", "OUTSIDE"]


class ServiceIn(BaseModel):
    """One delivered service, as it was told in the field. Plain pydantic: a Schema of ninja asks each field by Python."""

    id: UUID
    station_id: UUID
    kind: Kind
    mode: Mode
    done_on: date
    minutes: int = Field(ge=1, le=1440)
    client_ids: list[UUID] = Field(default=[], max_length=200)
    item_codes: list[str] = Field(default=[], max_length=30)
    met: bool = True
    note: str = Field(default="", max_length=2000)
    found: str = Field(default="", max_length=1000)
    follow_up: str = Field(default="", max_length=500)
    follow_up_on: date | None = None
    worker_id: UUID | None = None
    volunteer_ids: list[UUID] = Field(default=[], max_length=200)
    case_step: Literal["", "OPENED", "SESSION", "CLOSED"] = ""
    title: str = Field(default="", max_length=80)
    place: str = Field(default="", max_length=80)
    partner: str = Field(default="", max_length=80)
    value_fen: int | None = Field(default=None, ge=0, le=10**13)
    participants_count: int = Field(default=0, ge=0, le=100_000)
    satisfaction: int | None = Field(default=None, ge=1, le=5)
    late_reason: str = Field(default="", max_length=200)


class ServiceOut(Schema):
    """What was kept."""

    id: UUID
    station_id: UUID
    kind: str
    mode: str
    done_on: date
    minutes: int
    met: bool
    clients_count: int
    participants_count: int
    task_class: str
    recorded_at: datetime


@router.post("", response={200: ServiceOut, **REFUSALS}, summary="记录一项服务")
def service_record(request: HttpRequest, body: ServiceIn) -> HttpResponse:
    """同一个编号、同样的内容再发一次，返回原来那条；内容不同返回 409。"""
    told: dict[str, Any] = body.model_dump()
    record = record_service(actor=actor_of(request), service_id=told.pop("id"), on=localdate(), **told)
    return answer(ServiceOut, record)
