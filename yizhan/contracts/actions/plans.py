"""The annual plan is written chapter by chapter, passed with its minutes, opened again when it came back."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from yizhan.contracts.actions.ground import _open_project, _project, _stop
from yizhan.contracts.models import AnnualPlan, ContractPaper, UpwardFiling
from yizhan.contracts.rules.plans import (
    CONTENTS,
    MAJOR,
    PASS,
    PROCESS,
    REOPEN,
    WRITE,
    chapters_of,
    evidence_lacking,
    lacking,
    passing_problem,
    reopening_problem,
    required_rule,
    writing_problem,
)
from yizhan.kernel.actor import Actor
from yizhan.privacy.action import action


@action(WRITE, facts=("project_id", "on"), subject="project_id")
def write_plan(
    *,
    actor: Actor,
    project_id: UUID,
    chapters: Mapping[str, str],
    budget_fen: int | None,
    purchase_method: str,
    on: date,
) -> AnnualPlan:
    """Keep what is written so far; nothing has to be complete before the plan is passed.

    Refused  passed already, accounts closed, a chapter the region's paper does not know, a budget of nothing
    """
    project = _open_project(actor, WRITE, project_id)
    plan = AnnualPlan.objects.select_for_update().filter(project=project).first()
    rule = required_rule(CONTENTS, region_code=project.region_code, on=project.first_on)
    known = {chapter.name for chapter in chapters_of(rule)}
    _stop(writing_problem(chapters, known=known, budget_fen=budget_fen), "contracts.plan-wrong")
    if plan is None:
        PROCESS.step("", WRITE)
        plan = AnnualPlan(project=project, region_code=project.region_code)
    else:
        PROCESS.step(plan.state, WRITE)
    plan.chapters = {**plan.chapters, **{name: text.strip() for name, text in chapters.items()}}
    plan.budget_fen, plan.purchase_method = budget_fen, purchase_method.strip()[:40]
    plan.written_on, plan.written_by = on, actor.label[:120]
    plan.save()
    return plan


@action(PASS, facts=("project_id", "passed_on", "on"), subject="project_id")
def pass_plan(*, actor: Actor, project_id: UUID, body: str, passed_on: date, on: date) -> AnnualPlan:
    """The county's leaders passed plan and budget; the papers that prove it are on file at the plan.

    Refused  a chapter, the budget or the method is missing; the region's proof (会议纪要) is not on file; a day to come
    Source   rules plan.contents, duty.major-matters
    """
    plan = _plan(actor, PASS, project_id)
    step = PROCESS.step(plan.state, PASS)
    region = plan.region_code
    rule = required_rule(CONTENTS, region_code=region, on=plan.project.first_on)
    _stop(
        lacking(plan.chapters, rule=rule, budget_fen=plan.budget_fen, method=plan.purchase_method),
        "contracts.plan-incomplete",
        clause=rule.source if rule else "",
    )
    body = body.strip()
    _stop(
        passing_problem(body=body, passed_on=passed_on, on=on),
        "contracts.plan-passing",
    )
    proof = required_rule(MAJOR, region_code=region, on=passed_on)
    _stop(
        evidence_lacking(_kinds_on_file(plan.pk), rule=proof),
        "contracts.minutes-missing",
        clause=proof.source if proof else "",
    )
    plan.state, plan.passed_on, plan.body = step.end, passed_on, body
    plan.save(update_fields=["state", "passed_on", "body"])
    return plan


@action(REOPEN, facts=("project_id", "on"), subject="project_id")
def reopen_plan(*, actor: Actor, project_id: UUID, because: str, on: date) -> AnnualPlan:
    """Write on it again: it came back, or something was forgotten. It has to be passed anew.

    Refused  it waits for the office above or is on file, or no reason is given
    """
    plan = _plan(actor, REOPEN, project_id)
    step = PROCESS.step(plan.state, REOPEN)
    newest = (
        UpwardFiling.objects.filter(subject_id=plan.pk)
        .exclude(state="TAKEN_BACK")
        .order_by("-sent_on", "-id")
        .first()
    )
    _stop(
        reopening_problem(standing=newest.state if newest else "", because=because), "contracts.plan-stands"
    )
    plan.state, plan.passed_on, plan.body = step.end, None, ""
    plan.reopened_because = because.strip()[:200]
    plan.save(update_fields=["state", "passed_on", "body", "reopened_because"])
    return plan


def _plan(actor: Actor, verb: str, project_id: UUID) -> AnnualPlan:
    project = _project(actor, verb, project_id)
    return AnnualPlan.objects.select_for_update().select_related("project").get(project=project)


def _kinds_on_file(subject_id: UUID) -> list[str]:
    papers = ContractPaper.objects.filter(subject_id=subject_id, withdrawn_on=None)
    return list(papers.values_list("kind", flat=True).distinct())
