"""Files are put into the archive of a station, papers with them, and taken out again."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.core.files.base import ContentFile
from django.db.models import Max
from django.db.models.functions import Now

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.action import action
from yizhan.privacy.files import open_file, seal_file
from yizhan.services.actions.ground import RECORD, _stop
from yizhan.services.actions.records import record_service
from yizhan.services.models import ArchiveItem, ServiceRecord
from yizhan.services.queries.archive import Line, register
from yizhan.services.rules.archive import filing_problem, number_of, paper_problem
from yizhan.stations.models import Station
from yizhan.stations.rules import file_problem

FILE, PUT_IN, TAKE_OUT, OPEN = (
    "services.file_archive",
    "services.put_paper_in_archive",
    "services.take_out_of_archive",
    "services.open_archive_paper",
)


@action(FILE, facts=("station_id", "year", "on"), subject="station_id")
def file_archive(
    *,
    actor: Actor,
    station_id: UUID,
    year: int,
    keys: Sequence[str],
    box: str,
    on: date,
    volume: str = "",
    minutes: int | None = None,
    worker_id: UUID | None = None,
) -> list[ArchiveItem]:
    """Mark files of the register as put into the archive (归档); each gets its number, and keeps it when filed anew.

    keys     of the lines: kind and source
    minutes  how long it took: then it is also one record of kind 档案整理, which is work and counts as no service
    worker_id  who did it; without one, the worker whose account this is

    Refused               nothing chosen; one is not finished, is filed as it is, or is not in the register; no box;
                          whatever `record_service` refuses
    Station.DoesNotExist  out of sight
    Source                rules `archive.filing` and `archive.number`
    """
    station = Station.objects.visible_to(actor, FILE).select_for_update(of=("self",)).get(pk=station_id)
    wanted = list(dict.fromkeys(keys))
    lines = {
        line.key: line
        for line in register(actor=actor, station=station, year=year, on=on)
        if line.source
    }  # fmt: skip
    chosen = [lines[key] for key in wanted if key in lines]
    _stop(
        filing_problem(
            chosen=len(wanted),
            found=len(chosen),
            states={line.state for line in chosen},
            box=box,
            minutes=minutes,
        )
    )
    record = None
    if minutes is not None:
        record = record_service(
            actor=actor.acting_for(RECORD, because_of=FILE),
            station_id=station.pk,
            kind=ServiceRecord.Kind.ARCHIVE,
            task_class=ServiceRecord.TaskClass.AUXILIARY,
            done_on=on,
            on=on,
            minutes=minutes,
            mode=ServiceRecord.Mode.COME_IN,
            title=f"整理归档{len(chosen)}件",
            worker_id=worker_id,
        )
    return [
        _filed(actor, station, line, year=year, on=on, box=box, volume=volume, record=record)
        for line in chosen
    ]


@action(PUT_IN, facts=("item_id", "station_id", "kind", "made_on"), subject="station_id")
def put_paper_in_archive(
    *,
    actor: Actor,
    station_id: UUID,
    kind: str,
    title: str,
    made_on: date,
    on: date,
    box: str = "",
    volume: str = "",
    pages: int | None = None,
    file_name: str = "",
    content: bytes = b"",
    item_id: UUID | None = None,
) -> ArchiveItem:
    """Put a paper into the archive no record is behind: minutes of a meeting, a letter, an old file (纸质材料入档).

    content  its scan, enciphered before it is stored
    item_id  made with the form: told again it is the same paper

    Refused               no kind, no title, a day to come; neither a box nor a scan; a file that is not what its name says
    Station.DoesNotExist  out of sight
    """
    if item_id and (before := ArchiveItem.objects.visible_to(actor, PUT_IN).filter(pk=item_id).first()):
        return before
    station = Station.objects.visible_to(actor, PUT_IN).select_for_update(of=("self",)).get(pk=station_id)
    _stop(
        paper_problem(
            kind=kind, title=title, made_on=made_on, on=on, box=box, pages=pages, has_file=bool(content)
        )
    )
    if (file_name or content) and (wrong := file_problem(file_name, content)):
        raise Refused(wrong, code="services.archive-file")
    item = _numbered(actor, station, kind, year=made_on.year, on=on, item_id=item_id)
    item.finished_on, item.title, item.pages = made_on, title.strip()[:200], pages
    item.box, item.volume = box.strip()[:20], volume.strip()[:20]
    if content:
        item.file_name, item.file_bytes = file_name[-120:], len(content)
        item.file.save("paper", ContentFile(seal_file(content, place=item.seal_place)), save=False)
    item.save(force_insert=True)
    return item


@action(TAKE_OUT, facts=("item_id", "on"), subject="item_id")
def take_out_of_archive(*, actor: Actor, item_id: UUID, reason: str, on: date) -> ArchiveItem:
    """It was filed by mistake, or goes into another box: the row stays with its number and says why (撤回归档).

    Refused                   taken out before; no reason
    ArchiveItem.DoesNotExist  out of sight
    """
    item = ArchiveItem.objects.visible_to(actor, TAKE_OUT).select_for_update().get(pk=item_id)
    if item.taken_out_on is not None:
        raise Refused("已经撤回过了。", code="services.archive-out")
    if not reason.strip():
        raise Refused("请写为什么撤回。", code="services.reason-missing")
    return _taken_out(item, actor, reason=reason, on=on)


@action(OPEN, facts=("item_id",), subject="item_id")
def open_archive_paper(*, actor: Actor, item_id: UUID) -> tuple[ArchiveItem, bytes]:
    """The scan of a paper. A verb, because every reading is written down (查阅留痕).

    ArchiveItem.DoesNotExist  out of sight, or without a scan
    Unreadable                its file is not what was put there
    """
    item = ArchiveItem.objects.visible_to(actor, OPEN).exclude(file="").get(pk=item_id)
    with item.file.open("rb") as stored:
        return item, open_file(stored.read(), place=item.seal_place)


# --- the steps ----------------------------------------------------------------------------------------------------------


def _filed(
    actor: Actor,
    station: Station,
    line: Line,
    *,
    year: int,
    on: date,
    box: str,
    volume: str,
    record: ServiceRecord | None,
) -> ArchiveItem:
    """The file with its number: a new one, or the one it had when its records have changed since."""
    assert line.finished_on is not None
    before = line.item
    if before is not None:
        _taken_out(before, actor, reason="记录有变动，重新归档", on=on)
    item = _numbered(actor, station, line.kind.code, year=before.year if before else year, on=on)
    if before is not None:
        item.number, item.code = before.number, before.code
    item.source, item.finished_on, item.pieces = line.source, line.finished_on, line.pieces
    item.box, item.volume, item.service = box.strip()[:20], volume.strip()[:20], record
    item.save(force_insert=True)
    return item


def _numbered(
    actor: Actor, station: Station, kind: str, *, year: int, on: date, item_id: UUID | None = None
) -> ArchiveItem:
    """An unsaved row with the next number of its kind and year; a number is never given to another file."""
    last = ArchiveItem.objects.filter(station=station, kind=kind, year=year).aggregate(last=Max("number"))
    number = (last["last"] or 0) + 1
    return ArchiveItem(
        pk=item_id or uuid7(),
        station=station,
        region_code=station.region_code,
        kind=kind,
        year=year,
        number=number,
        code=number_of(
            region_code=station.region_code,
            on=on,
            year=year,
            kind=kind,
            station=station.short_name,
            number=number,
        ),
        filed_on=on,
        filed_by=actor.id,
        filed_by_label=actor.label[:120],
    )


def _taken_out(item: ArchiveItem, actor: Actor, *, reason: str, on: date) -> ArchiveItem:
    item.taken_out_on, item.taken_out_because = on, reason.strip()[:200]
    item.taken_out_by_label, item.changed_at = actor.label[:120], Now()
    item.save(update_fields=["taken_out_on", "taken_out_because", "taken_out_by_label", "changed_at"])
    item.refresh_from_db(fields=["changed_at"])
    return item
