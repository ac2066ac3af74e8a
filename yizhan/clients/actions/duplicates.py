"""Two files that look like one person: somebody compares them and says so, once."""

from datetime import date
from uuid import UUID

from yizhan.clients.actions.files_moves import close_file
from yizhan.clients.models import Client, DuplicateDecision
from yizhan.clients.queries.duplicates import decided_pairs, traits_of
from yizhan.clients.queries.find import client_for
from yizhan.clients.rules.likeness import likeness
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.privacy.action import action


@action("clients.decide_duplicate", facts=("client_id", "other_id", "verdict", "on"), subject="client_id")
def decide_duplicate(
    *, actor: Actor, client_id: UUID, other_id: UUID, verdict: DuplicateDecision.Verdict | str, on: date
) -> DuplicateDecision:
    """Say whether two files are of one person (查重). The same: the first file is closed as a duplicate of the other.

    Nothing is moved: what was written stays on the file it was written on.

    Refused  one file twice, a verdict that is none, decided already, or the other file is closed while they are the same
    Client.DoesNotExist  either file out of sight
    """
    client = client_for(actor=actor, verb="clients.decide_duplicate", client_id=client_id, lock=True)
    other = client_for(actor=actor, verb="clients.decide_duplicate", client_id=other_id)
    if client.pk == other.pk:
        raise Refused("请选择另一份档案。", code="clients.duplicate-itself")
    if verdict not in DuplicateDecision.Verdict.values:
        raise Refused("请选择是不是同一人。", code="clients.verdict")
    if other.pk in decided_pairs(client.pk):
        raise Refused("这两份档案已经核对过。", code="clients.already")
    if verdict == DuplicateDecision.Verdict.SAME:
        if not other.active:
            raise Refused("另一份档案已销档，请先恢复它，再销这一份。", code="clients.closed")
        close_file(
            actor=actor.acting_for("clients.close_file", because_of="clients.decide_duplicate"),
            client_id=client.pk,
            reason=Client.CloseReason.DUPLICATE,
            closed_on=on,
            on=on,
        )
    return DuplicateDecision.objects.create(
        region_code=client.region_code,
        client=client,
        other=other,
        verdict=verdict,
        reasons=[
            f"{reason.says} {reason.signed}" for reason in likeness(traits_of(client), traits_of(other))
        ],
        decided_on=on,
        by_label=actor.label,
    )
