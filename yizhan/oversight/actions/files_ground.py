"""What the verbs that put a file beside a row of oversight, and take it off again, have in common."""

import hashlib
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.core.files.base import ContentFile

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.oversight.models import EvidenceFile, MandateFile
from yizhan.privacy.files import seal_file
from yizhan.stations.rules import file_problem

File = TypeVar("File", EvidenceFile, MandateFile)


def _put_beside(
    model: type[File],
    *,
    actor: Actor,
    title: str,
    file_name: str,
    content: bytes,
    on: date,
    file_id: UUID | None,
    beside: dict[str, Any],
    **facts: Any,
) -> File:
    """A file on file, enciphered on disk.

    beside   the row it lies beside, by column: there the same file is taken once
    facts    further columns
    Refused  it is empty, too large, not what its name says, or there already
    """
    if problem := file_problem(file_name, content):
        raise Refused(problem, code="oversight.file-wrong")
    sm3 = hashlib.new("sm3", content).hexdigest()
    if model._default_manager.filter(file_sm3=sm3, withdrawn_on=None, **beside).exists():
        raise Refused("这份文件已经传过了。", code="oversight.evidence-twice")
    made = model(
        id=file_id or uuid7(),
        title=title.strip()[:120] or file_name[-120:],
        file_name=file_name[-120:],
        file_bytes=len(content),
        file_sm3=sm3,
        filed_on=on,
        filed_by=actor.id,
        filed_by_label=actor.label[:120],
        **beside,
        **facts,
    )
    made.file.save(file_name, ContentFile(seal_file(content, place=made.place)), save=False)
    made.save(force_insert=True)
    return made


def _take_off(file: File, *, actor: Actor, on: date, closed: str | None) -> File:
    """No longer shown; it stays on file.

    closed   why nothing may be taken off any more, as a sentence
    Refused  somebody else put it there, withdrawn already, or closed
    """
    if file.filed_by != actor.id:
        raise Refused(
            f"这份材料是{file.filed_by_label}传的，由本人撤下。", code="oversight.evidence-not-yours"
        )
    if file.withdrawn_on is not None:
        raise Refused("这份材料已经撤下。", code="oversight.evidence-gone")
    if closed:
        raise Refused(closed, code="oversight.evidence-late")
    file.withdrawn_on = on
    file.save(update_fields=["withdrawn_on"])
    return file
