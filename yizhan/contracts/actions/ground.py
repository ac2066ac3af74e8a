"""How the verbs of contracts find and lock."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from yizhan.contracts.models import Project
from yizhan.kernel.actor import Actor, Grant
from yizhan.kernel.errors import Refused


def _project(actor: Actor, verb: str, project_id: UUID) -> Project:
    """The project, locked until the transaction ends: two people at once follow one another."""
    return Project.objects.locked(actor, verb, project_id)


def _open_project(actor: Actor, verb: str, project_id: UUID, *, day: date | None = None) -> Project:
    """The same; Refused once its accounts are closed (or, with a day, when they were closed before that day)."""
    project = _project(actor, verb, project_id)
    if project.closed_on is not None and (day is None or day > project.closed_on):
        raise Refused(
            f"“{project.name}”已于 {project.closed_on:%Y年%m月%d日} 关账，只供查阅，不能再改。",
            code="contracts.closed",
        )
    return project


def _stop(problem: str | None, code: str, *, clause: str = "") -> None:
    if problem:
        raise Refused(problem, code=code, clause=clause)


def _lent_to(actor: Actor, region_code: str, *, because_of: str) -> Actor:
    """The actor, who may also tell the office of that region: what is sent there by its own paper waits there."""
    role = next((grant.role for grant in actor.grants_for(because_of)), "")
    return replace(actor, grants=(Grant(role, frozenset({"access.send_notice"}), region_code), *actor.grants))
