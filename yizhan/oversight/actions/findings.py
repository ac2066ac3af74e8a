"""What was found wrong is opened, put right, checked by somebody else, cleared one by one; nothing is thrown away."""

from datetime import date, datetime
from uuid import UUID

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.oversight.actions.findings_ground import (
    OFFICES,
    _numbered,
    _stop,
    _tell,
    _tell_other_side,
    _whom,
)
from yizhan.oversight.models import Complaint, Finding, FindingStep
from yizhan.oversight.queries.findings import check_refusal, mend_refusal
from yizhan.oversight.rules.findings import (
    CLEAR,
    EXTEND,
    HAND_IN,
    LONGEST,
    OPEN,
    PLAN,
    PROCESS,
    REOPEN,
    RETURN,
    SOURCES,
    WITHDRAW,
    Term,
    extending_problem,
    opening_problem,
    term_of,
    term_problem,
)
from yizhan.policy.book import NoRule, rule_for
from yizhan.policy.schema.kinds import AnyRule
from yizhan.privacy.action import action


@action(
    OPEN,
    facts=("finding_id", "station_id", "organisation_id", "source", "source_id", "rule_id", "mend_by_on"),
    subject="finding_id",
)
def open_finding(
    *,
    actor: Actor,
    what: str,
    source: str,
    on: date,
    at: datetime,
    station_id: UUID | None = None,
    organisation_id: UUID | None = None,
    source_id: UUID | None = None,
    rule_id: str = "",
    mend_by_on: date | None = None,
    owner: str = "",
    finding_id: UUID | None = None,
) -> Finding:
    """Something is to be put right: by whom, by when, under which clause; they are told.

    station_id       of a station; without one, organisation_id names the agency as a whole
    source, source_id where it comes from: INSPECTION, SAFETY, ADMONITION, EVALUATION, COMPLAINT, WARNING, OTHER, and
                     the id of that row; of a complaint it is looked up, and must be founded
    rule_id          the rule of the region it breaks
    mend_by_on       None: as long as the region's paper gives
    owner            STATION, AGENCY, TOWNSHIP; "": whom the rule names, else the station or the agency
    finding_id       the same id a second time is answered with the finding it made

    Refused  no words; no day and no rule that gives one; a day beyond the rule's; an unfounded complaint; its
             complainant named
    Source   rule `rectification.deadline`
    """
    if finding_id and (known := Finding.objects.visible_to(actor, OPEN).filter(pk=finding_id).first()):
        return known
    if source not in SOURCES:
        raise Refused("请选择整改事项从哪里来。", code="oversight.finding-source")
    if source == "COMPLAINT":
        station_id, organisation_id = _of_complaint(actor, source_id, what, station_id, organisation_id)
    station, answers, region = _whom(actor, OPEN, station_id=station_id, organisation_id=organisation_id)
    rule = _rule(rule_id, region, on) if rule_id else None
    term = term_of(region_code=region, on=on)
    _stop(opening_problem(what), "oversight.finding-incomplete")
    due = _due(mend_by_on, on, term)
    by_rule = term is not None and due == term.due_on
    finding = Finding.objects.create(
        id=finding_id or uuid7(),
        number=_numbered(Finding, "改", region, on.year),
        region_code=region,
        station=station,
        organisation_id=answers,
        owner=owner if owner in Finding.Owner.values else _owner(rule, of_station=station is not None),
        source=source,
        source_id=source_id,
        what=what.strip(),
        rule_ref=rule.ref if rule else "",
        clause=rule.chip if rule else "",
        state=PROCESS.step("", OPEN).end,
        opened_on=on,
        opened_by=actor.id,
        opened_by_label=actor.label[:120],
        mend_by_on=due,
        term_ref=term.ref if term and by_rule else "",
        term_clause=term.chip if term and by_rule else "",
    )
    _add(finding, actor, FindingStep.Kind.TOLD, on, what)
    _tell_owner(actor, finding, because_of=OPEN, subject=f"请在 {due:%m-%d} 前整改：{finding.number}", at=at)
    return finding


@action(PLAN, facts=("finding_id", "on"), subject="finding_id")
def plan_rectification(*, actor: Actor, finding_id: UUID, text: str, on: date) -> Finding:
    """Why it came about and what will be done until when.

    Refused  no words, or it is for another side to put right
    """
    finding = _to_mend(actor, PLAN, finding_id)
    _said(text, "请写明原因、打算怎么改、谁来改。")
    finding.state = PROCESS.step(finding.state, PLAN).end
    finding.save(update_fields=["state"])
    return _add(finding, actor, FindingStep.Kind.PLANNED, on, text)


