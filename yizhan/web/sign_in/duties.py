"""What comes before any other page: a fresh password, the second factor."""

from collections.abc import Callable
from typing import cast

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from yizhan.access.models import User
from yizhan.access.roles import ROLES
from yizhan.access.rules import password_is_stale
from yizhan.web.door import ActorRequest
from yizhan.web.sign_in.adapters import SECOND_FACTOR


class DutiesFirst:
    """A first or stale password is changed, and a wide role sets up its second factor, before any other page opens."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        duty = "" if _always_open(request.path) or not request.user.is_authenticated else self._duty(request)
        if not duty:
            return self.get_response(request)
        if request.path.startswith("/api/"):
            return JsonResponse({"reason": _("请先在网页上登录，改好密码、设好动态口令。")}, status=403)
        return redirect(duty)

    def _duty(self, request: HttpRequest) -> str:
        user = cast(User, request.user)
        if settings.DEMO:
            return ""
        if user.must_change_password or password_is_stale(
            user.password_changed_at, at=timezone.now(), days=settings.PASSWORD_DAYS
        ):
            return "own-password"
        if request.session.get(SECOND_FACTOR):
            return ""
        if not any(ROLES[role].sees_widely for role in cast(ActorRequest, request).actor.roles):
            return ""
        if is_mfa_enabled(user):
            request.session[SECOND_FACTOR] = True  # set up earlier; allauth asked for it at the door
            return ""
        return "mfa_activate_totp"


def _always_open(path_: str) -> bool:
    return path_.startswith(("/accounts/", "/static/", "/health", "/open/"))
