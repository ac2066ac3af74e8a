"""A province scored: 2,000 stations on the 23 indicators of the SPPE draft, from the services of a year."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256

from django.db import connection
from django.utils.timezone import now

from bench.clock import Line, spent
from bench.duties import PROVINCE, analyse, province
from bench.flood import flood
from bench.run import Sizes
from bench.world import ON, Place, settle
from yizhan.clients.models import Client
from yizhan.kernel.ids import uuid7
from yizhan.kernel.period import Period
from yizhan.oversight.queries.scoring import prefilled, scheme_for
from yizhan.oversight.rules.scoring import Result, Sheet, result
from yizhan.services.models import ServiceClient, ServiceItem, ServiceRecord
from yizhan.stations.models import Station
from yizhan.workforce.models import Worker

Tell = Callable[[str], None]
FILES, FIRST_ROWS = 10, 20_000
KINDS = (
    "VISIT",
    "VISIT",
    "VISIT",
    "CONSULTATION",
    "ACTIVITY",
    "GROUP",
    "TRAINING",
    "VOLUNTEER",
    "RESOURCE",
    "VISIT",
)
GOAL = 60
OLD = timedelta(days=40)


def scored(county: Place, sizes: Sizes, tell: Tell) -> list[Line]:
    """The whole province on 23 indicators, out of the records."""
    place = _furnished(county, sizes.many_stations, tell)
    tell(f"{sizes.many_services:,} 次服务……")
    first = min(sizes.many_services, FIRST_ROWS)
    _year(place, first)
    ServiceRecord.objects.update(
        changed_at=now() - OLD, recorded_at=now() - OLD
    )  # last night they were looked at
    steps = max(0, (sizes.many_services // first - 1).bit_length())
    with flood(ServiceRecord, ServiceClient, ServiceItem):
        for step in range(steps):
            _doubled(step)
            tell(f"  {first << (step + 1):,}")
    analyse()
    scheme = scheme_for(region_code="330481", on=ON, name="SPPE评价")
    period = Period(ON - timedelta(days=182), ON)
    stations = list(Station.objects.filter(region_code__startswith=PROVINCE).order_by("region_code"))
    results: list[Result] = []

    def score() -> None:
        results.clear()
        found = prefilled(stations=stations, period=period, scheme=scheme)
        for station in stations:
            facts = found[station.pk]
            lines = tuple(
                fact.line(item.points if fact.suggested is None else fact.suggested)
                for item in scheme.items
                for fact in (facts[item.id],)
            )
            results.append(result(scheme, [Sheet(scheme.parties[0].name, lines)]))

    tell("评分……")
    took = spent(score)
    tell(f"  {took.wall:.1f} s（处理器 {took.cpu:.1f} s）")
    assert len(results) == len(stations)
    assert all(each.total is not None and Decimal(0) < each.total <= 100 for each in results)
    total = ServiceRecord.objects.count()
    return [
        Line(
            f"一省评分：{len(stations):,} 站、{len(scheme.items)} 项指标、{total:,} 次服务",
            f"{took.wall:.1f} s",
            f"处理器 {took.cpu:.1f} s",
            "—",
            f"< {GOAL} s",
            took.wall < GOAL,
        )
    ]


def _furnished(county: Place, number: int, tell: Tell) -> Place:
    """Stations of a province, one worker and ten people on file at each."""
    if not Station.objects.filter(region_code__startswith=PROVINCE).exists():
        tell(f"布置一个省：{number} 个站（{connection.vendor}）……")
        province(number, ON)
    stations = list(Station.objects.filter(region_code__startswith=PROVINCE).order_by("region_code"))
    Worker.objects.bulk_create(
        (_worker_like(county.workers[0], station, nth) for nth, station in enumerate(stations)),
        batch_size=500,
    )
    workers = list(
        Worker.objects.filter(station__region_code__startswith=PROVINCE).order_by("station__region_code")
    )
    place = Place(stations, workers, county.officer, county.head)
    tell(f"{len(stations) * FILES:,} 份档案……")
    place.serial = 5_000_000
    settle(place, len(stations) * FILES)
    return place


def _worker_like(one: Worker, station: Station, nth: int) -> Worker:
    columns = {field.attname: getattr(one, field.attname) for field in Worker._meta.concrete_fields}
    own = {"id": uuid7(), "station_id": station.pk, "region_code": station.region_code, "user_id": None}
    own["id_digest"] = sha256(f"{nth}".encode()).hexdigest()[:32]
    return Worker(**columns | {key: value for key, value in own.items() if key in columns})


def _year(place: Place, number: int) -> None:
    """Services of the last twelve months over all stations, in bulk."""
    by_station: dict[object, list[Client]] = {}
    for client in place.clients:
        by_station.setdefault(client.station_id, []).append(client)
    many = len(place.stations)
    for first in range(0, number, 2_000):
        made, reached, items = [], [], []
        for nth in range(first, min(first + 2_000, number)):
            station, worker = place.stations[nth % many], place.workers[nth % many]
            kind, day = KINDS[nth // many % len(KINDS)], ON - timedelta(days=nth * 7 % 360)
            own = by_station[station.pk]
            visit = kind == "VISIT"
            service = ServiceRecord(
                station=station, region_code=station.region_code, worker=worker, kind=kind, done_on=day,
                minutes=20 + nth % 50, mode="AT_HOME" if visit else "COME_IN", clients_count=1 if visit else 0,
                participants_count=0 if visit else 12, satisfaction=5 - nth % 7 // 5 if visit else None,
                recorded_by="bench", recorded_by_label="测速",
            )  # fmt: skip
            made.append(service)
            items.append(
                ServiceItem(service=service, station=station, item_code=f"养老-{nth % 9 + 1}", done_on=day)
            )
            if visit:
                client = own[nth // many % len(own)]
                reached.append(
                    ServiceClient(
                        service=service, client=client, station=station, region_code=station.region_code, done_on=day
                    )
                )  # fmt: skip
        ServiceRecord.objects.bulk_create(made)
        ServiceClient.objects.bulk_create(reached)
        ServiceItem.objects.bulk_create(items)


def _doubled(step: int) -> None:
    """All services there are once more under new ids, inside the database: the first four digits grow by a power of two."""
    if connection.vendor == "postgresql":
        new = "(lpad(to_hex(('x' || left({id}::text, 4))::bit(16)::int + {n}), 4, '0') || substr({id}::text, 5))::uuid"
    else:
        digit = "(instr('0123456789abcdef', substr({id}, %d, 1)) - 1)"
        number = " + ".join(f"{digit % (at + 1)} * {16 ** (3 - at)}" for at in range(4))
        new = f"printf('%04x', {number} + {{n}}) || substr({{id}}, 5)"
    with connection.cursor() as cursor:
        for model, keys in (
            (ServiceRecord, ["id"]), (ServiceClient, ["service_id", "id"]), (ServiceItem, ["service_id", "id"])
        ):  # fmt: skip
            columns = [str(field.column) for field in model._meta.concrete_fields]
            values = ", ".join(new.format(n=1 << step, id=one) if one in keys else one for one in columns)
            table = model._meta.db_table
            cursor.execute(f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table}")