@action(HAND_IN, facts=("finding_id", "on"), subject="finding_id")
def hand_in_rectification(*, actor: Actor, finding_id: UUID, text: str, on: date, at: datetime) -> Finding:
    """It was put right: what was done, shown by the files beside it. Somebody else checks.

    Refused  no words, or it is for another side to put right
    """
    finding = _to_mend(actor, HAND_IN, finding_id)
    _said(text, "请写明改了什么、什么时候改好的。")
    finding.state = PROCESS.step(finding.state, HAND_IN).end
    finding.mended_by, finding.mended_on = actor.id, on
    finding.save(update_fields=["state", "mended_by", "mended_on"])
    _add(finding, actor, FindingStep.Kind.HANDED, on, text)
    opener = _account(finding.opened_by)
    _tell(
        actor,
        finding,
        because_of=HAND_IN,
        roles=OFFICES if opener else frozenset({"county"}),
        subject=f"整改结果待核查：{finding.number}",
        url=_address(finding),
        at=at,
        only=[opener] if opener else None,
    )
    return finding


@action(CLEAR, facts=("finding_id", "on"), subject="finding_id")
def clear_finding(*, actor: Actor, finding_id: UUID, text: str, on: date, at: datetime) -> Finding:
    """Looked at on the spot or in the papers, and right: cleared (销号).

    Refused  nothing was handed in; one put it right oneself, or one's own office did; no words on how it was checked
    """
    finding = _to_check(actor, CLEAR, finding_id)
    _said(text, "请写明怎么核查的：看了现场，还是看了材料。")
    finding.state = PROCESS.step(finding.state, CLEAR).end
    finding.cleared_by, finding.cleared_by_label, finding.cleared_on = actor.id, actor.label[:120], on
    finding.save(update_fields=["state", "cleared_by", "cleared_by_label", "cleared_on"])
    _add(finding, actor, FindingStep.Kind.CLEARED, on, text)
    _tell_owner(actor, finding, because_of=CLEAR, subject=f"整改已销号：{finding.number}", at=at)
    return finding


@action(RETURN, facts=("finding_id", "on"), subject="finding_id")
def return_finding(*, actor: Actor, finding_id: UUID, because: str, on: date, at: datetime) -> Finding:
    """Not right yet: sent back with the reason; the day stays unless it is extended.

    Refused  nothing was handed in, one put it right oneself, no reason
    """
    finding = _to_check(actor, RETURN, finding_id)
    _said(because, "请写明哪里没有改到位。")
    finding.state = PROCESS.step(finding.state, RETURN).end
    finding.returned += 1
    finding.mended_by, finding.mended_on = "", None
    finding.save(update_fields=["state", "returned", "mended_by", "mended_on"])
    _add(finding, actor, FindingStep.Kind.RETURNED, on, because)
    _tell_owner(actor, finding, because_of=RETURN, subject=f"整改没到位，退回再改：{finding.number}", at=at)
    return finding


@action(EXTEND, facts=("finding_id", "until_on", "on"), subject="finding_id")
def extend_finding(*, actor: Actor, finding_id: UUID, until_on: date, because: str, on: date) -> Finding:
    """A later day, with the reason; the first day stays written in the steps.

    Refused  no reason, no later day, handed in or cleared already
    """
    finding = _finding(actor, EXTEND, finding_id)
    _stop(
        extending_problem(because=because, until_on=until_on, mend_by_on=finding.mend_by_on, on=on),
        "oversight.extension",
    )
    PROCESS.step(finding.state, EXTEND)
    before, finding.mend_by_on = finding.mend_by_on, until_on
    finding.extended += 1
    finding.save(update_fields=["mend_by_on", "extended"])
    return _add(finding, actor, FindingStep.Kind.EXTENDED, on, f"{before} 延到 {until_on}。{because.strip()}")


@action(REOPEN, facts=("finding_id", "mend_by_on", "on"), subject="finding_id")
def reopen_finding(
    *, actor: Actor, finding_id: UUID, because: str, mend_by_on: date | None, on: date, at: datetime
) -> Finding:
    """The look back (回头看) found it broken again: it is open until it is cleared again.

    mend_by_on  None: as long as the region's paper gives

    Refused  it is not cleared; no reason; no day
    """
    finding = _finding(actor, REOPEN, finding_id)
    _said(because, "请写明回头看看到了什么。")
    end = PROCESS.step(finding.state, REOPEN).end
    term = term_of(region_code=finding.region_code, on=on)
    due = _due(mend_by_on, on, term)
    finding.state, finding.mend_by_on, finding.cleared_on = end, due, None
    finding.cleared_by = finding.cleared_by_label = finding.mended_by = ""
    finding.mended_on = None
    finding.reopened += 1
    finding.save()
    _add(finding, actor, FindingStep.Kind.REOPENED, on, because)
    _tell_owner(
        actor, finding, because_of=REOPEN, subject=f"回头看发现反弹，请重新整改：{finding.number}", at=at
    )
    return finding


