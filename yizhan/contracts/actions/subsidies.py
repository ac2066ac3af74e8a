"""A subsidy is put forward as the books reckon it, decided by a person, and booked when it arrives."""

from datetime import date
from uuid import UUID

from yizhan.contracts.actions.entries import book
from yizhan.contracts.actions.ground import _open_project, _stop
from yizhan.contracts.models import Subsidy
from yizhan.contracts.queries.subsidies import books_of
from yizhan.contracts.rules.subsidies import (
    DECIDE,
    NAMES,
    PROCESS,
    PROPOSE,
    RECEIVE,
    deciding_problem,
    reckoned,
    subsidy_rules,
)
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.policy.schema.kinds import AnyRule
from yizhan.privacy.action import action


@action(PROPOSE, facts=("project_id", "subsidy_id", "rule_id", "on"), subject="project_id")
def propose_subsidy(
    *, actor: Actor, project_id: UUID, rule_id: str, on: date, subsidy_id: UUID | None = None
) -> Subsidy:
    """Put a subsidy forward with the sum as the books and the year's evaluation give it today.

    Refused  no such rule here, accounts closed, not evaluated or not passed, no station founded, put forward already
    Source   rules funding.subsidy, funding.setup, funding.pilot-subsidy and those of city and province
    """
    project = _open_project(actor, PROPOSE, project_id)
    rule = next(
        (one for one in subsidy_rules(region_code=project.region_code, on=on) if one.id == rule_id), None
    )
    if rule is None:
        raise Refused("本地区尚无此项规定，没有这种补助。", code="contracts.no-rule")
    state = PROCESS.step("", PROPOSE).end
    if Subsidy.objects.filter(project=project, rule_id=rule.id).exclude(state="REFUSED").exists():
        raise Refused(f"这个项目的{NAMES[rule.id]}已经报过。", code="contracts.subsidy-twice")
    books = books_of(project)
    found = reckoned(rule, books)
    _stop(found.problem, "contracts.subsidy", clause=rule.source)
    return Subsidy.objects.create(
        id=subsidy_id or uuid7(),
        project=project,
        region_code=project.region_code,
        rule_id=rule.id,
        rule=rule.ref[:120],
        clause=rule.source[:200],
        state=state,
        basis_fen=books.spent_fen if found.by_result and found.fen is not None else None,
        results="、".join(dict.fromkeys(one.words for one in books.results if one))[:200]
        if found.by_result
        else "",
        reckoned_fen=found.fen,
        proposed_on=on,
        proposed_by=actor.label[:120],
    )


@action(DECIDE, facts=("subsidy_id", "granted", "fen", "on"), subject="subsidy_id")
def decide_subsidy(
    *,
    actor: Actor,
    subsidy_id: UUID,
    granted: bool,
    on: date,
    fen: int | None = None,
    document: str = "",
    because: str = "",
) -> Subsidy:
    """Grant or refuse it.

    document  number of the paper that grants it

    Refused  decided already, more (or less) than the paper gives, no paper, another sum without a reason
    """
    row = _subsidy(actor, DECIDE, subsidy_id)
    step = PROCESS.step(row.state, DECIDE, "GRANTED" if granted else "REFUSED")
    problem = deciding_problem(
        _rule(row),
        granted=granted,
        fen=fen,
        reckoned_fen=row.reckoned_fen,
        document=document,
        because=because,
    )
    _stop(problem, "contracts.subsidy", clause=row.clause)
    row.state, row.because = step.end, because.strip()[:200]
    row.granted_fen, row.document = (fen, document.strip()[:80]) if granted else (None, "")
    row.decided_on, row.decided_by = on, actor.label[:120]
    row.save()
    return row


@action(RECEIVE, facts=("subsidy_id", "moved_on", "on"), subject="subsidy_id")
def receive_subsidy(*, actor: Actor, subsidy_id: UUID, moved_on: date, on: date) -> Subsidy:
    """The money is there; it is booked as money that came in. Refused: not granted, arrived already, a day to come."""
    row = _subsidy(actor, RECEIVE, subsidy_id)
    step = PROCESS.step(row.state, RECEIVE)
    assert row.granted_fen is not None
    assert row.decided_on is not None
    if moved_on < row.decided_on:
        raise Refused("到账日期不能早于批准的那一天。", code="contracts.future")
    name = NAMES.get(row.rule_id, "补助")
    entry = book(
        actor=actor.acting_for("contracts.book", because_of=RECEIVE),
        project_id=row.project_id,
        kind="ALLOCATED",
        amount_fen=row.granted_fen,
        on=on,
        moved_on=moved_on,
        source=name,
        what=f"{name}（{row.document}）",
        request_id=row.pk,
    )
    row.state, row.entry_id = step.end, entry.pk
    row.save(update_fields=["state", "entry_id"])
    return row


def _subsidy(actor: Actor, verb: str, subsidy_id: UUID) -> Subsidy:
    """Locked behind its project."""
    found = Subsidy.objects.visible_to(actor, verb).get(pk=subsidy_id)
    _open_project(actor, verb, found.project_id)
    return Subsidy.objects.locked(actor, verb, subsidy_id)


def _rule(row: Subsidy) -> AnyRule | None:
    """The rule it was put forward by, as it held then."""
    rules = subsidy_rules(region_code=row.region_code, on=row.proposed_on)
    return next((one for one in rules if one.id == row.rule_id), None)
