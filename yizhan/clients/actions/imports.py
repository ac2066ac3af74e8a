"""A county's list becomes files: read, columns chosen, every row's fate told, and nothing written before it is confirmed."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.db.models.functions import Now

from yizhan.clients.actions.imports_write import _change_files, _open_files
from yizhan.clients.models import ImportBatch, ImportRow, ImportSheet
from yizhan.clients.queries.fates import fates_of
from yizhan.clients.queries.imports import stations_for
from yizhan.clients.rules.classes import BY_CODE
from yizhan.clients.rules.columns import columns_problem, guess_columns
from yizhan.clients.rules.sheet import Sheet
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.action import action
from yizhan.privacy.pour import pour

SLICE = 2_000
"""Rows handled in one transaction: long enough to be quick, short enough that nobody waits for the database."""

SAMPLE = 5
MOST_STATIONS = 5_000


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
