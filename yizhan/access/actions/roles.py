"""Roles are given and taken back."""

from datetime import date
from uuid import UUID

from django.db.models import Q

from yizhan.access.actions.ground import _label, _write
from yizhan.access.models import Custody, Organisation, RoleGrant, User
from yizhan.access.queries import grants_in_force
from yizhan.access.roles import ROLES
from yizhan.access.rules import giving_refusal, may_give
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.action import action


@action(
    "access.grant_role",
    facts=("user_id", "role", "region_code", "station_id", "from_on", "to_on"),
    subject="user_id",
)
def grant_role(
    *,
    actor: Actor,
    user_id: UUID,
    role: str,
    region_code: str,
    from_on: date,
    on: date,
    station_id: UUID | None = None,
    to_on: date | None = None,
    grant_id: UUID | None = None,
) -> RoleGrant:
    """Give a role for a region, a station role for its station, from one day to another (the last day counts).

    Refused  to oneself; a role above one's own; another region; a station the person's organisation does not operate
    """
    user = User.objects.visible_to(actor, "access.grant_role").select_related("organisation").get(pk=user_id)
    if not user.is_active:
        raise Refused("这个账号已经停用，不能再授予角色。", code="access.closed")
    if str(user.pk) == actor.id:
        raise Refused("不能给自己授予角色，请由上级或同事办理。", code="access.oneself")
    refusal = giving_refusal(
        actor.grants_for("access.grant_role"),
        role=role,
        region=region_code,
        station_named=station_id is not None,
        kind=user.organisation.kind,
    )
    if refusal:
        raise Refused(refusal[1], code=refusal[0])
    if from_on < on:
        raise Refused("授权从今天或以后开始，不能补授以前的日子。", code="access.backdated")
    if to_on is not None and to_on < from_on:
        raise Refused("授权的最后一天不能早于第一天。", code="access.ends-before-begin")
    if station_id is not None:
        _operated(user.organisation, station_id, region_code, from_on)
    same = grants_in_force(user=user, on=from_on).filter(
        role=role, region_code=region_code, station_id=station_id
    )
    if same.exists():
        raise Refused(f"已经有这个范围的“{ROLES[role].label}”了。", code="access.held")
    return RoleGrant.objects.create(
        id=grant_id or uuid7(),
        user=user,
        role=role,
        region_code=region_code,
        station_id=station_id,
        valid_from_on=from_on,
        valid_to_on=to_on,
        given_by=actor.id,
        given_by_label=actor.label,
    )


@action("access.revoke_role", facts=("grant_id", "on"), subject="grant_id")
def revoke_role(*, actor: Actor, grant_id: UUID, on: date) -> RoleGrant:
    """From this day on the role holds no longer. The row stays, for the history."""
    grant = RoleGrant.objects.visible_to(actor, "access.revoke_role").select_for_update().get(pk=grant_id)
    if not may_give(actor.grants_for("access.revoke_role"), role=grant.role, region=grant.region_code):
        raise Refused(f"您的角色不能收回“{_label(grant.role)}”。", code="access.role-above")
    if grant.revoked_on is not None:
        raise Refused("这项授权已经收回过了。", code="access.revoked")
    grant.revoked_on, grant.revoked_by_label = on, actor.label
    _write(grant, "revoked_on", "revoked_by_label")
    return grant


def _operated(organisation: Organisation, station_id: UUID, region: str, day: date) -> None:
    """The organisation operates the station that day or later, and the grant lies where the station lies."""
    custody = Custody.objects.filter(
        Q(to_on__isnull=True) | Q(to_on__gte=day), organisation=organisation, station_id=station_id
    ).first()
    if custody is None:
        raise Refused(f"“{organisation.name}”没有承接这个社工站。", code="access.not-operated")
    if not custody.region_code.startswith(region):
        raise Refused("这个社工站不在所选的区划里。", code="access.station-elsewhere")
