"""付款: the panel of the project page, the plan, requests and their answers, what is kept back; renewal."""

from collections.abc import Callable
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
    approve_payment,
    collect_recovery,
    decide_renewal,
    deduct,
    meet_condition,
    pay_instalment,
    plan_instalments,
    renew_agreement,
    request_payment,
    return_payment,
    settle_agreement,
    withdraw_deduction,
)
from yizhan.contracts.models import Agreement, Deduction, Instalment, InstalmentCondition
from yizhan.contracts.queries.agreements import agreements_of, deductions_of, one_agreement, seen
from yizhan.contracts.queries.instalments import (
    VIEW_MONEY,
    Payment,
    fetched_back,
    left_to_settle,
    payments_of,
)
from yizhan.contracts.queries.projects import one_project
from yizhan.contracts.rules.agreements import TERMINATED, ruled
from yizhan.contracts.rules.renewals import ground
from yizhan.kernel.money import yuan
from yizhan.oversight.queries.results import YearResult, year_result
from yizhan.stations.rules import FILE_LIMIT_BYTES
from yizhan.web.contracts.agreement_forms import (
    PAYMENTS,
    DecisionForm,
    DeductionForm,
    EvidenceForm,
    PaymentsForm,
    RenewForm,
    SettlementForm,
    yuan_text,
)
from yizhan.web.door import ActorRequest, requires
from yizhan.web.plain import PlainForm
from yizhan.web.stations.forms import attempt, day
from yizhan.workforce.queries.bars import recoveries_against

VIEW = "contracts.view"
VERBS = (
    "plan_instalments", "meet_condition", "request_payment", "return_payment", "approve_payment", "pay_instalment",
    "deduct", "withdraw_deduction", "collect_recovery", "settle_agreement",
)  # fmt: skip


class PayForm(PlainForm):
    paid_on = day(gettext_lazy("付款日期"))


@requires(VIEW)
def payments_panel(request: ActorRequest, project_id: UUID) -> HttpResponse:
    project = one_project(actor=request.actor, project_id=project_id)
    on, actor = localdate(), request.actor
    agreements = list(agreements_of(actor=actor, project=project)) if actor.may(VIEW_MONEY) else []
    plans = [(one, payments_of(actor=actor, agreement=one, on=on)) for one in agreements]
    facts = {
        "project": project,
        "plans": [(one, payments) for one, payments in plans if payments],
        "unplanned": [one for one, payments in plans if not payments],
        "may_see": actor.may(VIEW_MONEY),
        "may": _may(request),
        "today": on,
    }
    return render(request, "contracts/_payments.html", facts)


@requires(VIEW, VIEW_MONEY)
def agreement_payments(request: ActorRequest, agreement_id: UUID) -> HttpResponse:
    """Every instalment with its conditions and what can be done with it; deductions and recoveries."""
    on, actor = localdate(), request.actor
    agreement = one_agreement(actor=actor, agreement_id=agreement_id)
    payments = payments_of(actor=actor, agreement=agreement, on=on)
    facts = {
        "one": agreement,
        "payments": payments,
        "deductions": deductions_of(actor=actor, agreement=agreement),
        "paid_fen": sum(each.row.paid_fen or 0 for each in payments),
        "over_fen": sum(each.row.amount_fen for each in payments if each.over),
        "settled": next((each.row for each in payments if each.row.settles), None),
        "law": ruled(TERMINATED, region_code=agreement.region_code, on=agreement.ended_on or on),
        "may": _may(request),
        "pay": PayForm(initial={"paid_on": on}),
        "today": on,
    }
    return render(request, "contracts/payments.html", facts)


def _may(request: ActorRequest) -> dict[str, bool]:
    return {verb: request.actor.may(f"contracts.{verb}") for verb in VERBS}


@requires(VIEW, "contracts.plan_instalments")
def payments_plan(request: ActorRequest, agreement_id: UUID) -> HttpResponse:
    agreement = one_agreement(actor=request.actor, agreement_id=agreement_id)
    rows = Instalment.objects.visible_to(request.actor, VIEW_MONEY).filter(agreement=agreement)
    initial: dict[str, Any] = {}
    for place, row in enumerate(rows.prefetch_related("conditions").order_by("number")[:PAYMENTS]):
        initial |= {
            f"name_{place}": row.name,
            f"amount_{place}": yuan_text(row.amount_fen),
            f"due_{place}": row.due_on,
            f"waits_{place}": "、".join(each.name for each in row.conditions.all()),
        }
    form = PaymentsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: plan_instalments(actor=request.actor, agreement_id=agreement.pk, lines=form.told()),
        )
        if done is not None:
            messages.success(request, _("付款计划存好了。"))
            return redirect("agreement", agreement.pk)
    facts = {"form": form, "one": agreement}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "contracts/payments_plan.html", facts, status=status)


