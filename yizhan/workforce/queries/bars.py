"""Who may not take up a post, which agencies were warned: what was decided and holds today."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from yizhan.kernel.actor import Actor
from yizhan.policy.schema.kinds import AnyRule
from yizhan.workforce.models import Sanction, Worker
from yizhan.workforce.rules.bars import SANCTION, Bar, rule_by_ref

VIEW = "workforce.view_sanctions"


def in_force(rows: QuerySet[Sanction], on: date) -> QuerySet[Sanction]:
    """Those that hold that day; they end by themselves on their last day."""
    return rows.filter(state="IN_FORCE", from_on__lte=on).filter(
        Q(until_on__isnull=True) | Q(until_on__gte=on)
    )


def bars_of_people(*, digests: Collection[str], on: date) -> dict[str, list[Bar]]:
    """Bars that hold that day for these people, by the digest of the identity number; one question.

    Wherever they were decided: a list of the trade holds beyond the county that keeps it. What somebody did is not told.
    """
    wanted = [digest for digest in digests if digest]
    if not wanted:
        return {}
    found: dict[str, list[Bar]] = defaultdict(list)
    rows = in_force(Sanction.objects.filter(effect=Sanction.Effect.BAR, id_digest__in=wanted), on)
    for digest, until, source, ref in rows.values_list("id_digest", "until_on", "source", "rule_ref"):
        found[digest].append(Bar(until, source, rule_by_ref(ref)))
    return dict(found)


@dataclass(frozen=True)
class Standing:
    """One consequence as a page shows it.

    over  it held and its last day is past
    """

    sanction: Sanction
    rule: AnyRule | None
    over: bool

    @property
    def word(self) -> str:
        return "已到期" if self.over else SANCTION.labels[self.sanction.state]

    @property
    def tone(self) -> str:
        if self.over or self.sanction.state in ("DROPPED", "LIFTED"):
            return "idle"
        return "bad" if self.sanction.state == "IN_FORCE" else "warn"


def sanctions_of(
    *,
    actor: Actor,
    on: date,
    worker: Worker | None = None,
    organisation_id: UUID | None = None,
    region_code: str = "",
) -> list[Standing]:
    """What was told or decided about one worker, one agency or a whole region, the newest first."""
    rows = Sanction.objects.visible_to(actor, VIEW).select_related("worker", "organisation", "station")
    if worker is not None:
        rows = rows.filter(id_digest=worker.id_digest)
    if organisation_id is not None:
        rows = rows.filter(organisation_id=organisation_id, worker__isnull=True)
    if region_code:
        rows = rows.filter(region_code__startswith=region_code)
    return [
        Standing(
            row,
            rule_by_ref(row.rule_ref),
            row.state == "IN_FORCE" and row.until_on is not None and row.until_on < on,
        )
        for row in rows.order_by("-told_on", "-id")[:200]
    ]


def agency_standing(*, organisation_id: UUID, on: date) -> list[Sanction]:
    """What holds against an agency that day, wherever decided: bars, yellow cards, money asked back.

    For whoever examines an applicant: no actor, since a list of the trade is for every buyer; the cause is not read.
    """
    rows = Sanction.objects.filter(organisation_id=organisation_id, worker__isnull=True)
    return list(in_force(rows, on).defer("cause", "statement", "opinion").order_by("from_on", "id"))


def recoveries_against(*, organisation_id: UUID, on: date) -> QuerySet[Sanction]:
    """Consequences that ask money back of an agency and hold that day, for what it or its workers did."""
    rows = Sanction.objects.filter(organisation_id=organisation_id, effect=Sanction.Effect.RECOVERY)
    return in_force(rows, on).order_by("from_on", "id")


def sanctions_to_answer(*, actor: Actor, on: date) -> QuerySet[Sanction]:
    """Those told to one's own side that may still be answered and were not; nothing for those who decide."""
    rows = Sanction.objects.visible_to(actor, "workforce.answer_sanction")
    if actor.may("workforce.decide_sanction"):
        return rows.none()
    return (
        rows.filter(state="TOLD", stated_on__isnull=True, hear_until_on__gte=on)
        .select_related("worker", "organisation")
        .order_by("hear_until_on", "id")
    )


def sanctions_waiting(*, actor: Actor, on: date) -> QuerySet[Sanction]:
    """Those told whose time to answer is over, or that were answered: to decide."""
    return (
        Sanction.objects.visible_to(actor, "workforce.decide_sanction")
        .filter(state="TOLD")
        .filter(Q(hear_until_on__lt=on) | Q(stated_on__isnull=False))
        .select_related("worker", "organisation")
        .order_by("told_on", "id")
    )
