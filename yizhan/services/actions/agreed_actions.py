"""What was agreed in a supervision is followed to its end."""

from datetime import date, datetime
from uuid import UUID

from django.db.models.functions import Now

from yizhan.access.actions import send_notice
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.privacy.action import action
from yizhan.services.actions.ground import _stop
from yizhan.services.actions.supervisions import OTHERS
from yizhan.services.models import AgreedAction
from yizhan.services.rules.supervisions import LONGEST, ending_problem

END, TELL = "services.end_agreed_action", "services.tell_overdue_action"


@action(END, facts=("action_id", "outcome", "on"), subject="action_id")
def end_agreed_action(*, actor: Actor, action_id: UUID, outcome: str, result: str, on: date) -> AgreedAction:
    """What was agreed has been done, or is no longer to be done, with a word on what came of it.

    Refused                    ended before; somebody else's, unless one heads the station or supervised; no word
    AgreedAction.DoesNotExist  out of sight
    """
    task = (
        AgreedAction.objects.visible_to(actor, END)
        .select_for_update(of=("self",))
        .select_related("owner", "supervision__service")
        .get(pk=action_id)
    )
    over_others = AgreedAction.objects.visible_to(actor, OTHERS).filter(pk=task.pk).exists()
    _stop(
        ending_problem(
            state=task.state,
            outcome=outcome,
            result=result,
            hers=str(task.owner.user_id) == actor.id,
            over_others=over_others,
        )
    )
    task.state, task.ended_on, task.result = outcome, on, result.strip()[:LONGEST]
    task.ended_by_label, task.changed_at = actor.label[:120], Now()
    task.save(update_fields=["state", "ended_on", "result", "ended_by_label", "changed_at"])
    task.refresh_from_db(fields=["changed_at"])
    return task


@action(TELL, facts=("action_id", "on"), subject="action_id")
def tell_overdue_action(*, actor: Actor, action_id: UUID, on: date, at: datetime) -> AgreedAction:
    """The day of something agreed has passed: the station's workers, heads and supervisor are told, once.

    Refused  it has ended, was told of already, or its day has not passed
    """
    task = (
        AgreedAction.objects.visible_to(actor, TELL)
        .select_for_update(of=("self",))
        .select_related("supervision__service", "station")
        .get(pk=action_id)
    )
    if not task.is_open or task.told_on or task.due_on >= on or task.supervision.service.is_voided:
        raise Refused("不用提醒。", code="services.agreed-not-due")
    task.told_on = on
    task.save(update_fields=["told_on"])
    send_notice(
        actor=actor.acting_for("access.send_notice", because_of=TELL),
        roles=frozenset({"worker", "station_head", "deputy_head", "supervisor"}),
        region_code=task.region_code,
        station_id=task.station_id,
        subject=f"{task.station.short_name}有一项督导约定的行动过了期限",
        url=f"/services/supervisions/{task.supervision_id}/",
        at=at,
    )
    return task
