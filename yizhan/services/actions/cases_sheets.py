"""The sheets of a case: written, sent, approved or returned by a second pair of eyes; what holds is never changed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models.functions import Now

from yizhan.access.actions import send_notice
from yizhan.clients.actions import change_need_state
from yizhan.clients.models import Client, Need
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.privacy.action import action
from yizhan.services.actions.cases import _locked, _title, _turned
from yizhan.services.actions.cases_contacts import TaskTold
from yizhan.services.actions.ground import _stop
from yizhan.services.actions.records import record_service
from yizhan.services.models import Case, CaseGoal, CaseSheet, CaseTask, Referral, ServiceRecord
from yizhan.services.queries.cases import READERS, closing_visits, may_decide_own, sheets_in_force
from yizhan.services.rules.cases import (
    WAITING,
    closing_problem,
    deciding_problem,
    next_state,
    sending_problem,
    writing_problem,
)
from yizhan.services.rules.cases_forms import APPROVED_KINDS, LABELS, LONGEST, body_of, lacking
from yizhan.services.rules.cases_process import PROCESS, VERB_OF

WRITE, SEND, DECIDE = "services.write_case_sheet", "services.send_case_sheet", "services.decide_case_sheet"
MAKING = ("DRAFT", "WAITING", "RETURNED")
WRITERS = frozenset({"worker", "station_head", "deputy_head", "supervisor"})
"""Roles whose holders may have written a form, or answer for the case."""


@dataclass(frozen=True)
class GoalTold:
    """A goal of the plan, towards one of the client's needs where there is one, with its tasks."""

    what: str
    need_id: UUID | None = None
    tasks: Sequence[TaskTold] = ()


@action(WRITE, facts=("case_id", "kind", "on"), subject="case_id")
def write_case_sheet(
    *,
    actor: Actor,
    case_id: UUID,
    kind: str,
    body: Mapping[str, Any],
    on: date,
    goals: Sequence[GoalTold] = (),
) -> CaseSheet:
    """Write a form of the case file, or go on writing it; of one that holds, the next version begins.

    goals              of a plan only: all of them, each time
    Refused            this form is waiting for approval; it is not its turn; the case is closed; a need of somebody else
    Case.DoesNotExist  out of sight
    """
    case = _locked(actor, WRITE, case_id)
    sheets = list(CaseSheet.objects.filter(case=case, kind=kind).order_by("version"))
    draft = next((each for each in sheets if each.state in MAKING), None)
    _stop(
        writing_problem(
            kind,
            state=case.state,
            waiting=draft is not None and draft.state == CaseSheet.State.WAITING,
            has=sheets_in_force(case).keys(),
        )
    )
    told = body_of(kind, body)
    if told.get("referral") and _referral_of(case, told["referral"]) is None:
        raise Refused("所选转介不是这位服务对象的。", code="services.case-referral")
    if draft is None:
        draft = CaseSheet(case=case, region_code=case.region_code, kind=kind, version=len(sheets) + 1)
    draft.body, draft.state, draft.written_on = told, CaseSheet.State.DRAFT, on
    draft.written_by, draft.written_by_label = actor.id, actor.label[:120]
    draft.sent_on = draft.decided_on = None
    draft.decided_by = draft.decided_by_label = draft.opinion = ""
    draft.changed_at = Now()
    draft.save()
    if kind == CaseSheet.Kind.PLAN:
        _write_goals(case, draft, goals)
    draft.refresh_from_db(fields=["changed_at"])
    return draft


