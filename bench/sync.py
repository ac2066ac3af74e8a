"""What a phone costs: commands in batches of fifty, the first sync of a station, the first load of the app."""

import gzip
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.contrib.staticfiles import finders
from django.db import connection, models, transaction
from django.utils.timezone import now

from bench.clock import Line, middle, rounds, spent
from bench.door import Door
from bench.run import Sizes
from bench.world import COUNTY, ON, Place, settle
from yizhan.clients.models import Client
from yizhan.devices.models import Command
from yizhan.policy.book import catalogue_for
from yizhan.privacy.models import AuditEvent
from yizhan.services.models import ServiceClient, ServiceItem, ServiceRecord

BATCH = 50
KILOBITS = 400
JOURNEY = 0.2
"""Seconds a request is on its way besides its bytes."""
LEAST_SHARE, MOST_SECONDS, MOST_KB = 0.2, 10, 350


def phones(place: Place, sizes: Sizes) -> list[Line]:
    door, device = Door(compressed=True).sign_in(place.head), str(uuid4())
    told = {"id": device, "station_id": str(place.stations[0].pk), "label": "示例手机"}
    door.post("/api/v1/sync/devices", told)
    return [commands(place, sizes, door, device), first_sync(place, sizes, door, device), first_load()]


# --- commands in ----------------------------------------------------------------------------------------------------


