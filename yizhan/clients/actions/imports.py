"""A county's list becomes files: read, columns chosen, every row's fate told, and nothing written before it is confirmed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Now

from yizhan.clients.models import Client, ClientClass, Guardianship, ImportBatch, ImportRow, ImportSheet
from yizhan.clients.queries.fates import fates_of
from yizhan.clients.queries.find import NAME, open_classes, plan_columns
from yizhan.clients.queries.imports import stations_for
from yizhan.clients.rules.classes import BY_CODE
from yizhan.clients.rules.columns import columns_problem, guess_columns
from yizhan.clients.rules.lists import COMPARED
from yizhan.clients.rules.sheet import Sheet
from yizhan.clients.rules.visits import VisitRule, visit_rules
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7, uuid7s
from yizhan.privacy.action import action
from yizhan.privacy.fields import digest
from yizhan.privacy.pour import pour, pour_columns
from yizhan.stations.models import Station

SLICE = 2_000
"""Rows handled in one transaction: long enough to be quick, short enough that nobody waits for the database."""

SAMPLE = 5
MOST_STATIONS = 5_000
_DIGESTED = {"phone": "clients.phone", "address": "clients.address"}


@action("clients.start_import", facts=("batch_id", "station_id", "list_class"), subject="batch_id")
def start_import(
    *,
    actor: Actor,
    sheet: Sheet,
    file_name: str,
    list_on: date,
    on: date,
    station_id: UUID | None = None,
    list_class: str = "",
    batch_id: UUID | None = None,
) -> ImportBatch:
    """Keep a list that was read, with a guess what its columns are (上传名单). Nothing of it is a file yet.

    station_id  the station all its people belong to; None: the list says the township of each, for whoever sees a region
    list_class  the class everybody on it is of (低保 …), "" when a column says it or nobody is
    list_on     the day the list is of
    Refused     no station to take the people; several and none named by one who sees only stations; an unknown class
    Station.DoesNotExist  out of sight
    """
    if list_class and list_class not in BY_CODE:
        raise Refused("没有这个对象类别。", code="clients.class")
    if list_on > on:
        raise Refused("名单日期在今天以后。", code="clients.future-day")
    reach = stations_for(actor=actor, verb="clients.start_import")
    station = None
    if station_id:
        station = reach.get(pk=station_id)
        stations, region = [station.pk], station.region_code
    else:
        regions = [
            grant.region for grant in actor.grants_for("clients.start_import") if grant.stations is None
        ]
        if not regions:
            raise Refused("请选择名单里的人归哪个社工站。", code="clients.station-missing")
        stations, region = list(reach.values_list("pk", flat=True)[:MOST_STATIONS]), min(regions, key=len)
        if not stations:
            raise Refused("您的辖区还没有社工站，请先登记社工站。", code="clients.station-missing")
    batch = ImportBatch.objects.create(
        id=batch_id or uuid7(),
        region_code=region if region.isdigit() else "",
        station=station,
        station_ids=[str(each) for each in stations],
        started_by=actor.id,
        by_label=actor.label,
        file_name=file_name.strip()[-120:] or "名单",
        list_class=list_class,
        list_on=list_on,
        header=cast(Any, sheet.header),
        sample=cast(Any, sheet.rows[:SAMPLE]),
        columns=guess_columns(sheet.header, sheet.rows[:200]),
        warnings=sheet.warnings,
        first_row=sheet.first_row,
        rows=len(sheet.rows),
    )
    ImportSheet.objects.bulk_create(
        ImportSheet(
            batch=batch,
            region_code=batch.region_code,
            first=first,
            cells=cast(Any, sheet.rows[first : first + SLICE]),
        )
        for first in range(0, len(sheet.rows), SLICE)
    )
    return batch


@action("clients.map_import", facts=("batch_id",), subject="batch_id")
def map_import(
    *, actor: Actor, batch_id: UUID, columns: Mapping[str, int], list_class: str | None = None
) -> ImportBatch:
    """Say which column is what; the rows are then checked in the background. May be said again after a check.

    Refused  a needed column is missing or two fields point at one; the list is at work, done or discarded
    """
    batch = _batch(actor, "clients.map_import", batch_id)
    if batch.state not in (ImportBatch.State.MAPPING, ImportBatch.State.CHECKED):
        raise Refused(f"这份名单{batch.get_state_display()}，不能再改列。", code="clients.import-state")
    if problem := columns_problem(columns, width=len(batch.header)):
        raise Refused(f"{problem}。", code="clients.columns")
    if list_class and list_class not in BY_CODE:
        raise Refused("没有这个对象类别。", code="clients.class")
    _forget(batch)
    batch.columns = dict(columns)
    if list_class is not None:
        batch.list_class = list_class
    batch.state = ImportBatch.State.CHECKING
    batch.checked_rows = batch.new_rows = batch.changed_rows = batch.same_rows = batch.refused_rows = 0
    _save(
        batch,
        "columns",
        "list_class",
        "state",
        "checked_rows",
        "new_rows",
        "changed_rows",
        "same_rows",
        "refused_rows",
    )
    return batch


@action("clients.check_import", facts=("batch_id",), subject="batch_id")
def check_import(*, actor: Actor, batch_id: UUID, on: date) -> ImportBatch:
    """Tell the fate of the next slice of rows; the last slice makes the list ready to be confirmed.

    A list that is not being checked is given back as it is, so that a job run twice does no harm.
    """
    batch = _batch(actor, "clients.check_import", batch_id)
    if batch.state != ImportBatch.State.CHECKING:
        return batch
    stretch = ImportSheet.objects.filter(batch=batch, first__gte=batch.checked_rows).order_by("first").first()
    if stretch is not None:
        told = fates_of(batch=batch, stretch=stretch, on=on)
        pour(told.rows)
        stretch.new_rows, stretch.same_rows = told.count["NEW"], told.count["SAME"]
        stretch.fates, stretch.papers = told.fates, " ".join(told.papers)
        _save(stretch, "fates", "papers", "new_rows", "same_rows")
        batch.new_rows += told.count["NEW"]
        batch.changed_rows += told.count["CHANGED"]
        batch.same_rows += told.count["SAME"]
        batch.refused_rows += told.count["REFUSED"]
        batch.checked_rows = stretch.first + len(stretch.cells)
    if stretch is None or batch.checked_rows >= batch.rows:
        batch.state = ImportBatch.State.CHECKED
    _save(batch, "state", "checked_rows", "new_rows", "changed_rows", "same_rows", "refused_rows")
    return batch


@action("clients.confirm_import", facts=("batch_id",), subject="batch_id")
def confirm_import(*, actor: Actor, batch_id: UUID) -> ImportBatch:
    """Write the list, in the background, as its preview says (确认导入). Refused when there is nothing to write, or not yet."""
    batch = _batch(actor, "clients.confirm_import", batch_id)
    if batch.state != ImportBatch.State.CHECKED:
        raise Refused(f"这份名单{batch.get_state_display()}，现在不能确认。", code="clients.import-state")
    if not batch.new_rows + batch.changed_rows:
        raise Refused("没有要新建或变更的行。", code="clients.import-empty")
    batch.state = ImportBatch.State.APPLYING
    _save(batch, "state")
    return batch


@action("clients.apply_import", facts=("batch_id",), subject="batch_id")
def apply_import(*, actor: Actor, batch_id: UUID, on: date) -> ImportBatch:
    """Write the next slice of a confirmed list. A row whose file came or changed since the check is refused instead."""
    batch = _batch(actor, "clients.apply_import", batch_id)
    if batch.state != ImportBatch.State.APPLYING:
        return batch
    waiting = ImportSheet.objects.filter(batch=batch, first__gte=batch.applied_rows).order_by("first")
    stretch = waiting.defer("cells", "papers")[0]
    later = waiting.filter(first__gt=stretch.first).values_list("first", flat=True)[:1]
    batch.applied_rows = later[0] if later else batch.rows
    overtaken = _open_files(batch, stretch, on=on)
    outdated = _change_files(batch, stretch, on=on)
    if outdated:
        ImportRow.objects.bulk_update(outdated, ["fate", "reason", "told"], batch_size=200)
    pour(overtaken)
    batch.refused_rows += len(overtaken) + len(outdated)
    batch.new_rows -= len(overtaken)
    batch.changed_rows -= len(outdated)
    stretch.cells, stretch.papers = None, ""
    _save(stretch, "cells", "papers", "fates", "new_rows")
    if not later:
        batch.state = ImportBatch.State.DONE
        ImportRow.objects.filter(batch=batch).exclude(fate=ImportRow.Fate.REFUSED).update(told=None)
    _save(batch, "state", "applied_rows", "new_rows", "changed_rows", "refused_rows")
    return batch


@action("clients.discard_import", facts=("batch_id",), subject="batch_id")
def discard_import(*, actor: Actor, batch_id: UUID) -> ImportBatch:
    """Throw a list away, with everything that was read of it. Refused when it is being written or was."""
    batch = _batch(actor, "clients.discard_import", batch_id)
    if batch.state in (ImportBatch.State.APPLYING, ImportBatch.State.DONE, ImportBatch.State.DISCARDED):
        raise Refused(f"这份名单{batch.get_state_display()}，不能放弃。", code="clients.import-state")
    ImportRow.objects.filter(batch=batch).delete()
    ImportSheet.objects.filter(batch=batch).delete()
    batch.state, batch.header, batch.sample = ImportBatch.State.DISCARDED, None, None
    _save(batch, "state", "header", "sample")
    return batch


def _batch(actor: Actor, verb: str, batch_id: UUID) -> ImportBatch:
    return ImportBatch.objects.visible_to(actor, verb).select_for_update(of=("self",)).get(pk=batch_id)


def _save(row: ImportBatch | ImportSheet, *columns: str) -> None:
    row.changed_at = Now()
    row.save(update_fields=[*columns, "changed_at"])


def _forget(batch: ImportBatch) -> None:
    """What an earlier check told."""
    ImportRow.objects.filter(batch=batch).delete()
    ImportSheet.objects.filter(batch=batch).update(fates=None, papers="", new_rows=0, same_rows=0)


def _open_files(batch: ImportBatch, stretch: ImportSheet, *, on: date) -> list[ImportRow]:
    """Open the new files of a stretch, and keep of its fates only what leads to them.

    Returns the rows that somebody else's file has overtaken.
    """
    fates = stretch.fates
    new = [row for row in fates["rows"] if row[1] == "NEW"]
    if not new:
        return []
    names = fates["columns"]
    papers = names.index("id_digest")
    wanted = [values[papers] for *_, values, _guardian in new]
    taken = set(Client.objects.active().filter(id_digest__in=wanted).values_list("id_digest", flat=True))
    overtaken = [row for row in new if row[5][papers] in taken]
    new = [row for row in new if row[5][papers] not in taken]
    homes = _homes(fates["stations"], on=on)
    plans: dict[tuple[str, ...], dict[str, Any]] = {}
    places: dict[str, list[Any]] = {name: [] for name in ("station_id", "region_code", "file_number", *_PLAN)}
    for _, _, _, home, codes, _, _ in new:
        station = homes[home]
        station.last += 1
        plan = plans.get(key := (station.region_code, *codes))
        if plan is None:
            someone = Client(station_id=station.pk, region_code=station.region_code, opened_on=on)
            plan = plans[key] = plan_columns(someone, classes=codes, on=on)
        for name, value in (
            ("station_id", station.pk), ("region_code", station.region_code), ("file_number", station.last), *plan.items()
        ):  # fmt: skip
            places[name].append(value)
    ids = uuid7s(len(new))
    persons = dict(zip(names, zip(*(row[5] for row in new), strict=True), strict=True)) if new else {}
    persons["born_on"] = [date.fromisoformat(day) if day else None for day in persons.get("born_on", ())]
    pour_columns(
        Client, each={"id": ids, **places, **persons}, shared={"file_year": on.year, "opened_on": on}
    )
    said = [
        (client_id, station_id, region, code)
        for client_id, station_id, region, row in zip(
            ids, places["station_id"], places["region_code"], new, strict=True
        )
        for code in row[4]
    ]
    _say_classes(batch, said)
    pour(
        [
            _guardian_row(client_id, homes[row[3]], *row[6], on=on)
            for client_id, row in zip(ids, new, strict=True)
            if row[6]
        ]
    )
    made = dict(zip((row[0] for row in new), map(str, ids), strict=True))
    late = {row[0] for row in overtaken}
    stretch.fates = {
        "rows": [[row[0], row[1], made.get(row[0], row[2])] for row in fates["rows"] if row[0] not in late]
    }
    stretch.new_rows = len(new)
    return [
        ImportRow(
            batch=batch,
            region_code=batch.region_code,
            number=row[0],
            fate=ImportRow.Fate.REFUSED,
            reason="核对之后已有人建档，请重新核对",
            told=cast(Any, {"cells": _cells(batch, stretch, row[0])}),
        )
        for row in overtaken
    ]


_PLAN = ("next_visit_on", "visit_rule", "visit_clause")


@dataclass
class _Home:
    """A station that takes files in, and the last number it gave this year."""

    pk: UUID
    region_code: str
    last: int


def _homes(stations: Sequence[str], *, on: date) -> list[_Home]:
    """The stations in the order given, locked, so that nobody else gives a number meanwhile; then their last numbers."""
    found = Station.objects.filter(pk__in=stations)
    list(found.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    numbers = Client.objects.filter(station_id=OuterRef("pk"), file_year=on.year).order_by("-file_number")
    homes = {
        str(pk): _Home(pk, region, last or 0)
        for pk, region, last in found.annotate(last=Subquery(numbers.values("file_number")[:1])).values_list(
            "pk", "region_code", "last"
        )
    }
    return [homes[station] for station in stations]


def _cells(batch: ImportBatch, stretch: ImportSheet, number: int) -> list[str]:
    return cast(list[str], stretch.cells[number - batch.first_row - stretch.first])


def _change_files(batch: ImportBatch, stretch: ImportSheet, *, on: date) -> list[ImportRow]:
    """Write what the list changes on files that exist. Returns the rows whose file is no longer as it was checked."""
    rows = list(
        ImportRow.objects.filter(
            batch=batch,
            fate=ImportRow.Fate.CHANGED,
            number__gte=batch.first_row + stretch.first,
            number__lt=batch.first_row + batch.applied_rows,
        ).order_by("number")
    )
    if not rows:
        return []
    files = {
        client.pk: client
        for client in Client.objects.active()
        .filter(pk__in={row.client_id for row in rows}, station_id__in=batch.station_ids, restricted=False)
        .select_for_update(of=("self",))
        .order_by("pk")
    }
    classes_now = open_classes(files)
    rules: dict[str, tuple[VisitRule, ...]] = {}
    touched: dict[frozenset[str], list[Client]] = {}
    said: list[tuple[UUID, UUID, str, str]] = []
    too_late = []
    for row in rows:
        client = files.get(row.client_id) if row.client_id else None
        now = classes_now.setdefault(client.pk, []) if client else []
        wanted = [(field, old, new) for field, old, new in row.told["changes"]]
        if client is None or any(
            getattr(client, field) != old if field in COMPARED else new in now for field, old, new in wanted
        ):
            row.fate, row.reason = ImportRow.Fate.REFUSED, "核对之后档案又有改动，请重新核对"
            row.told = {"cells": _cells(batch, stretch, row.number)}
            too_late.append(row)
            continue
        columns: set[str] = set()
        for field, _, new in wanted:
            if field == "classes":
                said.append((client.pk, client.station_id, client.region_code, new))
                now.append(new)
                continue
            setattr(client, field, new)
            columns.add(field)
            if purpose := _DIGESTED.get(field):
                setattr(client, f"{field}_digest", digest("".join(new.split()), purpose=purpose))
                columns.add(f"{field}_digest")
        if client.region_code not in rules:
            rules[client.region_code] = visit_rules(region_code=client.region_code, on=on)
        plan = plan_columns(client, classes=now, on=on, rules=rules[client.region_code])
        if any(getattr(client, column) != value for column, value in plan.items()):
            for column, value in plan.items():
                setattr(client, column, value)
            columns |= set(plan)
        touched.setdefault(frozenset(columns), []).append(client)
    for columns_, clients in touched.items():
        if columns_:
            Client.objects.bulk_update(clients, sorted(columns_), batch_size=200)
    changed = [client.pk for clients in touched.values() for client in clients]
    Client.objects.filter(pk__in=changed).update(changed_at=Now())
    _say_classes(batch, said)
    return too_late


def _say_classes(batch: ImportBatch, said: Sequence[tuple[UUID, UUID, str, str]]) -> None:
    """Classes by the list: (client, station, region, code)."""
    clients, stations, regions, codes = zip(*said, strict=True) if said else ((), (), (), ())
    pour_columns(
        ClientClass,
        each={
            "id": uuid7s(len(said)),
            "client_id": clients,
            "station_id": stations,
            "region_code": regions,
            "code": codes,
        },
        shared={"since_on": batch.list_on, "source": ClientClass.Source.LIST, "batch_id": batch.pk},
    )


def _guardian_row(client_id: UUID, home: _Home, name: str, phone: str, *, on: date) -> Guardianship:
    return Guardianship(
        client_id=client_id,
        station_id=home.pk,
        region_code=home.region_code,
        kind=Guardianship.Kind.OTHER,
        name=name,
        name_digest=digest(name, purpose=NAME),
        phone=phone,
        from_on=on,
    )
