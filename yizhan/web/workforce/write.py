"""Enrol and correct, move and leave, certify, link an account, file and decide."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.kernel.errors import Refused
from yizhan.kernel.identity import id_number_facts, id_number_problem
from yizhan.stations.models import Station
from yizhan.stations.queries import station_in_sight
from yizhan.web.door import ActorRequest, requires, requires_any
from yizhan.web.stations.forms import attempt
from yizhan.web.workforce.employment_forms import LeaveForm
from yizhan.web.workforce.forms import (
    FACT,
    AccountForm,
    CertificateForm,
    NewWorker,
    PostForm,
    WorkerFacts,
    facts_in,
)
from yizhan.workforce.actions import (
    accept_filing,
    add_certificate,
    change_post,
    end_employment,
    enrol_worker,
    file_staff,
    link_account,
    return_filing,
    update_worker,
)
from yizhan.workforce.models import EDUCATION_WORDS, POST_WORDS, Filing, Worker
from yizhan.workforce.queries import accounts_to_link, worker_in_sight
from yizhan.workforce.queries.leaves import open_resignation
from yizhan.workforce.rules import RESIDENT, Person, asked_facts, eligibility_rules, examine
from yizhan.workforce.rules.commitments import commitment_rule
from yizhan.workforce.rules.leaves import PERSONAL


def _asked(station: Station, on: date) -> tuple[str, ...]:
    """Everything the region's papers ask of any post and the file does not hold."""
    words: dict[str, None] = {}
    for label in POST_WORDS.values():
        rules = eligibility_rules(region_code=station.region_code, post=label, on=on)
        words.update(dict.fromkeys(asked_facts(rules)))
    return tuple(words)


@requires("workforce.enrol_worker")
def worker_new(request: ActorRequest, station_id: UUID) -> HttpResponse:
    station = station_in_sight(actor=request.actor, station_id=station_id, verb="workforce.enrol_worker")
    on = localdate()
    form = NewWorker(
        request.POST or None, asked=_asked(station, on), initial={"started_on": on, "full_time": True}
    )
    if request.method == "POST" and form.is_valid():
        given = form.given()
        worker = attempt(
            form, lambda: enrol_worker(actor=request.actor, station_id=station_id, on=on, **given)
        )
        if worker is not None:
            messages.success(request, _("登记好了。人员有变动，记得报县民政局备案。"))
            return redirect("worker", worker.pk)
    facts = {
        "station": station,
        "form": form,
        "examination": None,
        "letter": commitment_rule(region_code=station.region_code, post=RESIDENT, on=on),
    }
    return render(request, "workforce/new.html", facts, status=_status(form))


@requires("workforce.enrol_worker")
@require_POST
def worker_fit(request: ActorRequest, station_id: UUID) -> HttpResponse:
    """While somebody types: the conditions of the post, held against what stands in the form so far.

    By POST, because the form carries an identity number, and addresses are written into logs.
    """
    station = station_in_sight(actor=request.actor, station_id=station_id, verb="workforce.enrol_worker")
    on = localdate()
    person, problem = _person(request.POST, on)
    facts: dict[str, Any] = {"problem": problem}
    if person is not None:
        facts["examination"] = examine(
            person,
            region_code=station.region_code,
            on=max(on, person.started_on),
            circumstances=station.circumstances,
        )
    return render(request, "workforce/_fit.html", facts)


def _person(answers: QueryDict, on: date) -> tuple[Person | None, str]:
    """The person as far as the form tells, or what is still missing."""
    number = answers.get("id_number", "").strip()
    if not number:
        return None, _("填了身份证号、学历和岗位，这里会逐条对照本地区的条件。")
    if problem := id_number_problem(number, on=on):
        return None, problem
    education = EDUCATION_WORDS.get(str(answers.get("education", "")))
    post = POST_WORDS.get(str(answers.get("post", "")))
    if education is None or post is None:
        return None, _("再选学历和岗位。")
    words = {name: _number(str(answers[name])) for name in answers if name.startswith(FACT)}
    certified = _day(answers.get("certificate_issued_on", "")) if answers.get("certificate_level") else None
    return (
        Person(
            post=post,
            born_on=id_number_facts(number).born_on,
            education=education,
            major_is_social_work="major_is_social_work" in answers,
            local_household="local_household" in answers,
            employed_by_operator=answers.get("employer") == Worker.Employer.AGENCY,
            full_time="full_time" in answers,
            started_on=_day(answers.get("started_on", "")) or on,
            certified_on=certified,
            declared=facts_in(words),
        ),
        "",
    )


