"""Who heads a household, and whom a typed name or file number means."""

from uuid import UUID

from yizhan.clients.models import Client
from yizhan.clients.queries.search import search
from yizhan.clients.rules.households import HEAD
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused


def has_head(household_id: UUID | None) -> bool:
    """Whether somebody with an open file heads this household; a head who died is its head no more."""
    return (
        household_id is not None
        and Client.objects.active().filter(household_id=household_id, relation_to_head=HEAD).exists()
    )


def housemate(*, actor: Actor, client: Client, said: str) -> Client:
    """The one other person at the client's station that a file number or a name means.

    Refused  nobody, or several people of that name
    """
    found = [
        each
        for each in search(actor=actor, text=said, limit=20)
        if each.pk != client.pk and each.active and each.station_id == client.station_id
    ]
    exact = [each for each in found if said in (each.name, each.file_no)] or found
    if not exact:
        raise Refused(f"本站没有找到“{said}”，请填档案号，或先为她建档。", code="clients.member")
    if len(exact) > 1:
        numbers = "、".join(each.file_no for each in exact[:5])
        raise Refused(f"本站有{len(exact)}位“{said}”，请改填档案号（{numbers}）。", code="clients.member")
    return exact[0]
