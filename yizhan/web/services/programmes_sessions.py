"""One session: the sheet everybody is marked on, with a thumb; moved, added, cancelled; a week of lessons at a time."""

from datetime import date, time
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.kernel.calendar import known_year
from yizhan.kernel.errors import Refused
from yizhan.services.actions import add_session, cancel_session, fill_timetable, hold_session, move_session
from yizhan.services.models import Attendance, ServiceRecord, Session
from yizhan.services.queries.due import workers_in_post
from yizhan.services.queries.programmes import members_of, programme_for
from yizhan.services.rules.programmes import (
    SESSION_ROWS,
    WEEKDAYS,
    SessionPlan,
    Slot,
    filled,
    holding_problem,
)
from yizhan.web.door import ActorRequest, requires
from yizhan.web.services.helping import helping

HOLD = "services.hold_session"
MARKS = (
    (Attendance.Mark.PRESENT, "○"),
    (Attendance.Mark.LATE, "△"),
    (Attendance.Mark.ABSENT, "×"),
)


@requires(HOLD)
def session_page(request: ActorRequest, session_id: UUID) -> HttpResponse:
    """Everybody is present until touched; one press stores the marks and the service record together."""
    session = (
        Session.objects.visible_to(request.actor, HOLD)
        .select_related("programme__station", "programme__worker", "service")
        .get(pk=session_id)
    )
    programme, on = session.programme, localdate()
    if session.service is not None and not session.service.is_voided:
        return redirect("service", session.service_id)
    members = [one for one in members_of(programme, actor=request.actor) if one.state == "SIGNED_UP"]
    team = list(workers_in_post(station_ids=[programme.station_id], on=on))
    mine = next((one for one in team if str(one.user_id) == request.actor.id), None)
    given = request.POST
    posted = request.method == "POST"
    helped = helping(request, station_id=programme.station_id, on=on)
    refusal: Refused | None = None
    if posted:
        try:
            hold_session(
                actor=request.actor,
                session_id=session.pk,
                held_on=_day(given.get("held_on", ""), on),
                on=on,
                minutes=_number(given.get("minutes", ""), 0),
                marks={one.id: given[f"mark-{one.id}"] for one in members if given.get(f"mark-{one.id}")},
                others_count=_number(given.get("others_count", ""), 0),
                note=given.get("note", ""),
                record={key: given.get(f"record-{key}", "") for key in SESSION_ROWS},
                mode=given.get("mode", ""),
                place=given.get("place", ""),
                worker_id=_uuid(given.get("worker", "")),
                volunteer_ids=helped.ticked,
                late_reason=given.get("late_reason", ""),
            )
        except Refused as no:
            refusal = no
        else:
            messages.success(request, _("第%(n)s节点好名了，服务记录也记好了。") % {"n": session.no})
            return redirect("programme", programme.pk)
    problem = holding_problem(
        state=programme.state,
        session_state="" if session.service else session.state,
        held_on=on,
        on=on,
        came=1,
    )
    facts: dict[str, Any] = {
        "session": session,
        "programme": programme,
        "rows": [(one, given.get(f"mark-{one.id}", "") or ("" if posted else "PRESENT")) for one in members],
        "marks": MARKS,
        "refusal": refusal,
        "problem": problem,
        "early": session.planned_on > on,
        "record_rows": [(key, label, given.get(f"record-{key}", "")) for key, label in SESSION_ROWS.items()],
        "held_on": given.get("held_on") or f"{min(session.planned_on, on):%Y-%m-%d}",
        "minutes": given.get("minutes") or session.minutes,
        "others": given.get("others_count", ""),
        "note": given.get("note", ""),
        "place": given.get("place") or session.place or programme.place,
        "mode": given.get("mode") or ("OUTSIDE" if programme.kind == "ACTIVITY" else "COME_IN"),
        "modes": [
            each
            for each in ServiceRecord.Mode.choices
            if each[0] in {"COME_IN", "OUTSIDE", "VIDEO", "AT_HOME"}
        ],
        "team": team,
        "worker": given.get("worker") or str(mine.pk if mine else programme.worker_id),
        "late_reason": given.get("late_reason", ""),
        "may_sign_up": request.actor.may("services.sign_up") and programme.is_open,
        **helped.facts,
    }
    return render(request, "services/programmes/session.html", facts, status=422 if posted else 200)


@requires("services.move_session")
@require_POST
def session_move(request: ActorRequest, session_id: UUID) -> HttpResponse:
    try:
        day, hour = (
            date.fromisoformat(request.POST.get("planned_on", "")),
            _hour(request.POST.get("starts_at", "")),
        )
    except ValueError:
        raise Refused(_("请选择改到哪一天。"), code="services.session-day") from None
    moved = move_session(
        actor=request.actor,
        session_id=session_id,
        planned_on=day,
        starts_at=hour,
        reason=request.POST.get("reason", ""),
    )
    messages.success(request, _("第%(n)s节改好了。") % {"n": moved.no})
    return redirect("programme", moved.programme_id)


