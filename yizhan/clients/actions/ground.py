"""How the verbs of files refuse, number and write."""

from typing import Any
from uuid import UUID

from django.db.models import Max
from django.db.models.functions import Now

from yizhan.clients.models import Client
from yizhan.kernel.errors import Refused

ELSEWHERE = "该证件号码已在其他站点建档，请联系县民政局。"


def _refuse_closed(client: Client) -> None:
    if not client.active:
        raise Refused("该档案已销档，请先恢复。", code="clients.closed")


def _next_number(station_id: UUID, year: int) -> int:
    """The station's row is locked by the caller, so two files never take one number."""
    last = Client.objects.filter(station_id=station_id, file_year=year).aggregate(last=Max("file_number"))[
        "last"
    ]
    return (last or 0) + 1


def _write(client: Client, **columns: Any) -> None:
    for column, value in columns.items():
        setattr(client, column, value)
    Client.objects.filter(pk=client.pk).update(**columns, changed_at=Now())
