"""人员招聘方案: written by the agency, agreed and filed by the county, announced, its result recorded."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.contracts.actions import (
    agree_recruitment,
    announce_recruitment,
    plan_recruitment,
    record_recruitment,
    return_recruitment,
    send_recruitment,
)
from yizhan.contracts.models import Project, Recruitment
from yizhan.contracts.queries.filings import filing_of
from yizhan.contracts.queries.projects import one_project
from yizhan.contracts.rules.recruitments import (
    PLAN_RULE,
    RECRUITMENT,
    Opening,
    openings_of,
    rule_or_none,
    unfair,
)
from yizhan.kernel.actor import Actor
from yizhan.kernel.ids import uuid7
from yizhan.web.door import ActorRequest, requires
from yizhan.web.nav import url_or_none
from yizhan.web.plain import PlainForm
from yizhan.web.stations.forms import attempt, day
from yizhan.workforce.models import Worker

VIEW = "contracts.view"
AREA = forms.Textarea(attrs={"rows": 4})


class PlanForm(PlainForm):
    title = forms.CharField(
        label=gettext_lazy("方案名称"),
        max_length=80,
        help_text=gettext_lazy("例如“2026年驻站社工招聘方案”。"),
    )
    conditions = forms.CharField(label=gettext_lazy("招聘条件"), max_length=2000, widget=AREA)
    procedure = forms.CharField(
        label=gettext_lazy("招聘程序"),
        max_length=2000,
        widget=AREA,
        help_text=gettext_lazy("例如“报名、笔试、面试、体检、公示”，写明怎样评分、谁来评。"),
    )
    publicity = forms.CharField(
        label=gettext_lazy("在哪里公开"), max_length=200, help_text=gettext_lazy("发布和公示的网站、公告栏。")
    )


class OpeningForm(PlainForm):
    post = forms.CharField(label=gettext_lazy("岗位"), max_length=40, required=False)
    count = forms.IntegerField(label=gettext_lazy("人数"), min_value=1, max_value=500, required=False)
    place = forms.CharField(label=gettext_lazy("派到哪个站"), max_length=60, required=False)


Openings = forms.formset_factory(OpeningForm, extra=2, max_num=40)


class AnswerForm(PlainForm):
    answer = forms.CharField(label=gettext_lazy("指导意见"), max_length=300, required=False)


class AnnounceForm(PlainForm):
    announced_on = day(gettext_lazy("发布日期"))
    open_until_on = day(gettext_lazy("报名截止"))


class ResultForm(PlainForm):
    applicants = forms.IntegerField(label=gettext_lazy("报名人数"), min_value=0, max_value=100_000)
    publicised_from_on = day(gettext_lazy("公示开始"))
    publicised_to_on = day(gettext_lazy("公示结束"))
    worker_ids = forms.MultipleChoiceField(
        label=gettext_lazy("录用的人"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, people: list[tuple[str, str]], forbidden: tuple[str, ...], **given: Any
    ) -> None:
        super().__init__(*args, **given)
        fields: Any = self.fields
        fields["worker_ids"].choices = people
        for place, word in enumerate(forbidden):
            self.fields[f"fair-{place}"] = forms.CharField(
                label=_("没有“%(word)s”：怎么核对的") % {"word": word}, max_length=200
            )


@requires("contracts.plan_recruitment", VIEW)
def recruitment_new(request: ActorRequest, project_id: UUID) -> HttpResponse:
    return _write(request, one_project(actor=request.actor, project_id=project_id), None)


@requires("contracts.plan_recruitment", VIEW)
def recruitment_edit(request: ActorRequest, recruitment_id: UUID) -> HttpResponse:
    row = _row(request.actor, recruitment_id)
    return _write(request, row.project, row)


def _write(request: ActorRequest, project: Project, row: Recruitment | None) -> HttpResponse:
    on = localdate()
    initial = (
        {
            "title": row.title,
            "conditions": row.conditions,
            "procedure": row.procedure,
            "publicity": row.publicity,
        }
        if row is not None
        else {}
    )
    form = PlanForm(request.POST or None, initial=initial)
    lines = Openings(
        request.POST or None,
        prefix="o",
        initial=row.openings if row is not None else [{"post": _("驻站社工")}],
    )
    if request.method == "POST" and form.is_valid() and lines.is_valid():
        openings = [
            Opening(each["post"], each["count"] or 0, each.get("place") or "")
            for each in (line.cleaned_data for line in lines)
            if each.get("post") and (each.get("count") or each.get("place"))
        ]
        done = attempt(
            form,
            lambda: plan_recruitment(
                actor=request.actor,
                project_id=project.pk,
                recruitment_id=row.pk if row is not None else uuid7(),
                openings=openings,
                on=on,
                **form.cleaned_data,
            ),
        )
        if done is not None:
            messages.success(request, _("方案存好了，核对后报县民政局。"))
            return redirect("recruitment", done.pk)
    facts = {
        "project": project,
        "row": row,
        "form": form,
        "lines": lines,
        "rule": rule_or_none(PLAN_RULE, region_code=project.region_code, on=on),
        "fair": unfair(region_code=project.region_code, on=on)[1],
    }
    wrong = form.is_bound and (form.errors or any(lines.errors))
    return render(request, "contracts/recruitment_plan.html", facts, status=422 if wrong else 200)


def _row(actor: Actor, recruitment_id: UUID) -> Recruitment:
    return (
        Recruitment.objects.visible_to(actor, VIEW)
        .select_related("project", "provider", "agreement")
        .get(pk=recruitment_id)
    )


@requires(VIEW)
def recruitment_page(request: ActorRequest, recruitment_id: UUID) -> HttpResponse:
    """The plan with its way; below it the step that comes next for this reader."""
    actor, on = request.actor, localdate()
    row = _row(actor, recruitment_id)
    may = {verb.removeprefix("contracts.") for verb in RECRUITMENT.verbs_from(row.state) if actor.may(verb)}
    forbidden, fair = unfair(region_code=row.region_code, on=row.announced_on or on)
    step = request.POST.get("step", "")
    answer = AnswerForm(request.POST if step in ("agree", "return") else None)
    announce = AnnounceForm(request.POST if step == "announce" else None, initial={"announced_on": on})
    result = ResultForm(
        request.POST if step == "result" else None,
        people=_hireable(actor, row),
        forbidden=forbidden,
    )
    if request.method == "POST" and _step(request, row, step, answer, announce, result, forbidden):
        messages.success(request, _("登记好了。"))
        return redirect("recruitment", row.pk)
    filing = filing_of(actor=actor, subject_id=row.pk)
    facts = {
        "row": row,
        "project": row.project,
        "openings": openings_of(row.openings),
        "hires": list(row.hires.select_related("worker", "worker__station")),
        "may": may,
        "answer": answer,
        "announce": announce,
        "result": result,
        "filing": filing,
        "filing_url": url_or_none("contract-filing", filing.pk) if filing is not None else None,
        "rule": rule_or_none(PLAN_RULE, region_code=row.region_code, on=on),
        "fair": fair,
        "on": on,
    }
    wrong = any(form.is_bound and form.errors for form in (answer, announce, result))
    return render(request, "contracts/recruitment.html", facts, status=422 if wrong else 200)


def _step(
    request: ActorRequest,
    row: Recruitment,
    step: str,
    answer: AnswerForm,
    announce: AnnounceForm,
    result: ResultForm,
    forbidden: tuple[str, ...],
) -> bool:
    actor, on = request.actor, localdate()
    if step == "send":
        send_recruitment(actor=actor, recruitment_id=row.pk, on=on)
        return True
    if step == "return" and answer.is_valid():
        text = answer.cleaned_data["answer"]
        return (
            attempt(
                answer, lambda: return_recruitment(actor=actor, recruitment_id=row.pk, answer=text, on=on)
            )
            is not None
        )
    if step == "agree" and answer.is_valid():
        text = answer.cleaned_data["answer"]
        return (
            attempt(
                answer,
                lambda: agree_recruitment(actor=actor, recruitment_id=row.pk, answer=text, on=on, at=now()),
            )
            is not None
        )
    if step == "announce" and announce.is_valid():
        return (
            attempt(
                announce,
                lambda: announce_recruitment(
                    actor=actor, recruitment_id=row.pk, on=on, **announce.cleaned_data
                ),
            )
            is not None
        )
    if step == "result" and result.is_valid():
        given: dict[str, Any] = result.cleaned_data
        told = {word: given[f"fair-{place}"] for place, word in enumerate(forbidden)}
        return (
            attempt(
                result,
                lambda: record_recruitment(
                    actor=actor,
                    recruitment_id=row.pk,
                    applicants=given["applicants"],
                    publicised_from_on=given["publicised_from_on"],
                    publicised_to_on=given["publicised_to_on"],
                    ruled_out=told,
                    worker_ids=[UUID(each) for each in given["worker_ids"]],
                    on=on,
                ),
            )
            is not None
        )
    return False


def _hireable(actor: Actor, row: Recruitment) -> list[tuple[str, str]]:
    """Workers of the agency who came since the announcement."""
    if row.announced_on is None or not actor.may("workforce.view"):
        return []
    found = (
        Worker.objects.visible_to(actor, "workforce.view")
        .filter(
            organisation_id=row.provider_id,
            region_code__startswith=row.region_code,
            started_on__gte=row.announced_on,
        )
        .select_related("station")
        .order_by("started_on", "id")
    )
    return [
        (str(each.pk), f"{each.name}（{each.station.short_name}，{each.started_on} 到岗）")
        for each in found[:100]
    ]
