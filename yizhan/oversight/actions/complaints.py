"""Complaints are received, taken up by somebody who is not their subject, heard, answered, and asked about afterwards."""

from datetime import date, datetime
from uuid import UUID

from yizhan.access.actions import send_notice
from yizhan.access.models import Organisation
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.oversight.actions.findings_ground import _numbered
from yizhan.oversight.models import Complaint, ComplaintStep, Hearing
from yizhan.oversight.queries.complaints import account_for
from yizhan.oversight.rules.complaints import (
    ACCOUNT,
    ANSWER,
    ASK,
    DECLINE,
    HEAR,
    LONGEST,
    NOTE,
    PROCESS,
    RECEIVE,
    REOPEN,
    TAKE_UP,
    answering_problem,
    handler_problem,
    own_case_problem,
    receiving_problem,
    term_of,
)
from yizhan.privacy.action import action
from yizhan.stations.models import Station
from yizhan.workforce.models import Worker

OPEN = "oversight.open_complaint"
NOTICE = "access.send_notice"


@action(
    RECEIVE, facts=("complaint_id", "region_code", "station_id", "about", "way", "on"), subject="complaint_id"
)
def receive_complaint(
    *,
    actor: Actor,
    region_code: str,
    about: str,
    way: str,
    what: str,
    received_on: date,
    on: date,
    at: datetime,
    station_id: UUID | None = None,
    worker_id: UUID | None = None,
    organisation_id: UUID | None = None,
    name: str = "",
    phone: str = "",
    anonymous: bool = False,
    complaint_id: UUID | None = None,
) -> Complaint:
    """Write down a complaint and start its clock; the county's office is told that one waits, not what it says.

    region_code      where it is received; the station's, when one is named, takes its place
    organisation_id  the agency complained about, when no station says which
    complaint_id     the same id a second time is answered with the complaint it made

    Refused  no words, a day to come, anonymous with a name, named without one, no station or worker where one is
             complained about, a place that is not one's own
    Station.DoesNotExist, Worker.DoesNotExist  out of sight
    """
    if complaint_id and (
        known := Complaint.objects.visible_to(actor, RECEIVE).filter(pk=complaint_id).first()
    ):
        return known
    if about not in Complaint.About.values or way not in Complaint.Way.values:
        raise Refused("请选择投诉的是什么、怎么收到的。", code="oversight.complaint-kind")
    _stop(
        receiving_problem(
            what=what, received_on=received_on, on=on, anonymous=anonymous, name=name, phone=phone
        ),
        "oversight.complaint-incomplete",
    )
    worker = Worker.objects.visible_to(actor, RECEIVE).get(pk=worker_id) if worker_id else None
    if about == Complaint.About.WORKER and worker is None:
        raise Refused(
            "请选投诉的是哪位工作人员；不知道是谁的，选“社工站的服务”。", code="oversight.complaint-whom"
        )
    station = None
    if station_id or worker:
        station = Station.objects.visible_to(actor, RECEIVE).get(
            pk=worker.station_id if worker else str(station_id)
        )
    if about == Complaint.About.STATION and station is None:
        raise Refused("请选投诉的是哪个站。", code="oversight.complaint-whom")
    region = station.region_code if station else region_code
    if not any(grant.reaches_region(region) for grant in actor.grants_for(RECEIVE)):
        raise Refused("这件投诉不在您的辖区，请转给对方所在的县。", code="oversight.elsewhere")
    agency = station.operator_id if station else organisation_id
    if about == Complaint.About.AGENCY and agency is None:
        raise Refused("请选投诉的是哪家机构。", code="oversight.complaint-whom")
    term = term_of(region_code=region, received_on=received_on)
    complaint = Complaint.objects.create(
        id=complaint_id or uuid7(),
        number=_numbered(Complaint, "", region, received_on.year),
        region_code=region,
        station=station,
        about=about,
        about_organisation_id=agency,
        about_worker=worker,
        about_account=str(worker.user_id) if worker and worker.user_id else "",
        way=way,
        anonymous=anonymous,
        name=name.strip()[:40],
        phone=phone.strip()[:24],
        what=what.strip(),
        received_on=received_on,
        received_by=actor.label[:120],
        due_on=term.due_on if term else None,
        rule=term.rule if term else "",
        clause=term.clause if term else "",
    )
    _add(complaint, actor, ComplaintStep.Kind.RECEIVED, received_on, "")
    send_notice(
        actor=actor.acting_for(NOTICE, because_of=RECEIVE),
        roles=frozenset({"county"}),
        region_code=region,
        station_id=None,
        subject=f"有一件投诉待受理：{complaint.number}",
        url=_address(complaint),
        clause=complaint.clause,
        at=at,
    )
    return complaint


