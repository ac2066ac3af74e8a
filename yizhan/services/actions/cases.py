"""A case opened, given to somebody, read, opened again; its sheets are in `cases_sheets`, contacts in `cases_contacts`."""

from datetime import date
from uuid import UUID

from django.db.models import Max
from django.db.models.functions import Now

from yizhan.clients.queries.find import client_for
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.action import action
from yizhan.services.actions.ground import _stop
from yizhan.services.actions.records import record_service
from yizhan.services.models import Case, CaseContact, CaseTurn, ServiceRecord
from yizhan.services.queries.cases import readers_of
from yizhan.services.rules.cases import next_state, opening_problem
from yizhan.services.rules.cases_process import PROCESS
from yizhan.stations.models import Station
from yizhan.workforce.models import Worker

OPEN, ASSIGN, REOPEN = "services.open_case", "services.assign_case", "services.reopen_case"


@action(OPEN, facts=("client_id", "opened_on", "case_id"), subject="client_id")
def open_case(
    *,
    actor: Actor,
    client_id: UUID,
    opened_on: date,
    on: date,
    minutes: int,
    mode: str,
    aim: str = "",
    summary: str = "",
    worker_id: UUID | None = None,
    late_reason: str = "",
    case_id: UUID | None = None,
) -> Case:
    """Open casework with a client: the talk of that day is the first contact and counts as 新开 (接案).

    worker_id  who answers for the case; without one, the worker whose account this is
    case_id    made where the case is opened: told again it is the same case

    Refused              the client has an open case at the station; the file is closed; what `record_service` refuses
    Client.DoesNotExist  out of sight
    """
    if case_id is not None and (same := Case.objects.visible_to(actor, OPEN).filter(pk=case_id).first()):
        return same
    client = client_for(actor=actor, verb=OPEN, client_id=client_id, lock=True)
    there = Case.objects.filter(client=client, station_id=client.station_id).exclude(state=Case.State.CLOSED)
    before = there.first()
    _stop(
        opening_problem(
            opened_on=opened_on, on=on, active=client.active, open_case=before.case_no if before else ""
        )
    )
    station = (
        Station.objects.visible_to(actor, OPEN).select_for_update(of=("self",)).get(pk=client.station_id)
    )
    number = _next_number(station.pk, opened_on.year)
    record = record_service(
        actor=actor.acting_for("services.record_service", because_of=OPEN),
        station_id=station.pk,
        kind=ServiceRecord.Kind.CASEWORK,
        case_step=ServiceRecord.CaseStep.OPENED,
        done_on=opened_on,
        on=on,
        minutes=minutes,
        mode=mode,
        client_ids=[client.pk],
        title=_title(opened_on.year, number),
        worker_id=worker_id,
        late_reason=late_reason,
    )
    case = Case(
        pk=case_id or uuid7(),
        client=client,
        station=station,
        region_code=station.region_code,
        case_year=opened_on.year,
        case_number=number,
        state=PROCESS.step("", OPEN).end,
        worker_id=record.worker_id,
        opened_on=opened_on,
    )
    case.save(force_insert=True)
    _turned(case, actor=actor, verb="open", before="", on=opened_on)
    CaseContact.objects.create(
        case=case,
        region_code=case.region_code,
        service=record,
        number=1,
        aim=aim.strip() or "接案面谈",
        summary=summary.strip(),
    )
    return case


@action("services.read_case", facts=("case_id",), subject="case_id")
def read_case(*, actor: Actor, case_id: UUID) -> Case:
    """Read a case. A verb, because every reading is written down (查阅留痕).

    Case.DoesNotExist  out of sight, or about a restricted file
    """
    return (
        Case.objects.visible_to(actor, "services.read_case")
        .select_related("client", "station", "worker", "supervisor")
        .get(pk=case_id)
    )


