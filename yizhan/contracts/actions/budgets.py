"""A budget is set, and changed by a version of its own."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from yizhan.contracts.actions.ground import _open_project, _stop
from yizhan.contracts.models import Agreement, AgreementStation, Budget, BudgetLine
from yizhan.contracts.rules.budgets import (
    LABOUR,
    SERVICE,
    Line,
    budget_problem,
    headings_of,
    share_of,
    share_problem,
)
from yizhan.contracts.rules.funds import station_price
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.action import action

SET = "contracts.set_budget"


@action(SET, facts=("agreement_id", "budget_id", "on"), subject="agreement_id")
def set_budget(
    *,
    actor: Actor,
    agreement_id: UUID,
    lines: Sequence[Line],
    on: date,
    because: str = "",
    budget_id: UUID | None = None,
) -> Budget:
    """State the budget of an agreement, or change it; the version before stays as it is.

    Refused                 accounts closed, a budget that does not add up (what is missing is named), a share of labour
                            below the floor or above the ceiling of the region's rule, a change without its reason
    Agreement.DoesNotExist  out of reach
    """
    found = Agreement.objects.visible_to(actor, SET).get(pk=agreement_id)
    project = _open_project(actor, SET, found.project_id)
    agreement = Agreement.objects.get(
        pk=found.pk
    )  # read again behind the project's lock: its amount may have changed
    headings = headings_of(region_code=project.region_code, on=on)
    parts = AgreementStation.objects.filter(agreement=agreement).select_related("station")
    stations = {str(each.station_id): (each.station.name, each.amount_fen) for each in parts}
    _stop(
        budget_problem(lines, total_fen=agreement.amount_fen, headings=headings, stations=stations),
        "contracts.budget-wrong",
        clause=headings.rule.source if headings.rule else "",
    )
    amounts: dict[str, int] = {}
    for line in lines:
        amounts[line.heading] = amounts.get(line.heading, 0) + line.fen
    price = station_price(region_code=project.region_code, on=on)
    raised = (
        price is not None and bool(stations) and agreement.amount_fen > (price.total or 0) * len(stations)
    )
    for rule_id in (LABOUR, SERVICE):
        seen = share_of(
            rule_id,
            amounts,
            headings=headings,
            region_code=project.region_code,
            on=on,
            base_raised=raised,
        )
        if seen is not None:
            _stop(share_problem(seen), "contracts.share", clause=seen.rule.source)
    before = Budget.objects.filter(agreement=agreement).order_by("-version").first()
    if before is not None and not because.strip():
        raise Refused("请写明为什么调整预算，例如“增加一场活动”。", code="contracts.reason-missing")
    budget = Budget.objects.create(
        id=budget_id or uuid7(),
        project=project,
        agreement=agreement,
        region_code=project.region_code,
        version=before.version + 1 if before else 1,
        total_fen=agreement.amount_fen,
        stated_on=on,
        stated_by=actor.label[:120],
        because=because.strip()[:200] if before else "",
    )
    BudgetLine.objects.bulk_create(
        BudgetLine(
            budget=budget,
            region_code=project.region_code,
            station_id=UUID(line.station) if line.station else None,
            heading=line.heading,
            amount_fen=line.fen,
            formula=line.formula[:120],
            place=place,
        )
        for place, line in enumerate(lines, start=1)
    )
    return budget
