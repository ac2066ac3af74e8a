"""The world of the tests: two neighbouring counties, their offices and agencies, three stations, all made by actions.

`world` has rows for everything the people of `people.py` point at by id, so that 王社工 reaches 牙叉镇's station both as a
ready-made actor and as an account that signs in (`sign_in_as`).
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache as kept
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.test import Client

from tests import databases, people
from tests.people import (
    AGENCY,
    BAISHA,
    BAISHA_BUREAU,
    CHANGJIANG,
    CHANGJIANG_BUREAU,
    HAINAN,
    OTHER_AGENCY,
    PLATFORM,
    PROVINCE_BUREAU,
    QIFANG,
    QIFANG_STATION,
    SHILU,
    SHILU_STATION,
    YACHA,
    YACHA_OFFICE,
    YACHA_STATION,
)
from yizhan.access.actions import change_own_password, open_account, register_organisation
from yizhan.access.models import User
from yizhan.access.queries import oneself
from yizhan.access.roles import ROLES, STATION_ROLES, founder, job
from yizhan.kernel.actor import EVERYWHERE
from yizhan.regions.actions import load_edition
from yizhan.regions.queries import FIRST_EDITION, first_edition
from yizhan.regions.rules import Row, branch
from yizhan.stations.actions import assign_operator, open_station, register_station
from yizhan.stations.models import Station

FIRST_DAY = date(2025, 1, 1)
TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
PASSWORD = "Shan-Lan-2026"
AGENCY_CODE = "52460000MJ0000001Y"
OTHER_AGENCY_CODE = "52460000MJ00000022"

MAKER = job(
    "world",
    "测试世界",
    "regions.load_edition",
    "stations.register_station",
    "stations.open_station",
    "stations.assign_operator",
)


@kept
def _table() -> tuple[Row, ...]:
    return tuple(branch(first_edition(), BAISHA, CHANGJIANG))


@dataclass
class World:
    """Handles on what the fixture made."""

    yacha: Station
    qifang: Station
    shilu: Station
    accounts: dict[str, User] = field(default_factory=dict)

    def account(
        self,
        role: str,
        *,
        organisation: UUID,
        region: str,
        station: UUID | None = None,
        username: str = "",
        on: date = FIRST_DAY,
    ) -> User:
        """An account with this role that may sign in with PASSWORD; made once per name."""
        name = username or role.replace("_", ".")
        if name not in self.accounts:
            opened = open_account(
                actor=founder(),
                organisation_id=organisation,
                username=name,
                display_name=f"示例{ROLES[role].label}",
                role=role,
                region_code=region,
                station_id=station,
                on=on,
            )
            self.accounts[name] = change_own_password(
                actor=oneself(opened.user), user_id=opened.user.pk, old=opened.password, new=PASSWORD, at=NOW
            )
        return self.accounts[name]

    def account_of(self, role: str) -> User:
        """The account of a role of this county: worker and heads at 牙叉镇, the others where their office sits."""
        where: dict[str, tuple[UUID, str]] = {
            "township": (YACHA_OFFICE, YACHA),
            "county": (BAISHA_BUREAU, BAISHA),
            "auditor": (BAISHA_BUREAU, BAISHA),
            "province": (PROVINCE_BUREAU, HAINAN),
            "administrator": (PLATFORM, EVERYWHERE),
        }
        station = YACHA_STATION if role in STATION_ROLES else None
        organisation, region = where.get(role, (AGENCY, YACHA if station else BAISHA))
        return self.account(role, organisation=organisation, region=region, station=station)


@pytest.fixture
def regions(db: None) -> None:
    """白沙 and 昌江 with their townships, out of the table of 2023."""
    if not databases.run.has_world():
        load_regions()


def load_regions() -> None:
    load_edition(actor=MAKER, edition=FIRST_EDITION, on=None, rows=_table())


@pytest.fixture
def organisations(db: None) -> None:
    """The offices of both counties, a township, two agencies, the province, the platform."""
    if not databases.run.has_world():
        register_organisations()


def register_organisations() -> None:
    for kind, key, name, region, code in (
        ("COUNTY", BAISHA_BUREAU, "示例白沙县民政局", BAISHA, ""),
        ("COUNTY", CHANGJIANG_BUREAU, "示例昌江县民政局", CHANGJIANG, ""),
        ("TOWNSHIP", YACHA_OFFICE, "示例牙叉镇人民政府", YACHA, ""),
        ("AGENCY", AGENCY, "示例山兰社会工作服务中心", BAISHA, AGENCY_CODE),
        ("AGENCY", OTHER_AGENCY, "示例木棉社会工作服务中心", CHANGJIANG, OTHER_AGENCY_CODE),
        ("PROVINCE", PROVINCE_BUREAU, "示例海南省民政厅", HAINAN, ""),
        ("PLATFORM", PLATFORM, "示例平台运行单位", EVERYWHERE, ""),
    ):
        register_organisation(
            actor=founder(), kind=kind, organisation_id=key, name=name, region_code=region, credit_code=code
        )


@pytest.fixture
def world(regions: None, organisations: None) -> World:
    """Three open stations: 牙叉镇 and 七坊镇 of 白沙, 石碌镇 of 昌江, each operated by its agency since 2025-01-01."""
    if not databases.run.has_world():
        return World(*open_stations())
    found = Station.objects.in_bulk([YACHA_STATION, QIFANG_STATION, SHILU_STATION])
    return World(found[YACHA_STATION], found[QIFANG_STATION], found[SHILU_STATION])


def open_stations() -> tuple[Station, Station, Station]:
    return (
        _station(YACHA, YACHA_STATION, AGENCY),
        _station(QIFANG, QIFANG_STATION, AGENCY),
        _station(SHILU, SHILU_STATION, OTHER_AGENCY),
    )


def build() -> None:
    """The world, once for all tests of a process that ask for it; by the same verbs."""
    load_regions()
    register_organisations()
    open_stations()
    cache.clear()


def _station(region: str, key: UUID, agency: UUID) -> Station:
    register_station(
        actor=MAKER, region_code=region, kind="STATION", on=FIRST_DAY, station_id=key, name=_name(region)
    )
    assign_operator(actor=MAKER, station_id=key, organisation_id=agency, from_on=FIRST_DAY, on=FIRST_DAY)
    return open_station(actor=MAKER, station_id=key, opened_on=FIRST_DAY, on=FIRST_DAY)


def _name(region: str) -> str:
    """Where no paper prescribes the name of a station, one has to be given."""
    return "示例石碌镇社会工作服务站" if region == SHILU else ""


@pytest.fixture
def signed_in(world: World, client: Client) -> Client:
    """A browser in which the worker of 牙叉镇 is signed in; `sign_in_as` changes the person."""
    return sign_in_as(client, world.account_of("worker"))


def sign_in_as(client: Client, user: User) -> Client:
    """Past the door, without typing a password; the door itself is tested in tests/web/test_sign_in.py."""
    client.force_login(user, backend="yizhan.access.http.UserBackend")
    session = client.session
    session["second_factor_ok"] = True
    session.save()
    return client


__all__ = ["MAKER", "NOW", "PASSWORD", "TODAY", "World", "people", "sign_in_as"]
