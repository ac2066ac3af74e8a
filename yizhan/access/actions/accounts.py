"""Accounts are opened, looked after and closed by an office."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from axes.utils import reset as forget_failures

from yizhan.access.actions.ground import _label, _write
from yizhan.access.actions.roles import grant_role
from yizhan.access.models import Organisation, User
from yizhan.access.queries import PHONE, grants_in_force, organisations_to_choose
from yizhan.access.rules import inside, may_give, one_time_password, username_problem
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.identity import normal_phone, phone_problem
from yizhan.kernel.ids import uuid7
from yizhan.privacy.action import action
from yizhan.privacy.fields import digest


@dataclass(frozen=True)
class Opened:
    """An account with a password that is shown once and must be changed at the first sign-in."""

    user: User
    password: str

    @property
    def region_code(self) -> str:
        return self.user.region_code


@action("access.open_account", facts=("account_id", "organisation_id", "role", "on"), subject="account_id")
def open_account(
    *,
    actor: Actor,
    organisation_id: UUID,
    username: str,
    display_name: str,
    role: str,
    region_code: str,
    on: date,
    station_id: UUID | None = None,
    to_on: date | None = None,
    phone: str = "",
    account_id: UUID | None = None,
) -> Opened:
    """Open an account with its first role. A county officer does so for her county, nobody else's.

    Refused  the organisation neither lies nor works in the officer's region; a role above her own; a taken name
    Returns  the account and the password to hand over, which is shown this once
    """
    organisation = organisations_to_choose(actor).filter(pk=organisation_id).first()
    if organisation is None:
        raise Refused("只能为本辖区内的单位开账号。", code="access.outside")
    username, display_name = username.strip().lower(), " ".join(display_name.split())
    if problem := username_problem(username):
        raise Refused(problem, code="access.username")
    if not display_name:
        raise Refused("请填写使用人的姓名。", code="access.name-missing")
    if User.objects.filter(username=username).exists():
        raise Refused(f"账号“{username}”已经有人用了，请换一个。", code="access.username-taken")
    password = one_time_password()
    user = User(
        id=account_id or uuid7(),
        username=username,
        display_name=display_name,
        organisation=organisation,
        region_code=_home(actor, organisation, region_code),
        must_change_password=True,
        **_phone(phone),
    )
    user.set_password(password)
    user.save(force_insert=True)
    grant_role(
        actor=actor.acting_for("access.grant_role", because_of="access.open_account"),
        user_id=user.pk,
        role=role,
        region_code=region_code,
        station_id=station_id,
        from_on=on,
        to_on=to_on,
        on=on,
    )
    return Opened(user=user, password=password)


@action("access.close_account", facts=("user_id", "on"), subject="user_id")
def close_account(*, actor: Actor, user_id: UUID, on: date) -> User:
    """The account signs in no more, at once; everything it wrote keeps its name."""
    user = _account(actor, "access.close_account", user_id, on)
    user.is_active, user.closed_on = False, on
    _write(user, "is_active", "closed_on")
    return user


@action("access.reset_password", facts=("user_id",), subject="user_id")
def reset_password(*, actor: Actor, user_id: UUID, at: datetime, on: date) -> Opened:
    """A new password, shown once, to be changed at the next sign-in; sessions of the old one end.

    A second factor stays, so that a reset alone lets nobody in.
    """
    user = _account(actor, "access.reset_password", user_id, on)
    password = one_time_password()
    user.set_password(password)
    user.must_change_password, user.password_changed_at = True, at
    _write(user, "password", "must_change_password", "password_changed_at")
    forget_failures(username=user.username)
    return Opened(user=user, password=password)


@action("access.unlock_account", facts=("user_id",), subject="user_id")
def unlock_account(*, actor: Actor, user_id: UUID, on: date) -> User:
    """Forget the failed sign-ins, so that the person need not wait."""
    user = _account(actor, "access.unlock_account", user_id, on)
    forget_failures(username=user.username)
    return user


@action("access.drop_second_factor", facts=("user_id",), subject="user_id")
def drop_second_factor(*, actor: Actor, user_id: UUID, on: date) -> User:
    """A telephone was lost: the person enrols a new second factor at the next sign-in."""
    user = _account(actor, "access.drop_second_factor", user_id, on)
    Authenticator.objects.filter(user=user).delete()
    return user


def _home(actor: Actor, organisation: Organisation, region: str) -> str:
    """The region that looks after an account: that of its organisation, or, for an agency from elsewhere, of its work."""
    reached = [g.region for g in actor.grants_for("access.open_account") if g.stations is None]
    if any(inside(organisation.region_code, each) for each in reached):
        return organisation.region_code
    return region[:6]


def _account(actor: Actor, verb: str, user_id: UUID, on: date) -> User:
    """An open account of the region that holds no role the officer could not have given."""
    user = User.objects.visible_to(actor, verb).select_for_update().get(pk=user_id)
    if not user.is_active:
        raise Refused("这个账号已经停用。", code="access.closed")
    if str(user.pk) == actor.id:
        raise Refused("不能办理自己的账号，请由上级或同事办理。", code="access.oneself")
    held = actor.grants_for(verb)
    for grant in grants_in_force(user=user, on=on):
        if not may_give(held, role=grant.role, region=grant.region_code):
            raise Refused(f"这个账号是“{_label(grant.role)}”，您的角色不能办理。", code="access.role-above")
    return user


def _phone(phone: str) -> dict[str, str]:
    if not phone.strip():
        return {}
    if problem := phone_problem(phone):
        raise Refused(f"{problem}。", code="access.phone")
    number = normal_phone(phone)
    mark = digest(number, purpose=PHONE)
    if User.objects.filter(phone_digest=mark, is_active=True).exists():
        raise Refused("这个电话号码已经用在另一个账号上。", code="access.phone-taken")
    return {"phone": number, "phone_digest": mark}
