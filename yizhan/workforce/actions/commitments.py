"""The letter of commitment is written down with its day, and its signed copy put on file."""

from datetime import date
from uuid import UUID

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.privacy.action import action
from yizhan.workforce.actions.employment import _paper, _whose
from yizhan.workforce.actions.ground import _worker
from yizhan.workforce.models import POST_WORDS, Commitment, Worker
from yizhan.workforce.rules.commitments import commitment_rule

RECORD = "workforce.record_commitment"


@action(RECORD, facts=("worker_id", "signed_on", "paper_id"), subject="worker_id")
def record_commitment(
    *, actor: Actor, worker_id: UUID, signed_on: date, on: date, paper_id: UUID | None = None
) -> Commitment:
    """Somebody signed her letter (公益服务承诺书); told again, it adds the signed copy. The first day stays.

    Refused  a day to come, or another day than the one written down
    """
    worker = _worker(actor, RECORD, worker_id, gone_too=True)
    if signed_on > on:
        raise Refused("签署日期不能晚于今天。", code="workforce.future")
    known = Commitment.objects.filter(worker=worker).select_for_update().first()
    if known is None:
        return _commit(worker, signed_on, actor.label, paper_id)
    if known.signed_on != signed_on:
        raise Refused(
            f"已登记 {known.signed_on} 签署；日期不改，只补传签好的那一份。", code="workforce.committed"
        )
    if paper_id is not None:
        known.paper = _paper(worker, paper_id)
        known.save(update_fields=["paper"])
    return known


def _commit(worker: Worker, signed_on: date, label: str, paper_id: UUID | None = None) -> Commitment:
    rule = commitment_rule(region_code=worker.region_code, post=POST_WORDS[worker.post], on=worker.started_on)
    return Commitment.objects.create(
        **_whose(worker),
        signed_on=signed_on,
        paper=_paper(worker, paper_id),
        rule_ref=rule.ref if rule is not None else "",
        noted_by=label[:120],
    )
