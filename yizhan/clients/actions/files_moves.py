"""A file is closed, opened again, handed to another station."""

from datetime import date
from uuid import UUID

from yizhan.clients.actions.ground import ELSEWHERE, _next_number, _refuse_closed, _write
from yizhan.clients.models import (
    Assessment,
    Client,
    ClientClass,
    ClientMove,
    Consent,
    Grading,
    Guardianship,
    Need,
)
from yizhan.clients.queries.find import class_codes, client_for, plan_columns
from yizhan.clients.queries.households import has_head
from yizhan.clients.queries.particulars import CLIENT
from yizhan.clients.rules.households import FORMER_HEAD, HEAD
from yizhan.forms.actions import hand_over_answers
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.privacy.action import action
from yizhan.stations.models import Station


@action("clients.close_file", facts=("client_id", "reason", "closed_on"), subject="client_id")
def close_file(
    *, actor: Actor, client_id: UUID, reason: Client.CloseReason | str, closed_on: date, on: date
) -> Client:
    """Close a file (销档); nothing is deleted, no visit is due any more.

    Refused  closed already, a day before it was opened or after today, no reason of the list
    """
    client = client_for(actor=actor, verb="clients.close_file", client_id=client_id, lock=True)
    _refuse_closed(client)
    if reason not in Client.CloseReason.values:
        raise Refused("请选择销档原因。", code="clients.reason-missing")
    if closed_on > on:
        raise Refused("销档日期在今天以后。", code="clients.future-day")
    if closed_on < client.opened_on:
        raise Refused(f"销档日期早于建档日期（{client.opened_on:%Y-%m-%d}）。", code="clients.day-order")
    _write(
        client,
        status=Client.Status.CLOSED,
        close_reason=reason,
        closed_on=closed_on,
        next_visit_on=None,
        visit_rule="",
        visit_clause="",
    )
    return client


@action("clients.reopen_file", facts=("client_id", "on"), subject="client_id")
def reopen_file(*, actor: Actor, client_id: UUID, on: date) -> Client:
    """Open a closed file again (恢复). Refused when it is open, or the person has another open file by now."""
    client = client_for(actor=actor, verb="clients.reopen_file", client_id=client_id, lock=True)
    if client.active:
        raise Refused("该档案没有销档。", code="clients.already")
    if client.id_digest and Client.objects.active().filter(id_digest=client.id_digest).exists():
        raise Refused(ELSEWHERE, code="clients.same-id")
    client.status, client.closed_on, client.close_reason = Client.Status.ACTIVE, None, ""
    if client.relation_to_head == HEAD and has_head(client.household_id):
        _write(client, relation_to_head=FORMER_HEAD)
    _write(
        client,
        status=Client.Status.ACTIVE,
        closed_on=None,
        close_reason="",
        **plan_columns(client, classes=class_codes(client.pk), on=on),
    )
    return client


@action("clients.move_client", facts=("client_id", "to_station_id", "on"), subject="client_id")
def move_client(*, actor: Actor, client_id: UUID, to_station_id: UUID, reason: str = "", on: date) -> Client:
    """Hand a file to another station; custody goes with it, what was written keeps its author and its station of then.

    Refused  closed file, the same station, a closed station
    DoesNotExist  either station out of sight
    """
    client = client_for(actor=actor, verb="clients.move_client", client_id=client_id, lock=True)
    _refuse_closed(client)
    target = (
        Station.objects.visible_to(actor, "clients.move_client")
        .select_for_update(of=("self",))
        .get(pk=to_station_id)
    )
    if target.pk == client.station_id:
        raise Refused("档案已在该站。", code="clients.already")
    if target.status == Station.Status.CLOSED:
        raise Refused("该站已撤销，不能接收档案。", code="clients.station-closed")
    ClientMove.objects.create(
        client=client,
        region_code=target.region_code,
        from_station=client.station,
        to_station=target,
        old_file_no=client.file_no,
        on=on,
        reason=reason.strip(),
    )
    client.region_code = target.region_code
    _write(
        client,
        station=target,
        region_code=target.region_code,
        file_year=on.year,
        file_number=_next_number(target.pk, on.year),
        household=None,
        relation_to_head="",
        responsible_worker_id=None,
        **plan_columns(client, classes=class_codes(client.pk), on=on),
    )
    for standing in (ClientClass, Grading, Consent, Guardianship, Need, Assessment):
        standing.objects.filter(client=client).update(station=target, region_code=target.region_code)
    hand_over_answers(
        actor=actor.acting_for("forms.hand_over_answers", because_of="clients.move_client"),
        subject_kind=CLIENT,
        subject_id=client.pk,
        station_id=target.pk,
        region_code=target.region_code,
    )
    return client
