"""Photos and papers of an inspection, a letter or a rectification are put on file, and withdrawn by whoever put them."""

import hashlib
from datetime import date
from uuid import UUID

from django.core.files.base import ContentFile

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.oversight.actions.findings_ground import _is_office, _stop
from yizhan.oversight.models import Admonition, EvidenceFile, Finding, Inspection
from yizhan.oversight.rules.findings import ATTACH, TAKE_OFF
from yizhan.privacy.action import action
from yizhan.privacy.files import seal_file
from yizhan.stations.rules import file_problem


@action(ATTACH, facts=("file_id", "inspection_id", "admonition_id", "finding_id"), subject="file_id")
def attach_evidence(
    *,
    actor: Actor,
    title: str,
    file_name: str,
    content: bytes,
    on: date,
    inspection_id: UUID | None = None,
    admonition_id: UUID | None = None,
    finding_id: UUID | None = None,
    file_id: UUID | None = None,
) -> EvidenceFile:
    """A file beside an inspection (the offices alone), a letter, or a finding. Enciphered on disk.

    Refused  no row or more than one; a file that is empty, too large or not what its name says; the same file twice;
             a finding that is cleared or withdrawn; an inspection of the offices by the other side
    """
    if sum(each is not None for each in (inspection_id, admonition_id, finding_id)) != 1:
        raise Refused("请从检查、函件或整改事项的页面上传。", code="oversight.evidence-of-nothing")
    row: Inspection | Admonition | Finding
    if finding_id is not None:
        row = Finding.objects.locked(actor, ATTACH, finding_id)
        if not row.open:
            raise Refused("这一项已经办完，材料只供查阅。", code="oversight.evidence-late")
    elif inspection_id is not None:
        row = Inspection.objects.locked(actor, ATTACH, inspection_id)
    else:
        row = Admonition.objects.locked(actor, ATTACH, admonition_id)
    if finding_id is None and not _is_office(actor, ATTACH):
        raise Refused("检查和函件的附件由检查的一方上传。", code="oversight.evidence-not-yours")
    _stop(file_problem(file_name, content), "oversight.file-wrong")
    where = {"inspection_id": inspection_id, "admonition_id": admonition_id, "finding_id": finding_id}
    sm3 = hashlib.new("sm3", content).hexdigest()
    if EvidenceFile.objects.filter(file_sm3=sm3, withdrawn_on=None, **where).exists():
        raise Refused("这份文件已经传过了。", code="oversight.evidence-twice")
    made = EvidenceFile(
        id=file_id or uuid7(),
        region_code=row.region_code,
        station_id=row.station_id,
        organisation_id=row.organisation_id,
        title=title.strip()[:120] or file_name[-120:],
        file_name=file_name[-120:],
        file_bytes=len(content),
        file_sm3=sm3,
        filed_on=on,
        filed_by=actor.id,
        filed_by_label=actor.label[:120],
        **where,
    )
    made.file.save(file_name, ContentFile(seal_file(content, place=made.place)), save=False)
    made.save(force_insert=True)
    return made


@action(TAKE_OFF, facts=("file_id", "on"), subject="file_id")
def withdraw_evidence(*, actor: Actor, file_id: UUID, on: date) -> EvidenceFile:
    """A file put there by mistake is no longer shown; it stays on file.

    Refused  somebody else put it there, withdrawn already, or the finding is over
    """
    file = EvidenceFile.objects.locked(actor, TAKE_OFF, file_id)
    if file.filed_by != actor.id:
        raise Refused(
            f"这份材料是{file.filed_by_label}传的，由本人撤下。", code="oversight.evidence-not-yours"
        )
    if file.withdrawn_on is not None:
        raise Refused("这份材料已经撤下。", code="oversight.evidence-gone")
    if file.finding is not None and not file.finding.open:
        raise Refused("这一项已经办完，材料只供查阅。", code="oversight.evidence-late")
    file.withdrawn_on = on
    file.save(update_fields=["withdrawn_on"])
    return file
