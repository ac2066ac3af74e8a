"""The judges of a purchase, and each one's sheet."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from yizhan.contracts.actions.ground import _stop
from yizhan.contracts.actions.procurements import _procurement
from yizhan.contracts.models import Bid, JudgeSheet
from yizhan.contracts.rules.procurements import (
    PROCESS,
    SEAT,
    SHEET,
    panel_parts,
    panel_rule,
    scoring_rule,
    seating_problem,
    sheet_problem,
)
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.privacy.action import action


@action(SEAT, facts=("procurement_id", "on"), subject="procurement_id")
def seat_panel(*, actor: Actor, procurement_id: UUID, judges: Sequence[str], on: date) -> list[JudgeSheet]:
    """Write down who judges, in place of those before.

    Refused  no notice yet, fewer than the region asks for, somebody twice, a sheet is in already
    Source   rule procurement.panel
    """
    one = _procurement(actor, SEAT, procurement_id)
    PROCESS.step(one.state, SEAT)
    names = [name.strip()[:40] for name in judges if name.strip()][:30]
    before = JudgeSheet.objects.filter(procurement=one)
    problem = seating_problem(
        names,
        rule=panel_rule(region_code=one.region_code, on=on),
        in_already=before.filter(marked_on__isnull=False).count(),
    )
    if problem:
        raise Refused(problem[0], code="contracts.panel", clause=problem[1])
    before.delete()
    return [
        JudgeSheet.objects.create(procurement=one, region_code=one.region_code, number=number, judge=name)
        for number, name in enumerate(names, start=1)
    ]


@action(SHEET, facts=("sheet_id", "marked_on"), subject="sheet_id")
def enter_sheet(
    *, actor: Actor, sheet_id: UUID, marks: Mapping[UUID, Mapping[str, int]], marked_on: date, on: date
) -> JudgeSheet:
    """One judge's marks are handed in, and sealed until all are.

    marks  {bid: {part: hundredths of a mark}}, every fit bid and every part a panel gives

    Refused  handed in already, before bids were due, a mark missing or out of range, no rule of scoring
    """
    found = JudgeSheet.objects.visible_to(actor, SHEET).get(pk=sheet_id)
    one = _procurement(actor, SHEET, found.procurement_id)
    PROCESS.step(one.state, SHEET)
    sheet = JudgeSheet.objects.locked(actor, SHEET, sheet_id)
    _stop(
        "这位评委的评分表已经交了，封存到全部交齐。" if sheet.marked_on else None,
        "contracts.sheet-in",
    )
    assert one.bids_due_on is not None
    rule = scoring_rule(region_code=one.region_code, on=marked_on)
    fit = [
        str(pk) for pk in Bid.objects.filter(procurement=one, unfit_because="").values_list("pk", flat=True)
    ]
    given = {str(bid): dict(parts) for bid, parts in marks.items()}
    _stop(
        sheet_problem(given, bids=fit, rule=rule, due_on=one.bids_due_on, marked_on=marked_on, on=on),
        "contracts.sheet",
        clause=rule.source if rule else "",
    )
    assert rule is not None
    sheet.marks = {bid: {part: given[bid][part] for part in panel_parts(rule)} for bid in fit}
    sheet.marked_on, sheet.entered_by = marked_on, actor.label[:120]
    sheet.save(update_fields=["marks", "marked_on", "entered_by"])
    return sheet
