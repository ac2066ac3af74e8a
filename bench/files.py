"""Files of people: a list is imported, somebody is found, the list is paged through."""

import resource
from base64 import urlsafe_b64encode
from collections.abc import Callable
from json import dumps
from uuid import uuid4

from bench.bare.models import Bare
from bench.clock import Line, Spent, middle, ms, rounds, spent
from bench.door import Door
from bench.run import Sizes
from bench.world import COUNTY, ON, Place, person
from yizhan.clients.actions import apply_import, check_import, confirm_import, map_import, start_import
from yizhan.clients.models import Client
from yizhan.clients.queries.search import search
from yizhan.clients.rules.sheet import Sheet
from yizhan.jobs.actor import system_actor

JOB = system_actor("clients.check_import", "clients.apply_import", name="bench")


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
    asked, asked_anchor = door.queries(address), door.queries(anchor)
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