@action(OPEN, facts=("complaint_id",), subject="complaint_id")
def open_complaint(*, actor: Actor, complaint_id: UUID) -> Complaint:
    """Read a complaint. A verb, because every reading is written down (查阅留痕)."""
    return (
        Complaint.objects.visible_to(actor, OPEN)
        .select_related("station", "about_organisation", "about_worker")
        .get(pk=complaint_id)
    )


@action(TAKE_UP, facts=("complaint_id", "on"), subject="complaint_id")
def take_up_complaint(*, actor: Actor, complaint_id: UUID, on: date) -> Complaint:
    """Whoever takes it up handles it, also after a colleague who is away; never its subject.

    Refused  one's own already, over, or about oneself or one's own organisation
    """
    complaint = _locked(actor, TAKE_UP, complaint_id)
    _stop(_conflict(actor, complaint), "oversight.complaint-own")
    if complaint.handler == actor.id:
        raise Refused("这件已经由您办理。", code="oversight.complaint-mine")
    before = complaint.handler_label
    complaint.state = PROCESS.step(complaint.state, TAKE_UP).end
    complaint.handler, complaint.handler_label = actor.id, actor.label[:120]
    complaint.save(update_fields=["state", "handler", "handler_label"])
    return _add(
        complaint, actor, ComplaintStep.Kind.TAKEN_UP, on, f"原由{before}办理，转由我办理" if before else ""
    )


@action(DECLINE, facts=("complaint_id", "on"), subject="complaint_id")
def decline_complaint(*, actor: Actor, complaint_id: UUID, because: str, on: date) -> Complaint:
    """It is not for this office (不予受理), with the reason and where to go instead.

    Refused  no reason, or taken up already
    """
    complaint = _locked(actor, DECLINE, complaint_id)
    _stop(_conflict(actor, complaint), "oversight.complaint-own")
    _said(because, "请写明为什么不予受理、可以向哪里反映。")
    complaint.state = PROCESS.step(complaint.state, DECLINE).end
    complaint.closed_on = on
    complaint.save(update_fields=["state", "closed_on"])
    return _add(complaint, actor, ComplaintStep.Kind.DECLINED, on, because)


@action(NOTE, facts=("complaint_id", "on"), subject="complaint_id")
def note_complaint(*, actor: Actor, complaint_id: UUID, text: str, on: date) -> Complaint:
    """What the handler did or found out.

    Refused  no words, not being handled, or handled by another
    """
    complaint = _mine(actor, NOTE, complaint_id)
    _said(text, "请写明做了什么、查到什么。")
    PROCESS.step(complaint.state, NOTE)
    return _add(complaint, actor, ComplaintStep.Kind.NOTE, on, text)


