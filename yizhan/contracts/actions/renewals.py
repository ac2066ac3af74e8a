"""The county decides whether an agreement goes on, and next year's project and agreement are made from this one."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from yizhan.contracts.actions.agreements import draft_agreement
from yizhan.contracts.actions.agreements_ground import _agreement, _lines
from yizhan.contracts.actions.indicators import IndicatorLine, set_indicators
from yizhan.contracts.actions.papers import attach_paper
from yizhan.contracts.actions.projects import open_project
from yizhan.contracts.models import (
    Agreement,
    ContractPaper,
    Indicator,
    IndicatorShare,
    Project,
    RenewalDecision,
)
from yizhan.contracts.rules.renewals import (
    decision_problem,
    ground,
    renewal_problem,
    result_of,
    year_after,
)
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.kernel.period import Period
from yizhan.privacy.action import action

DECIDE, RENEW = "contracts.decide_renewal", "contracts.renew_agreement"


@action(DECIDE, facts=("agreement_id", "decision_id", "passed", "allowed", "on"), subject="agreement_id")
def decide_renewal(
    *,
    actor: Actor,
    agreement_id: UUID,
    allowed: bool,
    on: date,
    result: str = "",
    passed: bool | None = None,
    points: Decimal | None = None,
    because: str = "",
    file_name: str = "",
    content: bytes = b"",
    decision_id: UUID | None = None,
) -> RenewalDecision:
    """Put the year's evaluation and the decision that follows from it on file.

    points   where the region's paper has bands, result and passed follow from them
    content  the paper of the evaluation; may be empty where it is on file elsewhere

    Refused  a failed evaluation where the region's paper forbids to go on; no result; no reason for an unexpected one
    """
    agreement = _agreement(actor, DECIDE, agreement_id)
    if agreement.state == Agreement.State.DRAFT:
        raise Refused("协议还没有签订。", code="contracts.not-signed")
    if Agreement.objects.filter(follows=agreement).exists():
        raise Refused("已经续签，决定不能再改。", code="contracts.renewed")
    of = ground(region_code=agreement.region_code, on=on)
    told = result_of(of.bands, points)
    if told is not None:
        result, passed = told
    if passed is None:
        raise Refused("请写明年度评估合格还是不合格。", code="contracts.no-result")
    if wrong := decision_problem(of=of, passed=passed, allowed=allowed, result=result, because=because):
        raise Refused(wrong[0], code="contracts.renewal", clause=wrong[1])
    decision_id = decision_id or uuid7()
    paper: ContractPaper | None = None
    if content:
        paper = attach_paper(
            actor=actor.acting_for("contracts.attach_paper", because_of=DECIDE),
            project_id=agreement.project_id,
            kind="年度评估结果",
            dated_on=on,
            on=on,
            file_name=file_name,
            content=content,
            subject_kind="RENEWAL",
            subject_id=decision_id,
            open_to_id=agreement.provider_id,
        )
    return RenewalDecision.objects.create(
        id=decision_id,
        agreement=agreement,
        region_code=agreement.region_code,
        points=points,
        result=result.strip()[:20],
        passed=passed,
        allowed=allowed,
        because=because.strip()[:200],
        rule=of.rule.ref if of.rule else "",
        clause=of.rule.source if of.rule else "",
        decided_on=on,
        decided_by=actor.label[:120],
        paper=paper,
    )


@action(RENEW, facts=("agreement_id", "renewed_id"), subject="agreement_id")
def renew_agreement(
    *, actor: Actor, agreement_id: UUID, name: str, renewed_id: UUID | None = None
) -> Agreement:
    """Make next year's project, and in it a draft with the same agency, stations, clauses and indicators.

    name  of next year's project, where there is none that continues this one

    Refused  not decided, decided against, renewed already, next year lies beyond the cycle
    """
    agreement = _agreement(actor, RENEW, agreement_id)
    year = Period(agreement.first_on, agreement.last_on)
    after = year_after(year)
    decision = _newest_decision(agreement)
    problem = renewal_problem(
        decided=decision.allowed if decision else None,
        clause_says=f"{decision.because}。" if decision and decision.because else "",
        renewed=Agreement.objects.filter(follows=agreement).exists(),
        cycle_last_on=agreement.cycle_last_on,
        next_year=after,
        before=year,
        terminated=agreement.state == Agreement.State.TERMINATED,
    )
    if agreement.state == Agreement.State.DRAFT:
        problem = "协议还没有签订。"
    if problem:
        raise Refused(problem, code="contracts.renewal", clause=decision.clause if decision else "")
    project = agreement.project
    following = Project.objects.filter(follows=project).first()
    if following is None:
        first = year_after(project.period)
        following = open_project(
            actor=actor.acting_for("contracts.open_project", because_of=RENEW),
            region_code=project.region_code,
            name=name,
            buyer_id=project.buyer_id,
            first_on=first.first,
            last_on=first.last,
            follows_id=project.pk,
        )
    made = draft_agreement(
        actor=actor.acting_for("contracts.draft_agreement", because_of=RENEW),
        project_id=following.pk,
        provider_id=agreement.provider_id,
        stations=_lines(agreement),
        amount_fen=agreement.amount_fen,
        first_on=after.first,
        last_on=after.last,
        cycle_first_on=agreement.cycle_first_on,
        cycle_last_on=agreement.cycle_last_on,
        clauses=agreement.clauses,
        services=list(agreement.services),
        follows_id=agreement.pk,
        agreement_id=renewed_id,
    )
    lines = _same_indicators(agreement)
    if lines:
        set_indicators(
            actor=actor.acting_for("contracts.set_indicators", because_of=RENEW),
            agreement_id=made.pk,
            lines=lines,
        )
    return made


def _newest_decision(agreement: Agreement) -> RenewalDecision | None:
    """The decision that stands."""
    return RenewalDecision.objects.filter(agreement=agreement).order_by("-decided_on", "-id").first()


def _same_indicators(agreement: Agreement) -> list[IndicatorLine]:
    shares: dict[UUID, dict[UUID, Decimal]] = {}
    for share in IndicatorShare.objects.filter(indicator__agreement=agreement):
        shares.setdefault(share.indicator_id, {})[share.station_id] = share.target
    return [
        IndicatorLine(
            kind=one.kind, name=one.name, metric=one.metric, unit=one.unit, targets=shares.get(one.pk, {})
        )
        for one in Indicator.objects.filter(agreement=agreement).order_by("position")
    ]
