"""Papers and photos a unit puts beside its part of a duty, and takes off again while it is not over."""

from datetime import date
from uuid import UUID

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.oversight.actions.files_ground import _put_beside, _take_off
from yizhan.oversight.models import MandateFile, MandatePart
from yizhan.oversight.rules.mandates import ATTACH, TAKE_OFF, TO_DO
from yizhan.privacy.action import action


@action(ATTACH, facts=("file_id", "part_id"), subject="file_id")
def attach_mandate_file(
    *,
    actor: Actor,
    part_id: UUID,
    title: str,
    file_name: str,
    content: bytes,
    on: date,
    file_id: UUID | None = None,
) -> MandateFile:
    """A file beside one's own organisation's part. Enciphered on disk.

    Refused  another unit's part; handed in already; a file that is empty, too large or not what its name says; twice
    """
    part = MandatePart.objects.locked(actor, ATTACH, part_id)
    if part.organisation_id != actor.organisation_id:
        raise Refused("材料由办理的单位自己传。", code="oversight.mandate-not-yours")
    if closed := _closed(part):
        raise Refused(closed, code="oversight.evidence-late")
    return _put_beside(
        MandateFile, actor=actor, title=title, file_name=file_name, content=content, on=on, file_id=file_id,
        beside={"part": part}, mandate_id=part.mandate_id, region_code=part.region_code,
    )  # fmt: skip


@action(TAKE_OFF, facts=("file_id", "on"), subject="file_id")
def withdraw_mandate_file(*, actor: Actor, file_id: UUID, on: date) -> MandateFile:
    """A file put there by mistake is no longer shown; it stays on file.

    Refused  somebody else put it there, withdrawn already, or the part is handed in
    """
    file = MandateFile.objects.locked(actor, TAKE_OFF, file_id)
    return _take_off(file, actor=actor, on=on, closed=_closed(file.part))


def _closed(part: MandatePart) -> str | None:
    over = part.mandate.state != "OPEN" or part.state not in TO_DO
    return "这一部分已经报完成，材料只供查阅。" if over else None