@action(ASSIGN, facts=("case_id", "worker_id", "supervisor_id", "on"), subject="case_id")
def assign_case(
    *,
    actor: Actor,
    case_id: UUID,
    on: date,
    worker_id: UUID | None = None,
    supervisor_id: UUID | None = None,
) -> Case:
    """Give a case to another worker of the station, or name who reads and approves it. None leaves it as it is.

    Refused            closed; nobody in post there; an account that may not approve at this station
    Case.DoesNotExist  out of sight
    """
    case = _locked(actor, ASSIGN, case_id)
    if not case.is_open:
        raise Refused("个案已结案，不再换人。", code="services.case-closed")
    if worker_id is not None:
        worker = Worker.objects.filter(pk=worker_id, station_id=case.station_id).first()
        if worker is None or (worker.ended_on is not None and worker.ended_on < on):
            raise Refused("所选社工不在本站岗位上。", code="services.worker-not-in-post")
        case.worker = worker
    if supervisor_id is not None:
        if supervisor_id not in readers_of(case, on=on):
            raise Refused("所选账号不能批阅这个站的个案。", code="services.case-supervisor")
        case.supervisor_id = supervisor_id
    case.changed_at = Now()
    case.save(update_fields=["worker", "supervisor", "changed_at"])
    case.refresh_from_db(fields=["changed_at"])
    return case


@action(REOPEN, facts=("case_id", "on"), subject="case_id")
def reopen_case(*, actor: Actor, case_id: UUID, on: date, minutes: int, mode: str, reason: str) -> Case:
    """Open a closed case again: it keeps its number and all that was written, and needs a plan anew (重新开启).

    The talk of that day is a contact and counts as 新开, so that opened less closed stays what is open.

    Refused            not closed; no reason; the client has another open case; what `record_service` refuses
    Case.DoesNotExist  out of sight
    """
    case = _locked(actor, REOPEN, case_id)
    if case.is_open:
        raise Refused("这个个案没有结案。", code="services.case-state")
    if not reason.strip():
        raise Refused("请写明为什么重新开启。", code="services.reason-missing")
    other = Case.objects.filter(client_id=case.client_id, station_id=case.station_id).exclude(
        state=Case.State.CLOSED
    )
    if (open_one := other.first()) is not None:
        raise Refused(f"这位服务对象已有个案{open_one.case_no}，没有结案。", code="services.case-open")
    record = record_service(
        actor=actor.acting_for("services.record_service", because_of=REOPEN),
        station_id=case.station_id,
        kind=ServiceRecord.Kind.CASEWORK,
        case_step=ServiceRecord.CaseStep.OPENED,
        done_on=on,
        on=on,
        minutes=minutes,
        mode=mode,
        client_ids=[case.client_id],
        title=_title(case.case_year, case.case_number),
        worker_id=case.worker_id,
    )
    followed_up = case.close_reason != Case.CloseReason.NOT_NEEDED
    to = next_state(case.state, verb="reopen", follow_up=followed_up)
    before, case.state = case.state, PROCESS.step(case.state, REOPEN, to).end
    case.closed_on, case.close_reason, case.referral, case.reopened_on = None, "", None, on
    case.changed_at = Now()
    case.save(update_fields=["state", "closed_on", "close_reason", "referral", "reopened_on", "changed_at"])
    _turned(case, actor=actor, verb="reopen", before=before, on=on, word=reason)
    CaseContact.objects.create(
        case=case, region_code=case.region_code, service=record, number=_next_contact(case), aim="重新开启"
    )
    case.refresh_from_db(fields=["changed_at"])
    return case


# --- for the verbs of a case --------------------------------------------------------------------------------------------


def _title(year: int, number: int) -> str:
    """What the service records of a case are called: “个案2026-003”."""
    return f"个案{year}-{number:03d}"


def _locked(actor: Actor, verb: str, case_id: UUID) -> Case:
    return (
        Case.objects.visible_to(actor, verb)
        .select_for_update(of=("self",))
        .select_related("worker")
        .get(pk=case_id)
    )


def _turned(case: Case, *, actor: Actor, verb: str, before: str, on: date, word: str = "") -> None:
    """Write down one step of the case; the case itself is saved by the caller."""
    CaseTurn.objects.create(
        case=case,
        region_code=case.region_code,
        verb=verb,
        from_state=before,
        to_state=case.state,
        on=on,
        by_label=actor.label[:120],
        word=word.strip(),
    )


def _next_contact(case: Case) -> int:
    """The case's row is locked by the caller, so two contacts never take one number."""
    last = CaseContact.objects.filter(case=case).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _next_number(station_id: UUID, year: int) -> int:
    """The station's row is locked by the caller."""
    last = Case.objects.filter(station_id=station_id, case_year=year).aggregate(last=Max("case_number"))
    return (last["last"] or 0) + 1
