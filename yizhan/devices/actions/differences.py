"""A person chooses between what a phone and what the station wrote."""

from datetime import date, datetime
from uuid import UUID

from django.db.models.functions import Now

from yizhan.clients import actions as clients
from yizhan.clients.queries.find import client_for
from yizhan.devices.models import Command, Difference
from yizhan.devices.queries.versions import client_values, plain, service_values, tags
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.privacy.action import action
from yizhan.services import actions as services
from yizhan.services.actions.mending import CORRECT
from yizhan.services.models import ServiceRecord

SETTLE = "devices.settle_difference"
WHY = "手机与站里写的不一样，经核对采用手机上的"


@action(SETTLE, facts=("difference_id", "choice", "on"), subject="difference_id")
def settle_difference(
    *, actor: Actor, difference_id: UUID, choice: str, shown: str, on: date, at: datetime
) -> Difference:
    """Choose one of two values. The phone's is written now; the station's stands already.

    shown                     tag of the station's value as the person saw it

    Refused                   decided already; the station's value changed again since it was shown; whatever writing
                              the phone's value refuses
    Difference.DoesNotExist   out of sight
    """
    row = Difference.objects.visible_to(actor, SETTLE).select_for_update(of=("self",)).get(pk=difference_id)
    if row.decided_at is not None:
        raise Refused("这一处已经有人定过了。", code="devices.already")
    if choice not in Difference.Choice.values:
        raise Refused("请选择用哪一个。", code="devices.choice-missing")
    if choice == Difference.Choice.PHONE:
        _write(actor, row, shown=shown, on=on)
    row.choice, row.decided_at, row.decided_by_label = choice, at, actor.label[:120]
    row.changed_at = Now()
    row.save(update_fields=["choice", "decided_at", "decided_by_label", "station_value", "changed_at"])
    if not Difference.objects.filter(command_id=row.command_id, decided_at__isnull=True).exists():
        Command.objects.filter(pk=row.command_id, state=Command.State.CONFLICT).update(
            state=Command.State.DONE, told=None, changed_at=Now()
        )
    return row


def _write(actor: Actor, row: Difference, *, shown: str, on: date) -> None:
    if row.subject == "client":
        client = client_for(actor=actor, verb="clients.update_client", client_id=row.subject_id, lock=True)
        now = client_values(client)
    else:
        record = ServiceRecord.objects.visible_to(actor, CORRECT).select_for_update().get(pk=row.subject_id)
        now = service_values(record, list(record.items.values_list("item_code", flat=True)))
    if tags(row.subject_id, now)[row.field] != shown:
        raise Refused("站里的内容刚又改过，请看过最新的再定。", code="devices.changed-meanwhile")
    row.station_value = {"grade": now["grade"]} if row.field == "grade" else plain(now[row.field])
    if row.field == "grade":
        told = row.phone_value
        clients.grade_client(
            actor=actor,
            client_id=row.subject_id,
            grade=told["grade"],
            reason=told["reason"],
            graded_on=date.fromisoformat(told["graded_on"]),
            event_on=date.fromisoformat(told["event_on"]) if told["event_on"] else None,
            on=on,
            grading_id=UUID(told["grading_id"]),
        )
    elif row.subject == "client":
        clients.update_client(
            actor=actor, client_id=row.subject_id, on=on, changes={row.field: row.phone_value}
        )
    else:
        value = row.phone_value
        if row.field in ("done_on", "follow_up_on"):
            value = date.fromisoformat(value)
        services.correct_service(
            actor=actor, service_id=row.subject_id, on=on, reason=WHY, **{row.field: value}
        )
