"""A project as contracting data: a release package of the Open Contracting Data Standard 1.1. Offices and agencies, no person.

What is written: who buys from whom, the plan's sum, the award, the signed agreement with its stations and changes, what
was paid on which day. Papers, names, reasons typed by hand and everything about people stay inside.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Literal
from uuid import NAMESPACE_URL, UUID, uuid5

from yizhan.disclosure.rules import PublicLine
from yizhan.kernel.money import yuan

PREFIX = "ocds-yizhan"
"""Not registered: who publishes for real registers one with the Open Contracting Partnership and sets it (ADR 0114)."""
SNAPSHOT = "contracts.ocds"
"""What the room of disclosure calls a county's contracting data."""
VERSION = "1.1"
CURRENCY = "CNY"
PERSONAL = re.compile(r"(?<!\d)(\d{17}[\dXx]|1[3-9]\d{9})(?!\d)")
"""A number that names a person: of an identity card, of a mobile phone."""
NOON = "T00:00:00+08:00"
STATUS = {"SIGNED": "active", "ENDED": "terminated", "TERMINATED": "terminated", "DRAFT": "pending"}


@dataclass(frozen=True)
class Party:
    """An office or an agency. credit_code: the unified social credit code, where it has one."""

    id: str
    name: str
    region: str
    credit_code: str = ""


@dataclass(frozen=True)
class Paid:
    """Money that went to the agency, or (recovered) came back."""

    id: str
    fen: int
    on: date
    payer: Party
    payee: Party


Milestone = Literal["met", "scheduled", "notMet"]
"""Of OCDS's list: paid; to be paid; not to be paid any more."""


@dataclass(frozen=True)
class Signed:
    """A signed agreement; stations are (id, name, region, fen), changes (number, day), payments (name, fen, day, status)."""

    id: str
    number: str
    state: str
    provider: Party
    fen: int
    signed_on: date
    first_on: date
    last_on: date
    services: Mapping[str, str] = field(default_factory=dict)
    stations: Sequence[tuple[str, str, str, int]] = ()
    changes: Sequence[tuple[int, date]] = ()
    payments: Sequence[tuple[str, int, date | None, Milestone]] = ()
    paid: Sequence[Paid] = ()


@dataclass(frozen=True)
class Published:
    """A project as far as it is published. follows: id of the year before."""

    id: str
    name: str
    buyer: Party
    first_on: date
    last_on: date
    agreements: Sequence[Signed]
    follows: str = ""


def ocid_of(project_id: str, prefix: str = PREFIX) -> str:
    return f"{prefix}-{project_id}"


def package(one: Published, *, at: datetime, uri: str, prefix: str = PREFIX) -> dict[str, Any]:
    """The package of one project, with one release.

    at      when it is made; with its zone
    uri     where it lies
    prefix  of its number
    """
    return bundle([one], at=at, uri=uri, publisher=one.buyer.name, prefix=prefix)


def bundle(
    projects: Sequence[Published], *, at: datetime, uri: str, publisher: str, prefix: str = PREFIX
) -> dict[str, Any]:
    """One package with a release of every project, the oldest year first."""
    return {
        "uri": uri,
        "version": VERSION,
        "publishedDate": at.isoformat(timespec="seconds"),
        "publisher": {"name": publisher},
        "releases": [release(one, at=at, prefix=prefix) for one in projects],
    }


def release(one: Published, *, at: datetime, prefix: str = PREFIX) -> dict[str, Any]:
    signed = list(one.agreements)
    tags = ["planning", *(["award", "contract"] if signed else [])]
    if any(agreement.paid for agreement in signed):
        tags.append("implementation")
    found: dict[str, Any] = {
        "ocid": ocid_of(one.id, prefix),
        "id": f"{one.id}-{at:%Y%m%d%H%M%S}",
        "date": at.isoformat(timespec="seconds"),
        "language": "zh",
        "tag": tags,
        "initiationType": "tender",
        "parties": _parties(one),
        "buyer": _reference(one.buyer),
        "planning": {"budget": {"description": one.name, "project": one.name, "projectID": one.id}},
    }
    whole = sum(agreement.fen for agreement in signed)
    if whole:
        found["planning"]["budget"]["amount"] = _value(whole)
    if signed:
        found["awards"] = [_award(agreement) for agreement in signed]
        found["contracts"] = [_contract(agreement) for agreement in signed]
    if one.follows:
        found["relatedProcesses"] = [
            {
                "id": "1",
                "relationship": ["prior"],
                "scheme": "ocid",
                "identifier": ocid_of(one.follows, prefix),
            }
        ]
    return found


def _parties(one: Published) -> list[dict[str, Any]]:
    roles: dict[str, tuple[Party, list[str]]] = {
        one.buyer.id: (one.buyer, ["buyer", "procuringEntity", "payer"])
    }
    for agreement in one.agreements:
        roles.setdefault(agreement.provider.id, (agreement.provider, ["supplier", "payee"]))
    return [_party(party, names) for party, names in roles.values()]  # fmt: skip


