"""Administrative tasks asked of a station, and days that are closed by a report."""

from datetime import date
from uuid import UUID

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.action import action
from yizhan.services.models import (
    ClosedDays,
    TaskRefusal,
)
from yizhan.services.queries.lists import administrative_rule
from yizhan.stations.models import Station

REFUSE = "services.refuse_task"


@action(REFUSE, facts=("station_id", "asked_on", "outcome"))
def refuse_task(
    *,
    actor: Actor,
    station_id: UUID,
    asked_on: date,
    asked_by: str,
    task: str,
    on: date,
    outcome: str = TaskRefusal.Outcome.REFUSED,
    minutes: int | None = None,
    answer: str = "",
    task_id: UUID | None = None,
) -> TaskRefusal:
    """Register an administrative task somebody asked of the station: sent back, or, where the paper lets it, counted.

    Refused                where the region forbids such tasks, one that was taken on; no asker, no task, a future day
    Station.DoesNotExist   out of sight
    Source                 rule `services.forbidden-tasks` (白沙 五; 黄山; R020, R302)
    """
    station = Station.objects.visible_to(actor, REFUSE).get(pk=station_id)
    if asked_on > on:
        raise Refused("日期不能晚于今天。", code="services.future")
    if not asked_by.strip():
        raise Refused("请填写是谁交办的（单位和科室即可）。", code="services.asker-missing")
    if not task.strip():
        raise Refused("请写明交办了什么事。", code="services.task-missing")
    rule = administrative_rule(region_code=station.region_code, on=asked_on)
    if outcome == TaskRefusal.Outcome.ACCEPTED:
        if rule is not None and rule.forbids:
            raise Refused(
                f"{rule.says}请登记为“已退回”。", code="services.administrative-forbidden", clause=rule.source
            )
        if minutes is None or minutes < 1:
            raise Refused("承担了的事务，请填写用了多少分钟。", code="services.minutes")
    elif outcome != TaskRefusal.Outcome.REFUSED:
        raise Refused("请选择已退回还是已承担。", code="services.outcome-missing")
    return TaskRefusal.objects.create(
        pk=task_id or uuid7(),
        station=station,
        region_code=station.region_code,
        asked_on=asked_on,
        asked_by=asked_by.strip()[:80],
        task=task.strip(),
        outcome=outcome,
        minutes=minutes if outcome == TaskRefusal.Outcome.ACCEPTED else None,
        answer=answer.strip()[:200],
        rule=rule.id if rule else "",
        clause=rule.source[:200] if rule else "",
        recorded_by=actor.id,
        recorded_by_label=actor.label[:120],
    )


@action("services.close_days", facts=("station_id", "first_on", "last_on"))
def close_days(*, actor: Actor, station_id: UUID, first_on: date, last_on: date) -> ClosedDays:
    """The county accepted a report over these days: their records are no longer corrected. Said twice, it is one row.

    Station.DoesNotExist  out of sight
    """
    station = Station.objects.visible_to(actor, "services.close_days").get(pk=station_id)
    closed, _made = ClosedDays.objects.get_or_create(
        station=station, first_on=first_on, last_on=last_on, defaults={"region_code": station.region_code}
    )
    return closed
