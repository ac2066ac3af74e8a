"""Somebody away from the station asks for help, and somebody there answers."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models.functions import Now

from yizhan.access.actions import send_notice
from yizhan.devices.models import HelpCall
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.privacy.action import action
from yizhan.stations.models import Station

CALL = "devices.call_for_help"
ANSWER = "devices.answer_call"
LATE = timedelta(hours=3)
"""From here on the notice says that it was asked some time ago: the phone had no line."""


@action(CALL, facts=("call_id", "station_id", "kind"), subject="call_id")
def call_for_help(
    *,
    actor: Actor,
    call_id: UUID,
    station_id: UUID,
    user_id: UUID,
    kind: str,
    made_at: datetime,
    at: datetime,
    note: str = "",
    place: str = "",
) -> HelpCall:
    """Tell the heads of the station and the county at once that somebody needs help; what for, they read behind the door.

    user_id  who asks; the same id told again is the same call

    Refused                no such kind; the id belongs to somebody else's call
    Station.DoesNotExist   out of sight
    """
    station = Station.objects.visible_to(actor, CALL).get(pk=station_id)
    if kind not in HelpCall.Kind.values:
        raise Refused("请选择要什么帮助。", code="devices.help-kind")
    known = HelpCall.objects.filter(pk=call_id).first()
    if known is not None:
        if known.user_id != user_id or known.station_id != station.pk:
            raise Refused("这个编号已经用过，请重新求助一次。", code="devices.row-taken")
        return known
    call = HelpCall.objects.create(
        pk=call_id,
        station_id=station.pk,
        region_code=station.region_code,
        user_id=user_id,
        called_by_label=actor.label[:120],
        kind=kind,
        note=note.strip(),
        place=place.strip()[:80],
        made_at=made_at,
        received_at=at,
    )
    said = "早先有人求助，手机刚有信号，请核实" if at - made_at > LATE else "有人求助，请马上看"
    for roles in ({"station_head", "deputy_head"}, {"county"}):
        send_notice(
            actor=actor.acting_for("access.send_notice", because_of=CALL),
            roles=frozenset(roles),
            region_code=station.region_code,
            station_id=station.pk,
            subject=f"【紧急】{station.short_name}{said}",
            url=f"/services/phones/help/#call-{call.pk}",
            at=at,
        )
    return call


@action(ANSWER, facts=("call_id",), subject="call_id")
def answer_call(*, actor: Actor, call_id: UUID, answer: str, at: datetime) -> HelpCall:
    """What was done about it; the one who asked reads it on her phone.

    Refused                 answered already, or no word
    HelpCall.DoesNotExist   out of sight
    """
    call = HelpCall.objects.visible_to(actor, ANSWER).select_for_update().get(pk=call_id)
    if call.answered_at is not None:
        raise Refused(f"{call.answered_by_label}已经回应了。", code="devices.already")
    if not answer.strip():
        raise Refused("请写一句怎么帮的、还要做什么，求助的人会在手机上看到。", code="devices.answer-missing")
    call.answer, call.answered_at, call.answered_by_label = answer.strip()[:500], at, actor.label[:120]
    call.changed_at = Now()
    call.save(update_fields=["answer", "answered_at", "answered_by_label", "changed_at"])
    return call
