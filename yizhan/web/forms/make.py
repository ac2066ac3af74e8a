"""The county's side: take a sample or upload a workbook, look at it, publish it, give it to stations, retire it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.forms.actions import (
    adopt_sample,
    draft_version,
    drop_draft,
    give_form,
    publish_version,
    restore_form,
    retire_form,
    stop_giving,
    take_back_form,
)
from yizhan.forms.models import Form, Submission, Version
from yizhan.forms.queries.definitions import (
    areas_of,
    current_version,
    form_seen,
    overview,
    stations_having,
    to_fill,
    versions_of,
)
from yizhan.forms.rules.samples import samples, workbook_of
from yizhan.forms.rules.sheet import MOST_BYTES, Problem
from yizhan.kernel.errors import Refused
from yizhan.regions.queries import townships
from yizhan.stations.models import Station
from yizhan.web.door import ActorRequest, requires
from yizhan.web.files import XLSX, file_answer
from yizhan.web.forms.feeding import CLIENT, TARGETS, target_words


@requires("forms.view")
def form_list(request: ActorRequest) -> HttpResponse:
    """What can be filled in, what has been answered, and for the county what may be taken as a start."""
    on, actor = localdate(), request.actor
    rows = overview(actor=actor)
    fillable = {each.form.pk for each in to_fill(actor=actor, on=on)}
    taken = {each.form.sample for each in rows if each.form.sample}
    may_make = actor.may("forms.draft_version")
    facts = {
        "rows": [(each, each.form.pk in fillable) for each in rows],
        "may_make": may_make,
        "samples": [(each, each.key in taken) for each in samples().values()] if may_make else (),
    }
    return render(request, "forms/list.html", facts)


@requires("forms.adopt_sample")
@require_POST
def sample_adopt(request: ActorRequest, key: str) -> HttpResponse:
    """One tap: the sample becomes a questionnaire of the county and goes to all its open stations."""
    sample = samples().get(key)
    if sample is None:
        raise Http404
    region, on = _region(request, "forms.adopt_sample"), localdate()
    version = adopt_sample(
        actor=request.actor,
        region_code=region,
        sample=key,
        content=workbook_of(sample),
        about=sample.about,
        feeds=TARGETS,
        at=now(),
        on=on,
    )
    stations = {
        each.pk: each.region_code for each in _stations(request) if each.region_code.startswith(region)
    }
    if stations:
        give_form(actor=request.actor, form_id=version.form_id, stations=stations, on=on, at=now())
    messages.success(
        request,
        _("已取用“%(title)s”，发给了 %(n)s 个站。") % {"title": sample.title, "n": len(stations)},
    )
    return redirect("form", version.form_id)


@requires("forms.draft_version")
def sample_file(request: ActorRequest, key: str) -> HttpResponse:
    """A sample as a workbook, to be changed and uploaded as one's own."""
    sample = samples().get(key)
    if sample is None:
        raise Http404
    return _workbook(workbook_of(sample), f"{sample.title}.xlsx")


@requires("forms.draft_version")
def form_new(request: ActorRequest, form_id: UUID | None = None) -> HttpResponse:
    """Upload; what is wrong with the workbook comes back on the same page, every fault with its row."""
    form = form_seen(actor=request.actor, form_id=form_id) if form_id else None
    problems: Sequence[Problem] = ()
    refusal = ""
    about = request.POST.get("about", CLIENT if form is None else form.about)
    about = about if about in ("", CLIENT) else ""
    if request.method == "POST":
        file = request.FILES.get("file")
        try:
            if file is None:
                raise Refused(_("请选择要上传的文件。"), code="forms.no-file")
            if (file.size or 0) > MOST_BYTES:
                raise Refused(_("文件太大，问卷最多 2 MB。"), code="forms.file-size")
            drafted = draft_version(
                actor=request.actor,
                content=file.read(),
                file_name=file.name or "问卷.xlsx",
                feeds=TARGETS,
                at=now(),
                on=localdate(),
                region_code=form.region_code if form else _region(request, "forms.draft_version"),
                form_id=form.pk if form else None,
                about=about,
            )
        except Refused as no:
            refusal = str(no)
        else:
            if drafted.version is not None:
                return redirect("form-version", drafted.version.pk)
            problems = drafted.problems
    facts: dict[str, Any] = {
        "form": form,
        "problems": problems,
        "refusal": refusal,
        "about": about,
        "targets": target_words(),
        "samples": list(samples().values()),
    }
    return render(request, "forms/new.html", facts, status=422 if problems or refusal else 200)


