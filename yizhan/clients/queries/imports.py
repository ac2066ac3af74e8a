"""What a list meets in the database: files under its numbers, and what its rows came to."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from yizhan.clients.models import Client, ImportBatch, ImportRow, ImportSheet
from yizhan.clients.queries.file import name_for
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
    """A row of the preview, as the page shows it. `file`: what it was written to, once it was, where the reader may see it."""

    number: int
    fate: str
    label: str
    name: str
    id_number: str
    changes: list[tuple[str, str, str]]
    reason: str
    where: str
    file: Client | None


@dataclass(frozen=True)
class FatePage:
    """A page of the preview; `after` is the number of its last row when more follow."""

    rows: list[Fate]
    after: int | None


@dataclass(frozen=True)
class _Line:
    """A row before it is shown."""

    number: int
    fate: str
    client_id: UUID | None
    name: str = ""
    id_number: str = ""
    station: str = ""
    reason: str = ""
    changes: tuple[list[str], ...] = ()


def fates(*, actor: Actor, batch: ImportBatch, fate: str = "", after: int = 0, size: int = PAGE) -> FatePage:
    """What becomes of the rows; the batch has been found through `visible_to`."""
    read = ImportRow.objects.filter(batch=batch, number__gt=after)
    if fate:
        read = read.filter(fate=fate)
    lines = [_line(row, batch) for row in read.order_by("number")[: size + 1]]
    if fate in ("", ImportRow.Fate.NEW, ImportRow.Fate.SAME):
        end = lines[-1].number if len(lines) > size else batch.first_row + batch.rows
        lines = sorted([*lines, *_quiet(batch, fate, after, end, size + 1)], key=lambda line: line.number)[
            : size + 1
        ]
    shown = lines[:size]
    names = {
        str(station.pk): station.short_name
        for station in Station.objects.filter(pk__in={line.station for line in shown if line.station})
    }
    files = {}
    if batch.state == ImportBatch.State.DONE:
        wanted = [line.client_id for line in shown if line.client_id]
        files = Client.objects.visible_to(actor, "clients.view").select_related("station").in_bulk(wanted)
    return FatePage(
        rows=[_shown(line, names, files, actor) for line in shown],
        after=shown[-1].number if len(lines) > size else None,
    )


def _quiet(batch: ImportBatch, fate: str, after: int, end: int, most: int) -> Iterator[_Line]:
    """New and unchanged rows after one row and up to another, read stretch by stretch until there are enough."""
    sheets = ImportSheet.objects.filter(batch=batch)
    place = max(after + 1 - batch.first_row, 0)
    begin = sheets.filter(first__lte=place).aggregate(begin=Max("first"))["begin"] or 0
    sheets = sheets.filter(first__lte=end - batch.first_row)
    some = {"NEW": Q(new_rows__gt=0), "SAME": Q(same_rows__gt=0)}
    sheets = sheets.filter(some.get(fate, some["NEW"] | some["SAME"])).order_by("first")
    found = 0
    while found < most and (sheet := sheets.filter(first__gte=begin).first()) is not None:
        begin = sheet.first + 1
        if sheet.fates is None:
            continue
        for row in sheet.fates["rows"]:
            if row[0] > after and fate in ("", row[1]):
                found += 1
                yield _quiet_line(row, sheet, batch)
                if found == most:
                    return


def _quiet_line(row: list[Any], sheet: ImportSheet, batch: ImportBatch) -> _Line:
    number, fate, client_id, *more = row
    name = id_number = ""
    if sheet.cells:
        cells = sheet.cells[number - batch.first_row - sheet.first]
        name, id_number = (_cell(cells, batch.columns.get(field, -1)) for field in ("name", "id_number"))
    return _Line(
        number=number,
        fate=fate,
        client_id=UUID(client_id) if client_id else None,
        name=name,
        id_number=id_number,
        station=sheet.fates["stations"][more[0]] if more else "",
    )


def _line(row: ImportRow, batch: ImportBatch) -> _Line:
    told: dict[str, Any] = row.told or {}
    name, number = told.get("name", ""), told.get("id_number", "")
    if cells := told.get("cells"):
        name, number = (_cell(cells, batch.columns.get(field, -1)) for field in ("name", "id_number"))
    return _Line(
        number=row.number,
        fate=row.fate,
        client_id=row.client_id if row.fate == ImportRow.Fate.CHANGED else None,
        name=name,
        id_number=number,
        reason=row.reason,
        changes=tuple(told.get("changes", ())),
    )


def refused_rows(*, batch: ImportBatch) -> QuerySet[ImportRow]:
    """The rows to hand back, in the order of the list."""
    return ImportRow.objects.filter(batch=batch, fate=ImportRow.Fate.REFUSED).order_by("number")


def _shown(line: _Line, stations: Mapping[str, str], files: Mapping[UUID, Client], actor: Actor) -> Fate:
    file = files.get(line.client_id) if line.client_id else None
    where = stations.get(line.station, "")
    name, id_number = mask_name(line.name), mask_id(line.id_number)
    if file is not None:
        where, name, id_number = file.station.short_name, name_for(actor, file), mask_id(file.id_number)
    return Fate(
        number=line.number,
        fate=line.fate,
        label=str(ImportRow.Fate(line.fate).label),
        name=name,
        id_number=id_number,
        changes=[_masked(change) for change in line.changes],
        reason=line.reason,
        where=where,
        file=file,
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
