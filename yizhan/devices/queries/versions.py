"""The version of a row: a keyed tag for each field a phone may change. Equal tags mean equal values; the value itself
cannot be learnt from a tag, so a phone can say what it saw also of what it was shown masked."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from yizhan.clients.models import Client
from yizhan.devices.rules.merge import (
    CLIENT_FIELDS,
    SERVICE_FIELDS,
    Merge,
    known_after,
    merge,
    version_of,
)
from yizhan.privacy.fields import digest
from yizhan.services.models import ServiceRecord


def client_values(client: Client) -> dict[str, Any]:
    return {name: getattr(client, name) for name in CLIENT_FIELDS}


def service_values(record: ServiceRecord, item_codes: Sequence[str]) -> dict[str, Any]:
    extra = {
        "item_codes": sorted(item_codes),
        "voided": record.voided_at is not None,
        "followed_up": record.followed_up_on,
    }
    return {name: extra[name] if name in extra else getattr(record, name) for name in SERVICE_FIELDS}


def tags(row_id: UUID, values: Mapping[str, Any]) -> dict[str, str]:
    """Eight hex digits for each field, in the order of the fields."""
    return {
        name: digest(f"{row_id}:{name}:{json.dumps(plain(value))}", purpose="devices.version")[:8]
        for name, value in values.items()
    }


def version(row_id: UUID, values: Mapping[str, Any]) -> str:
    return version_of(list(tags(row_id, values).values()))


def client_version(client: Client) -> str:
    return version(client.pk, client_values(client))


def service_version(record: ServiceRecord, item_codes: Sequence[str]) -> str:
    return version(record.pk, service_values(record, item_codes))


def plain(value: Any) -> Any:
    """As JSON keeps it."""
    return value.isoformat() if isinstance(value, date) else value


def merged_with(
    seen: Mapping[str, str], row_id: UUID, changes: Mapping[str, Any], now: Mapping[str, Any]
) -> Merge:
    """How a change that was based on `seen` meets the row as it stands."""
    return merge(changes=changes, now=now, seen=seen, tags=tags(row_id, now))


def version_known(
    seen: Mapping[str, str], row_id: UUID, told: Mapping[str, Any], now: Mapping[str, Any]
) -> str:
    """The version of a row as the phone knows it after it told something."""
    believed = tags(row_id, {**now, **told})
    return version_of(known_after(seen=seen, told=told, believed=believed))