@requires("forms.view")
def form_page(request: ActorRequest, form_id: UUID) -> HttpResponse:
    actor, on = request.actor, localdate()
    form = _seen(request, form_id)
    have = stations_having(actor=actor, form=form)
    stations = [each for each in _stations(request) if each.region_code.startswith(form.region_code)]
    counts: dict[UUID, int] = {}
    for station in (
        Submission.objects.visible_to(actor, "forms.view")
        .filter(form=form, current=True, voided_on__isnull=True)
        .values_list("station_id", flat=True)
    ):
        counts[station] = counts.get(station, 0) + 1
    may_draft = actor.may("forms.draft_version")
    given = areas_of(form=form)
    names = dict(_divisions(form)) if given or actor.may("forms.give_form") else {}
    facts = {
        "form": form,
        "version": current_version(form),
        "versions": versions_of(form=form, drafts=may_draft),
        "having": [(each, have[each.pk], counts.get(each.pk, 0)) for each in stations if each.pk in have],
        "lacking": [each for each in stations if each.pk not in have],
        "areas": [(each, names.get(each.region_code, each.region_code)) for each in given],
        "divisions": [pair for pair in names.items() if pair[0] not in {each.region_code for each in given}],
        "answers": sum(counts.values()),
        "may_fill": any(each.form.pk == form.pk for each in to_fill(actor=actor, on=on)),
        "about_person": form.about == CLIENT,
        "may": {
            verb: actor.may(f"forms.{verb}")
            for verb in (
                "draft_version",
                "give_form",
                "stop_giving",
                "take_back_form",
                "retire_form",
                "restore_form",
            )
        },
    }
    return render(request, "forms/form.html", facts)


@requires("forms.publish_version")
@require_POST
def version_publish(request: ActorRequest, version_id: UUID) -> HttpResponse:
    version = publish_version(actor=request.actor, version_id=version_id, on=localdate())
    messages.success(request, _("第 %(n)s 版已发布。站点从现在起填这一版。") % {"n": version.number})
    return redirect("form", version.form_id)


@requires("forms.drop_draft")
@require_POST
def version_drop(request: ActorRequest, version_id: UUID) -> HttpResponse:
    form = drop_draft(actor=request.actor, version_id=version_id)
    messages.success(request, _("已放弃这份草稿。"))
    left = versions_of(form=form, drafts=True)
    return redirect("form", form.pk) if left else redirect("forms")


@requires("forms.draft_version")
def version_file(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """The workbook as it was uploaded."""
    version = Version.objects.visible_to(request.actor, "forms.draft_version").get(pk=version_id)
    return _workbook(bytes(version.source), version.file_name)


@requires("forms.give_form")
@require_POST
def form_give(request: ActorRequest, form_id: UUID) -> HttpResponse:
    """To the stations ticked, to all that do not have it yet, or to whole divisions."""
    form = form_seen(actor=request.actor, form_id=form_id)
    wanted = set(request.POST.getlist("station"))
    areas = sorted({*request.POST.getlist("area")} & {code for code, _name in _divisions(form)})
    stations = {
        each.pk: each.region_code
        for each in _stations(request)
        if each.region_code.startswith(form.region_code)
        and ("all" in wanted or str(each.pk) in wanted or each.region_code.startswith(tuple(areas)))
    }
    give_form(actor=request.actor, form_id=form_id, stations=stations, areas=areas, on=localdate(), at=now())
    messages.success(
        request,
        _("已发给 %(n)s 个站，以后新开的站自动领到。") % {"n": len(stations)}
        if areas
        else _("已发给 %(n)s 个站。") % {"n": len(stations)},
    )
    return redirect("form", form_id)


@requires("forms.stop_giving")
@require_POST
def form_stop(request: ActorRequest, form_id: UUID) -> HttpResponse:
    stop_giving(actor=request.actor, form_id=form_id, area=request.POST.get("area", ""), on=localdate())
    messages.success(request, _("以后新开的站不再自动领到；已经有的站照旧。"))
    return redirect("form", form_id)


def _divisions(form: Form) -> list[tuple[str, str]]:
    """The townships of the questionnaire's county, and the county itself."""
    rows = [(each.code, each.name) for each in townships(code=form.region_code, on=localdate())]
    return [(form.region_code, _("全县")), *rows]


@requires("forms.take_back_form")
@require_POST
def form_take_back(request: ActorRequest, form_id: UUID) -> HttpResponse:
    station = _uuid(request.POST.get("station", ""))
    take_back_form(actor=request.actor, form_id=form_id, station_id=station, on=localdate())
    messages.success(request, _("已收回。填过的答卷都还在。"))
    return redirect("form", form_id)


@requires("forms.retire_form")
@require_POST
def form_retire(request: ActorRequest, form_id: UUID) -> HttpResponse:
    retire_form(actor=request.actor, form_id=form_id, reason=request.POST.get("reason", ""), on=localdate())
    messages.success(request, _("已停用。填过的答卷都还在。"))
    return redirect("form", form_id)


@requires("forms.restore_form")
@require_POST
def form_restore(request: ActorRequest, form_id: UUID) -> HttpResponse:
    restore_form(actor=request.actor, form_id=form_id)
    messages.success(request, _("已恢复使用。"))
    return redirect("form", form_id)


def _seen(request: ActorRequest, form_id: UUID) -> Form:
    return form_seen(actor=request.actor, form_id=form_id)


def _region(request: ActorRequest, verb: str) -> str:
    """The region the officer makes questionnaires for."""
    return next((each.region for each in request.actor.grants_for(verb) if each.stations is None), "")


def _stations(request: ActorRequest) -> list[Station]:
    """Stations in work that the actor sees; those of a county at most some hundreds."""
    rows = Station.objects.visible_to(request.actor, "stations.view").filter(status=Station.Status.OPEN)
    return list(rows.order_by("region_code", "name")[:500])


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def _workbook(content: bytes, name: str) -> HttpResponse:
    return file_answer(content, name, XLSX)
