"""How the verbs of findings and inspections find whom they concern, number their rows and tell the other side."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from yizhan.access.actions import send_notice
from yizhan.access.models import User
from yizhan.contracts.models import AgencyProfile
from yizhan.kernel.actor import Actor, Grant
from yizhan.kernel.errors import Refused
from yizhan.oversight.models import Admonition, Complaint, Finding, Inspection
from yizhan.oversight.models.overseen import OverseenRow
from yizhan.regions.models import Region
from yizhan.stations.models import Station

NOTICE = "access.send_notice"
COUNTY_DIGITS = 6
OFFICES = frozenset({"township", "county", "city", "province"})
STATION_SIDE = frozenset({"station_head", "deputy_head", "agency_manager"})


def _stop(problem: str | None, code: str, *, clause: str = "") -> None:
    if problem:
        raise Refused(problem, code=code, clause=clause)


def _whom(
    actor: Actor, verb: str, *, station_id: UUID | None, organisation_id: UUID | None
) -> tuple[Station | None, UUID | None, str]:
    """The station, who answers for it, and the region: of the station, or of the agency as a whole.

    Refused  neither is named, or the agency does not work here
    Station.DoesNotExist  out of sight
    """
    if station_id is not None:
        station = Station.objects.visible_to(actor, verb).get(pk=station_id)
        return station, station.operator_id, station.region_code
    if organisation_id is None:
        raise Refused("请选是哪个站、哪家机构。", code="oversight.whom")
    working = Station.objects.visible_to(actor, verb).filter(operator_id=organisation_id).first()
    if working is not None:
        return None, organisation_id, working.region_code[:COUNTY_DIGITS]
    known = AgencyProfile.objects.visible_to(actor, verb).filter(organisation_id=organisation_id).first()
    if known is None or not any(grant.reaches_region(known.region_code) for grant in actor.grants_for(verb)):
        raise Refused("这家机构不在本地承接，也不在本地的名册里。", code="oversight.elsewhere")
    return None, organisation_id, known.region_code


def _numbered(
    model: type[Finding] | type[Inspection] | type[Admonition] | type[Complaint],
    mark: str,
    region_code: str,
    year: int,
) -> str:
    """The next of the county's year. The county's row is locked, so no two take one number."""
    county = region_code[:COUNTY_DIGITS]
    list(Region.objects.select_for_update().filter(code=county).values_list("pk", flat=True))
    begins = f"{county}-{year}-{mark}"
    return f"{begins}{model._default_manager.filter(number__startswith=begins).count() + 1:04d}"


def _tell(
    actor: Actor,
    row: OverseenRow,
    *,
    because_of: str,
    roles: frozenset[str],
    subject: str,
    url: str,
    at: datetime,
    clause: str = "",
    only: list[UUID] | None = None,
) -> None:
    """Tell who holds these roles for the station or region of the row. Of an agency as a whole only its own people."""
    role = next((grant.role for grant in actor.grants_for(because_of)), "")
    lent = replace(actor, grants=(Grant(role, frozenset({NOTICE}), row.region_code), *actor.grants))
    send_notice(
        actor=lent,
        roles=roles,
        region_code=row.region_code,
        station_id=row.station_id,
        subject=subject,
        url=url,
        clause=clause,
        at=at,
        only=only,
    )


def _tell_other_side(
    actor: Actor, row: OverseenRow, *, because_of: str, subject: str, url: str, at: datetime, clause: str = ""
) -> None:
    only = None
    if row.station_id is None and row.organisation_id is not None:
        only = list(User.objects.filter(organisation_id=row.organisation_id).values_list("pk", flat=True))
    _tell(
        actor,
        row,
        because_of=because_of,
        roles=STATION_SIDE if row.station_id else frozenset({"agency_manager"}),
        subject=subject,
        url=url,
        at=at,
        clause=clause,
        only=only,
    )


def _is_office(actor: Actor, verb: str) -> bool:
    """Whether somebody acts along the line of government, not of the employer."""
    return any(grant.stations is None for grant in actor.grants_for(verb))