def _party(party: Party, roles: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {"id": party.id, "name": party.name, "roles": roles}
    if party.credit_code:
        found["identifier"] = {"scheme": "CN-USCC", "id": party.credit_code, "legalName": party.name}
    found["address"] = {"countryName": "中国", "region": party.region}
    return found


def _award(agreement: Signed) -> dict[str, Any]:
    return {
        "id": agreement.id,
        "title": agreement.number,
        "status": "active",
        "date": _moment(agreement.signed_on),
        "value": _value(agreement.fen),
        "suppliers": [_reference(agreement.provider)],
        "items": _items(agreement),
    }


def _contract(agreement: Signed) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": agreement.id,
        "awardID": agreement.id,
        "title": agreement.number,
        "status": STATUS[agreement.state],
        "period": {"startDate": _moment(agreement.first_on), "endDate": _moment(agreement.last_on)},
        "value": _value(agreement.fen),
        "dateSigned": _moment(agreement.signed_on),
        "items": _items(agreement),
    }
    if agreement.changes:
        found["amendments"] = [
            {"id": str(number), "date": _moment(day), "description": f"第{number}次变更"}
            for number, day in agreement.changes
        ]
    implementation: dict[str, Any] = {}
    if agreement.paid:
        implementation["transactions"] = [
            {
                "id": paid.id,
                "date": _moment(paid.on),
                "value": _value(paid.fen),
                "payer": _reference(paid.payer),
                "payee": _reference(paid.payee),
            }
            for paid in agreement.paid
        ]
    if agreement.payments:
        implementation["milestones"] = [
            {
                "id": str(place),
                "title": name,
                "type": "financing",
                "status": status,
                **({"dueDate": _moment(due)} if due else {}),
            }
            for place, (name, _fen, due, status) in enumerate(agreement.payments, start=1)
        ]
    if implementation:
        found["implementation"] = implementation
    return found


def _items(agreement: Signed) -> list[dict[str, Any]]:
    """A station's year is one item; the catalogue's words stand in its description."""
    bought = "、".join(agreement.services.values())
    return [
        {
            "id": key,
            "description": f"{name}社会工作服务" + (f"：{bought}" if bought else ""),
            "quantity": 1,
            "unit": {"name": "站·年", "value": _value(fen)},
        }
        for key, name, _region, fen in agreement.stations
    ]


def _reference(party: Party) -> dict[str, str]:
    return {"id": party.id, "name": party.name}


def _value(fen: int) -> dict[str, Any]:
    amount = Decimal(fen) / 100
    return {"amount": int(amount) if amount == int(amount) else float(amount), "currency": CURRENCY}


def subject_of(region_code: str) -> UUID:
    """A county has one set of contracting data, whatever its projects."""
    return uuid5(NAMESPACE_URL, f"{SNAPSHOT}:{region_code}")


def public_lines(projects: Sequence[Published]) -> list[PublicLine]:
    """What the data say, for who reads a page: sums of each year and of each agreement; no person."""
    found = []
    for one in projects:
        found.append(PublicLine(one.name, f"{one.first_on:%Y-%m-%d} 至 {one.last_on:%Y-%m-%d}"))
        for each in one.agreements:
            paid = sum(line.fen if line.payer.id == one.buyer.id else -line.fen for line in each.paid)
            found += [
                PublicLine(f"协议 {each.number}：承接主体", each.provider.name),
                PublicLine(f"协议 {each.number}：社工站", str(len(each.stations)), "个"),
                PublicLine(f"协议 {each.number}：金额", yuan(each.fen), "元"),
                PublicLine(f"协议 {each.number}：已付（减去追回）", yuan(paid), "元"),
            ]
    return found


def public_notes(*, prefix: str, replaces_on: date | None) -> list[str]:
    """What stands below the sums."""
    found = [
        "项目数据按开放合同数据标准（OCDS）1.1 编写，可以下载；只有单位、协议、金额和日期，没有个人信息。"
    ]
    if prefix == PREFIX:
        found.append(
            f"项目编号的前缀 {prefix} 是程序自带的，还没有向开放合同伙伴组织登记；登记后会换成登记的前缀。"
        )
    if replaces_on is not None:
        found.append(f"这一份替换 {replaces_on:%Y年%m月%d日} 公开的那一份。")
    return found


def publishing_problem(projects: Sequence[Published]) -> str | None:
    """Why contracting data are not for the public yet."""
    if not any(one.agreements for one in projects):
        return "还没有签订的协议，没有可以公开的项目数据。"
    for one in projects:
        for text in _typed(one):
            if PERSONAL.search(text):
                return f"“{text}”里像有身份证号码或手机号码，改好再公开。"
    return None


def _typed(one: Published) -> list[str]:
    """Words that people wrote by hand and that are published."""
    found = [one.name]
    for each in one.agreements:
        found += [each.number, *(name for name, _fen, _due, _status in each.payments)]
    return found


def _moment(day: date) -> str:
    return f"{datetime.combine(day, time()):%Y-%m-%d}{NOON}"
