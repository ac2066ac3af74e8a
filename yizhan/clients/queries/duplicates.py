"""Search before create: files that may be of the same person, with the reasons."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from yizhan.clients.models import Client, DuplicateDecision
from yizhan.clients.queries.find import ADDRESS, ID, NAME, PHONE
from yizhan.clients.rules.identity import Person, canonical_id, plain_address, plain_name, plain_phone
from yizhan.clients.rules.likeness import (
    WORTH_ASKING,
    Reason,
    Traits,
    chance_word,
    likeness,
    points,
    sentence,
)
from yizhan.kernel.actor import Actor
from yizhan.kernel.identity import normal_id
from yizhan.kernel.pinyin import initials
from yizhan.privacy.fields import digest

MOST = 20
"""More than this many look-alikes are no help to anybody."""
LOOKED_AT = 200
"""Files compared one by one; a village has a few with the same letters."""


@dataclass(frozen=True)
class Duplicate:
    """A file that looks like the same person. `same_id`: it is her, beyond doubt."""

    client: Client
    reasons: tuple[Reason, ...]
    same_id: bool

    @property
    def says(self) -> str:
        """“同名、同村，出生年相差1年”."""
        return sentence(self.reasons)

    @property
    def points(self) -> int:
        return points(self.reasons)

    @property
    def chance(self) -> str:
        return chance_word(self.reasons)


def duplicates_of(
    *,
    actor: Actor,
    person: Person,
    household_id: UUID | None = None,
    client_id: UUID | None = None,
    verb: str = "clients.view",
) -> list[Duplicate]:
    """Files inside the actor's sight that look like this person, the likeliest first, each with its reasons.

    Looked at are files with the same number of papers or telephone, of the same name (by writing or by sound) with the
    same birthday, home or village. `rules.likeness` says which of them are worth a question.

    household_id  the household the person is about to join
    client_id     the person's own file, when it is being corrected; pairs decided before stay out
    """
    name = plain_name(person.name)
    number = digest(canonical_id(person.id_number), purpose=ID) if person.id_kind != "NONE" else ""
    me = Traits(
        name=name,
        number=number,
        born_on=person.born_on,
        sex=person.sex,
        phone=digest(plain_phone(person.phone), purpose=PHONE),
        address=digest(plain_address(person.address), purpose=ADDRESS),
        village=person.village_name.strip(),
        household=str(household_id or ""),
        old_number=len(normal_id(person.id_number)) == 15,
    )
    files = Client.objects.visible_to(actor, verb).filter(_worth_a_look(me, household_id))
    if client_id:
        files = files.exclude(pk__in={client_id, *decided_pairs(client_id)})
    found = []
    for file in files.select_related("station").order_by("status", "id")[:LOOKED_AT]:
        reasons = likeness(me, traits_of(file))
        if points(reasons) >= WORTH_ASKING:
            same = bool(number) and file.id_digest == number
            found.append(Duplicate(client=file, reasons=reasons, same_id=same))
    return sorted(found, key=lambda each: (not each.same_id, -each.points))[:MOST]


def decided_pairs(client_id: UUID) -> set[UUID]:
    """The files somebody has compared with this one already, whatever she found."""
    pairs = DuplicateDecision.objects.filter(Q(client_id=client_id) | Q(other_id=client_id)).values_list(
        "client_id", "other_id"
    )
    return {one for pair in pairs for one in pair} - {client_id}


def traits_of(file: Client) -> Traits:
    """What is compared of a file."""
    return Traits(
        name=file.name,
        number=file.id_digest,
        born_on=file.born_on,
        sex=file.sex,
        phone=file.phone_digest,
        address=file.address_digest,
        village=file.village_name,
        household=str(file.household_id or ""),
    )


def _worth_a_look(me: Traits, household_id: UUID | None) -> Q:
    """Files that an index finds and that could come to `WORTH_ASKING` points."""
    alike = Q(pk__in=())
    if me.number:
        alike |= Q(id_digest=me.number)
    if me.phone:
        alike |= Q(phone_digest=me.phone)
    near = Q()
    if me.born_on:
        near |= Q(born_on=me.born_on)
    if me.address:
        near |= Q(address_digest=me.address)
    if me.village:
        near |= Q(village_name=me.village)
    if household_id:
        near |= Q(household_id=household_id)
    if me.name and near:
        alike |= (Q(name_digest=digest(me.name, purpose=NAME)) | Q(name_initials=initials(me.name))) & near
    return alike


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
