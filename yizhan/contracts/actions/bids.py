"""Bids are taken, evaluated and made public; objections answered; the contractor is found."""

from datetime import date
from uuid import UUID

from yizhan.access.models import Organisation
from yizhan.contracts.actions.ground import _stop
from yizhan.contracts.actions.procurements import _procurement
from yizhan.contracts.models import Bid, JudgeSheet, Objection, Procurement
from yizhan.contracts.queries.agencies import bars_against, fitness_of
from yizhan.contracts.rules.procurements import (
    ANSWER,
    AWARD,
    BID,
    EVALUATE,
    OBJECT,
    PROCESS,
    PUBLICISE,
    Offer,
    average_rule,
    averaged,
    awarding_problem,
    bidding_problem,
    evaluating_problem,
    objecting_problem,
    panel_parts,
    publicising_problem,
    publicity_rule,
    publicity_until,
    scoring_rule,
    standings,
)
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.privacy.action import action


@action(BID, facts=("procurement_id", "bidder_id", "received_on"), subject="procurement_id")
def record_bid(
    *,
    actor: Actor,
    procurement_id: UUID,
    bidder_id: UUID,
    received_on: date,
    on: date,
    price_fen: int | None = None,
    promised_hours: int | None = None,
) -> Bid:
    """A bid came in. Whether the agency may take on work here is looked up; if not, the bid is kept and not evaluated.

    price_fen  None where the price is fixed

    Refused  no notice, out of time, above the price, no promise where hours decide, the agency has bid already or is
             barred that day, wherever it was decided; a judge has marked already, and would have no mark for it
    """
    one = _procurement(actor, BID, procurement_id)
    PROCESS.step(one.state, BID)
    assert one.notice_on is not None
    assert one.bids_due_on is not None
    bidder = Organisation.objects.filter(pk=bidder_id, kind=Organisation.Kind.AGENCY, closed_on=None).first()
    if bidder is None:
        raise Refused("投标的应是登记在册的社会服务机构。", code="contracts.bid")
    if JudgeSheet.objects.filter(procurement=one, marked_on__isnull=False).exists():
        raise Refused(
            "评委已经交了评分表，不能再补登投标；漏登的，请终止采购重来。", code="contracts.bid-late"
        )
    if Bid.objects.filter(procurement=one, bidder=bidder).exists():
        raise Refused(f"“{bidder.name}”已经投过标。", code="contracts.bid-twice")
    for says, source in bars_against(organisation_id=bidder.pk, on=received_on):
        raise Refused(f"“{bidder.name}”{says}，不能投标。", code="contracts.bidder-barred", clause=source)
    by_hours = one.basis == Procurement.Basis.HOURS
    price = one.amount_fen if by_hours and price_fen is None else price_fen or 0
    unfit = fitness_of(organisation=bidder, region_code=one.region_code, on=received_on).refusal
    _stop(
        bidding_problem(
            received_on=received_on, notice_on=one.notice_on, due_on=one.bids_due_on, price_fen=price,
            amount_fen=one.amount_fen, hours=promised_hours, by_hours=by_hours, on=on,
        ),
        "contracts.bid",
    )  # fmt: skip
    return Bid.objects.create(
        procurement=one,
        region_code=one.region_code,
        bidder=bidder,
        price_fen=price,
        promised_hours=promised_hours,
        received_on=received_on,
        unfit_because=unfit[:400],
    )


@action(EVALUATE, facts=("procurement_id", "evaluated_on"), subject="procurement_id")
def evaluate_bids(
    *,
    actor: Actor,
    procurement_id: UUID,
    evaluated_on: date,
    on: date,
) -> Procurement:
    """The judges' sheets are opened; their marks become one by the region's way, prices and hours by its formula.

    Refused  before bids were due, no fit bid, no rule of scoring, no panel, a judge whose sheet is not in
    Source   rules procurement.scoring, procurement.panel-average
    """
    one = _procurement(actor, EVALUATE, procurement_id)
    step = PROCESS.step(one.state, EVALUATE)
    assert one.bids_due_on is not None
    fit = {
        str(bid.pk): bid for bid in Bid.objects.select_for_update().filter(procurement=one, unfit_because="")
    }
    rule = scoring_rule(region_code=one.region_code, on=evaluated_on)
    sheets = list(JudgeSheet.objects.select_for_update().filter(procurement=one).order_by("number"))
    waiting = sum(sheet.marked_on is None for sheet in sheets)
    way = average_rule(region_code=one.region_code, on=evaluated_on)
    offers = [
        Offer(
            key,
            bid.price_fen,
            bid.promised_hours or 0,
            {
                part: averaged([sheet.marks[key][part] for sheet in sheets], rule=way)
                for part in (panel_parts(rule) if rule and sheets and not waiting else ())
            },
        )
        for key, bid in fit.items()
    ]
    _stop(
        evaluating_problem(
            offers,
            rule=rule,
            due_on=one.bids_due_on,
            evaluated_on=evaluated_on,
            on=on,
            waiting=waiting,
            seated=bool(sheets),
        ),
        "contracts.evaluation",
        clause=rule.source if rule else "",
    )
    assert rule is not None
    for each in standings(offers, rule):
        bid = fit[each.key]
        bid.marks, bid.total, bid.place = each.marks, each.total, each.place
        bid.save(update_fields=["marks", "total", "place"])
    one.state, one.evaluated_on = step.end, evaluated_on
    one.save(update_fields=["state", "evaluated_on"])
    return one