@requires(VIEW, "contracts.meet_condition")
def condition_meet(request: ActorRequest, condition_id: UUID) -> HttpResponse:
    row = (
        InstalmentCondition.objects.visible_to(request.actor, "contracts.meet_condition")
        .select_related("instalment__agreement__project")
        .get(pk=condition_id)
    )
    on = localdate()
    form = EvidenceForm(request.POST or None, request.FILES or None, initial={"met_on": on})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = attempt(
            form,
            lambda: meet_condition(
                actor=request.actor,
                condition_id=row.pk,
                met_on=given["met_on"],
                on=on,
                note=given["note"],
                file_name=given["file"].name,
                content=given["file"].read(FILE_LIMIT_BYTES + 1),
            ),
        )
        if done is not None:
            messages.success(request, _("“%(name)s”登记好了。") % {"name": row.name})
            return redirect("agreement-payments", row.instalment.agreement_id)
    facts = {"form": form, "row": row, "one": row.instalment.agreement}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "contracts/condition.html", facts, status=status)


@requires(VIEW, VIEW_MONEY, "contracts.settle_agreement")
def agreement_settle(request: ActorRequest, agreement_id: UUID) -> HttpResponse:
    """What is owed for the work done until the agreement was terminated."""
    agreement = one_agreement(actor=request.actor, agreement_id=agreement_id)
    on = localdate()
    form = SettlementForm(request.POST or None, request.FILES or None, initial={"settled_on": on})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = attempt(
            form,
            lambda: settle_agreement(
                actor=request.actor,
                agreement_id=agreement.pk,
                amount_fen=given["amount"],
                because=given["because"],
                settled_on=given["settled_on"],
                on=on,
                file_name=given["file"].name,
                content=given["file"].read(FILE_LIMIT_BYTES + 1),
            ),
        )
        if done is not None:
            messages.success(request, _("结算登记好了，等机构申请付款。"))
            return redirect("agreement-payments", agreement.pk)
    facts = {"form": form, "one": agreement, "left_fen": left_to_settle(agreement)}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "contracts/settlement.html", facts, status=status)


# --- a payment on its way -------------------------------------------------------------------------------------------------


def _done(said: str, do: Callable[[], Instalment]) -> Callable[[ActorRequest], HttpResponse]:
    def answer(request: ActorRequest) -> HttpResponse:
        made = do()
        messages.success(request, said)
        return redirect("agreement-payments", made.agreement_id)

    return answer


@requires("contracts.request_payment")
@require_POST
def payment_request(request: ActorRequest, instalment_id: UUID) -> HttpResponse:
    return _done(
        _("已申请付款，等县里审核。"),
        lambda: request_payment(actor=request.actor, instalment_id=instalment_id, on=localdate()),
    )(request)


@requires("contracts.return_payment")
@require_POST
def payment_return(request: ActorRequest, instalment_id: UUID) -> HttpResponse:
    because = request.POST.get("because", "")
    return _done(
        _("已退回。"),
        lambda: return_payment(
            actor=request.actor, instalment_id=instalment_id, because=because, on=localdate()
        ),
    )(request)


@requires("contracts.approve_payment")
@require_POST
def payment_approve(request: ActorRequest, instalment_id: UUID) -> HttpResponse:
    return _done(
        _("审核通过，付款后请登记付款日期。"),
        lambda: approve_payment(actor=request.actor, instalment_id=instalment_id, on=localdate()),
    )(request)


@requires("contracts.pay_instalment")
@require_POST
def payment_pay(request: ActorRequest, instalment_id: UUID) -> HttpResponse:
    form = PayForm(request.POST)
    on = localdate()
    paid_on = form.cleaned_data["paid_on"] if form.is_valid() else on
    return _done(
        _("已登记付款，记入台账。"),
        lambda: pay_instalment(actor=request.actor, instalment_id=instalment_id, paid_on=paid_on, on=on),
    )(request)


# --- kept back, fetched back ------------------------------------------------------------------------------------------------


@requires(VIEW, "contracts.deduct")
def deduction_new(request: ActorRequest, agreement_id: UUID) -> HttpResponse:
    agreement = one_agreement(actor=request.actor, agreement_id=agreement_id)
    on = localdate()
    form = DeductionForm(
        request.POST or None,
        initial={"sanction_id": request.GET.get("sanction", ""), "kind": request.GET.get("kind", "")},
    )
    fields: Any = form.fields
    asked = (
        recoveries_against(organisation_id=agreement.provider_id, on=on)
        if request.actor.may("workforce.view_sanctions")
        else []
    )
    if asked:
        fields["sanction_id"].choices = [
            ("", "—"), *((str(row.pk), f"{row.measures}（{row.source}）") for row in asked),
        ]  # fmt: skip
    else:
        del fields["sanction_id"]
    plan = payments_of(actor=request.actor, agreement=agreement, on=on)
    open_to = [each for each in plan if each.row.state != Instalment.State.PAID and not each.over]
    paid_fen = sum(each.row.paid_fen or 0 for each in plan)
    fields["instalment_id"].choices = [
        ("", "—"), *((str(each.row.pk), _still_to_pay(each)) for each in open_to),
    ]  # fmt: skip
    fields["kind"].choices = [
        choice
        for choice in Deduction.Kind.choices
        if (choice[0] == Deduction.Kind.DEDUCTION and open_to)
        or (choice[0] == Deduction.Kind.RECOVERY and paid_fen)
    ] or Deduction.Kind.choices
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = attempt(
            form,
            lambda: deduct(
                actor=request.actor,
                agreement_id=agreement.pk,
                kind=given["kind"],
                instalment_id=UUID(given["instalment_id"]) if given["instalment_id"] else None,
                amount_fen=given["amount"],
                because=given["because"],
                clause=given["clause"],
                sanction_id=UUID(given["sanction_id"]) if given.get("sanction_id") else None,
                on=on,
            ),
        )
        if done is not None:
            messages.success(request, _("登记好了。"))
            return redirect("agreement-payments", agreement.pk)
    status = 422 if form.is_bound and form.errors else 200
    facts = {
        "form": form,
        "one": agreement,
        "open_to": open_to,
        "paid_fen": paid_fen,
        "fetched_fen": fetched_back(agreement),
        "keeps_back": form["kind"].value() == Deduction.Kind.DEDUCTION
        or (not form["kind"].value() and open_to),
    }
    return render(request, "contracts/deduction.html", facts, status=status)


