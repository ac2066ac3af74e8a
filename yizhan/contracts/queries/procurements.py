"""Purchases of a project, with their bids as far as the reader may see them."""

from uuid import UUID

from yizhan.contracts.models import Bid, JudgeSheet, Objection, Procurement, Project
from yizhan.contracts.models.door import PartyQuerySet
from yizhan.kernel.actor import Actor

VIEW = "contracts.view_procurements"


def procurements_of(*, actor: Actor, project: Project) -> list[Procurement]:
    rows = Procurement.objects.visible_to(actor, VIEW).filter(project=project)
    return list(rows.order_by("-id")[:50])


def one_procurement(*, actor: Actor, procurement_id: UUID) -> Procurement:
    """Procurement.DoesNotExist when it is out of reach."""
    return Procurement.objects.visible_to(actor, VIEW).select_related("project").get(pk=procurement_id)


def bids_of(*, actor: Actor, procurement: Procurement) -> PartyQuerySet[Bid]:
    """Best first once they are evaluated; a bidder finds its own alone."""
    rows = Bid.objects.visible_to(actor, VIEW).filter(procurement=procurement)
    return rows.select_related("bidder").order_by("place", "received_on", "id")


def sheets_of(*, actor: Actor, procurement: Procurement) -> list[JudgeSheet]:
    """The judges in order; their marks are empty until the result stands, whoever asks."""
    rows = list(JudgeSheet.objects.visible_to(actor, VIEW).filter(procurement=procurement).order_by("number"))
    if procurement.evaluated_on is None:
        for row in rows:
            row.marks = {}
    return rows


def one_sheet(*, actor: Actor, sheet_id: UUID) -> JudgeSheet:
    """A judge's sheet without its marks. JudgeSheet.DoesNotExist when it is out of reach."""
    rows = JudgeSheet.objects.visible_to(actor, VIEW).select_related("procurement", "procurement__project")
    return rows.defer("marks").get(pk=sheet_id)


def objections_of(*, actor: Actor, procurement: Procurement) -> list[Objection]:
    rows = Objection.objects.visible_to(actor, VIEW).filter(procurement=procurement)
    return list(rows.order_by("raised_on", "id")[:50])
