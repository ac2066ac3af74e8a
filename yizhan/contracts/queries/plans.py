"""The plan of a project, and what it still lacks."""

from dataclasses import dataclass
from datetime import date

from yizhan.contracts.models import AnnualPlan, ContractPaper, Project, UpwardFiling
from yizhan.contracts.queries.filings import filing_of
from yizhan.contracts.queries.projects import papers_of
from yizhan.contracts.rules.plans import (
    CONTENTS,
    MAJOR,
    Chapter,
    chapters_of,
    evidence_lacking,
    lacking,
    required_rule,
    written,
)
from yizhan.kernel.actor import Actor
from yizhan.policy.schema.measures import Required

VIEW = "contracts.view"


@dataclass(frozen=True)
class PlanSheet:
    """A project's plan beside what the region's papers ask of it.

    lacks     what is missing before it can be passed; proof_lacks: what is missing as proof
    """

    project: Project
    plan: AnnualPlan | None
    rule: Required | None
    proof: Required | None
    chapters: tuple[tuple[Chapter, str], ...]
    papers: tuple[ContractPaper, ...]
    lacks: str | None
    proof_lacks: str | None
    filing: UpwardFiling | None

    @property
    def written(self) -> int:
        return sum(1 for _chapter, text in self.chapters if text)

    @property
    def wanted(self) -> int:
        return len(self.chapters)


def plan_sheet(*, actor: Actor, project: Project, on: date) -> PlanSheet:
    """Three reads: the plan, its papers, its filing."""
    plan = AnnualPlan.objects.visible_to(actor, VIEW).filter(project=project).first()
    rule = required_rule(CONTENTS, region_code=project.region_code, on=project.first_on)
    proof = required_rule(MAJOR, region_code=project.region_code, on=on)
    texts = plan.chapters if plan else {}
    names = {chapter.name for chapter in chapters_of(rule)}
    chapters = [(chapter, texts.get(chapter.name, "")) for chapter in chapters_of(rule)]
    # a chapter of a former paper keeps its text on the page
    chapters += [(Chapter(name, optional=True), texts[name]) for name in written(texts) if name not in names]
    papers = tuple(papers_of(actor=actor, project=project, subject_id=plan.pk)) if plan else ()
    return PlanSheet(
        project=project,
        plan=plan,
        rule=rule,
        proof=proof,
        chapters=tuple(chapters),
        papers=papers,
        lacks=lacking(
            texts,
            rule=rule,
            budget_fen=plan.budget_fen if plan else None,
            method=plan.purchase_method if plan else "",
        ),
        proof_lacks=evidence_lacking([paper.kind for paper in papers], rule=proof),
        filing=filing_of(actor=actor, subject_id=plan.pk) if plan else None,
    )
