"""Answers come in: here, from a phone, from another program. Told again they are the same; nothing that came is lost."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from yizhan.forms.models import Attachment, Form, Given, Submission, Version
from yizhan.forms.queries.answers import pictures_named
from yizhan.forms.rules.filling import Filling
from yizhan.forms.rules.told import Told
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.privacy.action import action
from yizhan.privacy.fields import digest

FINGERPRINT = "forms.submission"
MOST_FILES = 20
MOST_FILE_BYTES = 5 * 1024 * 1024


@dataclass(frozen=True)
class SentFile:
    """A picture or another file as it came with answers."""

    name: str
    media: str
    content: bytes


@action(
    "forms.submit",
    facts=("submission_id", "form_id", "station_id", "subject_id", "filled_on", "channel"),
    subject="subject_id",
)
def submit(
    *,
    actor: Actor,
    submission_id: UUID,
    form_id: UUID,
    station_id: UUID,
    answers: Told,
    filled_on: date,
    at: datetime,
    on: date,
    version_number: int | None = None,
    channel: Submission.Channel | str = Submission.Channel.DESK,
    subject_kind: str = "",
    subject_id: UUID | None = None,
    xml: str = "",
    files: Sequence[SentFile] = (),
) -> Submission:
    """Take one filling-in (提交答卷). The same id with the same answers is the same row.

    At the desk every answer must hold, and so must the questionnaire: not retired, still with the station. What comes
    from a phone or another program was filled in without us and cannot be put right there any more: it is kept, worked
    out anew, and the answers that do not hold are counted as doubts.

    version_number  it was filled in with; None: the newest
    answers         as told, also those that turn out not to be asked
    Refused  the id stands for other answers; never given to the station; no such version; answers that do not hold
    Given.DoesNotExist  the station is out of the actor's sight
    """
    mark = _mark(form_id, station_id, answers)
    if again := _again(submission_id, mark):
        _attach(again, files)
        return again
    form, given = _given(actor, form_id, station_id)
    version = _version(form, version_number)
    from_elsewhere = channel != Submission.Channel.DESK
    if not from_elsewhere:
        if form.retired_on:
            raise Refused("这份问卷已停用，不能再填。", code="forms.retired")
        if given.until_on:
            raise Refused("这份问卷已从本站收回，不能再填。", code="forms.taken-back")
    if filled_on > on and not from_elsewhere:
        raise Refused("填写日期在今天以后。", code="forms.future-day")
    filling = Filling(version.survey, answers, now=at)
    wrong = filling.wrong()
    if wrong and not from_elsewhere:
        raise Refused(_unfit(wrong), code="forms.answers")
    kept: Any = filling.answers()
    try:
        with transaction.atomic():  # two parcels of one filling-in may come at the same moment
            row = Submission.objects.create(
                id=submission_id,
                form=form,
                version=version,
                station_id=station_id,
                region_code=given.region_code,
                subject_kind=subject_kind if subject_id else "",
                subject_id=subject_id,
                filled_on=min(filled_on, on),
                channel=channel,
                by=actor.id[:64],
                by_label=actor.label,
                answers=kept,
                xml=xml,
                fingerprint=mark,
                doubts=min(len(wrong), 999),
            )
    except IntegrityError:
        there = _again(submission_id, mark)
        if there is None:
            raise
        row = there
    _attach(row, files)
    return row


@action("forms.correct_submission", facts=("submission_id", "new_id", "on"), subject="submission_id")
def correct_submission(
    *,
    actor: Actor,
    submission_id: UUID,
    new_id: UUID,
    answers: Told,
    reason: str,
    at: datetime,
    on: date,
    files: Sequence[SentFile] = (),
) -> Submission:
    """Answers put right (更正答卷): a new row with the same version; the old one stays and says that it was corrected.

    files  pictures that take the place of others, under names of their own; a picture no answer names any more stays
           with the old row

    Refused  no reason, nothing changed, answers that do not hold, a picture that did not come along or is too large,
             corrected or voided already
    """
    old = _submission(actor, "forms.correct_submission", submission_id)
    mark = _mark(old.form_id, old.station_id, answers)
    if again := _again(new_id, mark):
        _attach(again, files)
        return again
    if not old.current:
        raise Refused("这份答卷已经更正过，请打开最新的一份。", code="forms.corrected")
    if old.voided_on:
        raise Refused("这份答卷已作废。", code="forms.voided")
    if not reason.strip():
        raise Refused("请写明为什么更正。", code="forms.reason-missing")
    filling = Filling(old.version.survey, answers, now=at)
    if wrong := filling.wrong():
        raise Refused(_unfit(wrong), code="forms.answers")
    kept: Any = filling.answers()
    if kept == old.answers:
        raise Refused("没有改动任何答案。", code="forms.nothing-changed")
    there = set(Attachment.objects.filter(submission=old).values_list("name", flat=True))
    named = pictures_named(old.version.survey, kept)
    before = pictures_named(old.version.survey, old.answers or {})
    if lacking := sorted(named - before - {each.name for each in files}):
        raise Refused(f"“{lacking[0]}”没有传上来，请重新选这张照片。", code="forms.file-missing")
    old.current, old.changed_at = False, Now()
    old.save(update_fields=["current", "changed_at"])
    row = Submission.objects.create(
        id=new_id,
        form=old.form,
        version=old.version,
        station_id=old.station_id,
        region_code=old.region_code,
        subject_kind=old.subject_kind,
        subject_id=old.subject_id,
        filled_on=old.filled_on,
        channel=Submission.Channel.DESK,
        by=actor.id[:64],
        by_label=actor.label,
        answers=kept,
        fingerprint=mark,
        corrects=old,
        correct_reason=reason.strip()[:200],
    )
    left = there & (before - named)
    Attachment.objects.filter(submission=old).exclude(name__in=left).update(submission=row, changed_at=Now())
    _attach(row, [each for each in files if each.name in named])
    return row


@action("forms.void_submission", facts=("submission_id", "on"), subject="submission_id")
def void_submission(*, actor: Actor, submission_id: UUID, reason: str, on: date) -> Submission:
    """Count it no more; it stays to be read (作废). Refused: no reason, or voided already."""
    row = _submission(actor, "forms.void_submission", submission_id)
    if row.voided_on:
        raise Refused("这份答卷已经作废。", code="forms.voided")
    if not reason.strip():
        raise Refused("请写明为什么作废。", code="forms.reason-missing")
    row.voided_on, row.void_reason, row.changed_at = on, reason.strip()[:200], Now()
    row.save(update_fields=["voided_on", "void_reason", "changed_at"])
    return row


@action("forms.link_subject", facts=("submission_id", "subject_id"), subject="subject_id")
def link_subject(*, actor: Actor, submission_id: UUID, subject_kind: str, subject_id: UUID) -> Submission:
    """Say whom answers are about that came without saying so (对应到人). Refused: they are about somebody already."""
    row = _submission(actor, "forms.link_subject", submission_id)
    if row.subject_id and row.subject_id != subject_id:
        raise Refused("这份答卷已经对应到另一个人。", code="forms.linked")
    row.subject_kind, row.subject_id, row.changed_at = subject_kind, subject_id, Now()
    row.save(update_fields=["subject_kind", "subject_id", "changed_at"])
    return row


@action("forms.hand_over_answers", facts=("subject_kind", "subject_id", "station_id"), subject="subject_id")
def hand_over_answers(
    *, actor: Actor, subject_kind: str, subject_id: UUID, station_id: UUID, region_code: str
) -> int:
    """All answers about somebody go to the station that looks after her now, with the files that came along."""
    rows = Submission.objects.filter(subject_kind=subject_kind, subject_id=subject_id)
    Attachment.objects.filter(submission__in=rows).update(region_code=region_code, changed_at=Now())
    return rows.update(station_id=station_id, region_code=region_code, changed_at=Now())


# --- steps --------------------------------------------------------------------------------------------------------------


def _mark(form_id: UUID, station_id: UUID, answers: Told) -> str:
    told = json.dumps([str(form_id), str(station_id), _bare(answers)], sort_keys=True, ensure_ascii=False)
    return digest(told, purpose=FINGERPRINT)


def _bare(told: Any) -> Any:
    """Without what is blank, so that an answer left empty and one not mentioned are the same."""
    if isinstance(told, dict):
        return {name: inside for name, each in told.items() if (inside := _bare(each))}
    if isinstance(told, list):
        return [_bare(each) for each in told]
    return told.strip() if isinstance(told, str) else told


def _again(key: UUID, mark: str) -> Submission | None:
    """The row of an id that was told before. Whoever tells the very same answers knows them, wherever it is by now."""
    there = Submission.objects.filter(pk=key).first()
    if there is not None and there.fingerprint != mark:
        raise Refused(
            "这个编号已经交过另一份不同的答卷，没有覆盖。要改答案，请打开那份答卷更正；另一份请重新填。",
            code="forms.id-taken",
        )
    return there


def _given(actor: Actor, form_id: UUID, station_id: UUID) -> tuple[Form, Given]:
    rows = Given.objects.visible_to(actor, "forms.submit").filter(form_id=form_id, station_id=station_id)
    given = rows.select_related("form").order_by("until_on", "-from_on").first()
    open_ = rows.select_related("form").filter(until_on__isnull=True).first()
    found = open_ or given
    if found is None and Given.objects.filter(form_id=form_id, station_id=station_id).exists():
        raise Given.DoesNotExist  # the station has it; it is the actor who does not reach the station any more
    if found is None:
        raise Refused("这份问卷没有发给本站，请联系县民政局。", code="forms.not-given")
    return found.form, found


def _version(form: Form, number: int | None) -> Version:
    rows = Version.objects.filter(form=form, state=Version.State.PUBLISHED)
    version = rows.filter(number=number).first() if number else rows.order_by("-number").first()
    if version is None:
        raise Refused("没有这一版问卷，请重新下载问卷再填。", code="forms.no-version")
    return version


def _submission(actor: Actor, verb: str, submission_id: UUID) -> Submission:
    rows = Submission.objects.visible_to(actor, verb).select_for_update(of=("self",))
    return rows.select_related("form", "version").get(pk=submission_id)


def _unfit(wrong: Sequence[Any]) -> str:
    first = wrong[0]
    more = f"还有 {len(wrong) - 1} 处也要改。" if len(wrong) > 1 else ""
    return f"“{first.label}”：{first.says}{more}"


def _attach(row: Submission, files: Sequence[SentFile]) -> None:
    """Keep what is not there yet: a program may send the files of one submission in several parcels.

    Refused  too many, or one too large
    """
    if not files:
        return
    there = set(Attachment.objects.filter(submission=row).values_list("name", flat=True))
    if len(there | {each.name for each in files}) > MOST_FILES:
        raise Refused(f"一份答卷最多带 {MOST_FILES} 个文件。", code="forms.too-many-files")
    for each in files:
        if len(each.content) > MOST_FILE_BYTES:
            raise Refused(
                f"照片太大（{len(each.content) / 1024 / 1024:.0f} MB），每个最多 {MOST_FILE_BYTES // 1024 // 1024} MB，请压缩后再传。",
                code="forms.file-size",
            )
        if each.name not in there:
            Attachment.objects.create(
                submission=row,
                region_code=row.region_code,
                name=each.name[:120],
                media=each.media[:60],
                size=len(each.content),
                content=base64.b64encode(each.content).decode(),
            )
