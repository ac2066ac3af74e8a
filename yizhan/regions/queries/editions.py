"""What an uploaded table would change, held against the tree as it stands."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from yizhan.kernel.actor import EVERYWHERE, Actor
from yizhan.regions.models import Edition, Region
from yizhan.regions.queries.tree import may_reach
from yizhan.regions.rules import EditionChanges, Held, Row, read_edition, unpadded
from yizhan.regions.rules import edition_changes as changes_of

VERB = "regions.load_edition"


def edition_changes(*, rows: Iterable[Row], within: str, complete: bool, on: date | None) -> EditionChanges:
    """Two questions, however long the table."""
    open_now = Region.objects.filter(valid_to_on__isnull=True)
    held = {
        code: Held(code, name, level, local, since)
        for code, name, level, local, since in open_now.values_list(
            "code", "name", "level", "local", "valid_from_on"
        )
    }
    ended = Region.objects.filter(valid_to_on__isnull=False).values_list("code", flat=True)
    return changes_of(
        rows=rows,
        held=held,
        given_up=set(ended) - set(held),
        within=unpadded(within),
        complete=complete,
        on=on,
    )


def edition_for(*, actor: Actor, edition_id: UUID) -> tuple[Edition, tuple[Row, ...]]:
    """An uploaded table that the actor may load, with its lines.

    Edition.DoesNotExist  none, or it speaks for more than the actor's place
    """
    edition = Edition.objects.get(pk=edition_id)
    if not may_reach(actor=actor, verb=VERB, code=edition.within or EVERYWHERE):
        raise Edition.DoesNotExist
    return edition, read_edition(edition.table)


def editions_in_reach(*, actor: Actor, limit: int = 30) -> list[Edition]:
    """The newest uploaded tables that the actor may load, without their lines."""
    newest = Edition.objects.defer("table").order_by("-recorded_at", "-id")[: 10 * limit]
    return [one for one in newest if may_reach(actor=actor, verb=VERB, code=one.within or EVERYWHERE)][:limit]
