"""Passwords for programs that speak for a person: made by herself, shown once, taken back by herself."""

import secrets
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from yizhan.access.models import AppPassword, Custody, User
from yizhan.access.queries import APP_PASSWORD, grants_in_force
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.privacy.action import action
from yizhan.privacy.fields import digest

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that look alike: it is typed on a phone."""
LONG = 20
MOST = 5


@dataclass(frozen=True)
class MadePassword:
    """A new password. `secret` is known here and nowhere else."""

    row: AppPassword
    secret: str

    @property
    def region_code(self) -> str:
        return self.row.region_code


@action("access.make_app_password", facts=("user_id", "station_id"), subject="user_id")
def make_app_password(*, actor: Actor, user_id: UUID, station_id: UUID, label: str, on: date) -> MadePassword:
    """Make a password for a program on one's own phone (填报专用密码).

    Refused  a station one does not work for, no label, five in use already
    User.DoesNotExist  not oneself
    """
    user = _oneself(actor, user_id)
    said = label.strip()
    if not said or len(said) > 40:
        raise Refused("请写明用在哪里（40 字以内），例如：我的手机。", code="access.label")
    if not _works_for(user=user, station_id=station_id, on=on):
        raise Refused("您现在不在这个站工作，不能为它设置。", code="access.outside")
    if AppPassword.objects.filter(user=user, revoked_on__isnull=True).count() >= MOST:
        raise Refused(f"最多同时用 {MOST} 个，请先停用不用的。", code="access.too-many")
    secret = "".join(secrets.choice(LETTERS) for _each in range(LONG))
    row = AppPassword.objects.create(
        user=user,
        region_code=user.region_code,
        station_id=station_id,
        label=said,
        digest=digest(secret, purpose=APP_PASSWORD),
        made_on=on,
    )
    return MadePassword(row, secret)


@action("access.revoke_app_password", facts=("user_id", "password_id"), subject="user_id")
def revoke_app_password(*, actor: Actor, user_id: UUID, password_id: UUID, on: date) -> AppPassword:
    """Take a password of one's own back; the program asks in vain from now on. Done twice, nothing happens."""
    user = _oneself(actor, user_id)
    row = AppPassword.objects.select_for_update().get(pk=password_id, user=user)
    if row.revoked_on is None:
        row.revoked_on = on
        row.save(update_fields=["revoked_on"])
    return row


def _works_for(*, user: User, station_id: UUID, on: date) -> bool:
    """Whether a grant of that day reaches the station by its number, as those of the employer's line do."""
    operating = Custody.objects.filter(
        organisation_id=user.organisation_id, station_id=station_id, from_on__lte=on
    ).exclude(to_on__lt=on)
    reached = [row for row in grants_in_force(user=user, on=on) if row.station_id in (None, station_id)]
    return bool(reached) and operating.exists()


def _oneself(actor: Actor, user_id: UUID) -> User:
    if str(user_id) != actor.id:
        raise User.DoesNotExist
    return User.objects.get(pk=user_id)
