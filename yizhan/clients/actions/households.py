"""Who lives together."""

from datetime import date
from uuid import UUID

from django.db.models.functions import Now

from yizhan.clients.models import Client, Household
from yizhan.clients.queries.find import ADDRESS, client_for
from yizhan.clients.queries.households import has_head
from yizhan.clients.rules.households import FORMER_HEAD, HEAD
from yizhan.clients.rules.identity import plain_address
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.action import action
from yizhan.privacy.fields import digest


@action("clients.form_household", facts=("client_id", "household_id", "on"), subject="client_id")
def form_household(
    *,
    actor: Actor,
    client_id: UUID,
    on: date,
    address: str = "",
    note: str = "",
    household_id: UUID | None = None,
) -> Household:
    """Begin a household with this client as its head. Refused when she belongs to one, or her file is closed."""
    head = _member(actor, "clients.form_household", client_id)
    if head.household_id:
        raise Refused("此人已在一户中，请先迁出。", code="clients.in-household")
    home = address.strip() or head.address
    household = Household.objects.create(
        id=household_id or uuid7(),
        station_id=head.station_id,
        region_code=head.region_code,
        address=home,
        address_digest=digest(plain_address(home), purpose=ADDRESS),
        village_name=head.village_name,
        note=note.strip(),
        formed_on=on,
    )
    Client.objects.filter(pk=head.pk).update(household=household, relation_to_head=HEAD, changed_at=Now())
    return household


@action("clients.join_household", facts=("client_id", "household_id", "on"), subject="client_id")
def join_household(*, actor: Actor, client_id: UUID, household_id: UUID, relation: str, on: date) -> Client:
    """Add a client to a household, with her relation to its head (与户主关系).

    Refused  already in one; no relation; a second head; a household of another station
    Household.DoesNotExist  out of sight
    """
    client = _member(actor, "clients.join_household", client_id)
    household = Household.objects.visible_to(actor, "clients.join_household").get(pk=household_id)
    said = relation.strip()
    if client.household_id:
        raise Refused("此人已在一户中，请先迁出。", code="clients.in-household")
    if not said or len(said) > 20:
        raise Refused("请写明与户主的关系，例如：配偶、女儿、孙子。", code="clients.relation")
    if said == HEAD and has_head(household.pk):
        raise Refused("这一户已有户主。", code="clients.two-heads")
    if household.station_id != client.station_id:
        raise Refused("这一户在别的站点，请先转移档案。", code="clients.other-station")
    client.household, client.relation_to_head = household, said
    Client.objects.filter(pk=client.pk).update(household=household, relation_to_head=said, changed_at=Now())
    return client


@action("clients.leave_household", facts=("client_id", "on"), subject="client_id")
def leave_household(*, actor: Actor, client_id: UUID, on: date) -> Client:
    """Take a client out of her household. Refused for a head while others remain, and for somebody who is in none."""
    client = client_for(actor=actor, verb="clients.leave_household", client_id=client_id, lock=True)
    if not client.household_id:
        raise Refused("此人没有登记在任何一户。", code="clients.no-household")
    others = Client.objects.active().filter(household_id=client.household_id).exclude(pk=client.pk)
    if client.relation_to_head == HEAD and others.exists():
        raise Refused("户主迁出前，请先指定同户的另一人为户主。", code="clients.head-leaves")
    client.household, client.relation_to_head = None, ""
    Client.objects.filter(pk=client.pk).update(household=None, relation_to_head="", changed_at=Now())
    return client


@action("clients.name_head", facts=("client_id", "on"), subject="client_id")
def name_head(*, actor: Actor, client_id: UUID, on: date, former_is: str = "") -> Client:
    """Make a member the head of her household (指定户主), for example after the head died.

    former_is  what the head until now is to the new one, 配偶 or 父亲; needed while she lives in the household
    Refused    in no household, head already, or not told what the former head is now
    """
    client = _member(actor, "clients.name_head", client_id)
    if not client.household_id:
        raise Refused("此人没有登记在任何一户。", code="clients.no-household")
    if client.relation_to_head == HEAD:
        raise Refused("此人已是户主。", code="clients.already")
    heads = Client.objects.filter(household_id=client.household_id, relation_to_head=HEAD)
    said = former_is.strip()
    if has_head(client.household_id) and (not said or len(said) > 20 or said == HEAD):
        raise Refused("请写明原户主是新户主的什么人，例如：配偶、父亲。", code="clients.relation")
    heads.filter(status=Client.Status.CLOSED).update(relation_to_head=FORMER_HEAD, changed_at=Now())
    heads.filter(status=Client.Status.ACTIVE).update(relation_to_head=said, changed_at=Now())
    client.relation_to_head = HEAD
    Client.objects.filter(pk=client.pk).update(relation_to_head=HEAD, changed_at=Now())
    return client


def _member(actor: Actor, verb: str, client_id: UUID) -> Client:
    client = client_for(actor=actor, verb=verb, client_id=client_id, lock=True)
    if not client.active:
        raise Refused("该档案已销档，请先恢复。", code="clients.closed")
    return client
