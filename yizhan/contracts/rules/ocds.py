"""A project as contracting data: a release package of the Open Contracting Data Standard 1.1. Offices and agencies, no person.

What is written: who buys from whom, the plan's sum, the award, the signed agreement with its stations and changes, what
was paid on which day. Papers, names, reasons typed by hand and everything about people stay inside.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

PREFIX = "ocds-yizhan"
"""Not registered: who publishes for real registers a prefix of its own with the Open Contracting Partnership (ADR 0114)."""
VERSION = "1.1"
CURRENCY = "CNY"
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


@dataclass(frozen=True)
class Signed:
    """A signed agreement; stations are (id, name, region, fen), changes (number, day)."""

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
    payments: Sequence[tuple[str, int, date | None, bool]] = ()
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


def ocid_of(project_id: str) -> str:
    return f"{PREFIX}-{project_id}"


def package(one: Published, *, at: datetime, uri: str) -> dict[str, Any]:
    """The package of one project, with one release.

    at   when it is made; with its zone
    uri  where it lies
    """
    return bundle([one], at=at, uri=uri, publisher=one.buyer.name)


def bundle(projects: Sequence[Published], *, at: datetime, uri: str, publisher: str) -> dict[str, Any]:
    """One package with a release of every project, the oldest year first."""
    return {
        "uri": uri,
        "version": VERSION,
        "publishedDate": at.isoformat(timespec="seconds"),
        "publisher": {"name": publisher},
        "releases": [release(one, at=at) for one in projects],
    }


def release(one: Published, *, at: datetime) -> dict[str, Any]:
    signed = list(one.agreements)
    tags = ["planning", *(["award", "contract"] if signed else [])]
    if any(agreement.paid for agreement in signed):
        tags.append("implementation")
    found: dict[str, Any] = {
        "ocid": ocid_of(one.id),
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
            {"id": "1", "relationship": ["prior"], "scheme": "ocid", "identifier": ocid_of(one.follows)}
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
                "status": "met" if is_paid else "scheduled",
                **({"dueDate": _moment(due)} if due else {}),
            }
            for place, (name, _fen, due, is_paid) in enumerate(agreement.payments, start=1)
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


def _moment(day: date) -> str:
    return f"{datetime.combine(day, time()):%Y-%m-%d}{NOON}"
