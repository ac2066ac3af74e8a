"""One agreement: written down, signed, changed, ended; its copy sent upwards; what was handed over with it."""

from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.contracts.actions import (
    change_draft,
    complete_handover,
    draft_agreement,
    end_agreement,
    file_upward,
    sign_agreement,
    terminate_agreement,
    vary_agreement,
)
from yizhan.contracts.models import Agreement, AgreementVersion, Project
from yizhan.contracts.queries.agreements import (
    agencies_to_choose,
    indicators_of,
    lines_of,
    one_agreement,
    payments_planned,
    seen,
    stations_to_choose,
    stations_without_agreement,
)
from yizhan.contracts.queries.projects import one_project, papers_of
from yizhan.contracts.rules.agreements import CLAUSES, CYCLE, clause_names, ruled
from yizhan.contracts.rules.filings import clock
from yizhan.kernel.money import yuan
from yizhan.papers.rules import docx
from yizhan.policy.book import NoRule, catalogue_for, rule_for
from yizhan.policy.schema.measures import AtLeast, AtMost
from yizhan.policy.schema.money import Price
from yizhan.policy.schema.times import add_months
from yizhan.policy.schema.words import plain_number
from yizhan.web.contracts.agreement_forms import AgreementForm, EndForm, SignForm, yuan_text
from yizhan.web.contracts.vary_form import VaryForm, targets_now
from yizhan.web.door import ActorRequest, requires
from yizhan.web.files import DOCX, file_answer
from yizhan.web.stations.forms import attempt
from yizhan.web.templatetags.days import cn_date

VIEW = "contracts.view"
PAPER = Path(__file__).parent.parent.parent / "contracts" / "templates_docx" / "agreement.docx"
USUAL_CLAUSES = (
    "服务内容",
    "目标任务",
    "服务要求",
    "各方权利义务",
    "绩效评估",
    "违约责任",
    "不可抗力变更或解除",
)
"""What an agreement is usually divided into, where no paper of the region names its clauses."""
UNTIL_CLOSED = (
    "change_draft", "sign_agreement", "vary_agreement", "terminate_agreement", "end_agreement", "set_indicators",
    "plan_instalments",
)  # fmt: skip
"""Verbs that are refused once the accounts of the project are closed."""


@requires(VIEW)
def agreement_page(request: ActorRequest, agreement_id: UUID) -> HttpResponse:
    on, actor = localdate(), request.actor
    agreement = one_agreement(actor=actor, agreement_id=agreement_id)
    told = seen(actor=actor, agreement=agreement, on=on)
    due = clock("AGREEMENT", region_code=agreement.region_code, event_on=agreement.signed_on or on)
    facts = {
        "one": agreement,
        "told": told,
        "indicators": indicators_of(actor=actor, agreement=agreement),
        "papers": papers_of(actor=actor, project=agreement.project, subject_id=agreement.pk),
        "filing_clock": due,
        "sign": SignForm(initial={"number": agreement.number, "signed_on": on}),
        "end": EndForm(initial={"ended_on": on}),
        "over": on >= agreement.last_on,
        "today": on,
        "may": {verb: actor.may(f"contracts.{verb}") for verb in (
            "complete_handover", "file_upward", "decide_renewal", "view_money",
        )}
        | {verb: actor.may(f"contracts.{verb}") and agreement.project.closed_on is None for verb in UNTIL_CLOSED},
    }  # fmt: skip
    return render(request, "contracts/agreement.html", facts)


@requires(VIEW, "contracts.draft_agreement")
def agreement_new(request: ActorRequest, project_id: UUID) -> HttpResponse:
    project = one_project(actor=request.actor, project_id=project_id)
    form = _form(request, project, initial=_usual(project))
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form, lambda: draft_agreement(actor=request.actor, project_id=project.pk, **form.told())
        )
        if done is not None:
            messages.success(request, _("协议草稿存好了。接着定指标和付款计划，再登记签订。"))
            return redirect("agreement", done.pk)
    return _drawn(request, form, project, None)


@requires(VIEW, "contracts.change_draft")
def agreement_edit(request: ActorRequest, agreement_id: UUID) -> HttpResponse:
    agreement = one_agreement(actor=request.actor, agreement_id=agreement_id)
    form = _form(request, agreement.project, initial=_present(agreement), agreement=agreement)
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form, lambda: change_draft(actor=request.actor, agreement_id=agreement.pk, **form.told())
        )
        if done is not None:
            messages.success(request, _("协议草稿改好了。"))
            return redirect("agreement", done.pk)
    return _drawn(request, form, agreement.project, agreement)


