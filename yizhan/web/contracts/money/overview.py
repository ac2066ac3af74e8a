"""The money of a project at a glance: the panels of its page, and the page behind them."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yizhan.contracts.models import Agreement, Project
from yizhan.contracts.queries.expenses import questions_of
from yizhan.contracts.queries.money import (
    VIEW,
    agreements_with_money,
    annex_of,
    below_price,
    board,
    budget_of,
    curve,
    purse_of,
    statements_of,
)
from yizhan.contracts.queries.projects import one_project
from yizhan.contracts.rules.curves import Outlook
from yizhan.kernel.actor import Actor
from yizhan.kernel.money import wan
from yizhan.kernel.period import Period
from yizhan.web.contracts.money.parts import is_office, project_with_money, tabs
from yizhan.web.door import ActorRequest, requires
from yizhan.web.templatetags.figures import Chart, Series


def board_facts(actor: Actor, project: Project, on: date) -> dict[str, Any]:
    seen = board(actor=actor, project=project, on=on)
    return {"project": project, "board": seen, "on": on}


def curve_facts(
    actor: Actor, project: Project, on: date, signed: Sequence[Agreement] | None = None
) -> dict[str, Any]:
    seen = curve(actor=actor, project=project, on=on, signed=signed)
    return {
        "project": project,
        "curve": seen,
        "chart": drawn(seen),
        "on": on,
        "end": seen.points[-1],
    }


def drawn(seen: Outlook) -> Chart:
    """Received and spent by month, and where spending leads if it goes on so. In 万元, as the table beside it."""
    labels: list[str] = [_("%(month)s月") % {"month": point.on.month} for point in seen.points]
    received: list[float | None] = [_wan(point.received) for point in seen.points]
    spent: list[float | None] = [_wan(point.spent) for point in seen.points]
    series: list[Series] = []
    last = seen.points[-1]
    if seen.daily and last.on < seen.last:
        ahead: list[float | None] = [*([None] * (len(spent) - 1)), spent[-1]]
        month = Period.month_of(last.on)
        while month.last < seen.last:
            month = month.next_month()
            labels.append(_("%(month)s月") % {"month": month.first.month})
            ahead.append(_wan(last.spent + seen.daily * (min(month.last, seen.last) - last.on).days))
            received.append(received[-1])
            spent.append(None)
        series.append(Series(_("照此推算"), ahead, "bad", dashed=True))
    series = [Series(_("已付"), received, "grey"), Series(_("已支"), spent, "blue"), *series]
    return Chart(kind="line", labels=labels, series=series, unit=_("万元"))


def _wan(fen: int) -> float:
    return float(wan(fen).replace(",", ""))


@requires("contracts.view")
def money_panel(request: ActorRequest, project_id: UUID) -> HttpResponse:
    """Budget and spending, as a panel of the project page."""
    project = one_project(actor=request.actor, project_id=project_id)
    if not request.actor.may(VIEW):
        return render(request, "contracts/money/_hidden.html", {"title": _("钱：预算与支出")})
    return render(request, "contracts/money/_board.html", board_facts(request.actor, project, localdate()))


@requires("contracts.view")
def curve_panel(request: ActorRequest, project_id: UUID) -> HttpResponse:
    """Received and spent over time, as a panel of the project page."""
    project = one_project(actor=request.actor, project_id=project_id)
    if not request.actor.may(VIEW):
        return render(request, "contracts/money/_hidden.html", {"title": _("已付与已支")})
    return render(request, "contracts/money/_curve.html", curve_facts(request.actor, project, localdate()))


@requires(VIEW)
def money_page(request: ActorRequest, project_id: UUID) -> HttpResponse:
    actor, on = request.actor, localdate()
    project = project_with_money(actor, project_id)
    agreements = list(agreements_with_money(actor=actor, project=project))
    annex = annex_of(actor=actor, project=project, on=on)
    facts = {
        **board_facts(actor, project, on),
        **curve_facts(actor, project, on, agreements),
        "tabs": tabs(actor, project, "contract-money-page"),
        "office": is_office(actor, project),
        "purse": purse_of(actor=actor, project=project),
        "agreements": [_told(actor, project, each, on) for each in agreements],
        "annex": annex,
        "annex_rows": [(row, tuple(zip(annex.columns, row.amounts, strict=True))) for row in annex.rows]
        if annex
        else [],
        "may_enter": actor.may("contracts.enter_expense") and project.closed_on is None,
    }
    return render(request, "contracts/money/page.html", facts)


def _told(actor: Actor, project: Project, agreement: Agreement, on: date) -> dict[str, Any]:
    statements = statements_of(actor=actor, agreement=agreement)
    return {
        "agreement": agreement,
        "purse": purse_of(actor=actor, project=project, agreement=agreement),
        "budget": budget_of(agreement=agreement),
        "below": below_price(agreement=agreement),
        "statement": statements[0] if statements else None,
        "questions": questions_of(actor=actor, project=project, agreement=agreement, on=on),
    }
