"""Finding one file, its classes, and the columns that follow from them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from yizhan.clients.models import Client, ClientClass
from yizhan.clients.rules.identity import Person, plain_address, plain_name, plain_phone
from yizhan.clients.rules.visits import VisitRule, rule_not_counting, visit_plan, visit_rules
from yizhan.kernel.actor import Actor
from yizhan.kernel.pinyin import initials
from yizhan.privacy.fields import digest
from yizhan.privacy.often import asked_often

NAME, ID, TAIL, PHONE, ADDRESS = (
    "clients.name",
    "clients.id",
    "clients.id-tail",
    "clients.phone",
    "clients.address",
)
"""Purposes of the digests: equal texts of two purposes do not look alike."""


def client_for(*, actor: Actor, verb: str, client_id: UUID, lock: bool = False) -> Client:
    """One file inside the grants that carry the verb. Client.DoesNotExist otherwise, restricted files included."""
    files = Client.objects.visible_to(actor, verb)
    if lock:
        files = files.select_for_update(of=("self",))
    return files.get(pk=client_id)


PLANNED = ("id", "region_code", "status", "grade", "opened_on", "event_on", "visit_days", "last_visit_on")
"""The columns a visit plan is worked out from; nothing that names anybody, so nothing is deciphered."""


@asked_often
def files_to_plan(*, actor: Actor, verb: str, client_ids: Sequence[UUID]) -> QuerySet[Client]:
    """The files among these that lie inside the grants, locked until the plan is written; only `PLANNED` is read."""
    files = Client.objects.visible_to(actor, verb).filter(pk__in=client_ids).only(*PLANNED)
    return files.select_for_update(of=("self",)).order_by("pk")


def class_codes(client_id: UUID) -> list[str]:
    """The classes a client is of now."""
    return [code for _, code in classes_held(client_ids=[client_id])]


@asked_often
def classes_held(*, client_ids: Sequence[UUID]) -> "QuerySet[ClientClass, tuple[UUID, str]]":
    """(client, class) of these clients now."""
    return ClientClass.objects.filter(client_id__in=client_ids, until_on=None).values_list(
        "client_id", "code"
    )


def open_classes(client_ids: Iterable[UUID]) -> dict[UUID, list[str]]:
    """The same for many clients in one query; clients without a class are missing."""
    found: dict[UUID, list[str]] = {}
    for client_id, code in ClientClass.objects.filter(
        client_id__in=list(client_ids), until_on=None
    ).values_list("client_id", "code"):
        found.setdefault(client_id, []).append(code)
    return found


def plan_columns(
    client: Client, *, classes: Collection[str], on: date, rules: tuple[VisitRule, ...] | None = None
) -> dict[str, Any]:
    """What `next_visit_on`, `visit_rule` and `visit_clause` of this file are under the rules of that day."""
    plan = None
    if client.active:
        plan = visit_plan(
            visit_rules(region_code=client.region_code, on=on) if rules is None else rules,
            classes=classes,
            grade=client.grade,
            visits=client.visits,
            opened_on=client.opened_on,
            event_on=client.event_on,
            on=on,
        )
    if plan is None:
        return {"next_visit_on": None, "visit_rule": "", "visit_clause": ""}
    return {"next_visit_on": plan.next_on, "visit_rule": plan.rule[:120], "visit_clause": plan.clause[:120]}


def modes_not_counting(
    client: Client, *, classes: Collection[str], modes: Collection[str], on: date
) -> dict[str, VisitRule]:
    """Of these modes, the ones by which a visit today would not count for this client, each with the rule that says so."""
    rules = visit_rules(region_code=client.region_code, on=on)
    found = {
        mode: rule_not_counting(
            rules,
            mode=mode,
            classes=classes,
            grade=client.grade,
            visits=client.visits,
            event_on=client.event_on,
            on=on,
        )
        for mode in modes
    }
    return {mode: rule for mode, rule in found.items() if rule is not None}


def person_columns(person: Person) -> dict[str, Any]:
    """The columns of a file that hold these particulars, digests included; `person` has been found in order.

    The identity number is expected in its canonical form.
    """
    name, phone, address = plain_name(person.name), plain_phone(person.phone), plain_address(person.address)
    return {
        "name": name,
        "name_digest": digest(name, purpose=NAME),
        "name_initials": initials(name),
        "id_kind": person.id_kind,
        "id_number": person.id_number,
        "id_digest": digest(person.id_number, purpose=ID),
        "id_tail_digest": digest(person.id_number[-4:], purpose=TAIL),
        "no_id_reason": person.no_id_reason.strip(),
        "born_on": person.born_on,
        "sex": person.sex,
        "phone": phone,
        "phone_digest": digest(phone, purpose=PHONE),
        "address": person.address.strip(),
        "address_digest": digest(address, purpose=ADDRESS),
        "village_name": person.village_name.strip(),
        "note": person.note.strip(),
        "emergency_name": person.emergency_name.strip(),
        "emergency_relation": person.emergency_relation.strip(),
        "emergency_phone": plain_phone(person.emergency_phone),
    }


def person_of(client: Client) -> Person:
    """The particulars on a file, as they would be typed."""
    return Person(
        name=client.name,
        id_kind=client.id_kind,
        id_number=client.id_number,
        no_id_reason=client.no_id_reason,
        born_on=client.born_on,
        sex=client.sex,
        phone=client.phone,
        address=client.address,
        village_name=client.village_name,
        village_code=client.region_code if len(client.region_code) == 12 else "",
        note=client.note,
        emergency_name=client.emergency_name,
        emergency_relation=client.emergency_relation,
        emergency_phone=client.emergency_phone,
    )
