"""The calendar filled ahead and brought up to date; what people tell, receive, return and excuse."""

from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Now

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.period import Period
from yizhan.privacy.action import action
from yizhan.privacy.scope import ScopedQuerySet
from yizhan.reports.actions.ground import _stop
from yizhan.reports.models import AreaReport, Duty
from yizhan.reports.queries.duties import may_act, may_answer
from yizhan.reports.queries.duties_ahead import PAPER, wanted
from yizhan.reports.queries.duties_seen import (
    Facts,
    can_be_seen,
    end_words_of,
    fact_for,
    needs_no_telling,
    told_before,
)
from yizhan.reports.rules.duties import (
    BACK_DAYS,
    DIGITS,
    FACT_DAYS,
    PROCESS,
    answering_problem,
    late_days,
    noting_problem,
)

FILL = "reports.fill_duties"
NOTE = "reports.note_duty_done"
RECEIVE = "reports.receive_duty"
RETURN = "reports.return_duty"
EXCUSE = "reports.excuse_duty"

OPEN = (Duty.State.OPEN, Duty.State.LATE, Duty.State.RETURNED)
DUE = 4 + PAPER.index("due_on")

OUTCOME = (
    "state", "done_on", "sent_on", "done_how", "fact_kind", "fact_id", "late_days", "received_on", "reason", "note", "by_label",
)  # fmt: skip

SENT_BACK = "对方已退回，请改正后重新报送"
VANISHED = "报过的材料已撤回或退回，请重新报送"


class Filled(int):
    """How many duties were added, changed or taken away; knows the region for the audit line."""

    region_code = ""


@action(FILL, facts=("region_code", "on"))
def fill_duties(*, actor: Actor, region_code: str, on: date) -> Filled:
    """Fill the year ahead of one county with its stations, of one city or of one province; run again, it changes nothing.

    What a paper no longer asks and was not due yet goes; what was due stays as it was asked. What the product sees to
    be done is done, what it no longer sees is to be done again.

    region_code  6, 4 or 2 digits
    """
    facts = Facts(region_code, Period(on - timedelta(days=FACT_DAYS), on))
    asked = wanted(region=region_code, on=on, facts=facts)
    ends = end_words_of(region=region_code, on=on)
    there = {
        row[0]: row for row in _kept(region_code, on).values_list("key", "pk", "state", "sent_on", *PAPER)
    }
    gone = [
        row[1] for key, row in there.items()
        if key not in asked and row[2] == Duty.State.OPEN and row[DUE] >= on and row[3] is None
    ]  # fmt: skip
    if gone:
        kept = set(AreaReport.objects.filter(duty__in=gone).values_list("duty_id", flat=True))
        gone = [pk for pk in gone if pk not in kept]
        Duty.objects.filter(pk__in=gone).delete()
    reworded = [
        key for key, one in asked.items()
        if (row := there.get(key)) and row[2] in OPEN and row[DUE] >= on and row[4:] != one.worded()
    ]  # fmt: skip
    rows = {row.key: row for row in _to_settle(region_code, on, also=[there[key][1] for key in reworded])}
    for key in reworded:
        for name, value in zip(PAPER, asked[key].worded(), strict=True):
            setattr(rows[key], name, value)
    fresh = [one.row() for key, one in asked.items() if key not in there]
    told = told_before(region=region_code, since=on - timedelta(days=BACK_DAYS)) if fresh else {}
    for row in fresh:
        if row.period_first_on is not None and (
            said := told.get((row.region_code, row.station_id, row.rule, row.period_first_on))
        ):
            _done(row, said.done_on, how=Duty.How.TOLD, note=said.note, by_label=said.by_label)
    settled = [
        row for row in [*rows.values(), *fresh]
        if _settle(row, facts=facts, ends=ends, on=on) and row.key in rows
    ]  # fmt: skip
    changed = list({row.pk: row for row in [*(rows[key] for key in reworded), *settled]}.values())
    for row in changed:
        row.changed_at = Now()
    Duty.objects.bulk_create(fresh, batch_size=500)
    Duty.objects.bulk_update(changed, [*PAPER, *OUTCOME, "changed_at"], batch_size=200)
    filled = Filled(len(fresh) + len(changed) + len(gone))
    filled.region_code = region_code
    return filled


def _kept(region_code: str, on: date) -> ScopedQuerySet[Duty]:
    rows = Duty.objects.filter(due_on__gte=on - timedelta(days=BACK_DAYS))
    if len(region_code) == DIGITS["county"]:
        return rows.filter(region_code__startswith=region_code)
    return rows.filter(region_code=region_code)


def _to_settle(region_code: str, on: date, *, also: list[UUID]) -> list[Duty]:
    """Those about which something may be otherwise tonight: begun and not done, or done and not received yet."""
    begun = Q(state__in=OPEN, opens_on__lte=on) | Q(state=Duty.State.OPEN, due_on__lt=on)
    seen = Q(state=Duty.State.DONE, done_how=Duty.How.SEEN, received_on=None)
    return list(_kept(region_code, on).filter(begun | seen | Q(pk__in=also)))


