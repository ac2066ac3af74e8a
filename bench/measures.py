"""What is measured, and against what."""

import resource
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from json import dumps
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from bench.bare.models import Bare
from bench.boards import boards
from bench.clock import Line, Spent, middle, ms, rounds, spent
from bench.door import DEFAULT_MIDDLEWARE, Door
from bench.duties import calendar
from bench.run import Sizes
from bench.scoring import scored
from bench.sync import phones
from bench.warnings import warnings
from bench.world import COUNTY, FIRST_DAY, ON, Place, furnish, person, settle
from yizhan.clients.actions import apply_import, check_import, confirm_import, map_import, start_import
from yizhan.clients.models import Client
from yizhan.clients.queries.search import search
from yizhan.clients.rules.sheet import Sheet
from yizhan.jobs.actor import system_actor
from yizhan.policy.book import catalogue_for
from yizhan.reports.actions import refresh_rollups
from yizhan.services.models import ServiceClient, ServiceRecord

Tell = Callable[[str], None]
JOB = system_actor("clients.check_import", "clients.apply_import", "reports.refresh_rollups", name="bench")


def measure(sizes: Sizes, *, only: frozenset[str], tell: Tell) -> list[Line]:
    """All lines of one database, in the order in which its tables fill."""
    tell(f"布置一个县（{connection.vendor}）……")
    place = furnish()
    settle(place, 100)
    wanted = only or {"写入", "手机", "导入", "查找", "列表", "全县", "日历", "评估", "预警", "看板"}
    lines: list[Line] = []
    if "写入" in wanted:
        tell("逐条写入……")
        lines += writes(place, sizes)
    if "手机" in wanted:
        tell("手机收发……")
        lines += phones(place, sizes)
    if wanted & {"导入", "查找", "列表"}:
        tell(f"导入 {sizes.few_files} 人……")
        few = take_list(place, sizes.few_files)
        few_found = finding(place, sizes)
        tell(f"导入 {sizes.many_files} 人……")
        many = take_list(place, sizes.many_files)
        lines += imports(few, many)
        for line in lines[-2:]:
            tell(f"  {line.what}：{line.value}，{line.anchor}，{line.ratio}")
        lines += searches(few_found, finding(place, sizes), sizes)
        lines += pages(place, sizes)
    if "全县" in wanted:
        lines += county(place, sizes, tell)
    if "日历" in wanted:
        lines += calendar(sizes, tell)
    if "评估" in wanted:
        lines += scored(place, sizes, tell)
    if "预警" in wanted:
        lines += warnings(sizes, tell)
    if "看板" in wanted:
        lines += boards(place, sizes, tell)
    return lines


# --- one record -----------------------------------------------------------------------------------------------------


def writes(place: Place, sizes: Sizes) -> list[Line]:
    """POST /api/v1/services against an endpoint that only cleans and inserts one row of the same columns."""
    ours, bare = Door().sign_in(place.head), Door(middleware=DEFAULT_MIDDLEWARE)
    station, worker = place.stations[0], place.workers[0]
    people = [file for file in place.clients if file.station_id == station.pk]
    codes = [item.code for item in catalogue_for(region_code=COUNTY, on=ON).services]
    serial = count()

    def visit() -> dict[str, Any]:
        nth = next(serial)
        return {
            "id": str(uuid4()),
            "station_id": str(station.pk),
            "worker_id": str(worker.pk),
            "kind": "VISIT",
            "mode": "AT_HOME",
            "done_on": f"{ON}",
            "minutes": 20 + nth % 40,
            "met": True,
            "note": "精神尚好，饮食正常，屋内整洁。",
            "client": str(people[nth % len(people)].pk),
            "item": codes[nth % len(codes)],
        }

    def record() -> None:
        for _ in range(sizes.writes):
            told = visit()
            ours.post(
                "/api/v1/services",
                told | {"client_ids": [told.pop("client")], "item_codes": [told.pop("item")]},
            )

    def insert() -> None:
        for _ in range(sizes.writes):
            told = visit()
            bare.post(
                "/bare",
                told
                | {
                    "client_id": told.pop("client"),
                    "item_code": told.pop("item"),
                    "region_code": station.region_code,
                    "task_class": "PROFESSIONAL",
                    "recorded_by": str(place.head.pk),
                    "recorded_by_label": "示例测速",
                    "fingerprint": told["id"].replace("-", ""),
                },
            )

    before, bare_before = ServiceRecord.objects.count(), Bare.objects.count()
    mine, theirs = rounds(sizes.rounds, record, insert)
    assert ServiceRecord.objects.count() - before == Bare.objects.count() - bare_before
    one, other = middle(mine) / sizes.writes, middle(theirs) / sizes.writes
    return [
        Line(
            "记一次探访（接口，登录、权限、留痕、加密全开）",
            f"{1 / one:,.0f} 条/秒",
            f"裸插入 {1 / other:,.0f} 条/秒",
            f"{other / one:.2f}",
            "≥ 0.25",
            other / one >= 0.25,
        )
    ]


