"""年度计划: chapter by chapter, its minutes, passed, filed upwards; the Word paper; the panel of the project page."""

from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from yizhan.contracts.actions import file_upward, pass_plan, reopen_plan, write_plan
from yizhan.contracts.models import Project
from yizhan.contracts.queries.agencies import agencies_of
from yizhan.contracts.queries.applications import applications_of
from yizhan.contracts.queries.plans import PlanSheet, plan_sheet
from yizhan.contracts.queries.procurements import procurements_of
from yizhan.contracts.queries.projects import one_project
from yizhan.contracts.rules.filings import FILE, clock
from yizhan.contracts.rules.plans import PASS, REOPEN, WRITE, Chapter
from yizhan.kernel.money import fen, yuan
from yizhan.papers.rules import docx
from yizhan.web.door import ActorRequest, requires
from yizhan.web.files import DOCX, file_answer
from yizhan.web.plain import PlainForm
from yizhan.web.stations.forms import attempt, day

VIEW = "contracts.view"
TEMPLATE = Path(__file__).parent.parent.parent / "contracts" / "templates_docx" / "plan.docx"


class MoneyField(forms.CharField):
    """An amount as people write it (242万元, 12,300.50); whole fen. hidden zeros are not asked for."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return fen(text)
        except ValueError as problem:
            raise forms.ValidationError(_("%(why)s，请写成 120000 或 12万元。") % {"why": problem}) from None


def yuan_text(amount: int | None) -> str:
    return "" if amount is None else yuan(amount).replace(",", "").removesuffix(".00")


class PlanForm(PlainForm):
    """The chapters of the region's paper, budget and method."""

    budget_fen = MoneyField(
        label=gettext_lazy("项目预算总额（元）"),
        required=False,
        max_length=24,
        help_text=gettext_lazy("可以写 2420000，也可以写 242万元。"),
    )
    purchase_method = forms.CharField(
        label=gettext_lazy("购买方式"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("例如公开招标。"),
    )

    def __init__(self, *args: Any, chapters: list[Chapter], **given: Any):
        super().__init__(*args, **given)
        self.names = {f"chapter_{place}": chapter.name for place, chapter in enumerate(chapters)}
        fields: Any = self.fields
        for place, chapter in enumerate(chapters):
            fields[f"chapter_{place}"] = forms.CharField(
                label=chapter.name,
                required=False,
                max_length=20_000,
                help_text=chapter.hint,
                widget=forms.Textarea(attrs={"rows": 6}),
            )

    def chapters(self) -> list[Any]:
        return [self[name] for name in self.names]

    def told(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "chapters": {chapter: given[name] for name, chapter in self.names.items()},
            "budget_fen": given["budget_fen"],
            "purchase_method": given["purchase_method"],
        }


class PassForm(PlainForm):
    body = forms.CharField(
        label=gettext_lazy("由谁审议通过"),
        max_length=60,
        help_text=gettext_lazy("例如县委常委会、县长办公会。"),
    )
    passed_on = day(gettext_lazy("通过的日期"))


@requires(VIEW)
def plan_page(request: ActorRequest, project_id: UUID) -> HttpResponse:
    actor, on = request.actor, localdate()
    project = one_project(actor=actor, project_id=project_id)
    return render(request, "contracts/plan.html", _facts(request, project, on))


def _facts(request: ActorRequest, project: Project, on: date, **more: Any) -> dict[str, Any]:
    actor = request.actor
    sheet = plan_sheet(actor=actor, project=project, on=on)
    proof = sheet.proof.items if sheet.proof else ()
    return {
        "project": project,
        "sheet": sheet,
        "plan": sheet.plan,
        "clock": clock("PLAN", region_code=project.region_code, event_on=project.first_on),
        "proof": [
            (item, any(paper.kind in (item.name, *item.also) for paper in sheet.papers)) for item in proof
        ],
        "pass_form": PassForm(initial={"passed_on": on}),
        "refusal": _passing_refusal(sheet),
        "may": {verb: actor.may(verb) for verb in (WRITE, PASS, REOPEN, FILE)},
        "may_write": actor.may(WRITE) and project.closed_on is None,
        "may_pass": actor.may(PASS),
        "may_file": actor.may(FILE),
        "may_reopen": actor.may(REOPEN),
        "may_attach": actor.may("contracts.attach_paper"),
        "today": on,
        **more,
    }


def _passing_refusal(sheet: PlanSheet) -> str:
    """Why the button is grey."""
    return sheet.lacks or sheet.proof_lacks or ""


@requires(VIEW, WRITE)
def plan_write(request: ActorRequest, project_id: UUID) -> HttpResponse:
    actor, on = request.actor, localdate()
    project = one_project(actor=actor, project_id=project_id)
    sheet = plan_sheet(actor=actor, project=project, on=on)
    if sheet.plan is not None and sheet.plan.state != "DRAFT":
        messages.error(request, _("计划已经审议通过；要改的，先在计划页“重新打开”。"))
        return redirect("plan", project.pk)
    initial: dict[str, Any] = {
        f"chapter_{place}": text for place, (_chapter, text) in enumerate(sheet.chapters)
    }
    if sheet.plan is not None:
        initial |= {
            "budget_fen": yuan_text(sheet.plan.budget_fen),
            "purchase_method": sheet.plan.purchase_method,
        }
    form = PlanForm(
        request.POST or None, chapters=[chapter for chapter, _text in sheet.chapters], initial=initial
    )
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: write_plan(actor=actor, project_id=project.pk, on=on, **form.told()))
        if done is not None:
            messages.success(request, _("计划存好了，没写完可以接着写。"))
            return redirect("plan", project.pk)
    facts = {"project": project, "form": form, "sheet": sheet}
    return render(
        request, "contracts/plan_write.html", facts, status=422 if form.is_bound and form.errors else 200
    )


