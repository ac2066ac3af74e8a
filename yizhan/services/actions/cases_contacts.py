"""Contacts of a case with their process records, goals and tasks as they come out, and conferences about it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from yizhan.clients.actions import change_need_state
from yizhan.clients.models import Client, Need
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.action import action
from yizhan.services.actions.cases import _locked, _next_contact, _title
from yizhan.services.actions.records import record_service
from yizhan.services.models import CaseConference, CaseContact, CaseGoal, CaseTask, ServiceRecord
from yizhan.services.rules.cases_forms import LONGEST

CONTACT = "services.record_case_contact"
JUDGE = "services.judge_case_goal"
TEXTS = ("met_whom", "present", "aim", "said", "unsaid", "handling", "summary", "next_plan")


@dataclass(frozen=True)
class TaskTold:
    """Something to be done: what, who if not the worker, by when if said."""

    what: str
    due_on: date | None = None
    who: str = ""


@action(CONTACT, facts=("case_id", "done_on", "contact_id"), subject="case_id")
def record_case_contact(
    *,
    actor: Actor,
    case_id: UUID,
    done_on: date,
    on: date,
    minutes: int,
    mode: str,
    aim: str,
    met_whom: str = "",
    present: str = "",
    said: str = "",
    unsaid: str = "",
    handling: str = "",
    summary: str = "",
    next_plan: str = "",
    next_on: date | None = None,
    worker_id: UUID | None = None,
    colleague_ids: Collection[UUID] = (),
    volunteer_ids: Collection[UUID] = (),
    item_codes: Sequence[str] = (),
    late_reason: str = "",
    contact_id: UUID | None = None,
) -> CaseContact:
    """One contact of an open case: one service record of casework and its process record (个案记录、过程记录).

    aim         目标; met_whom 接触人士和与案主的关系; present 其他在场人士; said 案主语言记录; unsaid 非语言表现;
                handling 工作者的处理、感受和反应; summary 总结; next_plan 下次计划, for the day next_on
    contact_id  made where the contact is written down: told again with the same words it is the same contact

    Refused            closed; before the case was opened; no aim; what `record_service` refuses; the id is another's
    Case.DoesNotExist  out of sight
    """
    told = {
        "met_whom": met_whom, "present": present, "aim": aim, "said": said, "unsaid": unsaid, "handling": handling,
        "summary": summary, "next_plan": next_plan,
    }  # fmt: skip
    told = {name: text.strip()[:LONGEST] for name, text in told.items()}
    case = _locked(actor, CONTACT, case_id)
    before = (
        CaseContact.objects.filter(pk=contact_id).select_related("service").first() if contact_id else None
    )
    if before is not None:
        same = before.case_id == case.pk and all(getattr(before, name) == told[name] for name in TEXTS)
        helped = set(before.service.volunteers.values_list("volunteer_id", flat=True))
        if (
            not same
            or (before.service.done_on, before.service.minutes) != (done_on, minutes)
            or helped != set(volunteer_ids)
        ):
            raise Refused("这个编号已经记过另一次接触，请重新打开表单再记。", code="services.id-taken")
        return before
    if not case.is_open:
        raise Refused("个案已结案，不能再记接触；重新开启后才能记。", code="services.case-closed")
    if not Client.objects.filter(pk=case.client_id, station_id=case.station_id).exists():
        raise Refused(
            "案主的档案已转到别的站，这个个案不再记接触，请办结案。", code="services.case-elsewhere"
        )
    if done_on < case.opened_on:
        raise Refused(
            f"接触日期不能早于开案日期（{case.opened_on:%Y-%m-%d}）。", code="services.before-opening"
        )
    if not told["aim"]:
        raise Refused("请写这次接触的目标。", code="services.case-aim")
    if next_on is not None and next_on < done_on:
        raise Refused("下次会谈的日期不能早于这次。", code="services.follow-up-early")
    record = record_service(
        actor=actor.acting_for("services.record_service", because_of=CONTACT),
        station_id=case.station_id,
        kind=ServiceRecord.Kind.CASEWORK,
        case_step=ServiceRecord.CaseStep.SESSION,
        done_on=done_on,
        on=on,
        minutes=minutes,
        mode=mode,
        client_ids=[case.client_id],
        title=_title(case.case_year, case.case_number),
        worker_id=worker_id,
        colleague_ids=colleague_ids,
        volunteer_ids=volunteer_ids,
        item_codes=item_codes,
        late_reason=late_reason,
        service_id=contact_id,
    )
    return CaseContact.objects.create(
        pk=contact_id or uuid7(),
        case=case,
        region_code=case.region_code,
        service=record,
        number=_next_contact(case),
        next_on=next_on,
        **told,
    )


@action("services.advise_case_contact", facts=("contact_id", "on"), subject="contact_id")
def advise_case_contact(*, actor: Actor, contact_id: UUID, advice: str, on: date) -> CaseContact:
    """The supervisor's word on a contact (督导意见); the newest stands.

    Refused                   nothing said
    CaseContact.DoesNotExist  out of sight
    """
    contact = (
        CaseContact.objects.visible_to(actor, "services.advise_case_contact")
        .select_for_update(of=("self",))
        .get(pk=contact_id)
    )
    if not advice.strip():
        raise Refused("请写一句督导意见。", code="services.reason-missing")
    contact.advice, contact.advised_on = advice.strip()[:LONGEST], on
    contact.advised_by_label = actor.label[:120]
    contact.save(update_fields=["advice", "advised_on", "advised_by_label"])
    return contact


@action(JUDGE, facts=("goal_id", "result", "on"), subject="goal_id")
def judge_case_goal(*, actor: Actor, goal_id: UUID, result: str, on: date) -> CaseGoal:
    """Say how far a goal of the approved plan was reached; a need it served is met with it (评定目标).

    result               REACHED, PARTLY, MISSED, or "" to open it again
    Refused              the plan is not approved; the case is closed; no such result
    CaseGoal.DoesNotExist  out of sight
    """
    goal = CaseGoal.objects.visible_to(actor, JUDGE).select_related("sheet", "need").get(pk=goal_id)
    case = _locked(actor, JUDGE, goal.case_id)
    if not case.is_open:
        raise Refused("个案已结案，目标不再评定。", code="services.case-closed")
    if goal.sheet.state != "APPROVED":
        raise Refused("服务计划批准后才评定目标。", code="services.case-order")
    if result not in CaseGoal.Result.values:
        raise Refused("请选择目标达到没有。", code="services.case-result")
    goal.result, goal.result_on = result, on if result else None
    goal.save(update_fields=["result", "result_on"])
    need = goal.need
    if need is not None and result == CaseGoal.Result.REACHED and need.open and need.state_on <= on:
        change_need_state(
            actor=actor.acting_for("clients.change_need_state", because_of=JUDGE),
            need_id=need.pk,
            state=Need.State.MET,
            on=on,
            reason=f"{_title(case.case_year, case.case_number)}的目标已达到",
        )
    return goal


@action("services.finish_case_task", facts=("task_id", "on"), subject="task_id")
def finish_case_task(*, actor: Actor, task_id: UUID, on: date, result: str = "") -> CaseTask:
    """Something agreed in the plan or in a conference has been done (任务完成).

    Refused                done already; the plan it stands in is not approved
    CaseTask.DoesNotExist  out of sight
    """
    task = (
        CaseTask.objects.visible_to(actor, "services.finish_case_task")
        .select_for_update(of=("self",))
        .select_related("goal__sheet")
        .get(pk=task_id)
    )
    if task.done_on is not None:
        raise Refused(f"已在{task.done_on:%Y-%m-%d}完成。", code="services.followed-up")
    if task.goal is not None and task.goal.sheet.state != "APPROVED":
        raise Refused("服务计划批准后才登记任务完成。", code="services.case-order")
    task.done_on, task.result = on, result.strip()[:LONGEST]
    task.save(update_fields=["done_on", "result"])
    return task


@action("services.hold_case_conference", facts=("case_id", "held_on", "conference_id"), subject="case_id")
def hold_case_conference(
    *,
    actor: Actor,
    case_id: UUID,
    held_on: date,
    on: date,
    minutes: int,
    who: str,
    result: str,
    talk: str = "",
    steps: Sequence[TaskTold] = (),
    conference_id: UUID | None = None,
) -> CaseConference:
    """Write down a conference about a case, and what was agreed, to be followed up (个案会议).

    Refused            closed; a day to come or before the case; nobody there; no result
    Case.DoesNotExist  out of sight
    """
    case = _locked(actor, "services.hold_case_conference", case_id)
    if not case.is_open:
        raise Refused("个案已结案，不再开个案会议；重新开启后才能记。", code="services.case-closed")
    if held_on > on or held_on < case.opened_on:
        raise Refused("会议日期应在开案之后、今天之前。", code="services.future")
    if not who.strip() or not result.strip():
        raise Refused("请写谁参加、得出什么结论。", code="services.case-lacking")
    if not 1 <= minutes <= 1440:
        raise Refused("时长应在1分钟到1440分钟（一天）之间。", code="services.minutes")
    meeting = CaseConference.objects.create(
        pk=conference_id or uuid7(),
        case=case,
        region_code=case.region_code,
        held_on=held_on,
        minutes=minutes,
        who=who.strip()[:LONGEST],
        talk=talk.strip()[:LONGEST],
        result=result.strip()[:LONGEST],
        by_label=actor.label[:120],
    )
    CaseTask.objects.bulk_create(
        CaseTask(
            case=case,
            region_code=case.region_code,
            conference=meeting,
            what=step.what.strip()[:LONGEST],
            who=step.who.strip()[:40],
            due_on=step.due_on,
        )
        for step in steps
        if step.what.strip()
    )
    return meeting
