"""Answers to be read: line by line, as columns, masked as the reader's role asks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet

from yizhan.forms.models import Attachment, Submission, Version
from yizhan.forms.rules.filling import shown_value
from yizhan.forms.rules.survey import GROUP, NO_ANSWER, REPEAT, SELECTS, Question, Survey
from yizhan.forms.rules.told import Told
from yizhan.kernel.actor import Actor
from yizhan.privacy.masking import PersonalText

NAMES = "forms.view_names"


@dataclass(frozen=True)
class Line:
    """One answer. entry: which of a repeated group, “家庭成员 2”; "" outside one."""

    question: Question
    value: str
    shown: str
    group: str = ""
    entry: str = ""


@dataclass(frozen=True)
class Column:
    """One question as a column of the export. Answers of a repeated group stand in one cell, one behind the other."""

    path: tuple[str, ...]
    title: str
    question: Question


def lines_of(row: Submission) -> list[Line]:
    """Every answer of a submission, in the order of its version, unmasked: for whoever works on it further."""
    survey = row.version.survey
    return list(_lines(survey, survey.questions, row.answers or {}, "", ""))


def lines_told(*, version: Version, told: Told) -> list[Line]:
    """Answers that are no submission yet, for whoever may see names; numbers of papers, telephones, addresses masked."""
    masks: dict[str, str] = version.masks
    found = _lines(version.survey, version.survey.questions, told, "", "")
    return [
        replace(each, value="", shown=str(PersonalText(each.shown, kind, kind != "name")))
        if (kind := masks.get(each.question.name, ""))
        else each
        for each in found
    ]


def lines_for(*, actor: Actor, row: Submission) -> list[Line]:
    """The same as the reader may see it: names by role, numbers of papers, telephones and addresses always masked."""
    masks: dict[str, str] = row.version.masks
    return [
        Line(
            each.question,
            "",
            masked(actor, row, masks.get(each.question.name, ""), each.shown),
            each.group,
            each.entry,
        )
        for each in lines_of(row)
    ]


def masked(actor: Actor, row: Submission, kind: str, text: str) -> str:
    if not kind or not text:
        return text
    full = kind == "name" and sees_names(actor, row)
    return str(PersonalText(text, kind, not full))


def sees_names(actor: Actor, row: Submission) -> bool:
    return any(
        row.station_id in grant.stations
        if grant.stations is not None
        else grant.reaches_region(row.region_code)
        for grant in actor.grants_for(NAMES)
    )


def columns_of(version: Version) -> list[Column]:
    """One column a question, groups written before their questions where the same words stand twice."""
    return [
        Column(question.path, question.title, question)
        for question in version.survey.walk()
        if question.kind not in NO_ANSWER
    ]


def cell(*, actor: Actor, row: Submission, column: Column) -> str:
    """What stands in a column for one submission; "" where its version did not ask."""
    found = list(_values(row.answers or {}, column.path))
    kind = row.version.masks.get(column.path[-1], "")
    choices = row.version.survey.choices(column.question) if column.question.kind in SELECTS else []
    return "；".join(
        masked(actor, row, kind, shown_value(column.question, value, choices)) for value in found if value
    )


def submissions(*, actor: Actor, form_id: UUID | None = None) -> QuerySet[Submission]:
    """Submissions the actor may read, newest first, without those that were corrected."""
    rows = Submission.objects.visible_to(actor, "forms.view").filter(current=True)
    rows = rows.select_related("form", "version").defer("xml")
    return (rows.filter(form_id=form_id) if form_id else rows).order_by("-filled_on", "-id")


def pictures_named(survey: Survey, told: Told) -> set[str]:
    """Names of the files that answers speak of."""
    asked = [each for each in survey.walk() if each.kind == "binary"]
    return {name for each in asked for name in _values(told, each.path) if name}


def history_of(*, actor: Actor, row: Submission) -> list[Submission]:
    """What a submission corrects, and what that corrects; newest first."""
    found: list[Submission] = []
    there: Submission | None = row
    while there is not None and there.corrects_id and len(found) < 20:
        there = (
            Submission.objects.visible_to(actor, "forms.view")
            .select_related("version", "form")
            .filter(pk=there.corrects_id)
            .first()
        )
        if there is not None:
            found.append(there)
    return found


@dataclass(frozen=True)
class InDoubt:
    """Answers of one questionnaire somebody has to look at. doubtful: some do not hold; unlinked: about whom, nobody said."""

    form_id: UUID
    title: str
    doubtful: int
    unlinked: int


def in_doubt(*, actor: Actor, most: int) -> list[InDoubt]:
    """Questionnaires with such answers where the actor may say whom they concern, those with the oldest first."""
    doubt = Q(doubts__gt=0)
    nobody = Q(subject_id__isnull=True, doubts=0) & ~Q(form__about="")
    rows = (
        Submission.objects.visible_to(actor, "forms.link_subject")
        .filter(doubt | nobody, current=True, voided_on__isnull=True)
        .order_by()
        .values("form_id", "form__title")
        .annotate(
            doubtful=Count("pk", filter=doubt), unlinked=Count("pk", filter=nobody), first_on=Min("filled_on")
        )
        .order_by("first_on", "form_id")[:most]
    )
    return [
        InDoubt(each["form_id"], each["form__title"], each["doubtful"], each["unlinked"]) for each in rows
    ]


def attachments_of(*, actor: Actor, row: Submission) -> QuerySet[Attachment]:
    return (
        Attachment.objects.visible_to(actor, "forms.view")
        .filter(submission=row)
        .defer("content")
        .order_by("name")
    )


def _lines(
    survey: Survey, questions: Sequence[Question], told: Told, group: str, entry: str
) -> Iterator[Line]:
    for question in questions:
        given = told.get(question.name)
        if question.kind == REPEAT:
            for number, each in enumerate(given or [], start=1):
                yield from _lines(
                    survey, question.questions, each, question.title, f"{question.title} {number}"
                )
        elif question.kind == GROUP:
            yield from _lines(survey, question.questions, given or {}, question.title, entry)
        elif question.kind != "note" and given:
            choices = survey.choices(question) if question.kind in SELECTS else []
            yield Line(question, given, shown_value(question, given, choices), group, entry)


def _values(told: object, path: Sequence[str]) -> Iterator[str]:
    if isinstance(told, list):
        for each in told:
            yield from _values(each, path)
    elif not path:
        if isinstance(told, str):
            yield told
    elif isinstance(told, dict):
        yield from _values(told.get(path[0]), path[1:])
