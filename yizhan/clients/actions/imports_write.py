"""A stretch of a confirmed list is written: new files are opened, files that exist are changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Now

from yizhan.clients.models import Client, ClientClass, Guardianship, ImportBatch, ImportRow, ImportSheet
from yizhan.clients.queries.find import NAME, open_classes, plan_columns
from yizhan.clients.rules.lists import COMPARED
from yizhan.clients.rules.visits import VisitRule, visit_rules
from yizhan.kernel.ids import uuid7s
from yizhan.privacy.fields import digest
from yizhan.privacy.pour import pour, pour_columns
from yizhan.stations.models import Station

_DIGESTED = {"phone": "clients.phone", "address": "clients.address"}
_PLAN = ("next_visit_on", "visit_rule", "visit_clause")


@dataclass
class _Home:
    """A station that takes files in, and the last number it gave this year."""

    pk: UUID
    region_code: str
    last: int


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
