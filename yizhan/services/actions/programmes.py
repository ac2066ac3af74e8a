"""The plan of a group, an activity or a class: written, submitted, approved or sent back, cancelled."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any
from uuid import UUID

from django.db.models.functions import Now

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.action import action
from yizhan.services.actions.ground import _stop
from yizhan.services.models import Programme, ProgrammeStep, Session
from yizhan.services.rules.programmes import (
    SessionPlan,
    Slot,
    deciding_problem,
    filled,
    plan_problem,
    session_problem,
    submitting_problem,
    timetable_problem,
)
from yizhan.services.rules.programmes_process import APPROVE, CANCEL, PLAN, PROCESS, RETURN, SUBMIT
from yizhan.services.rules.records import Problem, station_problem
from yizhan.stations.models import Station
from yizhan.workforce.models import Worker

FILL = "services.fill_timetable"
APPROVE_OWN = "services.approve_own_plan"

KINDS, CATEGORIES = frozenset(Programme.Kind.values), frozenset(Programme.Category.values)
LETTERS = {Programme.Kind.GROUP: "组", Programme.Kind.ACTIVITY: "活", Programme.Kind.CLASS: "课"}
SERVED_AS = {
    Programme.Kind.GROUP: Programme.ServedAs.GROUP,
    Programme.Kind.ACTIVITY: Programme.ServedAs.ACTIVITY,
    Programme.Kind.CLASS: Programme.ServedAs.ACTIVITY,
}


@action(PLAN, facts=("programme_id", "station_id", "kind", "starts_on", "ends_on"))
def plan_programme(
    *,
    actor: Actor,
    station_id: UUID,
    kind: str,
    title: str,
    starts_on: date,
    ends_on: date,
    on: date,
    sessions: Sequence[SessionPlan] | None = None,
    category: str = "",
    served_as: str = "",
    worker_id: UUID | None = None,
    supervisor: str = "",
    audience: str = "",
    places: int | None = None,
    partner: str = "",
    place: str = "",
    background: str = "",
    aims: str = "",
    recruitment: str = "",
    volunteers_wanted: int = 0,
    volunteer_recruitment: str = "",
    staff_wanted: int = 1,
    division_of_work: str = "",
    budget: Sequence[Mapping[str, Any]] = (),
    risks: Sequence[Mapping[str, str]] = (),
    evaluation: str = "",
    programme_id: UUID | None = None,
) -> Programme:
    """Write a plan, or write the same draft again; it gets its number with the first writing.

    sessions   None leaves the sessions of a draft as they are (a class is filled by its timetable)
    budget     {"what": "服务物资", "fen": 30000} a line
    served_as  only for a class: what kind of service its lessons are recorded as

    Refused                 something cannot stand in a plan; the plan is no draft any more; the worker is not of this station
    Station.DoesNotExist    out of sight; Programme.DoesNotExist: so is the plan of that id
    """
    station = Station.objects.visible_to(actor, PLAN).select_for_update(of=("self",)).get(pk=station_id)
    _stop(
        plan_problem(
            title=title, kind=kind, category=category, starts_on=starts_on, ends_on=ends_on, places=places,
            budget=budget, risks=risks, sessions=sessions or (), kinds=KINDS, categories=CATEGORIES,
        )
    )  # fmt: skip
    _stop(
        station_problem(
            done_on=ends_on, status=station.status, opened_on=station.opened_on, closed_on=station.closed_on
        )
    )
    worker = _worker(actor, station, worker_id)
    there = (
        Programme.objects.visible_to(actor, PLAN).filter(pk=programme_id).first() if programme_id else None
    )
    if there is None and programme_id and Programme.objects.filter(pk=programme_id).exists():
        raise Programme.DoesNotExist
    if there is not None and (there.state != Programme.State.DRAFT or there.station_id != station.pk):
        raise Refused("计划已经提交，不能再改。要改请退回。", code="services.programme-state")
    if there is not None and there.kind != kind:
        raise Refused("已经有编号的计划不能换类型，请另写一份。", code="services.programme-kind")
    facts: dict[str, Any] = {
        "served_as": _served_as(kind, served_as),
        "title": title.strip()[:60],
        "category": category,
        "worker": worker,
        "supervisor": supervisor.strip()[:40],
        "audience": audience.strip()[:120],
        "places": places,
        "partner": partner.strip()[:80],
        "place": place.strip()[:80],
        "starts_on": starts_on,
        "ends_on": ends_on,
        "background": background.strip(),
        "aims": aims.strip(),
        "recruitment": recruitment.strip(),
        "volunteers_wanted": volunteers_wanted,
        "volunteer_recruitment": volunteer_recruitment.strip(),
        "staff_wanted": staff_wanted,
        "division_of_work": division_of_work.strip(),
        "budget": [{"what": str(line["what"]).strip()[:40], "fen": line["fen"]} for line in budget],
        "budget_fen": sum(line["fen"] for line in budget),
        "risks": [{"risk": line["risk"].strip(), "answer": line["answer"].strip()} for line in risks],
        "evaluation": evaluation.strip(),
    }
    if there is None:
        programme = Programme.objects.create(
            pk=programme_id or uuid7(),
            station=station,
            region_code=station.region_code,
            kind=kind,
            state=PROCESS.step("", PLAN).end,
            code=_next_code(station, kind, starts_on.year),
            recorded_by=actor.id,
            recorded_by_label=actor.label[:120],
            **facts,
        )
        _step(programme, ProgrammeStep.What.PLANNED, actor=actor, on=on)
    else:
        programme = there
        for name, value in facts.items():
            setattr(programme, name, value)
        programme.changed_at = Now()
        programme.save(update_fields=[*facts, "changed_at"])
        programme.refresh_from_db(fields=["changed_at"])
    if sessions is not None:
        programme.sessions.all().delete()
        _write_sessions(programme, sessions, after=0)
    return programme


@action(FILL, facts=("programme_id", "first_on", "last_on"), subject="programme_id")
def fill_timetable(
    *, actor: Actor, programme_id: UUID, slots: Sequence[Slot], first_on: date, last_on: date
) -> Programme:
    """Make the sessions of a weekly timetable; days that have one of the same hour already keep it.

    Holidays and worked weekends of the Chinese calendar are left out; `rules.programmes.filled` says which.

    Refused                  no weekday, no day left, too many sessions, outside the plan's days, finished
    Programme.DoesNotExist   out of sight
    """
    programme = Programme.objects.visible_to(actor, FILL).select_for_update(of=("self",)).get(pk=programme_id)
    if programme.state in {Programme.State.DONE, Programme.State.CANCELLED}:
        raise Refused("已经结束或取消，不能再排课。", code="services.programme-state")
    have = set(programme.sessions.values_list("planned_on", "starts_at"))
    found = [
        each
        for each in filled(slots, first=first_on, last=last_on).sessions
        if (each.planned_on, each.starts_at) not in have
    ]
    _stop(
        timetable_problem(
            slots, first=first_on, last=last_on, starts_on=programme.starts_on, ends_on=programme.ends_on,
            found=len(found), there=len(have),
        )
    )  # fmt: skip
    last_no = programme.sessions.order_by("-no").values_list("no", flat=True).first() or 0
    _write_sessions(programme, found, after=last_no)
    programme.pattern = [
        {
            "weekday": each.weekday,
            "starts_at": each.starts_at.isoformat("minutes") if each.starts_at else "",
            "minutes": each.minutes,
            "content": each.content,
        }
        for each in slots
    ]
    programme.changed_at = Now()
    programme.save(update_fields=["pattern", "changed_at"])
    return programme


@action(SUBMIT, facts=("programme_id", "on"), subject="programme_id")
def submit_programme(*, actor: Actor, programme_id: UUID, on: date) -> Programme:
    """Hand the plan to somebody else to approve: aims, sessions, budget, risks and evaluation must be there.

    Refused                  something is missing; it was submitted already
    Programme.DoesNotExist   out of sight
    """
    programme = _locked(actor, SUBMIT, programme_id)
    _stop(
        submitting_problem(
            state=programme.state, kind=programme.kind, category=programme.category, aims=programme.aims,
            budget=programme.budget, risks=programme.risks, evaluation=programme.evaluation,
            sessions=programme.sessions.count(),
        )
    )  # fmt: skip
    programme.submitted_by, programme.submitted_on = actor.id, on
    return _moved(
        programme, Programme.State.SUBMITTED, ProgrammeStep.What.SUBMITTED,
        verb=SUBMIT, actor=actor, on=on, also=("submitted_by", "submitted_on"),
    )  # fmt: skip


@action(APPROVE, facts=("programme_id", "on"), subject="programme_id")
def approve_programme(*, actor: Actor, programme_id: UUID, on: date, opinion: str = "") -> Programme:
    """Four eyes: from now on people sign up and sessions are held.

    Refused                  not submitted; submitted by the one who approves, who was not granted that
    Programme.DoesNotExist   out of sight
    """
    programme = _locked(actor, APPROVE, programme_id)
    _stop(_deciding(programme, actor))
    programme.approved_by, programme.approved_on = actor.id, on
    return _moved(
        programme, Programme.State.APPROVED, ProgrammeStep.What.APPROVED,
        verb=APPROVE, actor=actor, on=on, note=opinion, also=("approved_by", "approved_on"),
    )  # fmt: skip


@action(RETURN, facts=("programme_id", "on"), subject="programme_id")
def return_programme(*, actor: Actor, programme_id: UUID, on: date, reason: str) -> Programme:
    """Send a plan back to be mended.

    Refused                  not submitted; without a reason; one's own
    Programme.DoesNotExist   out of sight
    """
    programme = _locked(actor, RETURN, programme_id)
    _stop(_deciding(programme, actor))
    if not reason.strip():
        raise Refused("请写明退回的理由，拟稿人照着改。", code="services.reason-missing")
    return _moved(
        programme, Programme.State.DRAFT, ProgrammeStep.What.RETURNED, verb=RETURN, actor=actor, on=on, note=reason,
    )  # fmt: skip


@action(CANCEL, facts=("programme_id", "on"), subject="programme_id")
def cancel_programme(*, actor: Actor, programme_id: UUID, on: date, reason: str) -> Programme:
    """Give a programme up. Sessions held stay and count as services; those not held are cancelled with it.

    Refused                  without a reason; finished or cancelled already
    Programme.DoesNotExist   out of sight
    """
    programme = _locked(actor, CANCEL, programme_id)
    if programme.state in {Programme.State.DONE, Programme.State.CANCELLED}:
        raise Refused("已经结束或取消了。", code="services.programme-state")
    if not reason.strip():
        raise Refused("请写明为什么取消。", code="services.reason-missing")
    programme.sessions.filter(state=Session.State.PLANNED).update(
        state=Session.State.CANCELLED, change_reason=reason.strip()[:200], changed_at=Now()
    )
    return _moved(
        programme, Programme.State.CANCELLED, ProgrammeStep.What.CANCELLED, verb=CANCEL, actor=actor, on=on, note=reason,
    )  # fmt: skip


# --- the steps ----------------------------------------------------------------------------------------------------------


def _locked(actor: Actor, verb: str, programme_id: UUID) -> Programme:
    return Programme.objects.visible_to(actor, verb).select_for_update(of=("self",)).get(pk=programme_id)


def _deciding(programme: Programme, actor: Actor) -> Problem | None:
    own = Programme.objects.visible_to(actor, APPROVE_OWN).filter(pk=programme.pk).exists()
    return deciding_problem(
        state=programme.state, submitted_by=programme.submitted_by, decides=actor.id, own=own
    )


def _moved(
    programme: Programme,
    state: str,
    what: str,
    *,
    verb: str,
    actor: Actor,
    on: date,
    note: str = "",
    also: tuple[str, ...] = (),
) -> Programme:
    programme.state = PROCESS.step(programme.state, verb, state).end
    programme.changed_at = Now()
    programme.save(update_fields=["state", "changed_at", *also])
    programme.refresh_from_db(fields=["changed_at"])
    _step(programme, what, actor=actor, on=on, note=note)
    return programme


def _step(programme: Programme, what: str, *, actor: Actor, on: date, note: str = "") -> None:
    ProgrammeStep.objects.create(
        programme=programme,
        station_id=programme.station_id,
        region_code=programme.region_code,
        what=what,
        done_on=on,
        note=note.strip()[:500],
        by=actor.id,
        by_label=actor.label[:120],
    )


def _served_as(kind: str, wanted: str) -> str:
    if kind == Programme.Kind.CLASS and wanted:
        if wanted not in Programme.ServedAs.values or wanted == Programme.ServedAs.GROUP:
            raise Refused("课堂每一节可记作社区活动、培训或其他服务。", code="services.programme-kind")
        return wanted
    return SERVED_AS[Programme.Kind(kind)]


def _worker(actor: Actor, station: Station, worker_id: UUID | None) -> Worker:
    """The worker named, or the one whose account this is."""
    at_station = Worker.objects.filter(station=station)
    if worker_id is not None:
        found = at_station.filter(pk=worker_id).first()
    else:
        try:
            found = at_station.filter(user_id=UUID(actor.id)).first()
        except ValueError:  # a job, not a person
            found = None
    if found is None:
        raise Refused("请选择由哪位本站社工跟进。", code="services.worker-missing")
    return found


def _next_code(station: Station, kind: str, year: int) -> str:
    """组2026-07. The station's row is locked, so that two plans never take one number."""
    head = f"{LETTERS[Programme.Kind(kind)]}{year}-"
    last = (
        Programme.objects.filter(station=station, code__startswith=head)
        .order_by("-code")
        .values_list("code", flat=True)
        .first()
    )
    return f"{head}{int(last.rpartition('-')[2]) + 1 if last else 1:03d}"


def _write_sessions(programme: Programme, sessions: Sequence[SessionPlan], *, after: int) -> None:
    in_order = sorted(sessions, key=lambda each: (each.planned_on, each.starts_at or time.min))
    Session.objects.bulk_create(
        Session(
            programme=programme,
            station_id=programme.station_id,
            region_code=programme.region_code,
            no=no,
            planned_on=each.planned_on,
            starts_at=each.starts_at,
            minutes=each.minutes,
            content=each.content.strip(),
            materials=each.materials.strip()[:200],
            place=each.place.strip()[:80],
        )
        for no, each in enumerate(in_order, start=after + 1)
    )


def _fitting(programme: Programme, session: SessionPlan) -> None:
    _stop(session_problem(session, starts_on=programme.starts_on, ends_on=programme.ends_on))