@action(SEND, facts=("case_id", "kind", "on"), subject="case_id")
def send_case_sheet(
    *, actor: Actor, case_id: UUID, kind: str, on: date, at: datetime | None = None
) -> CaseSheet:
    """Send a form for approval; one that needs none is filed and holds from now on (报批、存档).

    at                 whoever is to approve is told then; None: nobody is, as for what is entered later
    Refused            nothing written; something lacks; not its turn; the visits the region's paper asks for before a
                       case is closed were not made (rule `casework.min-visits`)
    Case.DoesNotExist  out of sight
    """
    case = _locked(actor, SEND, case_id)
    draft = CaseSheet.objects.filter(case=case, kind=kind, state__in=("DRAFT", "RETURNED")).first()
    goals = CaseGoal.objects.filter(sheet=draft).count() if draft else 0
    in_force = sheets_in_force(case)
    lacks = lacking(kind, draft.body, goals=goals) if draft else []
    if kind == CaseSheet.Kind.CLOSURE and draft is not None:
        lacks += _goals_unjudged(in_force.get("PLAN"), draft.body)
    _stop(sending_problem(kind, state=case.state, exists=draft is not None, lacks=lacks, has=in_force.keys()))
    assert draft is not None
    if kind == CaseSheet.Kind.CLOSURE:
        visits = closing_visits(case, on=on)
        _stop(
            closing_problem(
                reason=draft.body["reason"],
                note=draft.body["reason_note"],
                refusal=visits.refusal,
                clause=visits.clause,
            )
        )
    draft.sent_on, draft.changed_at = on, Now()
    draft.decided_on, draft.decided_by, draft.decided_by_label = None, "", ""
    draft.state = CaseSheet.State.WAITING if kind in APPROVED_KINDS else CaseSheet.State.FILED
    draft.save(
        update_fields=["sent_on", "state", "decided_on", "decided_by", "decided_by_label", "changed_at"]
    )
    if kind in APPROVED_KINDS:
        _move(case, next_state(case.state, verb="send", kind=kind), actor=actor, verb="send", on=on)
        named = None if case.supervisor_id is None else {case.supervisor_id}
        _tell(
            actor, case, READERS, f"一份个案的{LABELS[kind]}等您批阅", f"/services/cases/sheets/{draft.pk}/", at,
            because_of=SEND, only=named,
        )  # fmt: skip
    return draft


@action(DECIDE, facts=("sheet_id", "agreed", "on"), subject="sheet_id")
def decide_case_sheet(
    *,
    actor: Actor,
    sheet_id: UUID,
    agreed: bool,
    on: date,
    opinion: str = "",
    at: datetime | None = None,
) -> CaseSheet:
    """Approve a form that waits, or return it with an opinion; a second pair of eyes does (批阅).

    at  whoever wrote it and whoever answers for the case are told then; None: nobody is
    An approved closure, or a suggestion not to go on, closes the case and counts as 结案 that day.

    Refused                 it does not wait; her own case or her own writing, unless a grant says so; returned without
                            a word; what `record_service` refuses when the case is closed by it
    CaseSheet.DoesNotExist  out of sight
    """
    sheet = CaseSheet.objects.visible_to(actor, DECIDE).get(pk=sheet_id)
    case = _locked(actor, DECIDE, sheet.case_id)
    sheet.refresh_from_db()
    _stop(
        deciding_problem(
            waiting=sheet.state == CaseSheet.State.WAITING,
            own=actor.id in {sheet.written_by, str(case.worker.user_id)},
            may_own=may_decide_own(actor=actor, case=case),
            agreed=agreed,
            opinion=opinion,
            label=LABELS[sheet.kind],
        )
    )
    sheet.state = CaseSheet.State.APPROVED if agreed else CaseSheet.State.RETURNED
    sheet.decided_on, sheet.decided_by, sheet.decided_by_label = on, actor.id, actor.label[:120]
    sheet.opinion, sheet.changed_at = opinion.strip()[:LONGEST], Now()
    sheet.save(
        update_fields=["state", "decided_on", "decided_by", "decided_by_label", "opinion", "changed_at"]
    )
    if agreed and sheet.kind == CaseSheet.Kind.PLAN:
        _plan_needs(actor, sheet, on=on)
    to = next_state(
        case.state,
        verb="approve" if agreed else "return",
        kind=sheet.kind,
        follow_up=sheet.body.get("follow_up") != "NO",
        planned="PLAN" in sheets_in_force(case),
    )
    reason = ""
    if to == Case.State.CLOSED and case.is_open:
        _record_closing(actor, case, sheet.body, on=on)
        reason = sheet.body.get("reason") or Case.CloseReason.NOT_NEEDED
        case.referral = (
            _referral_of(case, sheet.body["referral"]) if reason == Case.CloseReason.REFERRED else None
        )
    _move(
        case,
        to,
        actor=actor,
        verb="approve" if agreed else "return",
        on=on,
        word=opinion,
        close_reason=reason,
    )
    sheet.refresh_from_db(fields=["changed_at"])
    writers = {word for word in (_account(sheet.written_by), case.worker.user_id) if word is not None}
    word = "已批准" if agreed else "被退回，请按意见修改"
    _tell(
        actor, case, WRITERS, f"一份个案的{LABELS[sheet.kind]}{word}", f"/services/cases/{case.pk}/", at,
        because_of=DECIDE, only=writers,
    )  # fmt: skip
    return sheet


# --- the steps ----------------------------------------------------------------------------------------------------------