@action(WITHDRAW, facts=("finding_id", "on"), subject="finding_id")
def withdraw_finding(*, actor: Actor, finding_id: UUID, because: str, on: date) -> Finding:
    """It was opened wrongly; it stays on file with the reason and counts no more.

    Refused  no reason, or cleared already
    """
    finding = _finding(actor, WITHDRAW, finding_id)
    _said(because, "请写明为什么撤销。")
    finding.state = PROCESS.step(finding.state, WITHDRAW).end
    finding.save(update_fields=["state"])
    return _add(finding, actor, FindingStep.Kind.WITHDRAWN, on, because)


# --- the steps ----------------------------------------------------------------------------------------------------------


def _finding(actor: Actor, verb: str, finding_id: UUID) -> Finding:
    return Finding.objects.locked(actor, verb, finding_id)


def _to_mend(actor: Actor, verb: str, finding_id: UUID) -> Finding:
    finding = _finding(actor, verb, finding_id)
    _stop(mend_refusal(actor=actor, finding=finding), "oversight.not-the-owner")
    return finding


def _to_check(actor: Actor, verb: str, finding_id: UUID) -> Finding:
    finding = _finding(actor, verb, finding_id)
    PROCESS.step(finding.state, verb)
    _stop(check_refusal(actor=actor, finding=finding), "oversight.own-rectification")
    return finding


def _of_complaint(
    actor: Actor, complaint_id: UUID | None, what: str, station_id: UUID | None, organisation_id: UUID | None
) -> tuple[UUID | None, UUID | None]:
    """Whom a founded complaint is about."""
    if complaint_id is None:
        raise Refused("请从投诉件的页面提整改。", code="oversight.finding-source")
    complaint = Complaint.objects.visible_to(actor, OPEN).get(pk=complaint_id)
    if complaint.finding not in (Complaint.Finding.UPHELD, Complaint.Finding.PARTLY):
        raise Refused("查实属实、部分属实的投诉才提整改。", code="oversight.complaint-unfounded")
    if complaint.name and complaint.name in what:
        raise Refused("整改要求里写了投诉人的姓名，请去掉。", code="oversight.complainant-named")
    if station_id is None and organisation_id is None:
        return complaint.station_id, complaint.about_organisation_id
    return station_id, organisation_id


def _due(mend_by_on: date | None, on: date, term: Term | None) -> date:
    """The day that was set, else the last day the region's paper gives."""
    _stop(
        term_problem(mend_by_on=mend_by_on, on=on, term=term),
        "oversight.finding-term",
        clause=term.chip if term else "",
    )
    found = mend_by_on or (term.due_on if term else None)
    assert found is not None
    return found


def _rule(rule_id: str, region_code: str, on: date) -> AnyRule:
    try:
        return rule_for(rule_id, region_code=region_code, on=on)
    except NoRule:
        raise Refused("本地区没有这条规定，请重新选。", code="oversight.no-such-rule") from None


def _owner(rule: AnyRule | None, *, of_station: bool) -> str:
    if not of_station:
        return Finding.Owner.AGENCY
    return Finding.Owner.TOWNSHIP if rule and set(rule.duty_of) == {"乡镇"} else Finding.Owner.STATION


def _said(text: str, ask: str) -> None:
    if not text.strip():
        raise Refused(ask, code="oversight.unsaid")
    if len(text) > LONGEST:
        raise Refused(f"一次最多写{LONGEST}字，全文可以作为附件。", code="oversight.too-long")


def _account(key: str) -> UUID | None:
    try:
        return UUID(key)
    except ValueError:
        return None


def _address(finding: Finding) -> str:
    return f"/oversight/findings/{finding.pk}/"


def _tell_owner(actor: Actor, finding: Finding, *, because_of: str, subject: str, at: datetime) -> None:
    if finding.owner == Finding.Owner.TOWNSHIP:
        _tell(
            actor,
            finding,
            because_of=because_of,
            roles=frozenset({"township"}),
            subject=subject,
            url=_address(finding),
            clause=finding.clause,
            at=at,
        )
        return
    _tell_other_side(
        actor,
        finding,
        because_of=because_of,
        subject=subject,
        url=_address(finding),
        clause=finding.clause,
        at=at,
    )


def _add(finding: Finding, actor: Actor, kind: FindingStep.Kind, on: date, text: str) -> Finding:
    FindingStep.objects.create(
        finding=finding,
        region_code=finding.region_code,
        station_id=finding.station_id,
        organisation_id=finding.organisation_id,
        number=FindingStep.objects.filter(finding=finding).count() + 1,
        kind=kind,
        done_on=on,
        text=text.strip(),
        by=actor.id,
        by_organisation=actor.organisation_id,
        by_label=actor.label[:120],
    )
    return finding
