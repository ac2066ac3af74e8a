"""Sessions of a programme: held with everybody's mark, moved to another day, added, cancelled."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, time
from uuid import UUID

from django.db.models.functions import Now

from yizhan.clients.models import Client
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.privacy.action import action
from yizhan.services.actions.ground import _stop
from yizhan.services.actions.programmes import _fitting, _locked
from yizhan.services.actions.records import record_service
from yizhan.services.models import Attendance, Participant, Programme, Session
from yizhan.services.rules.programmes import MOST_SESSIONS, SESSION_ROWS, SessionPlan, holding_problem
from yizhan.services.rules.programmes_process import HOLD, PROCESS

MOVE = "services.move_session"
ADD = "services.add_session"
DROP = "services.cancel_session"


@action(HOLD, facts=("session_id", "held_on", "on"), subject="session_id")
def hold_session(
    *,
    actor: Actor,
    session_id: UUID,
    held_on: date,
    on: date,
    minutes: int,
    marks: Mapping[UUID, str],
    others_count: int = 0,
    note: str = "",
    record: Mapping[str, str] | None = None,
    mode: str = "",
    place: str = "",
    item_codes: Sequence[str] = (),
    worker_id: UUID | None = None,
    volunteer_ids: Collection[UUID] = (),
    late_reason: str = "",
) -> Session:
    """Write down that a session took place: who was there, and one service record with all of them.

    marks         participant → PRESENT, ABSENT or LATE; whoever has no mark is not on the sheet of this session
    others_count  people who came without being signed up
    volunteer_ids  volunteers of the station who helped, as on any record
    record        what else is kept of the session, by the keys of `SESSION_ROWS`

    Told again with the same content it is the same session. What the record says is corrected there
    (`correct_service`); once it was voided, the session can be held again.

    Refused                     not approved, cancelled, nobody came, a future day; held already with other content;
                                whatever `record_service` refuses
    Session.DoesNotExist        out of sight
    Participant.DoesNotExist    somebody marked takes part in another programme
    """
    session = (
        Session.objects.visible_to(actor, HOLD)
        .select_for_update(of=("self",))
        .select_related("programme", "service")
        .get(pk=session_id)
    )
    programme = session.programme
    rows = {key: text.strip() for key, text in (record or {}).items() if text.strip()}
    if unknown := rows.keys() - SESSION_ROWS.keys():
        raise Refused(f"单节记录里没有“{min(unknown)}”这一栏。", code="services.session-row")
    if wrong := set(marks.values()) - set(Attendance.Mark.values):
        raise Refused(f"点名只有出席、缺席、迟到，没有“{min(wrong)}”。", code="services.mark")
    if not 0 <= others_count <= 100_000:
        raise Refused("没有报名的人数不能是负数。", code="services.participants-negative")
    if session.service is not None and not session.service.is_voided:
        return _as_held(
            session, held_on=held_on, minutes=minutes, marks=marks, others_count=others_count, note=note,
            volunteer_ids=volunteer_ids,
        )  # fmt: skip
    people = {
        each.pk: each
        for each in Participant.objects.filter(programme=programme, pk__in=marks).select_for_update()
    }
    if len(people) != len(marks):
        raise Participant.DoesNotExist
    came = [people[pk] for pk, mark in marks.items() if mark != Attendance.Mark.ABSENT]
    _stop(
        holding_problem(
            state=programme.state, session_state="" if session.service else session.state, held_on=held_on, on=on, came=len(came) + others_count,
        )
    )  # fmt: skip
    clients = _on_file(actor, came)
    made = record_service(
        actor=actor.acting_for("services.record_service", because_of=HOLD),
        station_id=programme.station_id,
        kind=programme.served_as,
        done_on=held_on,
        on=on,
        minutes=minutes,
        mode=mode or ("OUTSIDE" if programme.kind == Programme.Kind.ACTIVITY else "COME_IN"),
        client_ids=clients,
        participants_count=len(came) - len(clients) + others_count,
        item_codes=item_codes,
        note=note,
        worker_id=worker_id or programme.worker_id,
        volunteer_ids=volunteer_ids,
        title=programme.title if programme.sessions.count() == 1 else f"{programme.title} 第{session.no}节",
        place=place or session.place or programme.place,
        late_reason=late_reason,
    )
    session.attendance.all().delete()
    Attendance.objects.bulk_create(
        Attendance(
            session=session,
            participant=people[pk],
            station_id=session.station_id,
            region_code=session.region_code,
            mark=mark,
        )
        for pk, mark in marks.items()
    )
    session.state, session.held_on, session.service = Session.State.HELD, held_on, made
    session.others_count, session.record, session.changed_at = others_count, rows or None, Now()
    session.save(update_fields=["state", "held_on", "service", "others_count", "record", "changed_at"])
    state = PROCESS.step(programme.state, HOLD).end
    if programme.state != state:
        programme.state, programme.changed_at = state, Now()
        programme.save(update_fields=["state", "changed_at"])
    return session


@action(MOVE, facts=("session_id", "planned_on"), subject="session_id")
def move_session(
    *,
    actor: Actor,
    session_id: UUID,
    planned_on: date,
    reason: str,
    starts_at: time | None = None,
    minutes: int | None = None,
    content: str | None = None,
) -> Session:
    """Another day or hour for a session that was not held.

    Refused                held or cancelled; without a reason once the plan was submitted; outside the plan's days
    Session.DoesNotExist   out of sight
    """
    session = _planned(actor, MOVE, session_id)
    programme = session.programme
    if programme.state in {Programme.State.DONE, Programme.State.CANCELLED}:
        raise Refused("已经结束或取消了。", code="services.programme-state")
    if programme.state != Programme.State.DRAFT and not reason.strip():
        raise Refused("请写明为什么改期。", code="services.reason-missing")
    session.planned_on, session.starts_at = planned_on, starts_at
    session.minutes = session.minutes if minutes is None else minutes
    session.content = session.content if content is None else content.strip()
    _fitting(programme, SessionPlan(planned_on, starts_at, session.minutes))
    session.change_reason, session.changed_at = reason.strip()[:200], Now()
    session.save(
        update_fields=["planned_on", "starts_at", "minutes", "content", "change_reason", "changed_at"]
    )
    return session


@action(ADD, facts=("programme_id",), subject="programme_id")
def add_session(*, actor: Actor, programme_id: UUID, session: SessionPlan) -> Session:
    """One session more than planned.

    Refused                  outside the plan's days; finished or cancelled; too many
    Programme.DoesNotExist   out of sight
    """
    programme = _locked(actor, ADD, programme_id)
    if programme.state in {Programme.State.DONE, Programme.State.CANCELLED}:
        raise Refused("已经结束或取消，不能再加。", code="services.programme-state")
    _fitting(programme, session)
    last = programme.sessions.order_by("-no").values_list("no", flat=True).first() or 0
    if last >= MOST_SESSIONS:
        raise Refused(f"一份计划最多{MOST_SESSIONS}节。", code="services.programme-sessions")
    return Session.objects.create(
        programme=programme,
        station_id=programme.station_id,
        region_code=programme.region_code,
        no=last + 1,
        planned_on=session.planned_on,
        starts_at=session.starts_at,
        minutes=session.minutes,
        content=session.content.strip(),
        materials=session.materials.strip()[:200],
        place=session.place.strip()[:80],
    )


@action(DROP, facts=("session_id",), subject="session_id")
def cancel_session(*, actor: Actor, session_id: UUID, reason: str) -> Session:
    """A session that will not be held; it stays on the list with the reason.

    Refused                held already; without a reason
    Session.DoesNotExist   out of sight
    """
    session = _planned(actor, DROP, session_id)
    if not reason.strip():
        raise Refused("请写明为什么取消这一节。", code="services.reason-missing")
    session.state, session.change_reason = Session.State.CANCELLED, reason.strip()[:200]
    session.changed_at = Now()
    session.save(update_fields=["state", "change_reason", "changed_at"])
    return session


# --- the steps ----------------------------------------------------------------------------------------------------------


def _planned(actor: Actor, verb: str, session_id: UUID) -> Session:
    session = (
        Session.objects.visible_to(actor, verb)
        .select_for_update(of=("self",))
        .select_related("programme")
        .get(pk=session_id)
    )
    if session.state != Session.State.PLANNED:
        raise Refused(
            "这一节已经开过了，要改请更正服务记录。"
            if session.state == Session.State.HELD
            else "这一节已经取消了。",
            code="services.session-state",
        )
    return session


def _as_held(
    session: Session,
    *,
    held_on: date,
    minutes: int,
    marks: Mapping[UUID, str],
    others_count: int,
    note: str,
    volunteer_ids: Collection[UUID],
) -> Session:
    """The session when it was told the same before; anything else is refused."""
    before = dict(session.attendance.values_list("participant_id", "mark"))
    service = session.service
    assert service is not None
    helped = set(service.volunteers.values_list("volunteer_id", flat=True))
    same = (session.held_on, service.minutes, session.others_count, service.note, before, helped) == (
        held_on, minutes, others_count, note.strip(), dict(marks), set(volunteer_ids),
    )  # fmt: skip
    if not same:
        raise Refused(
            "这一节已经点过名了。时长、情况写错了，请更正那条服务记录；人记错了，请作废那条记录后重新点名。",
            code="services.session-held",
        )
    return session


def _on_file(actor: Actor, people: Sequence[Participant]) -> list[UUID]:
    """Clients among them whose files are open and in sight; whoever moved away meanwhile is counted without a name."""
    wanted = [each.client_id for each in people if each.client_id]
    found = set(
        Client.objects.visible_to(actor, HOLD)
        .filter(pk__in=wanted, status="ACTIVE")
        .values_list("pk", flat=True)
    )
    return [pk for pk in wanted if pk in found]
