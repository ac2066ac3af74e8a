"""Where allauth asks us: who may come in, what is remembered, how the second factor is kept."""

from datetime import timedelta
from time import time
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.access.actions import sign_in
from yizhan.access.models import User
from yizhan.access.queries import oneself, sees_widely
from yizhan.privacy.fields import seal_text, unseal_text
from yizhan.web.sign_in.notes import address_of, note_attempt, way_in

OWN_COMPUTER = "own_computer"
SECOND_FACTOR = "second_factor_ok"
CODE_COLUMN = "mfa_authenticator.data"
REMEMBERED = timedelta(days=7)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """Writes every attempt into the audit trail, and speaks only when there is something to say."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": gettext_lazy("账号或密码不对。"),
        "too_many_login_attempts": gettext_lazy("试得太多了，请过几分钟再试。"),
        "incorrect_password": gettext_lazy("密码不对。"),
        "account_inactive": gettext_lazy("这个账号已经停用。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  (allauth's signature)
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Counting failures is the work of axes alone: two counters would give two different answers."""

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        locked = getattr(request, "axes_locked_out", False)
        note_attempt(
            request,
            username=str(credentials.get("username", "")),
            problem="access.locked" if locked else "access.wrong-password",
        )

    def post_login(self, request: HttpRequest, user: User, **hooks: Any) -> HttpResponse:
        way = str(request.session.pop("way_in", "")) or way_in(request)
        sign_in(actor=oneself(user), user_id=user.pk, address=address_of(request), way=way)
        if way == "second-factor":
            request.session[SECOND_FACTOR] = True
        remember(request, user)
        return cast(HttpResponse, super().post_login(request, user, **hooks))

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        note_attempt(request, username=user.username, problem="access.closed")
        messages.error(request, _("这个账号已经停用。需要恢复的，请找为您开账号的单位。"))
        return redirect("account_login")

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:  # noqa: ARG002  (allauth's signature)
        """Who typed her password or code a moment ago need not do so again; a demo has no passwords to type."""
        records = context.request.session.get("account_authentication_methods", [])
        newest = max((record["at"] for record in records), default=0)
        return not settings.DEMO and time() - newest > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT

    def add_message(self, request: HttpRequest, level: int, *args: Any, **given: Any) -> None:
        """allauth's own notes are silent; our views say what happened."""


def remember(request: HttpRequest, user: User) -> None:
    """A computer of one's own is remembered, unless its user sees more than a station or a town."""
    if request.session.get(OWN_COMPUTER) and not sees_widely(user=user, on=localdate()):
        request.session.set_expiry(REMEMBERED)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is untyped
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("验证码不对，或者已经过期，请用最新的六位数字。"),
        "cannot_delete_authenticator": gettext_lazy("您的岗位必须使用动态口令，不能关闭。"),
    }

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        return settings.DEMO or not sees_widely(user=authenticator.user, on=localdate())

    def encrypt(self, text: str) -> str:
        """The secret of the second factor rests under the field cipher, like every secret."""
        return seal_text(text, place=CODE_COLUMN)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal_text(encrypted_text, place=CODE_COLUMN)


class UnitAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """Sign-in through the unit's own service opens accounts that exist here; it never makes one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002  (allauth's)
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Find the account by the name the unit knows it by, or say that there is none."""
        if sociallogin.is_existing:
            return
        claims = sociallogin.account.extra_data
        claims = claims.get("userinfo") or claims.get("id_token") or claims
        name = str(claims.get("preferred_username") or "").lower()
        user = User.objects.filter(username=name, is_active=True).first() if name else None
        if user is None:
            note_attempt(request, username=name, problem="access.unknown-account", way="oidc")
            messages.error(request, _("您的单位账号还没有在这里开通，请找本单位管理员。"))
            raise ImmediateHttpResponse(redirect("account_login"))
        sociallogin.user = user
