"""What was sent: what became of it, what waits, what somebody has to decide."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from yizhan.clients.models import Client
from yizhan.devices.models import Command, Device, Difference
from yizhan.devices.rules.sent import Sent
from yizhan.kernel.actor import Actor
from yizhan.privacy.fields import digest
from yizhan.privacy.files import open_file
from yizhan.services.models import ServiceRecord

OPEN_STATES = (Command.State.KEPT, Command.State.WAITING)
DRAFT = "devices.draft"
"""The code of a form that was handed in half filled."""


def fingerprint(sent: Sent) -> str:
    return digest(sent.spelled(), purpose="devices.command")


def known_commands(*, ids: Collection[UUID]) -> dict[UUID, Command]:
    """The commands among these ids that have arrived already, whoever sent them; their bodies stay closed."""
    return {row.pk: row for row in Command.objects.filter(pk__in=ids).defer("told").prefetch_related(_OPEN)}


_OPEN = Prefetch("differences", queryset=Difference.objects.filter(decided_at__isnull=True).order_by("id"))


def answer_rows(*, actor: Actor, ids: Collection[UUID]) -> dict[UUID, Command]:
    """The same, of the actor's own, with the differences still open."""
    return {pk: row for pk, row in known_commands(ids=ids).items() if str(row.user_id) == actor.id}


def waiting_commands(*, actor: Actor, most: int) -> list[Command]:
    """What the actor sent that waits for something, in the order it was made."""
    rows = Command.objects.filter(user_id=actor.id, state=Command.State.WAITING).select_related("device")
    return list(rows.order_by("made_at", "id")[:most])


def ready(*, rows: Collection[Command]) -> list[Command]:
    """Of these, the ones for which everything they need is here by now: four queries at most, whatever their number."""
    wanted = {UUID(one) for row in rows for one in row.needs}
    here = arrived(ids=wanted) if wanted else set()
    return [row for row in rows if all(UUID(one) in here for one in row.needs)]


def arrived(*, ids: Collection[UUID]) -> set[UUID]:
    """Which of these ids are a settled command, a file or a service record."""
    found: set[UUID] = set(
        Command.objects.filter(pk__in=ids)
        .exclude(state=Command.State.WAITING)
        .order_by()
        .values_list("pk", flat=True)
    )
    return found | existing(client_ids=ids, service_ids=ids)


def existing(*, client_ids: Collection[UUID], service_ids: Collection[UUID]) -> set[UUID]:
    """Which of these rows exist at all, in sight or not: what does not exist yet is waited for, what is out of sight
    is for somebody else to decide."""
    found: set[UUID] = set()
    if client_ids:
        found |= set(Client.objects.filter(pk__in=client_ids).values_list("pk", flat=True))
    if service_ids:
        found |= set(ServiceRecord.objects.filter(pk__in=service_ids).values_list("pk", flat=True))
    return found


def version_after(*, command_id: UUID) -> str:
    """What a phone knows of the row after a command of its own; "" when that was not carried out."""
    return Command.objects.filter(pk=command_id).values_list("version", flat=True).first() or ""


def photos_waiting_for(*, row: Command, service_id: UUID | None) -> list[Command]:
    """Photos the same phone handed in for a record, which nobody has decided about."""
    if service_id is None:
        return []
    rows = Command.objects.select_for_update().filter(
        user_id=row.user_id, verb="services.attach_photo", state=Command.State.KEPT
    )
    return [each for each in rows.order_by("id") if each.told["body"].get("service_id") == str(service_id)]


def photos_handed_in(*, device: Device) -> int:
    """How many photos of a phone wait for a decision."""
    return Command.objects.filter(
        user_id=device.user_id, device=device, state=Command.State.KEPT, verb="services.attach_photo"
    ).count()


def kept_photo(*, command_id: UUID) -> bytes:
    """A photo as it was handed in. Command.DoesNotExist: there is none. Unreadable, FileNotFoundError: not what was put there."""
    row = Command.objects.exclude(photo="").get(pk=command_id)
    with row.photo.open("rb") as file:
        return open_file(file.read(), place=row.seal_place)


def undecided(*, actor: Actor, verb: str = "devices.view") -> QuerySet[Command]:
    """Work that was sent and not carried out, oldest first: for the head of the station and the county."""
    return (
        Command.objects.visible_to(actor, verb)
        .filter(state__in=OPEN_STATES)
        .select_related("user", "device")
        .order_by("made_at", "id")
    )


def open_differences(*, actor: Actor, verb: str = "devices.settle_difference") -> QuerySet[Difference]:
    """Fields written differently by a phone and the station, the ones of one row together."""
    return (
        Difference.objects.visible_to(actor, verb)
        .filter(decided_at__isnull=True)
        .select_related("command__user")
        .order_by("subject_id", "id")
    )
