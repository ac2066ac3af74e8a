"""A county's list becomes files: read, columns chosen, every row's fate told, and nothing written before it is confirmed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from django.db import connection
from django.db.models import Max, Model
from django.db.models.functions import Now

from yizhan.clients.models import Client, ClientClass, Guardianship, ImportBatch, ImportRow, ImportSheet
from yizhan.clients.queries.find import ID, NAME, open_classes, person_columns, plan_columns
from yizhan.clients.queries.imports import on_file, stations_for, without_papers
from yizhan.clients.rules.classes import BY_CODE
from yizhan.clients.rules.columns import columns_problem, guess_columns
from yizhan.clients.rules.identity import plain_name
from yizhan.clients.rules.lists import COMPARED, Entry, differences, entry_of
from yizhan.clients.rules.sheet import Sheet
from yizhan.clients.rules.visits import VisitRule, visit_rules
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.action import action
from yizhan.privacy.fields import EncryptedTextField, digest
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
    ImportRow.objects.filter(batch=batch).delete()
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
        rows = _fates(batch, stretch, now=_clock(batch), on=on)
        _pour(rows)
        count = Counter(row.fate for row in rows)
        batch.new_rows += count[ImportRow.Fate.NEW]
        batch.changed_rows += count[ImportRow.Fate.CHANGED]
        batch.same_rows += count[ImportRow.Fate.SAME]
        batch.refused_rows += count[ImportRow.Fate.REFUSED]
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
    rows = list(
        ImportRow.objects.filter(
            batch=batch,
            fate__in=(ImportRow.Fate.NEW, ImportRow.Fate.CHANGED),
            number__gte=batch.first_row + batch.applied_rows,
        ).order_by("number")[:SLICE]
    )
    new = [row for row in rows if row.fate == ImportRow.Fate.NEW]
    changed = [row for row in rows if row.fate == ImportRow.Fate.CHANGED]
    too_late = _open_files(batch, new, on=on) + _change_files(batch, changed, on=on)
    if too_late:
        ImportRow.objects.bulk_update(too_late, ["fate", "reason", "client_id"], batch_size=200)
        batch.refused_rows += len(too_late)
        batch.new_rows -= sum(row.client_id is None for row in too_late)
        batch.changed_rows -= sum(row.client_id is not None for row in too_late)
    batch.applied_rows = rows[-1].number - batch.first_row + 1 if len(rows) == SLICE else batch.rows
    if len(rows) < SLICE:
        batch.state = ImportBatch.State.DONE
        ImportSheet.objects.filter(batch=batch).delete()
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


def _pour(rows: Sequence[Model]) -> None:
    """Insert many rows whose every column is set, with one prepared statement.

    `bulk_create` looks at each value of each row for expressions, which is most of its cost. Values pass through their
    fields as there, so secrets are sealed, each for itself; a value that all rows share is prepared once.
    """
    if not rows:
        return
    model = type(rows[0])
    fields = list(model._meta.concrete_fields)
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({places})"  # noqa: S608  # our own columns
    columns: list[list[Any]] = []
    for field in fields:
        values = [getattr(row, field.attname) for row in rows]
        first, prepare = values[0], field.get_db_prep_save
        secret = isinstance(field, EncryptedTextField) and first
        if not secret and all(value is first for value in values):
            columns.append([prepare(first, connection)] * len(values))
        else:
            columns.append([prepare(value, connection) for value in values])
    with connection.cursor() as cursor:
        cursor.executemany(statement, list(zip(*columns, strict=True)))


def _clock(batch: ImportBatch) -> datetime:
    """The database's clock, read once for a slice: as a default of every row it would be half the cost of a row."""
    return ImportBatch.objects.filter(pk=batch.pk).annotate(clock=Now()).values_list("clock", flat=True).get()


def _save(batch: ImportBatch, *columns: str) -> None:
    batch.changed_at = Now()
    batch.save(update_fields=[*columns, "changed_at"])


