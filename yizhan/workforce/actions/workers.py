"""A worker: enrolled, corrected, moved, certified, gone."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Max, Q

from yizhan.access.models import User
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.identity import id_number_facts, normal_phone
from yizhan.kernel.ids import uuid7
from yizhan.privacy.action import action
from yizhan.privacy.actions import unmask
from yizhan.privacy.fields import digest
from yizhan.privacy.models import Unmasking
from yizhan.workforce.actions.commitments import _commit
from yizhan.workforce.actions.ground import (
    _barred_or_not,
    _certify,
    _fit_or_refuse,
    _living_station,
    _name,
    _note_change,
    _save,
    _stop,
    _worker,
)
from yizhan.workforce.actions.leaves import _go_or_refuse, _left
from yizhan.workforce.models import POST_WORDS, Certificate, Post, PostChange, Worker
from yizhan.workforce.queries import CERTIFICATE_PURPOSE, id_digest, person_of
from yizhan.workforce.rules import (
    certificate_problem,
    declared_problem,
    enrolling_refusal,
    leaving_refusal,
    one_project_rule,
    person_problem,
)
from yizhan.workforce.rules.commitments import commitment_rule, entry_refusal
from yizhan.workforce.rules.leaves import LEAVING

_MANY_STATIONS = (Post.SUPERVISOR, Post.HEAD, Post.DEPUTY)
"""Posts one person may hold at several stations: a supervisor, an officer in charge, the head of the agency."""


@action(
    "workforce.enrol_worker", facts=("worker_id", "station_id", "post", "started_on"), subject="worker_id"
)
def enrol_worker(
    *,
    actor: Actor,
    station_id: UUID,
    name: str,
    id_number: str,
    education: str,
    post: str,
    started_on: date,
    on: date,
    phone: str = "",
    employer: str = Worker.Employer.AGENCY,
    school: str = "",
    major: str = "",
    major_is_social_work: bool = False,
    local_household: bool = False,
    full_time: bool = True,
    facts: Mapping[str, Any] | None = None,
    certificate_level: str = "",
    certificate_number: str = "",
    certificate_issued_on: date | None = None,
    certificate_expires_on: date | None = None,
    committed_on: date | None = None,
    worker_id: UUID | None = None,
) -> Worker:
    """Somebody takes up a post at a station.

    facts         answers to what the region's conditions ask beyond these columns, by their words
    committed_on  the day she signed her letter of commitment; asked for where the paper wants one before entry

    Refused  the identity number cannot be; she is in post here or elsewhere; a list of the trade bars her; no letter; a
             condition of the region's papers for this post is not fulfilled on the day she starts (the sentence names
             condition and clause)
    Source   rules of kind 资格 and 限期 about people, for example `staffing.worker-eligibility`; `staffing.commitment`,
             `staffing.one-project`
    """
    station = _living_station(actor, "workforce.enrol_worker", station_id)
    if (
        post not in Post.values
        or education not in Worker.Education.values
        or employer not in Worker.Employer.values
    ):
        raise Refused("请选择岗位、学历和用工方式。", code="workforce.form-incomplete")
    if problem := person_problem(name=name, id_number=id_number, phone=phone, on=on) or declared_problem(
        facts or {}
    ):
        raise Refused(problem, code="workforce.person-wrong")
    known = id_number_facts(id_number)
    held = Worker.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gte=started_on), id_digest=id_digest(id_number)
    )
    elsewhere = held.exclude(station=station).exclude(post__in=_MANY_STATIONS)
    leaving = elsewhere.exclude(ended_on__isnull=True).aggregate(last=Max("ended_on"))["last"]
    one_project = one_project_rule(region_code=station.region_code, post=POST_WORDS[post], on=started_on)
    if refusal := enrolling_refusal(
        here_already=held.filter(station=station).exists(),
        elsewhere=post not in _MANY_STATIONS and elsewhere.exists(),
        leaving_on=leaving if not elsewhere.filter(ended_on__isnull=True).exists() else None,
        started_on=started_on,
        born_on=known.born_on,
        on=on,
        one_project=one_project,
    ):
        clause = one_project.source if one_project is not None and elsewhere.exists() else ""
        raise Refused(refusal, code="workforce.in-post-already", clause=clause)
    _barred_or_not(id_digest(id_number), on=max(started_on, on))
    letter = commitment_rule(region_code=station.region_code, post=POST_WORDS[post], on=started_on)
    _stop(
        entry_refusal(rule=letter, signed_on=committed_on, started_on=started_on),
        "workforce.no-commitment",
        clause=letter.source if letter is not None else "",
    )
    if certificate_issued_on is not None and (
        problem := certificate_problem(
            issued_on=certificate_issued_on, expires_on=certificate_expires_on, born_on=known.born_on, on=on
        )
    ):
        raise Refused(problem, code="workforce.certificate-wrong")
    worker = Worker(
        id=worker_id or uuid7(),
        station=station,
        region_code=station.region_code,
        organisation_id=station.operator_id,
        born_on=known.born_on,
        sex=known.sex,
        education=education,
        school=school.strip()[:60],
        major=major.strip()[:60],
        major_is_social_work=major_is_social_work,
        local_household=local_household,
        post=post,
        employer=employer,
        full_time=full_time,
        facts=dict(facts or {}),
        started_on=started_on,
        phone=normal_phone(phone),
    )
    _name(worker, name=name, id_number=id_number)
    certificate = (
        Certificate(level=certificate_level, issued_on=certificate_issued_on)
        if certificate_level in Certificate.Level.values and certificate_issued_on is not None
        else None
    )
    _fit_or_refuse(person_of(worker, [certificate] if certificate else []), station, on=max(started_on, on))
    worker.save(force_insert=True)
    if certificate is not None:
        _certify(
            worker, certificate_level, certificate_number, certificate.issued_on, None, certificate_expires_on
        )
    _note_change(worker, PostChange.Kind.JOINED, on=started_on, to_post=post)
    if committed_on is not None:
        _commit(worker, committed_on, actor.label)
    return worker


@action("workforce.update_worker", facts=("worker_id",), subject="worker_id")
def update_worker(
    *,
    actor: Actor,
    worker_id: UUID,
    name: str,
    education: str,
    on: date,
    phone: str = "",
    employer: str = Worker.Employer.AGENCY,
    school: str = "",
    major: str = "",
    major_is_social_work: bool = False,
    local_household: bool = False,
    full_time: bool = True,
    facts: Mapping[str, Any] | None = None,
) -> Worker:
    """Correct what was written down about somebody; the identity number stays: a wrong one is another person.

    Refused  a name or telephone that cannot be; she has left
    """
    worker = _worker(actor, "workforce.update_worker", worker_id)
    if education not in Worker.Education.values or employer not in Worker.Employer.values:
        raise Refused("请选择学历和用工方式。", code="workforce.form-incomplete")
    if problem := person_problem(
        name=name, id_number=worker.id_number, phone=phone, on=on
    ) or declared_problem(facts or {}):
        raise Refused(problem, code="workforce.person-wrong")
    _name(worker, name=name, id_number=worker.id_number)
    worker.education, worker.employer = education, employer
    worker.school, worker.major = school.strip()[:60], major.strip()[:60]
    worker.major_is_social_work, worker.local_household = major_is_social_work, local_household
    worker.full_time, worker.phone = full_time, normal_phone(phone)
    if facts is not None:
        worker.facts = dict(facts)
    _save(worker)
    return worker


@action("workforce.change_post", facts=("worker_id", "post", "changed_on"), subject="worker_id")
def change_post(
    *, actor: Actor, worker_id: UUID, post: str, changed_on: date, on: date, reason: str = ""
) -> Worker:
    """Somebody takes another post at the same station; the conditions of the new post hold.

    Refused  no other post; a day before she came; a condition of the new post is not fulfilled
    """
    worker = _worker(actor, "workforce.change_post", worker_id)
    if post not in Post.values or post == worker.post:
        raise Refused("请选择新的岗位。", code="workforce.post-missing")
    if changed_on < worker.started_on or changed_on > on:
        raise Refused("调整日期应在到岗之后、今天之前，请核对。", code="workforce.day-wrong")
    before, worker.post = worker.post, post
    if before in _MANY_STATIONS and post not in _MANY_STATIONS:
        held = Worker.objects.filter(id_digest=worker.id_digest, ended_on__isnull=True).exclude(pk=worker.pk)
        if held.exclude(post__in=_MANY_STATIONS).exists():
            raise Refused(
                "此人已在别的站点任职，一名社工不能同时在几个项目任职。", code="workforce.in-post-already"
            )
    _fit_or_refuse(person_of(worker), worker.station, on=changed_on)
    _save(worker)
    _note_change(
        worker, PostChange.Kind.CHANGED, on=changed_on, from_post=before, to_post=post, reason=reason
    )
    return worker


@action("workforce.end_employment", facts=("worker_id", "ended_on"), subject="worker_id")
def end_employment(
    *,
    actor: Actor,
    worker_id: UUID,
    ended_on: date,
    reason: str,
    on: date,
    announced_on: date | None = None,
    because: str = "OTHER",
) -> Worker:
    """Somebody leaves; that day is her last. Her records stay under her name.

    because  a word of LEAVING. For PERSONAL the region's time of notice holds, and that her post is filled first; who
             simply stays away (WALKED) is written down as gone

    Refused  she has left already, no reason is given, the days contradict one another; notice too short, or her post
             not filled within the time the paper gives for it
    Source   rules `staffing.resignation-notice`, `staffing.replacement`
    """
    if because not in LEAVING:
        raise Refused("请选择离岗的情形。", code="workforce.form-incomplete")
    worker = _worker(actor, "workforce.end_employment", worker_id, gone_too=True)
    if refusal := leaving_refusal(
        ended=worker.ended_on,
        started_on=worker.started_on,
        ended_on=ended_on,
        reason=reason,
        announced_on=announced_on,
        on=on,
    ):
        raise Refused(refusal, code="workforce.not-left")
    resignation = _go_or_refuse(worker, because=because, ended_on=ended_on)
    if announced_on is None and resignation is not None:
        announced_on = min(resignation.announced_on, ended_on)
    worker.ended_on, worker.ended_because = ended_on, reason.strip()[:120]
    _save(worker)
    _left(resignation, ended_on)
    _note_change(
        worker,
        PostChange.Kind.LEFT,
        on=ended_on,
        from_post=worker.post,
        announced_on=announced_on,
        reason=reason,
    )
    return worker


@action("workforce.add_certificate", facts=("worker_id", "level", "issued_on"), subject="worker_id")
def add_certificate(
    *,
    actor: Actor,
    worker_id: UUID,
    level: str,
    number: str,
    issued_on: date,
    on: date,
    registered_on: date | None = None,
    expires_on: date | None = None,
) -> Certificate:
    """A certificate was obtained or registered anew; the same level written again replaces its days.

    Refused  no level; days that cannot be; the number belongs to somebody else
    """
    worker = _worker(actor, "workforce.add_certificate", worker_id)
    if level not in Certificate.Level.values:
        raise Refused("请选择证书级别。", code="workforce.certificate-wrong")
    if problem := certificate_problem(
        issued_on=issued_on, expires_on=expires_on, born_on=worker.born_on, on=on
    ):
        raise Refused(problem, code="workforce.certificate-wrong")
    same = Certificate.objects.filter(
        number_digest=digest(number.strip().upper(), purpose=CERTIFICATE_PURPOSE)
    )
    if number.strip() and same.exclude(worker=worker).exists():
        raise Refused("这个证书编号已登记在别人名下，请核对。", code="workforce.certificate-taken")
    return _certify(worker, level, number, issued_on, registered_on, expires_on)


@action("workforce.link_account", facts=("worker_id", "user_id"), subject="worker_id")
def link_account(*, actor: Actor, worker_id: UUID, user_id: UUID) -> Worker:
    """This account is hers: what she records is counted as hers.

    Refused            the account is linked to somebody else, or closed
    User.DoesNotExist  no such account of the officer's own region
    """
    worker = _worker(actor, "workforce.link_account", worker_id)
    user = User.objects.visible_to(actor, "workforce.link_account").get(pk=user_id)
    if not user.is_active:
        raise Refused("这个账号已停用。", code="workforce.account-closed")
    if Worker.objects.filter(user=user).exclude(pk=worker.pk).exists():
        raise Refused("这个账号已经对应别的人员。", code="workforce.account-taken")
    worker.user = user
    _save(worker)
    return worker


@action("workforce.unmask_worker", facts=("worker_id", "reason"), subject="worker_id")
def unmask_worker(*, actor: Actor, worker_id: UUID, reason: str, at: datetime, note: str = "") -> Unmasking:
    """Show the identity number and telephone of somebody for ten minutes, with a reason, on the record."""
    worker = Worker.objects.visible_to(actor, "workforce.unmask_worker").get(pk=worker_id)
    return unmask(
        actor=actor.acting_for("privacy.unmask", because_of="workforce.unmask_worker"),
        subject="worker",
        subject_id=worker.pk,
        region_code=worker.region_code,
        station_id=worker.station_id,
        reason=reason,
        note=note,
        at=at,
    )
