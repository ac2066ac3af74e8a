"""Papers sent to the office above, taken back, returned with a reason, put on file."""

from datetime import date, datetime
from uuid import UUID

from yizhan.access.actions import send_notice
from yizhan.contracts.actions.ground import _lent_to, _project, _stop
from yizhan.contracts.models import AnnualPlan, UpwardFiling
from yizhan.contracts.rules.filings import (
    ACCEPT,
    FILE,
    PROCESS,
    RETURN,
    TAKE_BACK,
    answering_problem,
    clock,
    filing_problem,
    plan_problem,
    reason_problem,
)
from yizhan.kernel.actor import Actor
from yizhan.kernel.ids import uuid7
from yizhan.privacy.action import action

NOTICE = "access.send_notice"
OFFICE = {2: ("province", "省级民政部门"), 4: ("city", "市级民政部门")}


@action(
    FILE,
    facts=("filing_id", "project_id", "subject_kind", "subject_id", "event_on", "on"),
    subject="project_id",
)
def file_upward(
    *,
    actor: Actor,
    project_id: UUID,
    subject_kind: str,
    subject_id: UUID | None,
    title: str,
    event_on: date,
    on: date,
    at: datetime | None = None,
    note: str = "",
    filing_id: UUID | None = None,
) -> UpwardFiling:
    """Send one paper of a project to the office above, which is told; its clock is the region's.

    subject_kind  of UpwardFiling.Kind; the region's rule, its due day and its receiver follow from it
    event_on      the day the clock runs from: signed, begun
    at            when; None: a filing of the past is written down, nobody is told
    A returned filing of the same row is followed by this one and keeps the day it was first sent.

    Refused  waiting or on file already, a plan not passed or of a service year that is over, no title, an event to
             come
    """
    project = _project(actor, FILE, project_id)
    title, note = title.strip(), note.strip()[:300]
    kind = UpwardFiling.Kind(subject_kind)
    before = [
        each
        for each in UpwardFiling.objects.filter(project=project, subject_kind=kind, subject_id=subject_id)
        .select_for_update()
        .order_by("-sent_on", "-id")
        if subject_id is not None or each.title == title
    ]
    _stop(
        filing_problem(
            kind=kind,
            title=title,
            event_on=event_on,
            year_ends_on=project.last_on,
            standing=[each.state for each in before],
            on=on,
        ),
        "contracts.not-to-be-filed",
    )
    if kind == UpwardFiling.Kind.PLAN:
        plan = AnnualPlan.objects.filter(project=project, pk__in=[subject_id]).first()
        _stop(plan_problem(state=plan.state if plan else None), "contracts.plan-not-passed")
    PROCESS.step("", FILE)
    told = clock(kind, region_code=project.region_code, event_on=event_on)
    corrected = next((each for each in before if each.state == UpwardFiling.State.RETURNED), None)
    filing = UpwardFiling.objects.create(
        id=filing_id or uuid7(),
        project=project,
        region_code=project.region_code,
        to_region_code=told.to_region,
        subject_kind=kind,
        subject_id=subject_id,
        title=title,
        note=note,
        event_on=event_on,
        due_on=told.due_on,
        rule=told.ref[:120],
        clause=told.clause,
        sent_on=on,
        first_sent_on=corrected.first_sent_on if corrected else on,
        sent_by=actor.label[:120],
        follows=corrected,
    )
    if at is not None:
        for code in (told.to_region, *told.also):
            _tell(
                _lent_to(actor, code, because_of=FILE),
                filing,
                OFFICE[len(code)][0],
                code,
                f"县里报来备案：{title}",
                at,
            )
    return filing


@action(TAKE_BACK, facts=("filing_id", "on"), subject="filing_id")
def take_back_filing(*, actor: Actor, filing_id: UUID, reason: str, on: date) -> UpwardFiling:
    """Whoever filed takes it back before it is answered; it stays on file with the reason.

    Refused  it was answered, or no reason
    """
    filing = UpwardFiling.objects.locked(actor, TAKE_BACK, filing_id)
    _stop(reason_problem(reason, doing="撤回"), "contracts.reason-missing")
    return _decide(filing, actor, TAKE_BACK, reason, on)


@action(RETURN, facts=("filing_id", "on"), subject="filing_id")
def return_filing(
    *, actor: Actor, filing_id: UUID, reason: str, on: date, at: datetime | None = None
) -> UpwardFiling:
    """The office above sends it back with the reason; the county is told and files a corrected one.

    Refused  it was answered, no reason, or it was sent to another office
    """
    filing = _addressed(actor, RETURN, filing_id)
    _stop(reason_problem(reason, doing="退回"), "contracts.reason-missing")
    filing = _decide(filing, actor, RETURN, reason, on)
    _answered(actor, filing, RETURN, f"备案被退回，请改好再报：{filing.title}", at)
    return filing


@action(ACCEPT, facts=("filing_id", "on"), subject="filing_id")
def accept_filing(
    *, actor: Actor, filing_id: UUID, on: date, at: datetime | None = None, note: str = ""
) -> UpwardFiling:
    """The office above puts it on file; the county is told.

    Refused  it was answered, or it was sent to another office
    """
    filing = _decide(_addressed(actor, ACCEPT, filing_id), actor, ACCEPT, note, on)
    _answered(actor, filing, ACCEPT, f"已经备案：{filing.title}", at)
    return filing


def _addressed(actor: Actor, verb: str, filing_id: UUID) -> UpwardFiling:
    filing = UpwardFiling.objects.locked(actor, verb, filing_id)
    mine = any(grant.region == filing.to_region_code for grant in actor.grants_for(verb))
    _stop(
        answering_problem(reaches=mine, office=OFFICE[len(filing.to_region_code)][1]),
        "contracts.filed-elsewhere",
    )
    return filing


def _decide(filing: UpwardFiling, actor: Actor, verb: str, reason: str, on: date) -> UpwardFiling:
    filing.state = PROCESS.step(filing.state, verb).end
    filing.decided_on, filing.decided_by = max(on, filing.sent_on), actor.label[:120]
    filing.reason = reason.strip()[:300]
    filing.save(update_fields=["state", "decided_on", "decided_by", "reason"])
    return filing


def _answered(actor: Actor, filing: UpwardFiling, verb: str, subject: str, at: datetime | None) -> None:
    if at is not None:
        _tell(actor.acting_for(NOTICE, because_of=verb), filing, "county", filing.region_code, subject, at)


def _tell(actor: Actor, filing: UpwardFiling, role: str, region: str, subject: str, at: datetime) -> None:
    send_notice(
        actor=actor,
        roles=frozenset({role}),
        region_code=region,
        station_id=None,
        subject=subject[:120],
        url=f"/contracts/filings/{filing.pk}/",
        clause=filing.clause,
        at=at,
    )
