"""Both values of a field side by side, as one reader may see them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from yizhan.clients.models import Client
from yizhan.clients.queries.file import name_for
from yizhan.devices.models import Difference
from yizhan.devices.queries.carry import with_restricted
from yizhan.devices.queries.commands import open_differences
from yizhan.devices.queries.versions import client_values, service_values, tags
from yizhan.devices.rules.bodies import FIELD_LABELS
from yizhan.kernel.actor import Actor
from yizhan.privacy.masking import PersonalText
from yizhan.services.models import ServiceRecord

_KINDS = {
    "phone": "phone",
    "emergency_phone": "phone",
    "address": "address",
    "emergency_name": "name",
    "id_number": "id",
}
MOST = 200


@dataclass(frozen=True)
class Shown:
    """One field, both values. shown: the tag to give back with the choice."""

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


@dataclass(frozen=True)
class Pair:
    """Everything to be decided about one file or one record; `name` is empty when the row is out of this reader's sight."""

    subject: str
    subject_id: UUID
    name: str
    fields: tuple[Shown, ...]


def pairs(*, actor: Actor, verb: str = "devices.settle_difference") -> list[Pair]:
    """What has to be chosen, row by row; the newest two hundred fields. A row out of sight waits until it is in sight."""
    rows = list(open_differences(actor=actor, verb=verb)[:MOST])
    files = _files(actor, {row.subject_id for row in rows if row.subject == "client"})
    records = _records(actor, {row.subject_id for row in rows if row.subject == "service"})
    found: dict[UUID, list[Shown]] = {}
    for row in rows:
        if row.subject == "client" and (client := files.get(row.subject_id)):
            found.setdefault(row.subject_id, []).append(_shown(row, client_values(client), client.changed_at))
        elif row.subject == "service" and (record := records.get(row.subject_id)):
            codes = [item.item_code for item in record.items.all()]
            found.setdefault(row.subject_id, []).append(
                _shown(row, service_values(record, codes), record.changed_at)
            )
    return [
        Pair(
            "client" if key in files else "service",
            key,
            name_for(actor, files[key])
            if key in files
            else f"{records[key].done_on:%Y-%m-%d} {records[key].get_kind_display()}",
            tuple(fields),
        )
        for key, fields in found.items()
    ]


def _files(actor: Actor, ids: set[UUID]) -> dict[UUID, Client]:
    return {row.pk: row for row in Client.objects.visible_to(actor, "clients.view").filter(pk__in=ids)}


def _records(actor: Actor, ids: set[UUID]) -> dict[UUID, ServiceRecord]:
    """Without those that reached somebody whose file is closed to this reader."""
    rows = ServiceRecord.objects.visible_to(actor, "services.view").filter(
        pk__in=ids - with_restricted(actor, ids)
    )
    return {row.pk: row for row in rows.prefetch_related("items")}


def _shown(row: Difference, now: Mapping[str, Any], changed_at: datetime) -> Shown:
    grade = row.field == "grade"
    mine = row.phone_value["grade"] if grade else row.phone_value
    return Shown(
        id=row.pk,
        command_id=row.command_id,
        field=row.field,
        label=FIELD_LABELS[row.field],
        phone=words(row.field, mine),
        phone_by=row.command.user.display_name,
        phone_at=row.command.made_at,
        phone_why=row.phone_value["reason"] if grade else "",
        station=words(row.field, now[row.field]),
        station_at=changed_at,
        shown=tags(row.subject_id, now)[row.field],
    )


def words(field: str, value: Any) -> str:
    """A value as the screen shows it, masked where it names or reaches a person."""
    if value in ("", None, []):
        return "（空）"
    if field in _KINDS:
        return str(PersonalText(str(value), _KINDS[field], masked=True))
    if field == "grade":
        return str(dict(Client.Grade.choices).get(value, value))
    if field == "mode":
        return str(dict(ServiceRecord.Mode.choices).get(value, value))
    if field == "kind":
        return str(dict(ServiceRecord.Kind.choices).get(value, value))
    if field == "answers" and isinstance(value, dict):
        return "；".join(f"{name}：{given}" for name, given in value.items())
    if isinstance(value, bool):
        return "是" if value else "否"
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)
