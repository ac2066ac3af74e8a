"""Projects for a list and for their own page."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Max

from yizhan.contracts.models import (
    Agreement,
    ContractPaper,
    Deduction,
    Entry,
    Instalment,
    Project,
    RenewalDecision,
    Subsidy,
)
from yizhan.contracts.models.door import PartyQuerySet
from yizhan.contracts.queries.instalments import why_over
from yizhan.contracts.queries.money import purse_of
from yizhan.contracts.rules.projects import closing_problem
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


# --- closing the accounts ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Closing:
    """What stands before the accounts of a year are closed; whole fen.

    problem               why they cannot be closed today; None when they can
    unasked, unasked_fen  payments nobody asked for: they can never be paid any more
    on_hand_fen           what the agencies hold and did not spend
    undecided, drafts     agreements without a word about renewal; drafts that can never be signed any more
    """

    problem: str | None
    unasked: int
    unasked_fen: int
    on_hand_fen: int
    undecided: int
    drafts: int

    @property
    def advanced_fen(self) -> int:
        """What the agencies paid out of their own pocket."""
        return max(0, -self.on_hand_fen)


def closing_of(*, actor: Actor, project: Project, on: date) -> Closing:
    agreements = {one.pk: one for one in Agreement.objects.filter(project=project)}
    signed = [one for one in agreements.values() if one.state != Agreement.State.DRAFT]
    planned = [
        row
        for row in Instalment.objects.filter(agreement__in=signed, state=Instalment.State.PLANNED)
        if why_over(row, agreements[row.agreement_id], on=on) is None
    ]
    decided = set(
        RenewalDecision.objects.filter(agreement__in=signed).values_list("agreement_id", flat=True)
    ) | set(Agreement.objects.filter(follows__in=signed).values_list("follows_id", flat=True))
    return Closing(
        closing_problem(
            last_on=project.last_on,
            closing_on=on,
            on=on,
            booked_on=newest_booking(project),
            on_the_way=still_to_do(project),
        ),
        len(planned),
        sum(row.amount_fen for row in planned),
        purse_of(actor=actor, project=project).on_hand,
        sum(one.pk not in decided and one.state != Agreement.State.TERMINATED for one in signed),
        len(agreements) - len(signed),
    )


def newest_booking(project: Project) -> date | None:
    newest: date | None = Entry.objects.filter(project=project).aggregate(newest=Max("booked_on"))["newest"]
    return newest


def still_to_do(project: Project) -> list[tuple[int, str]]:
    """(how many, what) was begun and could not be finished once the accounts are closed."""
    payments = Instalment.objects.filter(agreement__project=project, state__in=("REQUESTED", "APPROVED"))
    recoveries = Deduction.objects.filter(
        agreement__project=project, kind="RECOVERY", entry_id=None, withdrawn_on=None
    )
    subsidies = Subsidy.objects.filter(project=project, state__in=("PROPOSED", "GRANTED"))
    running = Agreement.objects.filter(project=project, state=Agreement.State.SIGNED)
    return [
        (payments.count(), "期付款没有付完"),
        (recoveries.count(), "笔追回没有到账"),
        (subsidies.count(), "项补助没有到账"),
        (running.count(), "份协议没有办理期满"),
    ]
