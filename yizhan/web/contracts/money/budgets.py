"""Budgets: the version that holds, former ones, setting and changing; the office's tables as Excel."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.contracts.actions import set_budget
from yizhan.contracts.models import Agreement, AgreementStation, Budget, BudgetLine
from yizhan.contracts.queries.agreements import lines_of
from yizhan.contracts.queries.money import VIEW, annex_of, board, budget_of, funds_of
from yizhan.contracts.rules.budgets import (
    LABOUR,
    SERVICE,
    Headings,
    Line,
    budget_table,
    formula_fen,
    headings_of,
    same_heading,
    share_of,
)
from yizhan.contracts.rules.funds import station_price
from yizhan.kernel.money import fen, yuan
from yizhan.papers.rules import Cell, Heading, Table
from yizhan.web.contracts.money.parts import agreement_with_money, excel, is_office, project_with_money
from yizhan.web.door import ActorRequest, requires
from yizhan.web.plain import PlainForm
from yizhan.web.stations.forms import attempt

ROWS = 12
"""Free rows of the form where the document names no headings."""


class BudgetForm(PlainForm):
    """A row per heading and station, or free rows where nobody ruled."""

    because = forms.CharField(label=gettext_lazy("为什么调整"), max_length=200, required=False)

    def __init__(self, *args: Any, first: bool, **given: Any):
        super().__init__(*args, **given)
        self.fields["because"].required = not first


@requires(VIEW)
def budget_page(request: ActorRequest, project_id: UUID, agreement_id: UUID) -> HttpResponse:
    actor, on = request.actor, localdate()
    agreement = agreement_with_money(actor, project_id, agreement_id)
    wanted = request.GET.get("version", "")
    versions = list(Budget.objects.visible_to(actor, VIEW).filter(agreement=agreement).order_by("-version"))
    shown = next(
        (each for each in versions if str(each.version) == wanted), versions[0] if versions else None
    )
    headings = headings_of(region_code=agreement.region_code, on=on)
    lines = _lines(shown)
    facts = {
        "project": agreement.project,
        "agreement": agreement,
        "versions": versions,
        "shown": shown,
        "lines": lines,
        "by_heading": _by_heading(lines, headings),
        "headings": headings,
        "board": board(actor=actor, project=agreement.project, on=on, agreement=agreement),
        "may_set": actor.may("contracts.set_budget") and agreement.project.closed_on is None,
    }
    return render(request, "contracts/money/budget.html", facts)


def _lines(budget: Budget | None) -> list[BudgetLine]:
    return list(budget.lines.select_related("station").order_by("place")) if budget else []


def _by_heading(lines: Sequence[BudgetLine], headings: Headings) -> list[tuple[str, int]]:
    sums: dict[str, int] = {}
    for line in lines:
        sums[line.heading] = sums.get(line.heading, 0) + line.amount_fen
    order = [*headings.names, *(name for name in sums if name not in headings.names)]
    return [(name, sums[name]) for name in order if name in sums]


@requires(VIEW, "contracts.set_budget")
def budget_edit(request: ActorRequest, project_id: UUID, agreement_id: UUID) -> HttpResponse:
    """The budget as a grid: headings down, stations across; each cell an amount or a product like 3人×5.4万元."""
    actor, on = request.actor, localdate()
    agreement = agreement_with_money(actor, project_id, agreement_id)
    headings = headings_of(region_code=agreement.region_code, on=on)
    before = budget_of(agreement=agreement)
    stations = lines_of(
        agreement
    )  # also when the agency has left them: its last accounts are still to be kept
    form = BudgetForm(request.POST or None, first=before is None)
    told = dict(
        _kept(request) if request.method == "POST" else _former(before, agreement, stations, headings)
    )
    names = list(headings.names) or _free_names(told, before)
    lines, problem = _read(told, names)
    if request.method == "POST" and not request.htmx:  # htmx asks what it adds up to while one types
        if problem:
            form.add_error(None, problem)
        elif form.is_valid():
            done = attempt(
                form,
                lambda: set_budget(
                    actor=actor,
                    agreement_id=agreement.pk,
                    lines=lines,
                    on=on,
                    because=form.cleaned_data["because"],
                ),
            )
            if done is not None:
                messages.success(request, _("预算第 %(n)s 版定好了。") % {"n": done.version})
                return redirect("contract-budget", agreement.project_id, agreement.pk)
    amounts: dict[str, int] = {}
    for line in lines:
        amounts[line.heading] = amounts.get(line.heading, 0) + line.fen
    total = sum(amounts.values())
    price = station_price(region_code=agreement.region_code, on=on)
    raised = (
        price is not None and bool(stations) and agreement.amount_fen > (price.total or 0) * len(stations)
    )
    shares = [
        seen
        for rule_id in (LABOUR, SERVICE)
        if (
            seen := share_of(
                rule_id,
                amounts,
                headings=headings,
                region_code=agreement.region_code,
                on=on,
                base_raised=raised,
            )
        )
    ]
    columns = [("", _("全协议"))] + [(str(each.station_id), each.station.short_name) for each in stations]
    facts = {
        "project": agreement.project,
        "agreement": agreement,
        "form": form,
        "before": before,
        "headings": headings,
        "columns": columns,
        "stations": stations,
        "grid": [
            (
                place,
                name,
                headings.group_of(name),
                [(key, label, told.get(f"c-{place}-{key}", "")) for key, label in columns],
            )
            for place, name in enumerate(names)
        ],
        "free": not headings.names,
        "total": total,
        "gap": agreement.amount_fen - total,
        "shares": shares,
        "problem": problem,
    }
    if request.htmx:
        return render(request, "contracts/money/_budget_sum.html", facts)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "contracts/money/budget_edit.html", facts, status=status)


def _kept(request: ActorRequest) -> dict[str, str]:
    return {
        name: value.strip()[:60]
        for name, value in request.POST.items()
        if isinstance(value, str) and name[:2] in ("c-", "h-")
    }


def _free_names(told: dict[str, str], before: Budget | None) -> list[str]:
    names = [told.get(f"h-{place}", "") for place in range(ROWS)]
    if not any(names) and before is not None:
        names = list(dict.fromkeys(line.heading for line in _lines(before)))
    return (names + [""] * ROWS)[:ROWS]


def _former(
    before: Budget | None, agreement: Agreement, stations: Sequence[AgreementStation], headings: Headings
) -> dict[str, str]:
    """What the form opens with: the version that holds, else the document's price of a station."""
    told: dict[str, str] = {}
    names = list(headings.names) or list(dict.fromkeys(line.heading for line in _lines(before)))
    for line in _lines(before):
        if line.heading not in names:
            continue
        cell = f"c-{names.index(line.heading)}-{line.station_id or ''}"
        if cell in told:  # several lines of one heading come together in one cell
            told[cell] = _short(_known_fen(told[cell]) + line.amount_fen)
        else:
            told[cell] = line.formula or _short(line.amount_fen)
    price = station_price(region_code=agreement.region_code, on=agreement.first_on)
    if before is None and price is not None and price.parts:
        for part in price.parts:
            for place, name in enumerate(names):
                if same_heading(name, part.name):
                    for each in stations:
                        told[f"c-{place}-{each.station_id}"] = _short(part.fen)
    return told


