"""Papers of a project are put on file, and withdrawn with a reason; nothing is thrown away."""

import hashlib
from datetime import date
from uuid import UUID

from django.core.files.base import ContentFile

from yizhan.contracts.actions.ground import _project, _stop
from yizhan.contracts.models import ContractPaper
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.action import action
from yizhan.privacy.files import seal_file
from yizhan.stations.rules import file_problem

ATTACH = "contracts.attach_paper"
WITHDRAW = "contracts.withdraw_paper"


@action(
    ATTACH,
    facts=("project_id", "paper_id", "subject_kind", "subject_id", "kind", "dated_on"),
    subject="project_id",
)
def attach_paper(
    *,
    actor: Actor,
    project_id: UUID,
    kind: str,
    dated_on: date,
    on: date,
    file_name: str,
    content: bytes,
    title: str = "",
    subject_kind: str = "",
    subject_id: UUID | None = None,
    open_to_id: UUID | None = None,
    paper_id: UUID | None = None,
) -> ContractPaper:
    """Put a file to a project or to a row of it.

    open_to_id  the agency that sees it besides the offices; what a party itself hands in is open to that party

    Refused  no kind, a day to come, a file that is empty, too large, or not what its name says; the same file twice
             at the same row
    """
    project = _project(actor, ATTACH, project_id)
    kind = kind.strip()
    if not 1 < len(kind) <= 40:
        raise Refused("请写明这份材料是什么，例如“会议纪要”。", code="contracts.paper-unnamed")
    if dated_on > on:
        raise Refused("材料的日期不能晚于今天。", code="contracts.future")
    _stop(file_problem(file_name, content), "contracts.file-wrong")
    sm3 = hashlib.new("sm3", content).hexdigest()
    known = ContractPaper.objects.filter(
        project=project, subject_id=subject_id, kind=kind, file_sm3=sm3, withdrawn_on=None
    ).first()
    if known is not None:
        raise Refused(
            f"这份文件已经传过：{known.title}（{known.dated_on:%Y-%m-%d}）。", code="contracts.paper-twice"
        )
    by_party = not any(grant.reaches_region(project.region_code) for grant in actor.grants_for(ATTACH))
    paper = ContractPaper(
        id=paper_id or uuid7(),
        project=project,
        region_code=project.region_code,
        subject_kind=subject_kind,
        subject_id=subject_id,
        kind=kind,
        title=title.strip()[:120] or kind,
        dated_on=dated_on,
        file_name=file_name[-120:],
        file_bytes=len(content),
        file_sm3=sm3,
        open_to_id=actor.organisation_id if by_party else open_to_id,
        filed_by=actor.label[:120],
    )
    paper.file.save(file_name, ContentFile(seal_file(content, place=paper.place)), save=False)
    paper.save(force_insert=True)
    return paper


@action(WITHDRAW, facts=("paper_id", "on"), subject="paper_id")
def withdraw_paper(*, actor: Actor, paper_id: UUID, because: str, on: date) -> ContractPaper:
    """A paper no longer counts; it stays on file with the reason.

    Refused  no reason, or withdrawn already
    """
    paper = ContractPaper.objects.locked(actor, WITHDRAW, paper_id)
    because = because.strip()
    if paper.withdrawn_on is not None:
        raise Refused(
            f"“{paper.title}”已于 {paper.withdrawn_on:%Y-%m-%d} 撤下。", code="contracts.paper-withdrawn"
        )
    if not because:
        raise Refused("请写明为什么撤下，例如“传错文件”。", code="contracts.reason-missing")
    paper.withdrawn_on, paper.withdrawn_because = on, because[:120]
    paper.save(update_fields=["withdrawn_on", "withdrawn_because"])
    return paper
