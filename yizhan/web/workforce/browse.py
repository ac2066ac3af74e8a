"""Staff lists, the staff of one station with its filing, one person's file."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yizhan.privacy.queries import readings_of
from yizhan.stations.queries import station_in_sight
from yizhan.web.door import ActorRequest, requires
from yizhan.web.listing import Column, Filter, Listing, Sort
from yizhan.web.stations.forms import attempt
from yizhan.web.workforce.forms import UnmaskForm
from yizhan.workforce.actions import unmask_worker
from yizhan.workforce.models import POST_WORDS, Post, Worker
from yizhan.workforce.queries import (
    by_certificate,
    filing_desk,
    filings_waiting,
    identity_of,
    renewal_state,
    staff_line,
    staff_of,
    worker_in_sight,
    workers_found,
)
from yizhan.workforce.queries.bars import bars_of_people, sanctions_of
from yizhan.workforce.queries.employment import employment_file
from yizhan.workforce.queries.leaves import OPEN, commitment_of, resignations_of
from yizhan.workforce.rules.commitments import commitment_rule
from yizhan.workforce.rules.pay import scale_for

EMPLOYMENT_VERBS = (
    "file_staff_paper", "withdraw_staff_paper", "record_contract", "end_contract", "record_insurance", "end_insurance",
    "record_pay", "void_pay", "set_grade", "record_commitment", "announce_leave", "name_replacement", "withdraw_leave",
    "tell_sanction",
)  # fmt: skip


@requires("workforce.view")
def worker_list(request: ActorRequest) -> HttpResponse:
    on = localdate()
    gone = request.GET.get("gone") == "1"
    listing: Listing[Worker] = Listing(
        request,
        workers_found(actor=request.actor, on=on, gone=gone),
        sorts=(
            Sort("place", _("站点"), "region_code"),
            Sort("name", _("姓名"), "name_initials"),
            Sort("new", _("入职"), "-started_on"),
        ),
        filters=(
            Filter("post", _("岗位"), Post.choices, "post"),
            Filter(
                "certified",
                _("证书"),
                (("1", _("持证")), ("0", _("未持证"))),
                lambda rows, value: by_certificate(rows, held=value == "1"),
            ),
            Filter("gone", _("在岗"), (("1", _("已离岗")),), lambda rows, _value: rows),
        ),
        search=lambda rows, words: rows.filter(
            pk__in=workers_found(actor=request.actor, on=on, text=words, gone=gone).order_by().values("pk")
        ),
        search_hint=_("姓名、拼音首字母、身份证号、站点"),
    )
    if listing.wants_export:
        return listing.export(
            _("社工名册"),
            (
                Column(_("站点"), "station.title"),
                Column(_("姓名"), "name"),
                Column(_("岗位"), lambda row: str(row.get_post_display())),
                Column(_("性别"), lambda row: str(row.get_sex_display())),
                Column(_("学历"), lambda row: str(row.get_education_display())),
                Column(_("专业"), "major"),
                Column(_("证书"), lambda row: "、".join(str(each) for each in row.certificates.all())),
                Column(_("用工方式"), lambda row: str(row.get_employer_display())),
                Column(_("入职日期"), "started_on"),
                Column(_("离岗日期"), "ended_on"),
            ),
        )
    bars = bars_of_people(digests=[worker.id_digest for worker in listing.rows], on=on)
    facts = {
        "listing": listing,
        "rows": [
            staff_line(worker, on=on, circumstances=worker.station.circumstances, bars=bars)
            for worker in listing.rows
        ],
        "may_pay": request.actor.may("workforce.record_month"),
        "may_see_sanctions": request.actor.may("workforce.view_sanctions"),
        "on": on,
        "may_see_volunteers": request.actor.may("workforce.view_volunteers"),
        "waiting": list(filings_waiting(actor=request.actor)[:20]),
    }
    return render(request, "workforce/list.html", facts)


@requires("workforce.view")
def station_staff(request: ActorRequest, station_id: UUID) -> HttpResponse:
    """Everybody in post at one station, and where it stands with the county."""
    station = station_in_sight(actor=request.actor, station_id=station_id)
    on = localdate()
    facts = {
        "station": station,
        "staff": staff_of(
            actor=request.actor, station_id=station.pk, on=on, circumstances=station.circumstances
        ),
        "desk": filing_desk(
            actor=request.actor, station_id=station.pk, region_code=station.region_code, on=on
        ),
        "on": on,
        "may_see_volunteers": request.actor.may("workforce.view_volunteers"),
        "may_enrol": request.actor.may("workforce.enrol_worker") and station.status != "CLOSED",
        "may_file": request.actor.may("workforce.file_staff"),
        "may_decide": request.actor.may("workforce.accept_filing"),
    }
    return render(request, "workforce/station.html", facts)


@requires("workforce.view")
def worker_page(request: ActorRequest, worker_id: UUID) -> HttpResponse:
    on, at = localdate(), timezone.now()
    worker = worker_in_sight(actor=request.actor, worker_id=worker_id)
    bars = bars_of_people(digests=[worker.id_digest], on=on)
    line = staff_line(worker, on=on, circumstances=worker.station.circumstances, bars=bars)
    here = worker.ended_on is None
    resignations = resignations_of(actor=request.actor, worker=worker)
    facts = {
        "worker": worker,
        "identity": identity_of(actor=request.actor, worker=worker, at=at),
        "line": line,
        "certificates": [
            (certificate, renewal_state(certificate, on=on))
            for certificate in sorted(
                worker.certificates.all(), key=lambda each: each.issued_on, reverse=True
            )
        ],
        "on": on,
        "facts": list(worker.facts.items()),
        "may_unmask": request.actor.may("workforce.unmask_worker"),
        "may_read_log": request.actor.may("privacy.view_audit"),
        "readings": list(
            readings_of(
                actor=request.actor, verb="privacy.view_audit", subject="worker", subject_id=worker.pk
            )[:10]
        ),
        "may": {
            verb: here and request.actor.may(f"workforce.{verb}")
            for verb in ("update_worker", "change_post", "end_employment", "add_certificate", "link_account")
        },
        "can": {verb: request.actor.may(f"workforce.{verb}") for verb in EMPLOYMENT_VERBS},
        "employment": employment_file(actor=request.actor, worker=worker, on=on),
        "scale": scale_for(region_code=worker.region_code, on=on),
        "letter": {
            "rule": commitment_rule(
                region_code=worker.region_code, post=POST_WORDS[worker.post], on=worker.started_on
            ),
            "known": commitment_of(worker),
        },
        "resignations": resignations,
        "resigning": any(row.state in OPEN for row in resignations),
        "sanctions": sanctions_of(actor=request.actor, on=on, worker=worker)
        if request.actor.may("workforce.view_sanctions")
        else None,
        "may_trace": request.actor.may("services.view_trajectory"),
    }
    return render(request, "workforce/worker.html", facts)


@requires("workforce.unmask_worker")
def worker_unmask(request: ActorRequest, worker_id: UUID) -> HttpResponse:
    """Ask to see the identity number and telephone; says why, and is written down."""
    worker = worker_in_sight(actor=request.actor, worker_id=worker_id, verb="workforce.unmask_worker")
    form = UnmaskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: unmask_worker(
                actor=request.actor, worker_id=worker_id, at=timezone.now(), **form.cleaned_data
            ),
        )
        if done is not None:
            return redirect("worker", worker_id)
    facts = {
        "worker": worker,
        "station": worker.station,
        "form": form,
        "heading": _("查看完整信息"),
        "lead": _("看得见十分钟。谁、什么时候、为什么看的，都会记下。"),
        "submit": _("查看"),
    }
    return render(request, "workforce/form.html", facts, status=422 if form.is_bound and form.errors else 200)
