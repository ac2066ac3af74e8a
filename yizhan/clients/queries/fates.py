"""What becomes of the rows of a list: each is held against the files, and nothing is written."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from dataclasses import field as made_of
from datetime import date
from typing import Any, cast
from uuid import UUID

from yizhan.clients.models import Client, ImportBatch, ImportRow, ImportSheet
from yizhan.clients.queries.find import person_columns
from yizhan.clients.queries.imports import OnFile, on_file, without_papers
from yizhan.clients.rules.identity import plain_name
from yizhan.clients.rules.lists import COMPARED, Entry, differences, entry_of
from yizhan.stations.models import Station

DIGEST = 32
"""Letters of a digest."""


@dataclass
class Told:
    """What a stretch came to: rows somebody should read, and the fates and numbers of the stretch itself."""

    rows: list[ImportRow] = made_of(default_factory=list)
    fates: dict[str, Any] = made_of(default_factory=dict)
    papers: list[str] = made_of(default_factory=list)
    count: Counter[str] = made_of(default_factory=Counter)


@dataclass
class New:
    """A file to be opened: where, in which classes, with which particulars."""

    station: Station
    entry: Entry
    columns: dict[str, Any]


def fates_of(*, batch: ImportBatch, stretch: ImportSheet, on: date) -> Told:
    """The fate of every row of a stretch that is not empty, with five queries however long it is."""
    places = Places(batch)
    entries: list[tuple[int, list[str], Entry | str, dict[str, Any]]] = []
    for number, cells in enumerate(stretch.cells, batch.first_row + stretch.first):
        if any(cells):
            entry = entry_of(cells, columns=batch.columns, list_class=batch.list_class, on=on)
            columns = person_columns(entry.person) if isinstance(entry, Entry) else {}
            entries.append((number, cells, entry, columns))
    files = on_file(
        id_digests={columns["id_digest"] for _, _, _, columns in entries if columns}, stations=places.ids
    )
    paperless = without_papers(
        name_digests={columns["name_digest"] for _, _, _, columns in entries if columns}, stations=places.ids
    )
    earlier = _earlier(batch, stretch, {columns["id_digest"] for _, _, _, columns in entries if columns})
    told = Told()
    rows: list[list[Any]] = []
    homes: dict[UUID, int] = {}
    for number, cells, entry, columns in entries:
        fate: New | ImportRow | UUID | str
        if isinstance(entry, str):
            fate = entry
        elif before := earlier.get(columns["id_digest"]):
            fate = f"与第{before}行的证件号码相同"
        else:
            fate = _judge(entry, columns, files.get(columns["id_digest"]), paperless, places)
        if isinstance(fate, str):
            fate = ImportRow(fate=ImportRow.Fate.REFUSED, reason=fate[:200], told=cast(Any, {"cells": cells}))
        else:
            earlier[columns["id_digest"]] = number
            told.papers.append(f"{columns['id_digest']}{number}")
        if isinstance(fate, ImportRow):
            fate.batch, fate.region_code, fate.number = batch, batch.region_code, number
            told.rows.append(fate)
            told.count[fate.fate] += 1
        elif isinstance(fate, UUID):
            rows.append([number, "SAME", str(fate)])
            told.count["SAME"] += 1
        else:
            home = homes.setdefault(fate.station.pk, len(homes))
            guardian = (
                [fate.entry.guardian_name, fate.entry.guardian_phone] if fate.entry.guardian_name else []
            )
            rows.append([number, "NEW", "", home, fate.entry.classes, list(fate.columns.values()), guardian])
            told.fates["columns"] = list(fate.columns)
            told.count["NEW"] += 1
    told.fates |= {"rows": rows, "stations": [str(home) for home in homes]}
    return told


def _earlier(batch: ImportBatch, stretch: ImportSheet, wanted: Collection[str]) -> dict[str, int]:
    """Which of these numbers of papers rows further up were taken for: digest -> row."""
    sheets = ImportSheet.objects.filter(batch=batch, first__lt=stretch.first)
    return {
        word[:DIGEST]: int(word[DIGEST:])
        for papers in sheets.values_list("papers", flat=True)
        for word in papers.split()
        if word[:DIGEST] in wanted
    }


def _judge(
    entry: Entry,
    columns: dict[str, Any],
    file: OnFile | None,
    paperless: Mapping[tuple[str, Any], Client],
    places: "Places",
) -> New | ImportRow | UUID | str:
    """A file to open, a row that changes one, the file it leaves as it is, or why it is refused."""
    station = places.of(entry)
    if file is not None and not file.in_sight:
        if file.client.active:
            return "该证件号码已在其他站点建档，请联系县民政局"
        file = None  # a closed file elsewhere keeps nobody from having one here
    if file is None:
        if isinstance(station, str):
            return station
        if same := paperless.get((columns["name_digest"], columns["born_on"])):
            return f"可能与无证件的档案{same.file_no}是同一人（姓名和出生日期相同），请打开该档案补上证件号码"
        columns["born_on"] = columns["born_on"].isoformat() if columns["born_on"] else ""
        return New(station, entry, columns)
    client = file.client
    if not client.active:
        return f"此人的档案{client.file_no}已销档，请先恢复"
    if plain_name(client.name) != entry.person.name:
        return f"该证件号码已有档案{client.file_no}，但姓名不同，请核对"
    if isinstance(station, Station) and entry.town and station.pk != client.station_id:
        return f"档案在{places.name(client.station_id)}，名单写的是{station.short_name}，请先转移档案"
    changes = differences(entry, {name: getattr(client, name) for name in COMPARED}, file.classes)
    if not changes:
        return client.pk
    told = {"changes": changes, "name": client.name, "id_number": entry.person.id_number}
    return ImportRow(fate=ImportRow.Fate.CHANGED, client_id=client.pk, told=cast(Any, told))


class Places:
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
