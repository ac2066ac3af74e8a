"""Leading groups and work teams in sight, who sits in them, and their meetings."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, Count, IntegerField, Max, QuerySet, Value, When

from yizhan.kernel.actor import Actor
from yizhan.oversight.models import TaskForce, TaskForceMeeting, TaskForceMember
from yizhan.oversight.rules.task_forces import VIEW

ORDER = Case(
    *(
        When(seat=seat, then=Value(place))
        for place, seat in enumerate(("HEAD", "DEPUTY", "DIRECTOR", "MEMBER", "LIAISON"))
    ),
    output_field=IntegerField(),
)


def task_forces(*, actor: Actor) -> QuerySet[TaskForce]:
    """With how often each met, and when last."""
    return TaskForce.objects.visible_to(actor, VIEW).annotate(
        met=Count("meetings"), met_on=Max("meetings__held_on")
    )


def one_task_force(*, actor: Actor, task_force_id: UUID) -> TaskForce:
    """TaskForce.DoesNotExist when it is out of reach."""
    return task_forces(actor=actor).get(pk=task_force_id)


def members_of(task_force: TaskForce) -> list[TaskForceMember]:
    """Head first; those released too. The caller has found the task force through `visible_to`."""
    return list(
        TaskForceMember.objects.filter(task_force=task_force)
        .annotate(height=ORDER)
        .order_by("height", "place", "from_on", "id")
    )


@dataclass(frozen=True)
class Met:
    """A meeting and the members who came."""

    meeting: TaskForceMeeting
    came: list[TaskForceMember]


def meetings_of(task_force: TaskForce, members: Iterable[TaskForceMember]) -> list[Met]:
    """The newest first. The caller has found the task force through `visible_to`."""
    known = {str(member.pk): member for member in members}
    rows = TaskForceMeeting.objects.filter(task_force=task_force).order_by("-held_on", "-id")[:60]
    return [Met(row, [known[key] for key in row.attended if key in known]) for row in rows]
