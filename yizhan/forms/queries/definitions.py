"""Questionnaires to be read: those of a region, those a station may fill in, and their versions."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from yizhan.forms.models import Form, Given, GivenArea, Submission, Version
from yizhan.kernel.actor import Actor


def forms_seen(*, actor: Actor) -> QuerySet[Form]:
    """Questionnaires of the actor's regions and those given to her stations, now or before."""
    mine = Given.objects.visible_to(actor, "forms.view").values("form_id")
    there = Form.objects.visible_to(actor, "forms.view").values("pk")
    # a township lies below the county whose questionnaires it sees
    above = Q(pk__in=())
    for grant in actor.grants_for("forms.view"):
        if grant.stations is None and grant.region.isdigit() and len(grant.region) > 6:
            above |= Q(region_code=grant.region[:6])
    return Form.objects.filter(Q(pk__in=mine) | Q(pk__in=there) | above)


def form_seen(*, actor: Actor, form_id: UUID) -> Form:
    """Form.DoesNotExist  neither of the actor's regions nor given to her stations."""
    return forms_seen(actor=actor).get(pk=form_id)


def current_version(form: Form) -> Version | None:
    """The newest published version; None while there is only a draft."""
    return (
        Version.objects.filter(form=form, state=Version.State.PUBLISHED)
        .order_by("-number")
        .defer("source")
        .first()
    )


def version_seen(*, actor: Actor, version_id: UUID) -> Version:
    """A version of a questionnaire the actor sees; a draft only for whoever may upload one there."""
    version = Version.objects.select_related("form").get(pk=version_id)
    form_seen(actor=actor, form_id=version.form_id)
    if version.state == Version.State.DRAFT:
        Version.objects.visible_to(actor, "forms.draft_version").get(pk=version_id)
    return version


@dataclass(frozen=True)
class ToFill:
    """A questionnaire a station may fill in today."""

    form: Form
    version: Version
    station_id: UUID
    given: Given


def to_fill(
    *, actor: Actor, on: date, about: str | None = None, station_id: UUID | None = None
) -> list[ToFill]:
    """What the actor may fill in: published, not retired, in the hands of a station of hers; by title.

    about       only questionnaires about this; None: all
    station_id  only for this station
    """
    rows = Given.objects.visible_to(actor, "forms.submit").filter(
        Q(until_on__isnull=True) | Q(until_on__gt=on), form__retired_on__isnull=True
    )
    if about is not None:
        rows = rows.filter(form__about=about)
    if station_id is not None:
        rows = rows.filter(station_id=station_id)
    given = list(rows.select_related("form").order_by("form__title", "station_id"))
    newest = newest_versions([each.form_id for each in given])
    return [
        ToFill(each.form, newest[each.form_id], each.station_id, each)
        for each in given
        if each.form_id in newest
    ]


def newest_versions(form_ids: list[UUID]) -> dict[UUID, Version]:
    """The newest published version of each of these questionnaires."""
    rows = Version.objects.filter(form_id__in=form_ids, state=Version.State.PUBLISHED).defer("source")
    return {row.form_id: row for row in rows.order_by("number")}


@dataclass(frozen=True)
class Overview:
    """A questionnaire on the list: its newest version, how many stations have it, how many answers came."""

    form: Form
    version: Version | None
    draft: Version | None
    stations: int
    answers: int


def overview(*, actor: Actor) -> list[Overview]:
    """Every questionnaire the actor sees, those in use first."""
    forms = list(forms_seen(actor=actor).order_by("retired_on", "title", "id")[:200])
    keys = [form.pk for form in forms]
    newest = newest_versions(keys)
    drafts = {
        row.form_id: row
        for row in Version.objects.visible_to(actor, "forms.draft_version")
        .filter(form_id__in=keys, state=Version.State.DRAFT)
        .defer("source", "xform")
    }
    stations = dict(
        Given.objects.visible_to(actor, "forms.view")
        .filter(form_id__in=keys, until_on__isnull=True)
        .values_list("form_id")
        .annotate(n=Count("pk"))
    )
    answers = dict(
        Submission.objects.visible_to(actor, "forms.view")
        .filter(form_id__in=keys, current=True, voided_on__isnull=True)
        .values_list("form_id")
        .annotate(n=Count("pk"))
    )
    found = [
        Overview(
            form, newest.get(form.pk), drafts.get(form.pk), stations.get(form.pk, 0), answers.get(form.pk, 0)
        )
        for form in forms
        if form.pk in newest or form.pk in drafts
    ]
    return sorted(found, key=lambda each: each.form.retired_on is not None)


def stations_having(*, actor: Actor, form: Form) -> dict[UUID, Given]:
    """The stations that have it now."""
    rows = Given.objects.visible_to(actor, "forms.view").filter(form=form, until_on__isnull=True)
    return {row.station_id: row for row in rows}


def areas_of(*, form: Form) -> list[GivenArea]:
    """The divisions of which every station gets it. The form has been found through `visible_to`."""
    return list(GivenArea.objects.filter(form=form, until_on=None).order_by("region_code"))


def known_form(*, actor: Actor, code: str, station_id: UUID) -> Form | None:
    """The questionnaire a program names, if the station has it or had it: what is on its way still arrives."""
    rows = Given.objects.visible_to(actor, "forms.submit").filter(station_id=station_id, form__code=code)
    given = rows.select_related("form").first()
    return given.form if given else None


def version_of(*, form: Form, number: int | None) -> Version | None:
    """A published version by its number; None for the newest."""
    if number is None:
        return current_version(form)
    return (
        Version.objects.filter(form=form, number=number, state=Version.State.PUBLISHED)
        .defer("source")
        .first()
    )


def published_version(*, form_id: UUID, number: int) -> Version | None:
    """A version by its number, for answers on their way; whoever sends them is asked for when they are taken."""
    return (
        Version.objects.filter(form_id=form_id, number=number, state=Version.State.PUBLISHED)
        .defer("source")
        .first()
    )


def versions_of(*, form: Form, drafts: bool) -> list[Version]:
    """The versions of a questionnaire in sight, newest first, without their questions.

    drafts  also what is not published
    """
    rows = Version.objects.filter(form_id=form.pk).order_by("-number").defer("xform", "source")
    return list(rows if drafts else rows.filter(state=Version.State.PUBLISHED))