@action(PUBLICISE, facts=("procurement_id", "first_on", "on"), subject="procurement_id")
def publicise_result(
    *, actor: Actor, procurement_id: UUID, first_on: date, place: str, on: date, days: int | None = None
) -> Procurement:
    """The result is made public for the region's working days, or for more.

    days  working days, where no paper of the region names them or the office gives more

    Refused  not evaluated, a day to come, no place, no number of days
    Source   rule procurement.publicity
    """
    one = _procurement(actor, PUBLICISE, procurement_id)
    step = PROCESS.step(one.state, PUBLICISE)
    assert one.evaluated_on is not None
    rule = publicity_rule(region_code=one.region_code, on=first_on)
    last_on = publicity_until(first_on, days=days, rule=rule)
    place = place.strip()
    _stop(
        publicising_problem(
            first_on=first_on, evaluated_on=one.evaluated_on, last_on=last_on, place=place, on=on
        ),
        "contracts.publicity",
    )
    one.state, one.publicity_first_on, one.publicity_last_on = step.end, first_on, last_on
    one.publicity_place, one.publicity_clause = place[:200], rule.source if rule else ""
    one.save()
    return one


@action(OBJECT, facts=("procurement_id", "raised_on"), subject="procurement_id")
def record_objection(
    *, actor: Actor, procurement_id: UUID, raised_by: str, raised_on: date, what: str, on: date
) -> Objection:
    """Somebody disputes the result; the award waits for the answer.

    Refused  not public, outside the period, without saying who and what
    """
    one = _procurement(actor, OBJECT, procurement_id)
    PROCESS.step(one.state, OBJECT)
    assert one.publicity_first_on is not None
    assert one.publicity_last_on is not None
    who, what = raised_by.strip(), what.strip()
    _stop(
        objecting_problem(
            raised_on=raised_on, first_on=one.publicity_first_on, last_on=one.publicity_last_on, who=who,
            what=what, on=on,
        ),
        "contracts.objection",
    )  # fmt: skip
    return Objection.objects.create(
        procurement=one, region_code=one.region_code, raised_by=who[:80], raised_on=raised_on, what=what[:500]
    )


@action(ANSWER, facts=("objection_id", "upheld", "on"), subject="objection_id")
def answer_objection(*, actor: Actor, objection_id: UUID, answer: str, upheld: bool, on: date) -> Objection:
    """Refused  answered already, or no answer"""
    one = Objection.objects.locked(actor, ANSWER, objection_id)
    if one.answered_on is not None:
        raise Refused("这条异议已经答复。", code="contracts.objection")
    _stop(None if len(answer.strip()) >= 2 else "请写明怎样答复。", "contracts.reason-missing")
    one.answered_on, one.answer, one.upheld = max(on, one.raised_on), answer.strip()[:500], upheld
    one.save(update_fields=["answered_on", "answer", "upheld"])
    return one


@action(AWARD, facts=("procurement_id", "bid_id", "awarded_on"), subject="procurement_id")
def award(*, actor: Actor, procurement_id: UUID, bid_id: UUID, awarded_on: date, on: date) -> Procurement:
    """The contractor is found: first place, its publicity over, every objection answered, still fit to take on work.

    Refused  the period is not over, an objection open or upheld, not first, no longer fit
    """
    one = _procurement(actor, AWARD, procurement_id)
    step = PROCESS.step(one.state, AWARD)
    assert one.publicity_last_on is not None
    bid = Bid.objects.select_for_update().select_related("bidder").get(pk=bid_id, procurement=one)
    objections = list(Objection.objects.filter(procurement=one).values_list("upheld", flat=True))
    _stop(
        awarding_problem(
            last_on=one.publicity_last_on,
            unanswered=sum(upheld is None for upheld in objections),
            upheld=sum(upheld is True for upheld in objections),
            winners=int(bid.place == 1),
            unfit=fitness_of(organisation=bid.bidder, region_code=one.region_code, on=awarded_on).refusal,
            awarded_on=awarded_on,
            on=on,
        ),
        "contracts.award",
        clause=one.publicity_clause,
    )
    bid.won = True
    bid.save(update_fields=["won"])
    one.state, one.awarded_on = step.end, awarded_on
    one.save(update_fields=["state", "awarded_on"])
    return one
