"""A leading group or work team is set up as the paper lists it, seats are filled and left, meetings are recorded."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.oversight.models import TaskForce, TaskForceMeeting, TaskForceMember
from yizhan.oversight.queries.mandates import region_of_office
from yizhan.oversight.rules.task_forces import (
    END,
    FORM,
    MEET,
    RELEASE,
    SEAT,
    forming_problem,
    meeting_problem,
    rules_of,
    seating_problem,
    seats_of,
)
from yizhan.privacy.action import action


@action(FORM, facts=("task_force_id", "kind", "rule_id", "formed_on"), subject="task_force_id")
def form_task_force(
    *,
    actor: Actor,
    kind: str,
    name: str,
    formed_on: date,
    on: date,
    rule_id: str = "",
    office_name: str = "",
    task_force_id: UUID | None = None,
) -> TaskForce:
    """Set one up; the posts the paper lists become its seats, still without names.

    task_force_id  the same id a second time is answered with the one it made

    Refused  no name or one there is already, a day to come, a rule that is none of these
    """
    made = TaskForce.objects.visible_to(actor, FORM)
    if task_force_id and (known := made.filter(pk=task_force_id).first()):
        return known
    if kind not in TaskForce.Kind.values:
        raise Refused("请选是领导小组还是工作专班。", code="oversight.task-force")
    _stop(forming_problem(name=name, formed_on=formed_on, on=on), "oversight.task-force")
    region = region_of_office(actor, FORM)
    if TaskForce.objects.filter(region_code=region, name=name.strip(), ended_on=None).exists():
        raise Refused("已经有一个同名的，请直接打开它。", code="oversight.task-force-twice")
    rule = next((each for each in rules_of(region_code=region, on=on) if each.id == rule_id), None)
    if rule_id and rule is None:
        raise Refused("本地区尚无此项规定。", code="oversight.task-force")
    force = TaskForce.objects.create(
        id=task_force_id or uuid7(),
        region_code=region,
        kind=kind,
        name=name.strip()[:80],
        rule_ref=rule.ref if rule else "",
        clause=rule.chip[:200] if rule else "",
        office_name=office_name.strip()[:80],
        formed_on=formed_on,
        formed_by_label=actor.label[:120],
    )
    TaskForceMember.objects.bulk_create(
        TaskForceMember(
            id=uuid7(),
            region_code=region,
            task_force=force,
            seat=seat,
            post=post[:80],
            place=place,
            from_on=formed_on,
        )
        for place, (seat, post) in enumerate(seats_of(rule) if rule else [], start=1)
    )
    return force


@action(SEAT, facts=("task_force_id", "member_id", "seat", "from_on"), subject="task_force_id")
def seat_member(
    *,
    actor: Actor,
    task_force_id: UUID,
    seat: str,
    post: str,
    name: str,
    from_on: date,
    on: date,
    member_id: UUID | None = None,
) -> TaskForceMember:
    """Name who holds a seat; another person in a seat that is held is a new line, the former one's ends that day.

    member_id  the seat; None: one more

    Refused  no post, a day to come or before it was set up, a seat that was left, the task force has ended
    """
    force = _standing(actor, SEAT, task_force_id)
    if seat not in TaskForceMember.Seat.values:
        raise Refused("请选是组长、副组长还是成员。", code="oversight.task-force-seat")
    _stop(
        seating_problem(post=post, from_on=from_on, on=on, formed_on=force.formed_on),
        "oversight.task-force-seat",
    )
    before = TaskForceMember.objects.filter(task_force=force).get(pk=member_id) if member_id else None
    if before is not None:
        if before.to_on is not None:
            raise Refused("这个人已经不在组里，请另加一行。", code="oversight.task-force-seat")
        if not before.name:
            before.name, before.post, before.seat = name.strip()[:40], post.strip()[:80], seat
            before.save(update_fields=["name", "post", "seat"])
            return before
        if from_on < before.from_on:
            raise Refused(f"任职日期不能早于前任的 {before.from_on}。", code="oversight.task-force-seat")
        before.to_on = from_on
        before.save(update_fields=["to_on"])
    return TaskForceMember.objects.create(
        region_code=force.region_code,
        task_force=force,
        seat=seat,
        post=post.strip()[:80],
        name=name.strip()[:40],
        place=before.place if before else TaskForceMember.objects.filter(task_force=force).count() + 1,
        from_on=from_on,
    )


@action(RELEASE, facts=("member_id", "to_on"), subject="member_id")
def release_member(*, actor: Actor, member_id: UUID, to_on: date, on: date) -> TaskForceMember:
    """Somebody leaves her seat; she stays to be seen in what she attended.

    Refused  left already, a day to come or before she came
    """
    member = TaskForceMember.objects.visible_to(actor, RELEASE).select_for_update().get(pk=member_id)
    if member.to_on is not None:
        raise Refused("这个人已经不在组里。", code="oversight.task-force-seat")
    if not member.from_on <= to_on <= on:
        raise Refused(f"离任日期要在 {member.from_on} 和今天之间。", code="oversight.task-force-seat")
    member.to_on = to_on
    member.save(update_fields=["to_on"])
    return member


@action(MEET, facts=("task_force_id", "meeting_id", "held_on"), subject="task_force_id")
def record_meeting(
    *,
    actor: Actor,
    task_force_id: UUID,
    held_on: date,
    topic: str,
    minutes: str,
    attended: Sequence[UUID],
    on: date,
    place: str = "",
    others: str = "",
    meeting_id: UUID | None = None,
) -> TaskForceMeeting:
    """Write down a meeting that was held. It is only added to: what was wrong is said in the next.

    meeting_id  the same id a second time is answered with the meeting it made

    Refused  no subject, no minutes, nobody came, a day to come or before it was set up
    """
    held = TaskForceMeeting.objects.visible_to(actor, MEET)
    if meeting_id and (known := held.filter(pk=meeting_id).first()):
        return known
    force = _standing(actor, MEET, task_force_id)
    came = TaskForceMember.objects.filter(task_force=force, pk__in=attended)
    ids = [str(pk) for pk in came.order_by("place").values_list("pk", flat=True)]
    _stop(
        meeting_problem(
            topic=topic,
            minutes=minutes,
            held_on=held_on,
            on=on,
            formed_on=force.formed_on,
            attended=len(ids),
            others=others,
        ),
        "oversight.meeting",
    )
    return TaskForceMeeting.objects.create(
        id=meeting_id or uuid7(),
        region_code=force.region_code,
        task_force=force,
        held_on=held_on,
        place=place.strip()[:80],
        topic=topic.strip()[:120],
        attended=ids,
        others=others.strip()[:400],
        minutes=minutes.strip(),
        recorded_by_label=actor.label[:120],
        recorded_on=on,
    )


@action(END, facts=("task_force_id", "ended_on"), subject="task_force_id")
def end_task_force(*, actor: Actor, task_force_id: UUID, ended_on: date, on: date) -> TaskForce:
    """It is dissolved; all of it stays to be read.

    Refused  a day to come or before it was set up, ended already
    """
    force = _standing(actor, END, task_force_id)
    if not force.formed_on <= ended_on <= on:
        raise Refused(f"撤销日期要在 {force.formed_on} 和今天之间。", code="oversight.task-force")
    force.ended_on = ended_on
    force.save(update_fields=["ended_on"])
    return force


def _stop(problem: str | None, code: str) -> None:
    if problem:
        raise Refused(problem, code=code)


def _standing(actor: Actor, verb: str, task_force_id: UUID) -> TaskForce:
    force = TaskForce.objects.visible_to(actor, verb).select_for_update().get(pk=task_force_id)
    if force.ended_on is not None:
        raise Refused("已经撤销，只供查阅。", code="oversight.task-force-ended")
    return force
