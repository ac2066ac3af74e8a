"""Needs found by survey, by a request, in a visit, by an assessment or a questionnaire, and what became of them."""

from datetime import date
from uuid import UUID

from django.db.models.functions import Now

from yizhan.clients.models import Need
from yizhan.clients.queries.find import client_for
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.action import action

LONGEST = 500
"""Letters a need may be described in: a sentence or two, not a report."""


@action("clients.note_need", facts=("client_id", "kind", "source", "found_on"), subject="client_id")
def note_need(
    *,
    actor: Actor,
    client_id: UUID,
    kind: Need.Kind | str,
    what: str,
    source: Need.Source | str,
    found_on: date,
    on: date,
    need_id: UUID | None = None,
) -> Need:
    """Write down what a client needs (登记需求).

    Refused  a closed file; no such kind or source; nothing said, or too much; a day after today
    Client.DoesNotExist  out of sight
    """
    client = client_for(actor=actor, verb="clients.note_need", client_id=client_id, lock=True)
    if not client.active:
        raise Refused("该档案已销档，请先恢复。", code="clients.closed")
    if kind not in Need.Kind.values:
        raise Refused("请选择是哪方面的需求。", code="clients.need-kind")
    if source not in Need.Source.values:
        raise Refused("请选择需求从哪里得知。", code="clients.need-source")
    said = what.strip()
    if not said:
        raise Refused("请写明需要什么，例如：屋顶漏雨，想申请危房改造。", code="clients.need-missing")
    if len(said) > LONGEST:
        raise Refused(f"需求写得太长（{len(said)}字），请缩到{LONGEST}字以内。", code="clients.need-long")
    if found_on > on:
        raise Refused("发现需求的日期在今天以后。", code="clients.future-day")
    return Need.objects.create(
        id=need_id or uuid7(),
        client=client,
        station_id=client.station_id,
        region_code=client.region_code,
        kind=kind,
        what=said,
        source=source,
        found_on=found_on,
        state_on=found_on,
        by_label=actor.label,
    )


@action("clients.change_need_state", facts=("need_id", "state", "on"), subject="need_id")
def change_need_state(
    *, actor: Actor, need_id: UUID, state: Need.State | str, on: date, reason: str = ""
) -> Need:
    """Say what became of a need: planned for, met, withdrawn, or open again (需求的进展).

    reason   how it was met, why it is withdrawn, or why it is open again; needed for the last two
    Refused  no such state, the state it has already, no reason, a day before it was found
    Need.DoesNotExist  out of sight
    """
    need = (
        Need.objects.visible_to(actor, "clients.change_need_state")
        .select_for_update(of=("self",))
        .get(pk=need_id)
    )
    if state not in Need.State.values:
        raise Refused("请选择需求现在的进展。", code="clients.need-state")
    if state == need.state:
        raise Refused(f"这项需求已经是“{need.get_state_display()}”。", code="clients.already")
    said = reason.strip()
    if len(said) > LONGEST:
        raise Refused(f"说明写得太长（{len(said)}字），请缩到{LONGEST}字以内。", code="clients.need-long")
    if not said and state == Need.State.WITHDRAWN:
        raise Refused("请写明为什么撤销，例如：本人改变主意、登记有误。", code="clients.reason-missing")
    if not said and not need.open:
        raise Refused("请写明为什么重新打开这项需求。", code="clients.reason-missing")
    if on < need.state_on:
        raise Refused(f"日期早于上一次变动（{need.state_on:%Y-%m-%d}）。", code="clients.day-order")
    closed = state in (Need.State.MET, Need.State.WITHDRAWN)
    answered = state in (Need.State.PLANNED, Need.State.MET)
    need.answered_on = (need.answered_on or on) if answered else None
    need.state, need.state_on, need.state_reason = str(state), on, said
    need.closed_on = on if closed else None
    need.changed_at = Now()
    need.save(update_fields=["state", "state_on", "answered_on", "state_reason", "closed_on", "changed_at"])
    return need