def _tell(
    actor: Actor,
    case: Case,
    roles: frozenset[str],
    subject: str,
    url: str,
    at: datetime | None,
    *,
    because_of: str,
    only: Collection[UUID] | None,
) -> None:
    """What waits or what was decided, never whom it is about: the case is behind the address."""
    if at is None:
        return
    send_notice(
        actor=actor.acting_for("access.send_notice", because_of=because_of),
        roles=roles,
        region_code=case.region_code,
        station_id=case.station_id,
        subject=subject,
        url=url,
        at=at,
        only=only,
    )


def _account(word: str) -> UUID | None:
    try:
        return UUID(word)
    except ValueError:  # written by a job
        return None


def _move(
    case: Case, to: str, *, actor: Actor, verb: str, on: date, word: str = "", close_reason: str = ""
) -> None:
    """Change the state and write the turn down; a version that moves nothing leaves no turn."""
    if to == case.state:
        return
    before, case.state = case.state, PROCESS.step(case.state, VERB_OF[verb], to).end
    case.ready_on = on if to in WAITING else None
    if to == Case.State.CLOSED:
        case.closed_on, case.close_reason = on, close_reason
    case.changed_at = Now()
    case.save(update_fields=["state", "ready_on", "closed_on", "close_reason", "referral", "changed_at"])
    _turned(case, actor=actor, verb=verb, before=before, on=on, word=word)


def _record_closing(actor: Actor, case: Case, body: Mapping[str, str], *, on: date) -> None:
    if not Client.objects.visible_to(actor, DECIDE).filter(pk=case.client_id).exists():
        raise Refused(
            "案主的档案已转到您看不到的站，请由两站都管的督导批阅结案。", code="services.case-elsewhere"
        )
    if case.worker.station_id != case.station_id:
        raise Refused(
            "这个个案是随档案转来的，请站长先指定本站的社工，再批阅结案。",
            code="services.case-without-worker",
        )
    record_service(
        actor=actor.acting_for("services.record_service", because_of=DECIDE),
        station_id=case.station_id,
        kind=ServiceRecord.Kind.CASEWORK,
        case_step=ServiceRecord.CaseStep.CLOSED,
        done_on=on,
        on=on,
        minutes=int(body["minutes"]),
        mode=body["mode"],
        client_ids=[case.client_id],
        title=_title(case.case_year, case.case_number),
        worker_id=case.worker_id,
    )


def _referral_of(case: Case, referral_id: str) -> Referral | None:
    try:
        return Referral.objects.filter(client_id=case.client_id, pk=UUID(referral_id)).first()
    except ValueError:
        return None


def _write_goals(case: Case, sheet: CaseSheet, goals: Sequence[GoalTold]) -> None:
    """All goals of a draft, anew; nothing of a plan that was sent is touched."""
    CaseTask.objects.filter(goal__sheet=sheet).delete()
    CaseGoal.objects.filter(sheet=sheet).delete()
    wanted = {goal.need_id for goal in goals if goal.need_id}
    if Need.objects.filter(pk__in=wanted, client_id=case.client_id).count() != len(wanted):
        raise Refused("所选需求不是这位服务对象的。", code="services.case-need")
    for place, told in enumerate((goal for goal in goals if goal.what.strip()), start=1):
        goal = CaseGoal.objects.create(
            case=case,
            region_code=case.region_code,
            sheet=sheet,
            need_id=told.need_id,
            place=place,
            what=told.what.strip()[:LONGEST],
        )
        CaseTask.objects.bulk_create(
            CaseTask(
                case=case,
                region_code=case.region_code,
                goal=goal,
                what=task.what.strip()[:LONGEST],
                who=task.who.strip()[:40],
                due_on=task.due_on,
            )
            for task in told.tasks
            if task.what.strip()
        )


def _goals_unjudged(plan: CaseSheet | None, body: Mapping[str, str]) -> list[str]:
    """“达到约定目标” is said of goals that were each looked at."""
    if plan is None or body.get("reason") != Case.CloseReason.REACHED:
        return []
    open_ones = CaseGoal.objects.filter(sheet=plan, result="").count()
    return [f"{open_ones}个目标的评定"] if open_ones else []


def _plan_needs(actor: Actor, sheet: CaseSheet, *, on: date) -> None:
    """The needs an approved plan serves are planned for."""
    for goal in CaseGoal.objects.filter(sheet=sheet, need__isnull=False).select_related("need"):
        need = goal.need
        if need is not None and need.state == Need.State.OPEN and need.state_on <= on:
            change_need_state(
                actor=actor.acting_for("clients.change_need_state", because_of=DECIDE),
                need_id=need.pk,
                state=Need.State.PLANNED,
                on=on,
            )
