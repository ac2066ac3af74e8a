"""Complaints in sight, what is due, and the accounts an organisation is asked for."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from yizhan.contracts.models.door import PartyQuerySet
from yizhan.kernel.actor import Actor
from yizhan.oversight.models import Complaint, ComplaintStep, Hearing
from yizhan.privacy.often import asked_often

VIEW = "oversight.view_complaints"
ACCOUNT = "oversight.give_account"


def complaints(*, actor: Actor) -> QuerySet[Complaint]:
    """Newest first. Never those about oneself or one's own organisation."""
    return (
        Complaint.objects.visible_to(actor, VIEW)
        .select_related("station", "about_organisation")
        .order_by("-received_on", "-id")
    )


def waiting(*, actor: Actor, most: int = 5) -> list[Complaint]:
    """Those not answered yet, the earliest due first, those without a due day last."""
    return sorted(
        _waiting(actor=actor, most=most * 4),
        key=lambda each: (each.due_on or date.max, each.received_on),
    )[:most]


@asked_often
def _waiting(*, actor: Actor, most: int) -> "QuerySet[Complaint, Complaint]":
    rows = Complaint.objects.visible_to(actor, "oversight.take_up_complaint").filter(
        Q(state="RECEIVED") | Q(state="HANDLING", handler=actor.id)
    )
    return rows.order_by("received_on", "id")[:most]


def steps_of(complaint: Complaint) -> list[ComplaintStep]:
    """The caller has found the complaint through `visible_to`."""
    return list(ComplaintStep.objects.filter(complaint=complaint).order_by("number"))


def accounts_asked(*, actor: Actor) -> PartyQuerySet[Hearing]:
    """What one's own organisation was asked to explain; open ones first, then the newest."""
    rows = Hearing.objects.visible_to(actor, ACCOUNT)
    own = rows.filter(organisation_id=actor.organisation_id) if actor.organisation_id else rows.none()
    return own.order_by("given_on", "-asked_on", "-id")


def account_for(*, actor: Actor, hearing_id: UUID) -> Hearing:
    """Hearing.DoesNotExist when another organisation is asked."""
    return accounts_asked(actor=actor).get(pk=hearing_id)


@dataclass(frozen=True)
class Tally:
    """How the complaints of a span stand."""

    received: int
    open: int
    overdue: int
    upheld: int
    satisfied: int
    asked: int


def tally(*, actor: Actor, first: date, last: date, on: date) -> Tally:
    """Of those received in the span; overdue: still unanswered after the due day."""
    rows = Complaint.objects.visible_to(actor, VIEW).filter(received_on__range=(first, last))
    still = Q(state__in=["RECEIVED", "HANDLING"])
    found = rows.aggregate(
        received=Count("pk"),
        open=Count("pk", filter=still),
        overdue=Count("pk", filter=still & Q(due_on__lt=on)),
        upheld=Count("pk", filter=Q(finding__in=["UPHELD", "PARTLY"])),
        satisfied=Count("pk", filter=Q(satisfaction__in=["5", "4"])),
        asked=Count("pk", filter=Q(satisfaction__in=["5", "4", "3", "2", "1"])),
    )
    return Tally(**found)