def _settle(row: Duty, *, facts: Facts, ends: dict[str, str], on: date) -> bool:
    """Whether something about it is otherwise now: seen to be done, sent back, received, or late."""
    before = [getattr(row, name) for name in OUTCOME]
    if row.state != Duty.State.EXCUSED and row.done_how != Duty.How.TOLD and row.fact_kind != "area_report":
        fact = fact_for(row, facts=facts, end_words=ends) if can_be_seen(row, end_words=ends) else None
        if fact is not None and fact.returned:
            row.done_on, row.sent_on, row.done_how = row.done_on or fact.on, fact.on, Duty.How.SEEN
            row.late_days = late_days(row.due_on, row.done_on)
            row.fact_kind, row.fact_id = fact.kind, fact.id
            _back(row, SENT_BACK)
        elif fact is not None:
            _done(row, fact.on, how=Duty.How.SEEN, kind=fact.kind, fact_id=fact.id)
            row.received_on = fact.received_on
        elif (
            row.state == Duty.State.DONE and row.done_how == Duty.How.SEEN and row.due_on >= facts.span.first
        ):
            _back(row, VANISHED)
    if row.state == Duty.State.OPEN and row.due_on < on:
        row.state = Duty.State.LATE
    elif row.state == Duty.State.LATE and row.due_on >= on:
        row.state = Duty.State.OPEN  # a newer paper gives longer
    return before != [getattr(row, name) for name in OUTCOME]


def _done(
    row: Duty,
    on: date,
    *,
    how: str,
    kind: str = "",
    fact_id: UUID | None = None,
    note: str = "",
    by_label: str = "",
) -> None:
    row.state, row.done_how = Duty.State.DONE, how
    row.done_on, row.sent_on = min(on, row.done_on or on), on
    row.late_days = late_days(row.due_on, row.done_on)
    row.fact_kind, row.fact_id = kind, fact_id
    row.note, row.by_label, row.reason = note[:200], by_label[:120], ""


def _back(row: Duty, reason: str) -> None:
    row.state, row.reason, row.received_on = Duty.State.RETURNED, reason[:200], None


# --- people -------------------------------------------------------------------------------------------------------------


@action(NOTE, facts=("duty_id", "done_on"), subject="duty_id")
def note_duty_done(*, actor: Actor, duty_id: UUID, done_on: date, on: date, note: str) -> Duty:
    """A person says that it was done and where that can be seen; after a return, that it was mended.

    Refused            what the program sees by itself, somebody else's, a day to come, no word where it is seen
    Duty.DoesNotExist  out of sight
    """
    row = _locked(actor, NOTE, duty_id)
    if not may_act(actor=actor, duty=row, verb=NOTE):
        raise Refused("这项工作由别的单位办理，由他们登记。", code="reports.elsewhere")
    if needs_no_telling(row, end_words=end_words_of(region=row.region_code[:6], on=on)):
        raise Refused(
            "这一项系统自己看得到，办了就会显示，不用登记。", code="reports.seen", clause=row.clause
        )
    _stop(noting_problem(done_on=done_on, on=on, note=note, opens_on=row.opens_on), "reports.noting")
    PROCESS.step(row.state, NOTE)
    _done(row, done_on, how=Duty.How.TOLD, note=note.strip(), by_label=actor.label)
    return _save(row)


@action(RECEIVE, facts=("duty_id", "on"), subject="duty_id")
def receive_duty(*, actor: Actor, duty_id: UUID, on: date) -> Duty:
    """Whoever it is reported to took it.

    Refused            not reported to this office, not sent yet, or it has a receipt of its own
    Duty.DoesNotExist  out of sight
    """
    row = _to_answer(actor, RECEIVE, duty_id, reason=None)
    row.received_on, row.answered_by_label = on, actor.label[:120]
    return _save(row)


@action(RETURN, facts=("duty_id", "on"), subject="duty_id")
def return_duty(*, actor: Actor, duty_id: UUID, on: date, reason: str) -> Duty:
    """Whoever it is reported to sends it back; it is open again, and the first day on which it was done stays.

    Refused            no reason, not reported to this office, not sent yet, or it has a receipt of its own
    Duty.DoesNotExist  out of sight
    """
    row = _to_answer(actor, RETURN, duty_id, reason=reason)
    _back(row, reason.strip())
    row.answered_by_label = actor.label[:120]
    return _save(row)


@action(EXCUSE, facts=("duty_id", "on"), subject="duty_id")
def excuse_duty(*, actor: Actor, duty_id: UUID, on: date, reason: str) -> Duty:
    """This time it need not be done: the office above, or the county for its stations, says why.

    Refused            no reason, one's own, or done already
    Duty.DoesNotExist  out of sight
    """
    row = _locked(actor, EXCUSE, duty_id)
    if may_act(actor=actor, duty=row, verb=EXCUSE):
        raise Refused("本单位的工作，由上级决定免办。", code="reports.own")
    if not reason.strip():
        raise Refused("请写明为什么免办，例如“本月停止服务”。", code="reports.reason-missing")
    PROCESS.step(row.state, EXCUSE)
    row.state, row.reason, row.answered_by_label = Duty.State.EXCUSED, reason.strip()[:200], actor.label[:120]
    return _save(row)


def _locked(actor: Actor, verb: str, duty_id: UUID) -> Duty:
    return Duty.objects.visible_to(actor, verb).select_for_update().get(pk=duty_id)


def _to_answer(actor: Actor, verb: str, duty_id: UUID, *, reason: str | None) -> Duty:
    row = _locked(actor, verb, duty_id)
    if not may_answer(actor=actor, duty=row, verb=verb):
        raise Refused("这一项不是报给您这里的。", code="reports.elsewhere", clause=row.clause)
    _stop(answering_problem(is_told=row.done_how != Duty.How.SEEN, reason=reason), "reports.answering")
    PROCESS.step(row.state, verb)
    return row


def _save(row: Duty) -> Duty:
    row.changed_at = Now()
    row.save()
    row.refresh_from_db(fields=["changed_at"])
    return row
