"""One record: through the product's door against an endpoint that only inserts."""

from itertools import count
from typing import Any
from uuid import uuid4

from bench.bare.models import Bare
from bench.clock import Line, middle, rounds
from bench.door import DEFAULT_MIDDLEWARE, Door
from bench.run import Sizes
from bench.world import COUNTY, ON, Place
from yizhan.policy.book import catalogue_for
from yizhan.services.models import ServiceRecord


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