def _still_to_pay(each: Payment) -> str:
    """第二期（968,000.00 元，已扣 5,000.00 元）."""
    given = {
        "name": each.row.name, "fen": yuan(each.row.amount_fen), "kept": yuan(each.kept_back_fen),
    }  # fmt: skip
    if each.kept_back_fen:
        return _("%(name)s（%(fen)s 元，已扣 %(kept)s 元）") % given
    return _("%(name)s（%(fen)s 元）") % given


@requires("contracts.withdraw_deduction")
@require_POST
def deduction_withdraw(request: ActorRequest, deduction_id: UUID) -> HttpResponse:
    done = withdraw_deduction(
        actor=request.actor,
        deduction_id=deduction_id,
        because=request.POST.get("because", ""),
        on=localdate(),
    )
    messages.success(request, _("已撤销，仍留底。"))
    return redirect("agreement-payments", done.agreement_id)


@requires("contracts.collect_recovery")
@require_POST
def recovery_collect(request: ActorRequest, deduction_id: UUID) -> HttpResponse:
    on = localdate()
    done = collect_recovery(actor=request.actor, deduction_id=deduction_id, recovered_on=on, on=on)
    messages.success(request, _("已登记收回，记入台账。"))
    return redirect("agreement-payments", done.agreement_id)


# --- renewal --------------------------------------------------------------------------------------------------------------


@requires(VIEW, "contracts.decide_renewal")
def agreement_renewal(request: ActorRequest, agreement_id: UUID) -> HttpResponse:
    """The year's evaluation, the decision, and next year's draft."""
    actor, on = request.actor, localdate()
    agreement = one_agreement(actor=actor, agreement_id=agreement_id)
    year = year_result(agreement=agreement)
    form = DecisionForm(request.POST or None, request.FILES or None, initial=_as_settled(year))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        upload = given["file"]
        done = attempt(
            form,
            lambda: decide_renewal(
                actor=actor,
                agreement_id=agreement.pk,
                allowed=given["allowed"],
                on=on,
                result=given["result"],
                passed=given["passed"],
                points=given["points"],
                because=given["because"],
                file_name=upload.name if upload else "",
                content=upload.read(FILE_LIMIT_BYTES + 1) if upload else b"",
            ),
        )
        if done is not None:
            messages.success(request, _("续签决定登记好了。"))
            return redirect("agreement-renewal", agreement.pk)
    facts = {
        "one": agreement,
        "told": seen(actor=actor, agreement=agreement, on=on),
        "of": ground(region_code=agreement.region_code, on=on),
        "form": form,
        "year": year,
        "renew": RenewForm(initial={"name": _next_name(agreement)}),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "contracts/renewal.html", facts, status=status)


def _as_settled(year: YearResult | None) -> dict[str, object]:
    """What the settled rounds of evaluation say already, so that it is not typed again."""
    if year is None or year.points is None:
        return {}
    return {"points": year.points, "result": _("年度评估 %(points)s 分") % {"points": year.points}}


def _next_name(agreement: Agreement) -> str:
    """2026—2027年度… becomes 2027—2028年度…"""
    first, last = agreement.project.first_on.year, agreement.project.last_on.year
    name = agreement.project.name
    if first == last:
        return name.replace(str(first), str(first + 1))
    return name.replace(str(last), str(last + 1)).replace(str(first), str(first + 1))


@requires("contracts.renew_agreement")
@require_POST
def agreement_renew(request: ActorRequest, agreement_id: UUID) -> HttpResponse:
    form = RenewForm(request.POST)
    name = form.cleaned_data["name"] if form.is_valid() else ""
    made = renew_agreement(actor=request.actor, agreement_id=agreement_id, name=name)
    messages.success(request, _("下一年度的项目和协议草稿建好了，核对后登记签订。"))
    return redirect("agreement", made.pk)
