"""A questionnaire filled in at a desk. The server works it out with every answer: what is asked, counted, wrong."""

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, localtime, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.clients.models import Client
from yizhan.clients.queries.search import search
from yizhan.forms.actions import SentFile, correct_submission, submit
from yizhan.forms.models import Submission, Version
from yizhan.forms.queries.answers import attachments_of
from yizhan.forms.queries.definitions import ToFill, form_seen, to_fill, version_seen
from yizhan.forms.rules.filling import Filling
from yizhan.forms.rules.survey import Survey
from yizhan.forms.rules.told import Told, told_from_post
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.stations.models import Station
from yizhan.web.door import ActorRequest, requires
from yizhan.web.forms.feeding import CLIENT


@requires("forms.view")
def form_try(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """A version as stations see it; answers tried out here go nowhere."""
    version = version_seen(actor=request.actor, version_id=version_id)
    draft = version.state == Version.State.DRAFT
    filling = Filling(version.survey, None, now=localtime(now()))
    facts = {
        "version": version,
        "asked": filling.asked(),
        "draft": draft,
        "may_publish": draft and request.actor.may("forms.publish_version"),
        "feeds": len(version.feeds),
    }
    return render(request, "forms/version.html", facts)


@requires("forms.view")
@require_POST
def settle(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """The questions anew, after an answer changed. Nothing is stored."""
    version = version_seen(actor=request.actor, version_id=version_id)
    filling = Filling(version.survey, _told(request, version.survey), now=localtime(now()))
    told_wrong = request.POST.get("checked") == "1"
    return render(request, "forms/_questions.html", {"asked": filling.asked(with_wrong=told_wrong)})


@requires("forms.submit")
def form_fill(request: ActorRequest, form_id: UUID) -> HttpResponse:
    """Whom, then the questions; sent, everything is held against the questionnaire once more."""
    given = request.POST if request.method == "POST" else request.GET
    form = form_seen(actor=request.actor, form_id=form_id)
    person = _person(request, given.get("client", "")) if form.about == CLIENT else None
    if form.about == CLIENT and person is None:
        return _whom(request, form_id)
    places = [each for each in to_fill(actor=request.actor, on=localdate()) if each.form.pk == form_id]
    place = _place(places, person, given.get("station", ""))
    if place is None:
        raise Refused(
            _("这份问卷没有发给%(where)s，或者已停用、收回。请联系县民政局。")
            % {"where": person.station.short_name if person else _("本站")},
            code="forms.not-given",
        )
    version, at = place.version, localtime(now())
    told = _told(request, version.survey) if request.method == "POST" else None
    filling = Filling(version.survey, told, now=at)
    refusal = ""
    sent = request.method == "POST" and not _only_settling(request)
    if sent:
        try:
            row = submit(
                actor=request.actor,
                submission_id=_key(request),
                form_id=form_id,
                station_id=place.station_id,
                answers=told or {},
                version_number=version.number,
                filled_on=localdate(),
                at=at,
                on=localdate(),
                subject_kind=CLIENT if person else "",
                subject_id=person.pk if person else None,
                files=_files(request, version.survey),
            )
        except Refused as no:
            refusal = str(no)
            filling = _without_files(request, version.survey, at)
        else:
            messages.success(request, _("答卷交好了。"))
            return redirect("form-answer", row.pk)
    stations = Station.objects.visible_to(request.actor, "stations.view").filter(
        pk__in=[each.station_id for each in places]
    )
    facts = {
        "form": form,
        "version": version,
        "person": person,
        "place": place,
        "stations": list(stations.order_by("region_code")) if person is None and len(places) > 1 else (),
        "asked": filling.asked(with_wrong=sent),
        "wrong": filling.wrong() if sent else (),
        "refusal": refusal,
        "submission_id": given.get("submission_id") or uuid7(),
        "checked": sent,
    }
    return render(request, "forms/fill.html", facts, status=422 if sent else 200)


@requires("forms.correct_submission")
def answer_correct(request: ActorRequest, submission_id: UUID) -> HttpResponse:
    """The same questions with the answers given; what is sent becomes a new row."""
    seen = Submission.objects.visible_to(request.actor, "forms.correct_submission")
    if request.method == "POST" and seen.filter(pk=_key(request), corrects_id=submission_id).exists():
        return redirect("form-answer", _key(request))  # sent twice, it is one correction
    rows = seen.filter(current=True)
    row = rows.select_related("form", "version").get(pk=submission_id)
    if row.subject_kind == CLIENT and row.subject_id and _person(request, str(row.subject_id)) is None:
        raise Submission.DoesNotExist
    at, survey = localtime(now()), row.version.survey
    _rename_files(request, row)
    told: Told = _told(request, survey) if request.method == "POST" else row.answers or {}
    filling = Filling(survey, told, now=at)
    sent = request.method == "POST" and not _only_settling(request)
    refusal = ""
    if sent:
        try:
            new = correct_submission(
                actor=request.actor,
                submission_id=row.pk,
                new_id=_key(request),
                answers=told,
                reason=request.POST.get("reason", ""),
                at=at,
                on=localdate(),
                files=_files(request, survey),
            )
        except Refused as no:
            refusal = str(no)
            filling = _without_files(request, survey, at)
        else:
            messages.success(request, _("已更正，原来的答卷也留着。"))
            return redirect("form-answer", new.pk)
    facts: dict[str, Any] = {
        "form": row.form,
        "version": row.version,
        "row": row,
        "asked": filling.asked(with_wrong=sent),
        "wrong": filling.wrong() if sent else (),
        "refusal": refusal,
        "reason": request.POST.get("reason", ""),
        "submission_id": request.POST.get("submission_id") or uuid7(),
        "checked": sent,
    }
    return render(request, "forms/fill.html", facts, status=422 if sent else 200)


def _whom(request: ActorRequest, form_id: UUID) -> HttpResponse:
    """First whom it is about: by name, initials, last four of the papers, number of the file."""
    words = request.GET.get("q", "").strip()
    people = [each for each in search(actor=request.actor, text=words) if each.active]
    facts = {"form": form_seen(actor=request.actor, form_id=form_id), "words": words, "people": people}
    return render(request, "forms/whom.html", facts)


def _person(request: ActorRequest, text: str) -> Client | None:
    try:
        key = UUID(text)
    except ValueError:
        return None
    rows = Client.objects.visible_to(request.actor, "clients.view").select_related("station")
    return rows.filter(pk=key).first()


def _place(places: list[ToFill], person: Client | None, station: str) -> ToFill | None:
    """For which station it is filled in: that of the person, else the one chosen, else the only one."""
    if person is not None:
        return next((each for each in places if each.station_id == person.station_id), None)
    return next((each for each in places if str(each.station_id) == station), places[0] if places else None)


def _told(request: HttpRequest, survey: Survey) -> Told:
    told = told_from_post(survey, request.POST.getlist)
    _name_files(told, request)
    return told


def _name_files(told: Told, request: HttpRequest) -> None:
    """A file chosen counts as an answer by its name; one chosen before keeps it (`q:` carries the name)."""
    for field, file in request.FILES.items():
        path = field.removeprefix("f:").split("/")
        place: Any = told
        for step in path[:-1]:
            name, _bracket, number = step.partition("[")
            place = place.get(name, {}) if isinstance(place, dict) else {}
            if number and isinstance(place, list):
                at = int(number.rstrip("]")) - 1
                place = place[at] if 0 <= at < len(place) else {}
        if isinstance(place, dict) and file is not None:
            place[path[-1]] = _file_name(str(getattr(file, "name", "")))


def _without_files(request: HttpRequest, survey: Survey, at: datetime) -> Filling:
    """The form again after a refusal: files that came along are not stored, so they do not stand as chosen."""
    return Filling(survey, told_from_post(survey, request.POST.getlist), now=at)


def _rename_files(request: HttpRequest, row: Submission) -> None:
    """Cameras call every picture the same: one that takes the place of another gets a name of its own."""
    known = set(attachments_of(actor=request.actor, row=row).values_list("name", flat=True))  # type: ignore[attr-defined]
    for files in (request.FILES.getlist(field) for field in request.FILES):
        for file in files:
            name = _file_name(file.name or "")
            if name in known:
                stem, dot, ending = name.rpartition(".")
                mark = hashlib.sha256(file.read()).hexdigest()[:8]
                file.seek(0)
                file.name = f"{stem or ending}-{mark}{dot + ending if stem else ''}"


def _files(request: HttpRequest, survey: Survey) -> list[SentFile]:
    known = {each.name for each in survey.walk() if each.kind == "binary"}
    return [
        SentFile(_file_name(file.name or ""), file.content_type or "application/octet-stream", file.read())
        for field, files in request.FILES.lists()
        for file in files
        if field.startswith("f:") and field.rsplit("/", 1)[-1].removeprefix("f:") in known
    ]


def _file_name(name: str) -> str:
    return (
        "".join(char for char in name.replace("\\", "/").rpartition("/")[2] if char.isprintable())[-100:]
        or "file"
    )


def _only_settling(request: HttpRequest) -> bool:
    """Whether an entry was added or dropped without script: the page is drawn anew and nothing is sent."""
    return any(name.startswith(("add:", "drop:")) for name in request.POST)


def _key(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("submission_id", ""))
    except ValueError:
        raise Http404 from None
