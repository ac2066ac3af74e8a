"""The next due day of a visit follows the visits made and the rules in force."""

from collections.abc import Collection, Sequence
from datetime import date
from itertools import groupby
from uuid import UUID

from yizhan.clients.models import Client
from yizhan.clients.queries.find import class_codes, files_to_plan, open_classes, plan_columns
from yizhan.clients.rules.visits import KEPT_VISITS, Visit, visit_rules
from yizhan.kernel.actor import Actor
from yizhan.privacy.action import action
from yizhan.privacy.put import put_back

SLICE = 1_000


@action("clients.note_visits", facts=("client_id", "on"), subject="client_id")
def note_visits(
    *,
    actor: Actor,
    client_id: UUID,
    visits: Sequence[Visit],
    on: date,
    client: Client | None = None,
    classes: Collection[str] | None = None,
) -> Client:
    """Write the recent visits of a client and when the next one is due. Called when visits are recorded or voided.

    visits  all of the recent past on which the client was met, however, in any order; the latest sixty are kept.
            Which of them move the due day is said by each rule that binds the client (不计方式, 须见到)
    client  the file of that id, where the caller got it from `files_to_plan` a moment ago
    classes its classes, where the caller got them from `classes_held` along with it
    """
    if client is None:
        found = files_to_plan(actor=actor, verb="clients.note_visits", client_ids=[client_id])
        if not found:
            raise Client.DoesNotExist
        client = found[0]
    seen = sorted({visit for visit in visits if visit.day <= on})[-KEPT_VISITS:]
    client.visit_days = [visit.kept for visit in seen]
    client.last_visit_on = seen[-1].day if seen else None
    plan = plan_columns(client, classes=class_codes(client.pk) if classes is None else classes, on=on)
    for column, value in plan.items():
        setattr(client, column, value)
    put_back(client, "visit_days", "last_visit_on", *plan)
    return client


@action("clients.note_event")
def note_event(*, actor: Actor, client_id: UUID, event_on: date, on: date) -> Client:
    """Something happened to a client: where a rule asks for a visit after such an event, it is due from that day on.

    The audit line does not name the file: whoever may read the file's changes may not read what happened.

    Client.DoesNotExist  out of sight
    """
    found = files_to_plan(actor=actor, verb="clients.note_event", client_ids=[client_id])
    if not found:
        raise Client.DoesNotExist
    client = found[0]
    client.event_on = max(event_on, client.event_on) if client.event_on else event_on
    plan = plan_columns(client, classes=class_codes(client.pk), on=on)
    for column, value in plan.items():
        setattr(client, column, value)
    put_back(client, "event_on", *plan)
    return client


@action("clients.refresh_visit_plans", facts=("region_code", "on", "after"))
def refresh_visit_plans(
    *, actor: Actor, region_code: str, on: date, after: UUID | None = None
) -> UUID | None:
    """Recompute the due days of a slice of a region's open files: a paper came into force or ended, or a day passed.

    after    the id the last slice ended with; None begins
    returns  the id to go on after; None when the region is through
    """
    files = Client.objects.visible_to(actor, "clients.refresh_visit_plans").active()
    files = files.filter(region_code__startswith=region_code)
    if after:
        files = files.filter(pk__gt=after)
    slice_ = list(files.defer(*_SECRETS).order_by("pk").select_for_update(of=("self",))[:SLICE])
    classes = open_classes(client.pk for client in slice_)
    changed = []
    for place, clients in groupby(
        sorted(slice_, key=lambda client: client.region_code), key=lambda client: client.region_code
    ):
        rules = visit_rules(region_code=place, on=on)
        for client in clients:
            plan = plan_columns(client, classes=classes.get(client.pk, ()), on=on, rules=rules)
            if any(getattr(client, column) != value for column, value in plan.items()):
                for column, value in plan.items():
                    setattr(client, column, value)
                changed.append(client)
    Client.objects.bulk_update(changed, ["next_visit_on", "visit_rule", "visit_clause"], batch_size=200)
    return slice_[-1].pk if len(slice_) == SLICE else None


_SECRETS = (
    "name", "id_number", "phone", "address", "note", "no_id_reason", "emergency_name", "emergency_phone", "restriction_reason",
)  # fmt: skip
