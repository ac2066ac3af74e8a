"""Titles of a station: given and taken back by the offices."""

from datetime import date
from uuid import UUID

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.privacy.action import action
from yizhan.stations.actions.ground import _station
from yizhan.stations.models import Honour, Station
from yizhan.stations.rules import future_problem

LEVEL_ROLES = {"county": "COUNTY", "city": "CITY", "province": "PROVINCE"}


@action("stations.give_honour", facts=("station_id", "level", "given_on"), subject="station_id")
def give_honour(
    *, actor: Actor, station_id: UUID, title: str, level: str, document: str, given_on: date, on: date
) -> Honour:
    """Write down that an office gave the station a title.

    Refused  no title or no paper; a day to come; the title of an office above the actor's own; borne already
    """
    station = _station(actor, "stations.give_honour", station_id)
    title, document = title.strip(), document.strip()
    if not 1 < len(title) <= 40 or not document:
        raise Refused("请写明称号和授予文件。", code="stations.honour-unnamed")
    if problem := future_problem(given_on, on=on, what="授予日期"):
        raise Refused(problem, code="stations.future")
    if level not in _levels(actor, "stations.give_honour", station):
        raise Refused("上级授予的称号由上级登记，请选择本级。", code="stations.honour-level")
    if station.status == Station.Status.PLANNED:
        raise Refused("社工站还没开始运营，不能登记称号。", code="stations.honour-early")
    if Honour.objects.filter(station=station, title=title, level=level, ended_on__isnull=True).exists():
        raise Refused("这个站已经有这个称号。", code="stations.honour-twice")
    return Honour.objects.create(
        station=station,
        region_code=station.region_code,
        title=title,
        level=level,
        document=document[:120],
        given_on=given_on,
        by_label=actor.label[:120],
    )


@action("stations.end_honour", facts=("honour_id", "on"))
def end_honour(*, actor: Actor, honour_id: UUID, reason: str, on: date) -> Honour:
    """The title is borne no longer from today on; it stays on file.

    Refused  without a reason; ended already; the title of an office above
    """
    honour = Honour.objects.visible_to(actor, "stations.end_honour").select_for_update().get(pk=honour_id)
    if honour.ended_on is not None:
        raise Refused("这个称号已经取消。", code="stations.honour-ended")
    if not reason.strip():
        raise Refused("请写明取消称号的原因。", code="stations.honour-reason")
    if honour.level not in _levels(actor, "stations.end_honour", honour.station):
        raise Refused("上级授予的称号由上级取消。", code="stations.honour-level")
    honour.ended_on, honour.ended_because = max(on, honour.given_on), reason.strip()[:200]
    honour.save(update_fields=["ended_on", "ended_because"])
    return honour


def _levels(actor: Actor, verb: str, station: Station) -> frozenset[str]:
    roles = actor.roles_over(verb, region_code=station.region_code, station_id=station.pk)
    return frozenset(LEVEL_ROLES[role] for role in roles if role in LEVEL_ROLES)