@requires(VIEW, PASS)
@require_POST
def plan_pass(request: ActorRequest, project_id: UUID) -> HttpResponse:
    form = PassForm(request.POST)
    if form.is_valid():
        done = attempt(
            form,
            lambda: pass_plan(
                actor=request.actor, project_id=project_id, on=localdate(), **form.cleaned_data
            ),
        )
        if done is not None:
            messages.success(request, _("已登记审议通过。接着报上级备案。"))
            return redirect("plan", project_id)
    project = one_project(actor=request.actor, project_id=project_id)
    return render(
        request,
        "contracts/plan.html",
        _facts(request, project, localdate(), pass_form=form, form=form),
        status=422,
    )


@requires(VIEW, REOPEN)
@require_POST
def plan_reopen(request: ActorRequest, project_id: UUID) -> HttpResponse:
    reopen_plan(
        actor=request.actor, project_id=project_id, because=request.POST.get("because", ""), on=localdate()
    )
    messages.success(request, _("计划已重新打开，改好以后要重新登记审议通过。"))
    return redirect("plan", project_id)


@requires(VIEW, FILE)
@require_POST
def plan_file(request: ActorRequest, project_id: UUID) -> HttpResponse:
    project = one_project(actor=request.actor, project_id=project_id)
    on = localdate()
    plan = plan_sheet(actor=request.actor, project=project, on=on).plan
    if plan is None:
        messages.error(request, _("先写好年度计划，再报备案。"))
        return redirect("plan", project.pk)
    filing = file_upward(
        actor=request.actor,
        project_id=project.pk,
        subject_kind="PLAN",
        subject_id=plan.pk,
        title=_("%(name)s实施计划") % {"name": project.name},
        event_on=project.first_on,
        on=on,
        at=timezone.now(),
        note=request.POST.get("note", ""),
    )
    messages.success(request, _("年度计划已报上级，等对方备案。"))
    return redirect("filing", filing.pk)


@requires(VIEW)
def plan_docx(request: ActorRequest, project_id: UUID) -> HttpResponse:
    project = one_project(actor=request.actor, project_id=project_id)
    sheet = plan_sheet(actor=request.actor, project=project, on=localdate())
    plan = sheet.plan
    facts = {
        "项目": project.name,
        "购买方": project.buyer.name,
        "年度": f"{project.first_on:%Y年%m月%d日}至{project.last_on:%Y年%m月%d日}",
        "章节": [
            {"名称": chapter.name, "段落": (text or "（还没有写）").splitlines()}
            for chapter, text in sheet.chapters
        ],
        "预算": yuan(plan.budget_fen) if plan and plan.budget_fen else "—",
        "方式": plan.purchase_method if plan else "",
        "审议": f"{plan.body}，{plan.passed_on:%Y年%m月%d日}" if plan and plan.passed_on else "尚未审议",
        "依据": sheet.rule.source if sheet.rule else "—",
    }
    return file_answer(docx(TEMPLATE, facts), f"{project.name}实施计划.docx", DOCX)


@requires(VIEW)
def plan_panel(request: ActorRequest, project_id: UUID) -> HttpResponse:
    """Plan, application and purchase in one card; empty for whoever may see none of it."""
    actor, on = request.actor, localdate()
    project = one_project(actor=actor, project_id=project_id)
    offices = actor.may("contracts.view_procurements") and any(
        grant.stations is None for grant in actor.grants_for(VIEW)
    )
    facts: dict[str, Any] = {
        "project": project,
        "sheet": plan_sheet(actor=actor, project=project, on=on) if offices else None,
        "purchases": procurements_of(actor=actor, project=project)
        if actor.may("contracts.view_procurements")
        else [],
        "applications": list(applications_of(actor=actor).filter(project=project)[:10])
        if actor.may("contracts.view_applications")
        else [],
        "agencies": agencies_of(actor=actor).count() if actor.may("contracts.view_agencies") else 0,
        "may_buy": actor.may("contracts.plan_procurement") and project.closed_on is None,
        "today": on,
    }
    return render(request, "contracts/_plan_panel.html", facts)
