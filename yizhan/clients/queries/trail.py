"""What happened to a file: who read it, what was changed, which look-alikes were decided, which lists it came from."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from yizhan.clients.models import (
    Client,
    ClientClass,
    Consent,
    DuplicateDecision,
    Guardianship,
    ImportBatch,
)
from yizhan.kernel.actor import Actor
from yizhan.privacy.models import AuditEvent
from yizhan.privacy.queries import audit_of

READINGS = ("clients.open_file", "privacy.unmask", "clients.unmask_client")
NOT_A_CHANGE = (*READINGS, "clients.note_visits", "clients.refresh_visit_plans")


def readings_of_file(*, client: Client) -> list[AuditEvent]:
    """Who opened the file or saw full particulars, the newest two hundred; the file has been found through `visible_to`."""
    return list(audit_of(subject_id=client.pk, actions=list(READINGS))[:200])


def changes_of_file(*, client: Client) -> list[AuditEvent]:
    """What was done to this file, its consents and its guardians, the newest two hundred; readings are told apart."""
    parts = [
        client.pk,
        *Consent.objects.filter(client=client).values_list("pk", flat=True),
        *Guardianship.objects.filter(client=client).values_list("pk", flat=True),
    ]
    lines = AuditEvent.objects.filter(subject_id__in=parts, outcome=AuditEvent.Outcome.DONE)
    return list(lines.exclude(action__in=NOT_A_CHANGE).order_by("-at", "-id")[:200])


@dataclass(frozen=True)
class Decided:
    """Two files were compared. `other_no` is empty when this reader may not see the other file."""

    on: date
    by: str
    verdict: str
    reasons: str
    other_id: UUID | None
    other_no: str


def decisions_of(*, actor: Actor, client: Client) -> list[Decided]:
    """Files that looked like this one and what was decided, newest first."""
    rows = list(
        DuplicateDecision.objects.filter(Q(client=client) | Q(other=client)).order_by("-decided_on", "-id")[
            :20
        ]
    )
    others = {row.other_id if row.client_id == client.pk else row.client_id for row in rows}
    seen = {each.pk: each for each in Client.objects.visible_to(actor, "clients.view").filter(pk__in=others)}
    found = []
    for row in rows:
        other = seen.get(row.other_id if row.client_id == client.pk else row.client_id)
        found.append(
            Decided(
                on=row.decided_on,
                by=row.by_label,
                verdict=row.get_verdict_display(),
                reasons="，".join(row.reasons),
                other_id=other.pk if other else None,
                other_no=other.file_no if other else "",
            )
        )
    return found


def lists_of(*, client: Client) -> list[ImportBatch]:
    """The county's lists that put this person into a class (名单来源), newest first."""
    batches = ClientClass.objects.filter(client=client, batch_id__isnull=False).values("batch_id")
    return list(ImportBatch.objects.filter(pk__in=batches).order_by("-list_on", "-id"))
