"""Everything on one page about one person (一人一档), as one reader may see it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from yizhan.clients.models import (
    Client,
    ClientClass,
    ClientDetails,
    ClientMove,
    Consent,
    Grading,
    Guardianship,
)
from yizhan.clients.queries.find import open_classes
from yizhan.clients.rules.classes import BY_CODE, labels
from yizhan.clients.rules.identity import age_word, is_minor, needs_guardian_consent
from yizhan.clients.rules.visits import grade_labels, visit_rules
from yizhan.kernel.actor import Actor
from yizhan.kernel.identity import mask_name
from yizhan.privacy.masking import PersonalText
from yizhan.privacy.models import AuditEvent
from yizhan.privacy.queries import audit_of, unmasked_until

_CLASS_ORDER = {code: place for place, code in enumerate(BY_CODE)}
READINGS = ("clients.open_file", "privacy.unmask", "clients.unmask_client")


@dataclass(frozen=True)
class Identity:
    """Who she is, masked for this reader unless she gave a reason a moment ago."""

    name: PersonalText
    id_number: PersonalText
    phone: PersonalText
    address: PersonalText
    emergency_name: PersonalText
    emergency_phone: PersonalText
    until_at: datetime | None

    @property
    def masked(self) -> bool:
        return self.until_at is None


@dataclass(frozen=True)
class Member:
    """Somebody of the same household; `client_id` is None when this reader may not open the file."""

    client_id: UUID | None
    name: str
    relation: str
    age: str
    classes: str
    herself: bool


@dataclass(frozen=True)
class PersonFile:
    """One person, one file."""

    client: Client
    identity: Identity
    age: str
    grade_label: str
    classes: list[ClientClass]
    past_classes: list[ClientClass]
    gradings: list[Grading]
    consents: list[Consent]
    old_consents: list[Consent]
    guardians: list[Guardianship]
    members: list[Member]
    moves: list[ClientMove]
    details: ClientDetails | None
    rule_says: str
    region_has_rules: bool
    readings: int
    warnings: list[str] = field(default_factory=list)


def identity_of(*, actor: Actor, client: Client, at: datetime) -> Identity:
    """Masked or not, for one reader at one instant."""
    until = unmasked_until(actor=actor, subject="client", subject_id=client.pk, at=at)
    masked = until is None

    def shown(value: str, kind: str, *, hide: bool = masked) -> PersonalText:
        return PersonalText(value=value, kind=kind, masked=hide)

    return Identity(
        name=shown(client.name, "name", hide=masked and not sees_names(actor, client)),
        id_number=shown(client.id_number, "id"),
        phone=shown(client.phone, "phone"),
        address=shown(client.address, "address"),
        emergency_name=shown(client.emergency_name, "name"),
        emergency_phone=shown(client.emergency_phone, "phone"),
        until_at=until,
    )


def sees_names(actor: Actor, client: Client) -> bool:
    """Whether a grant that reaches this file also shows names in full."""
    return any(
        client.station_id in grant.stations
        if grant.stations is not None
        else grant.reaches_region(client.region_code)
        for grant in actor.grants_for("clients.view_names")
    )


def name_for(actor: Actor, client: Client) -> str:
    """The name in a list, as this reader may see it."""
    return client.name if sees_names(actor, client) else mask_name(client.name)


def person_file(*, actor: Actor, client: Client, on: date, at: datetime) -> PersonFile:
    """The page of a file that was opened (`actions.open_file`)."""
    classes = list(ClientClass.objects.filter(client=client).order_by("since_on", "id"))
    classes.sort(key=lambda each: _CLASS_ORDER[each.code])
    consents = list(Consent.objects.filter(client=client).order_by("-given_on", "-id"))
    consents.sort(key=lambda each: Consent.Purpose.values.index(each.purpose))
    standing = [each for each in consents if not each.replaced and not each.withdrawn_on]
    gradings = list(Grading.objects.filter(client=client).order_by("-graded_on", "-id")[:20])
    guardians = list(Guardianship.objects.filter(client=client, until_on=None).order_by("from_on", "id"))
    rules = visit_rules(region_code=client.region_code, on=on)
    return PersonFile(
        client=client,
        identity=identity_of(actor=actor, client=client, at=at),
        age=age_word(client.born_on, on),
        grade_label=grade_labels(region_code=client.region_code, on=on).get(client.grade, "未评定"),
        classes=[each for each in classes if each.until_on is None],
        past_classes=[each for each in classes if each.until_on is not None],
        gradings=gradings,
        consents=standing,
        old_consents=[each for each in consents if each not in standing],
        guardians=guardians,
        members=_members(actor, client, on),
        moves=list(
            ClientMove.objects.filter(client=client)
            .select_related("from_station", "to_station")
            .order_by("-on", "-id")
        ),
        details=ClientDetails.objects.filter(client=client).first(),
        rule_says=next((rule.says for rule in rules if rule.id[:120] == client.visit_rule), ""),
        region_has_rules=bool(rules),
        readings=audit_of(subject_id=client.pk, actions=["clients.open_file"])
        .filter(at__gte=at - timedelta(days=30))
        .count(),
        warnings=_warnings(client, standing, guardians, on),
    )


def readings_of_file(*, client: Client) -> list[AuditEvent]:
    """Who opened the file or saw full particulars, the newest two hundred; the file has been found through `visible_to`."""
    return list(audit_of(subject_id=client.pk, actions=list(READINGS))[:200])


def _members(actor: Actor, client: Client, on: date) -> list[Member]:
    if not client.household_id:
        return []
    people = list(
        Client.objects.active()
        .marked_open_to(actor)
        .filter(household_id=client.household_id)
        .order_by("born_on", "pk")
    )
    people.sort(key=lambda each: each.relation_to_head != "户主")
    classes = open_classes(each.pk for each in people)
    return [
        Member(
            client_id=each.pk if each.is_open else None,
            name=name_for(actor, each) if each.is_open else "受限档案",
            relation=each.relation_to_head,
            age=age_word(each.born_on, on) if each.is_open else "",
            classes="、".join(labels(classes.get(each.pk, ()))) if each.is_open else "",
            herself=each.pk == client.pk,
        )
        for each in people
    ]


def _warnings(
    client: Client, consents: Sequence[Consent], guardians: Sequence[Guardianship], on: date
) -> list[str]:
    found = []
    if is_minor(client.born_on, on) and not guardians:
        found.append("未成年人，还没有登记监护人。")
    service = next((each for each in consents if each.purpose == Consent.Purpose.SERVICE), None)
    if service is None:
        found.append("还没有登记对接受服务和建档的同意。")
    elif not service.given:
        found.append("本人不同意接受服务、建档；除法定职责外不要再记录新的信息。")
    elif service.until_on and service.until_on < on:
        found.append(f"对接受服务和建档的同意已于{service.until_on:%Y-%m-%d}到期。")
    elif needs_guardian_consent(client.born_on, on) and service.basis not in ("GUARDIAN", "STATUTORY"):
        found.append("不满14周岁，须由监护人同意（个人信息保护法第三十一条）。")
    if client.id_kind == "NONE":
        found.append(f"没有证件：{client.no_id_reason}。请尽快补上。")
    return found
