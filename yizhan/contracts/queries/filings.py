"""What a county owes and sent upwards, what came in from below."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from yizhan.contracts.models import Agreement, AnnualPlan, Project, UpwardFiling
from yizhan.contracts.models.door import PartyQuerySet
from yizhan.contracts.rules.filings import ACCEPT, FILE, STAFFING_PLAN, clock
from yizhan.kernel.actor import Actor

VIEW = "contracts.view"
LIVING = ("SENT", "ACCEPTED")
MOST = 200
"""Projects looked through for what is owed: a county has a handful, a city some dozens."""


@dataclass(frozen=True)
class Owed:
    """Something the region's paper asks to be filed and that is not on its way.

    subject_id  None where the row that is to be filed does not exist yet
    returned    the filing that came back and waits for its correction
    """

    project: Project
    kind: str
    title: str
    subject_id: UUID | None
    event_on: date
    due_on: date | None
    rule_id: str
    clause: str
    returned: UpwardFiling | None = None


def filings_of(*, actor: Actor) -> PartyQuerySet[UpwardFiling]:
    """Everything filed within reach, newest first."""
    return UpwardFiling.objects.visible_to(actor, VIEW).select_related("project").order_by("-sent_on", "-id")


def one_filing(*, actor: Actor, filing_id: UUID) -> UpwardFiling:
    """UpwardFiling.DoesNotExist when it is out of reach."""
    return filings_of(actor=actor).select_related("project__buyer").get(pk=filing_id)


def line_of(*, actor: Actor, filing: UpwardFiling) -> list[UpwardFiling]:
    """All filings of the same thing, oldest first: what was sent, came back and was corrected."""
    rows = filings_of(actor=actor).filter(
        project_id=filing.project_id, subject_kind=filing.subject_kind, subject_id=filing.subject_id
    )
    if filing.subject_id is None:
        rows = rows.filter(title=filing.title)
    return list(rows.order_by("sent_on", "id")[:50])


def filing_of(*, actor: Actor, subject_id: UUID) -> UpwardFiling | None:
    """The newest filing of a row that was not taken back."""
    return filings_of(actor=actor).filter(subject_id=subject_id).exclude(state="TAKEN_BACK").first()


def filings_to_answer(*, actor: Actor) -> PartyQuerySet[UpwardFiling]:
    """What waits for an answer of this office, the nearest due day first."""
    offices = [grant.region for grant in actor.grants_for(ACCEPT)]
    return (
        UpwardFiling.objects.visible_to(actor, ACCEPT)
        .filter(state=UpwardFiling.State.SENT, to_region_code__in=offices)
        .select_related("project")
        .order_by("sent_on", "id")
    )


def owed_filings(*, actor: Actor, on: date, verb: str = FILE) -> list[Owed]:
    """What the counties of this actor have still to file, the nearest day first; without a day of the paper, last.

    A plan is owed for every service year that is not over, a copy of every agreement that was signed; where no paper
    of the region asks for it, nothing is owed.
    """
    projects = list(
        Project.objects.visible_to(actor, verb).filter(last_on__gte=on).order_by("first_on", "id")[:MOST]
    )
    agreements = list(
        Agreement.objects.visible_to(actor, verb)
        .filter(project__in=projects, signed_on__isnull=False)
        .exclude(state="DRAFT")
        .select_related("project", "provider")
        .order_by("signed_on", "id")
    )
    rows = list(
        UpwardFiling.objects.visible_to(actor, verb)
        .filter(project__in=projects)
        .exclude(state="TAKEN_BACK")
        .order_by("sent_on", "id")
    )
    plans = dict(
        AnnualPlan.objects.visible_to(actor, verb)
        .filter(project__in=projects)
        .values_list("project_id", "pk")
    )
    owed = [
        *_plans(projects, rows, plans),
        *_staffing(projects, rows),
        *_agreements(agreements, rows),
    ]
    return sorted(owed, key=lambda each: (each.due_on or date.max, each.project.first_on, each.title))


def _plans(
    projects: Iterable[Project], rows: Sequence[UpwardFiling], plans: Mapping[UUID, UUID]
) -> list[Owed]:
    found = []
    for project in projects:
        mine = [row for row in rows if row.project_id == project.pk and row.subject_kind == "PLAN"]
        newest = mine[-1] if mine else None
        if newest is not None and newest.state in LIVING:
            continue
        told = clock("PLAN", region_code=project.region_code, event_on=project.first_on)
        if told.rule is None:
            continue
        found.append(
            Owed(
                project=project,
                kind="PLAN",
                title=newest.title if newest else f"{project.name}实施计划",
                subject_id=plans.get(project.pk),
                event_on=project.first_on,
                due_on=told.due_on,
                rule_id=told.ref,
                clause=told.clause,
                returned=newest,
            )
        )
    return found


def _staffing(projects: Iterable[Project], rows: Sequence[UpwardFiling]) -> list[Owed]:
    """The plan of how stations are staffed, where the paper asks for it beside the county's plan; the agency writes it."""
    found = []
    for project in projects:
        mine = [row for row in rows if row.project_id == project.pk and row.subject_kind == "STAFFING"]
        newest = mine[-1] if mine else None
        told = clock("STAFFING", region_code=project.region_code, event_on=project.first_on)
        if told.rule is None or (newest is not None and newest.state in LIVING):
            continue
        found.append(
            Owed(
                project=project,
                kind="STAFFING",
                title=newest.title if newest else f"{project.name}{STAFFING_PLAN}",
                subject_id=None,
                event_on=project.first_on,
                due_on=told.due_on,
                rule_id=told.ref,
                clause=told.clause,
                returned=newest,
            )
        )
    return found


def _agreements(agreements: Iterable[Agreement], rows: Sequence[UpwardFiling]) -> list[Owed]:
    newest = {row.subject_id: row for row in rows if row.subject_id is not None}
    found = []
    for agreement in agreements:
        before = newest.get(agreement.pk)
        if agreement.signed_on is None or (before is not None and before.state in LIVING):
            continue
        told = clock("AGREEMENT", region_code=agreement.region_code, event_on=agreement.signed_on)
        if told.rule is None:
            continue
        name = agreement.number or agreement.provider.name
        found.append(
            Owed(
                project=agreement.project,
                kind="AGREEMENT",
                title=f"服务协议副本（{name}）",
                subject_id=agreement.pk,
                event_on=agreement.signed_on,
                due_on=told.due_on,
                rule_id=told.ref,
                clause=told.clause,
                returned=before,
            )
        )
    return found
