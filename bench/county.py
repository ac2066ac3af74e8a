"""The county's page of a year: with few services and with many times as many."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.db import connection
from django.utils.timezone import now

from bench.clock import Line, middle, ms, rounds
from bench.door import Door
from bench.run import Sizes
from bench.world import FIRST_DAY, ON, Place
from yizhan.clients.models import Client
from yizhan.jobs.actor import system_actor
from yizhan.reports.actions import refresh_rollups
from yizhan.services.models import ServiceClient, ServiceRecord

JOB = system_actor("reports.refresh_rollups", name="bench")


def county(place: Place, sizes: Sizes, tell: Callable[[str], None]) -> list[Line]:
    """全县一览 with a year of few services and with many times as many."""
    door = Door().sign_in(place.officer)
    tell(f"{sizes.few_services} 次服务……")
    _year(place, sizes.few_services)
    _roll()
    asked = door.queries("/county/")
    few = rounds(max(5, sizes.rounds * 2), lambda: door.get("/county/"))[0]
    tell(f"{sizes.many_services} 次服务……")
    copies = sizes.many_services // sizes.few_services - 1
    for nth in range(1, copies + 1):
        _copy(nth)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    _roll()
    asked_many = door.queries("/county/")
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