def _fates(batch: ImportBatch, stretch: ImportSheet, *, now: datetime, on: date) -> list[ImportRow]:
    """The fate of every row of a stretch that is not empty, with three queries however long it is."""
    places = _Places(batch)
    entries: list[tuple[int, list[str], Entry | str]] = []
    for offset, cells in enumerate(stretch.cells):
        if any(cells):
            number = batch.first_row + stretch.first + offset
            entries.append(
                (number, cells, entry_of(cells, columns=batch.columns, list_class=batch.list_class, on=on))
            )
    digests = {
        number: digest(entry.person.id_number, purpose=ID)
        for number, _, entry in entries
        if isinstance(entry, Entry)
    }
    files = on_file(id_digests=set(digests.values()), stations=places.ids)
    names = {digest(entry.person.name, purpose=NAME) for _, _, entry in entries if isinstance(entry, Entry)}
    paperless = without_papers(name_digests=names, stations=places.ids)
    earlier = dict(
        ImportRow.objects.filter(batch=batch, id_digest__in=set(digests.values()))
        .exclude(fate=ImportRow.Fate.REFUSED)
        .values_list("id_digest", "number")
    )
    rows = []
    for number, cells, entry in entries:
        row = ImportRow(
            batch=batch,
            region_code=batch.region_code,
            recorded_at=now,
            changed_at=now,
            number=number,
            fate=ImportRow.Fate.REFUSED,
        )
        if isinstance(entry, str):
            row.reason = entry
        elif before := earlier.get(digests[number]):
            row.reason = f"与第{before}行的证件号码相同"
        else:
            row.id_digest = digests[number]
            _judge(row, entry, files.get(row.id_digest), paperless, places)
        if row.fate == ImportRow.Fate.REFUSED:
            row.told, row.id_digest = {"cells": cells}, ""
        else:
            earlier[row.id_digest] = number
        row.reason = row.reason[:200]
        rows.append(row)
    return rows


def _judge(
    row: ImportRow, entry: Entry, file: Any, paperless: Mapping[tuple[str, Any], Client], places: "_Places"
) -> None:
    station = places.of(entry)
    if file is not None and not file.in_sight:
        row.reason = "该证件号码已在其他站点建档，请联系县民政局"
        if not file.client.active:
            file = None  # a closed file elsewhere keeps nobody from having one here
            row.reason = ""
    if row.reason:
        return
    if file is None:
        if isinstance(station, str):
            row.reason = station
            return
        columns = person_columns(entry.person)
        if same := paperless.get((columns["name_digest"], columns["born_on"])):
            row.reason = (
                f"可能与无证件的档案{same.file_no}是同一人（姓名和出生日期相同），请打开该档案补上证件号码"
            )
            return
        columns["born_on"] = columns["born_on"].isoformat() if columns["born_on"] else None
        row.fate = ImportRow.Fate.NEW
        row.told = {"columns": columns, "station": str(station.pk), "classes": entry.classes}
        if entry.guardian_name:
            row.told["guardian"] = [entry.guardian_name, entry.guardian_phone]
        return
    client = file.client
    if not client.active:
        row.reason = f"此人的档案{client.file_no}已销档，请先恢复"
    elif plain_name(client.name) != entry.person.name:
        row.reason = f"该证件号码已有档案{client.file_no}，但姓名不同，请核对"
    elif isinstance(station, Station) and entry.town and station.pk != client.station_id:
        row.reason = f"档案在{places.name(client.station_id)}，名单写的是{station.short_name}，请先转移档案"
    else:
        row.client_id = client.pk
        changes = differences(entry, {field: getattr(client, field) for field in COMPARED}, file.classes)
        row.fate = ImportRow.Fate.CHANGED if changes else ImportRow.Fate.SAME
        row.told = None
        if changes:
            row.told = cast(
                Any, {"changes": changes, "name": client.name, "id_number": entry.person.id_number}
            )


class _Places:
    """Which station a row belongs to, by the words of its town, village or address."""

    def __init__(self, batch: ImportBatch) -> None:
        self.ids = frozenset(UUID(each) for each in batch.station_ids)
        self._stations = {station.pk: station for station in Station.objects.filter(pk__in=self.ids)}
        self._only = self._stations.get(batch.station_id) if batch.station_id else None
        self._named = sorted(self._stations.values(), key=lambda station: -len(station.short_name))
        self._known: dict[str, Station | None] = {}

    def name(self, station_id: UUID) -> str:
        return self._stations[station_id].short_name

    def of(self, entry: Entry) -> Station | str:
        if self._only is not None:
            if (
                entry.town
                and self._match(entry.town) is None
                and not _alike(entry.town, self._only.short_name)
            ):
                return f"名单写的是“{entry.town[:20]}”，不属于{self._only.short_name}"
            return self._only
        for words in (entry.town, entry.person.village_name, entry.person.address):
            if words and (station := self._match(words)):
                return station
        return f"找不到“{(entry.town or entry.person.village_name or entry.person.address)[:20]}”对应的社工站"

    def _match(self, words: str) -> Station | None:
        if words not in self._known:
            self._known[words] = next(
                (each for each in self._named if each.short_name in words or _alike(words, each.short_name)),
                None,
            )
        return self._known[words]


