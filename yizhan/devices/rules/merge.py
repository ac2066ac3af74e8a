"""What a change was based on: a version is one tag for each field of a row, so that changes to different fields meet in
peace and changes to one field are shown to a person."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

SCHEMA = "1"
"""Raised when the fields below change; a version of another schema counts as based on nothing we know."""

UNKNOWN = ""
"""The tag of a field nobody on the phone has seen: it equals no value."""

CLIENT_FIELDS = (
    "phone",
    "address",
    "note",
    "emergency_name",
    "emergency_relation",
    "emergency_phone",
    "grade",
)
SERVICE_FIELDS = (
    "done_on", "minutes", "mode", "met", "note", "found", "follow_up", "follow_up_on", "title", "place",
    "participants_count", "item_codes", "voided", "followed_up",
)  # fmt: skip


def version_of(tags: Sequence[str]) -> str:
    """“1.ab12cd34.…”; opaque to whoever is not this file."""
    return ".".join([SCHEMA, *tags])


def tags_of(version: str, fields: Sequence[str]) -> dict[str, str]:
    """The tag of each field of a version; {} for one that is missing or from another schema."""
    schema, *tags = version.split(".")
    return dict(zip(fields, tags, strict=True)) if schema == SCHEMA and len(tags) == len(fields) else {}


@dataclass(frozen=True)
class Merge:
    """How a change meets a row.

    write   fields nobody else touched since: written
    clash   fields somebody else changed to something else meanwhile: both values stay
    merged  fields somebody else changed that this change leaves alone: they stay, marked
    """

    write: dict[str, Any]
    clash: tuple[str, ...]
    merged: tuple[str, ...]


def merge(
    *, changes: Mapping[str, Any], now: Mapping[str, Any], seen: Mapping[str, str], tags: Mapping[str, str]
) -> Merge:
    """Three ways to one row.

    changes  what the phone wants in which fields
    now      what stands in those fields
    seen     tags of the fields as the phone saw them; without a tag nobody knows, and every other value is a clash
    tags     tags of the fields as they stand
    """
    write, clash = {}, []
    for field, value in changes.items():
        if now[field] == value:
            continue
        if seen.get(field) == tags[field]:
            write[field] = value
        else:
            clash.append(field)
    others = [
        field
        for field, tag in tags.items()
        if field not in changes and seen.get(field, UNKNOWN) not in (UNKNOWN, tag)
    ]
    return Merge(write, tuple(clash), tuple(others))


def known_after(
    *, seen: Mapping[str, str], told: Collection[str], believed: Mapping[str, str]
) -> tuple[str, ...]:
    """The tags of a row as the phone knows it after a change of its own: in the fields it told what it told, whether
    that was written or clashed; in all others what it saw before, not what somebody else wrote meanwhile. What it changes
    next on top of this can then never overwrite what nobody there has seen.

    believed  tags of the row with the phone's own values in it, in the order of the fields
    """
    return tuple(tag if field in told else seen.get(field, UNKNOWN) for field, tag in believed.items())