# --- a list of people -----------------------------------------------------------------------------------------------


class Taken:
    """What one import took; peak is the process's, in MiB."""

    def __init__(self, rows: int, took: Spent, raw: Spent) -> None:
        self.rows, self.took, self.raw = rows, took, raw
        self.peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def take_list(place: Place, number: int) -> Taken:
    """A county's list, already read: columns, check, confirm, apply, as the jobs do it; and its rows inserted raw."""
    first = place.serial
    place.serial += number
    rows = []
    for nth in range(first, first + number):
        one, home = person(place, nth), place.stations[nth % len(place.stations)]
        rows.append([one.name, one.id_number, home.short_name, one.village_name, one.address, one.phone])
    sheet = Sheet(
        header=["姓名", "身份证号", "乡镇", "村（社区）", "住址", "联系电话"], rows=rows, first_row=2
    )
    before = Client.objects.count()

    def take() -> None:
        officer = place.officer_actor
        batch = start_import(
            actor=officer, sheet=sheet, file_name="示例名单.xlsx", list_on=ON, on=ON, list_class="DIBAO"
        )
        map_import(actor=officer, batch_id=batch.pk, columns=batch.columns)
        while (batch := check_import(actor=JOB, batch_id=batch.pk, on=ON)).state == batch.State.CHECKING:
            pass
        confirm_import(actor=officer, batch_id=batch.pk)
        while (batch := apply_import(actor=JOB, batch_id=batch.pk, on=ON)).state == batch.State.APPLYING:
            pass

    took = spent(take)
    written = Client.objects.count() - before
    assert written == number, f"{written} of {number} people were imported"
    return Taken(number, took, spent(lambda: _raw(rows[:10_000])))


def _raw(rows: list[list[str]]) -> None:
    """The same cells, bulk_create of a plain table, nothing checked, nothing enciphered."""
    Bare.objects.bulk_create(
        [
            Bare(
                region_code=COUNTY,
                station_id=uuid4(),
                worker_id=uuid4(),
                client_id=uuid4(),
                kind="RAW",
                task_class="",
                done_on=ON,
                minutes=1,
                mode="",
                item_code="",
                title=row[0],
                place=row[2],
                partner=row[3],
                note=row[4],
                found=row[1],
                follow_up=row[5],
                recorded_by="",
                recorded_by_label="",
                fingerprint="",
            )
            for row in rows
        ],
        batch_size=2_000,
    )
    Bare.objects.filter(kind="RAW").delete()


def imports(few: Taken, many: Taken) -> list[Line]:
    rate = many.rows / many.took.fair()
    raw = min(many.rows, 10_000) / many.raw.fair()
    return [
        Line(
            f"导入 {many.rows:,} 人（不含读文件）",
            f"{rate:,.0f} 行/秒",
            f"裸 bulk_create {raw:,.0f} 行/秒",
            f"{rate / raw:.2f}",
            "≥ 2,000 行/秒",
            rate >= 2_000,
        ),
        Line(
            "  内存峰值",
            f"{many.peak:,.0f} MiB",
            f"{few.rows:,} 人 {few.peak:,.0f} MiB",
            f"{many.peak / few.peak:.2f}",
            "≤ 2.0",
            many.peak / few.peak <= 2.0,
        ),
    ]


# --- finding somebody -----------------------------------------------------------------------------------------------


def finding(place: Place, sizes: Sizes) -> dict[str, float]:
    """Seconds to find somebody, as the county, by each kind of word."""
    actor = place.officer_actor
    some = Client.objects.order_by("pk")[min(50, Client.objects.count() - 1)]
    words = {
        "姓名": some.name,
        "拼音首字母": some.name_initials,
        "身份证号": some.id_number,
        "档案号": some.file_no,
    }

    def look(word: str) -> Callable[[], object]:
        return lambda: [search(actor=actor, text=word) for _ in range(3)]

    found = rounds(max(3, sizes.rounds), *(look(word) for word in words.values()))
    return {name: middle(one) / 3 for name, one in zip(words, found, strict=True)}


def searches(few: dict[str, float], many: dict[str, float], sizes: Sizes) -> list[Line]:
    return [
        Line(
            f"按{name}查找，{sizes.many_files:,} 人",
            ms(many[name]),
            f"{sizes.few_files:,} 人 {ms(few[name])}",
            f"{many[name] / max(few[name], 1e-6):.2f}",
            "≤ 1.5 或 < 10 ms",
            many[name] / max(few[name], 1e-6) <= 1.5 or many[name] < 0.010,
        )
        for name in many
    ]


# --- list pages -----------------------------------------------------------------------------------------------------


