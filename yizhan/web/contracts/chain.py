"""The chain of a project from the plan to the next year: one function per link, in the order of the year."""

from collections.abc import Callable, Sequence
from datetime import date

from yizhan.contracts.models import Project
from yizhan.kernel.actor import Actor
from yizhan.web.contracts.agreement_steps import paying, renewing, serving, signing
from yizhan.web.contracts.purchase_steps import applying, buying, planning
from yizhan.web.templatetags.yizhan import Step

Link = Callable[[Project, Actor, date], Step | None]
"""A link, or None where the region's way has none."""

LINKS: Sequence[Link] = (
    planning,
    applying,
    buying,
    signing,
    serving,
    paying,
    renewing,
)


def chain_of(project: Project, *, actor: Actor, on: date) -> list[Step]:
    return [step for link in LINKS if (step := link(project, actor, on)) is not None]
