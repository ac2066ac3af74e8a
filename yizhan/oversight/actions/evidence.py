"""Photos and papers of an inspection, a letter or a rectification are put on file, and withdrawn by whoever put them."""

from datetime import date
from uuid import UUID

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.oversight.actions.files_ground import _put_beside, _take_off
from yizhan.oversight.actions.findings_ground import _is_office
from yizhan.oversight.models import Admonition, EvidenceFile, Finding, Inspection
from yizhan.oversight.rules.findings import ATTACH, TAKE_OFF
from yizhan.privacy.action import action


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
    return _put_beside(
        EvidenceFile, actor=actor, title=title, file_name=file_name, content=content, on=on, file_id=file_id,
        beside={"inspection_id": inspection_id, "admonition_id": admonition_id, "finding_id": finding_id},
        region_code=row.region_code, station_id=row.station_id, organisation_id=row.organisation_id,
    )  # fmt: skip


@action(TAKE_OFF, facts=("file_id", "on"), subject="file_id")
def withdraw_evidence(*, actor: Actor, file_id: UUID, on: date) -> EvidenceFile:
    """A file put there by mistake is no longer shown; it stays on file.

    Refused  somebody else put it there, withdrawn already, or the finding is over
    """
    file = EvidenceFile.objects.locked(actor, TAKE_OFF, file_id)
    over = file.finding is not None and not file.finding.open
    return _take_off(file, actor=actor, on=on, closed="这一项已经办完，材料只供查阅。" if over else None)
