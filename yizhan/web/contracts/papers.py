"""Papers of a project: put on file, read, withdrawn."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.contracts.actions import attach_paper, withdraw_paper
from yizhan.contracts.models import AnnualPlan, Procurement, Project
from yizhan.contracts.queries.projects import one_project, read_paper
from yizhan.stations.rules import FILE_LIMIT_BYTES
from yizhan.web.contracts.forms import NewPaper
from yizhan.web.door import ActorRequest, requires
from yizhan.web.files import filed_answer
from yizhan.web.stations.forms import attempt

ATTACH = "contracts.attach_paper"


@requires("contracts.view", ATTACH)
def paper_new(request: ActorRequest, project_id: UUID) -> HttpResponse:
    project = one_project(actor=request.actor, project_id=project_id)
    on = localdate()
    subject_kind, subject_id, back = _subject(request, project)
    initial = {"dated_on": on, "kind": request.GET.get("kind", "")[:40]}
    form = NewPaper(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = dict(form.cleaned_data)
        upload = given.pop("file")
        done = attempt(
            form,
            lambda: attach_paper(
                actor=request.actor,
                project_id=project.pk,
                on=on,
                file_name=upload.name,
                content=upload.read(FILE_LIMIT_BYTES + 1),
                subject_kind=subject_kind,
                subject_id=subject_id,
                **given,
            ),
        )
        if done is not None:
            messages.success(request, _("“%(title)s”存好了。") % {"title": done.title})
            return redirect(back)
    facts = {"project": project, "form": form, "back": back}
    return render(
        request, "contracts/paper_new.html", facts, status=422 if form.is_bound and form.errors else 200
    )


def _subject(request: ActorRequest, project: Project) -> tuple[str, UUID | None, str]:
    """The row of the project the paper belongs to, by ?for= and ?row=, and the page to go back to."""
    kind, word = request.GET.get("for", ""), request.GET.get("row", "")
    try:
        row = UUID(word)
    except ValueError:
        return "", None, reverse("contract", args=[project.pk])
    if (
        kind == "PLAN"
        and AnnualPlan.objects.visible_to(request.actor, ATTACH).filter(pk=row, project=project).exists()
    ):
        return kind, row, reverse("plan", args=[project.pk])
    if (
        kind == "PROCUREMENT"
        and Procurement.objects.visible_to(request.actor, ATTACH).filter(pk=row, project=project).exists()
    ):
        return kind, row, reverse("procurement", args=[row])
    return "", None, reverse("contract", args=[project.pk])


@requires("contracts.view")
def paper_file(request: ActorRequest, paper_id: UUID) -> HttpResponse:
    paper, content = read_paper(actor=request.actor, paper_id=paper_id)
    return filed_answer(content, paper.file_name)


@requires("contracts.withdraw_paper")
@require_POST
def paper_withdraw(request: ActorRequest, paper_id: UUID) -> HttpResponse:
    paper = withdraw_paper(
        actor=request.actor, paper_id=paper_id, because=request.POST.get("because", ""), on=localdate()
    )
    messages.success(request, _("“%(title)s”已撤下，仍留底。") % {"title": paper.title})
    return redirect("contract", paper.project_id)
