"""Everything on one page about one person (一人一档), as one reader may see it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count

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
from yizhan.clients.rules.households import HEAD
from yizhan.clients.rules.identity import age_word, is_minor, needs_guardian_consent
from yizhan.clients.rules.visits import grade_labels, visit_rules
from yizhan.kernel.actor import Actor
from yizhan.kernel.identity import mask_name
from yizhan.privacy.masking import PersonalText
from yizhan.privacy.queries import audit_of, unmasked_until

_CLASS_ORDER = {code: place for place, code in enumerate(BY_CODE)}


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
class Answer:
    """How a client stands to one purpose: the answer that holds, or none yet.

    tone  "good", "warn", "bad" or "idle"; `so` is what follows for whoever works with her
    """

    purpose: str
    label: str
    word: str
    tone: str
    consent: Consent | None
    so: str

    @property
    def stands(self) -> bool:
        return self.consent is not None and self.consent.given and not self.consent.withdrawn_on


_SO = {
    "SERVICE": "除法定职责外不要再记录新的信息",
    "SHARE": "转介前要再问",
    "PHOTO": "不要拍人",
    "LOCATION": "不要记位置",
    "PUBLICITY": "不要用于宣传",
    "EVALUATION": "评估抽查时不要抽此人",
}


@dataclass(frozen=True)
class Lack:
    """Something the file lacks, with the form that mends it."""

    says: str
    form: str = ""


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
    answers: list[Answer]
    old_consents: list[Consent]
    guardians: list[Guardianship]
    members: list[Member]
    moves: list[ClientMove]
    details: ClientDetails | None
    rule_says: str
    region_has_rules: bool
    readings: int
    readers: int
    has_head: bool
    warnings: list[Lack] = field(default_factory=list)


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
    answers = answers_of(consents, on)
    gradings = list(Grading.objects.filter(client=client).order_by("-graded_on", "-id")[:20])
    guardians = list(Guardianship.objects.filter(client=client).order_by("from_on", "id"))
    guardians.sort(key=lambda each: each.until_on is not None)
    rules = visit_rules(region_code=client.region_code, on=on)
    members = _members(actor, client, on)
    read = (
        audit_of(subject_id=client.pk, actions=["clients.open_file"])
        .filter(at__gte=at - timedelta(days=30))
        .order_by()
        .aggregate(times=Count("pk"), readers=Count("actor_id", distinct=True))
    )
    return PersonFile(
        client=client,
        identity=identity_of(actor=actor, client=client, at=at),
        age=age_word(client.born_on, on),
        grade_label=_grade_word(client, on),
        classes=[each for each in classes if each.until_on is None],
        past_classes=[each for each in classes if each.until_on is not None],
        gradings=gradings,
        answers=answers,
        old_consents=[each for each in consents if each.replaced],
        guardians=guardians,
        members=members,
        has_head=any(each.relation == HEAD for each in members),
        moves=list(
            ClientMove.objects.filter(client=client)
            .select_related("from_station", "to_station")
            .order_by("-on", "-id")
        ),
        details=ClientDetails.objects.filter(client=client).first(),
        rule_says=next((rule.says for rule in rules if rule.id[:120] == client.visit_rule), ""),
        region_has_rules=bool(rules),
        readings=read["times"],
        readers=read["readers"],
        warnings=_warnings(client, answers[0], guardians, members, on),
    )


def _members(actor: Actor, client: Client, on: date) -> list[Member]:
    if not client.household_id:
        return []
    people = list(
        Client.objects.active()
        .marked_open_to(actor)
        .filter(household_id=client.household_id)
        .order_by("born_on", "pk")
    )
    people.sort(key=lambda each: each.relation_to_head != HEAD)
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


def _grade_word(client: Client, on: date) -> str:
    """The grade in the word of the region's paper; a paper that only says “高” is read as 高风险."""
    if not client.grade:
        return "未评定"
    word = grade_labels(region_code=client.region_code, on=on).get(client.grade, "")
    return word if len(word) > 1 else client.get_grade_display()


def answers_of(consents: Sequence[Consent], on: date) -> list[Answer]:
    """One line for every purpose, asked or not, in the order of the list."""
    holds = {each.purpose: each for each in consents if not each.replaced}
    return [
        _answer(str(purpose), str(label), holds.get(purpose), on)
        for purpose, label in Consent.Purpose.choices
    ]


def _answer(purpose: str, label: str, consent: Consent | None, on: date) -> Answer:
    if consent is None:
        return Answer(purpose, label, "还没问过", "idle", None, "")
    if not consent.given:
        return Answer(purpose, label, "不同意", "bad", consent, _SO[purpose])
    if consent.withdrawn_on:
        return Answer(purpose, label, f"{consent.withdrawn_on:%Y-%m-%d}撤回", "bad", consent, _SO[purpose])
    if consent.until_on and consent.until_on < on:
        return Answer(purpose, label, f"{consent.until_on:%Y-%m-%d}到期", "warn", consent, "要再问一次")
    return Answer(purpose, label, "同意", "good", consent, "")


def _warnings(
    client: Client,
    service: Answer,
    guardians: Sequence[Guardianship],
    members: Sequence[Member],
    on: date,
) -> list[Lack]:
    if not client.active:
        return []
    found = []
    if is_minor(client.born_on, on) and all(each.until_on for each in guardians):
        found.append(Lack("未成年人，还没有登记监护人。", "guardian_form"))
    consent = service.consent
    if consent is None:
        found.append(Lack("还没有登记对接受服务和建档的同意。", "consent_form"))
    elif not consent.given:
        found.append(Lack(f"本人不同意接受服务、建档；{service.so}。"))
    elif consent.withdrawn_on:
        found.append(
            Lack(f"本人已于{consent.withdrawn_on:%Y-%m-%d}撤回对接受服务和建档的同意；{service.so}。")
        )
    elif consent.until_on and consent.until_on < on:
        found.append(Lack(f"对接受服务和建档的同意已于{consent.until_on:%Y-%m-%d}到期。", "consent_form"))
    elif needs_guardian_consent(client.born_on, on) and consent.basis not in ("GUARDIAN", "STATUTORY"):
        found.append(Lack("不满14周岁，须由监护人同意（个人信息保护法第三十一条）。", "consent_form"))
    if members and not any(each.relation == HEAD for each in members):
        found.append(Lack("这一户现在没有户主。", "head_form"))
    if client.id_kind == "NONE":
        found.append(Lack(f"没有证件：{client.no_id_reason}。请尽快补上。"))
    return found
