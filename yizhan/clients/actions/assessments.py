"""Scored assessments: recorded, corrected by a new version, voided; the grade and the next due day follow."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Now

from yizhan.clients.actions.needs import LONGEST, note_need
from yizhan.clients.actions.standing import _replan, grade_client
from yizhan.clients.models import Assessment, Client, Grading, Need
from yizhan.clients.queries.find import class_codes, client_for
from yizhan.clients.rules.scales import GRADES, missing_sentence, scale_in_force, unsuited
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.policy.schema.scales import Scale, ScaleResult
from yizhan.privacy.action import action

RECORD, CORRECT, VOID = "clients.record_assessment", "clients.correct_assessment", "clients.void_assessment"
CORRECT_OTHERS = "clients.correct_others"
LONGEST_NOTE = 2000


@action(RECORD, facts=("client_id", "scale", "assessed_on"), subject="client_id")
def record_assessment(
    *,
    actor: Actor,
    client_id: UUID,
    scale: str,
    answers: Mapping[str, str],
    special: Collection[str] = (),
    assessed_on: date,
    on: date,
    note: str = "",
    needs: Sequence[tuple[str, str]] = (),
    service_id: UUID | None = None,
    assessment_id: UUID | None = None,
    grades: bool = True,
) -> Assessment:
    """Assess a client by a scale of her region (评估): total, sub-scores, band, and when to assess again.

    scale    id of the rule, scale.elderly-ability
    answers  question -> one of its answers; special: the 特殊情形 that are there
    needs    (kind, what) found on the way: noted in the same breath
    grades   False: the grade it leads to is left for a person to choose, because somebody else graded meanwhile
    Refused  no such scale that day, or not for this person; answers missing or not of the list; a closed file;
             a day after today or before the file was opened
    """
    client = client_for(actor=actor, verb=RECORD, client_id=client_id, lock=True)
    made = _made(
        client,
        scale=scale,
        answers=answers,
        special=special,
        assessed_on=assessed_on,
        on=on,
        note=note,
        actor=actor,
    )
    made.pk, made.service_id = assessment_id or uuid7(), service_id
    _stand(made)
    if grades:
        _set_grade(actor, made, because_of=RECORD, on=on)
    for kind, what in needs:
        note_need(
            actor=actor.acting_for("clients.note_need", because_of=RECORD),
            client_id=client.pk,
            kind=kind,
            what=what,
            source=Need.Source.ASSESSMENT,
            found_on=assessed_on,
            on=on,
        )
    return made


@action(CORRECT, facts=("assessment_id",), subject="assessment_id")
def correct_assessment(
    *,
    actor: Actor,
    assessment_id: UUID,
    answers: Mapping[str, str],
    special: Collection[str] = (),
    note: str = "",
    reason: str,
    on: date,
    corrected_id: UUID | None = None,
) -> Assessment:
    """Answer an assessment again because something was wrong: a new version of the same day; the old one is kept.

    Refused  not one's own and no head; corrected or voided already; no reason; answers missing
    Assessment.DoesNotExist  out of sight
    """
    old = _own(actor, CORRECT, assessment_id)
    said = _reason(reason, "请写明更正的理由，例如：听错了，老人能自己上厕所。")
    client = client_for(actor=actor, verb=CORRECT, client_id=old.client_id, lock=True)
    made = _made(
        client,
        scale=old.scale,
        answers=answers,
        special=special,
        assessed_on=old.assessed_on,
        on=on,
        note=note,
        actor=actor,
        again=True,
    )
    if (made.given, made.answers["special"], made.note) == (old.given, old.answers["special"], old.note):
        raise Refused("答案、特殊情形和说明都没有变，不用更正。", code="clients.already")
    old.replaced, old.newest, old.changed_at = True, False, Now()
    old.save(update_fields=["replaced", "newest", "changed_at"])
    made.pk, made.service_id = corrected_id or uuid7(), old.service_id
    made.version, made.replaces, made.correction_reason = old.version + 1, old, said
    _stand(made)
    from_old = _gradings_of(old)
    if from_old and made.newest and from_old[-1].grade == made.grade:
        Grading.objects.filter(pk__in=[each.pk for each in from_old]).update(assessment=made)
        return made
    if from_old:
        _take_back(client, from_old, on=on)
    if from_old or made.grade != client.grade:
        _set_grade(actor, made, because_of=CORRECT, on=on)
    return made


@action(VOID, facts=("assessment_id", "on"), subject="assessment_id")
def void_assessment(*, actor: Actor, assessment_id: UUID, reason: str, on: date) -> Assessment:
    """Say that an assessment does not hold, for example of the wrong person; it is kept, crossed out.

    The grade it set is taken back: the one before stands again as it was given, unless somebody graded later.
    Refused  not one's own and no head; corrected or voided already; no reason
    """
    made = _own(actor, VOID, assessment_id)
    made.void_reason = _reason(reason, "请写明作废的理由，例如：评错了人。")
    made.voided_on, made.newest, made.changed_at = on, False, Now()
    made.save(update_fields=["void_reason", "voided_on", "newest", "changed_at"])
    client = Client.objects.select_for_update(of=("self",)).get(pk=made.client_id)
    _take_back(client, _gradings_of(made), on=on)
    before = _standing(made.client_id, made.scale).first()
    if before is not None and not before.newest:
        Assessment.objects.filter(pk=before.pk).update(newest=True, changed_at=Now())
    return made


def _own(actor: Actor, verb: str, assessment_id: UUID) -> Assessment:
    """One that stands, of the actor's own or anybody's for who may mend the work of colleagues; locked."""
    seen = Assessment.objects.visible_to(actor, verb)
    made = seen.select_for_update(of=("self",)).get(pk=assessment_id)
    if made.by_id != actor.id and not actor.may(CORRECT_OTHERS):
        raise Refused(f"这次评估是{made.by_label}做的，请本人或站长更正、作废。", code="clients.not-own")
    if not made.stands:
        raise Refused("这次评估已经更正或作废，请打开现在的一份。", code="clients.already")
    return made


def _reason(text: str, ask: str) -> str:
    said = text.strip()
    if not said:
        raise Refused(ask, code="clients.reason-missing")
    return said[:LONGEST]


def _made(
    client: Client,
    *,
    scale: str,
    answers: Mapping[str, str],
    special: Collection[str],
    assessed_on: date,
    on: date,
    note: str,
    actor: Actor,
    again: bool = False,
) -> Assessment:
    """The row as it would be stored, everything that can be refused having been asked."""
    if not client.active:
        raise Refused("该档案已销档，请先恢复。", code="clients.closed")
    if assessed_on > on:
        raise Refused("评估日期在今天以后。", code="clients.future-day")
    if assessed_on < client.opened_on:
        raise Refused(f"评估日期早于建档日期（{client.opened_on:%Y-%m-%d}）。", code="clients.day-order")
    rule = scale_in_force(scale, region_code=client.region_code, on=assessed_on)
    if rule is None:
        raise Refused("本地区那天没有这张量表，请另选。", code="clients.no-scale")
    if not again and (
        why := unsuited(rule, classes=class_codes(client.pk), born_on=client.born_on, on=assessed_on)
    ):
        raise Refused(f"{why}。", code="clients.scale", clause=rule.source)
    if missing := rule.missing(answers):
        raise Refused(missing_sentence(missing), code="clients.answers-missing", clause=rule.source)
    if len(note) > LONGEST_NOTE:
        raise Refused(
            f"说明写得太长（{len(note)}字），请缩到{LONGEST_NOTE}字以内。", code="clients.note-long"
        )
    there = [each.case for each in rule.special if each.case in special]
    result = rule.result(answers, there)
    assert result is not None
    made = Assessment(
        client=client,
        station_id=client.station_id,
        region_code=client.region_code,
        scale=rule.id,
        scale_ref=rule.ref,
        title=rule.name[:120],
        clause=rule.chip[:160],
        assessed_on=assessed_on,
        note=note.strip(),
        total=int(result.total),
        full=int(rule.most),
        band=result.band.name[:40],
        colour=result.band.colour,
        severity=rule.bands.index(result.band),
        bands_count=len(rule.bands),
        advice=result.band.leads_to[:200],
        grade=GRADES[result.band.grade] if result.band.grade else "",
        next_due_on=rule.again_on(assessed_on, result.band),
        by_id=actor.id,
        by_label=actor.label[:120],
    )
    made.answers = _kept(rule, answers, result, there)
    return made


def _kept(
    rule: Scale, answers: Mapping[str, str], result: ScaleResult, there: list[str]
) -> dict[str, object]:
    """Readable without the paper: it may have been replaced when somebody looks again."""
    return {
        "answers": [
            [each.group, each.name, answers[each.name], int(each.options[answers[each.name]]), int(each.most)]
            for each in rule.questions
        ],
        "groups": [[each.group, int(each.points), int(each.most)] for each in result.groups],
        "special": there,
    }


def _standing(client_id: UUID, scale: str) -> "QuerySet[Assessment]":
    """Those that stand, the latest first."""
    return Assessment.objects.filter(
        client_id=client_id, scale=scale, replaced=False, voided_on=None
    ).order_by("-assessed_on", "-id")


def _stand(made: Assessment) -> None:
    """Store it; the latest by its day becomes the newest, whatever was written down later for an earlier day."""
    before = _standing(made.client_id, made.scale).first()
    made.newest = before is None or before.assessed_on <= made.assessed_on
    if made.newest:
        Assessment.objects.filter(client_id=made.client_id, scale=made.scale, newest=True).update(
            newest=False, changed_at=Now()
        )
    made.save(force_insert=True)


def _set_grade(actor: Actor, made: Assessment, *, because_of: str, on: date) -> None:
    """Where the scale says so; an assessment of an earlier day does not undo a later grading."""
    if not made.grade or not made.newest:
        return
    later = Grading.objects.filter(client_id=made.client_id, graded_on__gt=made.assessed_on)
    if later.filter(taken_back_on=None).exists():
        return
    grade_client(
        actor=actor.acting_for("clients.grade_client", because_of=because_of),
        client_id=made.client_id,
        grade=made.grade,
        reason=_grounds(made),
        graded_on=made.assessed_on,
        on=on,
        assessment_id=made.pk,
    )


def _grounds(made: Assessment) -> str:
    return f"{made.title}：{made.total}分，{made.band}"


def _gradings_of(made: Assessment) -> list[Grading]:
    """The gradings that followed from it and hold; of before they knew their assessment, by day and grounds."""
    rows = Grading.objects.filter(client_id=made.client_id, taken_back_on=None).order_by("graded_on", "id")
    return [
        each
        for each in rows
        if each.assessment_id == made.pk
        or (
            each.assessment_id is None
            and each.graded_on == made.assessed_on
            and each.reason == _grounds(made)
        )
    ]


def _take_back(client: Client, gradings: Sequence[Grading], *, on: date) -> None:
    """The grade before stands again, with its own day; the next visit follows from it. The rows stay to be read."""
    if not gradings:
        return
    Grading.objects.filter(pk__in=[each.pk for each in gradings]).update(taken_back_on=on, changed_at=Now())
    standing = Grading.objects.filter(client=client, taken_back_on=None).order_by("-graded_on", "-id").first()
    client.grade = standing.grade if standing else gradings[0].before
    if client.active:
        _replan(client, class_codes(client.pk), on, grade=client.grade)
    else:
        Client.objects.filter(pk=client.pk).update(grade=client.grade, changed_at=Now())