@requires("services.cancel_session")
@require_POST
def session_cancel(request: ActorRequest, session_id: UUID) -> HttpResponse:
    gone = cancel_session(actor=request.actor, session_id=session_id, reason=request.POST.get("reason", ""))
    messages.success(request, _("第%(n)s节取消了。") % {"n": gone.no})
    return redirect("programme", gone.programme_id)


@requires("services.add_session")
@require_POST
def session_add(request: ActorRequest, programme_id: UUID) -> HttpResponse:
    given = request.POST
    try:
        plan = SessionPlan(
            date.fromisoformat(given.get("planned_on", "")),
            _hour(given.get("starts_at", "")),
            _number(given.get("minutes", ""), 60),
            given.get("content", ""),
        )
    except ValueError:
        raise Refused(_("请选择加在哪一天。"), code="services.session-day") from None
    added = add_session(actor=request.actor, programme_id=programme_id, session=plan)
    messages.success(request, _("加了第%(n)s节。") % {"n": added.no})
    return redirect("programme", programme_id)


@requires("services.fill_timetable")
def programme_timetable(request: ActorRequest, programme_id: UUID) -> HttpResponse:
    """First look at the days a weekly timetable gives and at those the calendar takes, then make them."""
    whole = programme_for(actor=request.actor, programme_id=programme_id, verb="services.fill_timetable")
    programme, given = whole.programme, request.POST
    if programme.state in {"DONE", "CANCELLED"}:
        raise Http404
    first = _day(given.get("first_on", ""), max(programme.starts_on, min(localdate(), programme.ends_on)))
    last = _day(given.get("last_on", ""), programme.ends_on)
    rows = _week_rows(given if request.method == "POST" else None, programme.pattern)
    slots = _slots(rows)
    refusal: Refused | None = None
    if request.method == "POST" and "make" in given:
        try:
            fill_timetable(
                actor=request.actor, programme_id=programme.pk, slots=slots, first_on=first, last_on=last
            )
        except Refused as no:
            refusal = no
        else:
            messages.success(request, _("排好了。"))
            return redirect("programme", programme.pk)
    seen = (
        filled(slots, first=first, last=last)
        if slots and first <= last and (last - first).days < 800
        else None
    )
    have = {(each.planned_on, each.starts_at) for each in whole.sessions}
    facts = {
        "programme": programme,
        "rows": rows,
        "first": f"{first:%Y-%m-%d}",
        "last": f"{last:%Y-%m-%d}",
        "seen": seen,
        "new": [each for each in seen.sessions if (each.planned_on, each.starts_at) not in have]
        if seen
        else [],
        "unknown_year": seen is not None and not known_year(last.year),
        "refusal": refusal,
        "looked": request.method == "POST",
    }
    return render(request, "services/programmes/timetable.html", facts, status=422 if refusal else 200)


def _week_rows(given: Any, pattern: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Seven lines; what was sent, else the timetable of last time, else tutoring after school as a start."""
    if given is not None:
        return [
            {
                "n": n, "label": WEEKDAYS[n], "on": f"on-{n}" in given, "time": given.get(f"time-{n}", ""),
                "minutes": given.get(f"minutes-{n}", ""), "content": given.get(f"content-{n}", ""),
            }
            for n in range(7)
        ]  # fmt: skip
    by_day = {each["weekday"]: each for each in pattern}
    return [
        {
            "n": n, "label": WEEKDAYS[n], "on": n in by_day,
            "time": by_day[n]["starts_at"] if n in by_day else "16:30" if n < 5 else "09:00",
            "minutes": by_day[n]["minutes"] if n in by_day else 90,
            "content": by_day[n]["content"] if n in by_day else "",
        }
        for n in range(7)
    ]  # fmt: skip


def _slots(rows: list[dict[str, Any]]) -> list[Slot]:
    found = []
    for row in rows:
        if not row["on"]:
            continue
        try:
            hour = _hour(str(row["time"]))
        except ValueError:
            hour = None
        found.append(Slot(row["n"], hour, _number(str(row["minutes"]), 0), str(row["content"])[:200]))
    return found


def _hour(word: str) -> time | None:
    return time.fromisoformat(word) if word.strip() else None


def _day(word: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError:
        return otherwise


def _number(word: str, otherwise: int) -> int:
    try:
        return int(word)
    except ValueError:
        return otherwise


def _uuid(word: str) -> UUID | None:
    try:
        return UUID(word)
    except ValueError:
        return None
