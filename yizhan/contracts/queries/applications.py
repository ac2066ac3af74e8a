"""Applications within reach, what one still lacks, and the projects an agency may apply for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from yizhan.contracts.models import Agreement, Application, Project
from yizhan.contracts.models.door import PartyQuerySet
from yizhan.contracts.rules.applications import (
    WRITE,
    Box,
    BudgetForm,
    Check,
    boxes_of,
    budget_checks,
    budget_form,
    filled,
    form_rule,
    section_totals,
    submitting_problem,
)
from yizhan.kernel.actor import Actor
from yizhan.policy.schema.measures import Required

VIEW = "contracts.view_applications"


@dataclass(frozen=True)
class Sheet:
    """The region's form beside what is filled in. problem: why it cannot be handed in yet."""

    rule: Required | None
    table: BudgetForm
    boxes: tuple[tuple[Box, Any], ...]
    lines: Sequence[dict[str, Any]]
    schedule: Sequence[dict[str, Any]]
    income: dict[str, int]
    totals: dict[str, int]
    checks: tuple[Check, ...]
    problem: str | None

    @property
    def come(self) -> int:
        return sum(self.income.values())

    @property
    def go(self) -> int:
        return sum(line["fen"] for line in self.lines)


def applications_of(*, actor: Actor) -> PartyQuerySet[Application]:
    return (
        Application.objects.visible_to(actor, VIEW)
        .select_related("project", "applicant")
        .defer("form")
        .order_by("-id")
    )


def one_application(*, actor: Actor, application_id: UUID) -> Application:
    """Application.DoesNotExist when it is out of reach."""
    rows = Application.objects.visible_to(actor, VIEW).select_related("project__buyer", "applicant")
    return rows.get(pk=application_id)


def own_application(*, actor: Actor, project: Project) -> Application | None:
    """What this actor's agency has written for that project."""
    return (
        Application.objects.visible_to(actor, WRITE)
        .filter(project=project, applicant_id=actor.organisation_id)
        .first()
    )


def projects_to_apply(*, actor: Actor, on: date) -> list[Project]:
    """Projects of the counties in which this agency works whose papers ask for an application; none for others."""
    counties = sorted({grant.region[:6] for grant in actor.grants_for(WRITE)})
    asked = [code for code in counties if form_rule(region_code=code, on=on) is not None]
    if not asked:
        return []
    rows = Project.objects.filter(region_code__in=asked, last_on__gte=on, closed_on=None)
    return list(rows.select_related("buyer").order_by("first_on", "id")[:20])


def projects_open_to(*, actor: Actor, on: date) -> list[Project]:
    """Of them, those this agency has not applied for yet (or whose form came back) and that nobody has a contract for."""
    found = projects_to_apply(actor=actor, on=on)
    if not found:
        return []
    mine = Application.objects.filter(project__in=found, applicant_id=actor.organisation_id)
    under = Agreement.objects.filter(project__in=found, state=Agreement.State.SIGNED)
    taken = {
        *mine.exclude(state__in=("DRAFT", "RETURNED")).values_list("project_id", flat=True),
        *under.values_list("project_id", flat=True),
    }
    return [each for each in found if each.pk not in taken]


def project_to_apply(*, actor: Actor, project_id: UUID, on: date) -> Project:
    """Project.DoesNotExist where this agency cannot apply."""
    found = next((each for each in projects_to_apply(actor=actor, on=on) if each.pk == project_id), None)
    if found is None:
        raise Project.DoesNotExist
    return found


def application_sheet(*, application: Application | None, region_code: str, on: date) -> Sheet:
    """No read: the row is at hand, the rest stands in the papers."""
    rule = form_rule(region_code=region_code, on=on)
    form = (application.form or {}) if application else {}
    lines = application.lines if application else []
    schedule = application.schedule if application else []
    income = application.income if application else {}
    boxes = boxes_of(rule)
    checks = budget_checks(income=income, lines=lines, region_code=region_code, on=on)
    return Sheet(
        rule=rule,
        table=budget_form(region_code=region_code, on=on),
        boxes=tuple((box, form.get(box.name)) for box in boxes),
        lines=lines,
        schedule=schedule,
        income=income,
        totals=section_totals(lines),
        checks=checks,
        problem=submitting_problem(
            names=filled(form, boxes=boxes, lines=lines, schedule=schedule), rule=rule, checks=checks
        ),
    )
