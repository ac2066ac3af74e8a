"""Offices of a demo place and the accounts of their people, all under invented names."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from yizhan.access.actions import open_account, register_organisation
from yizhan.access.models import Organisation, User
from yizhan.access.roles import ROLES, founder
from yizhan.jobs.demo.county import County
from yizhan.kernel.actor import EVERYWHERE


def chinese_number(number: int) -> str:
    """1 -> 一, 12 -> 十二: as invented names are counted."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{digits[tens]}十"
    return head + (digits[ones] if ones or not tens else "")


@dataclass
class Accounts:
    """Opens accounts under invented names; the first of each role is the one on the sign-in page."""

    names: Iterator[int]
    on: date

    def open(
        self,
        role: str,
        organisation: Organisation,
        region: str,
        *,
        username: str,
        station: UUID | None = None,
    ) -> User:
        opened = open_account(
            actor=founder(),
            organisation_id=organisation.pk,
            username=username,
            display_name=f"示例{chinese_number(next(self.names))}",
            role=role,
            region_code=region,
            station_id=station,
            on=self.on,
        )
        return opened.user


def register(kind: str, name: str, region: str, *, credit_code: str = "") -> Organisation:
    return register_organisation(
        actor=founder(), kind=kind, name=name, region_code=region, credit_code=credit_code
    )


def offices(county: County, *, names: Iterator[int]) -> None:
    """One account of every other role around this place, so that each can be tried."""
    place, first = county.place, county.crews[0]
    accounts = Accounts(names, place.opened_on)
    town = first.station.region_code
    township = register("TOWNSHIP", f"【示例】{first.station.short_name}人民政府", town)
    accounts.open("township", township, town, username=f"{place.short}.township")
    agency = Organisation.objects.get(credit_code=place.credit_code)
    for role in ("supervisor", "agency_manager", "agency_finance"):
        accounts.open(role, agency, place.code, username=f"{place.short}.{role.replace('_', '.')}")
    for role, kind, name, region in (
        ("department", "DEPARTMENT", "【示例】县财政局", place.code),
        ("evaluator", "EVALUATOR", "【示例】椰风评估中心", place.code),
        ("auditor", "AUDITOR", "【示例】县审计局", place.code),
        ("province", "PROVINCE", "【示例】省民政厅", place.province),
        ("administrator", "PLATFORM", "【示例】平台运行单位", EVERYWHERE),
    ):
        accounts.open(role, register(kind, name, region), region, username=f"{place.short}.{role}")


def city_office(county: County, *, names: Iterator[int]) -> None:
    """The city above the second place; 白沙 lies directly under its province."""
    city = register("CITY", "【示例】昆明市民政局", county.place.city)
    Accounts(names, county.place.opened_on).open(
        "city", city, county.place.city, username=f"{county.place.short}.city"
    )


def sign_in_hint(accounts: dict[str, User]) -> list[tuple[str, str, str]]:
    """(role, invented name, account) of the accounts to click, in the order of the table of roles."""
    return [
        (role.label, accounts[code].display_name, accounts[code].username)
        for code, role in ROLES.items()
        if code in accounts
    ]
