"""Statements of money: what the ledger says of a month or the year, handed in, returned, as Excel."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.contracts.actions import publish_statement, return_money_statement, send_money_statement
from yizhan.contracts.actions.statements import SNAPSHOT
from yizhan.contracts.models import Agreement, MoneyStatement
from yizhan.contracts.queries.money import VIEW, figures_in, statements_of
from yizhan.contracts.rules.budgets import headings_of
from yizhan.contracts.rules.statements import FIGURES, changed_since
from yizhan.disclosure.actions import withdraw
from yizhan.disclosure.models import Snapshot
from yizhan.disclosure.queries import VIEW as VIEW_PUBLIC
from yizhan.disclosure.queries import snapshots_of
from yizhan.kernel.period import Period
from yizhan.papers.rules import Cell, Heading, Table
from yizhan.web.contracts.money.forms import StatementForm
from yizhan.web.contracts.money.parts import agreement_with_money, excel
from yizhan.web.door import ActorRequest, requires
from yizhan.web.stations.forms import attempt

YEAR = "year"


def _months(agreement: Agreement, on: date) -> list[Period]:
    """Months of the service year that have begun, latest first."""
    month, found = Period.month_of(agreement.project.first_on), []
    while month.first <= min(on, agreement.project.last_on):
        found.append(month)
        month = month.next_month()
    return found[::-1]


@requires(VIEW)
def statements_page(request: ActorRequest, project_id: UUID, agreement_id: UUID) -> HttpResponse:
    actor, on = request.actor, localdate()
    agreement = agreement_with_money(actor, project_id, agreement_id)
    sent = {(each.kind, each.first_on): each for each in statements_of(actor=actor, agreement=agreement)}
    rows: list[tuple[str, str, Period, MoneyStatement | None, bool]] = [
        (
            f"{month.first:%Y-%m}",
            month.label,
            month,
            sent.get((MoneyStatement.Kind.MONTH, month.first)),
            month.last < on,
        )
        for month in _months(agreement, on)
    ]
    year = agreement.project.period
    facts = {
        "project": agreement.project,
        "agreement": agreement,
        "rows": rows,
        "year": (year, sent.get((MoneyStatement.Kind.YEAR, year.first)), year.last < on),
    }
    return render(request, "contracts/money/statements.html", facts)


def _period(agreement: Agreement, when: str) -> tuple[str, Period]:
    if when == YEAR:
        return MoneyStatement.Kind.YEAR, agreement.project.period
    try:
        return MoneyStatement.Kind.MONTH, Period.month_of(date.fromisoformat(f"{when}-01"))
    except ValueError:
        raise Http404 from None


@requires(VIEW)
def statement_page(
    request: ActorRequest, project_id: UUID, agreement_id: UUID, when: str
) -> HttpResponse:  # fmt: skip
    actor, on = request.actor, localdate()
    agreement = agreement_with_money(actor, project_id, agreement_id)
    kind, period = _period(agreement, when)
    figures = figures_in(agreement=agreement, period=period)
    last = (
        MoneyStatement.objects.visible_to(actor, VIEW)
        .filter(agreement=agreement, kind=kind, first_on=period.first)
        .order_by("-version")
        .first()
    )
    title = (
        _("年度财务报告")
        if kind == MoneyStatement.Kind.YEAR
        else _("%(month)s财务报表") % {"month": period.label}
    )
    known = headings_of(region_code=agreement.region_code, on=period.last).names
    order = [name for name in known if name in figures.headings]
    order += [name for name in figures.headings if name not in known]
    if request.GET.get("export") == "xlsx":
        return _paper(agreement, title, period, figures.as_json(), order, last)
    form = StatementForm(request.POST or None, initial={"note": last.note if last else ""})
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: send_money_statement(
                actor=actor,
                agreement_id=agreement.pk,
                kind=kind,
                month=None if when == YEAR else period.first,
                on=on,
                added=form.added(),
                note=form.cleaned_data["note"],
            ),
        )
        if done is not None:
            messages.success(request, _("%(title)s报送好了。") % {"title": title})
            return redirect("contract-statement", agreement.project_id, agreement.pk, when)
    public = (
        snapshots_of(actor=actor, kind=SNAPSHOT, subject_ids=[last.pk])
        if last and kind == MoneyStatement.Kind.YEAR
        else []
    )
    facts: dict[str, Any] = {
        "project": agreement.project,
        "agreement": agreement,
        "public": public[0] if public else None,
        "yearly": kind == MoneyStatement.Kind.YEAR,
        "may_publish": actor.may("contracts.publish_statement")
        and kind == MoneyStatement.Kind.YEAR
        and last is not None
        and last.returned_on is None
        and (not public or public[0].withdrawn_on is not None),
        "may_withdraw": actor.may("disclosure.withdraw"),
        "title": title,
        "when": when,
        "period": period,
        "figures": [(name, label, getattr(figures, name)) for name, label in FIGURES],
        "headings": {name: figures.headings[name] for name in order},
        "last": last,
        "changed": changed_since(last.figures, figures) if last else [],
        "form": form,
        "may_send": actor.may("contracts.send_money_statement"),
        "over": period.last < on,
        "may_return": actor.may("contracts.return_money_statement")
        and last is not None
        and last.returned_on is None,
    }
    return render(
        request, "contracts/money/statement.html", facts, status=422 if form.is_bound and form.errors else 200
    )


def _paper(
    agreement: Agreement,
    title: str,
    period: Period,
    figures: dict[str, Any],
    order: Sequence[str],
    last: MoneyStatement | None,
) -> HttpResponse:
    rows: list[list[Cell]] = []
    for name, label in FIGURES:
        if name == "closing":
            continue  # the sheet ends with it
        rows.append([label, figures[name] / 100, ""])
        if name == "spent":
            rows += [
                [_("    其中：%(heading)s") % {"heading": heading}, figures["headings"][heading] / 100, ""]
                for heading in order
            ]
    if last is not None:
        rows += [[each["name"], each["fen"] / 100, each["because"]] for each in last.added]
    rows.append([_("期末结存"), figures["closing"] / 100, ""])
    columns = [Heading(_("项目")), Heading(_("金额（元）"), "money"), Heading(_("说明"))]
    lead = f"{agreement.provider.name} {title}（{period.first:%Y-%m-%d} — {period.last:%Y-%m-%d}）"
    return excel(
        f"{agreement.provider.name}{title}", Table(_("财务报表"), columns, rows, lead=lead, official=True)
    )


@requires("contracts.return_money_statement")
@require_POST
def statement_return(request: ActorRequest, statement_id: UUID) -> HttpResponse:
    done = return_money_statement(
        actor=request.actor,
        statement_id=statement_id,
        because=request.POST.get("because", ""),
        on=localdate(),
    )
    messages.success(request, _("已退回，机构会看到原因。"))
    when = YEAR if done.kind == MoneyStatement.Kind.YEAR else f"{done.first_on:%Y-%m}"
    return redirect("contract-statement", done.project_id, done.agreement_id, when)


@requires("contracts.publish_statement")
@require_POST
def statement_publish(request: ActorRequest, statement_id: UUID) -> HttpResponse:
    done = publish_statement(actor=request.actor, statement_id=statement_id, on=localdate())
    messages.success(request, _("已核定公开，内容从今天起不再变动。"))
    return redirect("contract-public", done.pk)


@requires(VIEW_PUBLIC)
def public_sheet(request: ActorRequest, snapshot_id: UUID) -> HttpResponse:
    """Exactly what the public is told."""
    one = Snapshot.objects.visible_to(request.actor, VIEW_PUBLIC).get(pk=snapshot_id)
    facts = {
        "one": one,
        "may_withdraw": request.actor.may("disclosure.withdraw") and one.withdrawn_on is None,
    }
    return render(request, "contracts/money/public.html", facts)


@requires("disclosure.withdraw")
@require_POST
def public_withdraw(request: ActorRequest, snapshot_id: UUID) -> HttpResponse:
    done = withdraw(
        actor=request.actor, snapshot_id=snapshot_id, because=request.POST.get("because", ""), on=localdate()
    )
    messages.success(request, _("已撤下，仍留底。"))
    return redirect("contract-public", done.pk)
