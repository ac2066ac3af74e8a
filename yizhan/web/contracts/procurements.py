"""采购: one purchase on one page, each step a small form beside what was done before it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from yizhan.contracts.actions import (
    answer_objection,
    approve_procurement,
    award,
    end_procurement,
    evaluate_bids,
    plan_procurement,
    publicise_result,
    publish_notice,
    record_bid,
    record_objection,
    seat_panel,
)
from yizhan.contracts.models import Bid, JudgeSheet, Procurement
from yizhan.contracts.queries.agencies import agencies_of
from yizhan.contracts.queries.procurements import bids_of, objections_of, one_procurement, sheets_of
from yizhan.contracts.queries.projects import one_project, papers_of
from yizhan.contracts.rules.procurements import (
    ANSWER,
    APPROVE,
    AWARD,
    BID,
    END,
    EVALUATE,
    NOTICE,
    OBJECT,
    PLAN,
    PUBLICISE,
    SEAT,
    SHEET,
    average_rule,
    panel_parts,
    panel_rule,
    proof_lacking,
    proof_rules,
    publicity_rule,
    scoring_rule,
)
from yizhan.kernel.errors import Refused
from yizhan.policy.book import NoRule, catalogue_for
from yizhan.web.contracts.plans import yuan_text
from yizhan.web.contracts.purchase_forms import (
    ApproveForm,
    BidForm,
    DayForm,
    NoticeForm,
    ObjectionForm,
    PanelForm,
    PublicityForm,
    PurchaseForm,
)
from yizhan.web.door import ActorRequest, requires
from yizhan.web.errors import cited
from yizhan.web.plain import PlainForm
from yizhan.web.stations.forms import attempt
from yizhan.web.templatetags.yizhan import Step

VIEW = "contracts.view_procurements"
ORDER = ("PLANNED", "APPROVED", "NOTICED", "EVALUATED", "PUBLICISED", "AWARDED")
WORDS = {
    "PLANNED": gettext_lazy("拟订"), "APPROVED": gettext_lazy("方式获批"), "NOTICED": gettext_lazy("公告、投标"),
    "EVALUATED": gettext_lazy("评审"), "PUBLICISED": gettext_lazy("公示"), "AWARDED": gettext_lazy("确定机构"),
}  # fmt: skip


@requires(VIEW, PLAN)
def procurement_new(request: ActorRequest, project_id: UUID) -> HttpResponse:
    project = one_project(actor=request.actor, project_id=project_id)
    form = PurchaseForm(request.POST or None, initial={"title": f"{project.name}采购", "method": "OPEN"})
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form, lambda: plan_procurement(actor=request.actor, project_id=project.pk, **form.cleaned_data)
        )
        if done is not None:
            messages.success(request, _("采购拟好了。把财政批复、专家评审的材料传上来，再登记获批。"))
            return redirect("procurement", done.pk)
    facts = {"project": project, "form": form, "one": None}
    return render(request, "contracts/procurement_form.html", facts, status=422 if form.errors else 200)


@requires(VIEW, PLAN)
def procurement_edit(request: ActorRequest, procurement_id: UUID) -> HttpResponse:
    one = one_procurement(actor=request.actor, procurement_id=procurement_id)
    initial = {
        "title": one.title,
        "method": one.method,
        "basis": one.basis,
        "amount_fen": yuan_text(one.amount_fen),
    }
    form = PurchaseForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: plan_procurement(
                actor=request.actor, project_id=one.project_id, procurement_id=one.pk, **form.cleaned_data
            ),
        )
        if done is not None:
            return redirect("procurement", one.pk)
    facts = {"project": one.project, "form": form, "one": one}
    return render(request, "contracts/procurement_form.html", facts, status=422 if form.errors else 200)


@requires(VIEW)
def procurement_page(request: ActorRequest, procurement_id: UUID) -> HttpResponse:
    one = one_procurement(actor=request.actor, procurement_id=procurement_id)
    return render(request, "contracts/procurement.html", _facts(request, one))


def _facts(request: ActorRequest, one: Procurement, **more: Any) -> dict[str, Any]:
    actor, on = request.actor, localdate()
    bids = list(bids_of(actor=actor, procurement=one))
    objections = objections_of(actor=actor, procurement=one)
    scoring = scoring_rule(region_code=one.region_code, on=on)
    rules = proof_rules(region_code=one.region_code, on=on)
    papers = list(papers_of(actor=actor, project=one.project, subject_id=one.pk))
    kinds = {paper.kind for paper in papers}
    lacking = proof_lacking(kinds, rules)
    publicity = publicity_rule(region_code=one.region_code, on=on)
    sheets = sheets_of(actor=actor, procurement=one)
    may = {
        name: actor.may(verb)
        for name, verb in (
            ("plan", PLAN), ("approve", APPROVE), ("notice", NOTICE), ("bid", BID), ("seat", SEAT), ("sheet", SHEET),
            ("evaluate", EVALUATE),
            ("publicise", PUBLICISE), ("object", OBJECT), ("answer", ANSWER), ("award", AWARD), ("end", END),
        )
    }  # fmt: skip
    return {
        "one": one,
        "project": one.project,
        "steps": steps_of(one),
        "bids": [
            (
                bid,
                [(part, bid.marks.get(part, 0) / 100) for part in (scoring.parties or {})]
                if scoring and bid.total is not None
                else [],
                bid.total / 100 if bid.total is not None else None,
            )
            for bid in bids
        ],
        "fit": [bid for bid in bids if not bid.unfit_because],
        "parts": panel_parts(scoring) if scoring else [],
        "sheets": sheets,
        "waiting": sum(sheet.marked_on is None for sheet in sheets),
        "marked": [(sheet, _told(sheet, bids)) for sheet in sheets] if one.evaluated_on else [],
        "panel": panel_rule(region_code=one.region_code, on=on),
        "way": average_rule(region_code=one.region_code, on=on),
        "panel_form": PanelForm(initial={"judges": "\n".join(sheet.judge for sheet in sheets)}),
        "scoring": scoring,
        "by_hours": one.basis == Procurement.Basis.HOURS,
        "objections": objections,
        "papers": papers,
        "proof": [
            (rule, item, any(name in kinds for name in (item.name, *item.also)))
            for rule in rules
            for item in rule.items
        ],
        "approve_refusal": lacking[1] if lacking else "",
        "publicity": publicity,
        "may": may,
        "may_attach": actor.may("contracts.attach_paper"),
        "approve_form": ApproveForm(initial={"finance_on": on}),
        "notice_form": NoticeForm(initial={"notice_on": on, "services": "\n".join(_classes(one))}),
        "bid_form": BidForm(
            agencies=_agencies(request, one, bids),
            by_hours=one.basis == Procurement.Basis.HOURS,
            initial={"received_on": on},
        ),
        "publicity_form": PublicityForm(initial={"first_on": on, "place": one.notice_place}),
        "objection_form": ObjectionForm(initial={"raised_on": on}),
        "today": on,
        "over": one.publicity_last_on is not None and on > one.publicity_last_on,
        **more,
    }


def _told(sheet: JudgeSheet, bids: list[Bid]) -> list[tuple[str, list[tuple[str, float]]]]:
    """An opened sheet: per bidder its marks."""
    return [
        (bid.bidder.name, [(part, mark / 100) for part, mark in sheet.marks[str(bid.pk)].items()])
        for bid in bids
        if str(bid.pk) in sheet.marks
    ]


def _classes(one: Procurement) -> list[str]:
    """Domains of the region's service list, to begin with."""
    try:
        return [domain.name for domain in catalogue_for(region_code=one.region_code, on=localdate()).domains]
    except NoRule:
        return []


