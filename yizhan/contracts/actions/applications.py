"""An agency's application: written, handed in, given the county's opinion, reviewed above, returned with a reason."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from yizhan.access.actions import send_notice
from yizhan.access.models import Organisation
from yizhan.contracts.actions.ground import _lent_to, _stop
from yizhan.contracts.models import Application, Project
from yizhan.contracts.rules.applications import (
    ACCEPT,
    ENDORSE,
    MOST_LINES,
    PROCESS,
    RETURN,
    SUBMIT,
    WRITE,
    boxes_of,
    budget_checks,
    budget_form,
    field_problem,
    filled,
    form_rule,
    line_fen,
    line_problem,
    opinion_problem,
    submitting_problem,
)
from yizhan.contracts.rules.filings import office_above
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.privacy.action import action


@action(WRITE, facts=("project_id", "on"), subject="project_id")
def write_application(
    *,
    actor: Actor,
    project_id: UUID,
    form: Mapping[str, Any],
    income: Mapping[str, int],
    lines: Sequence[Mapping[str, Any]],
    schedule: Sequence[Mapping[str, Any]],
    on: date,
) -> Application:
    """Keep what the agency has filled in; one application a project and agency.

    lines  {section, sub, what, people, times, price_fen}; what a line comes to is worked out here

    Refused           the region has no such form, a field or a line that cannot be, handed in already
    Project.DoesNotExist  of a county in which the agency has no work and no register
    """
    agency, project = _applied_for(actor, project_id)
    rule = form_rule(region_code=project.region_code, on=on)
    if rule is None:
        raise Refused("本地区尚无此项规定：没有文件要求填写项目申报书。", code="contracts.no-form")
    boxes = {box.name: box for box in boxes_of(rule)}
    for name, value in form.items():
        _stop(
            field_problem(boxes[name], value) if name in boxes else f"申报书没有“{name}”一栏。",
            "contracts.form",
        )
    table = budget_form(region_code=project.region_code, on=on)
    if len(lines) > MOST_LINES or len(schedule) > MOST_LINES:
        raise Refused(f"预算和进度安排各不超过 {MOST_LINES} 行。", code="contracts.form")
    for line in lines:
        _stop(line_problem(line, table), "contracts.budget-line")
    one = Application.objects.select_for_update().filter(project=project, applicant_id=agency).first()
    if one is None:
        PROCESS.step("", WRITE)
        one = Application(project=project, region_code=project.region_code, applicant_id=agency)
    else:
        PROCESS.step(one.state, WRITE)
    one.form = {**(one.form or {}), **form}
    one.income = {source: fen for source, fen in income.items() if fen}
    one.lines = [
        {
            **line,
            "fen": line_fen(people=line.get("people"), times=line.get("times"), price_fen=line["price_fen"]),
        }
        for line in lines
    ]
    one.schedule = [dict(row) for row in schedule]
    one.total_fen = sum(line["fen"] for line in one.lines)
    one.rule = rule.ref
    one.save()
    return one


@action(SUBMIT, facts=("application_id", "on"), subject="application_id")
def submit_application(
    *, actor: Actor, application_id: UUID, on: date, at: datetime | None = None
) -> Application:
    """Hand it in to the county's bureau, which is told.

    Refused  a field is empty, the budget does not add up, a share is missed, something forbidden is planned
    Source   rules application.form, application.budget, funding.*
    """
    one = Application.objects.locked(actor, SUBMIT, application_id)
    step = PROCESS.step(one.state, SUBMIT)
    rule = form_rule(region_code=one.region_code, on=on)
    names = filled(one.form or {}, boxes=boxes_of(rule), lines=one.lines, schedule=one.schedule)
    checks = budget_checks(income=one.income, lines=one.lines, region_code=one.region_code, on=on)
    _stop(
        submitting_problem(names=names, rule=rule, checks=checks),
        "contracts.application-incomplete",
        clause=rule.source if rule else "",
    )
    one.state, one.submitted_on, one.submitted_by = step.end, on, actor.label[:120]
    one.county_opinion, one.county_on, one.county_by = "", None, ""
    one.review, one.reviewed_on, one.reviewed_by = "", None, ""
    one.save()
    _tell(actor, one, SUBMIT, "county", one.region_code, "收到一份项目申报书，等县里签署意见", at)
    return one


@action(ENDORSE, facts=("application_id", "on"), subject="application_id")
def endorse_application(
    *, actor: Actor, application_id: UUID, opinion: str, on: date, at: datetime | None = None
) -> Application:
    """The county's bureau writes its opinion and passes it on to the bureau above (R416).

    Refused  it does not wait for the county, no opinion
    """
    one = Application.objects.locked(actor, ENDORSE, application_id)
    step = PROCESS.step(one.state, ENDORSE)
    _stop(opinion_problem(opinion, what="县级意见"), "contracts.opinion-missing")
    one.state, one.county_opinion = step.end, opinion.strip()
    one.county_on, one.county_by = on, actor.label[:120]
    one.save(update_fields=["state", "county_opinion", "county_on", "county_by"])
    above = office_above(one.region_code)
    role = "city" if len(above) == 4 else "province"
    _tell(actor, one, ENDORSE, role, above, "收到一份项目申报书，等上级审核", at)
    return one


@action(RETURN, facts=("application_id", "on"), subject="application_id")
def return_application(*, actor: Actor, application_id: UUID, because: str, on: date) -> Application:
    """Whose turn it is, county or the bureau above, sends it back to the agency.

    Refused  it is not this office's turn, no reason
    """
    one = Application.objects.locked(actor, RETURN, application_id)
    step = PROCESS.step(one.state, RETURN)
    _own_turn(actor, one, RETURN)
    _stop(opinion_problem(because, what="退回的原因"), "contracts.reason-missing")
    one.state, one.returned_because = step.end, because.strip()
    one.reviewed_on, one.reviewed_by = on, actor.label[:120]
    one.save(update_fields=["state", "returned_because", "reviewed_on", "reviewed_by"])
    return one


@action(ACCEPT, facts=("application_id", "on"), subject="application_id")
def accept_application(*, actor: Actor, application_id: UUID, review: str, on: date) -> Application:
    """The bureau above passes it.

    Refused  the county has not given its opinion, no review
    """
    one = Application.objects.locked(actor, ACCEPT, application_id)
    step = PROCESS.step(one.state, ACCEPT)
    _own_turn(actor, one, ACCEPT)
    _stop(opinion_problem(review, what="审核意见"), "contracts.opinion-missing")
    one.state, one.review = step.end, review.strip()
    one.reviewed_on, one.reviewed_by = on, actor.label[:120]
    one.save(update_fields=["state", "review", "reviewed_on", "reviewed_by"])
    return one


def _applied_for(actor: Actor, project_id: UUID) -> tuple[UUID, Project]:
    """A project of the counties in which this agency may work: along its own line, no agreement needed yet."""
    agency = actor.organisation_id
    if agency is None or not Organisation.objects.filter(pk=agency, kind="AGENCY").exists():
        raise Refused("申报书由社会服务机构填写。", code="contracts.no-agency")
    counties = {grant.region[:6] for grant in actor.grants_for(WRITE)}
    return agency, Project.objects.select_for_update().get(pk=project_id, region_code__in=counties)


def _own_turn(actor: Actor, one: Application, verb: str) -> None:
    turn = one.region_code if one.state == Application.State.SUBMITTED else office_above(one.region_code)
    if not any(grant.region == turn for grant in actor.grants_for(verb)):
        who = "县级民政部门" if turn == one.region_code else "上级民政部门"
        raise Refused(f"这份申报书现在轮到{who}办理。", code="contracts.not-the-turn")


def _tell(
    actor: Actor, one: Application, verb: str, role: str, region: str, subject: str, at: datetime | None
) -> None:
    if at is None:
        return
    send_notice(
        actor=_lent_to(actor, region, because_of=verb),
        roles=frozenset({role}),
        region_code=region,
        station_id=None,
        subject=subject,
        url=f"/contracts/applications/{one.pk}/",
        at=at,
    )
