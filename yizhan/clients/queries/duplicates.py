"""Search before create: files that may be of the same person, with the reasons."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from yizhan.clients.models import Client, DuplicateDecision
from yizhan.clients.queries.find import ADDRESS, ID, NAME, PHONE
from yizhan.clients.rules.identity import Person, canonical_id, plain_address, plain_name, plain_phone
from yizhan.kernel.actor import Actor
from yizhan.privacy.fields import digest

MOST = 20
"""More than this many look-alikes are no help to anybody."""


@dataclass(frozen=True)
class Duplicate:
    """A file that looks like the same person. `same_id`: it is her, beyond doubt."""

    client: Client
    reasons: tuple[str, ...]
    same_id: bool


def duplicates_of(
    *,
    actor: Actor,
    person: Person,
    household_id: UUID | None = None,
    client_id: UUID | None = None,
    verb: str = "clients.view",
) -> list[Duplicate]:
    """Files inside the actor's sight that share the number of papers; name and birthday; telephone; or name and home.

    household_id  the household the person is about to join
    client_id     the person's own file, when it is being corrected; pairs once decided to be two people stay out
    """
    name = digest(plain_name(person.name), purpose=NAME)
    number = digest(canonical_id(person.id_number), purpose=ID) if person.id_kind != "NONE" else ""
    phone = digest(plain_phone(person.phone), purpose=PHONE)
    address = digest(plain_address(person.address), purpose=ADDRESS)
    alike = Q(pk__in=())
    if number:
        alike |= Q(id_digest=number)
    if name and person.born_on:
        alike |= Q(name_digest=name, born_on=person.born_on)
    if phone:
        alike |= Q(phone_digest=phone)
    if name and address:
        alike |= Q(name_digest=name, address_digest=address)
    if name and household_id:
        alike |= Q(name_digest=name, household_id=household_id)
    files = (
        Client.objects.visible_to(actor, verb)
        .filter(alike)
        .select_related("station")
        .order_by("status", "id")
    )
    if client_id:
        decided = DuplicateDecision.objects.filter(
            Q(client_id=client_id) | Q(other_id=client_id), verdict=DuplicateDecision.Verdict.DIFFERENT
        ).values_list("client_id", "other_id")
        files = files.exclude(pk__in={client_id, *(one for pair in decided for one in pair)})
    found = []
    for file in files[:MOST]:
        reasons = []
        if number and file.id_digest == number:
            reasons.append("证件号码相同")
        if name and person.born_on and file.name_digest == name and file.born_on == person.born_on:
            reasons.append("姓名和出生日期相同")
        if phone and file.phone_digest == phone:
            reasons.append("电话相同")
        if (
            name
            and file.name_digest == name
            and (
                (address and file.address_digest == address)
                or (household_id and file.household_id == household_id)
            )
        ):
            reasons.append("同住一处，姓名相同")
        found.append(
            Duplicate(client=file, reasons=tuple(reasons), same_id=bool(number) and file.id_digest == number)
        )
    return sorted(found, key=lambda each: not each.same_id)


def held_out_of_sight(
    *, actor: Actor, id_digest: str, client_id: UUID | None = None, verb: str = "clients.view"
) -> bool:
    """Whether somebody the actor may not see has an open file under this number. Only yes or no ever leaves here."""
    if not id_digest:
        return False
    files = Client.objects.filter(id_digest=id_digest, status=Client.Status.ACTIVE)
    if client_id:
        files = files.exclude(pk=client_id)
    return files.exclude(
        pk__in=Client.objects.visible_to(actor, verb).filter(id_digest=id_digest).values("pk")
    ).exists()