@action(HEAR, facts=("complaint_id", "on", "answer_by_on"), subject="complaint_id")
def ask_account(
    *, actor: Actor, complaint_id: UUID, question: str, answer_by_on: date, on: date, at: datetime
) -> Hearing:
    """The organisation complained about is asked for its account. It reads the question, not who complained.

    Refused  no question, a day before today, nobody to ask, or handled by another
    """
    complaint = _mine(actor, HEAR, complaint_id)
    _said(question, "请写明要对方说明什么；不要写投诉人是谁。")
    PROCESS.step(complaint.state, HEAR)
    if complaint.about_organisation_id is None:
        raise Refused("这件投诉没有指明单位，没有可以问的一方。", code="oversight.complaint-whom")
    if answer_by_on < on:
        raise Refused("说明的期限不能早于今天。", code="oversight.past")
    if complaint.name and complaint.name in question:
        raise Refused("问题里写了投诉人的姓名，请去掉再发。", code="oversight.complainant-named")
    hearing = Hearing.objects.create(
        complaint=complaint,
        region_code=complaint.region_code,
        organisation_id=complaint.about_organisation_id,
        question=question.strip(),
        asked_on=on,
        answer_by_on=answer_by_on,
    )
    _add(complaint, actor, ComplaintStep.Kind.HEARING, on, question)
    if complaint.station_id is not None:
        send_notice(
            actor=actor.acting_for(NOTICE, because_of=HEAR),
            roles=frozenset({"agency_manager", "township"})
            if _is_agency(complaint)
            else frozenset({"township"}),
            region_code=complaint.region_code,
            station_id=complaint.station_id,
            subject=f"请在 {answer_by_on:%m-%d} 前说明一件情况",
            url=f"/oversight/accounts/{hearing.pk}/",
            clause=complaint.clause,
            at=at,
        )
    return hearing


@action(ACCOUNT, facts=("hearing_id", "on"), subject="hearing_id")
def give_account(*, actor: Actor, hearing_id: UUID, text: str, on: date) -> Hearing:
    """The organisation's account of what happened; given once, more is said when it is asked again.

    Refused               no words, given already, or the complaint was answered meanwhile
    Hearing.DoesNotExist  another organisation is asked
    """
    found = account_for(actor=actor, hearing_id=hearing_id)
    complaint = Complaint.objects.select_for_update().get(pk=found.complaint_id)
    hearing = Hearing.objects.get(pk=found.pk)
    _said(text, "请写明情况。")
    if hearing.given_on is not None:
        raise Refused(
            f"已于 {hearing.given_on:%Y-%m-%d} 说明过；要补充的，请办理人再问一次。",
            code="oversight.account-given",
        )
    if not complaint.open:
        raise Refused("这件事已经办完，不用再说明。", code="oversight.complaint-closed")
    hearing.account, hearing.given_on, hearing.given_by = text.strip(), on, actor.label[:120]
    hearing.save(update_fields=["account", "given_on", "given_by"])
    _add(complaint, actor, ComplaintStep.Kind.ACCOUNT, on, text)
    return hearing


@action(ANSWER, facts=("complaint_id", "finding", "on"), subject="complaint_id")
def answer_complaint(
    *, actor: Actor, complaint_id: UUID, finding: str, answer: str, on: date, measures: str = ""
) -> Complaint:
    """What was found, what follows, and what the complainant was told; the clock stops.

    Refused  no answer, upheld without measures, not being handled, handled by another, or the other side was asked
             and neither answered nor let the day pass
    """
    complaint = _mine(actor, ANSWER, complaint_id)
    _stop(
        answering_problem(
            answer=answer, finding=finding, measures=measures, findings=frozenset(Complaint.Finding.values)
        ),
        "oversight.complaint-unanswered",
    )
    end = PROCESS.step(complaint.state, ANSWER).end
    waiting = Hearing.objects.filter(complaint=complaint, given_on=None, answer_by_on__gte=on).first()
    if waiting is not None:
        raise Refused(
            f"已请对方在 {waiting.answer_by_on:%Y-%m-%d} 前说明情况，等说明到了或者期限过了再作结论。",
            code="oversight.not-heard",
        )
    complaint.state, complaint.finding, complaint.answered_on = end, finding, on
    complaint.save(update_fields=["state", "finding", "answered_on"])
    told = f"{complaint.get_finding_display()}。{answer.strip()}"
    return _add(
        complaint,
        actor,
        ComplaintStep.Kind.ANSWERED,
        on,
        f"{told}\n措施：{measures.strip()}" if measures.strip() else told,
    )


