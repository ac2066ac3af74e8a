"""The place a measurement happens in: one county, its stations, a worker at each, people on file; all invented."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from random import Random

from django.utils.timezone import localdate, now

from yizhan.access.actions import open_account, register_organisation
from yizhan.access.models import Organisation, User
from yizhan.access.queries import actor_for
from yizhan.access.roles import founder, job
from yizhan.clients.models import Client, ClientClass
from yizhan.clients.queries.find import person_columns
from yizhan.clients.rules.identity import Person
from yizhan.jobs.demo.cast import Cast
from yizhan.kernel.actor import Actor
from yizhan.kernel.identity import check_digit
from yizhan.regions.actions import load_edition
from yizhan.regions.queries import FIRST_EDITION, children, first_edition
from yizhan.regions.rules import branch
from yizhan.stations.actions import assign_operator, open_station, register_station
from yizhan.stations.models import Station
from yizhan.workforce.actions import enrol_worker, link_account
from yizhan.workforce.models import Worker

COUNTY = "469025"
PAPERS = "469099"
ON = localdate()
FIRST_DAY = ON - timedelta(days=700)


@dataclass
class Place:
    """One county ready to be measured; `head` is the account at the first station, `officer` the county's."""

    stations: list[Station]
    workers: list[Worker]
    officer: User
    head: User
    clients: list[Client] = field(default_factory=list)
    serial: int = 0
    rng: Random = field(default_factory=lambda: Random(7))

    def __post_init__(self) -> None:
        self.cast = Cast(self.rng, PAPERS)

    @property
    def officer_actor(self) -> Actor:
        return actor_for(self.officer, ON)


def furnish() -> Place:
    """Made through the actions people use."""
    maker = job(
        "bench", "测速", "regions.load_edition", "stations.register_station", "stations.open_station",
        "stations.assign_operator", "workforce.enrol_worker", "workforce.link_account",
    )  # fmt: skip
    load_edition(actor=maker, edition=FIRST_EDITION, on=None, rows=list(branch(first_edition(), COUNTY)))
    bureau = _organisation("COUNTY", "【示例】县民政局")
    agency = _organisation("AGENCY", "【示例】社会工作服务中心", credit_code="52460000MJ0000001Y")
    cast = Cast(Random(3), PAPERS)
    stations, workers = [], []
    for town in (town for town in children(code=COUNTY, on=ON) if len(town.code) == 9):
        station = register_station(actor=maker, region_code=town.code, kind="STATION", on=FIRST_DAY)
        assign_operator(
            actor=maker, station_id=station.pk, organisation_id=agency.pk, from_on=FIRST_DAY, on=FIRST_DAY
        )
        stations.append(open_station(actor=maker, station_id=station.pk, opened_on=FIRST_DAY, on=FIRST_DAY))
        born = cast.birthday(today=ON, youngest=25, oldest=40)
        workers.append(
            enrol_worker(
                actor=maker,
                station_id=station.pk,
                name=cast.name(),
                id_number=cast.id_number(born, "F"),
                education="BACHELOR",
                post="RESIDENT",
                started_on=FIRST_DAY,
                on=ON,
                facts={"身体健康": True, "热爱民政事业": True},
            )
        )
    officer = _account("county", bureau, COUNTY)
    head = _account("station_head", agency, stations[0].region_code, station=stations[0])
    link_account(actor=maker, worker_id=workers[0].pk, user_id=head.pk)
    return Place(stations, workers, officer, head)


def _organisation(kind: str, name: str, credit_code: str = "") -> Organisation:
    return register_organisation(
        actor=founder(), kind=kind, name=name, region_code=COUNTY, credit_code=credit_code
    )


def _account(role: str, organisation: Organisation, region: str, station: Station | None = None) -> User:
    opened = open_account(
        actor=founder(),
        organisation_id=organisation.pk,
        username=role,
        display_name="示例测速",
        role=role,
        region_code=region,
        station_id=station.pk if station else None,
        on=FIRST_DAY,
    ).user
    User.objects.filter(pk=opened.pk).update(must_change_password=False, password_changed_at=now())
    return opened


def settle(place: Place, number: int, *, station: Station | None = None) -> list[Client]:
    """People on file, written in bulk; at one station, or spread over all of them."""
    made: list[Client] = []
    source = _files(place, number, station)
    while batch := list(islice(source, 2_000)):
        Client.objects.bulk_create(batch)
        ClientClass.objects.bulk_create(
            ClientClass(
                client=file,
                station_id=file.station_id,
                region_code=file.region_code,
                code="ELDER_ALONE",
                since_on=file.opened_on,
                source="SURVEY",
            )
            for file in batch
        )
        made += batch
    place.clients += made
    return made


def person(place: Place, nth: int) -> Person:
    """Somebody invented; no two serial numbers share papers."""
    born_on = date(1934, 1, 1) + timedelta(days=nth // 999)
    first = f"{PAPERS}{born_on:%Y%m%d}{nth % 999 + 1:03d}"
    return Person(
        name=place.cast.name(),
        id_number=first + check_digit(first),
        born_on=born_on,
        sex="M" if int(first[-1]) % 2 else "F",
        phone=place.cast.phone(),
        village_name=f"示例{nth % 50}村",
        address=f"示例{nth % 50}村{nth % 600}号",
    )


def _files(place: Place, number: int, station: Station | None) -> Iterator[Client]:
    first = place.serial
    place.serial += number
    for nth in range(first, first + number):
        home = station or place.stations[nth % len(place.stations)]
        yield Client(
            station=home,
            region_code=home.region_code,
            file_year=FIRST_DAY.year,
            file_number=nth + 1,
            opened_on=FIRST_DAY,
            **person_columns(person(place, nth)),
        )