def _number(text: str) -> str | int:
    return int(text) if text.isdigit() else text


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@requires("workforce.update_worker")
def worker_edit(request: ActorRequest, worker_id: UUID) -> HttpResponse:
    worker = worker_in_sight(actor=request.actor, worker_id=worker_id, verb="workforce.update_worker")
    on = localdate()
    initial: dict[str, Any] = {
        name: getattr(worker, name)
        for name in (
            "name",
            "phone",
            "education",
            "school",
            "major",
            "major_is_social_work",
            "local_household",
            "employer",
            "full_time",
        )
    }
    for word, value in worker.facts.items():
        initial[FACT + word] = (
            {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
        )
    form = WorkerFacts(request.POST or None, asked=_asked(worker.station, on), initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.given()
        if (
            attempt(form, lambda: update_worker(actor=request.actor, worker_id=worker_id, on=on, **given))
            is not None
        ):
            messages.success(request, _("存好了。"))
            return redirect("worker", worker_id)
    lead = _("身份证号写错的，请办理离岗后重新登记。")
    return _form_page(request, worker, form, _("更正资料"), lead)


@requires("workforce.change_post")
def worker_post(request: ActorRequest, worker_id: UUID) -> HttpResponse:
    worker = worker_in_sight(actor=request.actor, worker_id=worker_id, verb="workforce.change_post")
    on = localdate()
    form = PostForm(request.POST or None, initial={"changed_on": on})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if (
            attempt(form, lambda: change_post(actor=request.actor, worker_id=worker_id, on=on, **given))
            is not None
        ):
            messages.success(request, _("岗位调整好了。"))
            return redirect("worker", worker_id)
    lead = _("现在是%(post)s。新岗位的条件会再核对一遍。") % {"post": worker.get_post_display()}
    return _form_page(request, worker, form, _("调整岗位"), lead)


@requires("workforce.end_employment")
def worker_leave(request: ActorRequest, worker_id: UUID) -> HttpResponse:
    worker = worker_in_sight(actor=request.actor, worker_id=worker_id, verb="workforce.end_employment")
    on = localdate()
    running = open_resignation(worker)
    form = LeaveForm(
        request.POST or None,
        initial={"ended_on": max(on, running.wishes_on), "because": PERSONAL}
        if running
        else {"ended_on": on},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if (
            attempt(form, lambda: end_employment(actor=request.actor, worker_id=worker_id, on=on, **given))
            is not None
        ):
            messages.success(request, _("离岗办好了。人员有变动，记得报县民政局备案。"))
            return redirect("worker", worker_id)
    return _form_page(request, worker, form, _("办理离岗"), _("服务记录仍留在本人名下。"))


@requires("workforce.add_certificate")
def worker_certificate(request: ActorRequest, worker_id: UUID) -> HttpResponse:
    worker = worker_in_sight(actor=request.actor, worker_id=worker_id, verb="workforce.add_certificate")
    on = localdate()
    form = CertificateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = attempt(
            form, lambda: add_certificate(actor=request.actor, worker_id=worker_id, on=on, **given)
        )
        if done is not None:
            messages.success(request, _("证书登记好了。"))
            return redirect("worker", worker_id)
    return _form_page(request, worker, form, _("登记证书"), _("同一级别再登记一次，以后一次为准。"))


@requires("workforce.link_account")
def worker_account(request: ActorRequest, worker_id: UUID) -> HttpResponse:
    worker = worker_in_sight(actor=request.actor, worker_id=worker_id, verb="workforce.link_account")
    form = AccountForm(
        request.POST or None,
        accounts=[
            (str(user.pk), f"{user.display_name}（{user.username}）")
            for user in accounts_to_link(actor=request.actor, worker=worker)[:500]
        ],
        initial={"user_id": str(worker.user_id or "")},
    )
    if request.method == "POST" and form.is_valid():
        user_id = UUID(form.cleaned_data["user_id"])
        done = attempt(form, lambda: link_account(actor=request.actor, worker_id=worker_id, user_id=user_id))
        if done is not None:
            messages.success(request, _("对应好了，她记录的服务会算在自己名下。"))
            return redirect("worker", worker_id)
    return _form_page(request, worker, form, _("对应账号"), _("对应以后，用这个账号记录的服务算在本人名下。"))


@requires("workforce.file_staff")
@require_POST
def filing_new(request: ActorRequest, station_id: UUID) -> HttpResponse:
    file_staff(
        actor=request.actor,
        station_id=station_id,
        filed_on=localdate(),
        note=request.POST.get("note", ""),
        at=now(),
    )
    messages.success(request, _("报上去了，等县民政局审核。"))
    return redirect("station-staff", station_id)


@requires_any("workforce.accept_filing", "workforce.return_filing")
@require_POST
def filing_decide(request: ActorRequest, filing_id: UUID) -> HttpResponse:
    on = localdate()
    filing: Filing
    try:
        if request.POST.get("decision") == "return":
            filing = return_filing(
                actor=request.actor,
                filing_id=filing_id,
                reason=request.POST.get("reason", ""),
                on=on,
                at=now(),
            )
            messages.success(request, _("退回了，已通知站长和承接主体，改好后会重新报。"))
        else:
            filing = accept_filing(actor=request.actor, filing_id=filing_id, on=on)
            messages.success(request, _("已备案。"))
    except Refused as no:
        messages.error(request, str(no))
        found = Filing.objects.visible_to(request.actor, "workforce.view").get(pk=filing_id)
        return redirect("station-staff", found.station_id)
    return redirect("station-staff", filing.station_id)


def _form_page(
    request: ActorRequest, worker: Worker, form: BaseForm, heading: str, lead: str
) -> HttpResponse:
    facts = {
        "worker": worker,
        "station": worker.station,
        "form": form,
        "heading": heading,
        "lead": lead,
        "submit": _("存好"),
    }
    return render(request, "workforce/form.html", facts, status=_status(form))


def _status(form: BaseForm) -> int:
    return 422 if form.is_bound and form.errors else 200