def _agencies(request: ActorRequest, one: Procurement, bids: list[Bid]) -> list[tuple[str, str]]:
    if not request.actor.may("contracts.view_agencies"):
        return []
    taken = {bid.bidder_id for bid in bids}
    rows = agencies_of(actor=request.actor).filter(region_code=one.region_code)[:300]
    return [
        (str(row.organisation_id), row.organisation.name) for row in rows if row.organisation_id not in taken
    ]


def steps_of(one: Procurement) -> list[Step]:
    days = {
        "PLANNED": None, "APPROVED": one.finance_on, "NOTICED": one.notice_on, "EVALUATED": one.evaluated_on,
        "PUBLICISED": one.publicity_first_on, "AWARDED": one.awarded_on,
    }  # fmt: skip
    if one.state == Procurement.State.FAILED:
        done = [Step(str(WORDS[key]), "ok", [f"{when:%m-%d}"]) for key, when in days.items() if when]
        return [*done, Step(_("终止"), "bad", [f"{one.failed_on:%m-%d}", one.failed_because[:20]])]
    here = ORDER.index(one.state)
    found = []
    for place, key in enumerate(ORDER):
        when = days[key]
        lines = [f"{when:%m-%d}"] if when else []
        if place < here or key == one.state == "AWARDED":
            found.append(Step(str(WORDS[key]), "ok", lines))
        elif place == here:
            found.append(Step(str(WORDS[key]), "now", lines))
        else:
            found.append(Step(str(WORDS[key]), "later"))
    return found


def _posted(
    request: ActorRequest, procurement_id: UUID, form: PlainForm, name: str, do: Any, said: str
) -> HttpResponse:
    """One step: do it and show the page, or show the page with the sentence at the form."""
    if form.is_valid():
        done = attempt(form, lambda: do(form.cleaned_data))
        if done is not None:
            messages.success(request, said)
            return redirect("procurement", procurement_id)
    one = one_procurement(actor=request.actor, procurement_id=procurement_id)
    return render(request, "contracts/procurement.html", _facts(request, one, **{name: form}), status=422)


