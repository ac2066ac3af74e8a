"""A recruitment: planned by the agency, agreed and filed upwards by the county, announced, its result recorded."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from yizhan.contracts.actions.filings import file_upward
from yizhan.contracts.actions.ground import _open_project, _stop
from yizhan.contracts.models import Agreement, Recruitment, RecruitmentHire, UpwardFiling
from yizhan.contracts.rules.recruitments import (
    AGREE,
    ANNOUNCE,
    PLAN,
    PLAN_RULE,
    RECORD,
    RECRUITMENT,
    RETURN,
    SEND,
    Opening,
    announcing_problem,
    plan_problem,
    result_problem,
    rule_or_none,
    unfair,
)
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.action import action
from yizhan.workforce.models import Worker


@action(PLAN, facts=("project_id", "recruitment_id", "agreement_id"), subject="recruitment_id")
def plan_recruitment(
    *,
    actor: Actor,
    project_id: UUID,
    recruitment_id: UUID,
    title: str,
    openings: Sequence[Opening],
    conditions: str,
    procedure: str,
    publicity: str,
    on: date,
    agreement_id: UUID | None = None,
) -> Recruitment:
    """An agency writes down whom it wants to recruit, how and where that is made public; told again, it is rewritten.

    recruitment_id  made by the caller: the same id is the same plan

    Refused  no agency of the project, no title, posts, conditions, procedure or place of publicity; sent already
    """
    project = _open_project(actor, PLAN, project_id)
    if actor.organisation_id is None:
        raise Refused("招聘方案由承接机构拟订。", code="contracts.no-agency")
    _stop(
        plan_problem(
            title=title,
            openings=openings,
            conditions=conditions,
            procedure=procedure,
            publicity=publicity,
        ),
        "contracts.recruitment-incomplete",
    )
    row = Recruitment.objects.filter(pk=recruitment_id).select_for_update().first()
    if row is None:
        agreements = Agreement.objects.filter(project=project, provider_id=actor.organisation_id)
        if agreement_id is not None:
            agreements = agreements.filter(pk=agreement_id)
        agreement = agreements.exclude(state="DRAFT").order_by("-first_on").first()
        RECRUITMENT.step("", PLAN)
        row = Recruitment(
            id=recruitment_id,
            project=project,
            agreement=agreement,
            provider_id=actor.organisation_id,
            region_code=project.region_code,
            planned_on=on,
        )
    else:
        row = Recruitment.objects.locked(actor, PLAN, recruitment_id)
        RECRUITMENT.step(row.state, PLAN)
    row.title = title.strip()
    row.openings = [
        {"post": each.post.strip(), "count": each.count, "place": each.place.strip()} for each in openings
    ]
    row.conditions, row.procedure = conditions.strip()[:2000], procedure.strip()[:2000]
    row.publicity = publicity.strip()[:200]
    row.save()
    return row


@action(SEND, facts=("recruitment_id", "on"), subject="recruitment_id")
def send_recruitment(*, actor: Actor, recruitment_id: UUID, on: date) -> Recruitment:
    """The plan goes to the county for its guidance.

    Refused  sent already
    """
    row = Recruitment.objects.locked(actor, SEND, recruitment_id)
    row.state, row.sent_on = RECRUITMENT.step(row.state, SEND).end, on
    row.save()
    return row


@action(RETURN, facts=("recruitment_id", "on"), subject="recruitment_id")
def return_recruitment(*, actor: Actor, recruitment_id: UUID, answer: str, on: date) -> Recruitment:
    """The county says what to change.

    Refused  not sent, or nothing said
    """
    row = Recruitment.objects.locked(actor, RETURN, recruitment_id)
    step = RECRUITMENT.step(row.state, RETURN)
    _stop(None if answer.strip() else "请写明要改什么。", "contracts.reason-missing")
    row.state, row.answered_on, row.answer = step.end, on, answer.strip()[:300]
    row.save()
    return row


@action(AGREE, facts=("recruitment_id", "on"), subject="recruitment_id")
def agree_recruitment(
    *, actor: Actor, recruitment_id: UUID, on: date, answer: str = "", at: datetime | None = None
) -> Recruitment:
    """The county agrees, and where its paper says so the plan is filed with the office above at once.

    at  when; the office above is told. None: a plan of the past is written down, nobody is told

    Refused  not sent, or the filing is refused
    Source   rule `filing.recruitment-plan`
    """
    row = Recruitment.objects.locked(actor, AGREE, recruitment_id)
    row.state, row.answered_on = RECRUITMENT.step(row.state, AGREE).end, on
    row.answer = answer.strip()[:300]
    row.save()
    if rule_or_none(PLAN_RULE, region_code=row.region_code, on=on) is not None:
        file_upward(
            actor=actor.acting_for("contracts.file_upward", because_of=AGREE),
            project_id=row.project_id,
            subject_kind=UpwardFiling.Kind.RECRUITMENT,
            subject_id=row.pk,
            title=row.title,
            event_on=on,
            on=on,
            at=at,
        )
    return row


@action(ANNOUNCE, facts=("recruitment_id", "announced_on", "open_until_on"), subject="recruitment_id")
def announce_recruitment(
    *, actor: Actor, recruitment_id: UUID, announced_on: date, open_until_on: date, on: date
) -> Recruitment:
    """It was made public, and until when people may apply.

    Refused  not agreed, not filed upwards where the paper asks for it, or days that cannot be
    """
    row = Recruitment.objects.locked(actor, ANNOUNCE, recruitment_id)
    step = RECRUITMENT.step(row.state, ANNOUNCE)
    rule = rule_or_none(PLAN_RULE, region_code=row.region_code, on=announced_on)
    filing = (
        UpwardFiling.objects.filter(subject_id=row.pk)
        .exclude(state="TAKEN_BACK")
        .order_by("-sent_on", "-id")
        .first()
    )
    _stop(
        announcing_problem(
            announced_on=announced_on,
            until_on=open_until_on,
            on=on,
            must_file=rule is not None,
            filing_state=filing.state if filing is not None else None,
        ),
        "contracts.not-announced",
        clause=rule.source if rule is not None else "",
    )
    row.state, row.announced_on, row.open_until_on = step.end, announced_on, open_until_on
    row.save()
    return row


@action(RECORD, facts=("recruitment_id", "applicants", "worker_ids", "on"), subject="recruitment_id")
def record_recruitment(
    *,
    actor: Actor,
    recruitment_id: UUID,
    applicants: int,
    publicised_from_on: date,
    publicised_to_on: date,
    ruled_out: Mapping[str, str],
    on: date,
    worker_ids: Sequence[UUID] = (),
) -> Recruitment:
    """What came of it: how many applied, who was taken on, when the choice was made public, and that it was fair.

    ruled_out   {what the paper forbids: what was done to make sure}
    worker_ids  workers enrolled since it was announced, of the same agency

    Refused  not announced, numbers or days that cannot be, an item of the fairness list not looked at
    Source   rule `staffing.fair-selection`
    """
    row = Recruitment.objects.locked(actor, RECORD, recruitment_id)
    step = RECRUITMENT.step(row.state, RECORD)
    assert row.announced_on is not None
    forbidden, rule = unfair(region_code=row.region_code, on=row.announced_on)
    looked_at = {word: told.strip()[:200] for word, told in ruled_out.items() if told.strip()}
    workers = list(
        Worker.objects.filter(
            pk__in=worker_ids,
            organisation_id=row.provider_id,
            region_code__startswith=row.region_code,
            started_on__gte=row.announced_on,
        )
    )
    if len(workers) != len(set(worker_ids)):
        raise Refused(
            "录用的人要先在站点登记人员，并且是这次发布以后到岗的本机构人员。", code="contracts.not-hired"
        )
    taken = RecruitmentHire.objects.filter(worker__in=workers).select_related("worker").first()
    if taken is not None:
        raise Refused(f"{taken.worker.name}已算在另一次招聘里。", code="contracts.hired-already")
    _stop(
        result_problem(
            applicants=applicants,
            hired=len(workers),
            wanted=row.wanted,
            publicised_from_on=publicised_from_on,
            publicised_to_on=publicised_to_on,
            announced_on=row.announced_on,
            open_until_on=row.open_until_on,
            ruled_out=looked_at,
            forbidden=forbidden,
            rule=rule,
            on=on,
        ),
        "contracts.result-wrong",
        clause=rule.source if rule is not None else "",
    )
    row.state, row.done_on, row.applicants = step.end, on, applicants
    row.publicised_from_on, row.publicised_to_on = publicised_from_on, publicised_to_on
    row.ruled_out = looked_at
    row.save()
    for worker in workers:
        RecruitmentHire.objects.create(
            id=uuid7(), region_code=row.region_code, recruitment=row, worker=worker
        )
    return row