def commands(place: Place, sizes: Sizes, door: Door, device: str) -> Line:
    """POST /api/v1/sync/commands with fifty visits, against one INSERT for each of the rows they lead to, in all their
    tables, and one COMMIT for the fifty."""
    station = place.stations[0]
    people = [file for file in place.clients if file.station_id == station.pk]
    codes = [item.code for item in catalogue_for(region_code=COUNTY, on=ON).services]
    batches = max(1, sizes.writes // BATCH)

    def visit(nth: int) -> dict[str, Any]:
        return {
            "id": str(uuid4()),
            "verb": "services.record_service",
            "made_at": now().isoformat(),
            "done_on": f"{ON}",
            "body": {
                "service_id": str(uuid4()),
                "station_id": str(station.pk),
                "kind": "VISIT",
                "mode": "AT_HOME",
                "minutes": 20 + nth % 40,
                "client_ids": [str(people[nth % len(people)].pk)],
                "item_codes": [codes[nth % len(codes)]],
                "note": "精神尚好，饮食正常，屋内整洁。",
            },
        }

    def send() -> list[dict[str, Any]]:
        made: list[dict[str, Any]] = []
        for _ in range(batches):
            batch = [visit(nth) for nth in range(BATCH)]
            told = {"device_id": device, "sent_at": now().isoformat(), "commands": batch}
            answer = door.json("POST", "/api/v1/sync/commands", told)
            wrong = [one for one in answer["answers"] if one["state"] != "DONE"]
            if wrong:
                raise RuntimeError(f"{len(wrong)} of {BATCH}: {wrong[0]}")
            made += batch
        return made

    before = AuditEvent.objects.order_by("-pk").values_list("pk", flat=True)[0]
    made = send()
    ready = iter(_raw_inserts(made, since=before, times=sizes.rounds + 1))

    def insert() -> None:
        next(ready)()

    mine, theirs = rounds(sizes.rounds, send, insert)
    one, other = middle(mine) / (batches * BATCH), middle(theirs) / (batches * BATCH)
    return Line(
        f"手机上行，每批 {BATCH} 条探访（登录、权限、留痕、加密、去重全开）",
        f"{1 / one:,.0f} 条/秒",
        f"同样的行裸插入 {1 / other:,.0f} 条/秒",
        f"{other / one:.2f}",
        f"≥ {LEAST_SHARE}" if connection.vendor == "postgresql" else "（目标只对 PostgreSQL）",
        other / one >= LEAST_SHARE if connection.vendor == "postgresql" else None,
    )


def _raw_inserts(made: list[dict[str, Any]], *, since: UUID, times: int) -> list[Callable[[], None]]:
    """The rows these commands led to, written anew under other ids, as often as asked."""
    ids = [UUID(each["body"]["service_id"]) for each in made]
    found: list[models.Model] = [
        *ServiceRecord.objects.filter(pk__in=ids),
        *ServiceClient.objects.filter(service_id__in=ids),
        *ServiceItem.objects.filter(service_id__in=ids),
        *Command.objects.filter(pk__in=[each["id"] for each in made]),
        *AuditEvent.objects.filter(pk__gt=since),
    ]
    if len(found) < 5 * len(made):
        raise RuntimeError(f"{len(made)} commands, only {len(found)} rows")
    return [_writing([_insert(row, other) for row in found]) for other in _other_ids(found, times)]


def _other_ids(found: list[models.Model], times: int) -> list[dict[Any, UUID]]:
    return [{row.pk: uuid4() for row in found} for _ in range(times)]


def _writing(statements: list[tuple[str, list[Any]]]) -> Callable[[], None]:
    def write() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for sql, values in statements:
                cursor.execute(sql, values)

    return write


def _insert(row: models.Model, other: dict[Any, UUID]) -> tuple[str, list[Any]]:
    fields = row._meta.concrete_fields
    table = connection.ops.quote_name(row._meta.db_table)
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    values = [getattr(row, str(field.attname)) for field in fields]
    told = [
        field.get_db_prep_save(other.get(value, value) if isinstance(value, UUID) else value, connection)
        for field, value in zip(fields, values, strict=True)
    ]
    return f"INSERT INTO {table} ({columns}) VALUES ({', '.join(['%s'] * len(told))})", told


# --- the first sync ---------------------------------------------------------------------------------------------------


def first_sync(place: Place, sizes: Sizes, door: Door, device: str) -> Line:
    """All a phone asks for until it may leave: who is signed in, the files page by page, changes since, the choices."""
    station = place.stations[0]
    there = Client.objects.filter(station=station).count()
    settle(place, max(0, sizes.phone_files - there), station=station)
    asked: list[int] = []

    def ask(method: str, address: str, told: Any = None) -> Any:
        answer = door.json(method, address, told)
        asked.append(door.transferred)
        return answer

    def load() -> None:
        asked.clear()
        ask("GET", "/api/v1/sync/session")
        after = ""
        while True:
            page = ask("POST", "/api/v1/sync/first", {"device_id": device, "after": after})
            after = page["after"]
            if not page["rest"]:
                break
        ask("POST", "/api/v1/sync/changes", {"device_id": device, "since": page["cursor"]})
        ask("GET", f"/api/v1/sync/lists?device_id={device}")
        ask("GET", "/api/v1/sync/differences")

    load()
    took = spent(load).fair()
    line = sum(asked) * 8 / (KILOBITS * 1000)
    seconds = took + line + len(asked) * JOURNEY
    return Line(
        f"手机第一次带 {max(there, sizes.phone_files)} 人（{KILOBITS} kbit/s，每个来回另加 {JOURNEY} 秒）",
        f"{seconds:.1f} 秒，{sum(asked) / 1024:,.0f} KB，{len(asked)} 次请求",
        f"线路 {line:.1f} 秒，服务器 {took:.2f} 秒",
        f"{seconds / MOST_SECONDS:.2f}",
        f"< {MOST_SECONDS} 秒",
        seconds < MOST_SECONDS,
    )


# --- the app ------------------------------------------------------------------------------------------------------------


def first_load() -> Line:
    """Everything the app's page and its worker fetch before the app is on the phone, each file compressed; what only
    questionnaires need comes later, when first asked for."""
    found = finders.find("field/index.html")
    if not found:
        raise RuntimeError("先运行 make assets / run make assets first")
    page = Path(found).read_text("utf-8")
    worker = Path(str(finders.find("field/worker.js"))).read_text("utf-8")
    named = set(re.findall(r"/static/([\w./-]+)", page + worker)) | {"field/index.html", "field/worker.js"}
    now_needed = sorted(name for name in named if not name.startswith("field/assets/later-"))
    files = [Path(path) for name in now_needed if (path := finders.find(name)) and Path(path).is_file()]
    size = sum(len(gzip.compress(file.read_bytes(), 6)) for file in files)
    plain = sum(file.stat().st_size for file in files)
    return Line(
        f"手机程序第一次打开（{len(files)} 个文件，问卷另载）",
        f"{size / 1024:,.0f} KB",
        f"未压缩 {plain / 1024:,.0f} KB",
        f"{size / 1024 / MOST_KB:.2f}",
        f"< {MOST_KB} KB",
        size < MOST_KB * 1024,
    )