def pages(place: Place, sizes: Sizes) -> list[Line]:
    """The list of people: its first page against a page far down, reached by key."""
    door = Door().sign_in(place.officer)
    skip = min(sizes.page * 50, Client.objects.count() - 60)
    far = Client.objects.order_by("-opened_on", "pk")[max(0, skip)]
    word = dumps(["new", f"{far.opened_on}", str(far.pk)])
    after = urlsafe_b64encode(word.encode()).decode().rstrip("=")
    first, deep = "/clients/?sort=new", f"/clients/?sort=new&after={after}"
    return [_compare(f"服务对象名单第 {sizes.page:,} 页", door, deep, "首页", first, sizes, most=1.2)]


def _compare(
    what: str, door: Door, address: str, other: str, anchor: str, sizes: Sizes, *, most: float
) -> Line:
    asked, asked_anchor = _queries(door, address), _queries(door, anchor)
    one, two = rounds(max(3, sizes.rounds * 2), lambda: door.get(address), lambda: door.get(anchor))
    ratio = middle(one) / middle(two)
    return Line(
        f"{what}（查询 {asked} 次）",
        ms(middle(one)),
        f"{other} {ms(middle(two))}（{asked_anchor} 次）",
        f"{ratio:.2f}",
        f"≤ {most}，查询一样多",
        ratio <= most and asked == asked_anchor,
    )


def _queries(door: Door, address: str) -> int:
    door.get(address)
    with CaptureQueriesContext(connection) as seen:
        door.get(address)
    return len(seen)


# --- the county -----------------------------------------------------------------------------------------------------


def county(place: Place, sizes: Sizes, tell: Tell) -> list[Line]:
    """全县一览 with a year of few services and with many times as many."""
    door = Door().sign_in(place.officer)
    tell(f"{sizes.few_services} 次服务……")
    _year(place, sizes.few_services)
    _roll()
    asked = _queries(door, "/county/")
    few = rounds(max(5, sizes.rounds * 2), lambda: door.get("/county/"))[0]
    tell(f"{sizes.many_services} 次服务……")
    copies = sizes.many_services // sizes.few_services - 1
    for nth in range(1, copies + 1):
        _copy(nth)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    _roll()
    asked_many = _queries(door, "/county/")
    many = rounds(max(5, sizes.rounds * 2), lambda: door.get("/county/"))[0]
    ratio = middle(many) / middle(few)
    total = ServiceRecord.objects.count()
    return [
        Line(
            f"全县一览，{total:,} 次服务（查询 {asked_many} 次）",
            ms(middle(many)),
            f"{sizes.few_services:,} 次 {ms(middle(few))}（{asked} 次）",
            f"{ratio:.2f}",
            "≤ 1.5，< 100 ms",
            ratio <= 1.5 and middle(few) < 0.1 and asked == asked_many,
        )
    ]


def _roll() -> None:
    refresh_rollups(actor=JOB, on=ON, at=now(), everything=True)


def _year(place: Place, number: int) -> None:
    """Visits over the last twelve months at all stations, in bulk."""
    by_station: dict[UUID, list[UUID]] = {}
    for pk, home in Client.objects.order_by("pk").values_list("pk", "station_id")[:20_000]:
        by_station.setdefault(home, []).append(pk)
    for first in range(0, number, 2_000):
        made, reached = [], []
        for nth in range(first, min(first + 2_000, number)):
            at = nth % len(place.stations)
            station, worker = place.stations[at], place.workers[at]
            day = max(FIRST_DAY, ON - timedelta(days=nth * 7 % 360))
            visit = ServiceRecord(
                station=station,
                region_code=station.region_code,
                worker=worker,
                kind="VISIT" if nth % 4 else "CONSULTATION",
                done_on=day,
                minutes=20 + nth % 50,
                mode="AT_HOME",
                clients_count=1,
                recorded_by="bench",
                recorded_by_label="测速",
            )
            made.append(visit)
            people = by_station[station.pk]
            reached.append(
                ServiceClient(
                    service=visit,
                    client_id=people[nth // len(place.stations) % len(people)],
                    station=station,
                    region_code=station.region_code,
                    done_on=day,
                )
            )
        ServiceRecord.objects.bulk_create(made)
        ServiceClient.objects.bulk_create(reached)


def _copy(nth: int) -> None:
    """All of the first year's rows once more under new ids, inside the database."""
    if connection.vendor == "postgresql":
        new = "(lpad(to_hex({n}), 4, '0') || substr({id}::text, 5))::uuid"
        own = "left({id}::text, 2) = '01'"
    else:
        new, own = "printf('%04x', {n}) || substr({id}, 5)", "substr({id}, 1, 2) = '01'"
    with connection.cursor() as cursor:
        for model, keys in ((ServiceRecord, ["id"]), (ServiceClient, ["service_id", "id"])):
            columns = [str(field.column) for field in model._meta.concrete_fields]
            values = ", ".join(
                new.format(n=0x2000 + nth, id=column) if column in keys else column for column in columns
            )
            table = model._meta.db_table
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) "
                f"SELECT {values} FROM {table} WHERE {own.format(id=keys[0])}"
            )
