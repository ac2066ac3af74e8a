"""Expenses: the list, one with its vouchers, entering, correcting; bank statements beside them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.contracts.actions import attach_voucher, correct_expense, enter_expense
from yizhan.contracts.models import Agreement, Entry, Expense, Project
from yizhan.contracts.queries.agreements import lines_of
from yizhan.contracts.queries.expenses import expenses_of, one_expense, vouchers_of
from yizhan.contracts.queries.money import VIEW, agreements_with_money, board, stations_with_money
from yizhan.contracts.rules.budgets import headings_of
from yizhan.contracts.rules.expenses import INVOICE, forbidden_of, plain_invoice
from yizhan.kernel.money import yuan
from yizhan.privacy.fields import digest
from yizhan.stations.rules import FILE_LIMIT_BYTES
from yizhan.web.contracts.money.forms import CorrectionForm, ExpenseForm, VoucherForm
from yizhan.web.contracts.money.parts import (
    agreement_with_money,
    choices_of,
    project_with_money,
    tabs,
)
from yizhan.web.door import ActorRequest, requires
from yizhan.web.listing import Between, Column, Filter, Listing, Sort
from yizhan.web.stations.forms import attempt


@requires(VIEW)
def expense_list(request: ActorRequest, project_id: UUID) -> HttpResponse:
    actor = request.actor
    project = project_with_money(actor, project_id)
    rows = expenses_of(actor=actor, project=project)
    headings = (
        Entry.objects.visible_to(actor, VIEW)
        .filter(project=project, kind=Entry.Kind.SPENT)
        .order_by("heading")
        .values_list("heading", flat=True)
        .distinct()
    )
    stations = {
        str(part.station_id): part.station.short_name
        for part in stations_with_money(actor=actor, project=project)
    }
    listing: Listing[Expense] = Listing(
        request,
        rows,
        sorts=(Sort("day", _("支付日期"), "-entry__moved_on"), Sort("amount", _("金额"), "-entry__amount_fen")),
        filters=(
            Filter("heading", _("科目"), choices_of(list(headings)), "entry__heading"),
            Filter("station", _("站点"), sorted(stations.items(), key=lambda one: one[1]), "entry__station_id"),
            Filter(
                "state",
                _("状态"),
                (("standing", _("有效")), ("reversed", _("已冲销")), ("paperless", _("缺凭证"))),
                _in_state,
            ),
            Between("paid", _("支付日期"), "entry__moved_on"),
        ),
        search=lambda found, words: found.filter(
            invoice_digest=digest(plain_invoice(words), purpose=INVOICE)
        ),
        search_hint=_("完整的发票号码"),
    )  # fmt: skip
    if listing.wants_export:
        return listing.export(
            _("支出明细"),
            (
                Column(_("支付日期"), "entry.moved_on"),
                Column(_("科目"), "entry.heading"),
                Column(_("金额（元）"), lambda one: one.entry.amount_fen / 100, "money"),
                Column(_("站点"), "entry.station.short_name"),
                Column(_("用途"), "entry.what"),
                Column(_("发票号码"), "invoice_number", "text"),
                Column(_("没有发票的原因"), "why_no_invoice"),
                Column(_("凭证"), lambda one: _("有") if one.has_paper else _("缺")),
                Column(_("状态"), lambda one: _("已冲销") if _is_reversed(one) else _("有效")),
                Column(_("承接主体"), "agreement.provider.name"),
            ),
        )
    facts = {
        "project": project,
        "tabs": tabs(actor, project, "contract-expenses"),
        "listing": listing,
        "rows": [(one, _is_reversed(one)) for one in listing.rows],
        "agreements": _to_enter(request, project),
    }
    return render(request, "contracts/money/expenses.html", facts)


def _in_state(rows: Any, value: str) -> Any:
    if value == "reversed":
        return rows.filter(entry__reversed_by__isnull=False)
    standing = rows.filter(entry__reversed_by__isnull=True)
    return standing.filter(has_paper=False) if value == "paperless" else standing


def _is_reversed(expense: Expense) -> bool:
    return getattr(expense.entry, "reversed_by", None) is not None


def _to_enter(request: ActorRequest, project: Project) -> list[Agreement]:
    if not request.actor.may("contracts.enter_expense") or project.closed_on is not None:
        return []
    return list(agreements_with_money(actor=request.actor, project=project))


@requires(VIEW)
def expense_page(request: ActorRequest, expense_id: UUID) -> HttpResponse:
    actor = request.actor
    expense = one_expense(actor=actor, expense_id=expense_id)
    live = not _is_reversed(expense) and expense.project.closed_on is None
    facts = {
        "expense": expense,
        "project": expense.project,
        "reversal": getattr(expense.entry, "reversed_by", None),
        "anew": getattr(expense, "followed_by", None),
        "vouchers": vouchers_of(actor=actor, expense=expense),
        "may_correct": live and actor.may("contracts.correct_expense"),
        "may_attach": live and actor.may("contracts.attach_voucher"),
        "voucher": VoucherForm(initial={"dated_on": expense.entry.moved_on}),
    }
    return render(request, "contracts/money/expense.html", facts)


def _form_facts(request: ActorRequest, agreement: Agreement) -> dict[str, Any]:
    on = localdate()
    rule = forbidden_of(region_code=agreement.region_code, on=on)
    return {
        "headings": choices_of(headings_of(region_code=agreement.region_code, on=on).names),
        "stations": [(str(part.station_id), part.station.short_name) for part in lines_of(agreement)],
        "forbidden": choices_of(rule.forbidden) if rule else [],
    }


def _asked(form: ExpenseForm) -> dict[str, Any]:
    """What the form says, as the action takes it."""
    given: dict[str, Any] = dict(form.cleaned_data)
    given.pop("because", None)
    upload, station = given.pop("file"), given.pop("station_id")
    given["amount_fen"] = given.pop("amount")
    given["station_id"] = UUID(station) if station else None
    if upload is not None:
        given |= {"file_name": upload.name, "content": upload.read(FILE_LIMIT_BYTES + 1)}
    return given


@requires(VIEW, "contracts.enter_expense")
def expense_new(request: ActorRequest, project_id: UUID, agreement_id: UUID) -> HttpResponse:
    actor, on = request.actor, localdate()
    agreement = agreement_with_money(actor, project_id, agreement_id)
    initial = {
        "paid_on": request.GET.get("on", "") or on,
        "amount": request.GET.get("amount", "")[:24],
        "payee": "",
    }
    choices = _form_facts(request, agreement)
    form = ExpenseForm(request.POST or None, request.FILES or None, initial=initial, **choices)
    if request.method == "POST" and form.is_valid():
        given = _asked(form)
        done = attempt(form, lambda: enter_expense(actor=actor, agreement_id=agreement.pk, on=on, **given))
        if done is not None:
            _tell(request, done)
            return redirect("contract-expense", done.pk)
    rule = forbidden_of(region_code=agreement.region_code, on=on)
    facts = {
        "project": agreement.project,
        "agreement": agreement,
        "form": form,
        "forbidden": rule,
        "board": board(actor=actor, project=agreement.project, on=on, agreement=agreement),
    }
    return render(
        request,
        "contracts/money/expense_new.html",
        facts,
        status=422 if form.is_bound and form.errors else 200,
    )


@requires(VIEW, "contracts.correct_expense")
def expense_correct(request: ActorRequest, expense_id: UUID) -> HttpResponse:
    """Reverse it, or reverse it and enter the right one in its place."""
    actor, on = request.actor, localdate()
    expense = one_expense(actor=actor, expense_id=expense_id)
    entry = expense.entry
    initial = {
        "amount": yuan(entry.amount_fen),
        "paid_on": entry.moved_on,
        "heading": entry.heading,
        "station_id": str(entry.station_id or ""),
        "what": entry.what,
        "payee": expense.payee,
        "invoice_number": expense.invoice_number,
        "why_no_invoice": expense.why_no_invoice,
    }
    choices = _form_facts(request, expense.agreement)
    only = request.method == "POST" and "only" in request.POST
    form = CorrectionForm(
        None if only else request.POST or None, request.FILES or None, initial=initial, **choices
    )
    if only:
        correct_expense(actor=actor, expense_id=expense.pk, because=request.POST.get("because", ""), on=on)
        messages.success(request, _("已冲销，两笔都保留。"))
        return redirect("contract-expense", expense.pk)
    if request.method == "POST" and form.is_valid():
        because, given = form.cleaned_data["because"], _asked(form)
        done = attempt(
            form,
            lambda: correct_expense(actor=actor, expense_id=expense.pk, because=because, on=on, anew=given),
        )
        if done is not None:
            _tell(request, done)
            return redirect("contract-expense", done.pk)
    facts = {"project": expense.project, "expense": expense, "form": form}
    return render(
        request,
        "contracts/money/expense_correct.html",
        facts,
        status=422 if form.is_bound and form.errors else 200,
    )


def _tell(request: ActorRequest, expense: Expense) -> None:
    messages.success(
        request,
        _("%(heading)s %(fen)s 元记好了。")
        % {"heading": expense.entry.heading, "fen": yuan(expense.entry.amount_fen)},
    )
    told = board(actor=request.actor, project=expense.project, on=localdate(), agreement=expense.agreement)
    for line in told.lines:
        if told.has_budget and line.over and line.name == expense.entry.heading:
            messages.warning(
                request,
                _("“%(name)s”已支 %(spent)s 元，超过预算 %(budget)s 元；金额填错了的请更正。")
                % {"name": line.name, "spent": yuan(line.spent), "budget": yuan(line.budget)},
            )
    for flag in expense.flags:
        messages.warning(
            request,
            _("用途像是“%(word)s”，文件规定不得列支（%(clause)s）；是的话请冲销。") % flag,
        )


@requires("contracts.attach_voucher")
@require_POST
def expense_voucher(request: ActorRequest, expense_id: UUID) -> HttpResponse:
    form = VoucherForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("请选一个文件，写明凭证上的日期。"))
        return redirect("contract-expense", expense_id)
    upload = form.cleaned_data["file"]
    attach_voucher(
        actor=request.actor,
        expense_id=expense_id,
        file_name=upload.name,
        content=upload.read(FILE_LIMIT_BYTES + 1),
        dated_on=form.cleaned_data["dated_on"],
        on=localdate(),
    )
    messages.success(request, _("凭证存好了。"))
    return redirect("contract-expense", expense_id)