def _form(
    request: ActorRequest, project: Project, *, initial: dict[str, Any], agreement: Agreement | None = None
) -> AgreementForm:
    clauses = _clause_names(project, agreement)
    if agreement is not None:
        for place, name in enumerate(clauses):
            initial[f"clause_{place}"] = agreement.clauses.get(name, "")
    return AgreementForm(
        request.POST or None,
        initial=initial,
        agencies=[(str(one.pk), one.name) for one in agencies_to_choose(region_code=project.region_code)],
        stations=stations_to_choose(region_code=project.region_code),
        clauses=clauses,
        services=_services(project),
    )


def _drawn(
    request: ActorRequest, form: AgreementForm, project: Project, agreement: Agreement | None
) -> HttpResponse:
    rule = ruled(CLAUSES, region_code=project.region_code, on=project.first_on)
    facts = {
        "form": form,
        "project": project,
        "one": agreement,
        "rule": rule,
        "cycle": ruled(CYCLE, region_code=project.region_code, on=project.first_on),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "contracts/agreement_form.html", facts, status=status)


def _clause_names(project: Project, agreement: Agreement | None) -> list[str]:
    """What the region's paper asks for, then what stands in the agreement already."""
    asked = clause_names(ruled(CLAUSES, region_code=project.region_code, on=project.first_on))
    own = list(agreement.clauses) if agreement else []
    return list(dict.fromkeys([*(asked or USUAL_CLAUSES), *own]))


def _services(project: Project) -> list[tuple[str, str]]:
    try:
        catalogue = catalogue_for(region_code=project.region_code, on=project.first_on)
    except NoRule:
        return []
    return [(one.code, f"{one.domain_name}：{one.name}") for one in catalogue.services]


def _usual(project: Project) -> dict[str, Any]:
    """What the region's paper says of a station's money and people, as a first draft."""
    found: dict[str, Any] = {
        "first_on": project.first_on,
        "last_on": project.last_on,
        "cycle_first_on": project.first_on,
    }
    years = ruled(CYCLE, region_code=project.region_code, on=project.first_on)
    count = int(years.value) if isinstance(years, AtMost) and years.value and years.unit == "年" else 1
    last = add_months(project.first_on, 12 * count)
    found["cycle_last_on"] = last.fromordinal(last.toordinal() - 1)
    price = _rule(project, "funding.station-year")
    heads = _rule(project, "staffing.resident-workers")
    stations = stations_to_choose(region_code=project.region_code)
    if isinstance(price, Price) and price.total:
        for one in stations:
            found[f"money_{one.pk.hex}"] = yuan_text(price.total)
        found["amount"] = yuan_text(price.total * len(stations))
    if isinstance(heads, AtLeast) and heads.value:
        for one in stations:
            found[f"heads_{one.pk.hex}"] = int(heads.value)
    return found  # fmt: skip


def _rule(project: Project, rule_id: str) -> object:
    try:
        return rule_for(rule_id, region_code=project.region_code, on=project.first_on)
    except NoRule:
        return None


def _present(agreement: Agreement) -> dict[str, Any]:
    found: dict[str, Any] = {
        "provider_id": str(agreement.provider_id),
        "number": agreement.number,
        "amount": yuan_text(agreement.amount_fen),
        "first_on": agreement.first_on,
        "last_on": agreement.last_on,
        "cycle_first_on": agreement.cycle_first_on,
        "cycle_last_on": agreement.cycle_last_on,
        "services": list(agreement.services),
    }
    for line in lines_of(agreement):
        found[f"heads_{line.station_id.hex}"] = line.headcount
        found[f"money_{line.station_id.hex}"] = yuan_text(line.amount_fen)
    return found


# --- what is done with one ----------------------------------------------------------------------------------------------


@requires("contracts.sign_agreement")
@require_POST
def agreement_sign(request: ActorRequest, agreement_id: UUID) -> HttpResponse:
    form = SignForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请填写协议编号和签订日期。"))
        return redirect("agreement", agreement_id)
    sign_agreement(actor=request.actor, agreement_id=agreement_id, on=localdate(), **form.cleaned_data)
    messages.success(request, _("已登记签订。请按期把副本报上级备案。"))
    return redirect("agreement", agreement_id)


@requires("contracts.file_upward")
@require_POST
def agreement_file(request: ActorRequest, agreement_id: UUID) -> HttpResponse:
    """Send the copy to the office above, with its clock."""
    agreement = one_agreement(actor=request.actor, agreement_id=agreement_id)
    if agreement.signed_on is None:
        messages.error(request, _("签订以后才能报备案。"))
        return redirect("agreement", agreement_id)
    file_upward(
        actor=request.actor,
        project_id=agreement.project_id,
        subject_kind="AGREEMENT",
        subject_id=agreement.pk,
        title=_("服务协议 %(number)s") % {"number": agreement.number},
        event_on=agreement.signed_on,
        on=localdate(),
        at=timezone.now(),
    )
    messages.success(request, _("协议副本已报上级，等对方备案。"))
    return redirect("agreement", agreement_id)


