"""The nightly look for warnings in a province: 2,000 stations, a paper with every kind of rule, a day of changed records."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from django.db import connection
from django.utils.timezone import localdate, now

from bench.clock import Line, middle, ms, rounds, spent
from bench.door import Door
from bench.duties import PROVINCE, analyse, province
from bench.run import Sizes
from yizhan.access.models import User
from yizhan.clients.models import Client
from yizhan.jobs.warnings import look_for_warnings
from yizhan.kernel.ids import uuid7
from yizhan.oversight.models import RiskWarning
from yizhan.policy import book
from yizhan.privacy.fields import digest
from yizhan.privacy.pour import pour
from yizhan.services.models import ServiceRecord
from yizhan.stations.models import Station
from yizhan.workforce.models import Worker

PAPER = Path(__file__).resolve().parent.parent / "demo" / "packs"
WORKERS, FILES, DAYS, A_DAY = 3, 20, 14, 1
"""Of each station; records of two weeks, one a worker and day, all looked at in one night because all are new."""

Tell = Callable[[str], None]


def warnings(sizes: Sizes, tell: Tell) -> list[Line]:
    """The night of a province, the first one and one on which nothing is new, and the pages it fills."""
    tell(f"布置一个省的预警：{sizes.many_stations} 个站（{connection.vendor}）……")
    on = localdate()
    if not Station.objects.filter(region_code__startswith=PROVINCE).exists():
        province(sizes.many_stations, on)
    county, place = (User.objects.get(username=f"{role}.duties") for role in ("county", "province"))
    records = _year(on)
    _rule_the_province()
    analyse()
    everything = ServiceRecord.objects.count()
    tell(f"{records:,} 条记录，共 {everything:,} 条；第一夜……")
    first = spent(look_for_warnings)
    rows = RiskWarning.objects.count()
    tell(f"用了 {first.wall:.1f} s（处理器 {first.cpu:.1f} s）；{rows:,} 条预警；第二夜……")
    night = spent(look_for_warnings)
    tell(f"用了 {night.wall:.1f} s（处理器 {night.cpu:.1f} s）；打开预警列表……")
    what = f"{sizes.many_stations:,} 站、{everything:,} 条记录里一夜改了 {records:,} 条"
    lines = [
        Line(
            f"第一夜核对预警，{what}",
            f"{first.wall:.1f} s",
            f"处理器 {first.cpu:.1f} s",
            "—",
            "< 120 s",
            first.wall < 120,
        ),
        Line(
            f"每夜核对预警，{rows:,} 条",
            f"{night.wall:.1f} s",
            f"处理器 {night.cpu:.1f} s",
            "—",
            "< 120 s",
            night.wall < 120,
        ),
    ]
    for who, user in (("省", place), ("县", county)):
        door = Door().sign_in(user)
        took = middle(rounds(max(5, sizes.rounds * 2), lambda by=door: by.get("/oversight/warnings/"))[0])  # type: ignore[misc]
        lines.append(Line(f"预警列表（{who}）", ms(took), "—", "—", "< 150 ms", took < 0.15))
    return lines


def _rule_the_province() -> None:
    """The demo county's paper, told of the whole province: no document of a real place, and here for its rules alone."""
    from yizhan.policy.load import build_pack

    folder = PAPER / "469025-baisha" / "2026-warnings"
    sheets = {name: (folder / name).read_bytes() for name in ("pack.yaml", "cases.yaml", "原文.md")}
    sheets["rules/warnings.yaml"] = (folder / "rules" / "warnings.yaml").read_bytes()
    sheets["pack.yaml"] = sheets["pack.yaml"].replace(b"469025", PROVINCE.encode())
    book._shelf = (*book.shelf(), build_pack(f"{PROVINCE}-bench/2026-warnings", sheets))
    book._edition += 1
    book._held.cache_clear()


def _year(on: date) -> int:
    """Workers, files and a month of visits with their texts, one worker in fifty writing the same every time."""
    rng, stations = random.Random(7), list(Station.objects.filter(region_code__startswith=PROVINCE))
    workers, files, records = [], [], []
    for number, station in enumerate(stations):
        mine = [_worker(station, number, nth, on) for nth in range(WORKERS)]
        workers += mine
        files += [_file(station, nth, on) for nth in range(FILES)]
        for nth, worker in enumerate(mine):
            lazy = (number * WORKERS + nth) % 50 == 0
            records += [
                _record(station, worker, on - timedelta(days=back), rng, lazy=lazy)
                for back in range(DAYS)
                for _ in range(A_DAY)
            ]
    for rows in (workers, files, records):
        for start in range(0, len(rows), 20_000):
            pour(rows[start : start + 20_000])  # type: ignore[arg-type]
    return len(records)


def _worker(station: Station, number: int, nth: int, on: date) -> Worker:
    name = f"{number:05d}{nth}"
    return Worker(
        id=uuid7(), station=station, region_code=station.region_code, name=f"示例{name}", name_initials="sl",
        name_digest=digest(name, purpose="bench"), id_number=name, id_digest=digest(name, purpose="bench.id"),
        born_on=date(1990, 1, 1), sex="F", education="BACHELOR", started_on=on - timedelta(days=400),
    )  # fmt: skip


def _file(station: Station, nth: int, on: date) -> Client:
    name = f"{station.pk}{nth}"
    return Client(
        id=uuid7(), station=station, region_code=station.region_code, file_year=on.year, file_number=nth + 1,
        name=f"示例{nth}", name_digest=digest(name, purpose="bench"), id_kind="ID",
        id_digest=digest(name, purpose="bench.client"), grade="HIGH" if nth == 0 else "", opened_on=on - timedelta(days=300),
        next_visit_on=on + timedelta(days=nth - 3), visit_rule="bench:visits", visit_clause="测速",
    )  # fmt: skip


def _record(station: Station, worker: Worker, day: date, rng: random.Random, *, lazy: bool) -> ServiceRecord:
    text = "上门看望老人，量血压，聊家常，打扫卫生，没有异常情况"
    if not lazy:
        text += "，" + "".join(
            rng.choices("天气饮食睡眠心情家人邻居药品低保医保房屋用电安全", k=rng.randint(5, 60))
        )
    return ServiceRecord(
        id=uuid7(), station=station, region_code=station.region_code, worker=worker, kind="CONSULTATION", done_on=day,
        minutes=30, mode="COME_IN", participants_count=1, note=text, recorded_by="bench", recorded_by_label="测速",
        fingerprint="0" * 32, recorded_at=now(), changed_at=now(),
    )  # fmt: skip