def _alike(words: str, short_name: str) -> bool:
    """“牙叉” for 牙叉镇; never a single character."""
    plain = words.removesuffix("社工站")
    return len(plain) >= 2 and short_name.rstrip("镇乡街道苏木") == plain


def _open_files(batch: ImportBatch, rows: Sequence[ImportRow], *, on: date) -> list[ImportRow]:
    """Open the new files of a slice. Returns the rows that somebody else's file has overtaken."""
    if not rows:
        return []
    wanted = {row.id_digest for row in rows}
    taken = set(Client.objects.active().filter(id_digest__in=wanted).values_list("id_digest", flat=True))
    stations = {
        str(station.pk): station
        for station in Station.objects.filter(pk__in={row.told["station"] for row in rows})
        .select_for_update(of=("self",))
        .order_by("pk")
    }
    last = dict(
        Client.objects.filter(station_id__in=stations, file_year=on.year)
        .values_list("station_id")
        .annotate(last=Max("file_number"))
    )
    rules: dict[str, tuple[VisitRule, ...]] = {}
    now = _clock(batch)
    clients, classes, guardians, too_late = [], [], [], []
    for row in rows:
        if row.id_digest in taken:
            row.fate, row.reason, row.client_id = (
                ImportRow.Fate.REFUSED,
                "核对之后已有人建档，请重新核对",
                None,
            )
            too_late.append(row)
            continue
        station = stations[row.told["station"]]
        number = last[station.pk] = (last.get(station.pk) or 0) + 1
        columns = dict(row.told["columns"])
        columns["born_on"] = date.fromisoformat(columns["born_on"]) if columns["born_on"] else None
        client = Client(
            station_id=station.pk,
            region_code=station.region_code,
            file_year=on.year,
            file_number=number,
            opened_on=on,
            recorded_at=now,
            changed_at=now,
            **columns,
        )
        if station.region_code not in rules:
            rules[station.region_code] = visit_rules(region_code=station.region_code, on=on)
        plan = plan_columns(client, classes=row.told["classes"], on=on, rules=rules[station.region_code])
        for column, value in plan.items():
            setattr(client, column, value)
        clients.append(client)
        classes += [_class_row(client, code, batch, now=now) for code in row.told["classes"]]
        if guardian := row.told.get("guardian"):
            guardians.append(_guardian_row(client, *guardian, on=on))
    _pour(clients)
    _pour(classes)
    Guardianship.objects.bulk_create(guardians, batch_size=500)
    return too_late


def _change_files(batch: ImportBatch, rows: Sequence[ImportRow], *, on: date) -> list[ImportRow]:
    """Write what the list changes on files that exist. Returns the rows whose file is no longer as it was checked."""
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
    clock = _clock(batch)
    classes, too_late = [], []
    for row in rows:
        client = files.get(row.client_id) if row.client_id else None
        now = classes_now.setdefault(client.pk, []) if client else []
        wanted = [(field, old, new) for field, old, new in row.told["changes"]]
        if client is None or any(
            getattr(client, field) != old if field in COMPARED else new in now for field, old, new in wanted
        ):
            row.fate, row.reason = ImportRow.Fate.REFUSED, "核对之后档案又有改动，请重新核对"
            too_late.append(row)
            continue
        columns: set[str] = set()
        for field, _, new in wanted:
            if field == "classes":
                classes.append(_class_row(client, new, batch, now=clock))
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
    ClientClass.objects.bulk_create(classes, batch_size=500)
    return too_late


def _class_row(client: Client, code: str, batch: ImportBatch, *, now: datetime) -> ClientClass:
    return ClientClass(
        recorded_at=now,
        changed_at=now,
        client=client,
        station_id=client.station_id,
        region_code=client.region_code,
        code=code,
        since_on=batch.list_on,
        source=ClientClass.Source.LIST,
        batch_id=batch.pk,
    )


def _guardian_row(client: Client, name: str, phone: str, *, on: date) -> Guardianship:
    return Guardianship(
        client=client,
        station_id=client.station_id,
        region_code=client.region_code,
        kind=Guardianship.Kind.OTHER,
        name=name,
        name_digest=digest(name, purpose=NAME),
        phone=phone,
        from_on=on,
    )