@requires(VIEW, "contracts.vary_agreement")
def agreement_vary(request: ActorRequest, agreement_id: UUID) -> HttpResponse:
    agreement = one_agreement(actor=request.actor, agreement_id=agreement_id)
    lines = lines_of(agreement)
    payments = payments_planned(agreement)
    clauses = _clause_names(agreement.project, agreement)
    initial = _present(agreement) | {"from_on": localdate()}
    initial |= {f"pay_{one.pk.hex}": yuan_text(one.amount_fen) for one in payments}
    initial |= {f"clause_{n}": agreement.clauses.get(name, "") for n, name in enumerate(clauses)}
    indicators = indicators_of(actor=request.actor, agreement=agreement)
    initial |= targets_now(indicators)
    form = VaryForm(
        request.POST or None,
        initial=initial,
        kinds=AgreementVersion.Kind.choices,
        lines=lines,
        free=stations_without_agreement(agreement=agreement),
        indicators=indicators,
        payments=payments,
        clauses=clauses,
    )
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: vary_agreement(
                actor=request.actor, agreement_id=agreement.pk, on=localdate(), **form.told()
            ),
        )
        if done is not None:
            messages.success(request, _("变更登记好了，原来的内容保留在协议页。"))
            return redirect("agreement", agreement.pk)
    facts = {"form": form, "one": agreement}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "contracts/agreement_vary.html", facts, status=status)


@requires("contracts.terminate_agreement")
@require_POST
def agreement_terminate(request: ActorRequest, agreement_id: UUID) -> HttpResponse:
    form = EndForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请填写终止日期和理由。"))
        return redirect("agreement", agreement_id)
    terminate_agreement(actor=request.actor, agreement_id=agreement_id, on=localdate(), **form.cleaned_data)
    messages.success(request, _("协议已终止。"))
    return redirect("agreement", agreement_id)


@requires("contracts.end_agreement")
@require_POST
def agreement_end(request: ActorRequest, agreement_id: UUID) -> HttpResponse:
    end_agreement(actor=request.actor, agreement_id=agreement_id, on=localdate())
    messages.success(request, _("协议已办期满。"))
    return redirect("agreement", agreement_id)


@requires("contracts.complete_handover")
@require_POST
def handover_complete(request: ActorRequest, handover_id: UUID) -> HttpResponse:
    done = complete_handover(
        actor=request.actor,
        handover_id=handover_id,
        completed_on=localdate(),
        on=localdate(),
        note=request.POST.get("note", ""),
    )
    messages.success(request, _("已登记交接完毕。"))
    return redirect("agreement", done.agreement_id)


@requires(VIEW)
def agreement_docx(request: ActorRequest, agreement_id: UUID) -> HttpResponse:
    """The agreement as a Word paper, to be signed by both sides."""
    on, actor = localdate(), request.actor
    one = one_agreement(actor=actor, agreement_id=agreement_id)
    told = seen(actor=actor, agreement=one, on=on)
    none = "　"
    facts = {
        "项目": one.project.name,
        "编号": one.number or none,
        "购买方": one.project.buyer.name,
        "服务方": one.provider.name,
        "信用代码": one.provider.credit_code or none,
        "起": cn_date(one.first_on),
        "止": cn_date(one.last_on),
        "周期": f"{cn_date(one.cycle_first_on)}至{cn_date(one.cycle_last_on)}",
        "金额": yuan(one.amount_fen),
        "人数": str(told.headcount),
        "站点": [
            {"名称": line.station.name, "人数": str(line.headcount), "金额": yuan(line.amount_fen)}
            for line in told.stations
        ],
        "条款": [
            {"号": str(number), "名称": name, "内容": text or none}
            for number, (name, text, _asked) in enumerate(told.clauses, start=1)
        ],
        "服务": list(one.services.values()),
        "指标": [
            {
                "名称": each.name,
                "类别": str(each.get_kind_display()),
                "数": plain_number(Decimal(sum(share.target for share in each.shares.all()))) if each.unit != "%" else "各站均须达到",
                "单位": each.unit,
            }
            for each in indicators_of(actor=actor, agreement=one)
        ],
        "付款": [
            {"名称": each.name, "金额": yuan(each.amount_fen), "条件": "、".join(c.name for c in each.conditions.all())}
            for each in payments_planned(one)
        ],
        "变更": [
            {"号": str(each.number), "日期": cn_date(each.from_on), "事由": each.because} for each in told.versions
        ],
        "签订日期": cn_date(one.signed_on) if one.signed_on else none,
    }  # fmt: skip
    return file_answer(docx(PAPER, facts), f"{one.project.name}服务协议.docx", DOCX)
