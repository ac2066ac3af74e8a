"""What the pages of accounts share: tabs, names of places, grants in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yizhan.access.models import RoleGrant
from yizhan.access.roles import ROLES
from yizhan.kernel.actor import EVERYWHERE
from yizhan.regions.queries import regions_on
from yizhan.stations.models import Station
from yizhan.web.door import ActorRequest
from yizhan.web.nav import url_or_none

MANAGE = ("access.view_accounts", "access.view_organisations", "privacy.view_audit")


def place_names(codes: Iterable[str]) -> dict[str, str]:
    """Codes as people call them today; "*" is the whole country, an unknown code stays a code."""
    wanted = {code for code in codes if code}
    found = regions_on(codes=wanted - {EVERYWHERE}, on=localdate())
    return {
        code: _("全国") if code == EVERYWHERE else found[code].name if code in found else code
        for code in wanted
    }


@dataclass(frozen=True)
class GrantLine:
    """A grant as the page shows it: role, where, from when to when, whether it holds today."""

    grant: RoleGrant
    role: str
    where: str
    holds: bool
    ended: bool


def grant_lines(grants: Iterable[RoleGrant]) -> list[GrantLine]:
    rows, today = list(grants), localdate()
    places = place_names(grant.region_code for grant in rows)
    stations = {
        station.pk: station.name
        for station in Station.objects.filter(pk__in={grant.station_id for grant in rows if grant.station_id})
    }
    return [
        GrantLine(
            grant=grant,
            role=ROLES[grant.role].label if grant.role in ROLES else grant.role,
            where=stations.get(grant.station_id, "")
            if grant.station_id
            else places.get(grant.region_code, ""),
            holds=grant.holds_on(today),
            ended=grant.revoked_on is not None
            or (grant.valid_to_on is not None and grant.valid_to_on < today),
        )
        for grant in sorted(rows, key=lambda each: (each.valid_from_on, each.pk))
    ]


def tabs(request: ActorRequest) -> list[tuple[str, str, bool]]:
    """The pages of 管理 this actor may open: name, address, whether it is this one."""
    offered = [
        (_("账号与授权"), "accounts", ("access.view_accounts",)),
        (_("单位"), "organisations", ("access.view_organisations",)),
        (_("权限一览"), "role-matrix", ()),
        (_("审计记录"), "audit", ("privacy.view_audit",)),
        (_("区划"), "regions", ("regions.view",)),
    ]
    found = []
    for label, name, verbs in offered:
        url = url_or_none(name)
        if url and all(request.actor.may(verb) for verb in verbs):
            found.append((label, url, request.path.startswith(url)))
    return found
