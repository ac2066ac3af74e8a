"""A resignation: announced in time, the post filled, then gone; or withdrawn."""

from datetime import date
from uuid import UUID

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.action import action
from yizhan.workforce.actions.ground import _stop, _worker
from yizhan.workforce.models import POST_WORDS, Resignation, Worker
from yizhan.workforce.queries.leaves import open_resignation
from yizhan.workforce.queries.workers import in_post
from yizhan.workforce.rules.leaves import (
    RESIGNATION,
    Clock,
    announcing_refusal,
    clock,
    going_refusal,
    replacing_refusal,
)

ANNOUNCE = "workforce.announce_leave"
REPLACE = "workforce.name_replacement"
WITHDRAW = "workforce.withdraw_leave"


@action(ANNOUNCE, facts=("worker_id", "announced_on", "wishes_on"), subject="worker_id")
def announce_leave(
    *,
    actor: Actor,
    worker_id: UUID,
    announced_on: date,
    wishes_on: date,
    reason: str,
    on: date,
    resignation_id: UUID | None = None,
) -> Resignation:
    """Somebody says that she wants to leave, for reasons of her own; its clock begins.

    Refused  she resigned already, no reason, days that cannot be, a last day sooner than the region's time of notice
    Source   rules `staffing.resignation-notice`, `staffing.replacement`
    """
    worker = _worker(actor, ANNOUNCE, worker_id)
    found = _clock(worker, announced_on)
    if no := announcing_refusal(
        clock=found,
        open_already=open_resignation(worker) is not None,
        announced_on=announced_on,
        wishes_on=wishes_on,
        reason=reason,
        on=on,
        started_on=worker.started_on,
    ):
        raise Refused(no.says, code="workforce.leave-too-early", clause=no.source)
    step = RESIGNATION.step("", ANNOUNCE)
    return Resignation.objects.create(
        id=resignation_id or uuid7(),
        worker=worker,
        station_id=worker.station_id,
        region_code=worker.region_code,
        state=step.end,
        announced_on=announced_on,
        wishes_on=wishes_on,
        reason=reason.strip()[:400],
        earliest_on=found.earliest_on,
        latest_on=found.latest_on,
        notice_ref=found.notice.ref if found.notice is not None else "",
        replacement_ref=found.replacement.ref if found.replacement is not None else "",
        noted_by=actor.label[:120],
    )


@action(REPLACE, facts=("resignation_id", "replacement_id", "on"), subject="resignation_id")
def name_replacement(*, actor: Actor, resignation_id: UUID, replacement_id: UUID, on: date) -> Resignation:
    """The post is filled by somebody who came for it.

    Refused  the resignation is over; she is not in post here, in another post, or was there before
    """
    row = _resignation(actor, REPLACE, resignation_id)
    step = RESIGNATION.step(row.state, REPLACE)
    other = Worker.objects.visible_to(actor, REPLACE).get(pk=replacement_id)
    _stop(
        replacing_refusal(
            same=other.pk == row.worker_id,
            here=other.station_id == row.station_id
            and in_post(Worker.objects.filter(pk=other.pk), on).exists(),
            same_post=other.post == row.worker.post,
            started_on=other.started_on,
            announced_on=row.announced_on,
        ),
        "workforce.no-replacement",
    )
    row.state, row.replacement, row.replaced_on = step.end, other, on
    row.save()
    return row


@action(WITHDRAW, facts=("resignation_id", "on"), subject="resignation_id")
def withdraw_leave(*, actor: Actor, resignation_id: UUID, on: date) -> Resignation:
    """She stays after all.

    Refused  she has left, or it was withdrawn already
    """
    row = _resignation(actor, WITHDRAW, resignation_id)
    row.state, row.decided_on = RESIGNATION.step(row.state, WITHDRAW).end, on
    row.save()
    return row


def _resignation(actor: Actor, verb: str, resignation_id: UUID) -> Resignation:
    return (
        Resignation.objects.visible_to(actor, verb)
        .select_related("worker")
        .select_for_update(of=("self",))
        .get(pk=resignation_id)
    )


def _clock(worker: Worker, announced_on: date) -> Clock:
    return clock(region_code=worker.region_code, post=POST_WORDS[worker.post], announced_on=announced_on)


def _go_or_refuse(worker: Worker, *, because: str, ended_on: date) -> Resignation | None:
    """The resignation she leaves by, or the refusal of the region's papers."""
    known = open_resignation(worker)
    row = Resignation.objects.select_for_update().get(pk=known.pk) if known is not None else None
    found = _clock(worker, row.announced_on if row is not None else ended_on)
    if no := going_refusal(
        clock=found,
        because=because,
        announced=row is not None,
        replaced=row is not None and row.replacement_id is not None,
        ended_on=ended_on,
    ):
        raise Refused(no.says, code="workforce.not-left", clause=no.source)
    return row


def _left(row: Resignation | None, ended_on: date) -> None:
    if row is not None:
        row.state = RESIGNATION.step(row.state, "workforce.end_employment").end
        row.decided_on = ended_on
        row.save()
