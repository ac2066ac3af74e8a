"""The panel 人员 of a project, and the trajectory of all its workers on one page."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.timezone import localdate

from yizhan.contracts.models import Agreement
from yizhan.contracts.queries.indicators import board
from yizhan.contracts.queries.projects import one_project
from yizhan.contracts.queries.staffing import staffing_of, workers_of_project
from yizhan.kernel.period import Period
from yizhan.services.queries.trajectory import VIEW, project_trajectory
from yizhan.web.contracts.figures import read
from yizhan.web.door import ActorRequest, requires
from yizhan.web.workforce.trajectory import span_asked


@requires("contracts.view")
def staffing_panel(request: ActorRequest, project_id: UUID) -> HttpResponse:
    """Agreed and present, missing since when, evidence that is missing, who is in two places. Empty where not allowed."""
    actor, on = request.actor, localdate()
    project = one_project(actor=actor, project_id=project_id)
    may_see = actor.may("workforce.view")
    facts = {
        "project": project,
        "found": staffing_of(actor=actor, project=project, on=on) if may_see else None,
        "on": on,
        "may_trace": actor.may(VIEW) and may_see,
        "may_plan": actor.may("contracts.plan_recruitment"),
    }
    return render(request, "contracts/_staffing.html", facts)


@requires("contracts.view", VIEW, "workforce.view")
def project_trace(request: ActorRequest, project_id: UUID) -> HttpResponse:
    actor, on = request.actor, localdate()
    project = one_project(actor=actor, project_id=project_id)
    span = span_asked(request, on)
    month = Period.month_of(span.last)
    after = month.last + timedelta(days=1)
    workers = workers_of_project(actor=actor, project=project)
    agreements = (
        Agreement.objects.visible_to(actor, "contracts.view")
        .filter(project=project)
        .exclude(state=Agreement.State.DRAFT)
        .order_by("-first_on", "id")[:4]
    )
    behind = [
        row
        for agreement in agreements
        for row in board(actor=actor, agreement=agreement, on=min(on, span.last), read=read).rows
        if row.judged is not None and row.judged.tone != "good"
    ]
    facts = {
        "project": project,
        "behind": behind,
        "found": project_trajectory(actor=actor, workers=workers, span=span, on=on),
        "span": span,
        "before": month.previous_month().first,
        "after": after if after <= on else None,
        "at": timezone.localtime(),
        "on": on,
    }
    return render(request, "contracts/trajectory.html", facts)