@action(ASK, facts=("complaint_id", "satisfaction", "on"), subject="complaint_id")
def ask_complainant(
    *, actor: Actor, complaint_id: UUID, satisfaction: str, on: date, text: str = ""
) -> Complaint:
    """The complainant was asked whether the answer satisfies (回访); the complaint is closed.

    Refused  no choice, a named one called anonymous or the other way round, not answered yet, or handled by another
    """
    complaint = _mine(actor, ASK, complaint_id)
    if satisfaction not in Complaint.Satisfaction.values:
        raise Refused("请选择回访的结果。", code="oversight.satisfaction")
    if (satisfaction == Complaint.Satisfaction.ANONYMOUS) != complaint.anonymous:
        raise Refused(
            "匿名的投诉无法回访，请选“匿名”。" if complaint.anonymous else "留了姓名的投诉要回访。",
            code="oversight.satisfaction",
        )
    complaint.state = PROCESS.step(complaint.state, ASK).end
    complaint.satisfaction, complaint.closed_on = satisfaction, on
    complaint.save(update_fields=["state", "satisfaction", "closed_on"])
    return _add(complaint, actor, ComplaintStep.Kind.ASKED, on, text)


@action(REOPEN, facts=("complaint_id", "on"), subject="complaint_id")
def reopen_complaint(*, actor: Actor, complaint_id: UUID, because: str, on: date) -> Complaint:
    """New facts, or the complainant is not satisfied: it is handled again; what was answered stays written.

    Refused  no reason, not answered yet, or closed
    """
    complaint = _mine(actor, REOPEN, complaint_id)
    _said(because, "请写明为什么重新办理。")
    complaint.state = PROCESS.step(complaint.state, REOPEN).end
    complaint.finding, complaint.answered_on = "", None
    complaint.save(update_fields=["state", "finding", "answered_on"])
    return _add(complaint, actor, ComplaintStep.Kind.REOPENED, on, because)


# --- the steps ----------------------------------------------------------------------------------------------------------


def _stop(problem: str | None, code: str) -> None:
    if problem:
        raise Refused(problem, code=code)


def _said(text: str, ask: str) -> None:
    if not text.strip():
        raise Refused(ask, code="oversight.unsaid")
    if len(text) > LONGEST:
        raise Refused(f"一次最多写{LONGEST}字。", code="oversight.too-long")


def _locked(actor: Actor, verb: str, complaint_id: UUID) -> Complaint:
    return Complaint.objects.visible_to(actor, verb).select_for_update(of=("self",)).get(pk=complaint_id)


def _mine(actor: Actor, verb: str, complaint_id: UUID) -> Complaint:
    complaint = _locked(actor, verb, complaint_id)
    if complaint.handler:
        _stop(
            own_case_problem(handler=complaint.handler, actor=actor.id, label=complaint.handler_label),
            "oversight.complaint-not-mine",
        )
    return complaint


def _conflict(actor: Actor, complaint: Complaint) -> str | None:
    return handler_problem(
        subject_organisation=bool(
            actor.organisation_id and complaint.about_organisation_id == actor.organisation_id
        ),
        subject_person=bool(complaint.about_account) and complaint.about_account == actor.id,
    )


def _is_agency(complaint: Complaint) -> bool:
    about = complaint.about_organisation
    return about is not None and about.kind == Organisation.Kind.AGENCY


def _address(complaint: Complaint) -> str:
    return f"/oversight/complaints/{complaint.pk}/"


def _add(complaint: Complaint, actor: Actor, kind: ComplaintStep.Kind, on: date, text: str) -> Complaint:
    ComplaintStep.objects.create(
        complaint=complaint,
        region_code=complaint.region_code,
        number=ComplaintStep.objects.filter(complaint=complaint).count() + 1,
        kind=kind,
        done_on=on,
        text=text.strip(),
        by_label=actor.label[:120],
    )
    return complaint
