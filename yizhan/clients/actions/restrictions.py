"""A file is taken out of sight of all but a few, and given back."""

from uuid import UUID

from yizhan.clients.actions.ground import _write
from yizhan.clients.models import Client
from yizhan.clients.queries.find import client_for
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.privacy.action import action


@action("clients.restrict_client", facts=("client_id",), subject="client_id")
def restrict_client(*, actor: Actor, client_id: UUID, reason: str) -> Client:
    """Take a file out of search and lists for all but those who may see restricted files (受限档案).

    Refused  no reason written, or restricted already
    """
    client = client_for(actor=actor, verb="clients.restrict_client", client_id=client_id, lock=True)
    if not reason.strip():
        raise Refused("请写明为什么设为受限档案。", code="clients.reason-missing")
    if client.restricted:
        raise Refused("已经是受限档案。", code="clients.already")
    _write(client, restricted=True, restriction_reason=reason.strip())
    return client


@action("clients.unrestrict_client", facts=("client_id",), subject="client_id")
def unrestrict_client(*, actor: Actor, client_id: UUID) -> Client:
    """Make a restricted file an ordinary one again. Refused when it is one."""
    client = client_for(actor=actor, verb="clients.unrestrict_client", client_id=client_id, lock=True)
    if not client.restricted:
        raise Refused("不是受限档案。", code="clients.already")
    _write(client, restricted=False, restriction_reason="")
    return client