@requires(VIEW, APPROVE)
@require_POST
def procurement_approve(request: ActorRequest, procurement_id: UUID) -> HttpResponse:
    return _posted(
        request, procurement_id, ApproveForm(request.POST), "approve_form",
        lambda given: approve_procurement(actor=request.actor, procurement_id=procurement_id, on=localdate(), **given),
        _("已登记获批，可以发布公告。"),
    )  # fmt: skip


@requires(VIEW, NOTICE)
@require_POST
def procurement_notice(request: ActorRequest, procurement_id: UUID) -> HttpResponse:
    return _posted(
        request, procurement_id, NoticeForm(request.POST), "notice_form",
        lambda given: publish_notice(actor=request.actor, procurement_id=procurement_id, on=localdate(), **given),
        _("公告已登记，可以登记投标。"),
    )  # fmt: skip


@requires(VIEW, BID)
@require_POST
def procurement_bid(request: ActorRequest, procurement_id: UUID) -> HttpResponse:
    one = one_procurement(actor=request.actor, procurement_id=procurement_id)
    by_hours = one.basis == Procurement.Basis.HOURS
    form = BidForm(request.POST, agencies=_agencies(request, one, []), by_hours=by_hours)

    def do(given: dict[str, Any]) -> Bid:
        bidder = UUID(given.pop("bidder_id"))
        return record_bid(
            actor=request.actor, procurement_id=procurement_id, bidder_id=bidder, on=localdate(), **given
        )

    return _posted(request, procurement_id, form, "bid_form", do, _("投标已登记。"))


@requires(VIEW, EVALUATE)
@require_POST
def procurement_evaluate(request: ActorRequest, procurement_id: UUID) -> HttpResponse:
    """Open the sheets and reckon the result."""
    return _posted(
        request, procurement_id, DayForm(request.POST), "evaluate_form",
        lambda given: evaluate_bids(
            actor=request.actor, procurement_id=procurement_id, evaluated_on=given["day"], on=localdate()
        ),
        _("评分表已开封，按得分排好了。"),
    )  # fmt: skip


@requires(VIEW, SEAT)
@require_POST
def procurement_panel(request: ActorRequest, procurement_id: UUID) -> HttpResponse:
    return _posted(
        request, procurement_id, PanelForm(request.POST), "panel_form",
        lambda given: seat_panel(
            actor=request.actor, procurement_id=procurement_id, judges=given["judges"].splitlines(), on=localdate()
        ),
        _("评委已登记。评审以后，逐位录入评分表。"),
    )  # fmt: skip


@requires(VIEW, PUBLICISE)
@require_POST
def procurement_publicise(request: ActorRequest, procurement_id: UUID) -> HttpResponse:
    return _posted(
        request, procurement_id, PublicityForm(request.POST), "publicity_form",
        lambda given: publicise_result(actor=request.actor, procurement_id=procurement_id, on=localdate(), **given),
        _("公示已登记。"),
    )  # fmt: skip


@requires(VIEW, OBJECT)
@require_POST
def procurement_object(request: ActorRequest, procurement_id: UUID) -> HttpResponse:
    return _posted(
        request, procurement_id, ObjectionForm(request.POST), "objection_form",
        lambda given: record_objection(actor=request.actor, procurement_id=procurement_id, on=localdate(), **given),
        _("异议已登记，答复以前不能确定机构。"),
    )  # fmt: skip


@requires(VIEW, ANSWER)
@require_POST
def objection_answer(request: ActorRequest, objection_id: UUID) -> HttpResponse:
    upheld = request.POST.get("upheld") == "yes"
    one = answer_objection(
        actor=request.actor,
        objection_id=objection_id,
        answer=request.POST.get("answer", ""),
        upheld=upheld,
        on=localdate(),
    )
    messages.success(request, _("已答复。"))
    return redirect("procurement", one.procurement_id)


@requires(VIEW, AWARD)
@require_POST
def procurement_award(request: ActorRequest, procurement_id: UUID) -> HttpResponse:
    def do(given: dict[str, Any]) -> Procurement:
        try:
            bid = UUID(request.POST.get("bid", ""))
        except ValueError:
            raise Refused(_("请选择确定哪一家。"), code="contracts.award") from None
        return award(
            actor=request.actor,
            procurement_id=procurement_id,
            bid_id=bid,
            awarded_on=given["day"],
            on=localdate(),
        )

    return _posted(
        request,
        procurement_id,
        DayForm(request.POST),
        "award_form",
        do,
        _("承接机构已确定。接着拟订服务协议。"),
    )


@requires(VIEW, END)
@require_POST
def procurement_end(request: ActorRequest, procurement_id: UUID) -> HttpResponse:
    try:
        end_procurement(
            actor=request.actor,
            procurement_id=procurement_id,
            because=request.POST.get("because", ""),
            on=localdate(),
        )
    except Refused as no:
        messages.error(request, cited(no))
    else:
        messages.success(request, _("已终止，仍留底。"))
    return redirect("procurement", procurement_id)
