"""What is owed for the work done when an agreement was terminated becomes one payment more."""

from datetime import date
from uuid import UUID

from django.db.models import Max

from yizhan.contracts.actions.agreements_ground import _agreement
from yizhan.contracts.actions.papers import attach_paper
from yizhan.contracts.models import Agreement, Instalment, InstalmentCondition
from yizhan.contracts.queries.instalments import left_to_settle
from yizhan.contracts.rules.instalments import (
    PROCESS,
    SETTLE,
    SETTLEMENT,
    SETTLEMENT_SHEET,
    settlement_problem,
)
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.privacy.action import action


@action(SETTLE, facts=("agreement_id", "amount_fen", "settled_on", "on"), subject="agreement_id")
def settle_agreement(
    *,
    actor: Actor,
    agreement_id: UUID,
    amount_fen: int,
    because: str,
    settled_on: date,
    on: date,
    file_name: str,
    content: bytes,
) -> Instalment:
    """Put on file what both sides settled; the agency then asks for it like for any payment.

    Until it was asked for, a second sheet takes the place of the first; both papers stay on file.

    Refused  not terminated yet, asked for already, nothing or more than is left of the agreement, no word how it was reckoned
    """
    agreement = _agreement(actor, SETTLE, agreement_id)
    known = Instalment.objects.select_for_update().filter(agreement=agreement, settles=True).first()
    problem = settlement_problem(
        terminated=agreement.state == Agreement.State.TERMINATED,
        amount_fen=amount_fen,
        left_fen=left_to_settle(agreement),
        on_its_way=known is not None and known.state != Instalment.State.PLANNED,
        because=because,
        settled_on=settled_on,
        ended_on=agreement.ended_on,
        on=on,
    )
    if problem:
        raise Refused(problem, code="contracts.settlement")
    one = known or _new(agreement, amount_fen)
    condition = InstalmentCondition.objects.get(instalment=one)
    paper = attach_paper(
        actor=actor.acting_for("contracts.attach_paper", because_of=SETTLE),
        project_id=agreement.project_id,
        kind=SETTLEMENT_SHEET,
        title=f"{SETTLEMENT}：{agreement.number}",
        dated_on=settled_on,
        on=on,
        file_name=file_name,
        content=content,
        subject_kind="CONDITION",
        subject_id=condition.pk,
        open_to_id=agreement.provider_id,
    )
    one.amount_fen = amount_fen
    one.save(update_fields=["amount_fen"])
    condition.met_on, condition.paper, condition.note = settled_on, paper, because.strip()[:120]
    condition.save(update_fields=["met_on", "paper", "note"])
    return one


def _new(agreement: Agreement, amount_fen: int) -> Instalment:
    last = Instalment.objects.filter(agreement=agreement).aggregate(number=Max("number"))["number"]
    one = Instalment.objects.create(
        agreement=agreement,
        region_code=agreement.region_code,
        number=(last or 0) + 1,
        name=SETTLEMENT,
        amount_fen=amount_fen,
        settles=True,
        state=PROCESS.step("", SETTLE).end,
    )
    InstalmentCondition.objects.create(
        instalment=one,
        region_code=agreement.region_code,
        position=1,
        kind=InstalmentCondition.Kind.OTHER,
        name=SETTLEMENT_SHEET,
    )
    return one