def _short(amount: int) -> str:
    """As one types it: 24000, 380.50."""
    return yuan(amount).replace(",", "").removesuffix(".00")


def _known_fen(text: str) -> int:
    product = formula_fen(text)
    return fen(text) if product is None else product


def _read(told: dict[str, str], names: Sequence[str]) -> tuple[list[Line], str]:
    """The lines of the grid, and what cannot be read."""
    lines: list[Line] = []
    for name, text in told.items():
        if not name.startswith("c-") or not text:
            continue
        place, _dash, station = name[2:].partition("-")
        heading = names[int(place)] if place.isdigit() and int(place) < len(names) else ""
        product = any(sign in text for sign in "×*xX✕")
        amount = formula_fen(text) if product else None
        if amount is None:
            try:
                amount = fen(text)
            except ValueError:
                return lines, _("“%(heading)s”的“%(text)s”读不出金额，写成 5.8万 或 3人×5.4万元 这样。") % {
                    "heading": heading,
                    "text": text,
                }
        if amount:
            lines.append(Line(heading, amount, station, text if product else ""))
    order = {name: place for place, name in enumerate(names)}
    return sorted(lines, key=lambda line: (order.get(line.heading, 99), line.station)), ""


@requires(VIEW)
def annex_paper(request: ActorRequest, project_id: UUID) -> HttpResponse:
    """The cost table of all stations, as the office prints it; in 万元."""
    project, on = project_with_money(request.actor, project_id), localdate()
    annex = annex_of(actor=request.actor, project=project, on=on)
    if annex is None:
        messages.info(request, _("还没有协议的站点，或本地区尚无每站经费的规定，排不出测算表。"))
        return redirect("contract-money-page", project.pk)
    headings = [
        Heading(_("序号"), "number"),
        Heading(_("乡镇")),
        Heading(_("驻站社工（人）"), "number"),
        *(Heading(_("%(name)s（万元）") % {"name": name}, "number") for name in annex.columns),
        Heading(_("总经费（万元）"), "number"),
        Heading(_("备注")),
    ]
    rows: list[list[Cell]] = [
        [place, row.name, row.heads, *(_wan(amount) for amount in row.amounts), _wan(row.total), row.note]
        for place, row in enumerate(annex.rows, start=1)
    ]
    total = annex.total
    rows.append(
        [_("合计"), "", total.heads, *(_wan(amount) for amount in total.amounts), _wan(total.total), ""]
    )
    place = project.buyer.name.removesuffix("民政局")
    title = _("%(place)s乡镇社会工作服务站经费测算表") % {"place": place}
    return excel(title, Table(_("经费测算表"), headings, rows, lead=title, official=True))


def _wan(amount: int) -> float:
    return amount / 1_000_000


@requires(VIEW)
def budget_paper(request: ActorRequest, project_id: UUID, agreement_id: UUID) -> HttpResponse:
    """The budget in the layout of the application: income, spending by section with its products, totals; in 万元."""
    actor, on = request.actor, localdate()
    agreement = agreement_with_money(actor, project_id, agreement_id)
    headings = headings_of(region_code=agreement.region_code, on=on)
    income: dict[str, int] = {}
    if is_office(actor, agreement.project):
        for fund in funds_of(actor=actor, project=agreement.project):
            income[fund.source] = income.get(fund.source, 0) + fund.planned
    table = budget_table(
        headings,
        income=income,
        lines=[
            (
                line.heading,
                line.station.short_name if line.station else _("全协议"),
                line.formula,
                line.amount_fen,
            )
            for line in _lines(budget_of(agreement=agreement))
        ],
    )
    rows: list[list[Cell]] = [
        [f"{'    ' * row.level}{row.name}", row.formula, _wan(row.fen)] for row in table
    ]
    columns = [Heading(_("项目")), Heading(_("算式")), Heading(_("金额（万元）"), "number")]
    title = _("%(name)s经费预算") % {"name": agreement.project.name}
    return excel(title, Table(_("项目经费预算"), columns, rows, lead=title, official=True))
