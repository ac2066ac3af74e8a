"""The only writer of accounts, grants, organisations and custody."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from axes.utils import reset as forget_failures
from django.contrib.auth.hashers import check_password
from django.db.models import Q
from django.db.models.functions import Now

from yizhan.access.models import Custody, Organisation, RoleGrant, User
from yizhan.access.queries import PHONE, grants_in_force, organisations_to_choose
from yizhan.access.roles import ROLES
from yizhan.access.rules import (
    OPERATORS,
    giving_refusal,
    inside,
    may_give,
    one_time_password,
    organisation_refusal,
    password_problem,
    username_problem,
)
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


# --- organisations ------------------------------------------------------------------------------------------------------


@action(
    "access.register_organisation",
    facts=("organisation_id", "kind", "region_code", "credit_code"),
    subject="organisation_id",
)
def register_organisation(
    *,
    actor: Actor,
    kind: str,
    name: str,
    region_code: str,
    credit_code: str = "",
    organisation_id: UUID | None = None,
) -> Organisation:
    """Enter an office, an agency or a department, inside the region of the officer.

    Refused  another region; a wrong or taken credit code; a name already there
    Source   GB 32100-2015 for the credit code
    """
    name, credit_code = " ".join(name.split()), "".join(credit_code.split()).upper()
    _reach(actor, "access.register_organisation", region_code, "只能登记本辖区内的单位。")
    if refusal := organisation_refusal(kind=kind, name=name, region=region_code, credit_code=credit_code):
        raise Refused(refusal[1], code=refusal[0])
    if credit_code and (taken := Organisation.objects.filter(credit_code=credit_code).first()):
        raise Refused(f"这个统一社会信用代码已经登记为“{taken.name}”。", code="access.credit-code-taken")
    if Organisation.objects.filter(region_code=region_code, name=name).exists():
        raise Refused(f"“{name}”在这个区划已经登记过了。", code="access.name-taken")
    return Organisation.objects.create(
        id=organisation_id or uuid7(), kind=kind, name=name, region_code=region_code, credit_code=credit_code
    )


@action("access.close_organisation", facts=("organisation_id", "on"), subject="organisation_id")
def close_organisation(*, actor: Actor, organisation_id: UUID, on: date) -> Organisation:
    """Take an organisation off the lists; its records keep naming it.

    Refused  it still operates a station, or has open accounts
    """
    organisation = (
        Organisation.objects.visible_to(actor, "access.close_organisation")
        .select_for_update()
        .get(pk=organisation_id, closed_on__isnull=True)
    )
    if Custody.objects.filter(Q(to_on__isnull=True) | Q(to_on__gte=on), organisation=organisation).exists():
        raise Refused("这个单位还在承接社工站，请先办理结束承接。", code="access.still-operating")
    if open_accounts := User.objects.filter(organisation=organisation, is_active=True).count():
        raise Refused(f"这个单位还有 {open_accounts} 个账号在用，请先停用。", code="access.still-accounts")
    organisation.closed_on = on
    _write(organisation, "closed_on")
    return organisation


# --- custody --------------------------------------------------------------------------------------------------------------


@action("access.start_custody", facts=("organisation_id", "station_id", "from_on"), subject="station_id")
def start_custody(
    *,
    actor: Actor,
    organisation_id: UUID,
    station_id: UUID,
    region_code: str,
    from_on: date,
    custody_id: UUID | None = None,
) -> Custody:
    """From that day on the people of this organisation reach the station and its files.

    region_code  that of the station
    Refused      the station lies in another region; another organisation operates it on or after that day
    """
    _reach(actor, "access.start_custody", region_code, "只能为本辖区内的社工站确定承接单位。")
    organisation = Organisation.objects.get(pk=organisation_id, closed_on__isnull=True)
    if organisation.kind not in OPERATORS:
        raise Refused(f"“{organisation.name}”不是可以承接社工站的单位。", code="access.kind")
    other = (
        Custody.objects.filter(Q(to_on__isnull=True) | Q(to_on__gte=from_on), station_id=station_id)
        .select_related("organisation")
        .first()
    )
    if other:
        until = f"到 {other.to_on:%Y-%m-%d} 为止" if other.to_on else "，尚未结束"
        raise Refused(
            f"这个站由“{other.organisation.name}”承接{until}，请先办理结束承接。", code="access.custody-held"
        )
    return Custody.objects.create(
        id=custody_id or uuid7(),
        organisation=organisation,
        station_id=station_id,
        region_code=region_code,
        from_on=from_on,
    )


@action("access.end_custody", facts=("station_id", "to_on"), subject="station_id")
def end_custody(*, actor: Actor, station_id: UUID, to_on: date) -> Custody:
    """The last day on which the organisation operates the station; its people see the files no longer after it.

    Custody.DoesNotExist  nobody operates it, or it lies in another region
    """
    custody = (
        Custody.objects.visible_to(actor, "access.end_custody")
        .select_for_update()
        .get(station_id=station_id, to_on__isnull=True)
    )
    if to_on < custody.from_on:
        raise Refused(
            f"结束日不能早于开始承接的 {custody.from_on:%Y-%m-%d}。", code="access.ends-before-begin"
        )
    custody.to_on = to_on
    _write(custody, "to_on")
    return custody


# --- accounts -------------------------------------------------------------------------------------------------------------


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


# --- roles ----------------------------------------------------------------------------------------------------------------


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


# --- at the door: about nobody but oneself ------------------------------------------------------------------------------


@action("access.sign_in", facts=("user_id", "address", "way", "known"), subject="user_id")
def sign_in(
    *, actor: Actor, user_id: UUID | None, address: str, way: str, problem: str = "", known: str = ""
) -> User:
    """Write down that somebody came in, or tried to.

    way      "password", "second-factor", "demo" or "oidc"
    problem  code of what was wrong; "" when she is in
    known    digest of the name that was typed, when no account bears it
    Refused  whenever there is a problem, so that the trail shows the attempt as refused
    """
    if problem or user_id is None:
        raise Refused("账号或密码不对。", code=problem or "access.unknown-account")
    return User.objects.get(pk=user_id)


@action("access.change_own_password", facts=("user_id",), subject="user_id")
def change_own_password(*, actor: Actor, user_id: UUID, old: str, new: str, at: datetime) -> User:
    """Refused  the old one is wrong, the new one too easy or the same again."""
    user = User.objects.select_for_update().get(pk=user_id)
    if str(user.pk) != actor.id:
        raise User.DoesNotExist
    if not check_password(old, user.password):
        raise Refused("现在的密码不对。", code="access.old-password")
    if problem := password_problem(new, username=user.username):
        raise Refused(problem, code="access.password")
    if check_password(new, user.password):
        raise Refused("新密码不能和现在的一样。", code="access.same-password")
    user.set_password(new)
    user.must_change_password, user.password_changed_at = False, at
    _write(user, "password", "must_change_password", "password_changed_at")
    return user


@action("access.note_second_factor", facts=("user_id", "what"), subject="user_id")
def note_second_factor(*, actor: Actor, user_id: UUID, what: str) -> User:
    """Write down that a second factor was set up, taken off, or its recovery codes were made anew.

    what  "on", "off" or "codes"
    """
    user = User.objects.get(pk=user_id)
    if str(user.pk) != actor.id:
        raise User.DoesNotExist
    return user


# --- steps of the above ---------------------------------------------------------------------------------------------------


def _reach(actor: Actor, verb: str, region: str, sentence: str) -> None:
    if not any(grant.stations is None and inside(region, grant.region) for grant in actor.grants_for(verb)):
        raise Refused(sentence, code="access.outside")


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


def _operated(organisation: Organisation, station_id: UUID, region: str, day: date) -> None:
    """The organisation operates the station that day or later, and the grant lies where the station lies."""
    custody = Custody.objects.filter(
        Q(to_on__isnull=True) | Q(to_on__gte=day), organisation=organisation, station_id=station_id
    ).first()
    if custody is None:
        raise Refused(f"“{organisation.name}”没有承接这个社工站。", code="access.not-operated")
    if not custody.region_code.startswith(region):
        raise Refused("这个社工站不在所选的区划里。", code="access.station-elsewhere")


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


def _label(role: str) -> str:
    return ROLES[role].label if role in ROLES else role


def _write(row: Organisation | Custody | User | RoleGrant, *fields: str) -> None:
    row.changed_at = Now()  # the database clock
    row.save(update_fields=[*fields, "changed_at"])
    row.refresh_from_db(fields=["changed_at"])
