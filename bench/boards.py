"""What a province sees at 2,000 stations: home, wall map, trends and questions; and the roll-up of a changed station-month.

Services are written inside the database (`--board-services` of them the second time), because what is measured is whether
a page, or the counting of one station's month, notices how many there are.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from django.db import connection
from django.db.models import F
from django.utils.timezone import localdate, now

from bench.clock import Line, middle, ms, rounds
from bench.door import Door
from bench.duties import PROVINCE, analyse, province
from bench.flood import flood
from bench.run import Sizes
from bench.world import Place, settle
from yizhan.access.actions import open_account, register_organisation
from yizhan.access.models import User
from yizhan.access.roles import founder
from yizhan.clients.models import Client
from yizhan.jobs.actor import system_actor
from yizhan.privacy.ready import AFTER
from yizhan.reports.actions import refresh_rollups
from yizhan.reports.models import CountyMonth, StationMonth, Watermark
from yizhan.reports.queries.rollups import MARK, rolled_metrics
from yizhan.reports.rules.trends import months_back
from yizhan.services.models import ServiceClient, ServiceRecord
from yizhan.stations.models import Station
from yizhan.workforce.models import Certificate, PostChange

Tell = Callable[[str], None]
JOB = system_actor("reports.refresh_rollups", name="bench")
LIMIT, MOST_RATIO, ROLL_LIMIT = 0.15, 1.2, 0.05
WARM = AFTER + 1
YEAR_AGO = 330
OLD = timedelta(days=3)
MARKED = "bench boards"

PAGES = {
    "省": (
        ("/", "工作台"), ("/reports/wall/", "挂图"), ("/reports/wall/?layer=visits", "挂图看探访率"), ("/reports/trends/", "趋势与比较"),
        ("/reports/ask/?m=services.services&m=services.visit_rate&by=place&per=month", "查数"),
    ),
    "市": (("/", "工作台"), ("/reports/wall/", "挂图"), ("/reports/trends/", "趋势与比较")),
    "县": (("/", "工作台"), ("/county/", "全县一览"), ("/reports/wall/", "挂图"), ("/reports/trends/", "趋势与比较")),
}  # fmt: skip


def boards(place: Place, sizes: Sizes, tell: Tell) -> list[Line]:
    """Every dashboard with few services and with many, and one changed month counted anew."""
    on = localdate()
    tell(f"布置一个省：{sizes.many_stations} 个站（{connection.vendor}）……")
    users = _users(sizes, on)
    stations = list(
        Station.objects.filter(region_code__startswith=PROVINCE).exclude(opened_on=None).order_by("pk")
    )
    tell("24 个月的汇总数……")
    kept = _keep_figures(stations, on)
    _templates(replace(place, stations=stations, clients=[], serial=6_000_000), on)
    few = _copies(sizes.few_board_services, stations, first=0)
    analyse()
    tell(f"{few:,} 次服务，看板……")
    doors = {who: Door().sign_in(user) for who, user in users.items()}
    before, rolled_before = _pages(doors, sizes, tell), _roll(stations[0], on, sizes)
    tell(f"{sizes.board_services:,} 次服务……")
    total = _copies(sizes.board_services, stations, first=few // max(1, len(stations)))
    analyse()
    after, rolled = _pages(doors, sizes, tell), _roll(stations[0], on, sizes)
    lines = [
        Line(
            f"{name}（{who}），{len(stations):,} 站 {total:,} 次服务",
            ms(took),
            f"{few:,} 次 {ms(before[who, name])}",
            f"{took / before[who, name]:.2f}",
            f"< {LIMIT * 1000:.0f} ms，≤ {MOST_RATIO}",
            took < LIMIT and took / before[who, name] <= MOST_RATIO,
        )
        for (who, name), took in after.items()
    ]
    lines.append(
        Line(
            f"一站一月改了重算（汇总数 {kept:,} 行）",
            ms(rolled),
            f"{few:,} 次 {ms(rolled_before)}",
            f"{rolled / rolled_before:.2f}",
            f"< {ROLL_LIMIT * 1000:.0f} ms",
            rolled < ROLL_LIMIT,
        )
    )
    return lines


def _users(sizes: Sizes, on: date) -> dict[str, User]:
    """The officers of the province, one of its cities, one of its counties; the province is made once a run."""
    if not User.objects.filter(username="province.duties").exists():
        province(sizes.many_stations, on)
    city = Station.objects.filter(region_code__startswith=PROVINCE).earliest("region_code").region_code[:4]
    office = register_organisation(
        actor=founder(), kind="CITY", name="【示例】市民政局", region_code=city, credit_code=""
    )
    opened = open_account(
        actor=founder(), organisation_id=office.pk, username="city.boards", display_name="示例测速", role="city",
        region_code=city, station_id=None, on=on - timedelta(days=700),
    ).user  # fmt: skip
    User.objects.filter(pk=opened.pk).update(must_change_password=False, password_changed_at=now())
    return {
        "省": User.objects.get(username="province.duties"),
        "市": User.objects.get(pk=opened.pk),
        "县": User.objects.get(username="county.duties"),
    }


def _pages(doors: dict[str, Door], sizes: Sizes, tell: Tell) -> dict[tuple[str, str], float]:
    found = {}
    for who, pages in PAGES.items():
        for address, name in pages:
            doors[who].get(address)  # the first one fills what the process keeps of the policy packs
            found[who, name] = middle(
                rounds(max(5, sizes.rounds * 2), lambda at=address, by=doors[who]: by.get(at))[0]  # type: ignore[misc]
            )
            tell(f"  {name}（{who}） {ms(found[who, name])}")
    return found


def _roll(station: Station, on: date, sizes: Sizes) -> float:
    """A service of this month is corrected, everything else lies before the mark: what the job does every minute."""
    touched = ServiceRecord.objects.filter(station=station, done_on__lte=on).latest("done_on").pk
    Watermark.objects.update_or_create(name=MARK, defaults={"seen_to": now(), "day_on": on})

    def once() -> None:
        ServiceRecord.objects.filter(pk=touched).update(changed_at=now(), minutes=F("minutes") % 90 + 1)
        refresh_rollups(actor=JOB, on=on, at=now())

    for _ in range(
        WARM
    ):  # the job stays alive and does this every minute: its statements are ready, as a page's are
        once()
    took = middle(rounds(max(5, sizes.rounds * 2), once)[0])
    ServiceRecord.objects.filter(pk=touched).update(changed_at=now() - OLD)
    return took


def _keep_figures(stations: list[Station], on: date) -> int:
    """Kept figures of two years for every station, written inside the database."""
    names, months = rolled_metrics(), months_back(on.replace(day=1), 24)
    table, new = (
        StationMonth._meta.db_table,
        "gen_random_uuid()" if _on_postgres() else "lower(hex(randomblob(16)))",
    )
    measures = " UNION ALL ".join(f"SELECT '{name}' AS metric, {n} AS n" for n, name in enumerate(names))
    month = " UNION ALL ".join(
        f"SELECT {'DATE ' if _on_postgres() else ''}'{day}' AS month, {n} AS m"
        for n, day in enumerate(months)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (id, region_code, recorded_at, changed_at, station_id, month, metric, value, as_of) "
            f"SELECT {new}, s.region_code, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, s.id, month.month, measure.metric, "
            f"20 + (measure.n * 7 + month.m * 3) % 50, CURRENT_TIMESTAMP "
            f"FROM {Station._meta.db_table} s CROSS JOIN ({measures}) measure CROSS JOIN ({month}) month "
            f"WHERE s.region_code LIKE '{PROVINCE}%' AND s.opened_on IS NOT NULL"
        )
        cursor.execute(
            f"INSERT INTO {CountyMonth._meta.db_table} (id, county_code, month, metric, value, stations, as_of) "
            f"SELECT {new}, substr(region_code, 1, 6), month, metric, SUM(value), COUNT(*), MIN(as_of) FROM {table} "
            f"WHERE region_code LIKE '{PROVINCE}%' "
            f"GROUP BY substr(region_code, 1, 6), month, metric"
        )
    return len(names) * len(months) * len(stations)


def _templates(place: Place, on: date) -> None:
    """One person on file and one visit at every station, which the copies repeat on other days."""
    settle(place, len(place.stations))
    people = dict(Client.objects.filter(station__in=place.stations).values_list("station_id", "pk"))
    made, reached = [], []
    for station in place.stations:
        visit = ServiceRecord(
            station=station, region_code=station.region_code, worker=place.workers[0], kind="VISIT", done_on=on, minutes=30,
            mode="AT_HOME", clients_count=1, recorded_by=MARKED, recorded_by_label="测速",
        )  # fmt: skip
        made.append(visit)
        reached.append(
            ServiceClient(
                service=visit,
                client_id=people[station.pk],
                station=station,
                region_code=station.region_code,
                done_on=on,
            )
        )
    ServiceRecord.objects.bulk_create(made, batch_size=500)
    ServiceClient.objects.bulk_create(reached, batch_size=500)
    # nothing but the touched record is to look new, the furnished county's files and staff neither
    for model in (ServiceRecord, Client, PostChange, Certificate):
        model.objects.update(changed_at=now() - OLD, recorded_at=now() - OLD)


def _copies(total: int, stations: list[Station], *, first: int) -> int:
    """Each station's visit repeated until there are so many, spread over eleven months; ids made by counting.

    first  how often it was repeated before
    """
    each = max(1, total // max(1, len(stations)))
    if each <= first:
        return first * len(stations)
    if _on_postgres():
        numbers = f"generate_series({first + 1}, {each}) AS numbers(n)"
        new, day = "(to_hex(536870912 + n) || substr({}::text, 9))::uuid", f"done_on - n % {YEAR_AGO}"
        original = "{}::text LIKE '0%'"
    else:
        up = f"SELECT {first + 1} UNION ALL SELECT n + 1 FROM up WHERE n < {each}"
        numbers = f"(WITH RECURSIVE up(n) AS ({up}) SELECT n FROM up) AS numbers"
        new, day = (
            "printf('%08x', 536870912 + n) || substr({}, 9)",
            f"date(done_on, '-' || (n % {YEAR_AGO}) || ' days')",
        )
        original = "{} LIKE '0%'"
    records = ServiceRecord._meta.db_table
    templates = f"SELECT id FROM {records} WHERE recorded_by = '{MARKED}' AND {original.format('id')}"
    with flood(ServiceRecord, ServiceClient), connection.cursor() as cursor:
        for model, keys in ((ServiceRecord, ("id",)), (ServiceClient, ("id", "service_id"))):
            table, columns = model._meta.db_table, [str(one.column) for one in model._meta.concrete_fields]
            values = [new.format(one) if one in keys else day if one == "done_on" else one for one in columns]
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM {table} CROSS JOIN {numbers} "
                f"WHERE {keys[-1]} IN ({templates})"
            )
    return each * len(stations)


def _on_postgres() -> bool:
    return connection.vendor == "postgresql"
