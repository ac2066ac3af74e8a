"""Projects are opened, and closed when their accounts are."""

from datetime import date
from uuid import UUID

from yizhan.access.models import Organisation
from yizhan.contracts.actions.ground import _project, _stop
from yizhan.contracts.models import Project
from yizhan.contracts.queries.projects import newest_booking, still_to_do
from yizhan.contracts.rules.projects import closing_problem, following_problem, service_year_problem
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.kernel.period import Period
from yizhan.privacy.action import action

OPEN = "contracts.open_project"
CLOSE = "contracts.close_project"
COUNTY_DIGITS = 6


@action(OPEN, facts=("project_id", "region_code", "first_on", "last_on", "follows_id"), subject="project_id")
def open_project(
    *,
    actor: Actor,
    region_code: str,
    name: str,
    buyer_id: UUID,
    first_on: date,
    last_on: date,
    follows_id: UUID | None = None,
    project_id: UUID | None = None,
) -> Project:
    """A county begins a service year of its stations; the plan, the purchase and the agreements hang on it.

    region_code  of a county, six digits
    buyer_id     the office that buys; an office of that county

    Refused  no county of one's own, no name or one that is taken, a year longer than a year or before the one it
             continues, a year that is continued already, a buyer from elsewhere or that is no office
    """
    reached = any(grant.reaches_region(region_code) for grant in actor.grants_for(OPEN))
    if len(region_code) != COUNTY_DIGITS or not reached:
        raise Refused("项目由县（市、区）建立，请在您负责的县里建。", code="contracts.elsewhere")
    name = name.strip()
    if not 2 <= len(name) <= 80:
        raise Refused(
            "请给项目起个名字（2 到 80 个字），例如“2026—2027年度乡镇社工站项目”。", code="contracts.unnamed"
        )
    _stop(service_year_problem(first_on, last_on), "contracts.year")
    if Project.objects.filter(region_code=region_code, name=name).exists():
        raise Refused(f"本县已有名为“{name}”的项目。", code="contracts.name-taken")
    buyer = Organisation.objects.filter(pk=buyer_id, region_code=region_code, closed_on=None).first()
    if buyer is None or buyer.kind not in (Organisation.Kind.COUNTY, Organisation.Kind.DEPARTMENT):
        raise Refused("购买方应是本县的民政部门或其他部门。", code="contracts.buyer")
    follows = None
    if follows_id is not None:
        follows = Project.objects.visible_to(actor, OPEN).get(pk=follows_id)
        if follows.region_code != region_code:
            raise Refused("只能续本县的项目。", code="contracts.elsewhere")
        _stop(following_problem(follows.period, Period(first_on, last_on)), "contracts.year")
        if Project.objects.filter(follows=follows).exists():
            raise Refused(f"“{follows.name}”已经续过一个年度。", code="contracts.continued")
    return Project.objects.create(
        id=project_id or uuid7(),
        region_code=region_code,
        name=name,
        buyer=buyer,
        first_on=first_on,
        last_on=last_on,
        follows=follows,
    )


@action(CLOSE, facts=("project_id", "closing_on"), subject="project_id")
def close_project(*, actor: Actor, project_id: UUID, closing_on: date, on: date) -> Project:
    """The accounts of the service year are closed: nothing more is booked on it.

    Refused  the year is not over, a day to come or before the last booking, money that is on its way, an agreement
             that was not ended (it could never be any more, and its agency would keep the files), or closed already
    """
    project = _project(actor, CLOSE, project_id)
    if project.closed_on is not None:
        raise Refused(
            f"“{project.name}”已于 {project.closed_on:%Y年%m月%d日} 关账。", code="contracts.closed"
        )
    _stop(
        closing_problem(
            last_on=project.last_on,
            closing_on=closing_on,
            on=on,
            booked_on=newest_booking(project),
            on_the_way=still_to_do(project),
        ),
        "contracts.closing",
    )
    project.closed_on = closing_on
    project.save(update_fields=["closed_on"])
    return project
