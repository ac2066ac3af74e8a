"""At the door: what people do about nobody but themselves."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.hashers import check_password

from yizhan.access.actions.ground import _write
from yizhan.access.models import User
from yizhan.access.rules import password_problem
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.privacy.action import action


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
