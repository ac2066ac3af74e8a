"""What a list meets in the database: files under its numbers, and what its rows came to."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from yizhan.clients.models import Client, ImportBatch, ImportRow
from yizhan.clients.queries.find import open_classes
from yizhan.clients.rules.lists import COMPARED, difference_words
from yizhan.kernel.actor import Actor
from yizhan.kernel.identity import mask_id, mask_name, mask_phone
from yizhan.stations.models import Station

PAGE = 50


@dataclass(frozen=True)
class OnFile:
    """A file that exists under a number, as far as the one who imports may know it."""

    client: Client
    in_sight: bool
    classes: tuple[str, ...]


def on_file(*, id_digests: Collection[str], stations: Collection[UUID]) -> dict[str, OnFile]:
    """Files under these numbers, an open one before a closed one. Restricted files count as out of sight."""
    found: dict[str, Client] = {}
    for client in (
        Client.objects.filter(id_digest__in=id_digests)
        .only(
            "id",
            "id_digest",
            "station_id",
            "status",
            "restricted",
            "file_year",
            "file_number",
            "name",
            *COMPARED,
        )
        .order_by("status")
    ):
        found.setdefault(client.id_digest, client)
    inside = {
        key: client
        for key, client in found.items()
        if client.station_id in stations and not client.restricted
    }
    classes = open_classes(client.pk for client in inside.values())
    return {
        key: OnFile(client=client, in_sight=key in inside, classes=tuple(classes.get(client.pk, ())))
        for key, client in found.items()
    }


def without_papers(
    *, name_digests: Collection[str], stations: Collection[UUID]
) -> dict[tuple[str, Any], Client]:
    """Files of people without papers, by name and birthday: the list may at last know their number."""
    files = Client.objects.active().filter(
        id_kind="NONE", name_digest__in=name_digests, station_id__in=stations, restricted=False
    )
    return {
        (file.name_digest, file.born_on): file
        for file in files.only("id", "name_digest", "born_on", "file_year", "file_number")
    }


def stations_for(*, actor: Actor, verb: str) -> QuerySet[Station]:
    """Stations at which the actor may open files, the ones in operation."""
    return (
        Station.objects.visible_to(actor, verb)
        .exclude(status=Station.Status.CLOSED)
        .order_by("region_code", "name")
    )


def batches(*, actor: Actor, verb: str = "clients.start_import") -> QuerySet[ImportBatch]:
    """Lists inside the actor's scope, newest first."""
    return (
        ImportBatch.objects.visible_to(actor, verb)
        .select_related("station")
        .defer("header", "sample")
        .order_by("-recorded_at", "-pk")
    )


@dataclass(frozen=True)
class Fate:
    """A row of the preview, as the page shows it."""

    number: int
    fate: str
    label: str
    name: str
    id_number: str
    changes: list[tuple[str, str, str]]
    reason: str
    where: str


@dataclass(frozen=True)
class FatePage:
    """A page of the preview; `after` is the number of its last row when more follow."""

    rows: list[Fate]
    after: int | None


def fates(*, batch: ImportBatch, fate: str = "", after: int = 0, size: int = PAGE) -> FatePage:
    """What becomes of the rows; the batch has been found through `visible_to`."""
    rows = ImportRow.objects.filter(batch=batch, number__gt=after)
    if fate:
        rows = rows.filter(fate=fate)
    found = list(rows.order_by("number")[: size + 1])
    names = {
        str(station.pk): station.short_name
        for station in Station.objects.filter(pk__in=batch.station_ids[:500])
    }
    return FatePage(
        rows=[_shown(row, batch, names) for row in found[:size]],
        after=found[size - 1].number if len(found) > size else None,
    )


def refused_rows(*, batch: ImportBatch) -> QuerySet[ImportRow]:
    """The rows to hand back, in the order of the list."""
    return ImportRow.objects.filter(batch=batch, fate=ImportRow.Fate.REFUSED).order_by("number")


def _shown(row: ImportRow, batch: ImportBatch, stations: Mapping[str, str]) -> Fate:
    told: dict[str, Any] = row.told or {}
    columns = told.get("columns") or {}
    cells = told.get("cells") or []
    name, number = (
        columns.get("name") or told.get("name") or "",
        columns.get("id_number") or told.get("id_number") or "",
    )
    if cells:
        name, number = (_cell(cells, batch.columns.get(field, -1)) for field in ("name", "id_number"))
    return Fate(
        number=row.number,
        fate=row.fate,
        label=str(ImportRow.Fate(row.fate).label),
        name=mask_name(name),
        id_number=mask_id(number),
        changes=[_masked(change) for change in told.get("changes", ())],
        reason=row.reason,
        where=stations.get(told.get("station", ""), ""),
    )


def _cell(cells: list[str], place: int) -> str:
    return cells[place] if 0 <= place < len(cells) else ""


def _masked(change: list[str]) -> tuple[str, str, str]:
    field, old, new = change
    if field in ("phone", "emergency_phone"):
        old, new = mask_phone(old), mask_phone(new)
    elif field == "emergency_name":
        old, new = mask_name(old), mask_name(new)
    return difference_words((field, old, new))
