"""Projects for a list and for their own page."""

from uuid import UUID

from yizhan.contracts.models import ContractPaper, Project
from yizhan.contracts.models.door import PartyQuerySet
from yizhan.kernel.actor import Actor
from yizhan.privacy.files import open_file

VIEW = "contracts.view"
VOUCHERS = "EXPENSE"


def projects_of(*, actor: Actor) -> PartyQuerySet[Project]:
    """Projects within reach; newest service year first."""
    return Project.objects.visible_to(actor, VIEW).select_related("buyer").order_by("-first_on", "-id")


def one_project(*, actor: Actor, project_id: UUID) -> Project:
    """Project.DoesNotExist when it is out of reach."""
    return projects_of(actor=actor).select_related("follows").get(pk=project_id)


def papers_of(
    *, actor: Actor, project: Project, subject_id: UUID | None = None
) -> PartyQuerySet[ContractPaper]:
    """Papers that still count of a project, or of one row of it; newest first. Vouchers stand with their expenses."""
    rows = ContractPaper.objects.visible_to(actor, VIEW).filter(project=project, withdrawn_on=None)
    rows = rows.exclude(subject_kind=VOUCHERS) if subject_id is None else rows.filter(subject_id=subject_id)
    return rows.order_by("-dated_on", "-id")


def read_paper(*, actor: Actor, paper_id: UUID) -> tuple[ContractPaper, bytes]:
    """A paper and what is in its file; ContractPaper.DoesNotExist when it is out of reach."""
    paper = ContractPaper.objects.visible_to(actor, VIEW).get(pk=paper_id)
    with paper.file.open("rb") as stored:
        return paper, open_file(stored.read(), place=paper.place)
