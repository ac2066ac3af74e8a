"""Attempts to come in, noted; and the lock after too many."""

from typing import Any, cast

from axes.helpers import get_client_ip_address
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from yizhan.access.actions import note_second_factor, sign_in
from yizhan.access.models import User
from yizhan.access.queries import oneself
from yizhan.kernel.errors import Refused
from yizhan.privacy.fields import digest


def address_of(request: HttpRequest) -> str:
    """The network address of the visitor, as far as the trusted proxies tell."""
    return str(get_client_ip_address(request) or "")


def note_attempt(request: HttpRequest, *, username: str, problem: str, way: str = "password") -> None:
    """One refused line in the audit trail; for a name nobody bears, only its digest."""
    user = User.objects.filter(username=username.lower()).first()
    try:
        sign_in(
            actor=oneself(user),
            user_id=user.pk if user else None,
            address=address_of(request),
            way=way,
            problem=problem if user else "access.unknown-account",
            known="" if user else digest(username, purpose="access.sign-in"),
        )
    except Refused:
        return


def way_in(request: HttpRequest) -> str:
    methods = {record.get("method") for record in request.session.get("account_authentication_methods", [])}
    if "mfa" in methods:
        return "second-factor"
    return "oidc" if "socialaccount" in methods else "password"


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """What axes shows after too many failures: how long, and whom to ask. The trail has the lines already."""
    if request.path.startswith("/api/"):
        return JsonResponse({"reason": _locked_sentence()}, status=429)
    return render(
        request,
        "account/locked.html",
        {"sentence": _locked_sentence(), "minutes": settings.LOCK_MINUTES},
        status=429,
    )


def _locked_sentence() -> str:
    return _("连续 %(times)d 次没有输对，这个账号停用 %(minutes)d 分钟。") % {
        "times": settings.AXES_FAILURE_LIMIT,
        "minutes": settings.LOCK_MINUTES,
    }


def note_factor(request: HttpRequest, what: str) -> None:
    user = cast(User, request.user)
    note_second_factor(actor=oneself(user), user_id=user.pk, what=what)
